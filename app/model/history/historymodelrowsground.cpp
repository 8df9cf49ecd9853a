// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a list rests on: fetched lists, stored stream_ids, heads; and what an overview needs of a row.

#include "model/history/historymodelrows.h"

namespace Lockstep {

/// Of a resync: its detail is the number of devices, or what went wrong.
bool HistoryRows::isFailed(int row) const
{
    const QString detail = m_details.value(row);
    return at(row).verdict == Verdict::Ignored || (!detail.isEmpty() && !detail.at(0).isDigit());
}

bool HistoryRows::isGround(int row) const
{
    const Entry &entry = at(row);
    return entry.kind == UpdateKind::Head || (entry.kind == UpdateKind::Resync && !isFailed(row) && !stream(entry.stream).isEmpty());
}

void HistoryRows::noteGround(int row)
{
    const auto isGap = [this](int other) { return (at(other).breaks & quint16(Break::Gap)) != 0; };
    if (row <= m_newestGap && isGap(row)) {
        m_newestGap = row;
    } else if (row == m_newestGap) {
        while (++m_newestGap < end() && !isGap(m_newestGap)) { }
        if (m_newestGap == end())
            m_newestGap = INT_MAX;
    }
    if (row <= m_ground && isGround(row)) {
        m_ground = row;
    } else if (row == m_ground) {
        // A resync that was believed to have got the list has not: the one before it is what counts.
        while (++m_ground < end() && !isGround(m_ground)) { }
        if (m_ground == end())
            m_ground = INT_MAX;
    }
}

bool HistoryRows::isHead(int row) const
{
    const Entry &entry = at(row);
    if (entry.kind == UpdateKind::Resync && !isGround(row))
        return false;
    if (row > m_ground || row > m_newestGap || (entry.flags & (NamedChild | NotVerified)) || entry.kind == UpdateKind::SigningKeys)
        return false;
    const bool counts = entry.verdict != Verdict::Ignored && entry.verdict != Verdict::Duplicate;
    return counts && !stream(entry.stream).isEmpty();
}

std::optional<int> HistoryRows::lastList() const
{
    for (int row = begin(); row < end(); ++row) {
        if (at(row).kind == UpdateKind::Resync && at(row).verdict == Verdict::Applied && !isFailed(row))
            return row;
    }
    return std::nullopt;
}

void HistoryRows::addTo(HistoryGround &ground, int row) const
{
    const Entry &entry = at(row);
    if (entry.kind == UpdateKind::Resync) {
        ground.failed += isFailed(row) ? 1 : 0;
        return;
    }
    if (entry.kind != UpdateKind::Update || (entry.flags & NotVerified))
        return;
    ground.missing += (entry.breaks & quint16(Break::Gap)) != 0 ? 1 : 0;
    ground.applied += entry.verdict == Verdict::Applied ? 1 : 0;
    ground.ignored += entry.verdict == Verdict::Ignored ? 1 : 0;
    ground.unknown += entry.verdict == Verdict::Unknown ? 1 : 0;
}

bool HistoryRows::isPartOfTheList(int row, std::optional<int> since) const
{
    if (row < begin() || row >= end() || (since && row > *since))
        return false;
    const Entry &entry = at(row);
    if (entry.kind == UpdateKind::Resync && isFailed(row))
        return false;
    return entry.verdict == Verdict::Applied && !(entry.flags & NotVerified) && entry.kind != UpdateKind::SigningKeys;
}

HistoryRows::Brief HistoryRows::brief(int row) const
{
    const Entry &entry = at(row);
    const bool resync = entry.kind == UpdateKind::Resync;
    return {.received = entry.received,
        .breaks = Breaks::fromInt(entry.breaks),
        .resync = resync,
        .failedResync = resync && isFailed(row),
        .unverified = bool(entry.flags & NotVerified)};
}

} // namespace Lockstep
