// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "inspection/series.h"

#include <map>
#include <mutex>
#include <tuple>

namespace Lockstep::Series {

/// Counts what came and what failed until it is taken, about once a minute. One thing may be told by several ways (a log's line and a
/// mirrored request are of one update): each way counts by itself, and the one that tells of most counts. Thread-safe; a call takes less
/// than a microsecond.
class Tally
{
public:
    /// Servers that are told apart between two calls of take(); what others do counts for the whole alone, which then is more than the sum
    /// of all that are told apart.
    static constexpr qsizetype mostServers = 1'000;
    /// What happened longer ago is from a log that is read late: it counts nowhere, because its minutes are written already.
    static constexpr qint64 lateMs = 120'000;

    /// \a kind: one that is counted. \a way: by which it was told, any number. \a at: when it happened, \a now: present time, both ms since
    /// the epoch.
    void count(Inspection::SeriesKind kind, int way, const ServerName &server, qint64 at, qint64 now, qint64 times = 1);

    using Counts = std::map<std::pair<Inspection::SeriesKind, QString>, qint64>; ///< the whole under the empty name
    /// Takes what has come in since the last call.
    Counts take();
    /// What was taken since the process began, by kind.
    std::map<Inspection::SeriesKind, qint64> totals() const;
    /// What came too late.
    qint64 late() const;

private:
    mutable std::mutex m_mutex;
    std::map<std::tuple<Inspection::SeriesKind, QString, int>, qint64> m_counts;
    std::map<std::pair<Inspection::SeriesKind, int>, qint64> m_untold; ///< by kind and way: of servers that are not told apart
    std::map<Inspection::SeriesKind, qint64> m_totals;
    qint64 m_late = 0;
};

} // namespace Lockstep::Series
