// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/queues/queues.h"
#include "synapse/tables/cursor.h"
#include "synapse/tables/queuesql.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;
using namespace Sql;

namespace {

/// The next destinations that have rows in a table, one more than asked for.
Result<QStringList> nextDestinations(const Database &database, const QString &table, const QString &list, const PageQuery &query)
{
    const auto after = decodeCursor(query.after, list, "s");
    if (!after)
        return failure(after.error());
    QStringList found;
    const auto done = database.each(looseIndexScan(database.engine(), table, {u"destination"_s}),
        {after->at(0).toString(), query.limit + 1}, [&](const Row &row) { found += row.text(0); });
    if (!done)
        return failure(done.error());
    return found;
}

/// Cuts the one that was too many; the cursor to the next page, if there is one.
QString cutPage(QStringList &found, const QString &list, int limit)
{
    if (found.size() <= limit)
        return {};
    found.resize(limit);
    return encodeCursor(list, {found.constLast()});
}

/// Runs \a sql over the destinations, first with its counts and, if that takes too long, without.
template <typename Take>
Result<void> describe(const Database &database, const QStringList &destinations, const QString &columns, const QString &counts, Take take)
{
    if (destinations.isEmpty())
        return {};
    QVariantList values;
    for (const QString &destination : destinations)
        values += destination;
    const QString sql = u"WITH k(destination) AS (VALUES %1) SELECT k.destination, %2%3 FROM k ORDER BY 1"_s;
    const QString rows = valueRows(values.size(), 1);
    auto done = database.each(sql.arg(rows, columns, counts), values, [&](const Row &row) { take(row, true); });
    if (!done && done.error().kind == Error::Timeout)
        done = database.each(sql.arg(rows, columns, QString()), values, [&](const Row &row) { take(row, false); });
    return done;
}

qint64 oldestOf(const OutboxQueue &queue)
{
    return queue.oldestQueued;
}

qint64 oldestOf(const UpdatesQueue &queue)
{
    return queue.oldest;
}

} // namespace

/// Adds why the queues of a page are waiting.
template <typename Queue>
Result<Page<Queue>> Queues::withReasons(Page<Queue> page) const
{
    QSet<ServerName> servers;
    for (const Queue &queue : std::as_const(page.items))
        servers += queue.destination;
    const auto states = m_destinations.lookup(servers);
    if (!states)
        return failure(states.error());
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    for (Queue &queue : page.items) {
        const auto state = states->constFind(queue.destination);
        const bool known = state != states->cend();
        queue.failingSince = known ? state->failingSince : 0;
        queue.retryAt = known ? state->retryAt : 0;
        queue.waiting = m_reasons.explain(queue.destination, known ? std::optional(*state) : std::nullopt, oldestOf(queue), now);
    }
    return page;
}

/// The queues of the next destinations that have rows in a table; \a of describes them.
template <typename Queue>
Result<Page<Queue>> Queues::nextOf(const Availability &can, const QString &table, const QString &list, const PageQuery &query,
    Result<Page<Queue>> (Queues::*of)(const QStringList &) const) const
{
    if (!can.available)
        return failure(Error::Unsupported, can.reason);
    auto names = nextDestinations(m_database, table, list, query);
    if (!names)
        return failure(names.error());
    const QString next = cutPage(*names, list, query.limit);
    auto page = (this->*of)(*names);
    if (page)
        page->next = next;
    return page;
}

Result<Page<OutboxQueue>> Queues::outbox(const PageQuery &query) const
{
    return nextOf<OutboxQueue>(m_schema.outbox(), u"device_federation_outbox"_s, u"outbox"_s, query, &Queues::outboxOf);
}

Result<Page<UpdatesQueue>> Queues::updates(const PageQuery &query) const
{
    return nextOf<UpdatesQueue>(m_schema.updates(), u"device_lists_outbound_pokes"_s, u"updates"_s, query, &Queues::updatesOf);
}

