// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/retention/cutplace.h"

#include "history/observation.h"
#include "history/recording/usertimeline.h"

#include <algorithm>

namespace Lockstep::History {

namespace {

/// Places that are tried, each in time for all rows.
constexpr int mostTries = 8;

class CutFinder
{
public:
    CutFinder(const StoredTimeline &timeline, const UserHistory &history, qint64 outageMs)
        : m_rows(timeline.rows)
        , m_ground(timeline.ground)
        , m_history(history)
        , m_outageMs(outageMs)
        , m_whole(outageMs, timeline.ground.older)
    {
        m_nodes.reserve(size_t(m_rows.size()));
        int end = 0;
        for (const RowOutline &row : m_rows) {
            m_ends.push_back(end);
            m_nodes.push_back(UserTimeline::nodeOf(row, m_ground.first - 1));
            end = std::max(end, m_nodes.back().rowsAtEnd);
            m_whole.append(m_nodes.back());
        }
    }

    /// The first row that has to stay.
    int wanted(const KeepRules &rules, qint64 now) const
    {
        const auto firstSince = [&](qint64 time) {
            const auto found
                = std::find_if(m_rows.begin(), m_rows.end(), [&](const RowOutline &row) { return row.update.received >= time; });
            return int(found - m_rows.begin());
        };
        const int size = int(m_rows.size());
        int wanted = rules.ms > 0 ? firstSince(now - rules.ms) : 0;
        if (rules.rows > 0)
            wanted = std::max(wanted, size - int(std::min<qint64>(rules.rows, size)));
        int needed = firstNeeded();
        if (rules.rows > 0 && size > 2 * rules.rows)
            needed = std::max(needed, size - int(2 * rules.rows));
        return std::min({wanted, needed, firstSince(now - KeepRules::leastMs), size - 1});
    }

    /// At \a wanted or before it, not far if there is a choice.
    std::optional<Ground> find(int wanted) const
    {
        const int near = wanted - std::max(100, wanted / 8);
        std::vector<int> places;
        const auto add = [&](int place) {
            if (place > 0 && std::find(places.begin(), places.end(), place) == places.end())
                places.push_back(place);
        };
        std::vector<int> resyncs;
        for (int row = wanted; row > 0 && resyncs.size() < mostTries / 2; --row) {
            if (isWholeResync(row))
                resyncs.push_back(row);
        }
        for (const int row : resyncs) {
            if (row >= near)
                add(row);
        }
        for (int row = wanted; row > std::max(near, wanted - 4); --row)
            add(row);
        for (const int row : resyncs)
            add(row);
        for (int row = near; row > 0; row /= 2)
            add(row);
        if (places.size() > mostTries)
            places.resize(mostTries);
        for (const int place : places) {
            if (m_ends[size_t(place)] > place)
                continue; // a resync was under way
            if (auto ground = tried(place))
                return ground;
        }
        return std::nullopt;
    }

private:
    int indexOf(qint64 n) const { return int(n - m_ground.first); }

    int firstNeeded() const
    {
        int first = int(m_rows.size());
        const auto need = [&](qint64 n) {
            if (n >= m_ground.first)
                first = std::min(first, indexOf(n));
        };
        need(m_history.openGap);
        need(m_history.lastMalformed);
        need(m_history.droppedList);
        if (!m_history.mended.testFlag(Break::Rewound))
            need(m_history.lastRewound);
        if (!m_history.mended.testFlag(Break::Rebuilt))
            need(m_history.lastRebuilt);
        return first;
    }

    bool isWholeResync(int row) const
    {
        const RowOutline &entry = m_rows[row];
        return isSucceededResync(entry.update) && !entry.update.streamId.isEmpty() && isBelieved(entry.marks.flags)
            && !(entry.marks.flags & Unconfirmed);
    }

    std::optional<Ground> tried(int place) const
    {
        UpdateGraph gone(m_outageMs, m_ground.older);
        for (int row = 0; row < place; ++row)
            gone.append(m_nodes[size_t(row)]);
        Ground ground = m_ground;
        ground.first = m_ground.first + place;
        ground.older = gone.asOlder();
        if (!isSameWith(ground, place))
            return std::nullopt;
        for (int row = 0; row < place; ++row)
            ground.until = std::max(ground.until, m_rows[row].update.received);
        noteGap(ground, gone.openGap());
        return ground;
    }

    /// Whether of the rows from \a place on everything is said as it was.
    bool isSameWith(const Ground &ground, int place) const
    {
        UpdateGraph kept(m_outageMs, ground.older);
        for (int row = place; row < int(m_nodes.size()); ++row)
            kept.append(UserTimeline::nodeOf(m_rows[row], ground.first - 1));
        for (int row = 0; row < kept.size(); ++row) {
            if (kept.breaks(row) != m_whole.breaks(row + place) || !leadsToTheSame(kept.parents(row), m_whole.parents(row + place), place))
                return false;
        }
        const int before = m_whole.openGap(), now = kept.openGap();
        if (before >= place || now >= 0)
            return before == now + place;
        return (before >= 0 || m_whole.isOlderGapOpen()) == kept.isOlderGapOpen();
    }

    /// But for what leads to a row that goes.
    static bool leadsToTheSame(std::span<const int> now, std::span<const int> before, int place)
    {
        const auto at
            = [](std::span<const int> parents, size_t index) { return index < parents.size() ? parents[index] : UpdateGraph::notReceived; };
        for (size_t i = 0; i < std::max(now.size(), before.size()); ++i) {
            const int was = at(before, i), is = at(now, i);
            if (was >= place ? is != was - place : is != UpdateGraph::notReceived)
                return false;
        }
        return true;
    }

    void noteGap(Ground &ground, int gap) const
    {
        if (!ground.older.isGapOpen) {
            ground.gap = 0;
            ground.gapId = StreamId();
            ground.gapSeenMarked = false;
        } else if (gap >= 0) {
            ground.gap = m_ground.first + gap;
            ground.gapId = m_rows[gap].update.streamId;
            ground.gapSeenMarked = m_rows[gap].marks.flags & SeenMarked;
        }
    }

    const QList<RowOutline> &m_rows;
    const Ground &m_ground;
    const UserHistory &m_history;
    const qint64 m_outageMs;
    UpdateGraph m_whole;
    std::vector<GraphNode> m_nodes;
    std::vector<int> m_ends; ///< of each row: where the last of the resyncs before it ended
};

} // namespace

std::optional<Ground> findCut(
    const StoredTimeline &timeline, const UserHistory &history, const KeepRules &rules, qint64 now, qint64 outageMs)
{
    if (rules.isAll() || timeline.rows.size() < 2)
        return std::nullopt;
    const CutFinder finder(timeline, history, outageMs);
    const int wanted = finder.wanted(rules, now);
    return wanted > 0 ? finder.find(wanted) : std::nullopt;
}

} // namespace Lockstep::History
