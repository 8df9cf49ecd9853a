// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/notifier.h"

#include <algorithm>
#include <chrono>

namespace Lockstep::Lab {

Notifier::Waiter::Waiter(Notifier *notifier, const UserId &user)
    : m_notifier(notifier)
{
    const std::lock_guard lock(m_notifier->m_mutex);
    m_place = m_notifier->m_waiters.emplace(user, this);
}

Notifier::Waiter::~Waiter()
{
    const std::lock_guard lock(m_notifier->m_mutex);
    m_notifier->m_waiters.erase(m_place);
}

bool Notifier::Waiter::wait(qint64 since, int timeoutMs)
{
    std::unique_lock lock(m_notifier->m_mutex);
    m_wake.wait_for(lock, std::chrono::milliseconds(timeoutMs), [&] { return m_notifier->m_ending || m_latest > since; });
    return m_latest > since;
}

QSet<UserId> Notifier::waiting() const
{
    QSet<UserId> result;
    const std::lock_guard lock(m_mutex);
    for (const auto &[user, waiter] : m_waiters)
        result.insert(user);
    return result;
}

void Notifier::notify(const UserId &user, qint64 streamId)
{
    const std::lock_guard lock(m_mutex);
    const auto [first, last] = m_waiters.equal_range(user);
    for (auto waiter = first; waiter != last; ++waiter) {
        waiter->second->m_latest = std::max(waiter->second->m_latest, streamId);
        waiter->second->m_wake.notify_all();
    }
}

void Notifier::shutDown()
{
    const std::lock_guard lock(m_mutex);
    m_ending = true;
    for (const auto &[user, waiter] : m_waiters)
        waiter->m_wake.notify_all();
}

} // namespace Lockstep::Lab
