// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/pagetable.h"

#include "ui/pages/activitypage.h"
#include "ui/pages/overviewpage.h"
#include "ui/pages/queuespage.h"
#include "ui/pages/serverspage.h"
#include "ui/pages/sourcespage.h"
#include "ui/pages/userspage.h"

namespace Lockstep {

QList<PageKind> pageKinds()
{
    return {OverviewPage::kind(), UsersPage::kind(), QueuesPage::kind(), ServersPage::kind(), ActivityPage::kind(), SourcesPage::kind()};
}

} // namespace Lockstep
