// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lab/state/clock.h"

#include <atomic>
#include <chrono>

namespace Lockstep::Tests {

/// A clock that stands still until it is set forward. Who waits for a time looks every few real milliseconds whether it has come.
class SettableClock : public Lab::Clock
{
public:
    qint64 now() const override { return m_now; }
    void waitUntil(std::condition_variable &wake, std::unique_lock<std::mutex> &lock, qint64 time) const override
    {
        if (m_now < time)
            wake.wait_for(lock, std::chrono::milliseconds(2));
    }
    void advance(qint64 ms) { m_now += ms; }

private:
    std::atomic<qint64> m_now = Lab::Clock::now();
};

} // namespace Lockstep::Tests
