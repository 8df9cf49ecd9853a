// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/stage/labsource.h"

#include "lab/stage/labpages.h"
#include "lab/state/actor.h"
#include "lab/state/storage.h"

#include <QDateTime>

// The queues of a lab server, as the inspection API shows them.

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

using namespace Inspection;

namespace {

/// What waits, counted for each destination. State thread. \a read takes what follows the name in a row.
template <typename Queue, typename Read>
void readDestinations(Rows rows, int limit, Page<Queue> *page, Read read)
{
    while (rows.next()) {
        Queue queue;
        queue.destination = ServerName(rows.value(0).toString());
        read(rows, &queue);
        page->items.append(queue);
    }
    endPage(page, limit, [](const Queue &queue) { return cursor(queue.destination.toString()); });
}

/// Messages of a summary: all of a queue of so many, otherwise half of them from each end.
constexpr int mostLooked = 1'000;

/// Why messages wait for a local device that was seen last then; nothing: there is no such device.
Waiting waitingForDevice(std::optional<qint64> lastSeen, qint64 now)
{
    if (!lastSeen)
        return {.reason = WaitReason::DeviceDeleted, .evidence = u"no row in devices"_s};
    if (*lastSeen <= 0)
        return {.reason = WaitReason::NeverSynced, .evidence = u"devices.last_seen is null"_s};
    return {.reason = *lastSeen < now - idleDeviceAfterMs ? WaitReason::NotSeenLately : WaitReason::Lags,
        .since = *lastSeen,
        .evidence
        = u"devices.last_seen is %1"_s.arg(QDateTime::fromMSecsSinceEpoch(*lastSeen).toUTC().toString(u"yyyy-MM-dd hh:mm:ss 'UTC'"_s))};
}

std::optional<qint64> seenOf(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional(value.toLongLong());
}

Error nothingWaits()
{
    return {.kind = Error::NotFound, .http = 404, .errcode = u"M_NOT_FOUND"_s, .text = u"Nothing waits in this queue (any more)."_s};
}

qint64 oldestOf(const OutboxQueue &queue)
{
    return queue.oldestQueued;
}

qint64 oldestOf(const UpdatesQueue &queue)
{
    return queue.oldest;
}

/// The rows of a queue that a summary is made of. \a from: "FROM … WHERE …", numbered by \a id. State thread.
template <typename Read>
void eachLooked(Storage &storage, const QString &columns, const QString &id, const QString &from, const QVariantList &values,
    qint64 messages, Read read)
{
    const bool isWhole = messages <= mostLooked;
    qint64 last = 0;
    QVariantList first = values;
    first += isWhole ? mostLooked : mostLooked / 2;
    for (Rows rows = storage.run(u"SELECT %1 AS n, %2 %3 ORDER BY n LIMIT ?"_s.arg(id, columns, from), first); rows.next();) {
        last = rows.value(0).toLongLong();
        read(rows);
    }
    if (isWhole)
        return;
    QVariantList rest = values;
    rest << last << mostLooked / 2;
    for (Rows rows = storage.run(u"SELECT %1 AS n, %2 %3 AND %1 > ? ORDER BY n DESC LIMIT ?"_s.arg(id, columns, from), rest); rows.next();)
        read(rows);
}

} // namespace

