// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/desks/checkdesk.h"

namespace Lockstep::Server {

namespace {

/// How often a waiting call looks whether anybody still waits for its answer.
constexpr std::chrono::milliseconds slice(250);

} // namespace

std::optional<Inspection::CheckReport> CheckDesk::report(const std::function<bool()> &isAbandoned)
{
    if (!m_check)
        return Inspection::CheckReport();
    std::unique_lock lock(m_mutex);
    while (m_isRunning) {
        if (isAbandoned())
            return {};
        m_done.wait_for(lock, slice);
    }
    using Clock = std::chrono::steady_clock;
    if (m_last.at > 0 && Clock::now() - m_finished < std::chrono::milliseconds(freshForMs))
        return m_last;
    m_isRunning = true;
    lock.unlock();
    Inspection::CheckReport report = m_check();
    lock.lock();
    m_isRunning = false;
    m_last = std::move(report);
    m_finished = Clock::now();
    m_done.notify_all();
    return m_last;
}

} // namespace Lockstep::Server