Result<Page<OutboxQueue>> Queues::outboxOf(const QStringList &destinations) const
{
    if (const auto can = m_schema.outbox(); !can.available)
        return failure(Error::Unsupported, can.reason);
    Page<OutboxQueue> page;
    const int limit = countLimit(destinations.size()), measure = measureLimit(destinations.size());
    const QString mine = u"FROM device_federation_outbox o WHERE o.destination = k.destination"_s;
    const QString columns
        = u"(SELECT o.queued_ts %1 ORDER BY o.stream_id LIMIT 1), (SELECT o.queued_ts %1 ORDER BY o.stream_id DESC LIMIT 1)"_s.arg(mine);
    const QString counts
        = u", (SELECT count(*) FROM (SELECT 1 %1 LIMIT %2) c), (SELECT sum(b) FROM (SELECT %3 AS b %1 LIMIT %4) s)"_s.arg(mine)
              .arg(limit + 1)
              .arg(octetLength(m_database.engine(), u"o.messages_json"_s))
              .arg(measure);
    const auto done = describe(m_database, destinations, columns, counts, [&](const Row &row, bool counted) {
        if (row.isNull(1))
            return; // sent since its key was found
        OutboxQueue queue;
        queue.destination = ServerName(row.text(0));
        queue.oldestQueued = row.integer(1);
        queue.newestQueued = row.integer(2);
        if (counted) {
            const Count count = toCount(row.integer(3), limit, measure, row.integer(4));
            queue.messages = count.messages;
            queue.messagesAtLeast = count.atLeast;
            queue.bytes = count.bytes;
        }
        page.items += queue;
    });
    if (!done)
        return failure(done.error());
    return withReasons(std::move(page));
}

Result<Page<UpdatesQueue>> Queues::updatesOf(const QStringList &destinations) const
{
    if (const auto can = m_schema.updates(); !can.available)
        return failure(Error::Unsupported, can.reason);
    Page<UpdatesQueue> page;
    const int limit = countLimit(destinations.size()), measure = measureLimit(destinations.size());
    const QString mine = u"FROM device_lists_outbound_pokes p WHERE p.destination = k.destination"_s;
    const QString columns
        = u"(SELECT p.ts %1 ORDER BY p.stream_id LIMIT 1), (SELECT p.stream_id %1 ORDER BY p.stream_id LIMIT 1)"_s.arg(mine);
    const QString counts = u", (SELECT count(*) FROM (SELECT 1 %1 LIMIT %2) c),"
                           " (SELECT count(DISTINCT u) FROM (SELECT p.user_id AS u %1 LIMIT %3) s)"_s.arg(mine)
                               .arg(limit + 1)
                               .arg(measure);
    const auto done = describe(m_database, destinations, columns, counts, [&](const Row &row, bool counted) {
        if (row.isNull(2))
            return; // sent since its key was found
        UpdatesQueue queue;
        queue.destination = ServerName(row.text(0));
        queue.oldest = row.integer(1);
        if (counted) {
            const Count count = toCount(row.integer(3), limit, measure, row.integer(4));
            queue.updates = count.messages;
            queue.updatesAtLeast = count.atLeast;
            queue.users = count.bytes;
        }
        page.items += queue;
    });
    if (!done)
        return failure(done.error());
    return withReasons(std::move(page));
}

Result<QueueTotals> Queues::totals(Kind kind) const
{
    // A table of at most this many rows is counted; that reads no more than these rows.
    constexpr int counted = 5'000;
    const QString table = kind == Kind::Inbox ? u"device_inbox"_s
        : kind == Kind::Outbox                ? u"device_federation_outbox"_s
                                              : u"device_lists_outbound_pokes"_s;
    const auto can = kind == Kind::Inbox ? m_schema.inbox() : kind == Kind::Outbox ? m_schema.outbox() : m_schema.updates();
    if (!can.available)
        return QueueTotals();
    const QString text = kind == Kind::Inbox ? u"message_json"_s : u"messages_json"_s;
    const QString size = kind == Kind::Updates ? u"0"_s : octetLength(m_database.engine(), text);
    QueueTotals totals;
    const auto done = m_database.each(
        u"SELECT count(*), sum(b) FROM (SELECT %1 AS b FROM %2 LIMIT %3) t"_s.arg(size, table).arg(counted + 1), {}, [&](const Row &row) {
            totals.messages = row.integer(0);
            totals.bytes = kind == Kind::Updates ? -1 : row.integer(1);
        });
    if (done && totals.messages <= counted)
        return totals;
    if (!done && done.error().kind != Error::Timeout)
        return failure(done.error());

    QueueTotals estimate{.estimate = true};
    // PostgreSQL's statistics, kept by ANALYZE; the table's size on disk. SQLite: rows get ascending numbers, deleted ones leave holes.
    const QString sql = m_database.engine() == Engine::PostgreSql
        ? u"SELECT c.reltuples::bigint, pg_table_size(c.oid) FROM pg_catalog.pg_class c WHERE c.oid = to_regclass('%1')"_s
        : u"SELECT (SELECT max(rowid) FROM %1) - (SELECT min(rowid) FROM %1) + 1, -1"_s;
    const auto guessed = m_database.each(sql.arg(table), {}, [&](const Row &row) {
        estimate.messages = std::max<qint64>(row.integer(0), totals.messages);
        estimate.bytes = kind == Kind::Updates ? -1 : row.integer(1);
    });
    if (!guessed)
        return failure(guessed.error());
    return estimate;
}

} // namespace Lockstep::Synapse
