// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/memberships.h"

#include "core/canonicaljson.h"
#include "lab/state/accounts.h"
#include "lab/state/bodyshape.h"
#include "lab/state/changes.h"
#include "lab/state/clock.h"
#include "lab/state/homeserverstate.h"
#include "lab/state/peers.h"
#include "lab/state/publisher.h"
#include "lab/state/roomevents.h"
#include "lab/state/rooms.h"
#include "lab/state/storage.h"
#include "lab/state/tracker.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

constexpr qsizetype maxNameLength = 255;
constexpr qint64 maxWholeState = 100; // members
constexpr int requestMs = 10'000;

bool isMembership(const QString &text)
{
    return text == "join"_L1 || text == "invite"_L1 || text == "leave"_L1;
}

// The state of a new room, in order: creation and creator first, so that nobody sees what was set by somebody who is not in it.
QList<QJsonObject> firstEvents(
    const QString &id, const UserId &creator, const QJsonObject &creatorContent, const Memberships::NewRoom &room, qint64 now)
{
    QList<QJsonObject> events;
    const auto set = [&](const QString &type, const QJsonObject &content, const QString &key = {}) {
        const auto same = [&](const QJsonObject &event) {
            return event.value("type"_L1).toString() == type && event.value("state_key"_L1).toString() == key;
        };
        if (const auto known = std::find_if(events.begin(), events.end(), same); known != events.end())
            known->insert(u"content"_s, content); // a preset that the client has otherwise
        else
            events.append(RoomEvents::make(id, creator, type, key, content, now));
    };
    const QJsonObject levels{{u"users"_s, QJsonObject{{creator.toString(), 100}}}, {u"users_default"_s, 0}, {u"events_default"_s, 0},
        {u"state_default"_s, 0}, {u"invite"_s, 0}, {u"kick"_s, 0}, {u"redact"_s, 100}, {u"ban"_s, 100}};
    set(u"m.room.create"_s, {{u"creator"_s, creator.toString()}, {u"room_version"_s, u"10"_s}});
    set(u"m.room.member"_s, creatorContent, creator.toString());
    set(u"m.room.power_levels"_s, levels);
    set(u"m.room.join_rules"_s, {{u"join_rule"_s, room.isPublic ? u"public"_s : u"invite"_s}});
    set(u"m.room.history_visibility"_s, {{u"history_visibility"_s, u"shared"_s}});
    if (room.isEncrypted)
        set(u"m.room.encryption"_s, {{u"algorithm"_s, u"m.megolm.v1.aes-sha2"_s}});
    for (const QJsonValue &event : room.initialState) {
        const QString type = event["type"_L1].toString();
        if (type != "m.room.create"_L1 && type != "m.room.member"_L1 && type != "m.room.power_levels"_L1)
            set(type, event["content"_L1].toObject(), event["state_key"_L1].toString());
    }
    if (!room.name.isEmpty())
        set(u"m.room.name"_s, {{u"name"_s, room.name.left(maxNameLength)}});
    if (!room.topic.isEmpty())
        set(u"m.room.topic"_s, {{u"topic"_s, room.topic}});
    return events;
}

} // namespace

Memberships::Memberships(HomeserverState *state, Peers *peers, Tracker *tracker)
    : m_state(state)
    , m_peers(peers)
    , m_tracker(tracker)
{
}

Result<QString> Memberships::create(const UserId &creator, const NewRoom &room)
{
    QString id;
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        id = m_state->rooms().create();
        const QList<QJsonObject> events = firstEvents(id, creator, memberContent(creator, u"join"_s, {}), room, m_state->clock().now());
        for (const QJsonObject &event : events)
            append(event);
        for (const UserId &user : room.invited)
            if (const Result<void> result = decide(id, creator, user, memberContent(user, u"invite"_s, {})); !result)
                return result;
        broadcast(id, room.invited);
        return {};
    });
    if (!done)
        return failure(done.error());
    return id;
}

// What the user's own server writes into a join: the profile.
QJsonObject Memberships::memberContent(const UserId &user, const QString &membership, const QString &reason) const
{
    QJsonObject content{{u"membership"_s, membership}};
    if (membership == "join"_L1 && user.server() == m_state->serverName()) {
        const QJsonObject profile = m_state->accounts().profile(user);
        for (auto field = profile.begin(); field != profile.end(); ++field)
            content.insert(field.key(), field.value());
    }
    if (!reason.isEmpty())
        content.insert(u"reason"_s, reason);
    return content;
}

