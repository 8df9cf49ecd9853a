// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"
#include "lab/state/rooms.h"

#include <QHash>
#include <QJsonObject>

#include <functional>

namespace Lockstep::Lab {

struct Context;

/// Changes of membership across the lab's servers. A room's owner (the server in its ID) decides and tells every server in the room its
/// state by an EDU of the lab's own, org.lockstep.lab.room: {"room_id","encrypted","public","name","creator","position","members":{user:
/// membership}}; in a large room "members" holds only those that changed. Leads to device lists being tracked, published and shown.
class Memberships
{
public:
    static constexpr auto eduType = "org.lockstep.lab.room";

    explicit Memberships(Context *context);

    /// A local user creates a room; invitations included. Any thread but the state thread.
    Result<QString> create(const UserId &creator, bool encrypted, const QString &name, const QList<UserId> &invited, bool isPublic = false);
    /// \a sender changes \a user's membership: "join" and "leave" of oneself, "invite" of others. Asks the owner where that is another
    /// server. Any thread but the state thread. Forbidden, NotFound as in the client-server API.
    Result<void> change(const QString &room, const UserId &sender, const UserId &user, const QString &membership);
    /// A member turns on the encryption, or sets the name, of a room that was made here; elsewhere Forbidden. Any thread but the state
    /// thread.
    Result<void> encrypt(const QString &room, const UserId &sender);
    Result<void> rename(const QString &room, const UserId &sender, const QString &name);

    /// The owner's side of a request from another server: PUT /_matrix/federation/unstable/org.lockstep.lab/membership/{roomId}
    /// {"sender","user_id","membership"}. Answers the room's state.
    Result<QJsonObject> changeForServer(const ServerName &origin, const QString &room, const QJsonObject &request);
    /// The EDU arrived (state thread, inside the caller's transaction). Ignored unless \a origin owns the room.
    void apply(const ServerName &origin, const QJsonObject &state);

private:
    Result<void> decide(const QString &room, const UserId &sender, const UserId &user, const QString &membership);
    Result<void> changeState(const QString &room, const UserId &sender, const std::function<void()> &change);
    void set(const QString &room, const UserId &user, const QString &membership);
    void joined(const QString &room, const UserId &user);
    void left(const QString &room, const UserId &user);
    /// Tells the other servers of the room what changed.
    void broadcast(const QString &room, const QList<UserId> &changed);
    QJsonObject stateOf(const QString &room, const QList<Rooms::Member> &members) const;

    Context *m_context;
    /// Where the owner's stream was at the newest that it told of a member, or of the room itself (no user): an answer may overtake an EDU.
    /// State thread.
    QHash<std::pair<QString, UserId>, qint64> m_newest;
};

} // namespace Lockstep::Lab
