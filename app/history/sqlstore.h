// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/store.h"
#include "sql/sqlconnection.h"

#include <mutex>

namespace Lockstep::History {

struct Store::Private
{
    quint64 id = 0;
    QString path;
    std::mutex writer;

    Result<SqlConnection *> connection() const { return SqlConnection::ofThisThread(id, path); }
};

/// Columns of a whole row, in the order in which readUpdate() takes them.
#define LOCKSTEP_UPDATE_COLUMNS "n, received, kind, stream, prev, device, flags, verdict, breaks, sources, detail, name, keys"

/// The update in the query's present row, which has the columns above from \a first on.
Result<DeviceListUpdate> readUpdate(const QSqlQuery &query, const UserId &user, bool withContent);

/// Bits of the column "flags".
enum RowFlag {
    Deleted = 1,
    ContentKnown = 2,
    VerifiedKnown = 4,
    Verified = 8,
};

} // namespace Lockstep::History
