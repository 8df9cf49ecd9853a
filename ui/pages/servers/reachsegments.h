// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/destinationdetails.h"

#include <QString>

namespace Lockstep {

/// A stretch of time in which one thing was so with a server.
struct ReachSegment
{
    enum Kind {
        NotKnown, ///< nobody looked
        Clear, ///< somebody looked, and nothing is known against the server
        Failing,
        Backoff,
    };
    Kind kind = NotKnown;
    qint64 since = 0; ///< ms since the epoch, within the range, as the following
    qint64 until = 0;
    ReachSpan span = {}; ///< the whole of it, for Failing and Backoff

    bool isTrouble() const { return kind == Failing || kind == Backoff; }
    friend bool operator==(const ReachSegment &, const ReachSegment &) = default;
};

/// A range of time without gaps, oldest first. What goes on goes on until \a now. A backoff hides tries that failed within it.
QList<ReachSegment> segmentsOf(const Reachability &reach, qint64 from, qint64 now);

/// "In backoff from 03:42 to 03:52 (10 min), 4 tries failed: connection refused by …".
QString segmentText(const ReachSegment &segment, const QString &server, qint64 now);
/// The range in one sentence: "Last 24 hours: in backoff for 2 h (3 times), tries failed 4 times, nothing known of 20 h".
QString rangeText(const QList<ReachSegment> &segments);

} // namespace Lockstep