Result<Page<InboxQueue>> LabSource::inbox(const InboxQuery &query)
{
    Page<InboxQueue> page;
    m_state->actor().call([&] {
        const QStringList after = afterOf(query);
        const QString columns
            = u"SELECT i.user_id, i.device_id, COUNT(*), SUM(LENGTH(i.content)), MIN(i.stream_id), MAX(i.stream_id), "
              "(SELECT COALESCE(last_seen, 0) FROM devices AS d WHERE d.user_id = i.user_id AND d.device_id = i.device_id) FROM inbox AS i "_s;
        Rows rows = query.order == InboxOrder::ByDepth
            ? m_state->storage().run(
                columns + u"GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT ? OFFSET ?"_s, {query.limit + 1, after.first().toInt()})
            : m_state->storage().run(columns + u"WHERE (i.user_id, i.device_id) > (?, ?) GROUP BY 1, 2 ORDER BY 1, 2 LIMIT ?"_s,
                {after.value(0), after.value(1), query.limit + 1});
        while (rows.next()) {
            InboxQueue queue;
            queue.userId = UserId(rows.value(0).toString());
            queue.deviceId = DeviceId(rows.value(1).toString());
            queue.messages = rows.value(2).toLongLong();
            queue.bytes = rows.value(3).toLongLong();
            queue.oldestStreamId = rows.value(4).toLongLong();
            queue.newestStreamId = rows.value(5).toLongLong();
            queue.deviceKnown = !rows.value(6).isNull();
            queue.lastSeen = rows.value(6).toLongLong();
            queue.waiting = waitingForDevice(seenOf(rows.value(6)), QDateTime::currentMSecsSinceEpoch());
            page.items.append(queue);
        }
        endPage(&page, query.limit, [&](const InboxQueue &queue) {
            return cursor(query.order == InboxOrder::ByDepth ? QString::number(after.first().toInt() + query.limit)
                                                             : QString(queue.userId.toString() + u'\n' + queue.deviceId.toString()));
        });
    });
    return page;
}

Result<Page<ToDeviceMessage>> LabSource::inboxMessages(const UserId &user, const DeviceId &device, const MessageQuery &query)
{
    Page<ToDeviceMessage> page;
    m_state->actor().call([&] {
        Rows rows = m_state->storage().run(
            u"SELECT stream_id, sender, type, message_id, content FROM inbox WHERE user_id = ? AND device_id = ? AND stream_id > ? ORDER BY stream_id LIMIT ?"_s,
            {user.toString(), device.toString(), query.after.toLongLong(), query.limit + 1});
        while (rows.next()) {
            ToDeviceMessage message;
            message.streamId = rows.value(0).toLongLong();
            message.sender = UserId(rows.value(1).toString());
            message.type = rows.value(2).toString();
            message.messageId = rows.value(3).toString();
            message.bytes = rows.value(4).toString().toUtf8().size();
            if (query.content)
                message.content = compactJson(rows.value(4).toString());
            page.items.append(message);
        }
    });
    endPage(&page, query.limit, [](const ToDeviceMessage &message) { return QString::number(message.streamId); });
    return page;
}

Waiting LabSource::waitingFor(const ServerName &destination, qint64 oldest) const
{
    const std::optional<Destination> server = destinationOf(destination);
    if (server && server->failingSince > 0)
        return {.reason = WaitReason::Backoff,
            .since = server->failingSince,
            .nextTry = server->retryAt,
            .evidence = u"destinations.retry_interval is %1 s"_s.arg(server->retryInterval / 1000)};
    const bool isUnderWay
        = m_state->storage().value(u"SELECT 1 FROM transactions_out WHERE destination = ?"_s, {destination.toString()}).isValid();
    const bool isOld = oldest < QDateTime::currentMSecsSinceEpoch() - sendingWithinMs;
    return {.reason = isOld && !isUnderWay ? WaitReason::NotWoken : WaitReason::BeingSent,
        .since = oldest,
        .evidence = isUnderWay ? u"a transaction is under way"_s : u"no transaction is under way, and there is no backoff"_s};
}

template <typename Queue>
void LabSource::addReasons(QList<Queue> *queues) const
{
    for (Queue &queue : *queues) {
        if (const std::optional<Destination> server = destinationOf(queue.destination)) {
            queue.failingSince = server->failingSince;
            queue.retryAt = server->retryAt;
        }
        queue.waiting = waitingFor(queue.destination, oldestOf(queue));
    }
}

