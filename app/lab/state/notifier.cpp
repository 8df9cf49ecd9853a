// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/notifier.h"

#include <algorithm>

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

void Notifier::Waiter::setWaker(std::function<void()> wake)
{
    const std::lock_guard lock(m_notifier->m_mutex);
    m_wake = std::move(wake);
    if (m_latest > 0)
        m_wake();
}

bool Notifier::Waiter::hasNews(qint64 since) const
{
    const std::lock_guard lock(m_notifier->m_mutex);
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
        if (waiter->second->m_wake)
            waiter->second->m_wake();
    }
}

} // namespace Lockstep::Lab
