// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/apiwords.h"
#include "core/result.h"
#include "inspection/types.h"

/// What GET /_lockstep/v1/series says: how figures went over time, as the gateway kept them. Times are ms since the epoch.
namespace Lockstep::Inspection {

/// What is kept. Unknown: another program's newer word. The subject of each is "" for the whole homeserver, and beside it what is said
/// here.
enum class SeriesKind : quint8 {
    Unknown,
    InboxDepth, ///< messages; of a device: user ID and device ID with a space between
    InboxBytes,
    OutboxDepth, ///< messages; of a destination
    OutboxBytes,
    OutboxOldest, ///< when the message was queued that has waited longest, ms since the epoch
    UpdatesDepth, ///< updates of our users' device lists; of a destination
    UpdatesOldest,
    Updates, ///< updates of remote users' lists that came, in the step; of their server
    Resyncs, ///< resyncs that began, in the step; of the users' server
    Failures, ///< resyncs and transactions that failed, in the step; of the other server
    StaleUsers, ///< remote users whose lists are marked as out of date
    DestinationsFailing, ///< servers in backoff
};

/// Whether a kind is counted over a step, so that steps add up; the others are looked at.
bool isCounted(SeriesKind kind);
/// Where the depth of a queue of a kind is, and the rest of it.
SeriesKind depthSeries(QueueKind kind);

/// What a figure was within one step. A step that nobody looked in is not there: nothing says that it was 0, or as before.
struct SeriesPoint
{
    qint64 at = 0; ///< where the step begins
    qint64 min = 0;
    qint64 max = 0;
    qint64 last = 0;
    qint64 sum = 0; ///< of all minutes
    qint64 minutes = 0; ///< that were looked at, at least 1

    double mean() const { return double(sum) / double(minutes); }
    friend bool operator==(const SeriesPoint &, const SeriesPoint &) = default;
};

struct Series
{
    SeriesKind kind = SeriesKind::Unknown;
    QString subject = {}; ///< empty: the whole
    QList<SeriesPoint> points = {}; ///< in order of time
};

/// The widths of steps, ms.
inline constexpr qint64 seriesSteps[]{60'000, 600'000, 21'600'000};
/// How long steps of each width are kept, ms.
inline constexpr qint64 seriesKept[]{86'400'000, 30 * 86'400'000LL, 366 * 86'400'000LL};

struct SeriesQuery
{
    static constexpr qsizetype maxSeries = 200; ///< of one call
    static constexpr qint64 maxSteps = 50'000; ///< of all series of an answer

    QList<SeriesKind> kinds = {}; ///< at least one
    QStringList subjects = {}; ///< of each kind; one empty text: the whole
    int top = 0; ///< instead of subjects: those of each kind that are the largest now
    qint64 from = 0;
    qint64 to = 0; ///< 0: now
    qint64 step = 0; ///< one of seriesSteps; 0: the narrowest that is kept for so long and fits into an answer
    /// Instead of lines: so many subjects of the first kind, which is a counted one, that had most in the range.
    int totals = 0;
    static constexpr int maxTotals = 20'000;
};

/// What a subject had in a range.
struct SeriesTotal
{
    QString subject;
    qint64 sum = 0; ///< more than 0
};

/// What was counted in a step and is no subject's: there were too many at once to tell them apart, or nothing said whose it was. Of a
/// subject that has nothing in such a step, nothing is known.
struct SeriesUntold
{
    qint64 at = 0; ///< where the step begins
    qint64 sum = 0; ///< more than 0
};

struct SeriesAnswer
{
    qint64 from = 0; ///< as it was answered: where a step begins
    qint64 to = 0;
    qint64 step = 0;
    qint64 every = 0; ///< how far two looks may have been apart: a longer distance between points is a time without ground
    qint64 next = 0; ///< where to go on, as from; 0: this is all
    QList<Series> series; ///< those that there is something of, in the order asked for
    qint64 kept = 0; ///< series that are followed now
    qint64 leftOut = 0; ///< queues that are not followed now: there are too many, or they were not looked at in time
    QList<SeriesTotal> totals = {}; ///< if they were asked for: the largest first
    qint64 subjects = -1; ///< the same: how many had any; -1: not asked for, or an older gateway
    QList<SeriesUntold> untold = {}; ///< the same: in order of time
    qint64 untoldSum = -1; ///< of all of these; -1: not asked for, or an older gateway, which does not tell
    QString problem; ///< why they are not kept at present; empty: they are
};

} // namespace Lockstep::Inspection

namespace Lockstep {

template <>
struct ApiWords<Inspection::SeriesKind>
{
    using Kind = Inspection::SeriesKind;
    static constexpr auto otherwise = Kind::Unknown;
    static constexpr std::pair<Kind, const char *> table[]{
        {Kind::InboxDepth, "inbox_depth"},
        {Kind::InboxBytes, "inbox_bytes"},
        {Kind::OutboxDepth, "outbox_depth"},
        {Kind::OutboxBytes, "outbox_bytes"},
        {Kind::OutboxOldest, "outbox_oldest"},
        {Kind::UpdatesDepth, "updates_depth"},
        {Kind::UpdatesOldest, "updates_oldest"},
        {Kind::Updates, "updates"},
        {Kind::Resyncs, "resyncs"},
        {Kind::Failures, "failures"},
        {Kind::StaleUsers, "stale_users"},
        {Kind::DestinationsFailing, "destinations_failing"},
    };
};

} // namespace Lockstep
