// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/desks/refreshlanes.h"

#include <algorithm>

namespace Lockstep::Server {

bool RefreshLanes::hasRoomFor(const UserId &caller, bool isAdmin) const
{
    if (int((isAdmin ? m_admins : m_others).size()) >= m_limits.maxWaiting)
        return false;
    return isAdmin || m_callers.value(caller) < m_limits.perCaller;
}

void RefreshLanes::add(const RefreshTicket &attempt)
{
    (attempt->isAdmin ? m_admins : m_others).push_back(attempt);
    if (!attempt->isAdmin)
        ++m_callers[attempt->caller];
}

void RefreshLanes::promote(const RefreshTicket &attempt)
{
    const auto it = std::find(m_others.begin(), m_others.end(), attempt);
    if (it == m_others.end())
        return;
    m_others.erase(it);
    leave(attempt->caller);
    attempt->isAdmin = true;
    m_admins.push_back(attempt);
}

void RefreshLanes::leave(const UserId &caller)
{
    if (--m_callers[caller] <= 0)
        m_callers.remove(caller);
}

bool RefreshLanes::mayRun(const RefreshAttempt &attempt) const
{
    const Running server = m_servers.value(attempt.user.server());
    if (m_running.all >= m_limits.workers || server.all >= m_limits.perServer)
        return false;
    if (attempt.isAdmin)
        return true;
    return m_running.plain < std::max(1, m_limits.workers - m_limits.workers / 4) && server.plain < std::max(1, m_limits.perServer - 1);
}

std::optional<size_t> RefreshLanes::find(bool isAdmin) const
{
    const auto &lane = isAdmin ? m_admins : m_others;
    const auto it = std::find_if(lane.begin(), lane.end(), [this](const RefreshTicket &attempt) { return mayRun(*attempt); });
    return it == lane.end() ? std::nullopt : std::optional(size_t(it - lane.begin()));
}

RefreshTicket RefreshLanes::next()
{
    for (const bool isAdmin : {true, false}) {
        const auto place = find(isAdmin);
        if (!place)
            continue;
        auto &lane = isAdmin ? m_admins : m_others;
        const RefreshTicket attempt = lane[*place];
        lane.erase(lane.begin() + qptrdiff(*place));
        Running &server = m_servers[attempt->user.server()];
        for (Running *running : {&m_running, &server}) {
            ++running->all;
            running->plain += isAdmin ? 0 : 1;
        }
        return attempt;
    }
    return {};
}

void RefreshLanes::finished(const RefreshTicket &attempt)
{
    Running &server = m_servers[attempt->user.server()];
    for (Running *running : {&m_running, &server}) {
        --running->all;
        running->plain -= attempt->isAdmin ? 0 : 1;
    }
    if (server.all == 0)
        m_servers.remove(attempt->user.server());
    if (!attempt->isAdmin)
        leave(attempt->caller);
}

std::deque<RefreshTicket> RefreshLanes::takeWaiting()
{
    std::deque<RefreshTicket> all;
    for (auto *lane : {&m_admins, &m_others}) {
        all.insert(all.end(), lane->begin(), lane->end());
        lane->clear();
    }
    m_callers.clear();
    return all;
}

} // namespace Lockstep::Server
