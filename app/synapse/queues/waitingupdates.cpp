// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/queues/queues.h"
#include "synapse/tables/cursor.h"
#include "synapse/tables/queuesql.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;
using namespace Sql;

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
    const auto found = m_database.each(
        sql, {destination.toString(), after->at(0).toString(), query.limit + 1}, [&](const Row &row) {
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
    const int limit = countLimit(users.size());
    const QString mine = u"FROM device_lists_outbound_pokes p WHERE p.destination = k.destination AND p.user_id = k.user_id"_s;
    QVariantList values;
    for (const QString &user : std::as_const(users))
        values << destination.toString() << user;
    const auto done = m_database.each(
        u"WITH k(destination, user_id) AS (VALUES %1) SELECT k.user_id, (SELECT count(*) FROM (SELECT 1 %2 LIMIT %3) c),"
        " (SELECT min(t) FROM (SELECT p.ts AS t %2 LIMIT %3) s),"
        // Of each device only the newest one is sent.
        " (SELECT min(m) FROM (SELECT max(n) AS m FROM (SELECT p.device_id AS d, p.stream_id AS n %2 LIMIT %3) s GROUP BY d) g),"
        " (SELECT max(l.stream_id) FROM device_lists_outbound_last_success l WHERE l.destination = k.destination AND l.user_id = k.user_id)"
        " FROM k ORDER BY 1"_s.arg(valueRows(users.size(), 2), mine)
            .arg(limit + 1),
        values, [&](const Row &row) {
            if (row.integer(1) == 0)
                return; // sent since its key was found
            WaitingUpdates waiting{.userId = UserId(row.text(0))};
            waiting.updates = std::min<qint64>(row.integer(1), limit);
            waiting.updatesAtLeast = row.integer(1) > limit;
            waiting.oldest = row.integer(2);
            waiting.streamId = row.integer(3);
            waiting.prevId = row.integer(4);
            page.items += waiting;
        });
    if (!done)
        return failure(done.error());
    return page;
}

} // namespace Lockstep::Synapse
