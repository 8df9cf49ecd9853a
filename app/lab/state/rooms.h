// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"

#include <QJsonObject>
#include <QList>

namespace Lockstep::Lab {

class Storage;

/// Who is in which room. The server of a room's creator keeps the truth and tells the others by the lab's own federation calls; what was
/// said and set in a room are RoomEvents. State thread only.
class Rooms
{
public:
    Rooms(Storage *storage, ServerName self);

    struct Member
    {
        UserId user;
        QString membership; ///< "join", "invite", "leave"
    };

    /// A name for a new room of this server, which is known from now on.
    QString create();
    /// The room is known, if it was not yet.
    void add(const QString &room);
    /// Sets what is known of a member; makes the room known if it is not yet. Returns whether anything changed. The event is RoomEvents'
    /// part.
    bool setMembership(const QString &room, const UserId &user, const QString &membership);
    qint64 memberCount(const QString &room) const;
    QString membership(const QString &room, const UserId &user) const; ///< empty if the user never was in the room
    /// Whether the user ever was in the room, now or before.
    bool wasJoined(const QString &room, const UserId &user) const;
    /// Where in the stream the user's membership changed last; 0 if it never did.
    qint64 changedAt(const QString &room, const UserId &user) const;
    bool exists(const QString &room) const;
    /// The server that keeps the truth: the part of the room ID after its first colon.
    static ServerName owner(const QString &room);
    /// Those whose membership changed after a position of the stream.
    QList<Member> members(const QString &room, qint64 since = -1) const;
    /// Users joined to the room: those of this server, or those of others.
    QList<UserId> joinedHere(const QString &room) const;
    QList<UserId> joinedElsewhere(const QString &room) const;
    /// Servers, other than this one, with a member of this membership.
    QList<ServerName> otherServers(const QString &room, const QString &membership) const;
    /// Whether a user of the server other than \a user is joined to the room.
    bool hasOthersOf(const ServerName &server, const QString &room, const UserId &user) const;
    /// Rooms with this membership of the user.
    QStringList roomsOf(const UserId &user, const QString &membership) const;
    /// Other servers with a joined member in a room where this local user is joined.
    QList<ServerName> serversSharingWith(const UserId &localUser) const;
    /// Whether any local user is joined to a room where \a user is joined.
    bool isSharedWith(const UserId &user) const;
    bool share(const UserId &a, const UserId &b) const;

private:
    Storage *m_storage;
    ServerName m_self;
};

} // namespace Lockstep::Lab
