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
    entry.received = node.received;
    entry.kind = node.kind;
    entry.verdict = node.verdict;
    entry.isOutside = node.isOutside;
    entry.serverWasHeard = node.serverWasHeard;
    entry.newSigningKey = node.newSigningKey;
    entry.isClaim = node.isClaim;
    entry.isVerdictClaimed = node.isVerdictClaimed;
    entry.isTold = node.isTold;
    entry.end = std::max(node.rowsAtEnd, row + 1);
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

    beginUndo();
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
    if (entry.isOutside || entry.kind == UpdateKind::Head || entry.kind == UpdateKind::SigningKeys) {
        entry.verdict = verdict;
        return {};
    }
    if (entry.kind == UpdateKind::Resync) {
        const bool before = isSucceededResync(row);
        entry.verdict = verdict;
        if (before == isSucceededResync(row) && row != m_tip.firstFetch)
            return {};
        if (before || row + 1 < size())
            return replaceRow(row, nodeAt(row));
        placeBaseline(row);
        return {};
    }
    const auto involves = [&](Verdict which) { return old == which || verdict == which; };
    const bool moves = involves(Verdict::Ignored) || (involves(Verdict::Duplicate) && !entry.repeatsContent && !entry.repeatsPlaceholder);
    if (moves) {
        GraphNode node = nodeAt(row);
        node.verdict = verdict;
        return replaceRow(row, node);
    }
    const bool wasEffective = isEffective(row);
    entry.verdict = verdict;
    std::vector<int> changed;
    refreshWithChildren(row, wasEffective, changed);
    return sortedUnique(std::move(changed));
}

std::vector<int> UpdateGraph::setClaims(int row, bool isClaim, bool isVerdictClaimed, bool isTold)
{
    Row &entry = at(row);
    if (entry.isClaim == isClaim && entry.isVerdictClaimed == isVerdictClaimed && entry.isTold == isTold)
        return {};
    const bool wasEffective = isEffective(row), wasClaim = entry.isClaim;
    entry.isClaim = isClaim;
    entry.isVerdictClaimed = isVerdictClaimed;
    entry.isTold = isTold;
    if (entry.kind != UpdateKind::Update || entry.isOutside || entry.verdict == Verdict::Ignored)
        return {};
    // Which of two rows of one id others build on hangs on that.
    if (wasClaim != isClaim && entry.id != StreamIdTable::none && (isClaim || entry.isTwin || reception(entry.id).update != row))
        return replaceRow(row, nodeAt(row));
    std::vector<int> changed;
    refreshWithChildren(row, wasEffective, changed);
    // Whether those that name it are gaps, and so known to a receiver, hangs on that.
    for (int edge = wasClaim != isClaim ? entry.childEdge : -1; edge >= 0; edge = m_nextEdge[size_t(edge)]) {
        const int child = rowOfEdge(edge);
        refreshWithChildren(child, isEffective(child), changed);
    }
    noteGap(row);
    return sortedUnique(std::move(changed));
}

std::vector<int> UpdateGraph::setResyncResult(int row, Verdict verdict, const StreamId &streamId, bool isClaim)
{
    if (at(row).kind != UpdateKind::Resync || at(row).isOutside)
        return setVerdict(row, verdict);
    GraphNode node = nodeAt(row);
    node.verdict = verdict;
    node.streamId = streamId;
    node.rowsAtEnd = size();
    node.isClaim = isClaim;
    if (isSucceededResync(row) || row + 1 < size())
        return replaceRow(row, node);
    at(row).isClaim = isClaim;
    at(row).id = streamId.isEmpty() ? StreamIdTable::none : intern(streamId);
    return setVerdict(row, verdict);
}

/// Another node in the place of one, and all behind it placed anew.
std::vector<int> UpdateGraph::replaceRow(int row, const GraphNode &node)
{
    struct Before
    {
        Breaks breaks;
        std::vector<int> parents;
    };
    std::vector<GraphNode> nodes{node};
    std::vector<Before> before;
    for (int other = row; other < size(); ++other) {
        if (other > row)
            nodes.push_back(nodeAt(other));
        const auto first = m_parents.begin() + at(other).firstEdge;
        before.push_back({at(other).breaks, std::vector<int>(first, first + at(other).edges)});
    }
    std::vector<int> changed = truncate(row);
    for (const GraphNode &again : nodes) {
        const std::vector<int> more = append(again);
        std::copy_if(more.begin(), more.end(), std::back_inserter(changed), [&](int other) { return other < row; });
    }
    for (int other = row; other < size(); ++other) {
        const auto first = m_parents.begin() + at(other).firstEdge;
        const std::vector<int> parents(first, first + at(other).edges);
        const Before &was = before[size_t(other - row)];
        if (at(other).breaks != was.breaks || parents != was.parents)
            changed.push_back(other);
    }
    return sortedUnique(std::move(changed));
}

