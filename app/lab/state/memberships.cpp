// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/memberships.h"

#include "lab/state/changes.h"
#include "lab/state/publisher.h"
#include "lab/state/services.h"
#include "lab/state/storage.h"
#include "lab/state/tracker.h"

#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {
constexpr qsizetype maxNameLength = 255;
constexpr qint64 maxWholeState = 200; // members
} // namespace

Memberships::Memberships(Context *context)
    : m_context(context)
{
}

Result<QString> Memberships::create(const UserId &creator, bool encrypted, const QString &name, const QList<UserId> &invited, bool isPublic)
{
    QString room;
    const Result<void> done = m_context->commit([&]() -> Result<void> {
        room = m_context->rooms->create(creator, encrypted, name.left(maxNameLength), isPublic);
        m_context->changes->wake(creator);
        for (const UserId &user : invited)
            if (const Result<void> result = decide(room, creator, user, u"invite"_s); !result)
                return result;
        broadcast(room, invited);
        return {};
    });
    if (!done)
        return failure(done.error());
    return room;
}

Result<void> Memberships::change(const QString &room, const UserId &sender, const UserId &user, const QString &membership)
{
    const ServerName owner = Rooms::owner(room);
    if (!room.startsWith(u'!') || !owner.isValid())
        return failure(Error::BadInput, u"That is not a room ID; the lab's rooms have no aliases."_s, 400, u"M_INVALID_PARAM"_s);
    if (owner == m_context->serverName) {
        return m_context->commit([&]() -> Result<void> {
            if (const Result<void> result = decide(room, sender, user, membership); !result)
                return result;
            broadcast(room, {user});
            return {};
        });
    }
    const QByteArray target = "/_matrix/federation/unstable/org.lockstep.lab/membership/" + encodePathSegment(room);
    const QJsonObject request{{u"sender"_s, sender.toString()}, {u"user_id"_s, user.toString()}, {u"membership"_s, membership}};
    const Result<QJsonObject> state = m_context->federationRequest(owner, "PUT", target, request, 10'000);
    if (!state)
        return failure(state.error());
    return m_context->commit([&]() -> Result<void> {
        apply(owner, *state);
        return {};
    });
}

Result<void> Memberships::encrypt(const QString &room, const UserId &sender)
{
    return changeState(room, sender, [&] { m_context->rooms->setEncrypted(room); });
}

Result<void> Memberships::rename(const QString &room, const UserId &sender, const QString &name)
{
    return changeState(room, sender, [&] {
        Rooms::Description description = m_context->rooms->description(room);
        description.name = name.left(maxNameLength);
        m_context->rooms->describe(room, description);
    });
}

Result<void> Memberships::changeState(const QString &room, const UserId &sender, const std::function<void()> &change)
{
    if (Rooms::owner(room) != m_context->serverName)
        return failure(Error::Forbidden, u"In the lab, only members on the server where a room was made can change its state."_s, 403,
            u"M_FORBIDDEN"_s);
    return m_context->commit([&]() -> Result<void> {
        if (m_context->rooms->membership(room, sender) != "join"_L1)
            return failure(Error::Forbidden, u"You are not in this room."_s, 403, u"M_FORBIDDEN"_s);
        change();
        m_context->changes->roomChanged(room);
        broadcast(room, {});
        return {};
    });
}

Result<QJsonObject> Memberships::changeForServer(const ServerName &origin, const QString &room, const QJsonObject &request)
{
    const UserId sender(request.value("sender"_L1).toString());
    const UserId user(request.value("user_id"_L1).toString());
    if (!sender.isValid() || !user.isValid() || sender.server() != origin)
        return failure(Error::Forbidden, u"The sender is not a user of the asking server."_s, 403, u"M_FORBIDDEN"_s);
    QJsonObject state;
    const Result<void> done = m_context->commit([&]() -> Result<void> {
        if (const Result<void> result = decide(room, sender, user, request.value("membership"_L1).toString()); !result)
            return result;
        // A server that is in the room already knows the others.
        const bool knowsRoom = m_context->rooms->hasOthersOf(origin, room, user);
        state = stateOf(
            room, knowsRoom ? QList<Rooms::Member>{{user, m_context->rooms->membership(room, user)}} : m_context->rooms->members(room));
        broadcast(room, {user});
        return {};
    });
    if (!done)
        return failure(done.error());
    return state;
}

Result<void> Memberships::decide(const QString &room, const UserId &sender, const UserId &user, const QString &membership)
{
    if (!m_context->rooms->exists(room))
        return failure(Error::NotFound, u"There is no such room."_s, 404, u"M_NOT_FOUND"_s);
    if (!user.isValid())
        return failure(Error::BadInput, u"That is not a user ID."_s, 400, u"M_INVALID_PARAM"_s);
    const auto is = [&](const UserId &who, const QString &what) { return m_context->rooms->membership(room, who) == what; };
    bool allowed = false;
    if (membership == "join"_L1)
        allowed = sender == user && (is(user, u"invite"_s) || is(user, u"join"_s) || m_context->rooms->description(room).isPublic);
    else if (membership == "leave"_L1)
        allowed = is(sender, u"join"_s) || (sender == user && is(user, u"invite"_s));
    else if (membership == "invite"_L1)
        allowed = is(sender, u"join"_s) && !is(user, u"join"_s);
    if (!allowed)
        return failure(Error::Forbidden,
            u"%1 may not set the membership of %2 to \"%3\" here."_s.arg(sender.toString(), user.toString(), membership), 403,
            u"M_FORBIDDEN"_s);
    set(room, user, membership);
    return {};
}

void Memberships::set(const QString &room, const UserId &user, const QString &membership)
{
    Rooms &rooms = *m_context->rooms;
    const bool wasJoined = rooms.membership(room, user) == "join"_L1;
    const bool isJoined = membership == "join"_L1;
    if (!rooms.setMembership(room, user, membership))
        return;
    m_context->changes->roomChanged(room);
    if (user.server() == m_context->serverName)
        m_context->changes->wake(user);
    if (isJoined && !wasJoined)
        joined(room, user);
    else if (wasJoined && !isJoined)
        left(room, user);
}

// Everybody in the room is new to who joined, and who joined to everybody; except where others of the same server were there before.
void Memberships::joined(const QString &room, const UserId &user)
{
    Rooms &rooms = *m_context->rooms;
    const bool isFirstOfServer = !rooms.hasOthersOf(user.server(), room, user);
    if (user.server() == m_context->serverName) {
        const QList<UserId> others = isFirstOfServer ? rooms.joinedElsewhere(room) : QList<UserId>();
        for (const UserId &other : others)
            m_context->tracker->startTracking(other);
        m_context->publisher->joinedRoom(user, room);
    } else {
        if (rooms.isSharedWith(user))
            m_context->tracker->startTracking(user);
        const QList<UserId> others = isFirstOfServer ? rooms.joinedHere(room) : QList<UserId>();
        for (const UserId &other : others)
            m_context->publisher->joinedRoom(other, room);
    }
    m_context->changes->deviceListChanged(user);
}

void Memberships::left(const QString &room, const UserId &user)
{
    Rooms &rooms = *m_context->rooms;
    const bool isLocal = user.server() == m_context->serverName;
    const QList<UserId> here = rooms.joinedHere(room);
    const QList<UserId> elsewhere = rooms.joinedElsewhere(room);
    for (const UserId &other : here) {
        if (!rooms.share(user, other)) {
            m_context->changes->listLeft(other, user);
            if (isLocal)
                m_context->changes->listLeft(user, other);
        }
    }
    if (!isLocal) {
        if (!rooms.isSharedWith(user))
            m_context->tracker->stopTracking(user);
        return;
    }
    for (const UserId &other : elsewhere) {
        if (!rooms.share(user, other))
            m_context->changes->listLeft(user, other);
        if (!rooms.isSharedWith(other))
            m_context->tracker->stopTracking(other);
    }
}

QJsonObject Memberships::stateOf(const QString &room, const QList<Rooms::Member> &members) const
{
    QJsonObject memberships;
    for (const Rooms::Member &member : members)
        memberships.insert(member.user.toString(), member.membership);
    const Rooms::Description description = m_context->rooms->description(room);
    return {{u"room_id"_s, room}, {u"encrypted"_s, m_context->rooms->isEncrypted(room)}, {u"public"_s, description.isPublic},
        {u"name"_s, description.name}, {u"creator"_s, description.creator.toString()}, {u"members"_s, memberships},
        {u"position"_s, m_context->storage->currentStreamId()}};
}

void Memberships::broadcast(const QString &room, const QList<UserId> &changed)
{
    Rooms &rooms = *m_context->rooms;
    QList<ServerName> servers = rooms.otherServers(room, u"join"_s) + rooms.otherServers(room, u"invite"_s);
    for (const UserId &user : changed)
        if (user.server() != m_context->serverName) // also who has just left
            servers.append(user.server());
    std::sort(servers.begin(), servers.end());
    servers.erase(std::unique(servers.begin(), servers.end()), servers.end());
    if (servers.isEmpty())
        return;
    // The whole state heals what an earlier EDU, lost on the way, did not tell. In a large room it would make a thousand joins cost a
    // million members: there only a server that is new to the room gets it.
    const QJsonObject all = stateOf(room, rooms.memberCount(room) <= maxWholeState ? rooms.members(room) : QList<Rooms::Member>());
    const bool isWhole = !all.value("members"_L1).toObject().isEmpty();
    QList<Rooms::Member> news;
    for (const UserId &user : changed)
        news.append({user, rooms.membership(room, user)});
    for (const ServerName &server : std::as_const(servers)) {
        const bool isNew = std::any_of(news.begin(), news.end(),
            [&](const Rooms::Member &member) { return member.user.server() == server && !rooms.hasOthersOf(server, room, member.user); });
        const QJsonObject state = isWhole ? all : stateOf(room, isNew ? rooms.members(room) : news);
        m_context->publisher->enqueue(
            server, QString::fromLatin1(eduType), {}, QString::fromUtf8(QJsonDocument(state).toJson(QJsonDocument::Compact)));
    }
}

void Memberships::apply(const ServerName &origin, const QJsonObject &state)
{
    const QString room = state.value("room_id"_L1).toString();
    if (Rooms::owner(room) != origin)
        return;
    const qint64 position = state.value("position"_L1).toInteger();
    const auto isNews = [&](const UserId &about) { // nobody: the room itself
        qint64 &newest = m_newest[{room, about}];
        newest = qMax(newest, position);
        return position == newest;
    };
    const QJsonObject members = state.value("members"_L1).toObject();
    for (auto member = members.begin(); member != members.end(); ++member) {
        const UserId user(member.key());
        const QString membership = member.value().toString();
        if (!user.isValid() || (membership != "join"_L1 && membership != "invite"_L1 && membership != "leave"_L1))
            continue;
        // What was sent before the newest that is known would turn a join back into an invitation.
        if (isNews(user))
            set(room, user, membership);
    }
    if (!isNews({}))
        return;
    const Rooms::Description description{.name = state.value("name"_L1).toString().left(maxNameLength),
        .creator = UserId(state.value("creator"_L1).toString()),
        .isPublic = state.value("public"_L1).toBool(),
        .streamId = 0};
    if (m_context->rooms->describe(room, description))
        m_context->changes->roomChanged(room);
    if (state.value("encrypted"_L1).toBool() && !m_context->rooms->isEncrypted(room)) {
        m_context->rooms->setEncrypted(room);
        m_context->changes->roomChanged(room);
    }
}

} // namespace Lockstep::Lab
