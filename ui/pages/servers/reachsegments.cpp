// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/servers/reachsegments.h"

#include "ui/words/findingwords.h"
#include "ui/words/presentation.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ReachWords)
};

/// What was seen at one moment lasts so long, so that it is there.
constexpr qint64 momentMs = 1'000;

qint64 endOf(const ReachSpan &span, qint64 now)
{
    return span.until == 0 ? now : std::max(span.until, span.since + momentMs);
}

int plural(qint64 number)
{
    return int(std::min<qint64>(number, 1'000'000));
}

} // namespace

QList<ReachSegment> segmentsOf(const Reachability &reach, qint64 from, qint64 now)
{
    QList<ReachSegment> segments;
    if (from >= now)
        return segments;
    QList<qint64> edges{from, now};
    const auto addEdges = [&](qint64 since, qint64 until) {
        for (const qint64 edge : {since, until}) {
            if (edge > from && edge < now)
                edges.append(edge);
        }
    };
    for (const WatchedSpan &one : reach.watched)
        addEdges(one.since, one.until);
    QList<ReachSpan> spans;
    for (const ReachSpan &span : reach.spans) {
        if (endOf(span, now) <= from || span.since >= now)
            continue;
        addEdges(span.since, endOf(span, now));
        spans.append(span);
    }
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    for (qsizetype i = 0; i + 1 < edges.size(); ++i) {
        ReachSegment segment{.since = edges.at(i), .until = edges.at(i + 1)};
        const auto holds = [&](qint64 since, qint64 until) { return since <= segment.since && until >= segment.until; };
        for (const ReachSpan &span : std::as_const(spans)) {
            const bool isBackoff = span.state == ReachState::Backoff;
            if (!holds(span.since, endOf(span, now)) || (segment.kind == ReachSegment::Backoff && !isBackoff))
                continue;
            segment.kind = isBackoff ? ReachSegment::Backoff : ReachSegment::Failing;
            segment.span = span;
        }
        // They are in order, and none touches another.
        const auto after = std::upper_bound(reach.watched.cbegin(), reach.watched.cend(), segment.since,
            [](qint64 since, const WatchedSpan &one) { return since < one.since; });
        if (!segment.isTrouble() && after != reach.watched.cbegin() && std::prev(after)->until >= segment.until)
            segment.kind = ReachSegment::Clear;
        if (!segments.isEmpty() && segments.constLast().kind == segment.kind && segments.constLast().span == segment.span)
            segments.last().until = segment.until;
        else
            segments.append(segment);
    }
    return segments;
}

QString segmentText(const ReachSegment &segment, const QString &server, qint64 now)
{
    const auto clock = [&](qint64 ms) { return Presentation::secondsTime(ms, now); };
    if (!segment.isTrouble()) {
        const QString from = clock(segment.since), to = clock(segment.until),
                      length = Presentation::duration(segment.until - segment.since);
        return segment.kind == ReachSegment::Clear
            ? Words::tr("Reachable, as far as was seen, from %1 to %2 (%3): no backoff, and no try was seen to fail.").arg(from, to, length)
            : Words::tr("Nothing is known of %1 to %2 (%3): the gateway did not look then.").arg(from, to, length);
    }
    const ReachSpan &span = segment.span;
    QString text;
    if (segment.kind == ReachSegment::Backoff && span.until == 0)
        text = Words::tr("In backoff since %1 (%2)").arg(clock(span.since), Presentation::duration(now - span.since));
    else if (segment.kind == ReachSegment::Backoff)
        text = Words::tr("In backoff from %1 to %2 (%3)")
                   .arg(clock(span.since), clock(span.until), Presentation::duration(span.until - span.since));
    else if (span.until - span.since < momentMs)
        text = Words::tr("Failed at %1").arg(clock(span.since));
    else
        text = Words::tr("Failed from %1 to %2").arg(clock(span.since), clock(span.until));
    if (span.tries > 0)
        text += u", "_s + Words::tr("%n try(s) seen to fail", nullptr, plural(span.tries));
    const QString cause = FindingWords::causeText(span.cause, span.error, server);
    if (!cause.isEmpty())
        text += u": "_s + cause;
    return text + u'.';
}

QString rangeText(const QList<ReachSegment> &segments)
{
    qint64 lengths[4] = {};
    qint64 counts[4] = {};
    for (const ReachSegment &segment : segments) {
        lengths[segment.kind] += segment.until - segment.since;
        ++counts[segment.kind];
    }
    QStringList parts;
    if (counts[ReachSegment::Backoff] > 0)
        parts << Words::tr("in backoff for %1 (%n time(s))", nullptr, plural(counts[ReachSegment::Backoff]))
                     .arg(Presentation::duration(lengths[ReachSegment::Backoff]));
    if (counts[ReachSegment::Failing] > 0)
        parts << Words::tr("tries failed without a backoff %n time(s)", nullptr, plural(counts[ReachSegment::Failing]));
    if (counts[ReachSegment::Clear] > 0)
        parts << Words::tr("reachable, as far as was seen, for %1").arg(Presentation::duration(lengths[ReachSegment::Clear]));
    if (counts[ReachSegment::NotKnown] > 0)
        parts << Words::tr("nothing known of %1").arg(Presentation::duration(lengths[ReachSegment::NotKnown]));
    return parts.join(u"; "_s);
}

} // namespace Lockstep
