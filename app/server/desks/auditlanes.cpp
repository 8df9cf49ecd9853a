// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/desks/auditlanes.h"

#include <algorithm>

namespace Lockstep::Server {

using namespace Qt::StringLiterals;
using namespace Inspection;

namespace {

constexpr std::chrono::seconds longestSleep(60);

/// Nobody answers, whichever list is asked for.
bool isUnreachable(const Error &error)
{
    const bool isOfOurs = error.http == 0 && error.remoteStatus == 0; // no answer of anybody's
    return error.kind == Error::Network || error.kind == Error::Timeout || error.kind == Error::Tls
        || (isOfOurs && (error.kind == Error::NotFound || error.kind == Error::Forbidden));
}

/// An answer that may be about the one who asks, or about the one list.
bool isRefusal(const Error &error)
{
    return error.remoteStatus >= 500 || error.remoteStatus == 401 || error.remoteStatus == 403 || error.kind == Error::RateLimited;
}

} // namespace

AuditLanes::AuditLanes(Limits limits)
    : m_limits(limits)
    , m_perServer(limits.perServer)
    , m_inAll(limits.inAll)
{
}

void AuditLanes::add(QList<ListCheck::Job> jobs)
{
    {
        const std::lock_guard lock(m_mutex);
        m_pending += jobs.size();
        for (ListCheck::Job &job : jobs) {
            const ServerName server = job.task.user.server();
            Lane &lane = m_lanes[server];
            if (const auto dead = m_dead.find(server); dead != m_dead.end())
                lane.dead = dead->second;
            lane.jobs.push_back(std::move(job));
        }
    }
    m_changed.notify_all();
}

std::optional<ListCheck::Job> AuditLanes::take(Lane &lane, const ServerName &server, Clock::time_point now, Clock::time_point &wake)
{
    if (lane.isBusy || lane.isEmpty())
        return {};
    const auto due = lane.later.begin();
    const bool isLater = due != lane.later.end() && due->first <= now;
    if (!isLater && lane.jobs.empty()) {
        wake = std::min(wake, due->first);
        return {};
    }
    if (lane.dead.isEmpty()) {
        if (lane.notBefore <= now && !lane.hasToken) {
            const qint64 wait = m_perServer.take(server.toString(), now);
            lane.hasToken = wait == 0;
            lane.notBefore = now + std::chrono::milliseconds(wait);
        }
        if (lane.notBefore > now) {
            wake = std::min(wake, lane.notBefore);
            return {};
        }
        if (const qint64 wait = m_inAll.take({}, now); wait > 0) {
            wake = std::min(wake, now + std::chrono::milliseconds(wait));
            return {};
        }
        lane.hasToken = false;
    }
    lane.isBusy = true;
    ListCheck::Job job = isLater ? std::move(due->second) : std::move(lane.jobs.front());
    if (isLater)
        lane.later.erase(due);
    else
        lane.jobs.pop_front();
    job.dead = lane.dead;
    return job;
}

std::optional<ListCheck::Job> AuditLanes::next()
{
    std::unique_lock lock(m_mutex);
    while (!m_stopped) {
        const Clock::time_point now = Clock::now();
        Clock::time_point wake = now + longestSleep;
        for (auto &[server, lane] : m_lanes) {
            if (auto job = take(lane, server, now, wake))
                return job;
        }
        m_changed.wait_until(lock, wake);
    }
    return {};
}

std::optional<AuditedList> AuditLanes::done(ListCheck::Job job, ListCheck::Outcome outcome)
{
    const std::unique_lock lock(m_mutex);
    const auto found = m_lanes.find(job.task.user.server());
    Lane &lane = found->second;
    lane.isBusy = false;
    const Clock::time_point now = Clock::now();
    if (outcome.error && outcome.error->kind == Error::RateLimited && job.waits < m_limits.mostWaits && lane.dead.isEmpty()) {
        ++job.waits;
        const qint64 wait = std::clamp<qint64>(outcome.error->retryAfterMs, 1'000, m_limits.mostWaitMs);
        lane.notBefore = now + std::chrono::milliseconds(wait);
        lane.jobs.push_front(std::move(job));
        outcome.list.reset();
    } else if (!outcome.list) {
        lane.later.emplace(now + std::chrono::milliseconds(outcome.againMs), std::move(job));
    } else {
        --m_pending;
        if (outcome.error && lane.dead.isEmpty()) {
            lane.refusals = isRefusal(*outcome.error) ? lane.refusals + 1 : 0;
            if (isUnreachable(*outcome.error) || lane.refusals >= m_limits.mostRefusals) {
                lane.dead = outcome.error->text;
                m_dead.emplace(found->first, lane.dead);
            }
        } else if (!outcome.error) {
            lane.refusals = 0;
        }
        // It begins anew when there is something to ask.
        if (lane.isEmpty() && (!lane.dead.isEmpty() || lane.notBefore <= now))
            m_lanes.erase(found);
    }
    m_changed.notify_all();
    return std::move(outcome.list);
}

qsizetype AuditLanes::pending() const
{
    const std::lock_guard lock(m_mutex);
    return m_pending;
}

int AuditLanes::deadServers() const
{
    const std::lock_guard lock(m_mutex);
    return int(m_dead.size());
}

void AuditLanes::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopped = true;
    }
    m_changed.notify_all();
}

} // namespace Lockstep::Server
