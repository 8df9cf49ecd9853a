// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is to be said of a row in its place.

#include "domain/updategraph.h"

#include <algorithm>

namespace Lockstep {

/// The resync whose list is the ground that \a row stands on.
UpdateGraph::Epoch UpdateGraph::epochAt(int row) const
{
    const auto after
        = std::upper_bound(m_epochs.begin(), m_epochs.end(), row, [](int wanted, const Epoch &epoch) { return wanted < epoch.end; });
    return after == m_epochs.begin() ? Epoch() : *(after - 1);
}

/// Whether that list, or what came after it, is what tells of this row. A list that was fetched and said nothing new, so that no
/// source told its stream_id, confirms what came before.
bool UpdateGraph::isSince(int parent, const Epoch &epoch) const
{
    return parent == epoch.row || parent >= epoch.end || at(epoch.row).id == StreamIdTable::none;
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
    const Epoch epoch = epochAt(row);
    const auto first = m_parents.begin() + entry.firstEdge;
    return std::all_of(first, first + entry.edges, [&](int parent) {
        if (parent < 0 || parent >= row || !isSince(parent, epoch))
            return false;
        if (entry.isTold && at(parent).kind == UpdateKind::Update && at(parent).isClaim)
            return false;
        if (at(parent).kind == UpdateKind::Resync && at(parent).end > row)
            return false; // its list was not there yet
        return isEffective(parent) || parent < epoch.end;
    });
}

/// Whether no list was there when it came, and the first one was under way: then it is not known that anything was lost. Of a fetch whose
/// end nobody told it is believed for as long as one may take.
bool UpdateGraph::isDuringFirstFetch(int row) const
{
    const int fetch = m_tip.firstFetch;
    if (fetch < 0 || m_tip.anyUpdate)
        return false;
    const bool isRecent = at(row).received - at(fetch).received < longestFetch;
    return at(fetch).end > row || (at(fetch).verdict == Verdict::Unknown && isRecent);
}

/// Whether the prev_id of this edge was not received. That a list fetched meanwhile has it does not help whoever asked for a list
/// because of this update.
bool UpdateGraph::isMissing(int row, int edge) const
{
    const Row &entry = at(row);
    const int parent = m_parents[size_t(edge)];
    if (parent == notReceived)
        return m_prevIds[size_t(edge)] != entry.id && !isOlder(row, edge);
    // Who writes lines into a log could make up what was lost: before an update that others tell of too, or after the homeserver had asked
    // for a list because of one that it is known to have received.
    const bool isClaimed = at(parent).kind == UpdateKind::Update && at(parent).isClaim && !entry.isClaim;
    if (isClaimed && (entry.isTold || (parent > row && entry.verdict == Verdict::Resync)))
        return true;
    if (entry.standsOnClaim && !entry.isClaim && at(parent).kind == UpdateKind::Resync && at(parent).isClaim)
        return true;
    return entry.verdict == Verdict::Resync && at(parent).kind == UpdateKind::Resync && at(parent).end > row;
}

bool UpdateGraph::heals(const Epoch &resync, int gap) const
{
    if (resync.end <= gap || resync.row > gap)
        return resync.row > gap;
    // The update came while the list was fetched: a list that is older does not make up for it.
    const auto number = [&](int row) { return at(row).id == StreamIdTable::none ? std::nullopt : m_ids.at(at(row).id).toInteger(); };
    const auto list = number(resync.row);
    const auto update = number(gap);
    return !list || !update || *list >= *update;
}

Breaks UpdateGraph::evaluate(int row) const
{
    const Row &entry = at(row);
    BreakFacts facts{
        .kind = entry.kind,
        .verdict = entry.verdict,
        .prevIds = entry.distinctPrevIds,
        .nothingBefore = entry.nothingBefore,
        .updateBefore = entry.updateBefore,
        .afterOutage = entry.afterOutage,
        .runsBackwards = entry.runsBackwards,
        .newSigningKey = entry.newSigningKey,
        .repeatsPlaceholder = entry.repeatsPlaceholder || (entry.isRepeatedPlaceholder && entry.updateBefore),
        .repeatsContent = entry.repeatsContent,
        .missing = false,
        .isBeforeAnyList = entry.duringFirstFetch && (!at(m_tip.firstFetch).isClaim || entry.isClaim),
        .isStart = entry.isStart || (entry.isStartByClaim && entry.isClaim),
        .arrivedLater = entry.namesItself,
        .shared = entry.shared,
        .included = entry.included == InList || (entry.included == InClaimedList && entry.isClaim),
        .isVerdictClaimed = entry.isVerdictClaimed,
        .recognised = entry.verdict == Verdict::Resync && isRecognised(row),
    };
    for (int edge = entry.firstEdge; edge < entry.firstEdge + entry.edges; ++edge) {
        facts.missing |= isMissing(row, edge);
        facts.arrivedLater |= m_parents[size_t(edge)] > row;
    }
    return breaksOf(facts);
}

void UpdateGraph::setBreaks(int row, Breaks breaks)
{
    const bool isGap = breaks.testFlag(Break::Gap);
    const bool wasGap = at(row).breaks.testFlag(Break::Gap);
    if (isGap && !wasGap)
        m_gaps.insert(m_gaps.end(), row);
    else if (!isGap && wasGap)
        m_gaps.erase(row);
    at(row).breaks = breaks;
    noteGap(row);
}

void UpdateGraph::noteGap(int row)
{
    const bool isFirm = at(row).breaks.testFlag(Break::Gap) && !at(row).isClaim;
    if (isFirm)
        m_firmGaps.insert(m_firmGaps.end(), row);
    else if (!m_firmGaps.empty())
        m_firmGaps.erase(row);
}

void UpdateGraph::refresh(int row, std::vector<int> &changed)
{
    const Breaks breaks = evaluate(row);
    if (breaks == at(row).breaks)
        return;
    setBreaks(row, breaks);
    changed.push_back(row);
}

void UpdateGraph::refreshWithChildren(int row, bool wasEffective, std::vector<int> &changed)
{
    refresh(row, changed);
    if (wasEffective != isEffective(row))
        refreshChildren(row, changed);
}

void UpdateGraph::refreshChildren(int row, std::vector<int> &changed)
{
    for (int edge = at(row).childEdge; edge >= 0; edge = m_nextEdge[size_t(edge)])
        refresh(rowOfEdge(edge), changed);
}

} // namespace Lockstep
