// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/lookup/rowreplay.h"

#include "history/observation.h"
#include "history/recording/correlator.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace Lockstep::Logs {

namespace {

/// How far apart two sources may tell of one update: a row has the time of the first.
constexpr qint64 apartSpan = 10 * 60 * 1000;
/// Of what logs alone tell, the time is a line's.
constexpr qint64 sameSpan = 1000;

/// Whether two rows of one user can be the same entry by what they say of it, whatever their time and content.
bool hasSameIds(const DeviceListUpdate &one, const DeviceListUpdate &other)
{
    if (one.kind != other.kind)
        return false;
    if (one.kind == UpdateKind::Resync) // its end may be told by another source, or by a later line
        return one.streamId == other.streamId || one.streamId.isEmpty() || other.streamId.isEmpty();
    return one.deviceId == other.deviceId && one.streamId == other.streamId && one.prevIds == other.prevIds;
}

} // namespace

int countAlike(const DeviceListUpdate &row, const QList<DeviceListUpdate> &before)
{
    return int(std::count_if(before.begin(), before.end(),
        [&](const DeviceListUpdate &other) { return other.received == row.received && hasSameIds(other, row); }));
}

RowReplay::RowReplay(WantedRow wanted)
    : m_wanted(std::move(wanted))
    , m_contentHash(m_wanted.row.contentKnown ? toGraphNode(m_wanted.row).contentHash : 0)
    , m_timeline(QList<History::RowOutline>())
{
}

void RowReplay::take(int line, const History::Feed &feed, const History::Observation &what)
{
    if (std::visit([](const auto &value) { return value.user; }, what) != m_wanted.user)
        return;
    std::vector<int> touched;
    m_timeline.setTrace(&touched);
    History::Correlator correlator(m_timeline, feed, History::streamNumber(feed.stream), 0);
    std::visit([&](const auto &value) { correlator.apply(value); }, what);
    m_timeline.setTrace(nullptr);
    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    for (const int row : touched)
        m_tellings[row].push_back({.line = line, .observation = m_taken});
    ++m_taken;
}

bool RowReplay::isLike(const History::RowOutline &row) const
{
    const DeviceListUpdate &wanted = m_wanted.row, &told = row.update;
    const bool isOnlyLogs = wanted.sources == UpdateSources(UpdateSource::Log);
    if (told.received != 0 && std::abs(told.received - wanted.received) > (isOnlyLogs ? sameSpan : apartSpan))
        return false;
    // What a log tells without ids, another source may have told with them.
    if (told.kind == UpdateKind::Update && wanted.kind == told.kind && (row.marks.flags & (History::WithoutIds | History::IgnoredOnly)))
        return told.deviceId == wanted.deviceId;
    if (!hasSameIds(told, wanted))
        return false;
    return !told.contentKnown || m_contentHash == 0 || row.contentHash == m_contentHash;
}

/// The row that is the wanted one, or -1: that of its very time, of several the one that comes as often after others like it; else the
/// nearest. Of a log without times (0) the only one.
int RowReplay::find() const
{
    int found = -1, timeless = -1, toSkip = m_wanted.alikeBefore;
    bool isOnly = true;
    qint64 nearest = std::numeric_limits<qint64>::max();
    for (int row = 0; row < m_timeline.size(); ++row) {
        const History::RowOutline &told = m_timeline.row(row);
        const qint64 apart = std::abs(told.update.received - m_wanted.row.received);
        if ((told.update.received != 0 && apart > nearest) || !isLike(told))
            continue;
        if (told.update.received == 0) {
            isOnly = timeless < 0;
            timeless = row;
            continue;
        }
        if (apart < nearest) {
            nearest = apart;
            toSkip = m_wanted.alikeBefore;
            found = row;
        } else if (toSkip > 0) {
            --toSkip;
            found = row;
        }
    }
    return found < 0 && isOnly ? timeless : found;
}

std::vector<RowReplay::Telling> RowReplay::tellings() const
{
    const auto told = m_tellings.find(find());
    return told == m_tellings.end() ? std::vector<Telling>() : told->second;
}

bool RowReplay::isWhole() const
{
    const int row = find();
    if (row < 0)
        return false;
    const DeviceListUpdate &told = m_timeline.row(row).update, &wanted = m_wanted.row;
    const bool isKnown = told.contentKnown || !wanted.contentKnown;
    return (told.received == wanted.received || told.received == 0) && told.verdict == wanted.verdict && told.detail == wanted.detail
        && isKnown;
}

} // namespace Lockstep::Logs
