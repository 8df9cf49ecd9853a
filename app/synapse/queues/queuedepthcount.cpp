// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/queues/queuedepthcount.h"

#include "sql/database.h"
#include "synapse/tables/queuesql.h"

#include <algorithm>
#include <tuple>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;
using namespace Sql;

/// Its columns lead an index, with stream_id behind them.
struct QueueDepthCount::Table
{
    QString name, first, second; ///< no second column: one is enough
    QString time, text; ///< empty where the table has none

    bool isPair() const { return !second.isEmpty(); }
    QString names(const QString &prefix = {}) const { return prefix + first + (isPair() ? QString(u", "_s + prefix + second) : QString()); }
    QVariantList keyOf(const QString &one, const QString &other) const { return isPair() ? QVariantList{one, other} : QVariantList{one}; }
    /// A condition on the row t: it is of this queue, of that of the list k.
    QString isOne() const { return u"t.%1 = ?"_s.arg(first) + (isPair() ? u" AND t.%1 = ?"_s.arg(second) : QString()); }
    QString isMine() const { return u"t.%1 = k.%1"_s.arg(first) + (isPair() ? u" AND t.%1 = k.%1"_s.arg(second) : QString()); }
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
    const bool isPair = table.isPair();
    const QString columns = table.names();
    const QString sql = u"SELECT %1, count(*) FROM (SELECT %1 FROM %2 WHERE %3 ORDER BY %1 LIMIT %4) t GROUP BY %1 ORDER BY %1"_s
                            .arg(columns, table.name, isPair ? u"(%1) > (?, ?)"_s.arg(columns) : table.first + u" > ?"_s)
                            .arg(entriesOfStatement);
    QList<Group> groups;
    const auto done = m_database.each(sql, table.keyOf(after.first, after.second), [&](const Row &row) {
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
    QueueDepths result;
    QList<Found> found;
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
            const auto counted = m_database.value(
                u"SELECT count(*) FROM (SELECT 1 FROM %1 t WHERE %2 LIMIT %3) t"_s.arg(table.name, table.isOne()).arg(entriesOfQueue + 1),
                table.keyOf(only.first, only.second));
            if (!counted)
                return failure(counted.error());
            only.entries = counted->toLongLong();
            entries += only.entries;
        }
        for (const Group &group : std::as_const(*groups)) {
            // A number where counting stopped is none.
            if (group.entries > entriesOfQueue)
                ++result.leftOut;
            else
                found.append({group, {.subject = table.isPair() ? group.first + u' ' + group.second : group.first, .depth = group.entries}});
        }
        if (!groups->isEmpty())
            place = groups->constLast();
    }
    Sizes sizes;
    {
        const std::lock_guard lock(m_mutex);
        m_places[kind] = isEnd ? Group() : place;
        sizes = m_sizes.value(kind);
    }
    result.isWhole = isFromStart && isEnd;
    std::sort(found.begin(), found.end(), [](const Found &a, const Found &b) {
        return a.queue.depth != b.queue.depth ? a.queue.depth > b.queue.depth : a.queue.subject < b.queue.subject;
    });
    if (found.size() > most) {
        result.leftOut += found.size() - most;
        found.resize(most);
    }
    if (const auto done = describe(table, found); !done)
        return failure(done.error());
    if (const auto done = measure(table, found, sizes); !done)
        return failure(done.error());
    {
        const std::lock_guard lock(m_mutex);
        m_sizes[kind] = sizes;
    }
    result.queues.reserve(found.size());
    for (Found &one : found)
        result.queues.append(std::move(one.queue));
    return result;
}

/// The head of each of the deepest ones, by one statement.
Result<void> QueueDepthCount::describe(const Table &table, QList<Found> &queues) const
{
    const qsizetype count = std::min(queues.size(), described);
    if (count == 0)
        return {};
    QVariantList names;
    for (const Found &one : queues.first(count))
        names += table.keyOf(one.group.first, one.group.second);
    const QString head = u"(SELECT t.%1 FROM %2 t WHERE %3 ORDER BY t.stream_id LIMIT 1)"_s;
    const QString mine = table.isMine();
    QHash<std::pair<QString, QString>, std::pair<qint64, qint64>> known;
    const auto done = m_database.each(u"WITH k(%1) AS (VALUES %2) SELECT %3, %4, %5 FROM k"_s.arg(table.names(),
                                          valueRows(count, table.isPair() ? 2 : 1), table.names(u"k."_s), head.arg(u"stream_id"_s, table.name, mine),
                                          table.time.isEmpty() ? u"0"_s : head.arg(table.time, table.name, mine)),
        names, [&](const Row &row) {
            const int rest = table.isPair() ? 2 : 1;
            known.insert({row.text(0), table.isPair() ? row.text(1) : QString()}, {row.integer(rest), row.integer(rest + 1)});
        });
    if (!done)
        return done;
    for (qsizetype i = 0; i < count; ++i)
        std::tie(queues[i].oldest, queues[i].queue.oldest) = known.value({queues.at(i).group.first, queues.at(i).group.second});
    return {};
}

/// How large they are: what came since they were measured, by one statement.
Result<void> QueueDepthCount::measure(const Table &table, QList<Found> &queues, Sizes &sizes) const
{
    const Sizes before = std::exchange(sizes, {});
    const qsizetype count = std::min(queues.size(), described);
    if (table.text.isEmpty() || count == 0)
        return {};
    QVariantList values;
    for (const Found &one : queues.first(count)) {
        const Size known = before.value(one.queue.subject);
        // Another head: something was taken from it, and how large that was is not known.
        Size &size = sizes[one.queue.subject];
        size = known.oldest == one.oldest ? known : Size{.oldest = one.oldest};
        values += table.keyOf(one.group.first, one.group.second);
        values += QString::number(size.last);
    }
    const QString mine = u"FROM %1 t WHERE %2 AND t.stream_id > CAST(k.after AS BIGINT) ORDER BY t.stream_id LIMIT %3"_s.arg(table.name, table.isMine()).arg(measured);
    const QString part = u"(SELECT %1 FROM (SELECT %2 AS v %3) s)"_s;
    const QString bytes = octetLength(m_database.engine(), u"t."_s + table.text);
    const auto done = m_database.each(u"WITH k(%1, after) AS (VALUES %2) SELECT %3, %4, %5, %6 FROM k"_s.arg(table.names(),
                                          valueRows(count, table.isPair() ? 3 : 2), table.names(u"k."_s), part.arg(u"count(*)"_s, u"1"_s, mine),
                                          part.arg(u"sum(v)"_s, bytes, mine), part.arg(u"max(v)"_s, u"t.stream_id"_s, mine)),
        values, [&](const Row &row) {
            const int rest = table.isPair() ? 2 : 1;
            if (row.integer(rest) == 0)
                return;
            Size &size = sizes[table.isPair() ? row.text(0) + u' ' + row.text(1) : row.text(0)];
            size.entries += row.integer(rest);
            size.bytes += row.integer(rest + 1);
            size.last = row.integer(rest + 2);
        });
    if (!done)
        return done;
    for (qsizetype i = 0; i < count; ++i) {
        QueueDepth &queue = queues[i].queue;
        const Size size = sizes.value(queue.subject);
        // The rest is measured at the next looks. One that came in late, behind others, is found by beginning anew.
        if (size.entries >= queue.depth)
            queue.bytes = size.bytes;
        else if (size.entries % measured != 0)
            sizes.remove(queue.subject);
    }
    return {};
}

} // namespace Lockstep::Synapse
