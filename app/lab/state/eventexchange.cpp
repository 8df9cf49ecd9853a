// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/eventexchange.h"

#include "core/canonicaljson.h"
#include "lab/state/bodyshape.h"
#include "lab/state/clock.h"
#include "lab/state/homeserverstate.h"
#include "lab/state/memberships.h"
#include "lab/state/peers.h"
#include "lab/state/publisher.h"
#include "lab/state/rooms.h"
#include "lab/state/storage.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

constexpr qsizetype maxEvent = 65536; // bytes (client-server API, "Size limits")
constexpr int requestMs = 10'000;

// The same transaction of the same device is the same event.
QString eventIdOf(const QString &room, const RoomEvents::Viewer &sender, const QString &type, const QString &transaction)
{
    const QString text = QStringList{room, sender.user.toString(), sender.device.toString(), type, transaction}.join(u'\n');
    const QByteArray hash = QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256);
    return u'$' + QString::fromLatin1(hash.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

const BodyShape &eventShape()
{
    static const BodyShape shape(R"({"room_id": "string", "event_id": "string", "sender": "string", "type": "string", "content": "object",
        "origin_server_ts": "integer", "state_key?": "string", "redacts?": "string", "position?": "integer"})");
    return shape;
}

} // namespace

EventExchange::EventExchange(HomeserverState *state, Peers *peers, Memberships *memberships)
    : m_state(state)
    , m_peers(peers)
    , m_memberships(memberships)
{
}

Result<QString> EventExchange::send(
    const QString &room, const RoomEvents::Viewer &sender, const QString &type, const QJsonObject &content, const QString &transaction)
{
    const QJsonObject event{{u"room_id"_s, room}, {u"event_id"_s, eventIdOf(room, sender, type, transaction)},
        {u"sender"_s, sender.user.toString()}, {u"type"_s, type}, {u"content"_s, content}, {u"origin_server_ts"_s, m_state->clock().now()}};
    return submit(event, sender, transaction);
}

Result<QString> EventExchange::redact(
    const QString &room, const RoomEvents::Viewer &sender, const QString &eventId, const QJsonObject &content, const QString &transaction)
{
    const QString type = u"m.room.redaction"_s;
    const QJsonObject event{{u"room_id"_s, room}, {u"event_id"_s, eventIdOf(room, sender, type + u'\n' + eventId, transaction)},
        {u"sender"_s, sender.user.toString()}, {u"type"_s, type}, {u"content"_s, content}, {u"redacts"_s, eventId},
        {u"origin_server_ts"_s, m_state->clock().now()}};
    return submit(event, sender, transaction);
}

Result<QString> EventExchange::setState(
    const QString &room, const UserId &sender, const QString &type, const QString &stateKey, const QJsonObject &content)
{
    return submit(RoomEvents::make(room, sender, type, stateKey, content, m_state->clock().now()), {}, {});
}

Result<QString> EventExchange::submit(const QJsonObject &event, const RoomEvents::Viewer &sender, const QString &transaction)
{
    const QString eventId = event.value("event_id"_L1).toString();
    const QString room = event.value("room_id"_L1).toString();
    const Result<QByteArray> canonical = canonicalJson(event);
    if (!canonical)
        return failure(Error::BadInput, u"The event cannot be signed: "_s + canonical.error().text, 400, u"M_BAD_JSON"_s);
    if (canonical->size() > maxEvent)
        return failure(Error::BadInput, u"An event has at most %1 bytes."_s.arg(maxEvent), 413, u"M_TOO_LARGE"_s);
    // Before it is sent: the event may be back here before the answer is.
    if (!transaction.isEmpty()) {
        const Result<void> remembered = m_state->commit([&]() -> Result<void> {
            m_state->roomEvents().rememberSender(eventId, sender, transaction);
            return {};
        });
        if (!remembered)
            return failure(remembered.error());
    }
    const ServerName owner = Rooms::owner(room);
    if (owner == m_state->serverName()) {
        if (const Result<QJsonObject> done = publish(event); !done)
            return failure(done.error());
        return eventId;
    }
    const QByteArray target = "/_matrix/federation/unstable/org.lockstep.lab/event/" + encodePathSegment(room);
    const Result<QJsonObject> done = m_peers->request(owner, "PUT", target, event, requestMs);
    if (!done)
        return failure(done.error());
    // Who sets state may read it back at once; messages come by the EDU, in the owner's order.
    if (event.contains("state_key"_L1)) {
        const Result<void> stored = m_state->commit([&]() -> Result<void> {
            apply(owner, *done);
            return {};
        });
        if (!stored)
            return failure(stored.error());
    }
    return eventId;
}

