// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/history/historycontraction.h"

#include <algorithm>

namespace Lockstep {

void HistoryContraction::start(int end)
{
    *this = {};
    m_end = end;
    m_next = end - 1;
}

void HistoryContraction::waysFrom(int row, std::vector<Way> &ways) const
{
    const auto add = [&ways](Way way) {
        const auto known = std::ranges::find(ways, way.shown, &Way::shown);
        if (known == ways.end()) {
            if (ways.size() < mostWays)
                ways.push_back(way);
            return;
        }
        // A direct edge says more than a way through others; of two ways the longer one tells how much is hidden.
        known->hidden = known->hidden == 0 || way.hidden == 0 ? 0 : std::max(known->hidden, way.hidden);
    };
    const Way &way = m_ways[place(row)];
    if (way.shown != several) {
        add(way);
        return;
    }
    for (const Way &one : m_several[int(place(row))])
        add(one);
}

std::vector<HistoryContraction::Way> HistoryContraction::waysOf(const HistoryRows &rows, int row) const
{
    std::vector<Way> ways;
    for (const int parent : rows.parents(row)) {
        if (Lanes::isRow(parent) && parent > row && parent < m_end)
            waysFrom(parent, ways);
    }
    // A way that ends nowhere says nothing beside one that leads on.
    if (ways.size() > 1)
        std::erase_if(ways, [](const Way &way) { return way.shown == nowhere; });
    return ways;
}

void HistoryContraction::take(const HistoryRows &rows, int row, bool shown)
{
    std::vector<Way> ways = waysOf(rows, row);
    if (shown) {
        m_ways.push_back({int(m_shown.size()), 0});
        m_shown.push_back(row);
        m_edges.push_back(std::move(ways));
        return;
    }
    for (Way &way : ways)
        ++way.hidden;
    if (ways.empty())
        m_ways.push_back({nowhere, 1});
    else if (ways.size() == 1)
        m_ways.push_back(ways.front());
    else {
        m_several.insert(int(m_ways.size()), std::move(ways));
        m_ways.push_back({several, 0});
    }
}

void HistoryContraction::layOut(const HistoryRows &rows, int shown)
{
    std::vector<int> parents;
    for (const Way &way : m_edges[std::size_t(shown)]) {
        if (way.shown != nowhere)
            parents.push_back(lanesRow(way.shown));
    }
    const int row = m_shown[std::size_t(shown)];
    for (const int parent : rows.parents(row)) {
        if (Lanes::isGhost(parent))
            parents.push_back(parent);
    }
    if (shown > m_base)
        m_lanes.prependNewer(parents, rows.laneKind(row));
    else
        m_lanes.appendOlder(parents, rows.laneKind(row));
}

bool HistoryContraction::work(const HistoryRows &rows, const IsShown &isShown, int count)
{
    for (; count > 0 && m_next >= rows.begin(); --count, --m_next)
        take(rows, m_next, isShown(m_next));
    if (m_next >= rows.begin())
        return false;
    m_base = int(m_shown.size()) - 1;
    for (int shown = m_base; shown >= 0; --shown)
        layOut(rows, shown);
    m_lanes.ensure();
    return true;
}

bool HistoryContraction::prepend(const HistoryRows &rows, int row, const IsShown &isShown)
{
    const bool shown = isShown(row);
    take(rows, row, shown);
    m_next = row - 1;
    if (shown)
        layOut(rows, int(m_shown.size()) - 1);
    return shown;
}

bool HistoryContraction::contains(int row) const
{
    return row < m_end && place(row) < m_ways.size() && m_ways[place(row)].shown >= 0
        && m_shown[std::size_t(m_ways[place(row)].shown)] == row;
}

std::vector<int> HistoryContraction::ghosts(const HistoryRows &rows, int row)
{
    std::vector<int> indexes;
    const int own = lanesRow(m_ways[place(row)].shown);
    const auto named = rows.parents(row);
    for (const int index : m_lanes.ghostsBelow(own)) {
        const int ghost = m_lanes.parents(own)[std::size_t(index)];
        indexes.push_back(int(std::ranges::find(named, ghost) - named.begin()));
    }
    return indexes;
}

std::vector<LaneRow> HistoryContraction::layout(const HistoryRows &rows, std::span<const int> historyRows)
{
    std::vector<int> own;
    for (const int row : historyRows)
        own.push_back(lanesRow(m_ways[place(row)].shown));
    std::vector<LaneRow> pictures = m_lanes.layout(own);
    const auto shownOf = [this](int lanesRow) { return std::size_t(m_base - lanesRow); };
    const auto hiddenOn = [&](int from, int target) {
        const auto &ways = m_edges[shownOf(from)];
        const auto way = std::ranges::find_if(ways, [&](const Way &one) { return one.shown != nowhere && lanesRow(one.shown) == target; });
        return way == ways.end() ? 0 : way->hidden;
    };
    for (LaneRow &picture : pictures) {
        const std::size_t shown = shownOf(picture.row);
        if (picture.ghost >= 0) {
            const int ghost = m_lanes.parents(picture.row)[std::size_t(picture.ghost)];
            const auto named = rows.parents(m_shown[shown]);
            picture.ghost = int(std::ranges::find(named, ghost) - named.begin());
        } else {
            for (const Way &way : m_edges[shown]) {
                if (way.shown == nowhere)
                    picture.tail = way.hidden;
            }
        }
        for (auto *lines : {&picture.passes, &picture.ins, &picture.outs}) {
            for (LaneRow::Line &line : *lines) {
                line.hidden = hiddenOn(line.from, line.target);
                line.from = m_shown[shownOf(line.from)];
                if (Lanes::isRow(line.target))
                    line.target = m_shown[shownOf(line.target)];
            }
        }
        if (picture.fromAbove && picture.ghost < 0)
            picture.hiddenAbove = hiddenOn(picture.above, picture.row);
        if (picture.fromAbove)
            picture.above = m_shown[shownOf(picture.above)];
        picture.row = m_shown[shown];
    }
    return pictures;
}

std::vector<std::pair<std::optional<int>, int>> HistoryContraction::edges(int row) const
{
    std::vector<std::pair<std::optional<int>, int>> found;
    for (const Way &way : m_edges[std::size_t(m_ways[place(row)].shown)])
        found.emplace_back(way.shown == nowhere ? std::nullopt : std::optional(m_shown[std::size_t(way.shown)]), way.hidden);
    return found;
}

std::size_t HistoryContraction::memory() const
{
    return m_ways.capacity() * sizeof(Way) + m_shown.capacity() * (sizeof(int) + 40) + m_lanes.memory();
}

} // namespace Lockstep
