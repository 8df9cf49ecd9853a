// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/history/historymodelrows.h"

#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace Lockstep {

/// What is left of a history's graph when rows are hidden: the shown rows, and between them one edge for each way that leads
/// through hidden rows, with the number of those. So a filtered history is a graph too, with lanes of its own and without an edge
/// that is not true. Worked out from the oldest row upwards, in slices; new rows on top are added one by one.
class HistoryContraction
{
public:
    using IsShown = std::function<bool(int row)>;

    /// Begins anew, over the rows down to \a end.
    void start(int end);
    /// Goes on for some rows; true when it has come to the newest.
    bool work(const HistoryRows &rows, const IsShown &isShown, int count);
    /// Adds a row on top, after the work is done; true if it is shown.
    bool prepend(const HistoryRows &rows, int row, const IsShown &isShown);

    /// Shown rows, newest first; from this one of them down, as it was when they were asked for.
    int size() const { return int(m_shown.size()); }
    int row(int index) const { return m_shown[m_shown.size() - 1 - std::size_t(index)]; }
    bool contains(int row) const;
    /// The rows of history whose place of a missing parent follows this one: indexes into its parents.
    std::vector<int> ghosts(const HistoryRows &rows, int row);
    /// Pictures of these rows of history (ascending, all shown), as Lanes gives them: rows are history's, hidden rows are counted.
    std::vector<LaneRow> layout(const HistoryRows &rows, std::span<const int> historyRows);
    /// From a shown row of history: the shown rows that follow, and how many hidden ones lie between; no row: none that is shown follows.
    std::vector<std::pair<std::optional<int>, int>> edges(int row) const;
    /// The shown row of history below which the place of this ghost is; one that a shown row names.
    int placeOfGhost(int ghost) const { return m_shown[std::size_t(m_base - m_lanes.placeOf(ghost))]; }
    int end() const { return m_end; }
    std::size_t memory() const;

private:
    /// From a row downwards: the next shown row, and how many hidden ones lie between.
    struct Way
    {
        int shown = 0; ///< place in m_shown, or nowhere
        int hidden = 0;
    };
    static constexpr int nowhere = -1;
    static constexpr int several = -2;
    /// More ways from one hidden row are not followed.
    static constexpr std::size_t mostWays = 8;

    std::size_t place(int row) const { return std::size_t(m_end - 1 - row); }
    int lanesRow(int shown) const { return m_base - shown; }
    void waysFrom(int row, std::vector<Way> &ways) const;
    std::vector<Way> waysOf(const HistoryRows &rows, int row) const;
    void take(const HistoryRows &rows, int row, bool shown);
    void layOut(const HistoryRows &rows, int shown);

    int m_end = 0;
    int m_next = 0; ///< the row that comes next
    int m_base = 0; ///< the place in m_shown that is row 0 of m_lanes
    std::vector<Way> m_ways; ///< by row, oldest first; of a shown row itself
    QHash<int, std::vector<Way>> m_several; ///< ways of rows that have more than one
    std::vector<int> m_shown; ///< rows, oldest first
    std::vector<std::vector<Way>> m_edges; ///< of m_shown, to other shown rows or nowhere
    Lanes m_lanes;
};

} // namespace Lockstep
