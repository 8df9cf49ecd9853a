// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <array>
#include <bit>
#include <climits>
#include <cstdint>
#include <map>
#include <span>
#include <unordered_map>
#include <vector>

namespace Lockstep {

/// What one row of the graph column shows: a node, the lines that pass it, and the lines that end at it or leave it downwards.
struct LaneRow
{
    struct Line
    {
        int lane = 0;
        int target = 0; ///< the parent it leads to: a row, or Lanes::pending / Lanes::ghost
        int colour = 0; ///< see Lanes::colours
        int from = 0; ///< a row that it comes from
        int hidden = 0; ///< the number of rows on the way that are not shown; Lanes knows of none
    };
    int row = 0;
    /// -1 for the row itself; otherwise this is the place of the parent with this index, which was never received. Such
    /// places follow directly below the oldest row that names them.
    int ghost = -1;
    int lane = 0; ///< of the node; Lanes::maxLanes is the overflow lane
    int colour = 0;
    bool fromAbove = false; ///< whether a line comes in from a newer row in the node's own lane
    int above = 0; ///< if so, a row that it comes from
    int hiddenAbove = 0; ///< see Line::hidden
    int tail = 0; ///< more rows that are not shown follow, and none that is
    bool overflow = false; ///< lines that found no lane pass or start here
    bool missing = false; ///< names one that was never received and whose place is shown higher up
    std::vector<Line> passes = {};
    std::vector<Line> ins = {}; ///< from these lanes at the row's upper border to the node
    std::vector<Line> outs = {}; ///< from the node to these lanes at the row's lower border
};

/// Gives every row of a history graph its lane, once: a row that was laid out keeps lane and colour, whatever comes later on top
/// or below. Rows are numbered newest first: appendOlder() makes row end(), prependNewer() makes row begin() - 1, so that a number
/// never changes. Lane 0 is the trunk's: the chain of first parents from the newest row laid out first, and on top of it whatever
/// names its newest row; a chain that ends (a gap) leaves lane 0 to the next. Every row is placed in constant time for its edges and
/// the lanes in use; any window costs the same, by checkpoints.
class Lanes
{
public:
    /// Lanes beyond this are drawn as one; keeps time, memory and width bounded whatever a remote server sends.
    static constexpr int maxLanes = 200;
    static constexpr int checkpointInterval = 4096;
    /// Numbers of colours: 0 is the trunk's, chains beside it alternate between the others.
    static constexpr int colours = 6;

    enum class Kind : uint8_t {
        Node,
        Station, ///< always in lane 0, on the line that passes there: a resync, which all that comes after rests on
        Aside, ///< outside the graph; beside the trunk
    };

    /// A parent that may still be found among rows to be appended. The number is the caller's; equal numbers are the same parent.
    static constexpr int pending(int id) { return pendingBase + id; }
    static constexpr bool isPending(int parent) { return parent >= pendingBase && parent < ghostBase; }
    /// A parent that was never received. The number is the caller's; equal numbers are the same parent.
    static constexpr int ghost(int id) { return ghostBase + id; }
    static constexpr bool isGhost(int parent) { return parent >= ghostBase; }
    static constexpr int idOf(int parent) { return isGhost(parent) ? parent - ghostBase : parent - pendingBase; }
    static constexpr bool isRow(int parent) { return parent < pendingBase; }

    int begin() const { return -int(m_newer.edges.size()); }
    int end() const { return int(m_older.edges.size()); }
    int size() const { return end() - begin(); }

    /// A parent that is a row must be older than its child (a greater number) and be there before the layout; others are kept
    /// but not drawn. A station's parent is what it goes on from.
    void appendOlder(std::span<const int> parents, Kind kind = Kind::Node);
    void prependNewer(std::span<const int> parents, Kind kind = Kind::Node);
    /// Replaces a parent that was pending, by a row that is not laid out yet, or by a ghost.
    void resolve(int row, int index, int parent);
    std::span<const int> parents(int row) const;

    int lane(int row);
    int colour(int row);
    /// The rows asked for (ascending), each followed by its ghosts.
    std::vector<LaneRow> layout(std::span<const int> rows);
    /// Lays out all rows that are there.
    void ensure();
    /// The parents of this row (indexes) whose places follow it. Lays out what is needed.
    std::vector<int> ghostsBelow(int row);
    /// The row below which a ghost is shown. Of a ghost that a row names and that was laid out.
    int placeOf(int ghost) const { return m_places.at(ghost); }
    /// Bytes in use.
    std::size_t memory() const;

private:
    static constexpr int pendingBase = 1 << 30;
    static constexpr int ghostBase = pendingBase + (1 << 29);
    static constexpr int nothing = INT_MIN;
    static constexpr uint8_t noLane = 255; ///< of an edge that is not drawn

