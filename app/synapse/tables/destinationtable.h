// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"
#include "sql/database.h"

#include <QSet>

namespace Lockstep::Synapse {

/// Rows of the table by primary key: after \a after, at most \a limit. Without the counts of users.
Result<QList<Inspection::Destination>> destinationsAfter(const Sql::Database &database, const QString &after, int limit);
Result<QList<Inspection::Destination>> destinationsNamed(const Sql::Database &database, const QSet<ServerName> &names);

/// Whether the server is in backoff. Synapse writes 0 when it reaches a server again.
inline bool isFailing(const Inspection::Destination &destination)
{
    return destination.failingSince > 0 || destination.retryInterval > 0;
}

} // namespace Lockstep::Synapse
