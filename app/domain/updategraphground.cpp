// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What stands before the first row of a history whose older rows are no longer kept.

#include "domain/updategraph.h"

#include <algorithm>

namespace Lockstep {

UpdateGraph::UpdateGraph(qint64 outageMs, OlderRows older)
    : m_outage(outageMs)
    , m_older(std::move(older))
{
    m_tip.anyUpdate = m_older.updateBefore;
    m_tip.heard = m_older.heard;
    m_tip.highest = m_older.highest;
    m_tip.seen = m_older.seen;
    m_tip.mayNameOlder = m_older.isCut;
}

OlderRows UpdateGraph::asOlder() const
{
    if (m_rows.empty())
        return m_older;
    Row next;
    describeStart(next);
    OlderRows older{.isCut = true,
        .nothingBefore = nothingYet(),
        .isStart = next.isStart,
        .isStartByClaim = next.isStartByClaim,
        .updateBefore = m_tip.anyUpdate,
        .heard = m_tip.heard,
        .highest = m_tip.highest,
        .seen = m_tip.seen,
        .hasWords = m_older.hasWords,
        .update = m_older.update,
        .updateNamesNothing = m_older.updateNamesNothing,
        .isGapOpen = openGap() >= 0 || isOlderGapOpen(),
        .starts = {}};
    if (m_tip.update >= 0) {
        const Row &update = at(m_tip.update);
        older.update = update.id == StreamIdTable::none ? StreamId() : m_ids.at(update.id);
        older.updateNamesNothing = update.edges == 0;
    }
    const auto begun = [&](const std::pair<StreamId, quint64> &start) {
        if (older.starts.size() < OlderRows::mostStarts && !older.starts.contains(start))
            older.starts.append(start);
    };
    for (int row = size() - 1; row >= 0; --row) {
        const Row &entry = at(row);
        if (entry.id == StreamIdTable::none || entry.isOutside)
            continue;
        older.hasWords |= !m_ids.at(entry.id).toInteger();
        if (entry.kind == UpdateKind::Update && entry.edges == 0 && entry.contentHash != 0 && entry.verdict != Verdict::Ignored)
            begun({m_ids.at(entry.id), entry.contentHash});
    }
    for (const auto &start : m_older.starts)
        begun(start);
    return older;
}

bool UpdateGraph::isOlderGapOpen() const
{
    return m_older.isGapOpen && m_firmEpochs.empty();
}

/// Whether the history begins with the next row, as far as rows can tell.
void UpdateGraph::describeStart(Row &entry) const
{
    if (m_tip.newest < 0) {
        entry.isStart = m_older.isStart;
        entry.isStartByClaim = m_older.isStartByClaim;
        return;
    }
    const Row &newest = at(m_tip.newest);
    if (!isSucceededResync(m_tip.newest) || newest.id != StreamIdTable::none)
        return;
    entry.isStart = !newest.isClaim || newest.nothingBefore;
    entry.isStartByClaim = !entry.isStart;
}

/// The highest number that was seen; from a sender that counts anew on, nothing that is named is older than what is kept.
void UpdateGraph::noteSeen(int row)
{
    const Row &entry = at(row);
    const auto number = entry.id == StreamIdTable::none || entry.isClaim ? std::nullopt : m_ids.at(entry.id).toInteger();
    if (!number)
        return;
    const bool isAnew = entry.kind == UpdateKind::Update ? entry.runsBackwards : entry.kind == UpdateKind::Resync && *number < m_tip.seen;
    m_tip.seen = isAnew ? *number : std::max(m_tip.seen, *number);
    m_tip.mayNameOlder &= !isAnew;
}

/// Whether the row names an id by this edge that is among the rows which are no longer kept, as far as can be told.
bool UpdateGraph::isOlder(int row, int edge) const
{
    if (!at(row).mayNameOlder)
        return false;
    const auto number = m_ids.at(m_prevIds[size_t(edge)]).toInteger();
    return number ? *number <= m_older.seen : m_older.hasWords;
}

} // namespace Lockstep
