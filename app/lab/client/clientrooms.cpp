// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/client/clientrooms.h"

#include "lab/state/actor.h"
#include "lab/state/answers.h"
#include "lab/state/eventexchange.h"
#include "lab/state/homeserverstate.h"
#include "lab/state/memberships.h"
#include "lab/state/roomevents.h"
#include "lab/state/rooms.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

Answer notInRoom()
{
    return Answer::error(403, u"M_FORBIDDEN"_s, u"You are not in this room."_s);
}

bool isMember(const QJsonValue &event)
{
    return event["type"_L1].toString() == "m.room.member"_L1;
}

} // namespace

ClientRooms::ClientRooms(HomeserverState *state, Memberships *memberships, EventExchange *exchange)
    : m_state(state)
    , m_memberships(memberships)
    , m_exchange(exchange)
{
}

QList<ClientRoute> ClientRooms::routes()
{
    using C = ClientRooms;
    constexpr auto createRoomBody = R"({"name?": "string", "topic?": "string", "preset?": "string", "visibility?": "string",
        "invite?": ["string"], "initial_state?": [{"type": "string", "state_key?": "string", "content": "object"}]})";
    constexpr auto userBody = R"({"user_id": "string", "reason?": "string"})";
    constexpr auto reasonBody = R"({"reason?": "string"})";
    const RouteMaker route(this);
    return {
        route("POST", "createRoom", &C::createRoom, createRoomBody),
        route("POST", "rooms/*/invite", &C::invite, userBody),
        route("POST", "rooms/*/kick", &C::kick, userBody),
        route.optional("POST", "rooms/*/join", &C::join, reasonBody),
        route.optional("POST", "join/*", &C::join, reasonBody),
        route.optional("POST", "rooms/*/leave", &C::leave, reasonBody),
        route.bodiless("POST", "rooms/*/forget", &C::forget),
        route("GET", "joined_rooms", &C::joinedRooms),
        route("GET", "rooms/*/joined_members", &C::joinedMembers),
        route("GET", "rooms/*/members", &C::members),
        route("GET", "rooms/*/state", &C::roomState),
        route("GET", "rooms/*/state/*", &C::oneState),
        route("GET", "rooms/*/state/*/*", &C::oneState),
        route("PUT", "rooms/*/state/*", &C::setRoomState),
        route("PUT", "rooms/*/state/*/*", &C::setRoomState),
    };
}

Answer ClientRooms::createRoom(ClientCall &call)
{
    Memberships::NewRoom room;
    const QString preset = call.body.value("preset"_L1).toString();
    room.isPublic = preset == "public_chat"_L1 || (preset.isEmpty() && call.body.value("visibility"_L1).toString() == "public"_L1);
    room.name = call.body.value("name"_L1).toString();
    room.topic = call.body.value("topic"_L1).toString();
    room.initialState = call.body.value("initial_state"_L1).toArray();
    const QJsonArray invite = call.body.value("invite"_L1).toArray();
    for (const QJsonValue &user : invite)
        room.invited.append(UserId(user.toString()));
    const Result<QString> made = m_memberships->create(call.caller.user, room);
    return made ? Answer::json({{u"room_id"_s, *made}}) : answerOf(made.error());
}

Answer ClientRooms::changed(ClientCall &call, const UserId &user, const QString &membership)
{
    const Result<void> done
        = m_memberships->change(call.arguments.first(), call.caller.user, user, membership, call.body.value("reason"_L1).toString());
    return done ? Answer::json({}) : answerOf(done.error());
}

Answer ClientRooms::invite(ClientCall &call)
{
    return changed(call, UserId(call.body.value("user_id"_L1).toString()), u"invite"_s);
}

Answer ClientRooms::kick(ClientCall &call)
{
    return changed(call, UserId(call.body.value("user_id"_L1).toString()), u"leave"_s);
}

Answer ClientRooms::leave(ClientCall &call)
{
    return changed(call, call.caller.user, u"leave"_s);
}