std::vector<int> UpdateGraph::truncate(int rows)
{
    if (rows >= size())
        return {};
    std::vector<int> changed;
    if (rows < m_undoFrom) {
        std::vector<GraphNode> nodes;
        std::vector<Breaks> before;
        for (int row = 0; row < rows; ++row) {
            nodes.push_back(nodeAt(row));
            before.push_back(at(row).breaks);
        }
        const std::vector<int> parents = m_parents;
        *this = UpdateGraph(m_outage, m_older);
        for (const GraphNode &node : nodes)
            append(node);
        for (int row = 0; row < rows; ++row) {
            const auto first = m_parents.begin() + at(row).firstEdge;
            if (at(row).breaks != before[size_t(row)] || !std::equal(first, first + at(row).edges, parents.begin() + at(row).firstEdge))
                changed.push_back(row);
        }
        return changed;
    }

    const UndoStart start = m_undoStarts[size_t(rows - m_undoFrom)];
    std::vector<int> touched;
    while (m_undo.size() > start.place) {
        const Undo undo = m_undo.back();
        m_undo.pop_back();
        put(undo.slot, undo.index, undo.before);
        if (undo.slot == Parent) {
            touched.push_back(rowOfEdge(undo.index));
            changed.push_back(touched.back());
        } else if (undo.slot == Shared || undo.slot == Included || undo.slot == RepeatedPlaceholder) {
            touched.push_back(undo.index);
        }
    }
    m_tip = start.tip;
    m_undoStarts.resize(size_t(rows - m_undoFrom));
    // A resync ends after its start, so those that began in what goes are among the last ends.
    for (std::vector<Epoch> *epochs : {&m_epochs, &m_firmEpochs}) {
        const auto ends = std::find_if(epochs->rbegin(), epochs->rend(), [&](const Epoch &epoch) { return epoch.end <= rows; }).base();
        epochs->erase(std::remove_if(ends, epochs->end(), [&](const Epoch &epoch) { return epoch.row >= rows; }), epochs->end());
    }
    m_gaps.erase(m_gaps.lower_bound(rows), m_gaps.end());
    m_firmGaps.erase(m_firmGaps.lower_bound(rows), m_firmGaps.end());
    const auto edges = size_t(at(rows).firstEdge);
    m_rows.resize(size_t(rows));
    m_parents.resize(edges);
    m_prevIds.resize(edges);
    m_nextEdge.resize(edges);

    for (const int row : sortedUnique(std::move(touched))) {
        if (row < rows)
            refreshWithChildren(row, isEffective(row), changed);
    }
    std::erase_if(changed, [&](int row) { return row >= rows; });
    return sortedUnique(std::move(changed));
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
    // Nothing before a list whose stream_id is known, or before a stored stream_id that no update led to, is what a sender would name.
    const auto known
        = std::find_if(m_epochs.rbegin(), m_epochs.rend(), [&](const Epoch &epoch) { return at(epoch.row).id != StreamIdTable::none; });
    const Epoch ground = known == m_epochs.rend() ? Epoch() : *known;
    QList<StreamId> ids;
    const auto stands = [&](int row) { return at(row).id != StreamIdTable::none && reception(at(row).id).row == row; };
    const auto consider = [&](int row) {
        if (stands(row) && at(row).firstChild < 0)
            ids.prepend(m_ids.at(at(row).id));
    };
    for (int row = size() - 1; row >= ground.end; --row) {
        consider(row);
        if (at(row).kind == UpdateKind::Head && stands(row))
            return ids;
    }
    if (ground.row >= 0)
        consider(ground.row);
    return ids;
}

bool UpdateGraph::isKnown(const StreamId &id) const
{
    const int number = m_ids.find(id);
    if (number == StreamIdTable::none)
        return false;
    const int row = reception(number).row;
    return row >= 0 && isSince(row, epochAt(size())) && isEffective(row);
}

QList<std::pair<StreamId, int>> UpdateGraph::missing() const
{
    QList<std::pair<StreamId, int>> result;
    for (const int row : m_gaps) {
        const Row &entry = at(row);
        std::vector<int> seen;
        for (int edge = entry.firstEdge; edge < entry.firstEdge + entry.edges; ++edge) {
            const int id = m_prevIds[size_t(edge)];
            if (!isMissing(row, edge) || std::find(seen.begin(), seen.end(), id) != seen.end())
                continue;
            seen.push_back(id);
            result.append({m_ids.at(id), row});
        }
    }
    return result;
}

int UpdateGraph::openGap() const
{
    if (m_firmGaps.empty())
        return -1;
    const int gap = *m_firmGaps.rbegin();
    for (auto epoch = m_firmEpochs.rbegin(); epoch != m_firmEpochs.rend() && epoch->end > gap; ++epoch) {
        if (heals(*epoch, gap))
            return -1;
    }
    return gap;
}

int UpdateGraph::intern(const StreamId &id)
{
    const int number = m_ids.insert(id);
    if (size_t(number) == m_receptions.size())
        m_receptions.emplace_back();
    return number;
}

GraphNode UpdateGraph::nodeAt(int row) const
{
    const Row &entry = at(row);
    GraphNode node{.kind = entry.kind,
        .verdict = entry.verdict,
        .streamId = entry.id == StreamIdTable::none ? StreamId() : m_ids.at(entry.id),
        .prevIds = {},
        .contentHash = entry.contentHash,
        .received = entry.received,
        .rowsAtEnd = entry.end,
        .isOutside = entry.isOutside,
        .serverWasHeard = entry.serverWasHeard,
        .newSigningKey = entry.newSigningKey,
        .isClaim = entry.isClaim,
        .isVerdictClaimed = entry.isVerdictClaimed,
        .isTold = entry.isTold};
    if (entry.kind == UpdateKind::Update) {
        for (int edge = entry.firstEdge; edge < entry.firstEdge + entry.edges; ++edge)
            node.prevIds.append(m_ids.at(m_prevIds[size_t(edge)]));
    }
    return node;
}

} // namespace Lockstep
