// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// How a row finds its place among those before it, and what that changes for them.

#include "domain/updategraph.h"

#include <algorithm>

namespace Lockstep {

void UpdateGraph::place(int row, std::vector<int> &changed)
{
    if (at(row).isOutside)
        return;
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
    describe(row, changed);
    const Row entry = at(row);
    for (int edge = entry.firstEdge; edge < entry.firstEdge + entry.edges; ++edge)
        link(row, edge, changed);
    if (entry.id != StreamIdTable::none)
        registerId(row, changed);
    if (m_tip.newest < 0 || !isDuplicate(row))
        moveTip(row);
    setBreaks(row, evaluate(row));
    const int holder = entry.id == StreamIdTable::none ? -1 : reception(entry.id).includedBy;
    if (holder >= 0 && row >= at(holder).end)
        include(row, changed);
}

/// A resync or head stands for all that came before it; one that failed or tells nothing new stands beside the graph.
void UpdateGraph::placeBaseline(int row)
{
    Row &entry = at(row);
    if (entry.kind == UpdateKind::Resync && m_tip.newest < 0 && !m_older.isCut)
        m_tip.firstFetch = row;
    m_parents[size_t(entry.firstEdge)] = m_tip.newest;
    entry.nothingBefore = nothingYet();
    if (entry.kind == UpdateKind::Resync) {
        if (!isSucceededResync(row))
            return;
        const auto add = [&](std::vector<Epoch> &epochs) {
            const auto isBefore = [](int end, const Epoch &epoch) { return end < epoch.end; };
            epochs.insert(std::upper_bound(epochs.begin(), epochs.end(), entry.end, isBefore), {.end = entry.end, .row = row});
        };
        add(m_epochs);
        if (!entry.isClaim)
            add(m_firmEpochs);
    } else {
        const int known = entry.id == StreamIdTable::none ? row : reception(entry.id).row;
        if (known >= 0 && isSince(known, epochAt(row)))
            return;
    }
    if (entry.id != StreamIdTable::none) {
        set(ReceptionRow, entry.id, row);
        const int holder = reception(entry.id).includedBy;
        // What somebody may have made up does not take the place of what is known.
        if (entry.kind == UpdateKind::Resync && (!entry.isClaim || holder < 0 || at(holder).isClaim))
            set(IncludedBy, entry.id, row);
    }
    moveTip(row);
}

void UpdateGraph::moveTip(int row)
{
    const Row &entry = at(row);
    m_tip.newest = row;
    noteSeen(row);
    if (entry.kind == UpdateKind::Resync) {
        if (m_tip.heard == Tip().heard && entry.received != 0)
            m_tip.heard = entry.received;
        return;
    }
    m_tip.anyUpdate = true;
    if (entry.received != 0)
        m_tip.heard = entry.received;
    if (entry.kind != UpdateKind::Update)
        return;
    m_tip.update = row;
    if (const auto id = entry.id == StreamIdTable::none ? std::nullopt : m_ids.at(entry.id).toInteger())
        m_tip.highest = entry.runsBackwards ? *id : std::max(m_tip.highest, *id);
}

/// What can be said of an update from what came before it.
void UpdateGraph::describe(int row, std::vector<int> &changed)
{
    Row &entry = at(row);
    entry.nothingBefore = nothingYet();
    entry.updateBefore = m_tip.anyUpdate;
    entry.duringFirstFetch = isDuringFirstFetch(row);
    entry.mayNameOlder = m_tip.mayNameOlder;
    describeStart(entry);
    for (int edge = entry.firstEdge; edge < entry.firstEdge + entry.edges; ++edge) {
        const int id = m_prevIds[size_t(edge)];
        if (reception(id).namedBy != row)
            ++entry.distinctPrevIds;
        set(NamedBy, id, row);
    }
    const int earlier = entry.id == StreamIdTable::none ? -1 : reception(entry.id).update;
    if (earlier >= 0)
        entry.repeatsContent = repeats(earlier, row);
    else if (entry.edges == 0 && entry.id != StreamIdTable::none && entry.contentHash != 0)
        entry.repeatsContent = m_older.starts.contains(std::pair(m_ids.at(entry.id), entry.contentHash));
    if (entry.edges == 0)
        describeFirst(row, changed);
}

/// The same for one that names nothing.
void UpdateGraph::describeFirst(int row, std::vector<int> &changed)
{
    Row &entry = at(row);
    const int before = m_tip.update;
    // Some senders say one id for ever; an id that comes again after others is another matter.
    if (before >= 0)
        entry.repeatsPlaceholder = entry.id != StreamIdTable::none && at(before).id == entry.id && at(before).edges == 0;
    else
        entry.repeatsPlaceholder = entry.id != StreamIdTable::none && m_older.updateNamesNothing && m_older.update == m_ids.at(entry.id);
    if (entry.repeatsPlaceholder && before >= 0 && !at(before).isRepeatedPlaceholder) {
        set(RepeatedPlaceholder, before, 1);
        refresh(before, changed);
    }
    const auto id = entry.id == StreamIdTable::none ? std::nullopt : m_ids.at(entry.id).toInteger();
    entry.runsBackwards = id && !entry.repeatsPlaceholder && *id <= m_tip.highest;
    const bool knowsTimes = entry.received != 0 && m_tip.heard != Tip().heard;
    if (m_outage == 0)
        entry.afterOutage = m_tip.anyUpdate;
    else
        entry.afterOutage = knowsTimes && !entry.serverWasHeard && entry.received - m_tip.heard >= m_outage;
}

/// No update of the user was sent as far as is known: a list without updates has stream_id 0.
bool UpdateGraph::nothingYet() const
{
    if (m_tip.newest < 0)
        return m_older.nothingBefore;
    const Row &newest = at(m_tip.newest);
    return newest.kind != UpdateKind::Update && newest.nothingBefore && newest.id != StreamIdTable::none
        && m_ids.at(newest.id) == StreamId(0);
}

void UpdateGraph::link(int row, int edge, std::vector<int> &changed)
{
    Row &entry = at(row);
    const int id = m_prevIds[size_t(edge)];
    const int parent = reception(id).row;
    if (id == entry.id && parent < 0) {
        entry.namesItself = true;
        return;
    }
    m_parents[size_t(edge)] = parent;
    entry.standsOnClaim |= parent >= 0 && at(parent).kind == UpdateKind::Resync && at(parent).isClaim && reception(id).update < 0;
    const auto [chain, where] = parent >= 0 ? std::pair{ChildEdge, parent} : std::pair{WaitingEdge, id};
    // What is older than what is kept has come: no later one with its id is waited for.
    if (parent >= 0 || !isOlder(row, edge)) {
        m_nextEdge[size_t(edge)] = get(chain, where);
        set(chain, where, edge);
    }
    if (!isDuplicate(row))
        share(parent >= 0 ? FirstChild : FirstReferrer, where, row, changed);
}

/// Two updates on one prev_id are a fork, both of them. The slot holds the first one.
void UpdateGraph::share(Slot slot, int index, int row, std::vector<int> &changed)
{
    const int first = get(slot, index);
    if (first < 0)
        set(slot, index, row);
    if (first < 0 || first == row)
        return;
    at(row).shared = true;
    if (!at(first).shared) {
        set(Shared, first, 1);
        refresh(first, changed);
    }
}

void UpdateGraph::registerId(int row, std::vector<int> &changed)
{
    const int id = at(row).id;
    const Reception own = reception(id);
    at(row).isTwin = own.update >= 0;
    // A resync's list includes the update of its stream_id already: what follows builds on the list.
    const bool isInList = own.row >= 0 && isSucceededResync(own.row) && (own.row == epochAt(row).row || at(own.row).end > row);
    // Nor does what somebody may have made up take the place of an update that is known.
    const bool isMadeUp = at(row).isClaim && own.update >= 0 && !at(own.update).isClaim;
    if (own.row < 0 || (!isInList && !isDuplicate(row) && !isMadeUp))
        set(ReceptionRow, id, row);
    if (own.update < 0 || (!isDuplicate(row) && !isMadeUp))
        set(ReceptionUpdate, id, row);
    if (own.waitingEdge >= 0)
        resolveWaiting(row, changed);
    if (own.update >= 0 && at(own.update).isClaim && !at(row).isClaim && !isDuplicate(row))
        takeChildren(own.update, row, changed);
}

/// What somebody may have made up was taken for this one: those that name it are given back.
void UpdateGraph::takeChildren(int from, int row, std::vector<int> &changed)
{
    if (at(row).firstChild < 0)
        at(row).firstChild = at(from).firstChild;
    int edge = at(from).childEdge;
    set(ChildEdge, from, -1);
    set(FirstChild, from, -1);
    while (edge >= 0) {
        const int next = m_nextEdge[size_t(edge)];
        const int named = rowOfEdge(edge);
        const bool wasEffective = isEffective(named);
        set(Parent, edge, row);
        set(NextEdge, edge, at(row).childEdge);
        at(row).childEdge = edge;
        changed.push_back(named);
        refreshWithChildren(named, wasEffective, changed);
        edge = next;
    }
}

/// The update that others named in vain has come: their edges lead to it.
void UpdateGraph::resolveWaiting(int row, std::vector<int> &changed)
{
    Row &entry = at(row);
    if (entry.firstChild < 0)
        entry.firstChild = reception(entry.id).firstReferrer;
    int edge = reception(entry.id).waitingEdge;
    set(WaitingEdge, entry.id, -1);
    set(FirstReferrer, entry.id, -1);
    while (edge >= 0) {
        const int next = m_nextEdge[size_t(edge)];
        const int named = rowOfEdge(edge);
        const bool wasEffective = isEffective(named);
        set(Parent, edge, row);
        set(NextEdge, edge, entry.childEdge);
        entry.childEdge = edge;
        changed.push_back(named);
        refreshWithChildren(named, wasEffective, changed);
        edge = next;
    }
}

/// A resync's list held this update before it came, so it held what the update names, and what that names.
void UpdateGraph::include(int row, std::vector<int> &changed)
{
    const int resync = reception(at(row).id).includedBy;
    const Inclusion how = at(resync).isClaim ? InClaimedList : InList;
    std::vector<int> rows{row};
    while (!rows.empty()) {
        const int held = rows.back();
        rows.pop_back();
        if (at(held).included == InList || at(held).included == how)
            continue;
        const bool wasEffective = isEffective(held);
        set(Included, held, how);
        refreshWithChildren(held, wasEffective, changed);
        for (int edge = at(held).firstEdge; edge < at(held).firstEdge + at(held).edges; ++edge) {
            const int id = m_prevIds[size_t(edge)];
            const int holder = reception(id).includedBy;
            if (holder >= 0 && (how == InClaimedList || !at(holder).isClaim))
                continue;
            set(IncludedBy, id, resync);
            if (reception(id).update >= at(resync).end)
                rows.push_back(reception(id).update);
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

} // namespace Lockstep
