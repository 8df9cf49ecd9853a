// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "series/tally.h"

#include <algorithm>
#include <utility>

namespace Lockstep::Series {

void Tally::count(Inspection::SeriesKind kind, int way, const ServerName &server, qint64 at, qint64 now, qint64 times)
{
    const std::lock_guard lock(m_mutex);
    if (at < now - lateMs) {
        m_late += times;
        return;
    }
    m_counts[{kind, QString(), way}] += times;
    if (server.isEmpty())
        return;
    const std::tuple key(kind, server.toString(), way);
    const auto known = m_counts.find(key);
    if (known != m_counts.end())
        known->second += times;
    else if (qsizetype(m_counts.size()) < mostServers)
        m_counts.emplace(key, times);
    else
        m_untold[{kind, way}] += times;
}

Tally::Counts Tally::take()
{
    const std::lock_guard lock(m_mutex);
    Counts counts;
    for (const auto &[key, times] : std::exchange(m_counts, {})) {
        qint64 &most = counts[{std::get<0>(key), std::get<1>(key)}];
        most = std::max(most, times);
    }
    std::map<Inspection::SeriesKind, qint64> untold;
    for (const auto &[key, times] : std::exchange(m_untold, {}))
        untold[key.first] = std::max(untold[key.first], times);
    // Of each server the fullest way counts, which need not be that of the whole: who is not told apart must not vanish in that.
    for (const auto &[kind, times] : untold) {
        qint64 told = times;
        for (const auto &[key, count] : counts)
            told += key.first == kind && !key.second.isEmpty() ? count : 0;
        qint64 &whole = counts[{kind, QString()}];
        whole = std::max(whole, told);
    }
    for (const auto &[key, times] : counts) {
        if (key.second.isEmpty())
            m_totals[key.first] += times;
    }
    return counts;
}

std::map<Inspection::SeriesKind, qint64> Tally::totals() const
{
    const std::lock_guard lock(m_mutex);
    return m_totals;
}

qint64 Tally::late() const
{
    const std::lock_guard lock(m_mutex);
    return m_late;
}

} // namespace Lockstep::Series
