// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QJsonArray>

#include <functional>

namespace Lockstep::Lab {

class Clock;
class Keys;
class Rooms;
class Storage;

/// Tells other servers about local users' device lists ("When a server sends an update" in domain/PROTOCOL.md): one graph of stream_ids per
/// user, prev_id holds every update that nothing refers to yet. State thread only; what it makes is queued durably and sent by the
/// federation sender.
class Publisher
{
public:
    /// \a wake: a destination has something new to be sent.
    Publisher(Storage *storage, Rooms *rooms, Keys *keys, const Clock *clock, std::function<void(const ServerName &)> wake);

    /// A device is new, renamed, has new keys or signatures, or is gone. To every server that shares a room with the user.
    void deviceChanged(const UserId &user, const DeviceId &device);
    /// Master or self-signing key, or a signature on the master key, changed: m.signing_key_update.
    void signingKeysChanged(const UserId &user);
    /// After a join: servers of that room that get no updates of this user yet are told of every device.
    void joinedRoom(const UserId &user, const QString &room);
    /// Queues any EDU for another server, durably; \a user: whom it is about, empty if nobody. State thread, inside a transaction.
    void enqueue(const ServerName &destination, const QString &eduType, const UserId &user, const QString &content);
    /// stream_id of the newest update of the user, 0 if there never was one: what /user/devices answers.
    qint64 streamId(const UserId &user) const;
    /// A "clustered" sender: two writers that do not see each other's newest update, so that the graph forks and merges.
    void setClustered(bool clustered) { m_clustered = clustered; }

private:
    /// The prev_id of an update, and the heads after it.
    QJsonArray advanceHeads(const UserId &user, qint64 streamId);
    void forgetServersBut(const QList<ServerName> &destinations, const UserId &user);

    Storage *m_storage;
    Rooms *m_rooms;
    Keys *m_keys;
    const Clock *m_clock;
    std::function<void(const ServerName &)> m_wake;
    bool m_clustered = false;
};

} // namespace Lockstep::Lab
