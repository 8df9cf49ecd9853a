// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"

#include <QJsonObject>
#include <QList>

namespace Lockstep::Lab {

class Storage;

/// Who is in which room. The server of a room's creator keeps the truth and tells the others by the lab's own federation calls; rooms
/// exist here as far as membership and encryption need: no events are stored. State thread only.
class Rooms
{
public:
    Rooms(Storage *storage, ServerName self);

    struct Member
    {
        UserId user;
        QString membership; ///< "join", "invite", "leave"
    };

    /// A new room of this server, creator joined.
    QString create(const UserId &creator, bool encrypted, const QString &name);
    /// Sets what is known of a member; makes the room known if it is not yet. Returns whether anything changed.
    bool setMembership(const QString &room, const UserId &user, const QString &membership);
    void setEncrypted(const QString &room);
    bool isEncrypted(const QString &room) const;
    bool exists(const QString &room) const;
    /// The server that keeps the truth: the part of the room ID after its first colon.
    static ServerName owner(const QString &room);
    QList<Member> members(const QString &room) const;
    /// Rooms with this membership of the user.
    QStringList roomsOf(const UserId &user, const QString &membership) const;
    /// Other servers with a joined member in a room where this local user is joined.
    QList<ServerName> serversSharingWith(const UserId &localUser) const;
    /// Whether any local user is joined to a room where \a user is joined.
    bool isSharedWith(const UserId &user) const;
    /// Local users joined to a room where \a user is joined; the user too, if local.
    QList<UserId> localUsersSharingWith(const UserId &user) const;
    bool share(const UserId &a, const UserId &b) const;

private:
    Storage *m_storage;
    ServerName m_self;
};

} // namespace Lockstep::Lab
