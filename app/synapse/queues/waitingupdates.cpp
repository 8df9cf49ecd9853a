// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/queues/queues.h"
#include "synapse/tables/cursor.h"
#include "synapse/tables/queuesql.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;
using namespace Sql;

namespace {

/// Rows of a page's users that are looked at together.
constexpr qint64 mostRows = 20'000;

} // namespace

Result<Page<WaitingUpdates>> Queues::waitingUpdates(const ServerName &destination, const PageQuery &query) const
{
    if (const auto can = m_schema.updates(); !can.available)
        return failure(Error::Unsupported, can.reason);
    if (const auto can = m_schema.confirmed(); !can.available)
        return failure(Error::Unsupported, can.reason);
    const QString list = u"waitingupdates"_s;
    const auto after = decodeCursor(query.after, list, "s");
    if (!after)
        return failure(after.error());
    // The loose scan goes over (destination, user_id): it stays in the destination, and ends with it.
    QStringList users;
    const QString sql = looseIndexScan(m_database.engine(), u"device_lists_outbound_pokes"_s, {u"destination"_s, u"user_id"_s});
    const auto found = m_database.each(sql, {destination.toString(), after->at(0).toString(), query.limit + 1}, [&](const Row &row) {
        if (row.text(0) == destination.toString())
            users += row.text(1);
    });
    if (!found)
        return failure(found.error());
    Page<WaitingUpdates> page;
    if (users.size() > query.limit) {
        users.resize(query.limit);
        page.next = encodeCursor(list, {users.constLast()});
    }
    if (users.isEmpty())
        return page;
    // Of each device only the newest update is sent.
    struct Found
    {
        qint64 updates = 0, oldest = 0;
        QHash<QString, qint64> newestOf;
    };
    QHash<QString, Found> all;
    QVariantList values{destination.toString()};
    for (const QString &user : std::as_const(users))
        values += user;
    const QString named = Database::placeholders(users.size());
    qint64 rows = 0;
    auto done = m_database.each(
        u"SELECT user_id, device_id, stream_id, ts FROM device_lists_outbound_pokes WHERE destination = ? AND user_id IN (%1) LIMIT %2"_s
            .arg(named)
            .arg(mostRows),
        values, [&](const Row &row) {
            ++rows;
            Found &one = all[row.text(0)];
            ++one.updates;
            one.oldest = one.oldest == 0 ? row.integer(3) : std::min(one.oldest, row.integer(3));
            qint64 &newest = one.newestOf[row.text(1)];
            newest = std::max(newest, row.integer(2));
        });
    if (!done)
        return failure(done.error());
    QHash<QString, qint64> confirmed;
    done = m_database.each(
        u"SELECT user_id, stream_id FROM device_lists_outbound_last_success WHERE destination = ? AND user_id IN (%1)"_s.arg(named), values,
        [&](const Row &row) { confirmed.insert(row.text(0), std::max(confirmed.value(row.text(0)), row.integer(1))); });
    if (!done)
        return failure(done.error());
    for (const QString &user : std::as_const(users)) {
        const auto one = all.constFind(user);
        if (one == all.cend() && rows < mostRows)
            continue; // sent since its key was found
        WaitingUpdates waiting{.userId = UserId(user)};
        waiting.updatesAtLeast = rows == mostRows;
        waiting.prevId = confirmed.value(user);
        if (one != all.cend()) {
            waiting.updates = one->updates;
            waiting.oldest = one->oldest;
            waiting.streamId = *std::min_element(one->newestOf.cbegin(), one->newestOf.cend());
        }
        page.items += waiting;
    }
    return page;
}

} // namespace Lockstep::Synapse
