// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/notifier.h"

#include <algorithm>
#include <chrono>

namespace Lockstep::Lab {

void Notifier::notify(const UserId &user, qint64 streamId)
{
    {
        const std::lock_guard lock(m_mutex);
        qint64 &latest = m_latest[user];
        latest = std::max(latest, streamId);
    }
    m_wake.notify_all();
}

void Notifier::notifyAll(qint64 streamId)
{
    {
        const std::lock_guard lock(m_mutex);
        m_latestForAll = std::max(m_latestForAll, streamId);
    }
    m_wake.notify_all();
}

bool Notifier::wait(const UserId &user, qint64 since, int timeoutMs)
{
    std::unique_lock lock(m_mutex);
    const auto isNewer = [&] {
        if (m_latestForAll > since)
            return true;
        const auto found = m_latest.find(user);
        return found != m_latest.end() && found->second > since;
    };
    m_wake.wait_for(lock, std::chrono::milliseconds(timeoutMs), [&] { return m_ending || isNewer(); });
    return isNewer();
}

void Notifier::shutDown()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_wake.notify_all();
}

} // namespace Lockstep::Lab
