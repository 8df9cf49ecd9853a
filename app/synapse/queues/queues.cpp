// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/queues/queues.h"

#include "synapse/tables/cursor.h"
#include "synapse/tables/queuesql.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;
using namespace Sql;

Queues::Queues(const Database &database, const Schema &schema, const Destinations &destinations, const Sampler &sampler,
    const SendLedger &sends, ServerName own)
    : m_database(database)
    , m_schema(schema)
    , m_destinations(destinations)
    , m_sampler(sampler)
    , m_own(std::move(own))
    , m_reasons(database, schema, sampler, sends)
{
}

Result<QList<InboxQueue>> Queues::describeInbox(const QList<QueueKey> &keys) const
{
    QList<InboxQueue> queues;
    QList<DeviceRow> devices;
    if (keys.isEmpty())
        return queues;
    QVariantList values;
    for (const QueueKey &key : keys)
        values << key.user.toString() << key.device.toString();
    const int limit = countLimit(keys.size()), measure = measureLimit(keys.size());
    const QString mine = u"FROM device_inbox i WHERE i.user_id = k.user_id AND i.device_id = k.device_id"_s;
    const QString head
        = u"WITH k(user_id, device_id) AS (VALUES %1) SELECT k.user_id, k.device_id, CASE WHEN d.device_id IS NULL THEN 0 WHEN d.hidden "
          u"THEN 2 ELSE 1 END, "
          u"d.last_seen,"
          " (SELECT i.stream_id %2 ORDER BY i.stream_id LIMIT 1), (SELECT i.stream_id %2 ORDER BY i.stream_id DESC LIMIT 1)"_s.arg(
              valueRows(keys.size(), 2), mine);
    const QString count = u", (SELECT count(*) FROM (SELECT 1 %1 LIMIT %2) c)"_s.arg(mine).arg(limit + 1);
    const QString bytes
        = u", (SELECT sum(b) FROM (SELECT %1 AS b %2 LIMIT %3) s)"_s.arg(octetLength(m_database.engine(), u"i.message_json"_s), mine)
              .arg(measure);
    const QString tail = u" FROM k LEFT JOIN devices d ON d.user_id = k.user_id AND d.device_id = k.device_id ORDER BY 1, 2"_s;
    const auto run = [&](bool withCounts) {
        queues.clear();
        devices.clear();
        return m_database.each(head + (withCounts ? QString(count + bytes) : QString()) + tail, values, [&](const Row &row) {
            InboxQueue queue{.userId = UserId(row.text(0)), .deviceId = DeviceId(row.text(1))};
            const auto device = DeviceRow(row.integer(2));
            queue.deviceKnown = device == DeviceRow::Device;
            queue.lastSeen = row.integer(3);
            queue.oldestStreamId = row.integer(4);
            queue.newestStreamId = row.integer(5);
            if (withCounts) {
                const Count result = toCount(row.integer(6), limit, measure, row.integer(7));
                queue.messages = result.messages;
                queue.messagesAtLeast = result.atLeast;
                queue.bytes = result.bytes;
            }
            // Emptied since its key was found.
            if (row.isNull(4))
                return;
            queues += queue;
            devices += device;
        });
    };
    auto done = run(true);
    // A bloated index can make even bounded counts slow: the list without figures is better than none.
    if (!done && done.error().kind == Error::Timeout)
        done = run(false);
    if (!done)
        return failure(done.error());
    if (const auto explained = m_reasons.explain(queues, devices, QDateTime::currentMSecsSinceEpoch()); !explained)
        return failure(explained.error());
    return queues;
}

Result<Page<InboxQueue>> Queues::inbox(const InboxQuery &query) const
{
    if (const auto can = m_schema.inbox(); !can.available)
        return failure(Error::Unsupported, can.reason);
    if (query.order == InboxOrder::ByDepth)
        return deepest(query);
    const QString list = u"inbox"_s;
    const auto after = decodeCursor(query.after, list, "ss");
    if (!after)
        return failure(after.error());
    QList<QueueKey> keys;
    const QString sql = looseIndexScan(m_database.engine(), u"device_inbox"_s, {u"user_id"_s, u"device_id"_s});
    const auto done = m_database.each(sql, {after->at(0).toString(), after->at(1).toString(), query.limit + 1}, [&](const Row &row) {
        keys.append({UserId(row.text(0)), DeviceId(row.text(1))});
    });
    if (!done)
        return failure(done.error());
    Page<InboxQueue> page;
    if (keys.size() > query.limit) {
        keys.resize(query.limit);
        page.next = encodeCursor(list, {keys.constLast().user.toString(), keys.constLast().device.toString()});
    }
    auto queues = describeInbox(keys);
    if (!queues)
        return failure(queues.error());
    page.items = std::move(*queues);
    return page;
}

Result<Page<InboxQueue>> Queues::deepest(const InboxQuery &query) const
{
    const QString list = u"depth"_s;
    const auto after = decodeCursor(query.after, list, "iss");
    if (!after)
        return failure(after.error());
    const auto sampled = m_sampler.deepest();
    const auto precedes = [](const Sampler::Depth &a, qint64 messages, const UserId &user, const DeviceId &device) {
        if (a.messages != messages)
            return a.messages > messages;
        return a.key.user != user ? a.key.user < user : a.key.device <= device;
    };
    auto from = sampled.queues.cbegin();
    if (!after->isEmpty()) {
        from = std::find_if(from, sampled.queues.cend(), [&](const Sampler::Depth &depth) {
            return !precedes(depth, after->at(0).toInteger(), UserId(after->at(1).toString()), DeviceId(after->at(2).toString()));
        });
    }
    Page<InboxQueue> page;
    page.partial = !sampled.complete;
    QList<QueueKey> keys;
    for (; from != sampled.queues.cend() && keys.size() < query.limit; ++from)
        keys += from->key;
    if (from != sampled.queues.cend() && !keys.isEmpty()) {
        const auto &last = *std::prev(from);
        page.next = encodeCursor(list, {last.messages, last.key.user.toString(), last.key.device.toString()});
    }
    auto queues = describeInbox(keys);
    if (!queues)
        return failure(queues.error());
    // Today's figures, in the order of the sample: otherwise a queue could be on two pages.
    std::sort(queues->begin(), queues->end(), [&](const InboxQueue &a, const InboxQueue &b) {
        return keys.indexOf({a.userId, a.deviceId}) < keys.indexOf({b.userId, b.deviceId});
    });
    page.items = std::move(*queues);
    return page;
}

} // namespace Lockstep::Synapse
