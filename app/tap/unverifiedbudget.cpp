// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tap/unverifiedbudget.h"

namespace Lockstep::Tap {

void UnverifiedBudget::renew(Clock::time_point now)
{
    if (now - m_since < std::chrono::hours(1))
        return;
    m_since = now;
    m_edus = 0;
    m_bytes = 0;
}

bool UnverifiedBudget::hasRoomFor(qint64 bytes, Clock::time_point now)
{
    renew(now);
    return m_edus < m_edusPerHour && m_bytes + bytes <= m_bytesPerHour;
}

bool UnverifiedBudget::take(qint64 edus, qint64 bytes, Clock::time_point now)
{
    renew(now);
    if (m_edus + edus > m_edusPerHour || m_bytes + bytes > m_bytesPerHour)
        return false;
    m_edus += edus;
    m_bytes += bytes;
    return true;
}

} // namespace Lockstep::Tap