Result<void> Memberships::change(
    const QString &room, const UserId &sender, const UserId &user, const QString &membership, const QString &reason)
{
    const ServerName owner = Rooms::owner(room);
    if (!room.startsWith(u'!') || !owner.isValid())
        return failure(Error::BadInput, u"That is not a room ID; the lab's rooms have no aliases."_s, 400, u"M_INVALID_PARAM"_s);
    if (owner == m_state->serverName()) {
        return m_state->commit([&]() -> Result<void> {
            if (const Result<void> result = decide(room, sender, user, memberContent(user, membership, reason)); !result)
                return result;
            broadcast(room, {user});
            return {};
        });
    }
    QJsonObject content;
    if (const Result<void> read = m_state->commit([&]() -> Result<void> {
            content = memberContent(user, membership, reason);
            return {};
        });
        !read)
        return read;
    const QByteArray target = "/_matrix/federation/unstable/org.lockstep.lab/membership/" + encodePathSegment(room);
    const QJsonObject request{{u"sender"_s, sender.toString()}, {u"user_id"_s, user.toString()}, {u"content"_s, content}};
    const Result<QJsonObject> state = m_peers->request(owner, "PUT", target, request, requestMs);
    if (!state)
        return failure(state.error());
    return m_state->commit([&]() -> Result<void> {
        apply(owner, *state);
        return {};
    });
}

Result<QJsonObject> Memberships::changeForServer(const ServerName &origin, const QString &room, const QJsonObject &request)
{
    const UserId sender(request.value("sender"_L1).toString());
    const UserId user(request.value("user_id"_L1).toString());
    if (!sender.isValid() || !user.isValid() || sender.server() != origin)
        return failure(Error::Forbidden, u"The sender is not a user of the asking server."_s, 403, u"M_FORBIDDEN"_s);
    QJsonArray state;
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        if (const Result<void> result = decide(room, sender, user, request.value("content"_L1).toObject()); !result)
            return result;
        // A server that is in the room already knows the others.
        const bool knowsRoom = m_state->rooms().hasOthersOf(origin, room, user);
        state = knowsRoom ? memberEvents(room, {user}) : m_state->roomEvents().forOthers(room);
        broadcast(room, {user});
        return {};
    });
    if (!done)
        return failure(done.error());
    return QJsonObject{{u"room_id"_s, room}, {u"state"_s, state}};
}

Result<void> Memberships::decide(const QString &room, const UserId &sender, const UserId &user, const QJsonObject &content)
{
    const QString membership = content.value("membership"_L1).toString();
    Rooms &rooms = m_state->rooms();
    if (!rooms.exists(room))
        return failure(Error::NotFound, u"There is no such room."_s, 404, u"M_NOT_FOUND"_s);
    if (!user.isValid())
        return failure(Error::BadInput, u"That is not a user ID."_s, 400, u"M_INVALID_PARAM"_s);
    const auto is = [&](const UserId &who, const QString &what) { return rooms.membership(room, who) == what; };
    const auto isPublic
        = [&] { return m_state->roomEvents().stateContent(room, u"m.room.join_rules"_s).value("join_rule"_L1).toString() == "public"_L1; };
    bool allowed = false;
    if (membership == "join"_L1)
        allowed = sender == user && (is(user, u"invite"_s) || is(user, u"join"_s) || isPublic());
    else if (membership == "leave"_L1)
        allowed = is(sender, u"join"_s) || (sender == user && is(user, u"invite"_s));
    else if (membership == "invite"_L1)
        allowed = is(sender, u"join"_s) && !is(user, u"join"_s);
    if (!allowed)
        return failure(Error::Forbidden,
            u"%1 may not set the membership of %2 to \"%3\" here."_s.arg(sender.toString(), user.toString(), membership), 403,
            u"M_FORBIDDEN"_s);
    if (m_state->roomEvents().stateContent(room, u"m.room.member"_s, user.toString()) == content)
        return {}; // once more the same is no event
    const QJsonObject event = RoomEvents::make(room, sender, u"m.room.member"_s, user.toString(), content, m_state->clock().now());
    if (const Result<QByteArray> canonical = canonicalJson(event); !canonical)
        return failure(Error::BadInput, u"The event cannot be signed: "_s + canonical.error().text, 400, u"M_BAD_JSON"_s);
    append(event);
    return {};
}

bool Memberships::append(const QJsonObject &event)
{
    const QString room = event.value("room_id"_L1).toString();
    m_state->rooms().add(room);
    if (!m_state->roomEvents().append(event))
        return false;
    if (event.value("type"_L1).toString() != "m.room.member"_L1)
        return true;
    Rooms &rooms = m_state->rooms();
    const UserId user(event.value("state_key"_L1).toString());
    const QString membership = event.value("content"_L1).toObject().value("membership"_L1).toString();
    const bool wasJoined = rooms.membership(room, user) == "join"_L1;
    const bool isJoined = membership == "join"_L1;
    if (!rooms.setMembership(room, user, membership))
        return true;
    if (user.server() == m_state->serverName())
        m_state->changes().wake(user);
    if (isJoined && !wasJoined)
        joined(room, user);
    else if (wasJoined && !isJoined)
        left(room, user);
    return true;
}

