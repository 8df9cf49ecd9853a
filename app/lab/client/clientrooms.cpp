// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/client/clientapi.h"

#include "lab/state/actor.h"
#include "lab/state/memberships.h"
#include "lab/state/rooms.h"
#include "lab/state/storage.h"

#include <QCryptographicHash>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

using Answer = ClientApi::Answer;

Answer ClientApi::kick(ClientCall &call)
{
    const UserId user(call.body.value("user_id"_L1).toString());
    const Result<void> done = m_context->memberships->change(call.arguments.first(), call.caller.user, user, u"leave"_s);
    return done ? Answer::json({}) : answerOf(done.error());
}

Answer ClientApi::createRoom(ClientCall &call)
{
    bool encrypted = false;
    const QJsonArray initial = call.body.value("initial_state"_L1).toArray();
    const QString preset = call.body.value("preset"_L1).toString();
    bool isPublic = preset == "public_chat"_L1 || (preset.isEmpty() && call.body.value("visibility"_L1).toString() == "public"_L1);
    for (const QJsonValue &event : initial) {
        encrypted = encrypted || event["type"_L1].toString() == "m.room.encryption"_L1;
        if (event["type"_L1].toString() == "m.room.join_rules"_L1)
            isPublic = event["content"_L1]["join_rule"_L1].toString() == "public"_L1;
    }
    QList<UserId> invited;
    const QJsonArray invite = call.body.value("invite"_L1).toArray();
    for (const QJsonValue &user : invite)
        invited.append(UserId(user.toString()));
    const Result<QString> room
        = m_context->memberships->create(call.caller.user, encrypted, call.body.value("name"_L1).toString(), invited, isPublic);
    return room ? Answer::json({{u"room_id"_s, *room}}) : answerOf(room.error());
}

Answer ClientApi::invite(ClientCall &call)
{
    const UserId user(call.body.value("user_id"_L1).toString());
    const Result<void> done = m_context->memberships->change(call.arguments.first(), call.caller.user, user, u"invite"_s);
    return done ? Answer::json({}) : answerOf(done.error());
}

Answer ClientApi::join(ClientCall &call)
{
    const QString room = call.arguments.first();
    const Result<void> done = m_context->memberships->change(room, call.caller.user, call.caller.user, u"join"_s);
    return done ? Answer::json({{u"room_id"_s, room}}) : answerOf(done.error());
}

Answer ClientApi::leave(ClientCall &call)
{
    const Result<void> done = m_context->memberships->change(call.arguments.first(), call.caller.user, call.caller.user, u"leave"_s);
    return done ? Answer::json({}) : answerOf(done.error());
}

Answer ClientApi::joinedRooms(ClientCall &call)
{
    const QStringList rooms = m_context->actor->call([&] { return m_context->rooms->roomsOf(call.caller.user, u"join"_s); });
    return Answer::json({{u"joined_rooms"_s, QJsonArray::fromStringList(rooms)}});
}

Answer ClientApi::joinedMembers(ClientCall &call)
{
    const QString room = call.arguments.first();
    QJsonObject joined;
    const bool allowed = m_context->actor->call([&] {
        const QList<Rooms::Member> members = m_context->rooms->members(room);
        for (const Rooms::Member &member : members)
            if (member.membership == "join"_L1)
                joined.insert(member.user.toString(), QJsonObject{{u"display_name"_s, member.user.localpart()}});
        return joined.contains(call.caller.user.toString());
    });
    return allowed ? Answer::json({{u"joined"_s, joined}}) : Answer::error(403, u"M_FORBIDDEN"_s, u"You are not in this room."_s);
}