Result<QueueSummary> LabSource::inboxSummary(const UserId &user, const DeviceId &device)
{
    QueueSummarizer summarizer;
    QueueSummary summary;
    m_state->actor().call([&] {
        Storage &storage = m_state->storage();
        const QVariantList key{user.toString(), device.toString()};
        const qint64 messages = storage.value(u"SELECT COUNT(*) FROM inbox WHERE user_id = ? AND device_id = ?"_s, key).toLongLong();
        eachLooked(storage, u"sender, type, content"_s, u"stream_id"_s, u"FROM inbox WHERE user_id = ? AND device_id = ?"_s, key, messages,
            [&](const Rows &row) {
                const QString content = row.value(3).toString();
                summarizer.add({.streamId = row.value(0).toLongLong(),
                                   .sender = UserId(row.value(1).toString()),
                                   .type = row.value(2).toString(),
                                   .content = compactJson(content)},
                    content.toUtf8().size(), 0);
            });
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        summary = summarizer.summary(now);
        summarizer.addStale(summary, now,
            [&](const UserId &asker, const DeviceId &askersDevice) {
                const QString table = asker.server() == m_state->serverName() ? u"devices"_s : u"remote_devices"_s;
                const bool isFresh = table == "devices"_L1
                    || storage.value(u"SELECT 1 FROM tracked WHERE user_id = ? AND stale_since = 0"_s, {asker.toString()}).isValid();
                return isFresh
                    && !storage
                            .value(u"SELECT 1 FROM %1 WHERE user_id = ? AND device_id = ?"_s.arg(table),
                                {asker.toString(), askersDevice.toString()})
                            .isValid();
            },
            {}, {});
        summary.messages = messages;
        summary.isWhole = messages <= mostLooked;
        summary.waiting = waitingForDevice(
            seenOf(storage.value(u"SELECT COALESCE(last_seen, 0) FROM devices WHERE user_id = ? AND device_id = ?"_s, key)), now);
    });
    if (summary.messages == 0)
        return failure(nothingWaits());
    return summary;
}

Result<QueueSummary> LabSource::outboxSummary(const ServerName &destination)
{
    QueueSummarizer summarizer;
    QueueSummary summary;
    m_state->actor().call([&] {
        Storage &storage = m_state->storage();
        const QVariantList key{destination.toString()};
        const QString from = u"FROM outgoing WHERE destination = ? AND edu_type = 'm.direct_to_device'"_s;
        const qint64 messages = storage.value(u"SELECT COUNT(*) "_s + from, key).toLongLong();
        qint64 oldest = 0;
        eachLooked(storage, u"queued, content"_s, u"id"_s, from, key, messages, [&](const Rows &row) {
            const QString content = row.value(2).toString();
            const QJsonObject edu = compactJson(content);
            oldest = oldest == 0 ? row.value(1).toLongLong() : oldest;
            summarizer.add({.streamId = row.value(0).toLongLong(),
                               .sender = UserId(edu.value("sender"_L1).toString()),
                               .type = edu.value("type"_L1).toString(),
                               .content = {}},
                content.toUtf8().size(), row.value(1).toLongLong());
        });
        summary = summarizer.summary(QDateTime::currentMSecsSinceEpoch());
        summary.messages = messages;
        summary.isWhole = messages <= mostLooked;
        summary.waiting = waitingFor(destination, oldest);
        summary.stale = {.available = false, .reason = u"MSC3944 speaks of inboxes: what another server's device needs is known there."_s};
    });
    if (summary.messages == 0)
        return failure(nothingWaits());
    return summary;
}

Result<Page<OutboxQueue>> LabSource::outbox(const PageQuery &query)
{
    Page<OutboxQueue> page;
    m_state->actor().call([&] {
        readDestinations(
            m_state->storage().run(
                u"SELECT destination, COUNT(*), SUM(LENGTH(content)), MIN(queued), MAX(queued) FROM outgoing "
                "WHERE edu_type = 'm.direct_to_device' AND destination > ? GROUP BY destination ORDER BY destination LIMIT ?"_s,
                {afterOf(query).first(), query.limit + 1}),
            query.limit, &page, [](const Rows &row, OutboxQueue *queue) {
                queue->messages = row.value(1).toLongLong();
                queue->bytes = row.value(2).toLongLong();
                queue->oldestQueued = row.value(3).toLongLong();
                queue->newestQueued = row.value(4).toLongLong();
            });
        addReasons(&page.items);
    });
    return page;
}

