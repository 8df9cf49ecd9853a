// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QList>

#include <limits>
#include <utility>

namespace Lockstep {

/// What a graph has to know of rows that came before its first one and are no longer kept, so that nothing looks lost or begun because
/// they are gone. Small, whatever the number of these rows.
struct OlderRows
{
    static constexpr qint64 nothing = std::numeric_limits<qint64>::min();
    /// More of them are not told apart: no honest sender begins so often.
    static constexpr qsizetype mostStarts = 16;

    bool isCut = false; ///< false: there were none, and all else is as here
    /// What BreakFacts say of an update that came next.
    bool nothingBefore = true;
    bool isStart = true;
    bool isStartByClaim = false;
    bool updateBefore = false;
    qint64 heard = nothing; ///< when the newest of them came, ms since the epoch
    qint64 highest = nothing; ///< highest stream_id of an update since the sender began to count
    /// Highest number that any of them had since then: a prev_id up to it that is not among the rows is older than what is kept, and not
    /// lost. Until the sender counts anew.
    qint64 seen = nothing;
    bool hasWords = false; ///< some had a stream_id that is no number: such prev_ids are taken for older, too
    StreamId update; ///< of the newest update
    bool updateNamesNothing = false; ///< it had no prev_id
    bool isGapOpen = false; ///< the newest gap of them was not healed
    /// Of updates without prev_id the stream_id and hash of their content, newest first: the same again is a repetition.
    QList<std::pair<StreamId, quint64>> starts;

    friend bool operator==(const OlderRows &, const OlderRows &) = default;
};

} // namespace Lockstep
