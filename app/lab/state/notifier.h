// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QSet>

#include <functional>
#include <map>
#include <mutex>

namespace Lockstep::Lab {

/// Wakes long polls of /sync, and knows who waits: a change costs what the waiting cost, not what all users cost. Thread-safe.
class Notifier
{
public:
    /// One long poll. Made before the state is first read, so that no change falls between the reading and the waiting.
    class Waiter
    {
    public:
        Waiter(Notifier *notifier, const UserId &user);
        ~Waiter();
        Q_DISABLE_COPY_MOVE(Waiter)
        /// From now on \a wake is called when this user is notified of something, and at once if that has happened already. It must be
        /// quick; any thread.
        void setWaker(std::function<void()> wake);
        /// Whether this user was notified of something beyond \a since.
        bool hasNews(qint64 since) const;

    private:
        friend class Notifier;
        Notifier *m_notifier;
        std::multimap<UserId, Waiter *>::iterator m_place;
        std::function<void()> m_wake;
        qint64 m_latest = 0;
    };

    /// The users with a long poll.
    QSet<UserId> waiting() const;
    /// Something may have become visible to this user's devices up to \a streamId; called after the commit.
    void notify(const UserId &user, qint64 streamId);

private:
    mutable std::mutex m_mutex;
    std::multimap<UserId, Waiter *> m_waiters;
};

} // namespace Lockstep::Lab