// Everybody in the room is new to who joined, and who joined to everybody; except where others of the same server were there before.
void Memberships::joined(const QString &room, const UserId &user)
{
    Rooms &rooms = m_state->rooms();
    const bool isFirstOfServer = !rooms.hasOthersOf(user.server(), room, user);
    if (user.server() == m_state->serverName()) {
        const QList<UserId> others = isFirstOfServer ? rooms.joinedElsewhere(room) : QList<UserId>();
        for (const UserId &other : others)
            m_tracker->startTracking(other);
        m_state->publisher().joinedRoom(user, room);
    } else {
        if (rooms.isSharedWith(user))
            m_tracker->startTracking(user);
        const QList<UserId> others = isFirstOfServer ? rooms.joinedHere(room) : QList<UserId>();
        for (const UserId &other : others)
            m_state->publisher().joinedRoom(other, room);
    }
    m_state->changes().deviceListChanged(user);
}

void Memberships::left(const QString &room, const UserId &user)
{
    Rooms &rooms = m_state->rooms();
    const bool isLocal = user.server() == m_state->serverName();
    const QList<UserId> here = rooms.joinedHere(room);
    const QList<UserId> elsewhere = rooms.joinedElsewhere(room);
    for (const UserId &other : here) {
        if (!rooms.share(user, other)) {
            m_state->changes().listLeft(other, user);
            if (isLocal)
                m_state->changes().listLeft(user, other);
        }
    }
    if (!isLocal) {
        if (!rooms.isSharedWith(user))
            m_tracker->stopTracking(user);
        return;
    }
    for (const UserId &other : elsewhere) {
        if (!rooms.share(user, other))
            m_state->changes().listLeft(user, other);
        if (!rooms.isSharedWith(other))
            m_tracker->stopTracking(other);
    }
}

QJsonArray Memberships::memberEvents(const QString &room, const QList<UserId> &users) const
{
    QJsonArray result;
    for (const UserId &user : users)
        result.append(m_state->roomEvents().forOthers(room, u"m.room.member"_s, user.toString()));
    return result;
}

void Memberships::broadcast(const QString &room, const QList<UserId> &changed)
{
    Rooms &rooms = m_state->rooms();
    QList<ServerName> servers = rooms.otherServers(room, u"join"_s) + rooms.otherServers(room, u"invite"_s);
    for (const UserId &user : changed)
        if (user.server() != m_state->serverName()) // also who has just left
            servers.append(user.server());
    std::sort(servers.begin(), servers.end());
    servers.erase(std::unique(servers.begin(), servers.end()), servers.end());
    if (servers.isEmpty())
        return;
    // The whole state heals what an earlier EDU, lost on the way, did not tell. In a large room it would make a thousand joins cost a
    // million members: there only a server that is new to the room gets it.
    const bool isWhole = rooms.memberCount(room) <= maxWholeState;
    for (const ServerName &server : std::as_const(servers)) {
        const bool isNew = std::any_of(changed.begin(), changed.end(),
            [&](const UserId &user) { return user.server() == server && !rooms.hasOthersOf(server, room, user); });
        const QJsonArray state = isWhole || isNew ? m_state->roomEvents().forOthers(room) : memberEvents(room, changed);
        m_state->publisher().enqueue(server, QString::fromLatin1(eduType), {}, compactText({{u"room_id"_s, room}, {u"state"_s, state}}));
    }
}

void Memberships::apply(const ServerName &origin, const QJsonObject &state)
{
    static const BodyShape shape(R"({"event_id": "string", "sender": "string", "type": "string", "state_key": "string",
        "content": "object", "origin_server_ts": "integer", "position": "integer"})");
    const QString room = state.value("room_id"_L1).toString();
    if (Rooms::owner(room) != origin)
        return;
    const QJsonArray events = state.value("state"_L1).toArray();
    for (const QJsonValue &value : events) {
        QJsonObject event = value.toObject();
        if (shape.mismatch(event))
            continue;
        const bool isMember = event.value("type"_L1).toString() == "m.room.member"_L1;
        if (isMember
            && (!UserId(event.value("state_key"_L1).toString()).isValid()
                || !isMembership(event.value("content"_L1).toObject().value("membership"_L1).toString())))
            continue;
        event.insert(u"room_id"_s, room);
        append(event);
    }
}

} // namespace Lockstep::Lab
