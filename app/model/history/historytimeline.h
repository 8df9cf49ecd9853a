// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/history/historymodelrows.h"

#include <deque>

namespace Lockstep {

/// What fell into one place of an overview: a stretch of time, or of a list. Nothing is left out of it: it has the kinds of all breaks.
struct HistoryPlace
{
    quint32 rows = 0;
    quint32 breaks = 0; ///< rows that HistoryRows::isBreak() names
    Breaks kinds; ///< of those
    bool resync = false;
    bool failedResync = false;
    bool unverified = false;
    int newest = INT_MAX; ///< the newest of them, a row of history; all others lie between it and the oldest
    int oldest = INT_MIN;

    void add(int row, const HistoryRows::Brief &brief);
    void add(const HistoryPlace &other);
};

/// How many updates and which breaks there were when, in places of the same length: some thousand for a whole history or for a stretch of
/// it. Rows are taken in any order, each in constant time: when there is no room, two places become one. Memory does not grow.
class HistoryTimeline
{
public:
    static constexpr int mostPlaces = 4096;

    /// Forgets all, and looks at the time from \a from to \a to (ms, both in it) alone; 0, 0: at all there is.
    void start(qint64 from = 0, qint64 to = 0);
    /// Takes rows that came since, at most so many; true if none is left.
    bool work(const HistoryRows &rows, int count);
    /// A row that was taken is another one now. What went cannot be taken out: false if it has to be started anew.
    bool revise(int row, const HistoryRows::Brief &before, const HistoryRows::Brief &after);

    /// Becomes the other; the version grows.
    void swap(HistoryTimeline &other);
    bool isEmpty() const { return m_places.empty(); }
    /// Of the first place, and of the end of the last; ms. In a stretch that was asked for: of that.
    qint64 begin() const;
    qint64 end() const;
    /// Of each place, ms.
    qint64 step() const { return m_step; }
    /// When places()[0] begins.
    qint64 origin() const { return m_first * m_step; }
    /// Oldest first.
    const std::deque<HistoryPlace> &places() const { return m_places; }
    qint64 rows() const { return m_rows; }
    qint64 breaks() const { return m_breaks; }
    /// Grows with every change.
    quint64 version() const { return m_version; }

private:
    /// Times beyond this are no times.
    static constexpr qint64 latest = qint64(1) << 52;

    HistoryPlace *place(qint64 time);
    void widen();
    bool isTaken(const HistoryRows::Brief &brief) const;

    std::deque<HistoryPlace> m_places;
    qint64 m_first = 0; ///< number of the first place since the epoch
    qint64 m_step = 1; ///< a power of two
    qint64 m_from = 0;
    qint64 m_to = 0;
    int m_begin = 0; ///< rows from here
    int m_end = 0; ///< to here, exclusive, were taken
    bool m_started = false;
    qint64 m_earliest = LLONG_MAX; ///< of all that were taken
    qint64 m_latest = 0;
    qint64 m_rows = 0;
    qint64 m_breaks = 0;
    quint64 m_version = 0;
};

} // namespace Lockstep
