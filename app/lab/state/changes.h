// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QSet>

namespace Lockstep::Lab {

class Notifier;
class Rooms;
class Storage;

/// What /sync has to tell: device lists that changed or are out of sight, memberships, messages. State thread, inside the transaction that
/// makes the change; flush() after the commit wakes the long polls.
class Changes
{
public:
    Changes(Storage *storage, Rooms *rooms, Notifier *notifier);

    /// A local or remote user's devices or cross-signing keys changed.
    void deviceListChanged(const UserId &user);
    /// \a forUser signed another user's keys, which only \a forUser sees.
    void signatureMade(const UserId &forUser, const UserId &user);
    /// \a forUser shares no room with \a user any more.
    void listLeft(const UserId &forUser, const UserId &user);
    /// The user's sync has something new (a message, an invitation).
    void wake(const UserId &user);
    /// The syncs of the local members of a room have something new.
    void roomChanged(const QString &room);

    void flush();
    void discard();

private:
    void remember(const UserId &forUser, const UserId &user);

    Storage *m_storage;
    Rooms *m_rooms;
    Notifier *m_notifier;
    QSet<UserId> m_concerned;
    QSet<UserId> m_changedLists;
    QSet<QString> m_changedRooms;
};

} // namespace Lockstep::Lab
