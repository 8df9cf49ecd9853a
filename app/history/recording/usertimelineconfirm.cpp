// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What somebody else could have written, and what the homeserver's database makes of it.

#include "history/observation.h"
#include "history/recording/usertimeline.h"

#include <QSet>

#include <algorithm>
#include <optional>

namespace Lockstep::History {

void UserTimeline::noteClaim(int row)
{
    const Row &entry = this->row(row);
    if ((entry.marks.flags & Unconfirmed) && isSucceededResync(entry.update))
        m_claims.insert(row);
    else if (!m_claims.empty())
        m_claims.erase(row);
}

bool UserTimeline::endedBefore(int resync, int index) const
{
    return resync < index && row(resync).marks.transaction <= quint64(index + before());
}

/// Whether the database's list holds what the newest gap lacks that counts and that this resync would heal: before it, the database's head
/// was a list's, too.
bool UserTimeline::reachesOpenGap(const StreamId &head, int resync)
{
    updateGraph();
    const qint64 open = openGap();
    if (open == 0)
        return true;
    const int gap = int(open - m_ground.first);
    if (gap >= 0 && endedBefore(resync, gap))
        return true;
    const StreamId id = gap >= 0 ? row(gap).update.streamId : m_ground.gapId;
    const auto list = head.toInteger(), lost = id.toInteger();
    return head == id || (list && lost && *list >= *lost);
}

bool UserTimeline::confirm(const StreamId &head)
{
    updateGraph();
    // Received for sure are the head, and what an update names that was applied. What another one names was lost, perhaps.
    QSet<StreamId> wanted{head}, received{head}, lists{head};
    bool changed = false;
    const int oldest = std::max(0, size() - int(maxWatched));
    std::optional<QSet<StreamId>> told; // by what nobody else could have written
    const auto isToldElsewhere = [&](const StreamId &id) {
        if (!told) {
            told.emplace();
            for (int index = oldest; index < size(); ++index) {
                const quint32 flags = row(index).marks.flags;
                if (row(index).update.kind == UpdateKind::Update && isBelieved(flags) && (flags & Told) && !(flags & Unconfirmed))
                    told->insert(row(index).update.streamId);
            }
        }
        return told->contains(id);
    };
    const bool isAll = openGap() > 0 || (!m_claims.empty() && *m_claims.rbegin() >= oldest);
    for (int index = size() - 1; index >= oldest && !wanted.isEmpty(); --index) {
        const DeviceListUpdate &update = row(index).update;
        const quint32 flags = row(index).marks.flags;
        if (update.kind != UpdateKind::Update || !isBelieved(flags) || !wanted.contains(update.streamId))
            continue;
        if ((flags & Unconfirmed) && isToldElsewhere(update.streamId))
            continue; // another row of that id is what came
        wanted.remove(update.streamId);
        if ((flags & Unconfirmed) && !received.contains(update.streamId))
            continue;
        const bool isClaim = flags & (Unconfirmed | ClaimedVerdict);
        if (!isClaim && !isAll)
            continue; // and so were those before it
        const QSet<StreamId> named(update.prevIds.begin(), update.prevIds.end());
        wanted.unite(named);
        if (!(flags & Told) || update.verdict == Verdict::Applied)
            received.unite(named);
        lists.unite(named);
        if (!isClaim)
            continue;
        clearFlags(index, update.verdict == Verdict::Ignored ? quint32(Unconfirmed) : quint32(Unconfirmed | ClaimedVerdict));
        changed = true;
    }
    for (auto claim = m_claims.lower_bound(oldest); claim != m_claims.end();) {
        const int resync = *claim++; // which takes it out
        if (!lists.contains(row(resync).update.streamId) || !reachesOpenGap(head, resync))
            continue;
        clearFlags(resync, Unconfirmed);
        changed = true;
    }
    return changed;
}

bool UserTimeline::confirmMarked()
{
    bool changed = false;
    for (int index = size() - 1; index >= std::max(0, size() - int(maxWatched)); --index) {
        const Row &entry = row(index);
        if (isSucceededResync(entry.update) && !(entry.marks.flags & Unconfirmed))
            break;
        const bool isGap = (entry.update.breaks & Break::Gap) && !(entry.marks.flags & Unconfirmed);
        if (entry.update.kind != UpdateKind::Update || (entry.update.verdict != Verdict::Resync && !isGap)
            || (entry.marks.flags & SeenMarked))
            continue;
        RowMarks marks = entry.marks;
        marks.flags = (marks.flags & ~quint32(Unconfirmed)) | SeenMarked;
        setMarks(index, marks);
        changed = true;
    }
    return changed;
}

bool UserTimeline::confirmFetched()
{
    if (m_claims.empty())
        return false;
    updateGraph();
    const int resync = *m_claims.rbegin();
    const qint64 open = openGap();
    if (open > 0 && open < m_ground.first) {
        if (m_ground.gapSeenMarked)
            clearFlags(resync, Unconfirmed);
        return m_ground.gapSeenMarked;
    }
    int asked = open > 0 ? int(open - m_ground.first) : none;
    // Where nothing was lost, the newest that was reason for a mark.
    for (int index = size() - 1; asked < 0 && index >= std::max(0, size() - int(maxWatched)); --index) {
        if (isSucceededResync(row(index).update) && !m_claims.contains(index))
            return false;
        if (row(index).update.kind == UpdateKind::Update && row(index).update.verdict == Verdict::Resync)
            asked = index;
    }
    if (asked < 0 || !(row(asked).marks.flags & SeenMarked) || endedBefore(resync, asked))
        return false;
    clearFlags(resync, Unconfirmed);
    return true;
}

bool UserTimeline::confirmResync(const StreamId &streamId, UpdateSource source)
{
    if (m_claims.empty() || streamId.isEmpty() || row(*m_claims.rbegin()).update.streamId != streamId)
        return false;
    const int resync = *m_claims.rbegin();
    addSource(resync, source, 0, std::nullopt);
    clearFlags(resync, Unconfirmed);
    return true;
}

} // namespace Lockstep::History
