// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/refresh/bulkbrake.h"

#include <algorithm>

namespace Lockstep {

namespace {
constexpr qint64 shortestWaitMs = 100;
constexpr qint64 firstWaitMs = 2'000;
constexpr qint64 longestWaitMs = 60'000;
constexpr qint64 longestGapMs = 2'000;
} // namespace

void BulkBrake::began(qint64 now)
{
    if (m_gapMs > 0)
        m_notBefore = std::max(m_notBefore, now + m_gapMs);
}

std::optional<qint64> BulkBrake::refused(const ServerName &server, qint64 retryAfterMs, qint64 now)
{
    // Without a hint each wait is twice as long as the one before.
    if (retryAfterMs < 0)
        m_madeUpMs = std::clamp(m_madeUpMs * 2, firstWaitMs, longestWaitMs);
    const qint64 wait = std::clamp(retryAfterMs < 0 ? m_madeUpMs : retryAfterMs, shortestWaitMs, longestWaitMs);
    // The gateway does not say whether the server is asked too often or whether the caller asks too much. Refused for two servers in a
    // row, it is the caller, and all have to go slower.
    const bool isCaller = !m_refused.isEmpty() && m_refused != server;
    m_refused = server;
    if (!isCaller)
        return now + wait;
    m_gapMs = std::min(std::max(wait, m_gapMs), longestGapMs);
    m_notBefore = std::max(m_notBefore, now + wait);
    return {};
}

void BulkBrake::away(qint64 now)
{
    if (m_notBefore > now)
        return; // once for all that were under way
    m_awayMs = std::clamp(m_awayMs * 2, firstWaitMs, longestWaitMs);
    m_notBefore = now + m_awayMs;
}

void BulkBrake::wentWell()
{
    m_madeUpMs = m_awayMs = 0;
    m_refused = {};
    m_gapMs = m_gapMs * 49 / 50; // more than one refusal in fifty, and it grows again
}

} // namespace Lockstep
