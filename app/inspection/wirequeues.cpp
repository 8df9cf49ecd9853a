// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/wire.h"

#include "inspection/apiwords.h"
#include "inspection/wirereader.h"

namespace Lockstep::Inspection {

using namespace Qt::StringLiterals;
using namespace WireDetail;

namespace {

QJsonObject toJson(const Availability &availability)
{
    return {{u"available"_s, availability.available}, {u"reason"_s, orNull(availability.reason)}};
}

Availability availabilityFrom(const QJsonObject &capabilities, const QString &name)
{
    const QJsonObject object = capabilities.value(name).toObject();
    return {object.value(u"available").toBool(), object.value(u"reason").toString()};
}

} // namespace

template <>
Result<SourceStatus> fromJson(const QJsonObject &object)
{
    Reader in(object, u"sources"_s);
    SourceStatus status;
    status.kind = fromApiName<SourceKind>(in.string(u"kind"));
    status.state = fromApiName<SourceState>(in.string(u"state"));
    status.detail = in.text(u"detail");
    status.behind = in.time(u"behind");
    return in.conclude(std::move(status));
}

QJsonObject toJson(const Info &info)
{
    QJsonArray sources;
    for (const SourceStatus &source : info.sources)
        sources.append(QJsonObject{{u"kind"_s, toApiName(source.kind)}, {u"state"_s, toApiName(source.state)}, {u"detail"_s, source.detail},
            {u"behind"_s, source.behind}});
    return {
        {u"server_name"_s, info.serverName.toString()},
        {u"kind"_s, toApiName(info.kind)},
        {u"server_version"_s, orNull(info.serverVersion)},
        {u"capabilities"_s,
            QJsonObject{
                {u"refresh"_s, toJson(info.refresh)},
                {u"history"_s, toJson(info.history)},
                {u"inbox"_s, toJson(info.inbox)},
                {u"outbox"_s, toJson(info.outbox)},
                {u"destinations"_s, toJson(info.destinations)},
            }},
        {u"sources"_s, sources},
        {u"history"_s, QJsonObject{{u"updates"_s, info.historyUpdates}, {u"recorded_since"_s, timeOrNull(info.recordedSince)}}},
    };
}

template <>
Result<Info> fromJson(const QJsonObject &object)
{
    Reader in(object, u"info"_s);
    Info info;
    info.serverName = ServerName(in.string(u"server_name"));
    info.kind = fromApiName<ServerKind>(in.string(u"kind"));
    info.serverVersion = in.text(u"server_version");
    const QJsonObject capabilities = in.part(u"capabilities");
    info.refresh = availabilityFrom(capabilities, u"refresh"_s);
    info.history = availabilityFrom(capabilities, u"history"_s);
    info.inbox = availabilityFrom(capabilities, u"inbox"_s);
    info.outbox = availabilityFrom(capabilities, u"outbox"_s);
    info.destinations = availabilityFrom(capabilities, u"destinations"_s);
    info.sources = in.list<SourceStatus>(u"sources");
    Reader history(in.part(u"history"), u"info.history"_s);
    info.historyUpdates = history.time(u"updates");
    info.recordedSince = history.time(u"recorded_since");
    if (!history.ok())
        return failure(history.error());
    return in.conclude(std::move(info));
}

QJsonObject toJson(const Destination &destination)
{
    return {
        {u"destination"_s, destination.destination.toString()},
        {u"failing_since"_s, timeOrNull(destination.failingSince)},
        {u"retry_last"_s, timeOrNull(destination.retryLast)},
        {u"retry_interval"_s, destination.retryInterval},
        {u"retry_at"_s, timeOrNull(destination.retryAt)},
        {u"users_tracked"_s, countOrNull(destination.usersTracked)},
        {u"users_stale"_s, countOrNull(destination.usersStale)},
    };
}

template <>
Result<Destination> fromJson(const QJsonObject &object)
{
    Reader in(object, u"destination"_s);
    Destination destination;
    destination.destination = ServerName(in.string(u"destination"));
    destination.failingSince = in.time(u"failing_since");
    destination.retryLast = in.time(u"retry_last");
    destination.retryInterval = in.time(u"retry_interval");
    destination.retryAt = in.time(u"retry_at");
    destination.usersTracked = in.count(u"users_tracked");
    destination.usersStale = in.count(u"users_stale");
    return in.conclude(std::move(destination));
}

QJsonObject toJson(const InboxQueue &queue)
{
    return {
        {u"user_id"_s, queue.userId.toString()},
        {u"device_id"_s, queue.deviceId.toString()},
        {u"messages"_s, countOrNull(queue.messages)},
        {u"messages_at_least"_s, queue.messagesAtLeast},
        {u"bytes"_s, countOrNull(queue.bytes)},
        {u"oldest_stream_id"_s, streamIdOrNull(queue.oldestStreamId)},
        {u"newest_stream_id"_s, streamIdOrNull(queue.newestStreamId)},
        {u"device_known"_s, queue.deviceKnown},
        {u"last_seen"_s, timeOrNull(queue.lastSeen)},
    };
}

template <>
Result<InboxQueue> fromJson(const QJsonObject &object)
{
    Reader in(object, u"queue"_s);
    InboxQueue queue;
    queue.userId = UserId(in.string(u"user_id"));
    queue.deviceId = DeviceId(in.string(u"device_id"));
    queue.messages = in.count(u"messages");
    queue.messagesAtLeast = in.flag(u"messages_at_least");
    queue.bytes = in.count(u"bytes");
    queue.oldestStreamId = in.streamNumber(u"oldest_stream_id");
    queue.newestStreamId = in.streamNumber(u"newest_stream_id");
    queue.deviceKnown = in.flag(u"device_known");
    queue.lastSeen = in.time(u"last_seen");
    return in.conclude(std::move(queue));
}

QJsonObject toJson(const OutboxQueue &queue)
{
    return {
        {u"destination"_s, queue.destination.toString()},
        {u"messages"_s, countOrNull(queue.messages)},
        {u"messages_at_least"_s, queue.messagesAtLeast},
        {u"bytes"_s, countOrNull(queue.bytes)},
        {u"oldest_queued"_s, timeOrNull(queue.oldestQueued)},
        {u"newest_queued"_s, timeOrNull(queue.newestQueued)},
        {u"failing_since"_s, timeOrNull(queue.failingSince)},
        {u"retry_at"_s, timeOrNull(queue.retryAt)},
    };
}

template <>
Result<OutboxQueue> fromJson(const QJsonObject &object)
{
    Reader in(object, u"queue"_s);
    OutboxQueue queue;
    queue.destination = ServerName(in.string(u"destination"));
    queue.messages = in.count(u"messages");
    queue.messagesAtLeast = in.flag(u"messages_at_least");
    queue.bytes = in.count(u"bytes");
    queue.oldestQueued = in.time(u"oldest_queued");
    queue.newestQueued = in.time(u"newest_queued");
    queue.failingSince = in.time(u"failing_since");
    queue.retryAt = in.time(u"retry_at");
    return in.conclude(std::move(queue));
}

QJsonObject toJson(const UpdatesQueue &queue)
{
    return {
        {u"destination"_s, queue.destination.toString()},
        {u"updates"_s, countOrNull(queue.updates)},
        {u"updates_at_least"_s, queue.updatesAtLeast},
        {u"users"_s, countOrNull(queue.users)},
        {u"oldest"_s, timeOrNull(queue.oldest)},
        {u"failing_since"_s, timeOrNull(queue.failingSince)},
        {u"retry_at"_s, timeOrNull(queue.retryAt)},
    };
}

template <>
Result<UpdatesQueue> fromJson(const QJsonObject &object)
{
    Reader in(object, u"queue"_s);
    UpdatesQueue queue;
    queue.destination = ServerName(in.string(u"destination"));
    queue.updates = in.count(u"updates");
    queue.updatesAtLeast = in.flag(u"updates_at_least");
    queue.users = in.count(u"users");
    queue.oldest = in.time(u"oldest");
    queue.failingSince = in.time(u"failing_since");
    queue.retryAt = in.time(u"retry_at");
    return in.conclude(std::move(queue));
}

QJsonObject toJson(const ToDeviceMessage &message)
{
    QJsonArray recipients;
    for (const auto &[user, device] : message.recipients)
        recipients.append(QJsonObject{{u"user_id"_s, user.toString()}, {u"device_id"_s, device.toString()}});
    QJsonObject object{
        {u"stream_id"_s, streamIdOrNull(message.streamId)},
        {u"queued"_s, timeOrNull(message.queued)},
        {u"sender"_s, orNull(message.sender.toString())},
        {u"type"_s, message.type},
        {u"bytes"_s, message.bytes},
        {u"message_id"_s, orNull(message.messageId)},
        {u"recipients"_s, recipients},
    };
    if (message.content)
        object.insert(u"content"_s, *message.content);
    return object;
}

template <>
Result<ToDeviceMessage> fromJson(const QJsonObject &object)
{
    Reader in(object, u"message"_s);
    ToDeviceMessage message;
    message.streamId = in.streamNumber(u"stream_id");
    message.queued = in.time(u"queued");
    message.sender = UserId(in.text(u"sender"));
    message.type = in.text(u"type");
    message.bytes = in.time(u"bytes");
    message.messageId = in.text(u"message_id");
    message.content = in.optionalObject(u"content");
    const QJsonArray recipients = in.optionalArray(u"recipients").value_or(QJsonArray());
    for (const QJsonValue &value : recipients) {
        Reader recipient(value.toObject(), u"message.recipients"_s);
        message.recipients.append({UserId(recipient.string(u"user_id")), DeviceId(recipient.string(u"device_id"))});
        if (!recipient.ok())
            return failure(recipient.error());
    }
    return in.conclude(std::move(message));
}

QJsonObject toJson(const EventBatch &batch)
{
    QJsonArray events;
    for (const Event &event : batch.events) {
        QJsonObject object = event.members;
        object.insert(u"type"_s, toApiName(event.type));
        object.insert(u"id"_s, event.id);
        events.append(object);
    }
    return {{u"next"_s, batch.next}, {u"events"_s, events}};
}

template <>
Result<EventBatch> fromJson(const QJsonObject &object)
{
    Reader in(object, u"events"_s);
    EventBatch batch;
    batch.next = in.integer(u"next");
    const QJsonArray events = in.array(u"events");
    for (const QJsonValue &value : events) {
        Reader event(value.toObject(), u"events.events"_s);
        Event item{.id = event.time(u"id"), .type = fromApiName<EventType>(event.string(u"type")), .members = value.toObject()};
        if (!event.ok())
            return failure(event.error());
        item.members.remove(u"type"_s);
        item.members.remove(u"id"_s);
        batch.events.append(std::move(item));
    }
    return in.conclude(std::move(batch));
}

QJsonObject toJson(const Page<InboxQueue> &page)
{
    return pageToJson(u"queues"_s, page);
}
QJsonObject toJson(const Page<OutboxQueue> &page)
{
    return pageToJson(u"queues"_s, page);
}
QJsonObject toJson(const Page<UpdatesQueue> &page)
{
    return pageToJson(u"queues"_s, page);
}
QJsonObject toJson(const Page<ToDeviceMessage> &page)
{
    return pageToJson(u"messages"_s, page);
}
QJsonObject toJson(const Page<Destination> &page)
{
    return pageToJson(u"destinations"_s, page);
}
template <>
Result<Page<InboxQueue>> fromJson(const QJsonObject &object)
{
    return pageFromJson<InboxQueue>(u"queues", object);
}
template <>
Result<Page<OutboxQueue>> fromJson(const QJsonObject &object)
{
    return pageFromJson<OutboxQueue>(u"queues", object);
}
template <>
Result<Page<UpdatesQueue>> fromJson(const QJsonObject &object)
{
    return pageFromJson<UpdatesQueue>(u"queues", object);
}
template <>
Result<Page<ToDeviceMessage>> fromJson(const QJsonObject &object)
{
    return pageFromJson<ToDeviceMessage>(u"messages", object);
}
template <>
Result<Page<Destination>> fromJson(const QJsonObject &object)
{
    return pageFromJson<Destination>(u"destinations", object);
}

} // namespace Lockstep::Inspection
