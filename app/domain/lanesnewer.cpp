// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Which lanes rows on top get: one by one, upwards. What was placed before stays.

#include "domain/lanes.h"

#include <algorithm>

namespace Lockstep {

int Lanes::newColour(int lane)
{
    if (lane == 0)
        return 0;
    uint8_t &last = m_lastColour[std::size_t(lane)];
    last = uint8_t(last == 0 ? colourOfLane(lane) : 1 + last % (colours - 1));
    return last;
}

/// Whether a new row on top can go straight down to this one: nothing but stations on the way.
bool Lanes::continues(int parent) const
{
    const int lane = bank(parent).lanes[std::size_t(indexOf(parent))];
    if (lane == 0)
        return parent <= m_trunk;
    return lane < maxLanes && m_topUse[std::size_t(lane)] == upper(parent);
}

/// The leftmost lane beside the trunk that is free from the top down to a target, for a row's line.
int Lanes::trackTo(int target, int row)
{
    const bool throughAll = isPending(target) || (isRow(target) && target >= m_front);
    const int end = throughAll ? INT_MAX - 1 : isGhost(target) ? border(m_places.at(target)) : upper(target);
    const auto tracks = edgeLanes(row);
    for (int lane = 1; lane < maxLanes; ++lane) {
        const bool taken = lane == laneOf(row) || std::ranges::find(tracks, uint8_t(lane)) != tracks.end();
        if (!taken && m_topUse[std::size_t(lane)] > end && !(throughAll && m_state.awaited[std::size_t(lane)] != nothing))
            return lane;
    }
    return maxLanes;
}

/// Gives a new row its lane; returns the edge that continues its chain, or -1.
int Lanes::placeMain(int row, std::span<const int> named)
{
    const auto set = [&](int lane, int colour) {
        laneOf(row) = uint8_t(lane);
        setColour(row, colour);
    };
    const auto isBelow = [&](int target) { return isRow(target) && target > row && target < m_front; };
    if (kindOf(row) == Kind::Station) {
        set(0, 0);
        return -1;
    }
    for (const bool trunkOnly : {true, false}) {
        for (std::size_t i = 0; i < named.size(); ++i) {
            if (!isBelow(named[i]) || (trunkOnly && laneOf(named[i]) != 0) || !continues(named[i]))
                continue;
            set(laneOf(named[i]), colourOf(named[i]));
            edgeLanes(row)[i] = laneOf(row);
            return int(i);
        }
    }
    const auto fork = std::ranges::find_if(named, [&](int target) { return isBelow(target) || isPending(target); });
    if (fork == named.end()) {
        int lane = 0;
        if (kindOf(row) == Kind::Aside) {
            // Beside what is in use: the newest row of a branch is to keep its way up.
            lane = 1;
            while (lane < maxLanes && m_topUse[std::size_t(lane)] % 2 == 0 && m_topUse[std::size_t(lane)] != INT_MAX
                && kindOf(m_topUse[std::size_t(lane)] / 2) != Kind::Aside)
                ++lane;
        }
        set(lane, newColour(lane));
        return -1;
    }
    const int index = int(fork - named.begin());
    laneOf(row) = noLane;
    const int lane = trackTo(*fork, row);
    set(lane, newColour(lane));
    edgeLanes(row)[std::size_t(index)] = uint8_t(lane);
    if (isBelow(*fork))
        setSideways(*fork);
    return index;
}

void Lanes::placeEdge(int row, int index)
{
    const int target = parents(row)[std::size_t(index)];
    const auto tracks = edgeLanes(row);
    uint8_t &track = tracks[std::size_t(index)];
    if (isGhost(target) && !m_places.contains(target)) {
        m_places.emplace(target, row);
        const int own = laneOf(row);
        track = uint8_t(std::ranges::find(tracks, uint8_t(own)) == tracks.end() ? own : trackTo(target, row));
        return;
    }
    if (isRow(target) && (target <= row || target >= m_front))
        return;
    // A line of this row to the same target is there already.
    const auto named = parents(row);
    for (std::size_t i = 0; i < named.size(); ++i) {
        if (named[i] == target && tracks[i] != noLane) {
            track = tracks[i];
            return;
        }
    }
    if (isRow(target)) {
        const int lane = laneOf(target);
        const bool trunkIsOurs = lane != 0 || std::ranges::find(tracks, uint8_t(0)) == tracks.end() || kindOf(target) == Kind::Station;
        if (continues(target) && trunkIsOurs && (lane != 0 || laneOf(row) == 0)
            && (lane == 0 || std::ranges::find(tracks, uint8_t(lane)) == tracks.end())) {
            track = uint8_t(lane);
            return;
        }
        setSideways(target);
    }
    track = uint8_t(trackTo(target, row));
}

/// A line was drawn over rows that are laid out: their checkpoints learn of it.
void Lanes::noteLine(int row, int index)
{
    const int target = parents(row)[std::size_t(index)];
    const int lane = edgeLanes(row)[std::size_t(index)];
    if (lane == noLane)
        return;
    const bool throughAll = isPending(target);
    const int end = throughAll ? m_front : isGhost(target) ? m_places.at(target) : target;
    for (auto at = m_checkpoints.upper_bound(row); at != m_checkpoints.end() && at->first <= end; ++at) {
        if (lane == maxLanes)
            at->second.overflow = std::max(at->second.overflow, throughAll ? INT_MAX : end);
        else
            at->second.lanes[lane] = {row, index};
    }
    if (lane == maxLanes) {
        if (throughAll)
            m_state.overflow = INT_MAX;
        return;
    }
    if (throughAll)
        m_state.reserve(lane, target, {row, index});
    m_topUse[std::size_t(lane)] = border(row);
}

void Lanes::placeNewer(int row)
{
    m_top = row;
    if (row % checkpointInterval == 0)
        m_checkpoints[row] = {};
    const auto named = parents(row);
    const int main = placeMain(row, named);
    for (int i = 0; i < int(named.size()); ++i) {
        if (i != main)
            placeEdge(row, i);
    }
    for (int i = 0; i < int(named.size()); ++i)
        noteLine(row, i);
    if (laneOf(row) < maxLanes)
        m_topUse[laneOf(row)] = upper(row);
    if (laneOf(row) == 0 && kindOf(row) != Kind::Station)
        m_trunk = row;
}

/// After the first page: what new rows on top can go on from.
void Lanes::noteTop()
{
    m_trunk = m_front;
    for (int row = m_top; row < m_front; ++row) {
        if (laneOf(row) == 0 && kindOf(row) != Kind::Station) {
            m_trunk = row;
            return;
        }
    }
}

void Lanes::ensure()
{
    if (!m_laidOut) {
        if (size() == 0)
            return;
        m_laidOut = true;
        m_top = m_front = begin();
        m_topUse.fill(INT_MAX);
        placeOlder(begin(), end());
        noteTop();
        return;
    }
    // Older ones first: new rows may name them.
    if (m_front < end())
        placeOlder(m_front, end());
    for (int row = m_top - 1; row >= begin(); --row)
        placeNewer(row);
}

} // namespace Lockstep
