// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/memberships.h"

#include "lab/changes.h"
#include "lab/publisher.h"
#include "lab/rooms.h"
#include "lab/services.h"
#include "lab/storage.h"
#include "lab/tracker.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QSet>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

Memberships::Memberships(Context *context)
    : m_context(context)
{
}

Result<QString> Memberships::create(const UserId &creator, bool encrypted, const QString &name, const QList<UserId> &invited)
{
    QString room;
    const Result<void> done = m_context->commit([&]() -> Result<void> {
        room = m_context->rooms->create(creator, encrypted, name);
        m_context->changes->wake(creator);
        for (const UserId &user : invited)
            if (const Result<void> result = decide(room, creator, user, u"invite"_s); !result)
                return result;
        broadcast(room);
        return {};
    });
    if (!done)
        return failure(done.error());
    return room;
}

Result<void> Memberships::change(const QString &room, const UserId &sender, const UserId &user, const QString &membership)
{
    const ServerName owner = Rooms::owner(room);
    if (owner == m_context->serverName) {
        return m_context->commit([&]() -> Result<void> {
            if (const Result<void> result = decide(room, sender, user, membership); !result)
                return result;
            broadcast(room);
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
    if (Rooms::owner(room) != m_context->serverName)
        return failure(
            Error::Forbidden, u"In the lab, only the server where a room was made can turn on its encryption."_s, 403, u"M_FORBIDDEN"_s);
    return m_context->commit([&]() -> Result<void> {
        if (!m_context->rooms->roomsOf(sender, u"join"_s).contains(room))
            return failure(Error::Forbidden, u"You are not in this room."_s, 403, u"M_FORBIDDEN"_s);
        m_context->rooms->setEncrypted(room);
        broadcast(room);
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
        state = stateOf(room);
        broadcast(room);
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
    const auto is = [&](const UserId &who, const QString &what) { return m_context->rooms->roomsOf(who, what).contains(room); };
    bool allowed = false;
    if (membership == "join"_L1)
        allowed = sender == user && (is(user, u"invite"_s) || is(user, u"join"_s));
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
    const bool isLocal = user.server() == m_context->serverName;
    const auto joinedMembers = [&] {
        QSet<UserId> result;
        const QList<Rooms::Member> members = rooms.members(room);
        for (const Rooms::Member &member : members)
            if (member.membership == "join"_L1)
                result.insert(member.user);
        return result;
    };
    const QSet<UserId> before = joinedMembers();
    if (!rooms.setMembership(room, user, membership))
        return;
    const QSet<UserId> after = joinedMembers();
    for (const UserId &other : before + after)
        if (other.server() == m_context->serverName)
            m_context->changes->wake(other);
    if (isLocal)
        m_context->changes->wake(user);
    if (after.contains(user) && !before.contains(user)) {
        // Everybody in the room is new to who joined, and who joined to everybody.
        for (const UserId &other : after)
            if (other.server() != m_context->serverName && (isLocal || other == user) && rooms.isSharedWith(other))
                m_context->tracker->startTracking(other);
        if (isLocal)
            m_context->publisher->joinedRoom(user, room);
        else
            for (const UserId &other : after)
                if (other.server() == m_context->serverName)
                    m_context->publisher->joinedRoom(other, room);
        m_context->changes->deviceListChanged(user);
    }
    if (before.contains(user) && !after.contains(user)) {
        for (const UserId &other : before) {
            const bool otherIsLocal = other.server() == m_context->serverName;
            if (other != user && !rooms.share(user, other)) {
                if (isLocal)
                    m_context->changes->listLeft(user, other);
                if (otherIsLocal)
                    m_context->changes->listLeft(other, user);
            }
            if (!otherIsLocal && !rooms.isSharedWith(other))
                m_context->tracker->stopTracking(other);
        }
        if (!isLocal && !rooms.isSharedWith(user))
            m_context->tracker->stopTracking(user);
    }
}

QJsonObject Memberships::stateOf(const QString &room) const
{
    QJsonObject members;
    const QList<Rooms::Member> list = m_context->rooms->members(room);
    for (const Rooms::Member &member : list)
        members.insert(member.user.toString(), member.membership);
    return {{u"room_id"_s, room}, {u"encrypted"_s, m_context->rooms->isEncrypted(room)}, {u"members"_s, members}};
}

void Memberships::broadcast(const QString &room)
{
    QSet<ServerName> servers;
    const QList<Rooms::Member> members = m_context->rooms->members(room);
    for (const Rooms::Member &member : members)
        if (member.user.server() != m_context->serverName)
            servers.insert(member.user.server());
    const QString content = QString::fromUtf8(QJsonDocument(stateOf(room)).toJson(QJsonDocument::Compact));
    for (const ServerName &server : std::as_const(servers))
        m_context->publisher->enqueue(server, QString::fromLatin1(eduType), {}, content);
}

void Memberships::apply(const ServerName &origin, const QJsonObject &state)
{
    const QString room = state.value("room_id"_L1).toString();
    if (Rooms::owner(room) != origin)
        return;
    const QJsonObject members = state.value("members"_L1).toObject();
    for (auto member = members.begin(); member != members.end(); ++member)
        if (const UserId user(member.key()); user.isValid())
            set(room, user, member.value().toString());
    if (state.value("encrypted"_L1).toBool())
        m_context->rooms->setEncrypted(room);
}

} // namespace Lockstep::Lab
