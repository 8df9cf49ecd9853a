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
    /// \a forUser shares no room with \a user any more.
    void listLeft(const UserId &forUser, const UserId &user);
    /// The user's sync has something new (a message, a membership).
    void wake(const UserId &user);

    void flush();
    void discard() { m_waiting.clear(); }

private:
    Storage *m_storage;
    Rooms *m_rooms;
    Notifier *m_notifier;
    QSet<UserId> m_waiting;
};

} // namespace Lockstep::Lab
