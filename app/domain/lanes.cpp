// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/lanes.h"

#include <algorithm>
#include <bit>

namespace Lockstep {

namespace {

int floorToGrid(int row)
{
    return row & ~(Lanes::checkpointInterval - 1);
}

} // namespace

Lanes::State::State()
{
    awaited.fill(nothing);
    used.fill(0);
}

int Lanes::State::leftmostFree() const
{
    for (std::size_t word = 0; word < used.size(); ++word) {
        if (~used[word]) {
            return std::min(int(word) * 64 + std::countr_one(used[word]), maxLanes);
        }
    }
    return maxLanes;
}

void Lanes::State::reserve(int lane, int target)
{
    awaited[std::size_t(lane)] = target;
    used[std::size_t(lane) / 64] |= uint64_t(1) << (lane % 64);
}

void Lanes::State::release(int lane)
{
    awaited[std::size_t(lane)] = nothing;
    used[std::size_t(lane) / 64] &= ~(uint64_t(1) << (lane % 64));
}

void Lanes::Bank::add(std::span<const int> rowParents)
{
    edges.push_back(uint32_t(parents.size()));
    parents.insert(parents.end(), rowParents.begin(), rowParents.end());
    lanes.push_back(maxLanes);
}

std::span<int> Lanes::Bank::of(int index)
{
    const auto at = std::size_t(index);
    const auto last = at + 1 < edges.size() ? edges[at + 1] : parents.size();
    return {parents.data() + edges[at], last - edges[at]};
}

std::span<int> Lanes::edgesOf(int row)
{
    return row >= 0 ? m_older.of(row) : m_newer.of(-1 - row);
}

std::span<const int> Lanes::parents(int row) const
{
    return const_cast<Lanes *>(this)->edgesOf(row);
}

uint8_t &Lanes::laneOf(int row)
{
    return row >= 0 ? m_older.lanes[std::size_t(row)] : m_newer.lanes[std::size_t(-1 - row)];
}

void Lanes::appendOlder(std::span<const int> parents)
{
    m_older.add(parents);
}

void Lanes::prependNewer(std::span<const int> parents)
{
    m_newer.add(parents);
    // Keep what was laid out last: a second row on top before the first was caught up with leaves one candidate.
    if (m_front > begin() + 1 || m_oldFront == nothing) {
        m_oldFront = m_front;
        m_oldState = m_state;
        m_checkpoints.erase(m_checkpoints.upper_bound(m_front), m_checkpoints.end());
    }
    m_front = begin();
    m_state = {};
}

void Lanes::invalidate()
{
    m_checkpoints.clear();
    m_resolved.clear();
    m_oldFront = nothing;
    m_front = begin();
    m_state = {};
}

void Lanes::resolve(int row, int index, int parent)
{
    int &edge = edgesOf(row)[std::size_t(index)];
    const int before = edge;
    edge = parent;
    const bool laidOut = row < m_front || (m_oldFront != nothing && row < m_oldFront);
    if (!laidOut)
        return;
    // Two lanes that turn out to lead to one row would go on side by side; a ghost ends at once. Both change the rows below.
    const auto known = m_resolved.find(before);
    const bool sameAgain = known != m_resolved.end() && known->second == parent;
    int other = 0;
    const bool doubled = !sameAgain && isRow(parent) && (std::ranges::any_of(m_resolved, [parent](const auto &entry) {
        return entry.second == parent;
    }) || (parent < end() && isReserved(m_state, parent, &other)));
    if (!isRow(parent) || parent <= row || doubled || parent < m_front) {
        invalidate();
        return;
    }
    m_resolved[before] = parent;
    for (State *state : {&m_state, &m_oldState}) {
        const auto lane = std::ranges::find(state->awaited, before);
        if (lane == state->awaited.end())
            continue;
        *lane = parent;
        if (parent < end())
            laneOf(parent) = uint8_t(lane - state->awaited.begin());
    }
}

bool Lanes::isReserved(const State &state, int target, int *lane)
{
    // A lane noted for a row may stem from an earlier layout: it counts only if that lane leads there now.
    const int noted = laneOf(target);
    *lane = noted;
    return noted < maxLanes && state.awaited[std::size_t(noted)] == target;
}

int Lanes::placeParent(State &state, int row, int parent, int own)
{
    const bool loaded = isRow(parent);
    int lane = 0;
    if (loaded && isReserved(state, parent, &lane))
        return lane;
    if (!loaded) {
        const auto found = std::ranges::find(state.awaited, parent);
        if (found != state.awaited.end())
            return int(found - state.awaited.begin());
    }
    const bool ownIsFree = own < maxLanes && state.awaited[std::size_t(own)] == nothing;
    lane = ownIsFree ? own : state.leftmostFree();
    if (lane == maxLanes) {
        state.overflow = std::max({state.overflow, loaded ? parent : INT_MAX, row + 1});
        return lane;
    }
    state.reserve(lane, parent);
    if (loaded)
        laneOf(parent) = uint8_t(lane);
    return lane;
}

void Lanes::step(State &state, int row, LaneRow *picture)
{
    int lane = 0;
    const bool fromAbove = isReserved(state, row, &lane);
    if (!fromAbove)
        lane = state.leftmostFree();
    laneOf(row) = uint8_t(lane);
    if (lane < maxLanes)
        state.release(lane);
    if (state.overflow != nothing && state.overflow <= row)
        state.overflow = nothing;

    if (picture) {
        picture->row = row;
        picture->lane = lane;
        picture->fromAbove = fromAbove;
        picture->overflow = state.overflow != nothing;
        for (int i = 0; i < maxLanes; ++i) {
            if (state.awaited[std::size_t(i)] != nothing)
                picture->passes.push_back({i, state.awaited[std::size_t(i)]});
        }
    }
    for (const int parent : parents(row)) {
        if (isGhost(parent) || parent <= row || (isRow(parent) && parent >= end()))
            continue;
        const int to = placeParent(state, row, parent, lane);
        if (picture)
            picture->outs.push_back({to, parent});
    }
    if (picture)
        picture->overflow = picture->overflow || state.overflow != nothing;
}

void Lanes::drawGhosts(const State &state, int row, std::vector<LaneRow> &rows) const
{
    const auto edges = parents(row);
    State below = state;
    const std::size_t node = rows.size() - 1;
    for (std::size_t i = 0; i < edges.size(); ++i) {
        if (!isGhost(edges[i]))
            continue;
        const int own = rows[node].lane;
        const bool ownIsFree = own < maxLanes && below.awaited[std::size_t(own)] == nothing;
        const int lane = ownIsFree ? own : below.leftmostFree();
        if (lane < maxLanes)
            below.reserve(lane, edges[i]);
        rows[node].outs.push_back({lane, edges[i]});
        rows.push_back({.row = row, .ghost = int(i), .lane = lane, .fromAbove = true, .overflow = state.overflow != nothing});
    }
    for (std::size_t at = node + 1; at < rows.size(); ++at) {
        if (rows[at].lane < maxLanes)
            below.release(rows[at].lane);
        for (int i = 0; i < maxLanes; ++i) {
            if (below.awaited[std::size_t(i)] != nothing)
                rows[at].passes.push_back({i, below.awaited[std::size_t(i)]});
        }
    }
}

Lanes::Checkpoint Lanes::saved(const State &state)
{
    Checkpoint checkpoint{.lanes = {}, .overflow = state.overflow};
    for (int i = 0; i < maxLanes; ++i) {
        if (state.awaited[std::size_t(i)] != nothing)
            checkpoint.lanes.emplace_back(uint8_t(i), state.awaited[std::size_t(i)]);
    }
    return checkpoint;
}

Lanes::State Lanes::restored(const Checkpoint &checkpoint)
{
    State state;
    state.overflow = checkpoint.overflow;
    for (auto [lane, target] : checkpoint.lanes) {
        if (const auto found = m_resolved.find(target); found != m_resolved.end())
            target = found->second;
        state.reserve(lane, target);
        // A later row may have noted another lane for the same target in the meantime, or none.
        if (isRow(target) && target < end())
            laneOf(target) = lane;
    }
    return state;
}

bool Lanes::matches(const State &state, const Checkpoint &checkpoint)
{
    std::size_t lanesInUse = 0;
    for (const uint64_t word : state.used)
        lanesInUse += std::size_t(std::popcount(word));
    if (lanesInUse != checkpoint.lanes.size() || state.overflow != checkpoint.overflow)
        return false;
    return std::ranges::all_of(checkpoint.lanes, [&](const auto &entry) {
        const auto found = m_resolved.find(entry.second);
        return state.awaited[entry.first] == (found == m_resolved.end() ? entry.second : found->second);
    });
}

void Lanes::ensure(int rowEnd)
{
    // Up to the next checkpoint, so that a layout from before rows came on top gets its chance to be taken over.
    const int target = int(std::min<int64_t>(end(), int64_t(floorToGrid(rowEnd - 1)) + checkpointInterval + 1));
    if (rowEnd <= m_front)
        return;
    while (m_front < target) {
        if (floorToGrid(m_front) == m_front) {
            const auto known = m_checkpoints.find(m_front);
            if (m_oldFront != nothing && m_front <= m_oldFront && known != m_checkpoints.end() && matches(m_state, known->second)) {
                m_front = m_oldFront;
                m_state = m_oldState;
                m_oldFront = nothing;
                continue;
            }
            m_checkpoints[m_front] = saved(m_state);
        }
        if (m_oldFront != nothing && m_front >= m_oldFront)
            m_oldFront = nothing;
        step(m_state, m_front, nullptr);
        ++m_front;
    }
}

int Lanes::lane(int row)
{
    ensure(row + 1);
    return laneOf(row);
}

Lanes::State Lanes::stateBefore(int row)
{
    auto checkpoint = m_checkpoints.upper_bound(row);
    State state;
    int at = begin();
    if (checkpoint != m_checkpoints.begin()) {
        --checkpoint;
        at = checkpoint->first;
        state = restored(checkpoint->second);
    }
    for (; at < row; ++at)
        step(state, at, nullptr);
    return state;
}

std::vector<LaneRow> Lanes::layout(std::span<const int> rows)
{
    std::vector<LaneRow> pictures;
    if (rows.empty())
        return pictures;
    ensure(rows.back() + 1);
    State state;
    int at = nothing;
    for (const int row : rows) {
        if (at == nothing || row < at || floorToGrid(row) > at)
            state = stateBefore(row);
        else {
            for (; at < row; ++at)
                step(state, at, nullptr);
        }
        step(state, row, &pictures.emplace_back());
        at = row + 1;
        drawGhosts(state, row, pictures);
    }
    return pictures;
}

std::size_t Lanes::memory() const
{
    std::size_t bytes = sizeof(*this);
    for (const Bank *bank : {&m_older, &m_newer})
        bytes += bank->edges.capacity() * sizeof(uint32_t) + bank->parents.capacity() * sizeof(int) + bank->lanes.capacity();
    for (const auto &[row, checkpoint] : m_checkpoints)
        bytes += checkpoint.lanes.capacity() * sizeof(checkpoint.lanes[0]) + 64;
    return bytes + m_resolved.size() * 32;
}

} // namespace Lockstep
