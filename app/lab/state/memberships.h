// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QList>

namespace Lockstep::Lab {

class HomeserverState;
class Peers;
class Tracker;

/// Rooms and changes of membership across the lab's servers. A room's owner (the server in its ID) decides and tells every server in the
/// room its state by an EDU of the lab's own, org.lockstep.lab.room: {"room_id","state":[events as RoomEvents::append() takes them]}; in a
/// large room "state" holds only what changed. Leads to device lists being tracked, published and shown.
class Memberships
{
public:
    static constexpr auto eduType = "org.lockstep.lab.room";

    Memberships(HomeserverState *state, Peers *peers, Tracker *tracker);

    struct NewRoom
    {
        bool isEncrypted = false;
        bool isPublic = false; ///< anybody may join
        QString name = {};
        QString topic = {};
        QJsonArray initialState = {}; ///< {"type", "state_key"?, "content"}
        QList<UserId> invited = {};
    };
    /// A local user creates a room; invitations included. Any thread but the state thread.
    Result<QString> create(const UserId &creator, const NewRoom &room);
    /// \a sender changes \a user's membership: "join" and "leave" of oneself, "invite" and "leave" of others. Joining again with another
    /// profile changes the member event. Asks the owner where that is another server. Any thread but the state thread. Forbidden, NotFound
    /// as in the client-server API.
    Result<void> change(
        const QString &room, const UserId &sender, const UserId &user, const QString &membership, const QString &reason = {});

    /// The owner's side of a request from another server: PUT /_matrix/federation/unstable/org.lockstep.lab/membership/{roomId}
    /// {"sender","user_id","content"}, where content is that of the m.room.member event. Answers the room's state.
    Result<QJsonObject> changeForServer(const ServerName &origin, const QString &room, const QJsonObject &request);
    /// The EDU arrived (state thread, inside the caller's transaction). Ignored unless \a origin owns the room.
    void apply(const ServerName &origin, const QJsonObject &state);
    /// A state event that the owner decided: stored, and what follows from a membership done. State thread, inside a transaction. Whether
    /// it was news.
    bool append(const QJsonObject &event);

private:
    Result<void> decide(const QString &room, const UserId &sender, const UserId &user, const QJsonObject &content);
    void joined(const QString &room, const UserId &user);
    void left(const QString &room, const UserId &user);
    QJsonObject memberContent(const UserId &user, const QString &membership, const QString &reason) const;
    /// Tells the other servers of the room whose membership changed.
    void broadcast(const QString &room, const QList<UserId> &changed);
    QJsonArray memberEvents(const QString &room, const QList<UserId> &users) const;

    HomeserverState *m_state;
    Peers *m_peers;
    Tracker *m_tracker;
};

} // namespace Lockstep::Lab
