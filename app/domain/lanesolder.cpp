// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Which lanes the rows below what is laid out get: a page at a time, downwards and by whole chains. What was placed before stays.

#include "domain/lanes.h"

#include <algorithm>
#include <optional>

namespace Lockstep {

/// Places one page of older rows.
class Lanes::Older
{
public:
    Older(Lanes &lanes, int from, int to)
        : m(lanes)
        , m_from(from)
        , m_to(to)
        , m_carries(std::size_t(to - from))
    {
        m_busy.fill(nothing);
        m_firstUse.fill(INT_MAX);
    }

    void run()
    {
        placeGhosts();
        takeOver();
        for (int row = m_from; row < m_to; ++row) {
            if (row % checkpointInterval == 0)
                m.m_checkpoints[row] = saved(m.m_state);
            place(row);
            m.m_front = row + 1;
            m.step(m.m_state, row, nullptr);
        }
        for (std::size_t lane = 0; lane < maxLanes; ++lane) {
            if (m.m_topUse[lane] == INT_MAX)
                m.m_topUse[lane] = m_firstUse[lane];
        }
    }

private:
    /// The uppermost line that leads to a target: lines from rows between can join it.
    struct Carry
    {
        int start = INT_MAX; ///< the row it comes from
        int lane = 0;
    };

    bool isHere(int target) const { return isRow(target) && target >= m_from && target < m_to; }
    bool isPlaced(int row) const { return m.bank(row).lanes[std::size_t(indexOf(row))] != noLane; }
    bool isDrawn(int row, int target) const
    {
        return isRow(target) ? target > row && target < m_to : isPending(target) || m.m_places.at(target) >= row;
    }

    /// Below the oldest row that names it, of those that come now.
    void placeGhosts()
    {
        std::unordered_map<int, int> found;
        for (int row = m_from; row < m_to; ++row) {
            for (const int target : m.parents(row)) {
                if (isGhost(target) && !m.m_places.contains(target))
                    found[target] = row;
            }
        }
        m.m_places.insert(found.begin(), found.end());
    }

    Carry &carry(int target) { return isHere(target) ? m_carries[std::size_t(target - m_from)] : m_otherCarries[target]; }

    void carries(int target, int start, int lane)
    {
        if (Carry &known = carry(target); start < known.start)
            known = {start, lane};
    }

    int endOf(int target) const
    {
        return isPending(target) || (isRow(target) && target >= m_to) ? INT_MAX
            : isGhost(target)                                         ? border(m.m_places.at(target))
                                                                      : upper(target);
    }

    void use(int lane, int first, int last)
    {
        if (lane >= maxLanes)
            return;
        m_busy[std::size_t(lane)] = std::max(m_busy[std::size_t(lane)], last);
        m_firstUse[std::size_t(lane)] = std::min(m_firstUse[std::size_t(lane)], first);
    }

    int freeLane(int first, int position) const
    {
        for (int lane = first; lane < maxLanes; ++lane) {
            if (m_busy[std::size_t(lane)] < position)
                return lane;
        }
        return maxLanes;
    }

    /// The lines that come in from above.
    void takeOver()
    {
        m.m_state.forEach([this](int lane) {
            const int target = m.m_state.awaited[std::size_t(lane)];
            use(lane, upper(m_from), endOf(target));
            carries(target, nothing, lane);
        });
        m.m_state.forEach([this](int lane) {
            const int target = m.m_state.awaited[std::size_t(lane)];
            if (isHere(target))
                enter(target, lane, m.lineColour(m.m_state.sources[std::size_t(lane)]));
        });
    }

    /// A line comes down this lane to the row: its chain goes on there if it can.
    void enter(int row, int lane, int colour)
    {
        if (isPlaced(row) ? m.laneOf(row) != lane : lane != 0 && m.kindOf(row) == Kind::Station)
            m.setSideways(row);
        else if (!isPlaced(row))
            walk(row, lane, colour);
    }

