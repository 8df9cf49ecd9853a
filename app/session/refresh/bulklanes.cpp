// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/refresh/bulklanes.h"

#include <algorithm>

namespace Lockstep {

/// Whether and where a lane stands among those that may start one.
void BulkLanes::list(const ServerName &server, Lane &lane)
{
    const bool may = !lane.waiting.empty() && lane.running < m_limits.perServer && lane.heldUntil == 0;
    const int wanted = may ? lane.waiting.front() : -1;
    if (wanted == lane.listed)
        return;
    if (lane.listed >= 0)
        m_ready.erase(lane.listed);
    if (wanted >= 0)
        m_ready.emplace(wanted, server);
    lane.listed = wanted;
}

void BulkLanes::add(int number, const ServerName &server)
{
    Lane &lane = m_lanes[server];
    lane.waiting.push_back(number);
    ++m_waiting;
    list(server, lane);
}

std::optional<int> BulkLanes::next(qint64 now)
{
    while (!m_held.empty() && m_held.begin()->first <= now) {
        const ServerName server = m_held.begin()->second;
        m_held.erase(m_held.begin());
        Lane &lane = m_lanes[server];
        lane.heldUntil = 0;
        list(server, lane);
    }
    if (m_ready.empty() || int(m_running.size()) - std::min(m_slow, m_limits.slowAtOnce) >= m_limits.atOnce)
        return {};
    const auto [number, server] = *m_ready.begin();
    Lane &lane = m_lanes[server];
    lane.waiting.pop_front();
    ++lane.running;
    --m_waiting;
    list(server, lane);
    m_running.emplace(number, Run{.server = server});
    return number;
}

void BulkLanes::end(int number, bool back)
{
    const auto run = m_running.find(number);
    if (run == m_running.end())
        return;
    const ServerName server = run->second.server;
    m_slow -= run->second.slow ? 1 : 0;
    m_running.erase(run);
    Lane &lane = m_lanes[server];
    --lane.running;
    if (back) {
        lane.waiting.insert(std::ranges::lower_bound(lane.waiting, number), number);
        ++m_waiting;
    }
    list(server, lane);
}

void BulkLanes::finished(int number)
{
    end(number, false);
}

void BulkLanes::putBack(int number)
{
    end(number, true);
}

void BulkLanes::setSlow(int number)
{
    if (const auto run = m_running.find(number); run != m_running.end() && !run->second.slow) {
        run->second.slow = true;
        ++m_slow;
    }
}

void BulkLanes::hold(const ServerName &server, qint64 until)
{
    Lane &lane = m_lanes[server];
    if (until <= lane.heldUntil)
        return;
    m_held.erase({lane.heldUntil, server});
    m_held.emplace(until, server);
    lane.heldUntil = until;
    list(server, lane);
}

QList<int> BulkLanes::takeAll(const ServerName &server)
{
    Lane &lane = m_lanes[server];
    const QList<int> all(lane.waiting.begin(), lane.waiting.end());
    lane.waiting.clear();
    m_waiting -= all.size();
    list(server, lane);
    return all;
}

std::optional<qint64> BulkLanes::nextRelease() const
{
    return m_held.empty() ? std::nullopt : std::optional(m_held.begin()->first);
}

} // namespace Lockstep
