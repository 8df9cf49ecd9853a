// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/rooms.h"

#include "lab/storage.h"

#include <QUuid>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

Rooms::Rooms(Storage *storage, ServerName self)
    : m_storage(storage)
    , m_self(std::move(self))
{
}

QString Rooms::create(const UserId &creator, bool encrypted, const QString &name)
{
    const QString room = u'!' + QUuid::createUuid().toString(QUuid::Id128).left(18) + u':' + m_self.toString();
    m_storage->execute(
        u"INSERT INTO rooms (room_id, encrypted, name, creator) VALUES (?, ?, ?, ?)"_s, {room, encrypted, name, creator.toString()});
    setMembership(room, creator, u"join"_s);
    return room;
}

bool Rooms::setMembership(const QString &room, const UserId &user, const QString &membership)
{
    m_storage->execute(u"INSERT INTO rooms (room_id, encrypted) VALUES (?, 0) ON CONFLICT DO NOTHING"_s, {room});
    if (m_storage->value(u"SELECT membership FROM members WHERE room_id = ? AND user_id = ?"_s, {room, user.toString()}).toString()
        == membership)
        return false;
    m_storage->execute(u"INSERT INTO members (room_id, user_id, server, membership, stream_id) VALUES (?, ?, ?, ?, ?) "
                       "ON CONFLICT (room_id, user_id) DO UPDATE SET membership = excluded.membership, stream_id = excluded.stream_id"_s,
        {room, user.toString(), user.server().toString(), membership, m_storage->nextStreamId()});
    return true;
}

void Rooms::setEncrypted(const QString &room)
{
    m_storage->execute(u"UPDATE rooms SET encrypted = 1 WHERE room_id = ?"_s, {room});
}

bool Rooms::isEncrypted(const QString &room) const
{
    return m_storage->value(u"SELECT encrypted FROM rooms WHERE room_id = ?"_s, {room}).toBool();
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

QList<Rooms::Member> Rooms::members(const QString &room) const
{
    QList<Member> result;
    QSqlQuery query = m_storage->run(u"SELECT user_id, membership FROM members WHERE room_id = ? ORDER BY user_id"_s, {room});
    while (query.next())
        result.append({UserId(query.value(0).toString()), query.value(1).toString()});
    return result;
}

QStringList Rooms::roomsOf(const UserId &user, const QString &membership) const
{
    QStringList result;
    QSqlQuery query = m_storage->run(
        u"SELECT room_id FROM members WHERE user_id = ? AND membership = ? ORDER BY room_id"_s, {user.toString(), membership});
    while (query.next())
        result += query.value(0).toString();
    return result;
}

QList<ServerName> Rooms::serversSharingWith(const UserId &localUser) const
{
    QList<ServerName> result;
    QSqlQuery query = m_storage->run(u"SELECT DISTINCT other.server FROM members AS own JOIN members AS other ON other.room_id = "
                                     u"own.room_id AND other.membership = 'join' "
                                     "WHERE own.user_id = ? AND own.membership = 'join' AND other.server <> ? ORDER BY 1"_s,
        {localUser.toString(), m_self.toString()});
    while (query.next())
        result.append(ServerName(query.value(0).toString()));
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

QList<UserId> Rooms::localUsersSharingWith(const UserId &user) const
{
    QList<UserId> result;
    QSqlQuery query = m_storage->run(u"SELECT DISTINCT own.user_id FROM members AS theirs JOIN members AS own ON own.room_id = "
                                     u"theirs.room_id AND own.membership = 'join' "
                                     "AND own.server = ? WHERE theirs.user_id = ? AND theirs.membership = 'join' ORDER BY 1"_s,
        {m_self.toString(), user.toString()});
    while (query.next())
        result.append(UserId(query.value(0).toString()));
    if (user.server() == m_self && !result.contains(user))
        result.append(user);
    return result;
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
