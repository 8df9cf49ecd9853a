// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// How a row finds its place among those before it, and what that changes for them.

#include "domain/updategraph.h"

#include <algorithm>

namespace Lockstep {

void UpdateGraph::place(int row, std::vector<int> &changed)
{
    switch (at(row).kind) {
    case UpdateKind::Update:
        if (at(row).verdict != Verdict::Ignored)
            placeUpdate(row, changed);
        break;
    case UpdateKind::Resync:
    case UpdateKind::Head:
        placeBaseline(row);
        break;
    case UpdateKind::SigningKeys:
        break;
    }
}

void UpdateGraph::placeUpdate(int row, std::vector<int> &changed)
{
    describe(row);
    const Row entry = at(row);
    for (int edge = entry.firstEdge; edge < entry.firstEdge + entry.edges; ++edge)
        link(row, edge, changed);
    if (entry.id != StreamIdTable::none)
        registerId(row, changed);
    if (m_newest < 0 || !isDuplicate(row))
        m_newest = row;
    setBreaks(row, evaluate(row));
    if (entry.id != StreamIdTable::none && reception(entry.id).includedBy >= 0)
        include(row, changed);
}

/// A resync or head stands for all that came before it; one that failed or tells nothing new stands beside the graph.
void UpdateGraph::placeBaseline(int row)
{
    Row &entry = at(row);
    m_parents[size_t(entry.firstEdge)] = m_newest;
    entry.nothingBefore = nothingYet();
    if (entry.kind == UpdateKind::Resync) {
        if (!isSucceededResync(row))
            return;
        m_resyncs.push_back(row);
    } else {
        const int known = entry.id == StreamIdTable::none ? row : reception(entry.id).row;
        if (known >= epochStart(row))
            return;
    }
    if (entry.id != StreamIdTable::none) {
        reception(entry.id).row = row;
        if (entry.kind == UpdateKind::Resync)
            reception(entry.id).includedBy = row;
    }
    m_newest = row;
}

/// What can be said of an update from what came before it.
void UpdateGraph::describe(int row)
{
    Row &entry = at(row);
    entry.nothingBefore = nothingYet();
    if (m_newest < 0)
        entry.start = BreakFacts::Start::Recording;
    else if (isSucceededResync(m_newest) && at(m_newest).id == StreamIdTable::none)
        entry.start = BreakFacts::Start::UnknownResync;
    for (int edge = entry.firstEdge; edge < entry.firstEdge + entry.edges; ++edge) {
        int &namedBy = reception(m_prevIds[size_t(edge)]).namedBy;
        if (namedBy != row)
            ++entry.distinctPrevIds;
        namedBy = row;
    }
    const int earlier = entry.id == StreamIdTable::none ? -1 : reception(entry.id).update;
    if (earlier >= 0) {
        entry.repeatsPlaceholder = entry.edges == 0 && at(earlier).edges == 0;
        entry.repeatsContent = repeats(earlier, row);
    }
}

/// No update of the user was sent as far as is known: a list without updates has stream_id 0.
bool UpdateGraph::nothingYet() const
{
    if (m_newest < 0)
        return true;
    const Row &newest = at(m_newest);
    return newest.kind != UpdateKind::Update && newest.nothingBefore && newest.id != StreamIdTable::none
        && m_ids.at(newest.id) == StreamId(0);
}

void UpdateGraph::link(int row, int edge, std::vector<int> &changed)
{
    Row &entry = at(row);
    const int id = m_prevIds[size_t(edge)];
    Reception &named = reception(id);
    if (id == entry.id && named.row < 0) {
        entry.namesItself = true;
        return;
    }
    const int parent = named.row;
    m_parents[size_t(edge)] = parent;
    int &chain = parent >= 0 ? at(parent).childEdge : named.waitingEdge;
    m_nextEdge[size_t(edge)] = chain;
    chain = edge;
    if (!isDuplicate(row))
        share(parent >= 0 ? at(parent).firstChild : named.firstReferrer, row, changed);
}

/// Two updates on one prev_id are a fork, both of them.
void UpdateGraph::share(int &firstReferrer, int row, std::vector<int> &changed)
{
    if (firstReferrer < 0)
        firstReferrer = row;
    if (firstReferrer == row)
        return;
    at(row).shared = true;
    if (!at(firstReferrer).shared) {
        at(firstReferrer).shared = true;
        refresh(firstReferrer, changed);
    }
}

void UpdateGraph::registerId(int row, std::vector<int> &changed)
{
    Reception &own = reception(at(row).id);
    // A resync's list includes the update of its stream_id already: what follows builds on the list.
    const bool isInList = own.row >= 0 && own.row >= epochStart(row) && isSucceededResync(own.row);
    if (own.row < 0 || (!isInList && !isDuplicate(row)))
        own.row = row;
    if (own.update < 0 || !isDuplicate(row))
        own.update = row;
    if (own.waitingEdge >= 0)
        resolveWaiting(row, changed);
}

/// The update that others named in vain has come: their edges lead to it.
void UpdateGraph::resolveWaiting(int row, std::vector<int> &changed)
{
    Row &entry = at(row);
    Reception &own = reception(entry.id);
    if (entry.firstChild < 0)
        entry.firstChild = own.firstReferrer;
    int edge = own.waitingEdge;
    own.waitingEdge = -1;
    own.firstReferrer = -1;
    while (edge >= 0) {
        const int next = m_nextEdge[size_t(edge)];
        const int named = rowOfEdge(edge);
        const bool wasEffective = isEffective(named);
        m_parents[size_t(edge)] = row;
        m_nextEdge[size_t(edge)] = entry.childEdge;
        entry.childEdge = edge;
        changed.push_back(named);
        refresh(named, changed);
        if (wasEffective != isEffective(named))
            refreshChildren(named, changed);
        edge = next;
    }
}

/// A resync's list held this update before it came, so it held what the update names, and what that names.
void UpdateGraph::include(int row, std::vector<int> &changed)
{
    const int resync = reception(at(row).id).includedBy;
    std::vector<int> rows{row};
    while (!rows.empty()) {
        const int held = rows.back();
        rows.pop_back();
        if (at(held).included)
            continue;
        at(held).included = true;
        const bool wasEffective = isEffective(held);
        refresh(held, changed);
        if (wasEffective != isEffective(held))
            refreshChildren(held, changed);
        for (int edge = at(held).firstEdge; edge < at(held).firstEdge + at(held).edges; ++edge) {
            Reception &named = reception(m_prevIds[size_t(edge)]);
            if (named.includedBy >= 0)
                continue;
            named.includedBy = resync;
            if (named.update > resync)
                rows.push_back(named.update);
        }
    }
}

/// Whether it succeeded is told by its verdict; see Verdict.
bool UpdateGraph::isSucceededResync(int row) const
{
    const Row &entry = at(row);
    return entry.kind == UpdateKind::Resync
        && (entry.verdict == Verdict::Applied || (entry.verdict == Verdict::Resync && entry.id != StreamIdTable::none));
}

bool UpdateGraph::isDuplicate(int row) const
{
    const Row &entry = at(row);
    return !entry.repeatsPlaceholder && (entry.repeatsContent || entry.verdict == Verdict::Duplicate);
}

/// Where one side's content is not known, equal ids are enough, as long as they say something.
bool UpdateGraph::repeats(int earlier, int row) const
{
    const Row &a = at(earlier);
    const Row &b = at(row);
    const auto first = m_prevIds.begin();
    if (!std::equal(first + a.firstEdge, first + a.firstEdge + a.edges, first + b.firstEdge, first + b.firstEdge + b.edges))
        return false;
    if (a.contentHash == 0 || b.contentHash == 0)
        return b.edges > 0;
    return a.contentHash == b.contentHash;
}

int UpdateGraph::rowOfEdge(int edge) const
{
    // The last row that starts at or before the edge; rows without edges start where the next one does, so they come first.
    const auto after
        = std::upper_bound(m_rows.begin(), m_rows.end(), edge, [](int wanted, const Row &entry) { return wanted < entry.firstEdge; });
    return int(after - m_rows.begin()) - 1;
}

/// The row of the resync whose list is the ground that \a row stands on; 0 if there was none.
int UpdateGraph::epochStart(int row) const
{
    const auto after = std::upper_bound(m_resyncs.begin(), m_resyncs.end(), row);
    return after == m_resyncs.begin() ? 0 : *(after - 1);
}

/// Whether a receiver that follows the specification has this row's stream_id among those it recognises.
bool UpdateGraph::isEffective(int row) const
{
    const Row &entry = at(row);
    if (entry.kind != UpdateKind::Update)
        return true;
    if (entry.verdict == Verdict::Unknown)
        return entry.edges > 0 && !entry.breaks.testFlag(Break::Gap);
    return entry.verdict == Verdict::Applied || entry.verdict == Verdict::Duplicate;
}

bool UpdateGraph::isRecognised(int row) const
{
    const Row &entry = at(row);
    const int start = epochStart(row);
    const auto first = m_parents.begin() + entry.firstEdge;
    return std::all_of(first, first + entry.edges, [&](int parent) { return parent >= start && parent < row && isEffective(parent); });
}

Breaks UpdateGraph::evaluate(int row) const
{
    const Row &entry = at(row);
    BreakFacts facts{
        .kind = entry.kind,
        .verdict = entry.verdict,
        .prevIds = entry.distinctPrevIds,
        .nothingBefore = entry.nothingBefore,
        .repeatsPlaceholder = entry.repeatsPlaceholder,
        .repeatsContent = entry.repeatsContent,
        .missing = false,
        .start = entry.start,
        .arrivedLater = entry.namesItself,
        .shared = entry.shared,
        .included = entry.included,
        .recognised = entry.verdict == Verdict::Resync && isRecognised(row),
    };
    for (int edge = entry.firstEdge; edge < entry.firstEdge + entry.edges; ++edge) {
        const int parent = m_parents[size_t(edge)];
        facts.missing |= parent == notReceived && m_prevIds[size_t(edge)] != entry.id;
        facts.arrivedLater |= parent > row;
    }
    return breaksOf(facts);
}

void UpdateGraph::setBreaks(int row, Breaks breaks)
{
    const bool isGap = breaks.testFlag(Break::Gap);
    const auto place = std::lower_bound(m_gaps.begin(), m_gaps.end(), row);
    const bool wasGap = place != m_gaps.end() && *place == row;
    if (isGap && !wasGap)
        m_gaps.insert(place, row);
    else if (!isGap && wasGap)
        m_gaps.erase(place);
    at(row).breaks = breaks;
}

void UpdateGraph::refresh(int row, std::vector<int> &changed)
{
    const Breaks breaks = evaluate(row);
    if (breaks == at(row).breaks)
        return;
    setBreaks(row, breaks);
    changed.push_back(row);
}

void UpdateGraph::refreshChildren(int row, std::vector<int> &changed)
{
    for (int edge = at(row).childEdge; edge >= 0; edge = m_nextEdge[size_t(edge)])
        refresh(rowOfEdge(edge), changed);
}

} // namespace Lockstep
