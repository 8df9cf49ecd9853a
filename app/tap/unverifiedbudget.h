// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtGlobal>

#include <chrono>

namespace Lockstep::Tap {

/// What of unverified transactions may be recorded within an hour: anybody can invent servers and signatures, and they shall not fill the
/// disk. Not thread-safe.
class UnverifiedBudget
{
public:
    using Clock = std::chrono::steady_clock;

    UnverifiedBudget(qint64 edusPerHour, qint64 bytesPerHour)
        : m_edusPerHour(edusPerHour)
        , m_bytesPerHour(bytesPerHour)
    {
    }
    /// Whether a transaction of this size is worth being read at all.
    bool hasRoomFor(qint64 bytes, Clock::time_point now = Clock::now());
    /// Takes that much; false, and nothing is taken, if it is more than what is left.
    bool take(qint64 edus, qint64 bytes, Clock::time_point now = Clock::now());

private:
    void renew(Clock::time_point now);

    qint64 m_edusPerHour;
    qint64 m_bytesPerHour;
    qint64 m_edus = 0;
    qint64 m_bytes = 0;
    Clock::time_point m_since = Clock::now();
};

} // namespace Lockstep::Tap
