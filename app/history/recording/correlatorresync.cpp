// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/recording/correlator.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

int Correlator::resyncIn(quint32 flag) const
{
    const std::vector<int> rows = m_timeline.flagged(flag);
    const auto own = std::find_if(rows.rbegin(), rows.rend(), [&](int row) { return m_timeline.row(row).marks.stream == m_stream; });
    return own == rows.rend() ? -1 : *own;
}

/// Whether the newest entry is a resync that failed; with this error, if one is given.
bool Correlator::failedBefore(const QString &detail) const
{
    if (m_timeline.size() == 0)
        return false;
    const DeviceListUpdate &last = m_timeline.row(m_timeline.size() - 1).update;
    return last.kind == UpdateKind::Resync && last.verdict == Verdict::Ignored && (detail.isEmpty() || last.detail == detail);
}

void Correlator::endResync(const ResyncOutcome &outcome, Verdict verdict, const QString &detail)
{
    const quint32 counting = outcome.step == ResyncOutcome::Device ? quint32(ResyncCounting) : 0;
    const int open = resyncIn(ResyncOpen);
    if (open >= 0) {
        m_timeline.setResyncResult(open, verdict, boundedStreamId(outcome.streamId), m_feed.isForgeable);
        m_timeline.setDetail(open, detail);
        RowMarks marks = m_timeline.row(open).marks;
        marks.flags = (marks.flags & ~quint32(ResyncOpen)) | counting;
        m_timeline.setMarks(open, marks);
        return;
    }
    if (verdict == Verdict::Ignored && failedBefore(detail))
        return;
    if (m_feed.source == UpdateSource::Database && m_timeline.confirmResync(boundedStreamId(outcome.streamId), m_feed.source))
        return;
    DeviceListUpdate resync;
    resync.kind = UpdateKind::Resync;
    resync.received = outcome.at;
    resync.streamId = boundedStreamId(outcome.streamId);
    resync.verdict = verdict;
    resync.detail = detail;
    add(resync, {.flags = counting, .stream = m_stream, .transaction = 0});
}

void Correlator::apply(const ResyncOutcome &outcome)
{
    if (m_feed.isUnproven)
        return;
    const int counting = resyncIn(ResyncCounting);
    switch (outcome.step) {
    case ResyncOutcome::Started: {
        if (counting >= 0)
            m_timeline.clearFlags(counting, ResyncCounting);
        const int open = resyncIn(ResyncOpen);
        if (open == m_timeline.size() - 1 && open >= 0)
            return; // tried again, nothing came between
        if (open >= 0)
            m_timeline.clearFlags(open, ResyncOpen);
        if (failedBefore({}))
            return; // its end decides whether there is anything new to tell
        DeviceListUpdate resync;
        resync.kind = UpdateKind::Resync;
        resync.received = outcome.at;
        add(resync, {.flags = ResyncOpen, .stream = m_stream, .transaction = 0});
        return;
    }
    case ResyncOutcome::Device: {
        const bool goesOn = counting >= 0 && m_timeline.row(counting).update.streamId == boundedStreamId(outcome.streamId);
        if (goesOn)
            m_timeline.setDetail(counting, QString::number(m_timeline.row(counting).update.detail.toLongLong() + 1));
        else
            endResync(outcome, Verdict::Applied, u"1"_s);
        return;
    }
    case ResyncOutcome::Skipped:
        endResync(outcome, Verdict::Applied, {});
        return;
    case ResyncOutcome::Succeeded:
        if (outcome.devices >= 0)
            endResync(outcome, Verdict::Applied, QString::number(outcome.devices));
        else if (counting >= 0)
            m_timeline.clearFlags(counting, ResyncCounting);
        else if (resyncIn(ResyncOpen) >= 0)
            endResync(outcome, Verdict::Applied, {});
        return;
    case ResyncOutcome::Failed:
        endResync(outcome, Verdict::Ignored, outcome.error.left(1024));
        return;
    case ResyncOutcome::TooMany:
        endResync(outcome, Verdict::Ignored, droppedDetail(outcome.devices));
        return;
    }
}

} // namespace Lockstep::History
