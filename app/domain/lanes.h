// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <array>
#include <climits>
#include <cstdint>
#include <map>
#include <span>
#include <unordered_map>
#include <vector>

namespace Lockstep {

/// What one row of the graph column shows: a node, the lines that pass it, and the lines that leave it downwards.
struct LaneRow
{
    struct Line
    {
        int lane = 0;
        int target = 0; ///< the parent it leads to: a row, or Lanes::pending / Lanes::ghost
    };
    int row = 0;
    /// -1 for the row itself; otherwise this is the place of the parent with this index, which was never received. Such
    /// places follow directly below the row that names them.
    int ghost = -1;
    int lane = 0; ///< of the node; Lanes::maxLanes is the overflow lane
    bool fromAbove = false; ///< whether a line comes in from a newer row
    bool overflow = false; ///< lines that found no lane pass or start here
    std::vector<Line> passes = {};
    std::vector<Line> outs = {}; ///< from the node to these lanes at the row's lower border
};

/// Gives every row of a history graph its lane. Rows are numbered newest first: appendOlder() makes row end(), prependNewer()
/// makes row begin() - 1, so that a number never changes. A row's lane is reserved by its first child; a first parent keeps
/// its child's lane, others get the leftmost free one. Nothing is laid out until it is asked for; then checkpoints make any
/// window cost the same, and a new row on top costs a pass down to the next checkpoint where the lanes in use are as before.
class Lanes
{
public:
    /// Lanes beyond this are drawn as one; keeps time, memory and width bounded whatever a remote server sends.
    static constexpr int maxLanes = 200;
    static constexpr int checkpointInterval = 4096;

    /// A parent that may still be found among rows to be appended. The number is the caller's; equal numbers are the same parent.
    static constexpr int pending(int id) { return pendingBase + id; }
    static constexpr bool isPending(int parent) { return parent >= pendingBase && parent < ghostBase; }
    /// A parent that was never received. The number is the caller's.
    static constexpr int ghost(int id) { return ghostBase + id; }
    static constexpr bool isGhost(int parent) { return parent >= ghostBase; }
    static constexpr int idOf(int parent) { return isGhost(parent) ? parent - ghostBase : parent - pendingBase; }
    static constexpr bool isRow(int parent) { return parent < pendingBase; }

    int begin() const { return -int(m_newer.edges.size()); }
    int end() const { return int(m_older.edges.size()); }
    int size() const { return end() - begin(); }

    /// A parent that is a row must be older than its child (a greater number); others are kept but not drawn.
    void appendOlder(std::span<const int> parents);
    void prependNewer(std::span<const int> parents);
    /// Replaces a parent that was pending, by a row or a ghost. Cheap for a row; a ghost lays out anew what was laid out.
    void resolve(int row, int index, int parent);
    std::span<const int> parents(int row) const;

    int lane(int row);
    /// The rows asked for (ascending), each followed by its ghosts.
    std::vector<LaneRow> layout(std::span<const int> rows);
    /// Lays out everything down to this row, exclusive.
    void ensure(int rowEnd);
    /// Bytes in use.
    std::size_t memory() const;

private:
    static constexpr int pendingBase = 1 << 30;
    static constexpr int ghostBase = pendingBase + (1 << 29);
    static constexpr int nothing = INT_MIN;

    /// Which parent each lane leads to, between two rows.
    struct State
    {
        std::array<int, maxLanes> awaited;
        std::array<uint64_t, 4> used; ///< bit set of the lanes in use
        int overflow = nothing; ///< down to which row the overflow lane reaches

        State();
        int leftmostFree() const; ///< maxLanes if all are in use
        void reserve(int lane, int target);
        void release(int lane);
        friend bool operator==(const State &, const State &) = default;
    };
    struct Checkpoint
    {
        std::vector<std::pair<uint8_t, int>> lanes;
        int overflow = nothing;
    };
    /// Rows that grow in one direction. Edges of row i end where those of i + 1 begin.
    struct Bank
    {
        std::vector<uint32_t> edges; ///< index of the first edge of each row
        std::vector<int> parents;
        std::vector<uint8_t> lanes;
        void add(std::span<const int> rowParents);
        std::span<int> of(int index);
    };

    std::span<int> edgesOf(int row);
    uint8_t &laneOf(int row);
    bool isReserved(const State &state, int target, int *lane);
    void step(State &state, int row, LaneRow *picture);
    int placeParent(State &state, int row, int parent, int own);
    void drawGhosts(const State &state, int row, std::vector<LaneRow> &rows) const;
    State restored(const Checkpoint &checkpoint);
    static Checkpoint saved(const State &state);
    bool matches(const State &state, const Checkpoint &checkpoint);
    State stateBefore(int row);
    void invalidate();

    Bank m_older;
    Bank m_newer;
    std::map<int, Checkpoint> m_checkpoints; ///< state before the row
    std::unordered_map<int, int> m_resolved; ///< pending parents that were laid out before they were found
    State m_state; ///< before m_front
    int m_front = 0; ///< rows before it are laid out
    /// A layout from before rows were put on top; good again from the first checkpoint on that the new layout reproduces.
    State m_oldState;
    int m_oldFront = nothing;
};

} // namespace Lockstep