    /// The parent that continues the row's chain: the first that is drawn, a missing one only if there is no other.
    std::optional<std::size_t> chainParent(int row) const
    {
        std::optional<std::size_t> missing;
        const auto named = m.parents(row);
        for (std::size_t i = 0; i < named.size(); ++i) {
            if (!isDrawn(row, named[i]))
                continue;
            if (!isGhost(named[i]))
                return i;
            if (!missing)
                missing = i;
        }
        return missing;
    }

    void walk(int row, int lane, int colour)
    {
        for (;;) {
            m.laneOf(row) = uint8_t(lane);
            m.setColour(row, colour);
            use(lane, upper(row), upper(row));
            const auto next = chainParent(row);
            if (!next)
                return;
            const int target = m.parents(row)[*next];
            const Carry known = carry(target);
            uint8_t &track = m.edgeLanes(row)[*next];
            if (known.start < row) {
                track = uint8_t(known.lane);
                use(known.lane, border(row), border(row));
                return;
            }
            track = uint8_t(lane);
            use(lane, border(row), endOf(target));
            carries(target, row, lane);
            if (!isHere(target))
                return;
            if (isPlaced(target) || (m.kindOf(target) == Kind::Station && lane != 0)) {
                if (!isPlaced(target) || m.laneOf(target) != lane)
                    m.setSideways(target);
                return;
            }
            row = target;
        }
    }

    void place(int row)
    {
        const Kind kind = m.kindOf(row);
        const int passing = m.m_state.awaited[0];
        const bool passed = kind == Kind::Station && passing != nothing && passing != row;
        if (!isPlaced(row)) {
            if (passed) {
                m.laneOf(row) = 0;
                m.setColour(row, 0);
            } else {
                const int lane = kind == Kind::Station ? 0 : freeLane(kind == Kind::Aside ? 1 : 0, upper(row));
                walk(row, lane, m.newColour(lane));
            }
        }
        const auto named = m.parents(row);
        for (std::size_t i = 0; i < named.size(); ++i) {
            if (m.edgeLanes(row)[i] == noLane && isDrawn(row, named[i]))
                branch(row, i, passed ? passing : nothing);
        }
    }

    /// A further parent. \a passing: where the line leads on which this row, a station, lies.
    void branch(int row, std::size_t index, int passing)
    {
        const int target = m.parents(row)[index];
        uint8_t &track = m.edgeLanes(row)[index];
        const bool station = isHere(target) && m.kindOf(target) == Kind::Station;
        const int trunk = passing != nothing ? passing : trunkBelow(row);
        if (trunk == target || (station && trunk != nothing && (!isRow(trunk) || trunk > target))) {
            track = 0;
            return;
        }
        if (const Carry known = carry(target); known.start <= row) {
            track = uint8_t(known.lane);
            use(known.lane, border(row), border(row));
            return;
        }
        const int own = m.laneOf(row);
        const bool straight = isGhost(target) && own < maxLanes && m_busy[std::size_t(own)] < border(row);
        const int lane = straight ? own : freeLane(1, border(row));
        track = uint8_t(lane);
        use(lane, border(row), endOf(target));
        carries(target, row, lane);
        if (isHere(target))
            enter(target, lane, colourOfLane(lane));
    }

    /// Where the line in lane 0 leads that leaves this row, which is in lane 0, or passes it.
    int trunkBelow(int row) const
    {
        if (m.laneOf(row) != 0)
            return m.m_state.awaited[0] == row ? nothing : m.m_state.awaited[0];
        const auto named = m.parents(row);
        const auto tracks = m.edgeLanes(row);
        for (std::size_t i = 0; i < named.size(); ++i) {
            if (tracks[i] == 0)
                return named[i];
        }
        return nothing;
    }

    Lanes &m;
    int m_from;
    int m_to;
    std::vector<Carry> m_carries; ///< by row
    std::unordered_map<int, Carry> m_otherCarries; ///< pending parents and ghosts
    std::array<int, maxLanes> m_busy; ///< the half row down to which each lane is in use
    std::array<int, maxLanes> m_firstUse;
};

void Lanes::placeOlder(int from, int to)
{
    Older(*this, from, to).run();
}

} // namespace Lockstep
