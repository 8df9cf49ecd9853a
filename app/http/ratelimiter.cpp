// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/ratelimiter.h"

#include <algorithm>
#include <cmath>

namespace Lockstep::Http {

namespace {

constexpr qsizetype sweepAt = 4096;

} // namespace

RateLimiter::RateLimiter(RateLimit limit)
    : m_limit(limit)
{
}

double RateLimiter::tokensAt(const Bucket &bucket, Clock::time_point now) const
{
    const double seconds = std::chrono::duration<double>(now - bucket.filledAt).count();
    return std::min(m_limit.burst, bucket.tokens + seconds * m_limit.perSecond);
}

qint64 RateLimiter::take(const QString &name, Clock::time_point now)
{
    if (m_limit.burst <= 0 || m_limit.perSecond <= 0)
        return 0;
    if (m_buckets.size() >= sweepAt)
        m_buckets.removeIf([&](const auto &it) { return tokensAt(it.value(), now) >= m_limit.burst; });
    const auto it = m_buckets.find(name);
    const double tokens = it == m_buckets.end() ? std::max(1.0, m_limit.burst) : tokensAt(*it, now);
    if (tokens < 1)
        return std::max<qint64>(1, qint64(std::ceil((1 - tokens) / m_limit.perSecond * 1000)));
    m_buckets.insert(name, {tokens - 1, now});
    return 0;
}

} // namespace Lockstep::Http