// The state of a room as events, as much of it as changed after a position of the stream. The lab keeps no state events: these are made
// from what it knows, with ids that stay the same.
QJsonArray ClientApi::stateEvents(const QString &room, qint64 since) const
{
    QJsonArray events;
    const QList<Rooms::Member> members = m_context->rooms->members(room, since);
    const Rooms::Description description = m_context->rooms->description(room);
    const QString creator = description.creator.toString();
    const auto add = [&](const QString &type, const QString &key, const QString &sender, const QJsonObject &content) {
        const QByteArray hash = QCryptographicHash::hash(
            (room + u'\n' + type + u'\n' + key + u'\n' + compactText(content)).toUtf8(), QCryptographicHash::Sha256);
        events.append(QJsonObject{{u"type"_s, type}, {u"state_key"_s, key}, {u"sender"_s, sender}, {u"content"_s, content},
            {u"origin_server_ts"_s, 1}, {u"room_id"_s, room},
            {u"event_id"_s,
                QString(u'$' + QString::fromLatin1(hash.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals)))}});
    };
    if (description.streamId > since) {
        add(u"m.room.create"_s, {}, creator, {{u"creator"_s, creator}, {u"room_version"_s, u"10"_s}});
        QJsonObject levels;
        levels.insert(creator, 100);
        add(u"m.room.power_levels"_s, {}, creator, {{u"users"_s, levels}, {u"users_default"_s, 0}});
        add(u"m.room.join_rules"_s, {}, creator, {{u"join_rule"_s, description.isPublic ? u"public"_s : u"invite"_s}});
        if (m_context->rooms->isEncrypted(room))
            add(u"m.room.encryption"_s, {}, creator, {{u"algorithm"_s, u"m.megolm.v1.aes-sha2"_s}});
        if (!description.name.isEmpty())
            add(u"m.room.name"_s, {}, creator, {{u"name"_s, description.name}});
    }
    for (const Rooms::Member &member : members)
        add(u"m.room.member"_s, member.user.toString(), member.membership == "invite"_L1 ? creator : member.user.toString(),
            {{u"membership"_s, member.membership}});
    return events;
}

Answer ClientApi::roomState(ClientCall &call)
{
    const QString room = call.arguments.first();
    QJsonArray events;
    const bool allowed = m_context->actor->call([&] {
        const bool isIn = m_context->rooms->membership(room, call.caller.user) == "join"_L1;
        if (isIn)
            events = stateEvents(room, -1);
        return isIn;
    });
    if (!allowed)
        return Answer::error(403, u"M_FORBIDDEN"_s, u"You are not in this room."_s);
    if (call.arguments.size() > 1) {
        const QString type = call.arguments.at(1);
        const QString key = call.arguments.value(2);
        for (const QJsonValue &event : std::as_const(events))
            if (event["type"_L1].toString() == type && event["state_key"_L1].toString() == key)
                return Answer::json(event["content"_L1].toObject());
        return Answer::error(404, u"M_NOT_FOUND"_s, u"There is no such state."_s);
    }
    if (call.request.segments.last() == "members"_L1) {
        QJsonArray members;
        for (const QJsonValue &event : std::as_const(events))
            if (event["type"_L1].toString() == "m.room.member"_L1)
                members.append(event);
        return Answer::json({{u"chunk"_s, members}});
    }
    Answer answer;
    answer.body = QJsonDocument(events).toJson(QJsonDocument::Compact); // the one endpoint that answers with an array
    return answer;
}

Answer ClientApi::setRoomState(ClientCall &call)
{
    const QString type = call.arguments.at(1);
    if (type != "m.room.encryption"_L1 && type != "m.room.name"_L1)
        return Answer::error(
            403, u"M_FORBIDDEN"_s, u"The lab's rooms have no state that can be set but m.room.encryption and m.room.name."_s);
    const QString room = call.arguments.first();
    const Result<void> done = type == "m.room.name"_L1
        ? m_context->memberships->rename(room, call.caller.user, call.body.value("name"_L1).toString())
        : m_context->memberships->encrypt(room, call.caller.user);
    if (!done)
        return answerOf(done.error());
    QString eventId;
    m_context->actor->call([&] {
        const QJsonArray events = stateEvents(room, -1);
        for (const QJsonValue &event : events)
            if (event["type"_L1].toString() == type)
                eventId = event["event_id"_L1].toString();
    });
    return Answer::json({{u"event_id"_s, eventId.isEmpty() ? u"$none"_s : eventId}});
}

