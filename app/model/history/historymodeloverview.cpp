// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The whole history at a glance: over time, and along the rows that are shown.

#include "model/history/historymodel.h"

#include <algorithm>
#include <utility>

namespace Lockstep {

namespace {
/// Between two looks of somebody; what is loaded meanwhile is taken together.
constexpr int timelineMs = 30;
constexpr int rowsOfATurn = 30'000;
/// Marks are counted anew for every change of what is shown: the more rows, the more rarely, so that a long history that grows all the
/// time costs a few per cent of a core.
constexpr int marksMs = 100;
constexpr int rowsOfAMillisecond = 1'000;
} // namespace

void HistoryModel::startTimeline()
{
    // What is seen stays until the other one is there.
    m_newTimeline.start(m_filter.from, m_filter.to);
    m_timelineAnew = true;
    if (m_rows.isEmpty())
        m_timeline.start();
    m_timelineTimer.start(0);
}

void HistoryModel::followTimeline()
{
    if (!m_timelineTimer.isActive())
        m_timelineTimer.start(timelineMs);
}

void HistoryModel::workOnTimeline()
{
    const bool done = (m_timelineAnew ? m_newTimeline : m_timeline).work(m_rows, rowsOfATurn);
    if (!done)
        m_timelineTimer.start(0);
    if (m_timelineAnew && (done || m_timeline.isEmpty())) {
        m_timelineAnew = false;
        m_timeline.swap(m_newTimeline);
    }
    if (!m_timelineAnew)
        Q_EMIT overviewChanged();
}

/// What is shown is another thing from now on.
void HistoryModel::followMarks()
{
    ++m_version;
    if (!m_marksTimer.isActive())
        m_marksTimer.start(marksMs + int(m_shown.size()) / rowsOfAMillisecond);
}

void HistoryModel::workOnMarks()
{
    const int rows = int(m_shown.size());
    if (m_newMarks.empty()) {
        m_newMarks.resize(std::size_t(std::min(rows, mostMarks)));
        m_marksTo = 0;
        m_marksOf = rows;
    }
    // What is shown may have changed since the beginning: then all this is done once more, soon.
    const int end = std::min({rows, m_marksOf, m_marksTo + rowsOfATurn});
    for (; m_marksTo < end; ++m_marksTo) {
        const Shown &shown = m_shown[std::size_t(m_marksTo)];
        HistoryPlace &place = m_newMarks[std::size_t(qint64(m_marksTo) * qint64(m_newMarks.size()) / m_marksOf)];
        if (shown.extra != plain || !m_rows.isBreak(shown.row))
            ++place.rows;
        else
            place.add(shown.row, m_rows.brief(shown.row));
    }
    if (m_marksTo < std::min(rows, m_marksOf)) {
        m_marksTimer.start(0);
        return;
    }
    const bool again = rows != m_marksOf;
    m_marks = std::exchange(m_newMarks, {});
    if (again)
        followMarks();
    Q_EMIT overviewChanged();
}

HistoryGround HistoryModel::ground() const
{
    HistoryGround ground;
    ground.list = m_rows.lastList();
    const int end = ground.list ? *ground.list : m_rows.end();
    for (int row = m_rows.begin(); row < end; ++row)
        m_rows.addTo(ground, row);
    if (end < m_rows.end()) {
        const HistoryItem list = m_rows.item(end);
        ground.listReceived = list.received;
        ground.listStream = list.streamId;
    }
    if (!m_rows.isEmpty())
        ground.since = m_rows.brief(ground.list ? end : end - 1).received;
    return ground;
}

int HistoryModel::rowAtTime(qint64 ms) const
{
    // Newest first. A clock that was set back makes this a good guess.
    const auto found = std::ranges::lower_bound(
        m_shown, ms, std::ranges::greater(), [this](const Shown &shown) { return m_rows.brief(shown.row).received; });
    return found == m_shown.end() ? int(m_shown.size()) - 1 : int(found - m_shown.begin());
}

int HistoryModel::nextBreakWithin(int row, qint64 from, qint64 to) const
{
    int newest = INT_MAX;
    int oldest = INT_MIN;
    qint64 at = m_timeline.origin();
    for (const HistoryPlace &place : m_timeline.places()) {
        if (at + m_timeline.step() > from && at <= to) {
            newest = std::min(newest, place.newest);
            oldest = std::max(oldest, place.oldest);
        }
        at += m_timeline.step();
    }
    if (newest > oldest)
        return -1;
    // A fold stands for several rows, and a resync that went well may be among them.
    const auto lastOf = [](const Shown &shown) { return shown.row - std::min(shown.extra, int(plain)) - 1; };
    const int current = row >= 0 && row < int(m_shown.size()) ? lastOf(m_shown[std::size_t(row)]) : INT_MIN;
    const auto firstFrom = [&](int begin, int end) {
        auto shown = std::ranges::lower_bound(m_shown, begin, {}, lastOf);
        for (; shown != m_shown.end() && shown->row <= end; ++shown) {
            for (int one = std::max(begin, shown->row); shown->extra <= plain && one <= std::min(end, lastOf(*shown)); ++one) {
                const HistoryRows::Brief brief = m_rows.brief(one);
                if (brief.isBreak() && brief.received >= from && brief.received <= to)
                    return int(shown - m_shown.begin());
            }
        }
        return -1;
    };
    const int next = current >= newest && current < oldest ? firstFrom(current + 1, oldest) : -1;
    return next >= 0 ? next : firstFrom(newest, oldest);
}

} // namespace Lockstep
