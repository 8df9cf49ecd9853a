// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/roomevents.h"

#include "core/canonicaljson.h"
#include "lab/state/bodyshape.h"
#include "lab/state/changes.h"
#include "lab/state/clock.h"
#include "lab/state/publisher.h"
#include "lab/state/rooms.h"
#include "lab/state/services.h"
#include "lab/state/storage.h"

#include <QCryptographicHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

constexpr qsizetype maxEvent = 65536; // bytes (client-server API, "Size limits")
constexpr int requestMs = 10'000;

QString eventIdOf(const QString &room, const UserId &sender, const QString &transaction)
{
    const QByteArray hash
        = QCryptographicHash::hash((room + u'\n' + sender.toString() + u'\n' + transaction).toUtf8(), QCryptographicHash::Sha256);
    return u'$' + QString::fromLatin1(hash.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

} // namespace

RoomEvents::RoomEvents(Context *context)
    : m_context(context)
{
}

Result<QString> RoomEvents::send(
    const QString &room, const UserId &sender, const QString &type, const QJsonObject &content, const QString &transaction)
{
    const QString eventId = eventIdOf(room, sender, transaction);
    const QJsonObject event{{u"room_id"_s, room}, {u"event_id"_s, eventId}, {u"sender"_s, sender.toString()}, {u"type"_s, type},
        {u"content"_s, content}, {u"origin_server_ts"_s, m_context->clock->now()}};
    const Result<QByteArray> canonical = canonicalJson(event);
    if (!canonical)
        return failure(Error::BadInput, u"The event cannot be signed: "_s + canonical.error().text, 400, u"M_BAD_JSON"_s);
    if (canonical->size() > maxEvent)
        return failure(Error::BadInput, u"An event has at most %1 bytes."_s.arg(maxEvent), 413, u"M_TOO_LARGE"_s);
    const ServerName owner = Rooms::owner(room);
    if (owner == m_context->serverName) {
        if (const Result<void> done = publish(event); !done)
            return failure(done.error());
        return eventId;
    }
    const QByteArray target = "/_matrix/federation/unstable/org.lockstep.lab/event/" + encodePathSegment(room);
    if (const Result<QJsonObject> done = m_context->federationRequest(owner, "PUT", target, event, requestMs); !done)
        return failure(done.error());
    return eventId;
}

Result<void> RoomEvents::sendForServer(const ServerName &origin, const QString &room, const QJsonObject &event)
{
    static const BodyShape shape(R"({"room_id": "string", "event_id": "string", "sender": "string", "type": "string", "content": "object",
        "origin_server_ts": "integer"})");
    if (const auto mismatch = shape.mismatch(event))
        return failure(Error::BadInput, mismatch->text, 400, mismatch->errcode);
    if (event.value("room_id"_L1).toString() != room || UserId(event.value("sender"_L1).toString()).server() != origin)
        return failure(Error::Forbidden, u"The sender is not a user of the asking server."_s, 403, u"M_FORBIDDEN"_s);
    return publish(event);
}

// The owner's part: what is stored here is told to all.
Result<void> RoomEvents::publish(const QJsonObject &event)
{
    return m_context->commit([&]() -> Result<void> {
        const QString room = event.value("room_id"_L1).toString();
        if (m_context->rooms->membership(room, UserId(event.value("sender"_L1).toString())) != "join"_L1)
            return failure(Error::Forbidden, u"You are not in this room."_s, 403, u"M_FORBIDDEN"_s);
        if (!store(event))
            return {}; // a retransmission
        const QList<ServerName> servers = m_context->rooms->otherServers(room, u"join"_s);
        for (const ServerName &server : servers)
            m_context->publisher->enqueue(server, QString::fromLatin1(eduType), {}, compactText(event));
        return {};
    });
}

void RoomEvents::apply(const ServerName &origin, const QJsonObject &event)
{
    const QString room = event.value("room_id"_L1).toString();
    if (Rooms::owner(room) == origin && m_context->rooms->exists(room) && event.value("content"_L1).isObject())
        store(event);
}

bool RoomEvents::store(const QJsonObject &event)
{
    const QString room = event.value("room_id"_L1).toString();
    const int added = m_context->storage->execute(
        u"INSERT INTO events (room_id, stream_id, event_id, sender, type, content, at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"_s,
        {room, m_context->storage->nextStreamId(), event.value("event_id"_L1).toString(), event.value("sender"_L1).toString(),
            event.value("type"_L1).toString(), compactText(event.value("content"_L1).toObject()),
            event.value("origin_server_ts"_L1).toInteger()});
    if (added > 0)
        m_context->changes->roomChanged(room);
    return added > 0;
}

QList<RoomEvents::Event> RoomEvents::read(const QString &sql, const QVariantList &parameters) const
{
    QList<Event> result;
    QSqlQuery query = m_context->storage->run(u"SELECT stream_id, event_id, sender, type, content, at FROM events "_s + sql, parameters);
    while (query.next())
        result.append({query.value(0).toLongLong(),
            {{u"event_id"_s, query.value(1).toString()}, {u"sender"_s, query.value(2).toString()}, {u"type"_s, query.value(3).toString()},
                {u"content"_s, compactJson(query.value(4).toString())}, {u"origin_server_ts"_s, query.value(5).toLongLong()}}});
    return result;
}

QList<RoomEvents::Event> RoomEvents::between(const QString &room, qint64 after, qint64 before, int limit) const
{
    QList<Event> result
        = read(u"WHERE room_id = ? AND stream_id > ? AND stream_id < ? ORDER BY stream_id DESC LIMIT ?"_s, {room, after, before, limit});
    std::reverse(result.begin(), result.end());
    return result;
}

QList<RoomEvents::Event> RoomEvents::following(const QString &room, qint64 after, int limit) const
{
    return read(u"WHERE room_id = ? AND stream_id > ? ORDER BY stream_id LIMIT ?"_s, {room, after, limit});
}

QJsonObject RoomEvents::event(const QString &room, const QString &eventId) const
{
    const QList<Event> found = read(u"WHERE event_id = ? AND room_id = ?"_s, {eventId, room});
    return found.isEmpty() ? QJsonObject() : found.first().json;
}

} // namespace Lockstep::Lab
