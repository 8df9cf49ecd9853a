// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/checks.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>

namespace Lockstep::Server {

/// Has the gateway's surroundings checked for callers: one run at a time, and an answer that is younger than a few seconds serves all.
/// Thread-safe.
class CheckDesk
{
public:
    static constexpr int freshForMs = 5'000;

    /// \a check may block for half a minute; empty: there is nothing to check.
    explicit CheckDesk(std::function<Inspection::CheckReport()> check)
        : m_check(std::move(check))
    {
    }
    /// Blocks while somebody's run is under way. Nothing once \a isAbandoned.
    std::optional<Inspection::CheckReport> report(const std::function<bool()> &isAbandoned);

private:
    const std::function<Inspection::CheckReport()> m_check;
    std::mutex m_mutex;
    std::condition_variable m_done;
    Inspection::CheckReport m_last;
    std::chrono::steady_clock::time_point m_finished;
    bool m_isRunning = false;
};

} // namespace Lockstep::Server