Answer ClientRooms::join(ClientCall &call)
{
    const Answer done = changed(call, call.caller.user, u"join"_s);
    return done.status == 200 ? Answer::json({{u"room_id"_s, call.arguments.first()}}) : done;
}

Answer ClientRooms::forget(ClientCall &)
{
    return Answer::json({});
}

Answer ClientRooms::joinedRooms(ClientCall &call)
{
    const QStringList rooms = m_state->actor().call([&] { return m_state->rooms().roomsOf(call.caller.user, u"join"_s); });
    return Answer::json({{u"joined_rooms"_s, QJsonArray::fromStringList(rooms)}});
}

std::optional<QJsonArray> ClientRooms::stateFor(const ClientCall &call)
{
    const QString room = call.arguments.first();
    return m_state->actor().call([&]() -> std::optional<QJsonArray> {
        if (m_state->rooms().membership(room, call.caller.user) != "join"_L1)
            return {};
        QJsonArray events;
        const QList<RoomEvents::Event> state = m_state->roomEvents().state(room);
        for (RoomEvents::Event event : state) {
            event.json.insert(u"room_id"_s, room);
            events.append(event.json);
        }
        return events;
    });
}

Answer ClientRooms::joinedMembers(ClientCall &call)
{
    const std::optional<QJsonArray> state = stateFor(call);
    if (!state)
        return notInRoom();
    QJsonObject joined;
    for (const QJsonValue &event : *state) {
        const QJsonObject content = event["content"_L1].toObject();
        if (!isMember(event) || content.value("membership"_L1).toString() != "join"_L1)
            continue;
        const UserId user(event["state_key"_L1].toString());
        QJsonObject member{{u"display_name"_s, content.value("displayname"_L1).toString(user.localpart())}};
        if (content.value("avatar_url"_L1).isString())
            member.insert(u"avatar_url"_s, content.value("avatar_url"_L1));
        joined.insert(user.toString(), member);
    }
    return Answer::json({{u"joined"_s, joined}});
}

Answer ClientRooms::members(ClientCall &call)
{
    const std::optional<QJsonArray> state = stateFor(call);
    if (!state)
        return notInRoom();
    const QString wanted = call.request.query.value(u"membership"_s);
    const QString unwanted = call.request.query.value(u"not_membership"_s);
    QJsonArray chunk;
    for (const QJsonValue &event : *state) {
        const QString membership = event["content"_L1]["membership"_L1].toString();
        if (isMember(event) && (wanted.isEmpty() || membership == wanted) && (unwanted.isEmpty() || membership != unwanted))
            chunk.append(event);
    }
    return Answer::json({{u"chunk"_s, chunk}});
}

Answer ClientRooms::roomState(ClientCall &call)
{
    const std::optional<QJsonArray> state = stateFor(call);
    if (!state)
        return notInRoom();
    Answer answer;
    answer.body = QJsonDocument(*state).toJson(QJsonDocument::Compact); // the one endpoint that answers with an array
    return answer;
}

Answer ClientRooms::oneState(ClientCall &call)
{
    const std::optional<QJsonArray> state = stateFor(call);
    if (!state)
        return notInRoom();
    for (const QJsonValue &event : *state)
        if (event["type"_L1].toString() == call.arguments.at(1) && event["state_key"_L1].toString() == call.arguments.value(2))
            return Answer::json(event["content"_L1].toObject());
    return Answer::error(404, u"M_NOT_FOUND"_s, u"There is no such state."_s);
}

Answer ClientRooms::setRoomState(ClientCall &call)
{
    const QString room = call.arguments.first();
    const Result<QString> done = m_exchange->setState(room, call.caller.user, call.arguments.at(1), call.arguments.value(2), call.body);
    return done ? Answer::json({{u"event_id"_s, *done}}) : answerOf(done.error());
}

} // namespace Lockstep::Lab
