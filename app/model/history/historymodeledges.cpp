// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the shown rows go on from, for those who write the graph down.

#include "model/history/historymodel.h"

#include <algorithm>

namespace Lockstep {

std::vector<HistoryModel::Edge> HistoryModel::edges(int row) const
{
    const HistoryItem from = item(row);
    std::vector<Edge> edges;
    if (from.type == HistoryItem::Gap)
        return edges;
    const auto named = m_rows.parents(from.lastRow);
    const bool filtered = m_contraction.size() > 0;
    if (filtered) {
        for (const auto &[to, hidden] : m_contraction.edges(from.row)) {
            Edge edge{.row = to ? shownRow(*to) : -1, .stream = {}, .hidden = hidden, .isGap = false};
            const auto index = to ? std::ranges::find(named, *to) - named.begin() : std::ptrdiff_t(named.size());
            if (index < std::ptrdiff_t(named.size()))
                edge.stream = m_rows.parentStream(from.lastRow, int(index));
            edges.push_back(edge);
        }
    }
    for (std::size_t i = 0; i < named.size(); ++i) {
        Edge edge{.row = -1, .stream = m_rows.parentStream(from.lastRow, int(i)), .hidden = 0, .isGap = Lanes::isGhost(named[i])};
        if (edge.isGap && filtered) {
            const int place = m_contraction.placeOfGhost(named[i]);
            const auto there = m_rows.parents(place);
            edge.row = shownRow(place, int(std::ranges::find(there, named[i]) - there.begin()));
        } else if (edge.isGap) {
            const auto [place, index] = m_rows.placeOfGhost(from.lastRow, int(i));
            edge.row = shownRow(place, index);
        } else if (filtered) {
            continue;
        } else if (Lanes::isRow(named[i])) {
            edge.row = shownRow(named[i]);
        }
        edges.push_back(edge);
    }
    return edges;
}

qint64 HistoryModel::oldestIn(int row) const
{
    return m_rows.item(item(row).lastRow).n;
}

qint64 HistoryModel::updatesIn(int first, int count) const
{
    qint64 updates = 0;
    const auto end = std::min(m_shown.size(), std::size_t(first) + std::size_t(std::max(0, count)));
    for (auto at = std::size_t(first); at < end; ++at) {
        const int extra = m_shown[at].extra;
        updates += extra < plain ? -extra : extra == plain ? 1 : 0;
    }
    return updates;
}

bool HistoryModel::isKnown(int first, int count) const
{
    const int end = std::min(first + count, int(m_shown.size()));
    for (int row = first; row < end; ++row) {
        if (m_shown[std::size_t(row)].extra == plain && !m_rows.contentsFor(m_shown[std::size_t(row)].row).empty())
            return false;
    }
    return true;
}

} // namespace Lockstep
