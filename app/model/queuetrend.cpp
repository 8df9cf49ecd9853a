// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/queuetrend.h"

namespace Lockstep {

std::optional<qint64> Trend::emptyIn() const
{
    if (delta() >= 0 || to <= 0)
        return std::nullopt;
    return qint64(double(to) * double(elapsed) / double(-delta()));
}

void QueueTrends::record(const QString &key, qint64 depth, qint64 at)
{
    if (const auto it = m_samples.find(key); it != m_samples.end()) {
        it->lastDepth = depth;
        it->lastAt = at;
        return;
    }
    if (m_samples.size() >= maxQueues)
        return;
    if (m_wholeReadAt > 0)
        m_samples.insert(key, {.firstDepth = 0, .firstAt = m_wholeReadAt, .lastDepth = depth, .lastAt = at});
    else
        m_samples.insert(key, {.firstDepth = depth, .firstAt = at, .lastDepth = depth, .lastAt = at});
}

std::optional<Trend> QueueTrends::trend(const QString &key) const
{
    const auto it = m_samples.constFind(key);
    if (it == m_samples.cend() || it->lastAt - it->firstAt < minElapsed)
        return std::nullopt;
    return Trend{.from = it->firstDepth, .to = it->lastDepth, .elapsed = it->lastAt - it->firstAt};
}

void QueueTrends::clear()
{
    m_samples.clear();
    m_wholeReadAt = 0;
}

} // namespace Lockstep
