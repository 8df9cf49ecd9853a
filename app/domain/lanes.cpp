// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is where, and the pictures of rows. Which lane a row gets is decided in lanesolder.cpp and lanesnewer.cpp.

#include "domain/lanes.h"

#include <algorithm>

namespace Lockstep {

namespace {

constexpr uint8_t colourMask = 0x07;
constexpr int kindShift = 3;
constexpr uint8_t sidewaysBit = 0x80;

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

void Lanes::State::reserve(int lane, int target, Source source)
{
    awaited[std::size_t(lane)] = target;
    sources[std::size_t(lane)] = source;
    used[std::size_t(lane) / 64] |= uint64_t(1) << (lane % 64);
}

void Lanes::State::release(int lane)
{
    awaited[std::size_t(lane)] = nothing;
    used[std::size_t(lane) / 64] &= ~(uint64_t(1) << (lane % 64));
}

void Lanes::Bank::add(std::span<const int> rowParents, Kind kind)
{
    edges.push_back(uint32_t(parents.size()));
    parents.insert(parents.end(), rowParents.begin(), rowParents.end());
    edgeLanes.resize(parents.size(), noLane);
    lanes.push_back(noLane);
    looks.push_back(uint8_t(int(kind) << kindShift));
}

std::pair<std::size_t, std::size_t> Lanes::Bank::of(int index) const
{
    const auto at = std::size_t(index);
    const auto last = at + 1 < edges.size() ? edges[at + 1] : parents.size();
    return {edges[at], last - edges[at]};
}

std::span<const int> Lanes::parents(int row) const
{
    const auto [first, count] = bank(row).of(indexOf(row));
    return {bank(row).parents.data() + first, count};
}

std::span<uint8_t> Lanes::edgeLanes(int row)
{
    const auto [first, count] = bank(row).of(indexOf(row));
    return {bank(row).edgeLanes.data() + first, count};
}

Lanes::Kind Lanes::kindOf(int row) const
{
    return Kind((bank(row).looks[std::size_t(indexOf(row))] >> kindShift) & 3);
}

int Lanes::colourOf(int row) const
{
    return bank(row).looks[std::size_t(indexOf(row))] & colourMask;
}

void Lanes::setColour(int row, int colour)
{
    uint8_t &look = lookOf(row);
    look = uint8_t((look & ~colourMask) | colour);
}

void Lanes::setSideways(int row)
{
    lookOf(row) |= sidewaysBit;
}

void Lanes::appendOlder(std::span<const int> parents, Kind kind)
{
    m_older.add(parents, kind);
}

void Lanes::prependNewer(std::span<const int> parents, Kind kind)
{
    m_newer.add(parents, kind);
}

void Lanes::resolve(int row, int index, int parent)
{
    const auto [first, count] = bank(row).of(indexOf(row));
    int &edge = bank(row).parents[first + std::size_t(index)];
    const int before = edge;
    edge = parent;
    if (!isLaidOut(row))
        return;
    if (isGhost(parent)) {
        const auto place = m_places.try_emplace(parent, row).first;
        place->second = std::max(place->second, row);
    }
    m_state.forEach([&](int lane) {
        if (m_state.awaited[std::size_t(lane)] != before)
            return;
        if (isRow(parent) && parent >= m_front)
            m_state.awaited[std::size_t(lane)] = parent;
        else
            m_state.release(lane);
    });
}

int Lanes::lineColour(State::Source source)
{
    const int target = parents(source.row)[std::size_t(source.index)];
    const int lane = edgeLanes(source.row)[std::size_t(source.index)];
    if (isRow(target) && isLaidOut(target) && laneOf(target) == lane)
        return colourOf(target);
    return lane == laneOf(source.row) ? colourOf(source.row) : colourOfLane(lane);
}

LaneRow::Line Lanes::lineOf(int lane, int target, State::Source source)
{
    return {.lane = lane, .target = target, .colour = lineColour(source), .from = source.row};
}

/// Whether a line to this target is at its end above the row's upper border.
bool Lanes::endsBefore(int target, int row) const
{
    if (isPending(target))
        return false;
    if (isRow(target))
        return target < row;
    const auto place = m_places.find(target);
    return place == m_places.end() || place->second < row;
}

void Lanes::step(State &state, int row, std::vector<LaneRow> *pictures)
{
    const int lane = laneOf(row);
    LaneRow picture;
    if (lane < maxLanes && state.awaited[std::size_t(lane)] == row) {
        picture.fromAbove = true;
        picture.above = state.sources[std::size_t(lane)].row;
        state.release(lane);
    }
    if (lookOf(row) & sidewaysBit) {
        state.forEach([&](int from) {
            if (state.awaited[std::size_t(from)] != row)
                return;
            if (pictures)
                picture.ins.push_back(lineOf(from, row, state.sources[std::size_t(from)]));
            state.release(from);
        });
    }
    if (state.overflow != nothing && state.overflow <= row)
        state.overflow = nothing;
    if (pictures) {
        picture.row = row;
        picture.lane = lane;
        picture.colour = colourOf(row);
        picture.overflow = state.overflow != nothing;
        state.forEach(
            [&](int pass) { picture.passes.push_back(lineOf(pass, state.awaited[std::size_t(pass)], state.sources[std::size_t(pass)])); });
    }
    const auto named = parents(row);
    const auto tracks = edgeLanes(row);
    bool hasGhosts = false;
    for (std::size_t i = 0; i < named.size(); ++i) {
        const int track = tracks[i];
        hasGhosts = hasGhosts || isGhost(named[i]);
        if (track == noLane) {
            picture.missing = picture.missing || isGhost(named[i]);
            continue;
        }
        const State::Source source{row, int(i)};
        if (track == maxLanes)
            state.overflow = std::max({state.overflow, isRow(named[i]) ? named[i] : isGhost(named[i]) ? row + 1 : INT_MAX, row + 1});
        else if (state.awaited[std::size_t(track)] == nothing)
            state.reserve(track, named[i], source);
        if (pictures)
            picture.outs.push_back(lineOf(track, named[i], source));
    }
    if (pictures) {
        picture.overflow = picture.overflow || state.overflow != nothing;
        pictures->push_back(std::move(picture));
    }
    if (hasGhosts)
        endGhosts(state, row, pictures);
}

void Lanes::endGhosts(State &state, int row, std::vector<LaneRow> *pictures)
{
    for (const int index : ghostsBelow(row)) {
        const int target = parents(row)[std::size_t(index)];
        const int lane = edgeLanes(row)[std::size_t(index)];
        LaneRow picture{.row = row, .ghost = index, .lane = lane, .fromAbove = true, .overflow = state.overflow != nothing};
        State after = state;
        state.forEach([&](int from) {
            const State::Source source = state.sources[std::size_t(from)];
            const int awaited = state.awaited[std::size_t(from)];
            if (awaited == target)
                after.release(from);
            if (!pictures)
                return;
            if (awaited != target)
                picture.passes.push_back(lineOf(from, awaited, source));
            else if (from != lane)
                picture.ins.push_back(lineOf(from, target, source));
            else {
                picture.colour = lineColour(source);
                picture.above = source.row;
            }
        });
        state = after;
        if (pictures)
            pictures->push_back(std::move(picture));
    }
}

std::vector<int> Lanes::ghostsBelow(int row)
{
    if (!isLaidOut(row))
        ensure();
    std::vector<int> indexes;
    const auto named = parents(row);
    for (std::size_t i = 0; i < named.size(); ++i) {
        if (!isGhost(named[i])
            || std::find(named.begin(), named.begin() + std::ptrdiff_t(i), named[i]) != named.begin() + std::ptrdiff_t(i))
            continue;
        const auto place = m_places.find(named[i]);
        if (place != m_places.end() && place->second == row)
            indexes.push_back(int(i));
    }
    return indexes;
}

Lanes::Checkpoint Lanes::saved(const State &state)
{
    Checkpoint checkpoint{.lanes = {}, .overflow = state.overflow};
    state.forEach([&](int lane) { checkpoint.lanes.emplace_hint(checkpoint.lanes.end(), lane, state.sources[std::size_t(lane)]); });
    return checkpoint;
}

Lanes::State Lanes::restored(int at, const Checkpoint &checkpoint)
{
    State state;
    state.overflow = checkpoint.overflow;
    for (const auto &[lane, source] : checkpoint.lanes) {
        // What it leads to may have been found out since.
        const int target = parents(source.row)[std::size_t(source.index)];
        if (!endsBefore(target, at))
            state.reserve(lane, target, source);
    }
    return state;
}

Lanes::State Lanes::stateBefore(int row)
{
    auto checkpoint = m_checkpoints.upper_bound(row);
    State state;
    int at = m_top;
    if (checkpoint != m_checkpoints.begin()) {
        --checkpoint;
        at = checkpoint->first;
        state = restored(at, checkpoint->second);
    }
    for (; at < row; ++at)
        step(state, at, nullptr);
    return state;
}

int Lanes::lane(int row)
{
    if (!isLaidOut(row))
        ensure();
    return laneOf(row);
}

int Lanes::colour(int row)
{
    if (!isLaidOut(row))
        ensure();
    return colourOf(row);
}

std::vector<LaneRow> Lanes::layout(std::span<const int> rows)
{
    std::vector<LaneRow> pictures;
    if (rows.empty())
        return pictures;
    ensure();
    State state;
    int at = nothing;
    for (const int row : rows) {
        if (at == nothing || row < at || floorToGrid(row) > at)
            state = stateBefore(row);
        else {
            for (; at < row; ++at)
                step(state, at, nullptr);
        }
        step(state, row, &pictures);
        at = row + 1;
    }
    return pictures;
}

std::size_t Lanes::memory() const
{
    std::size_t bytes = sizeof(*this) + m_places.size() * 40;
    for (const Bank *bank : {&m_older, &m_newer}) {
        bytes += bank->edges.capacity() * sizeof(uint32_t) + bank->parents.capacity() * sizeof(int);
        bytes += bank->edgeLanes.capacity() + bank->lanes.capacity() + bank->looks.capacity();
    }
    for (const auto &[row, checkpoint] : m_checkpoints)
        bytes += checkpoint.lanes.size() * 48 + 64;
    return bytes;
}

} // namespace Lockstep