QJsonObject ClientApi::roomsSince(const UserId &user, qint64 since, bool initial, const SyncFilter &filter) const
{
    const auto section = [](const QJsonArray &events) { return QJsonObject{{u"events"_s, events}}; };
    const auto state = [&](const QString &room, qint64 after) {
        QJsonArray result;
        const QJsonArray all = stateEvents(room, after);
        for (const QJsonValue &event : all)
            if (filter.allowsState(event["type"_L1].toString()))
                result.append(event);
        return section(result);
    };
    QJsonObject join;
    QJsonObject invite;
    QJsonObject leave;
    QSqlQuery query = m_context->storage->run(
        u"SELECT own.room_id, own.membership, own.stream_id, (SELECT MAX(stream_id) FROM members AS m WHERE m.room_id = own.room_id), "
        u"r.stream_id, "
        "(SELECT MAX(stream_id) FROM account_data AS a WHERE a.user_id = own.user_id AND a.room_id = own.room_id), "
        "(SELECT MAX(stream_id) FROM events AS e WHERE e.room_id = own.room_id) "
        "FROM members AS own JOIN rooms AS r ON r.room_id = own.room_id WHERE own.user_id = ?"_s,
        {user.toString()});
    while (query.next()) {
        const QString room = query.value(0).toString();
        const QString membership = query.value(1).toString();
        const bool ownIsNew = query.value(2).toLongLong() > since;
        bool hasNews = false;
        for (int column = 3; column <= 6; ++column) // members, the room, account data, messages
            hasNews = hasNews || query.value(column).toLongLong() > since;
        if (!filter.allowsRoom(room) || (!initial && !hasNews))
            continue;
        if (membership == "join"_L1) {
            // Who has just joined sees the whole state, the others what changed.
            const bool isWhole = initial || ownIsNew;
            QJsonArray accountData;
            const QJsonArray allAccountData = accountDataEvents(user, room, isWhole ? -1 : since);
            for (const QJsonValue &event : allAccountData)
                if (filter.allowsRoomAccountData(event["type"_L1].toString()))
                    accountData.append(event);
            join.insert(room,
                QJsonObject{{u"state"_s, state(room, isWhole ? -1 : since)},
                    {u"timeline"_s, timelineSince(room, isWhole ? -1 : since, filter)}, {u"ephemeral"_s, section({})},
                    {u"account_data"_s, section(accountData)}, {u"unread_notifications"_s, QJsonObject()}, {u"summary"_s, QJsonObject()}});
        } else if (membership == "invite"_L1 && (initial || ownIsNew)) {
            invite.insert(room, QJsonObject{{u"invite_state"_s, section(strippedState(room, user))}});
        } else if (membership == "leave"_L1 && (initial ? filter.includesLeft() : ownIsNew)) {
            QJsonArray own; // who left it, or was made to leave it
            const QJsonArray members = stateEvents(room, initial ? -1 : since);
            for (const QJsonValue &event : members)
                if (event["type"_L1].toString() == "m.room.member"_L1 && event["state_key"_L1].toString() == user.toString())
                    own.append(event);
            leave.insert(room,
                QJsonObject{{u"state"_s, section(own)},
                    {u"timeline"_s, QJsonObject{{u"events"_s, QJsonArray()}, {u"limited"_s, false}, {u"prev_batch"_s, u"s0_0"_s}}},
                    {u"account_data"_s, section({})}});
        }
    }
    QJsonObject rooms;
    if (!join.isEmpty())
        rooms.insert(u"join"_s, join);
    if (!invite.isEmpty())
        rooms.insert(u"invite"_s, invite);
    if (!leave.isEmpty())
        rooms.insert(u"leave"_s, leave);
    return rooms;
}

// What somebody who is not in the room is told of it: no list of its members.
QJsonArray ClientApi::strippedState(const QString &room, const UserId &invited) const
{
    QJsonArray result;
    const QJsonArray events = stateEvents(room, -1);
    for (const QJsonValue &value : events) {
        const QJsonObject event = value.toObject();
        const QString key = event.value("state_key"_L1).toString();
        const QString type = event.value("type"_L1).toString();
        if (type == "m.room.power_levels"_L1 || (type == "m.room.member"_L1 && key != invited.toString()))
            continue;
        result.append(QJsonObject{
            {u"type"_s, type}, {u"state_key"_s, key}, {u"sender"_s, event.value("sender"_L1)}, {u"content"_s, event.value("content"_L1)}});
    }
    return result;
}

} // namespace Lockstep::Lab