Result<QJsonObject> EventExchange::sendForServer(const ServerName &origin, const QString &room, QJsonObject event)
{
    if (const auto mismatch = eventShape().mismatch(event))
        return failure(Error::BadInput, mismatch->text, 400, mismatch->errcode);
    if (event.value("room_id"_L1).toString() != room || UserId(event.value("sender"_L1).toString()).server() != origin)
        return failure(Error::Forbidden, u"The sender is not a user of the asking server."_s, 403, u"M_FORBIDDEN"_s);
    event.remove("position"_L1); // the owner's to give
    return publish(event);
}

std::optional<QString> EventExchange::refusal(const QJsonObject &event) const
{
    const QString room = event.value("room_id"_L1).toString();
    const QString sender = event.value("sender"_L1).toString();
    const QString type = event.value("type"_L1).toString();
    if (m_state->rooms().membership(room, UserId(sender)) != "join"_L1)
        return u"You are not in this room."_s;
    const auto isCreator
        = [&] { return m_state->roomEvents().stateContent(room, u"m.room.create"_s).value("creator"_L1).toString() == sender; };
    if (event.contains("state_key"_L1)) {
        if (type == "m.room.create"_L1 || type == "m.room.member"_L1)
            return u"This state is not set so."_s;
        const bool isCreators = type == "m.room.power_levels"_L1 || type == "m.room.join_rules"_L1;
        if (isCreators && !isCreator())
            return u"Only the room's creator sets this state in the lab."_s;
        const QString key = event.value("state_key"_L1).toString();
        if (key.startsWith(u'@') && key != sender)
            return u"State with another user's ID as its key is not yours to set."_s;
    }
    if (type == "m.room.redaction"_L1) {
        const RoomEvents::Event target = m_state->roomEvents().find(room, event.value("redacts"_L1).toString(), {});
        if (target.json.value("sender"_L1).toString() != sender && !isCreator())
            return u"This event is not yours to redact."_s;
    }
    return {};
}

// The owner's part: what is stored here is told to all.
Result<QJsonObject> EventExchange::publish(QJsonObject event)
{
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        if (const std::optional<QString> refused = refusal(event))
            return failure(Error::Forbidden, *refused, 403, u"M_FORBIDDEN"_s);
        const QString room = event.value("room_id"_L1).toString();
        if (!m_state->roomEvents().append(event))
            return {}; // a retransmission
        event.insert(u"position"_s, m_state->roomEvents().find(room, event.value("event_id"_L1).toString(), {}).streamId);
        const QList<ServerName> servers = m_state->rooms().otherServers(room, u"join"_s);
        for (const ServerName &server : servers)
            m_state->publisher().enqueue(server, QString::fromLatin1(eduType), {}, compactText(event));
        return {};
    });
    if (!done)
        return failure(done.error());
    return event;
}

void EventExchange::apply(const ServerName &origin, const QJsonObject &event)
{
    const QString room = event.value("room_id"_L1).toString();
    if (Rooms::owner(room) != origin || !m_state->rooms().exists(room) || eventShape().mismatch(event) || !event.contains("position"_L1))
        return;
    if (event.value("type"_L1).toString() != "m.room.member"_L1 || !event.contains("state_key"_L1))
        m_state->roomEvents().append(event);
}

} // namespace Lockstep::Lab