Result<Page<ToDeviceMessage>> LabSource::outboxMessages(const ServerName &destination, const MessageQuery &query)
{
    Page<ToDeviceMessage> page;
    m_state->actor().call([&] {
        Rows rows = m_state->storage().run(
            u"SELECT id, queued, content FROM outgoing WHERE destination = ? AND edu_type = 'm.direct_to_device' AND id > ? ORDER BY id LIMIT ?"_s,
            {destination.toString(), query.after.toLongLong(), query.limit + 1});
        while (rows.next()) {
            const QJsonObject edu = compactJson(rows.value(2).toString());
            ToDeviceMessage message;
            message.streamId = rows.value(0).toLongLong();
            message.queued = rows.value(1).toLongLong();
            message.sender = UserId(edu.value("sender"_L1).toString());
            message.type = edu.value("type"_L1).toString();
            message.messageId = edu.value("message_id"_L1).toString();
            message.bytes = rows.value(2).toString().toUtf8().size();
            const QJsonObject users = edu.value("messages"_L1).toObject();
            for (auto user = users.begin(); user != users.end(); ++user) {
                const QStringList devices = user->toObject().keys();
                for (const QString &device : devices)
                    message.recipients.append({UserId(user.key()), DeviceId(device)});
            }
            if (query.content)
                message.content = edu;
            page.items.append(message);
        }
    });
    endPage(&page, query.limit, [](const ToDeviceMessage &message) { return QString::number(message.streamId); });
    return page;
}

Result<Page<UpdatesQueue>> LabSource::updateQueues(const PageQuery &query)
{
    Page<UpdatesQueue> page;
    m_state->actor().call([&] {
        readDestinations(
            m_state->storage().run(
                u"SELECT destination, COUNT(*), COUNT(DISTINCT user_id), MIN(queued) FROM outgoing WHERE edu_type <> 'm.direct_to_device' "
                "AND destination > ? GROUP BY destination ORDER BY destination LIMIT ?"_s,
                {afterOf(query).first(), query.limit + 1}),
            query.limit, &page, [](const Rows &row, UpdatesQueue *queue) {
                queue->updates = row.value(1).toLongLong();
                queue->users = row.value(2).toLongLong();
                queue->oldest = row.value(3).toLongLong();
            });
        addReasons(&page.items);
    });
    return page;
}

Result<Page<Destination>> LabSource::destinations(const DestinationQuery &query)
{
    Page<Destination> page;
    QList<Destination> known;
    m_state->actor().call([&] {
        QStringList names;
        {
            // Every server that is known: those that fail, those whose users are tracked, those that something waits for.
            Rows rows = m_state->storage().run(
                u"SELECT destination FROM destinations UNION SELECT server FROM tracked UNION SELECT destination FROM outgoing ORDER BY 1"_s);
            while (rows.next())
                names += rows.value(0).toString();
        }
        QList<Destination> all;
        for (const QString &name : std::as_const(names))
            if (const auto server = destinationOf(ServerName(name)))
                known.append(*server);
        for (const Destination &server : std::as_const(known))
            if (!query.failingOnly || server.failingSince > 0)
                all.append(server);
        std::stable_sort(
            all.begin(), all.end(), [](const Destination &a, const Destination &b) { return (a.failingSince > 0) > (b.failingSince > 0); });
        const int from = afterOf(query).first().toInt(); // a lab has a handful of servers
        page.items = all.mid(from, query.limit);
        if (from + query.limit < all.size())
            page.next = cursor(QString::number(from + query.limit));
    });
    record(known);
    return page;
}

} // namespace Lockstep::Lab
