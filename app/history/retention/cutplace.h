// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/updategraph.h"
#include "history/store.h"

#include <optional>

namespace Lockstep::History {

/// What of a user's history is to be kept.
struct KeepRules
{
    qint64 ms = 0; ///< rows received within so long; 0: of any age
    qint64 rows = 0; ///< so many of the newest rows; 0: any number

    /// Nothing younger goes, whatever the rules say: what is still outstanding comes within that time.
    static constexpr qint64 leastMs = 24LL * 60 * 60 * 1000;
    static constexpr qint64 leastRows = 100;

    bool isAll() const { return ms == 0 && rows == 0; }
};

/// The first row to be kept and what stands before it: as far up as the rules let go, and where what is said of all rows that stay (their
/// breaks, what they lead to, the open gap) is the same without those that go. This is tried, by a graph of all rows and one of those that
/// stay; a whole resync is such a place before others. Rows that are needed stay with all that came after them: the newest one; an open
/// gap; a list that was dropped, or that nobody could take; a sender that began anew, without a resync since. They stay until the user has
/// twice as many rows as KeepRules::rows: what \a history says of them stays then, too. Nothing if no row can go.
/// \a now: ms since the epoch. \a outageMs: see UpdateGraph. Takes time for all rows, some times.
std::optional<Ground> findCut(
    const StoredTimeline &timeline, const UserHistory &history, const KeepRules &rules, qint64 now, qint64 outageMs = UpdateGraph::outage);

} // namespace Lockstep::History