    // Half rows: a line that comes from above into a row's node uses the upper half, one that leaves it the lower border.
    static constexpr int upper(int row) { return 2 * row; }
    static constexpr int border(int row) { return 2 * row + 1; }

    /// Which parent each lane leads to, between two rows, and which edge leads there.
    struct State
    {
        struct Source
        {
            int row = 0;
            int index = 0;
        };
        std::array<int, maxLanes> awaited;
        std::array<Source, maxLanes> sources;
        std::array<uint64_t, 4> used; ///< bit set of the lanes in use
        int overflow = nothing; ///< down to which row the overflow lane reaches

        State();
        void reserve(int lane, int target, Source source);
        void release(int lane);
        template <typename Visit>
        void forEach(const Visit &visit) const
        {
            for (std::size_t word = 0; word < used.size(); ++word) {
                for (uint64_t bits = used[word]; bits; bits &= bits - 1)
                    visit(int(word) * 64 + std::countr_zero(bits));
            }
        }
    };
    struct Checkpoint
    {
        std::map<int, State::Source> lanes;
        int overflow = nothing;
    };
    /// Rows that grow in one direction. Edges of row i end where those of i + 1 begin.
    struct Bank
    {
        std::vector<uint32_t> edges; ///< index of the first edge of each row
        std::vector<int> parents;
        std::vector<uint8_t> edgeLanes;
        std::vector<uint8_t> lanes;
        std::vector<uint8_t> looks; ///< colour, kind, whether lines from other lanes end here
        void add(std::span<const int> rowParents, Kind kind);
        std::pair<std::size_t, std::size_t> of(int index) const;
    };
    class Older;

    Bank &bank(int row) { return row >= 0 ? m_older : m_newer; }
    const Bank &bank(int row) const { return row >= 0 ? m_older : m_newer; }
    static int indexOf(int row) { return row >= 0 ? row : -1 - row; }
    std::span<uint8_t> edgeLanes(int row);
    uint8_t &laneOf(int row) { return bank(row).lanes[std::size_t(indexOf(row))]; }
    uint8_t &lookOf(int row) { return bank(row).looks[std::size_t(indexOf(row))]; }
    Kind kindOf(int row) const;
    int colourOf(int row) const;
    void setColour(int row, int colour);
    void setSideways(int row);
    bool isLaidOut(int row) const { return m_laidOut && row >= m_top && row < m_front; }
    static int colourOfLane(int lane) { return lane == 0 ? 0 : 1 + (lane - 1) % (colours - 1); }
    int lineColour(State::Source source);
    LaneRow::Line lineOf(int lane, int target, State::Source source);
    bool endsBefore(int target, int row) const;

    void step(State &state, int row, std::vector<LaneRow> *pictures);
    void endGhosts(State &state, int row, std::vector<LaneRow> *pictures);
    State restored(int at, const Checkpoint &checkpoint);
    static Checkpoint saved(const State &state);
    State stateBefore(int row);

    void placeOlder(int from, int to);
    void placeNewer(int row);
    int placeMain(int row, std::span<const int> named);
    void placeEdge(int row, int index);
    bool continues(int parent) const;
    int trackTo(int target, int row);
    int newColour(int lane);
    void noteLine(int row, int index);
    void noteTop();

    Bank m_older;
    Bank m_newer;
    std::unordered_map<int, int> m_places; ///< of ghosts: the row that each follows
    std::map<int, Checkpoint> m_checkpoints; ///< state before the row
    State m_state; ///< before m_front
    bool m_laidOut = false;
    int m_top = 0; ///< rows from here
    int m_front = 0; ///< to here, exclusive, are laid out
    /// Where each lane is used topmost, in half rows: 2 * row its upper half, + 1 its lower border; INT_MAX if nowhere.
    std::array<int, maxLanes> m_topUse{};
    int m_trunk = INT_MAX; ///< the newest row in lane 0 that is no station
    std::array<uint8_t, maxLanes + 1> m_lastColour{};
};

} // namespace Lockstep
