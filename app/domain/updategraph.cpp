// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/updategraph.h"

#include <algorithm>

namespace Lockstep {

namespace {

std::vector<int> sortedUnique(std::vector<int> rows)
{
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}

} // namespace

std::vector<int> UpdateGraph::append(const GraphNode &node)
{
    const int row = size();
    Row entry;
    entry.contentHash = node.contentHash;
    entry.kind = node.kind;
    entry.verdict = node.verdict;
    entry.firstEdge = int(m_parents.size());
    if (!node.streamId.isEmpty() && node.kind != UpdateKind::SigningKeys)
        entry.id = intern(node.streamId);
    if (node.kind == UpdateKind::Update) {
        entry.edges = quint16(std::min<qsizetype>(node.prevIds.size(), maxPrevIds));
        for (int i = 0; i < entry.edges; ++i)
            m_prevIds.push_back(intern(node.prevIds[i]));
    } else if (node.kind != UpdateKind::SigningKeys) {
        entry.edges = 1;
        m_prevIds.push_back(StreamIdTable::none);
    }
    m_parents.resize(m_prevIds.size(), notReceived);
    m_nextEdge.resize(m_prevIds.size(), -1);
    m_rows.push_back(entry);

    std::vector<int> changed;
    place(row, changed);
    changed = sortedUnique(std::move(changed));
    if (!changed.empty() && changed.back() == row)
        changed.pop_back();
    return changed;
}

std::vector<int> UpdateGraph::setVerdict(int row, Verdict verdict)
{
    Row &entry = at(row);
    const Verdict old = entry.verdict;
    if (old == verdict)
        return {};
    if (entry.kind == UpdateKind::Resync) {
        const bool before = isSucceededResync(row);
        entry.verdict = verdict;
        if (before == isSucceededResync(row))
            return {};
        if (before || row + 1 < size())
            return rebuild();
        placeBaseline(row);
        return {};
    }
    if (entry.kind != UpdateKind::Update) {
        entry.verdict = verdict;
        return {};
    }
    const auto involves = [&](Verdict which) { return old == which || verdict == which; };
    const bool moves = involves(Verdict::Ignored) || (involves(Verdict::Duplicate) && !entry.repeatsContent && !entry.repeatsPlaceholder);
    if (moves) {
        entry.verdict = verdict;
        return rebuild();
    }
    const bool wasEffective = isEffective(row);
    entry.verdict = verdict;
    std::vector<int> changed;
    refresh(row, changed);
    if (wasEffective != isEffective(row))
        refreshChildren(row, changed);
    return sortedUnique(std::move(changed));
}

std::vector<int> UpdateGraph::setResyncResult(int row, Verdict verdict, const StreamId &streamId)
{
    Row &entry = at(row);
    if (entry.kind != UpdateKind::Resync)
        return setVerdict(row, verdict);
    const int id = streamId.isEmpty() ? StreamIdTable::none : intern(streamId);
    if (isSucceededResync(row) && id != entry.id) {
        entry.id = id;
        entry.verdict = verdict;
        return rebuild();
    }
    entry.id = id;
    return setVerdict(row, verdict);
}

Breaks UpdateGraph::breaks(int row) const
{
    return at(row).breaks;
}

std::span<const int> UpdateGraph::parents(int row) const
{
    const Row &entry = at(row);
    const std::span<const int> all = std::span(m_parents).subspan(size_t(entry.firstEdge), entry.edges);
    const bool continuesNothing = entry.kind != UpdateKind::Update && !all.empty() && all.front() == notReceived;
    return continuesNothing ? std::span<const int>() : all;
}

QList<StreamId> UpdateGraph::heads() const
{
    QList<StreamId> ids;
    for (int row = size() - 1; row >= 0; --row) {
        const Row &entry = at(row);
        const bool stands = entry.id != StreamIdTable::none && reception(entry.id).row == row;
        if (stands && entry.firstChild < 0)
            ids.prepend(m_ids.at(entry.id));
        // Nothing before a resync, or before a stored stream_id that no update led to, is what a sender would name.
        if (isSucceededResync(row) || (entry.kind == UpdateKind::Head && stands))
            break;
    }
    return ids;
}

bool UpdateGraph::isKnown(const StreamId &id) const
{
    const int number = m_ids.find(id);
    if (number == StreamIdTable::none)
        return false;
    const int row = reception(number).row;
    return row >= 0 && row >= epochStart(size() - 1) && isEffective(row);
}

QList<std::pair<StreamId, int>> UpdateGraph::missing() const
{
    QList<std::pair<StreamId, int>> result;
    for (const int row : m_gaps) {
        const Row &entry = at(row);
        std::vector<int> seen;
        for (int edge = entry.firstEdge; edge < entry.firstEdge + entry.edges; ++edge) {
            const int id = m_prevIds[size_t(edge)];
            if (m_parents[size_t(edge)] != notReceived || id == entry.id || std::find(seen.begin(), seen.end(), id) != seen.end())
                continue;
            seen.push_back(id);
            result.append({m_ids.at(id), row});
        }
    }
    return result;
}

int UpdateGraph::openGap() const
{
    if (m_gaps.empty() || (!m_resyncs.empty() && m_resyncs.back() > m_gaps.back()))
        return -1;
    return m_gaps.back();
}

int UpdateGraph::intern(const StreamId &id)
{
    const int number = m_ids.insert(id);
    if (size_t(number) == m_receptions.size())
        m_receptions.emplace_back();
    return number;
}

std::vector<int> UpdateGraph::rebuild()
{
    std::vector<Breaks> breaksBefore;
    breaksBefore.reserve(m_rows.size());
    for (const Row &entry : m_rows)
        breaksBefore.push_back(entry.breaks);
    const std::vector<int> parentsBefore = m_parents;

    std::fill(m_parents.begin(), m_parents.end(), notReceived);
    std::fill(m_nextEdge.begin(), m_nextEdge.end(), -1);
    std::fill(m_receptions.begin(), m_receptions.end(), Reception());
    m_resyncs.clear();
    m_gaps.clear();
    m_newest = -1;
    for (Row &entry : m_rows) {
        Row fresh;
        fresh.contentHash = entry.contentHash;
        fresh.id = entry.id;
        fresh.firstEdge = entry.firstEdge;
        fresh.edges = entry.edges;
        fresh.kind = entry.kind;
        fresh.verdict = entry.verdict;
        entry = fresh;
    }
    std::vector<int> ignored;
    for (int row = 0; row < size(); ++row)
        place(row, ignored);

    std::vector<int> changed;
    for (int row = 0; row < size(); ++row) {
        const Row &entry = at(row);
        const auto first = m_parents.begin() + entry.firstEdge;
        if (entry.breaks != breaksBefore[size_t(row)] || !std::equal(first, first + entry.edges, parentsBefore.begin() + entry.firstEdge))
            changed.push_back(row);
    }
    return changed;
}

} // namespace Lockstep
