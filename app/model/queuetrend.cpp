// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/queuetrend.h"

#include <algorithm>

namespace Lockstep {

std::optional<qint64> Trend::emptyIn() const
{
    if (delta() >= 0 || to <= 0)
        return std::nullopt;
    return qint64(double(to) * double(elapsed) / double(-delta()));
}

void QueueTrends::record(const QString &key, qint64 depth, qint64 at)
{
    const auto it = m_changes.find(key);
    if (it == m_changes.end()) {
        if (m_changes.size() >= maxQueues)
            return;
        m_changes.insert(key, {{.at = m_wholeReadAt > 0 ? m_wholeReadAt : at, .depth = m_wholeReadAt > 0 ? 0 : depth}});
        if (m_wholeReadAt > 0 && depth != 0)
            m_changes[key].append({.at = at, .depth = depth});
        return;
    }
    // Between two changes a queue has the depth of the first: looks that saw nothing new need no place.
    if (it->constLast().depth == depth)
        return;
    it->append({.at = at, .depth = depth});
    // What happened before the window counts by the depth that it led to.
    qsizetype before = 0;
    while (before + 1 < it->size() && it->at(before + 1).at <= at - window)
        ++before;
    it->remove(0, before);
    if (it->size() > maxChanges)
        it->remove(1, it->size() - maxChanges);
}

std::optional<Trend> QueueTrends::trend(const QString &key, qint64 now) const
{
    const auto it = m_changes.constFind(key);
    if (it == m_changes.cend())
        return std::nullopt;
    const qint64 begin = std::max(now - window, it->constFirst().at);
    if (now - begin < minElapsed)
        return std::nullopt;
    qint64 from = it->constFirst().depth;
    for (const Change &change : *it) {
        if (change.at <= begin)
            from = change.depth;
    }
    return Trend{.from = from, .to = it->constLast().depth, .elapsed = now - begin};
}

void QueueTrends::clear()
{
    m_changes.clear();
    m_wholeReadAt = 0;
}

} // namespace Lockstep
