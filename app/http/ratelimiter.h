// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHash>
#include <QString>

#include <chrono>

namespace Lockstep::Http {

/// A token bucket: \c burst requests at once, then \c perSecond. Off if either is zero.
struct RateLimit
{
    double burst = 0;
    double perSecond = 0;
};

/// One token bucket for each name. Not thread-safe. Full buckets are forgotten: they are as good as new ones.
class RateLimiter
{
public:
    using Clock = std::chrono::steady_clock;

    explicit RateLimiter(RateLimit limit = {});
    /// Takes one token and returns 0, or takes none and returns the milliseconds until there is one.
    qint64 take(const QString &name, Clock::time_point now = Clock::now());
    qsizetype size() const { return m_buckets.size(); }

private:
    struct Bucket
    {
        double tokens = 0;
        Clock::time_point filledAt;
    };
    double tokensAt(const Bucket &bucket, Clock::time_point now) const;

    RateLimit m_limit;
    QHash<QString, Bucket> m_buckets;
};

} // namespace Lockstep::Http
