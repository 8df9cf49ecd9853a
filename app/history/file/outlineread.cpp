// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// A user's history in outline, by ranges.

#include "domain/updategraph.h"
#include "history/file/sqlstore.h"

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

/// For a history that has no quicker way: from whole updates.
Result<QList<UpdateOutline>> Reader::outline(const UserId &user, qint64 before, int limit) const
{
    auto updates = this->updates(user, before, limit, true);
    if (!updates)
        return failure(updates.error());
    QList<UpdateOutline> rows;
    rows.reserve(updates->size());
    for (DeviceListUpdate &update : *updates) {
        const quint64 hash = toGraphNode(update).contentHash;
        update.keys = {};
        update.prevIds.resize(std::min<qsizetype>(update.prevIds.size(), UpdateOutline::mostPrevIds));
        rows.append({.update = std::move(update), .contentHash = hash});
    }
    return rows;
}

Result<QList<UpdateOutline>> SqlStore::outline(const UserId &user, qint64 before, int limit) const
{
    QList<UpdateOutline> rows;
    Result<void> taken;
    const auto done = d->reader.each(
        u"SELECT n, received, kind, stream, prev, device, flags, verdict, breaks, sources, detail, name, hash FROM updates "
        "WHERE user = (SELECT id FROM users WHERE name = ?1) AND n >= (SELECT first_kept FROM users WHERE name = ?1) AND n < ?2 "
        "ORDER BY n DESC LIMIT ?3"_s,
        {user.toString(), before > 0 ? before : std::numeric_limits<qint64>::max(), std::max(limit, 0)}, [&](const Sql::Row &row) {
            auto update = taken ? readUpdate(row, user, false) : Result<DeviceListUpdate>();
            if (!update)
                taken = failure(update.error());
            if (!taken)
                return;
            if (!row.isNull(11))
                update->displayName = row.text(11);
            if (update->prevIds.size() > UpdateOutline::mostPrevIds)
                update->prevIds.resize(UpdateOutline::mostPrevIds);
            rows.append({.update = std::move(*update), .contentHash = quint64(row.integer(12))});
        });
    if (!done)
        return failure(done.error());
    if (!taken)
        return failure(taken.error());
    return rows;
}

} // namespace Lockstep::History
