// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <condition_variable>
#include <map>
#include <mutex>

namespace Lockstep::Lab {

/// Wakes long polls of /sync. Thread-safe.
class Notifier
{
public:
    /// Something may have become visible to these users' devices up to \a streamId; called after the commit.
    void notify(const UserId &user, qint64 streamId);
    void notifyAll(qint64 streamId);
    /// Waits until a notification for \a user beyond \a since arrives, \a timeoutMs is over or shutDown(). True if notified.
    bool wait(const UserId &user, qint64 since, int timeoutMs);
    void shutDown();

private:
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::map<UserId, qint64> m_latest;
    qint64 m_latestForAll = 0;
    bool m_ending = false;
};

} // namespace Lockstep::Lab
