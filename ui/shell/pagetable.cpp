// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/pagetable.h"

#include "ui/pages/activity/activitypage.h"
#include "ui/pages/audit/auditpage.h"
#include "ui/pages/overview/overviewpage.h"
#include "ui/pages/queues/queuespage.h"
#include "ui/pages/servers/serverspage.h"
#include "ui/pages/sources/sourcespage.h"
#include "ui/pages/users/userspage.h"

namespace Lockstep {

QList<PageKind> pageKinds()
{
    return {OverviewPage::kind(), UsersPage::kind(), QueuesPage::kind(), ServersPage::kind(), ActivityPage::kind(), AuditPage::kind(),
        SourcesPage::kind()};
}

} // namespace Lockstep
