// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/stage/labsource.h"

#include "lab/stage/labpages.h"
#include "lab/state/actor.h"
#include "lab/state/storage.h"

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

} // namespace

Result<Page<InboxQueue>> LabSource::inbox(const InboxQuery &query)
{
    Page<InboxQueue> page;
    m_state->actor().call([&] {
        const QStringList after = afterOf(query);
        const QString columns
            = u"SELECT i.user_id, i.device_id, COUNT(*), SUM(LENGTH(i.content)), MIN(i.stream_id), MAX(i.stream_id), "
              "(SELECT last_seen FROM devices AS d WHERE d.user_id = i.user_id AND d.device_id = i.device_id) FROM inbox AS i "_s;
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

// Why it waits.
template <typename Queue>
void LabSource::addBackoff(QList<Queue> *queues) const
{
    for (Queue &queue : *queues)
        if (const std::optional<Destination> server = destinationOf(queue.destination)) {
            queue.failingSince = server->failingSince;
            queue.retryAt = server->retryAt;
        }
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
        addBackoff(&page.items);
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
        addBackoff(&page.items);
    });
    return page;
}

Result<Page<Destination>> LabSource::destinations(const DestinationQuery &query)
{
    Page<Destination> page;
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
            if (const auto server = destinationOf(ServerName(name)); server && (!query.failingOnly || server->failingSince > 0))
                all.append(*server);
        std::stable_sort(
            all.begin(), all.end(), [](const Destination &a, const Destination &b) { return (a.failingSince > 0) > (b.failingSince > 0); });
        const int from = afterOf(query).first().toInt(); // a lab has a handful of servers
        page.items = all.mid(from, query.limit);
        if (from + query.limit < all.size())
            page.next = cursor(QString::number(from + query.limit));
    });
    return page;
}

} // namespace Lockstep::Lab
