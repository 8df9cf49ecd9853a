// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/queues/queuedepthcount.h"

#include "sql/database.h"
#include "synapse/tables/queuesql.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;
using namespace Sql;

/// Its columns lead an index, with stream_id behind them.
struct QueueDepthCount::Table
{
    QString name, first, second; ///< no second column: one is enough
    QString time, text; ///< empty where the table has none
};

QueueDepthCount::Table QueueDepthCount::tableOf(QueueKind kind)
{
    if (kind == QueueKind::Inbox)
        return {u"device_inbox"_s, u"user_id"_s, u"device_id"_s, {}, u"message_json"_s};
    if (kind == QueueKind::Outbox)
        return {u"device_federation_outbox"_s, u"destination"_s, {}, u"queued_ts"_s, u"messages_json"_s};
    return {u"device_lists_outbound_pokes"_s, u"destination"_s, {}, u"ts"_s, {}};
}

/// The next queues, in the index's order, and how many of their entries were among so many.
Result<QList<QueueDepthCount::Group>> QueueDepthCount::statement(const Table &table, const Group &after) const
{
    const bool isPair = !table.second.isEmpty();
    const QString columns = isPair ? table.first + u", "_s + table.second : table.first;
    const QString sql = u"SELECT %1, count(*) FROM (SELECT %1 FROM %2 WHERE %3 ORDER BY %1 LIMIT %4) t GROUP BY %1 ORDER BY %1"_s
                            .arg(columns, table.name, isPair ? u"(%1) > (?, ?)"_s.arg(columns) : table.first + u" > ?"_s)
                            .arg(entriesOfStatement);
    QList<Group> groups;
    const QVariantList values = isPair ? QVariantList{after.first, after.second} : QVariantList{after.first};
    const auto done = m_database.each(sql, values, [&](const Row &row) {
        groups.append({row.text(0), isPair ? row.text(1) : QString(), row.integer(isPair ? 2 : 1)});
    });
    return done ? Result<QList<Group>>(groups) : failure(done.error());
}

Result<QueueDepths> QueueDepthCount::depths(QueueKind kind, int most)
{
    const auto can = kind == QueueKind::Inbox ? m_schema.inbox() : kind == QueueKind::Outbox ? m_schema.outbox() : m_schema.updates();
    if (!can.available)
        return failure(Error::Unsupported, can.reason);
    const Table table = tableOf(kind);
    Group place;
    {
        const std::lock_guard lock(m_mutex);
        place = m_places.value(kind);
    }
    const bool isFromStart = place.first.isEmpty() && place.second.isEmpty();
    QueueDepths found;
    bool isEnd = false;
    for (qint64 entries = 0; !isEnd && entries < entriesOfLook;) {
        auto groups = statement(table, place);
        if (!groups)
            return failure(groups.error());
        qint64 seen = 0;
        for (const Group &group : std::as_const(*groups))
            seen += group.entries;
        entries += seen;
        isEnd = seen < entriesOfStatement;
        // The last one may go on behind what was looked at: it comes first in the next statement, or is counted by itself.
        if (!isEnd && groups->size() > 1) {
            groups->removeLast();
        } else if (!isEnd) {
            Group &only = groups->first();
            const auto counted = m_database.value(u"SELECT count(*) FROM (SELECT 1 FROM %1 WHERE %2 = ?%3 LIMIT %4) t"_s.arg(table.name, table.first,
                                                      table.second.isEmpty() ? QString() : u" AND %1 = ?"_s.arg(table.second))
                                                      .arg(entriesOfQueue + 1),
                table.second.isEmpty() ? QVariantList{only.first} : QVariantList{only.first, only.second});
            if (!counted)
                return failure(counted.error());
            only.entries = counted->toLongLong();
            entries += only.entries;
        }
        for (const Group &group : std::as_const(*groups)) {
            // A number where counting stopped is none.
            if (group.entries > entriesOfQueue)
                ++found.leftOut;
            else
                found.queues.append({.subject = group.second.isEmpty() && table.second.isEmpty() ? group.first : group.first + u' ' + group.second,
                    .depth = group.entries});
        }
        if (!groups->isEmpty())
            place = groups->constLast();
    }
    {
        const std::lock_guard lock(m_mutex);
        m_places[kind] = isEnd ? Group() : place;
    }
    found.isWhole = isFromStart && isEnd;
    std::sort(found.queues.begin(), found.queues.end(),
        [](const QueueDepth &a, const QueueDepth &b) { return a.depth != b.depth ? a.depth > b.depth : a.subject < b.subject; });
    if (found.queues.size() > most) {
        found.leftOut += found.queues.size() - most;
        found.queues.resize(most);
    }
    if (const auto done = describe(table, found.queues); !done)
        return failure(done.error());
    return found;
}

/// Age and size of the deepest ones, by one statement.
Result<void> QueueDepthCount::describe(const Table &table, QList<QueueDepth> &queues) const
{
    if (queues.isEmpty() || (table.time.isEmpty() && !table.second.isEmpty()))
        return {};
    const qsizetype count = std::min(queues.size(), described);
    QVariantList names;
    for (const QueueDepth &queue : queues.first(count))
        names.append(queue.subject);
    const QString mine = u"FROM %1 t WHERE t.%2 = k.subject"_s.arg(table.name, table.first);
    const QString bytes = table.text.isEmpty()
        ? u"0, 0"_s
        : u"(SELECT sum(b) FROM (SELECT %1 AS b %2 LIMIT %3) s), (SELECT count(*) FROM (SELECT 1 %2 LIMIT %3) c)"_s.arg(
            octetLength(m_database.engine(), u"t."_s + table.text), mine)
              .arg(measured + 1);
    QHash<QString, QueueDepth> known;
    const auto done = m_database.each(u"WITH k(subject) AS (VALUES %1) SELECT k.subject, (SELECT t.%2 %3 ORDER BY t.stream_id LIMIT 1), %4 FROM k"_s.arg(
                                          valueRows(count, 1), table.time, mine, bytes),
        names, [&](const Row &row) {
            const bool isMeasured = !table.text.isEmpty() && row.integer(3) <= measured;
            known.insert(row.text(0), {.subject = {}, .depth = 0, .bytes = isMeasured ? row.integer(2) : -1, .oldest = row.integer(1)});
        });
    if (!done)
        return done;
    for (qsizetype i = 0; i < count; ++i) {
        const QueueDepth of = known.value(queues.at(i).subject);
        queues[i].bytes = of.bytes;
        queues[i].oldest = of.oldest;
    }
    return {};
}

} // namespace Lockstep::Synapse
