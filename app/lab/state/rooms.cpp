// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/rooms.h"

#include "lab/state/storage.h"

#include <QUuid>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

Rooms::Rooms(Storage *storage, ServerName self)
    : m_storage(storage)
    , m_self(std::move(self))
{
}

QString Rooms::create()
{
    const QString room = u'!' + QUuid::createUuid().toString(QUuid::Id128).left(18) + u':' + m_self.toString();
    add(room);
    return room;
}

void Rooms::add(const QString &room)
{
    m_storage->execute(u"INSERT INTO rooms (room_id) VALUES (?) ON CONFLICT DO NOTHING"_s, {room});
}

QString Rooms::membership(const QString &room, const UserId &user) const
{
    return m_storage->value(u"SELECT membership FROM members WHERE room_id = ? AND user_id = ?"_s, {room, user.toString()}).toString();
}

bool Rooms::setMembership(const QString &room, const UserId &user, const QString &membership)
{
    add(room);
    if (this->membership(room, user) == membership)
        return false;
    m_storage->execute(u"INSERT INTO members (room_id, user_id, server, membership, stream_id, was_joined) VALUES (?, ?, ?, ?, ?, ?) "
                       "ON CONFLICT (room_id, user_id) DO UPDATE SET membership = excluded.membership, stream_id = excluded.stream_id, "
                       "was_joined = was_joined OR excluded.was_joined"_s,
        {room, user.toString(), user.server().toString(), membership, m_storage->nextStreamId(), membership == "join"_L1});
    return true;
}

qint64 Rooms::memberCount(const QString &room) const
{
    return m_storage->value(u"SELECT COUNT(*) FROM members WHERE room_id = ?"_s, {room}).toLongLong();
}

bool Rooms::wasJoined(const QString &room, const UserId &user) const
{
    return m_storage->value(u"SELECT was_joined FROM members WHERE room_id = ? AND user_id = ?"_s, {room, user.toString()}).toBool();
}

qint64 Rooms::changedAt(const QString &room, const UserId &user) const
{
    return m_storage->value(u"SELECT stream_id FROM members WHERE room_id = ? AND user_id = ?"_s, {room, user.toString()}).toLongLong();
}

bool Rooms::exists(const QString &room) const
{
    return m_storage->value(u"SELECT 1 FROM rooms WHERE room_id = ?"_s, {room}).isValid();
}

ServerName Rooms::owner(const QString &room)
{
    const qsizetype colon = room.indexOf(u':');
    return ServerName(colon < 0 ? QString() : room.mid(colon + 1));
}

QList<Rooms::Member> Rooms::members(const QString &room, qint64 since) const
{
    QList<Member> result;
    Rows query
        = m_storage->run(u"SELECT user_id, membership FROM members WHERE room_id = ? AND stream_id > ? ORDER BY user_id"_s, {room, since});
    while (query.next())
        result.append({UserId(query.value(0).toString()), query.value(1).toString()});
    return result;
}

QList<UserId> Rooms::joinedHere(const QString &room) const
{
    QList<UserId> result;
    Rows query = m_storage->run(u"SELECT user_id FROM members WHERE room_id = ? AND membership = 'join' AND server = ? ORDER BY user_id"_s,
        {room, m_self.toString()});
    while (query.next())
        result.append(UserId(query.value(0).toString()));
    return result;
}

QList<UserId> Rooms::joinedElsewhere(const QString &room) const
{
    QList<UserId> result;
    Rows query = m_storage->run(u"SELECT user_id FROM members WHERE room_id = ? AND membership = 'join' AND server <> ? ORDER BY user_id"_s,
        {room, m_self.toString()});
    while (query.next())
        result.append(UserId(query.value(0).toString()));
    return result;
}

// From one server to the next along the index, past all of its members.
QList<ServerName> Rooms::otherServers(const QString &room, const QString &membership) const
{
    QList<ServerName> result;
    QString server;
    for (;;) {
        server = m_storage
                     ->value(u"SELECT server FROM members WHERE room_id = ? AND membership = ? AND server > ? ORDER BY server LIMIT 1"_s,
                         {room, membership, server})
                     .toString();
        if (server.isEmpty())
            return result;
        if (ServerName(server) != m_self)
            result.append(ServerName(server));
    }
}

bool Rooms::hasOthersOf(const ServerName &server, const QString &room, const UserId &user) const
{
    return m_storage
        ->value(u"SELECT 1 FROM members WHERE room_id = ? AND membership = 'join' AND server = ? AND user_id <> ? LIMIT 1"_s,
            {room, server.toString(), user.toString()})
        .isValid();
}

QStringList Rooms::roomsOf(const UserId &user, const QString &membership) const
{
    QStringList result;
    Rows query = m_storage->run(
        u"SELECT room_id FROM members WHERE user_id = ? AND membership = ? ORDER BY room_id"_s, {user.toString(), membership});
    while (query.next())
        result += query.value(0).toString();
    return result;
}

QList<ServerName> Rooms::serversSharingWith(const UserId &localUser) const
{
    QList<ServerName> result;
    const QStringList rooms = roomsOf(localUser, u"join"_s);
    for (const QString &room : rooms)
        result += otherServers(room, u"join"_s);
    std::sort(result.begin(), result.end());
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
}

bool Rooms::isSharedWith(const UserId &user) const
{
    return m_storage
        ->value(u"SELECT 1 FROM members AS theirs JOIN members AS own ON own.room_id = theirs.room_id AND own.membership = 'join' AND "
                u"own.server = ? "
                "WHERE theirs.user_id = ? AND theirs.membership = 'join' LIMIT 1"_s,
            {m_self.toString(), user.toString()})
        .isValid();
}

bool Rooms::share(const UserId &a, const UserId &b) const
{
    return m_storage
        ->value(u"SELECT 1 FROM members AS one JOIN members AS two ON two.room_id = one.room_id AND two.membership = 'join' AND "
                u"two.user_id = ? "
                "WHERE one.user_id = ? AND one.membership = 'join' LIMIT 1"_s,
            {b.toString(), a.toString()})
        .isValid();
}

} // namespace Lockstep::Lab
