// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/recording/usertimeline.h"

#include "domain/contenthash.h"
#include "history/observation.h"

#include <algorithm>
#include <utility>

namespace Lockstep::History {

UserTimeline::UserTimeline(QList<Row> stored, qint64 outageMs, Ground ground)
    : m_ground(std::move(ground))
    , m_outage(outageMs)
    , m_graph(outageMs, m_ground.older)
{
    m_rows.reserve(size_t(stored.size()));
    for (Row &row : stored)
        appendStored(std::move(row));
}

void UserTimeline::appendStored(Row stored)
{
    const int row = size();
    m_rows.push_back(std::move(stored));
    index(row);
    if (m_rows[size_t(row)].update.kind == UpdateKind::Head)
        m_heads.push_back(row);
    watch(row);
    noteClaim(row);
    m_graph.append(nodeOf(m_rows[size_t(row)]));
}

/// What the graph is told of it: nobody's word alone takes an update out of it that is known for sure.
Verdict UserTimeline::verdictFor(const Row &row)
{
    const bool isClaimed = (row.marks.flags & ClaimedVerdict) && !(row.marks.flags & Unconfirmed);
    return isClaimed && row.update.verdict == Verdict::Ignored ? Verdict::Unknown : row.update.verdict;
}

GraphNode UserTimeline::nodeOf(const Row &row, qint64 before)
{
    GraphNode node;
    node.kind = row.update.kind;
    node.verdict = verdictFor(row);
    node.streamId = row.update.streamId;
    node.prevIds = row.update.prevIds;
    node.contentHash = row.contentHash;
    node.received = row.update.received;
    if (row.update.kind == UpdateKind::Resync)
        node.rowsAtEnd = int(std::max<qint64>(qint64(row.marks.transaction) - before, 0));
    // Of an update without ids nothing can be said of what it follows.
    node.isOutside = !isBelieved(row.marks.flags) || (row.update.kind == UpdateKind::Update && row.update.streamId.isEmpty());
    node.serverWasHeard = row.marks.flags & ServerHeard;
    node.newSigningKey = row.marks.flags & NewSigningKey;
    node.isClaim = row.marks.flags & Unconfirmed;
    node.isVerdictClaimed = !node.isClaim && (row.marks.flags & ClaimedVerdict);
    node.isTold = !node.isClaim && (row.marks.flags & Told);
    return node;
}

void UserTimeline::touch(int index, Change change, bool isTold)
{
    if (m_trace && isTold)
        m_trace->push_back(index);
    m_changes.resize(m_rows.size(), 0);
    if (m_telling != 0)
        tell(index);
    if (m_shared)
        m_shared->lowest = std::min(m_shared->lowest, index);
    if (m_changes[size_t(index)] == 0)
        m_changed.push_back(index);
    m_changes[size_t(index)] |= change;
}

/// Takes name and keys out of an update whose row is to be written. Returns its content's hash.
quint64 UserTimeline::keepContent(int row, DeviceListUpdate &update, QByteArray &&canonicalKeys)
{
    if (update.contentKnown && canonicalKeys.isNull())
        canonicalKeys = Lockstep::canonicalKeys(update);
    const quint64 hash = update.contentKnown ? contentHash(update, canonicalKeys) : 0;
    if (update.displayName.isNull() && update.keys.isEmpty()) {
        m_contents.erase(row);
        return hash;
    }
    m_contents[row] = {std::exchange(update.displayName, {}), std::exchange(update.keys, {}), std::move(canonicalKeys)};
    return hash;
}

void UserTimeline::watch(int row)
{
    if (!isWatched(this->row(row).marks.flags))
        return;
    m_watched.push_back(row);
    if (m_watched.size() > 2 * maxWatched)
        m_watched.erase(m_watched.begin(), m_watched.end() - std::ptrdiff_t(maxWatched));
}

void UserTimeline::unwatch(int row)
{
    std::erase(m_watched, row);
}

int UserTimeline::append(DeviceListUpdate update, const RowMarks &marks, QByteArray canonicalKeys)
{
    const int row = size();
    update.n = row + m_ground.first;
    const quint64 hash = keepContent(row, update, std::move(canonicalKeys));
    if (m_hashesValid < row && newestOf(keyOf(update, hash)) != none)
        outdate(m_hashesValid);
    m_rows.push_back({.update = std::move(update), .marks = marks, .contentHash = hash});
    index(row);
    if (this->row(row).update.kind == UpdateKind::Head)
        m_heads.push_back(row);
    watch(row);
    noteClaim(row);
    touch(row, Added);
    if (m_graphValid > row) {
        take(m_graph.append(nodeOf(at(row))));
        takeBreaks(row);
    }
    return row;
}

void UserTimeline::replace(int index, DeviceListUpdate update, const RowMarks &marks, QByteArray canonicalKeys)
{
    unindex(index);
    unwatch(index);
    std::erase(m_heads, index);
    update.n = index + m_ground.first;
    const quint64 hash = keepContent(index, update, std::move(canonicalKeys));
    update.breaks = at(index).update.breaks;
    at(index) = {.update = update, .marks = marks, .contentHash = hash};
    this->index(index);
    watch(index);
    noteClaim(index);
    touch(index, ContentChanged);
    outdate(index);
}

void UserTimeline::setVerdict(int index, Verdict verdict)
{
    if (at(index).update.verdict == verdict)
        return;
    const Verdict before = verdictFor(at(index));
    at(index).update.verdict = verdict;
    touch(index, OutlineChanged);
    const Verdict now = verdictFor(at(index));
    const bool moves = before != now && (before == Verdict::Ignored || now == Verdict::Ignored);
    // A log tells of many ignored ones at once: what lies behind them is placed anew when all of it is there.
    if (moves && index + 1 < size())
        outdate(index);
    else if (index < m_graphValid)
        take(m_graph.setVerdict(index, now));
}

void UserTimeline::setResyncResult(int index, Verdict verdict, const StreamId &streamId, bool isClaim)
{
    unindex(index);
    at(index).update.verdict = verdict;
    at(index).update.streamId = streamId;
    at(index).marks.transaction = quint64(size() + before());
    at(index).marks.flags = (at(index).marks.flags & ~quint32(Unconfirmed)) | (isClaim ? quint32(Unconfirmed) : 0);
    this->index(index);
    noteClaim(index);
    touch(index, OutlineChanged);
    if (index + 1 < size())
        outdate(index);
    else if (index < m_graphValid)
        take(m_graph.setResyncResult(index, verdict, streamId, isClaim));
}

void UserTimeline::setDetail(int index, const QString &detail)
{
    at(index).update.detail = detail;
    touch(index, OutlineChanged);
}

void UserTimeline::setMarks(int index, const RowMarks &marks)
{
    if (at(index).marks == marks)
        return;
    const bool before = isWatched(at(index).marks.flags);
    const quint32 changed = at(index).marks.flags ^ marks.flags;
    const bool isTold = (marks.flags & ~at(index).marks.flags) != 0;
    const Verdict verdict = verdictFor(at(index));
    at(index).marks = marks;
    if (before != isWatched(marks.flags)) {
        if (before)
            unwatch(index);
        else
            watch(index);
    }
    touch(index, OutlineChanged, isTold);
    if ((changed & NewSigningKey) || verdictFor(at(index)) != verdict)
        outdate(index);
    if (changed & (Unconfirmed | ClaimedVerdict))
        noteClaim(index);
    if (!(changed & (Unconfirmed | ClaimedVerdict | Told)) || index >= m_graphValid)
        return;
    if (at(index).update.kind == UpdateKind::Resync) {
        outdate(index);
        return;
    }
    const GraphNode node = nodeOf(at(index));
    take(m_graph.setClaims(index, node.isClaim, node.isVerdictClaimed, node.isTold));
}

void UserTimeline::addFlags(int index, quint32 flags)
{
    RowMarks marks = at(index).marks;
    marks.flags |= flags;
    setMarks(index, marks);
}

void UserTimeline::clearFlags(int index, quint32 flags)
{
    RowMarks marks = at(index).marks;
    marks.flags &= ~flags;
    setMarks(index, marks);
}

void UserTimeline::addSource(int index, UpdateSource source, qint64 received, std::optional<bool> verified)
{
    DeviceListUpdate &update = at(index).update;
    if (!update.sources.testFlag(source)) {
        update.sources |= source;
        touch(index, OutlineChanged);
    }
    if (received != 0 && received < update.received) {
        update.received = received;
        touch(index, OutlineChanged);
    }
    if (verified && update.verified != verified) {
        update.verified = verified;
        touch(index, OutlineChanged);
    }
}

void UserTimeline::setContent(int index, const DeviceListUpdate &content, QByteArray canonicalKeys)
{
    if (!content.contentKnown && !at(index).update.streamId.isEmpty())
        return;
    unindex(index);
    Row &row = at(index);
    const bool changesIds = row.update.streamId != content.streamId || row.update.prevIds != content.prevIds;
    row.update.streamId = content.streamId;
    row.update.prevIds = content.prevIds;
    row.update.deviceId = content.deviceId;
    row.update.deleted = content.deleted;
    row.update.contentKnown = content.contentKnown;
    DeviceListUpdate whole = row.update;
    whole.displayName = content.displayName;
    whole.keys = content.keys;
    row.contentHash = keepContent(index, whole, std::move(canonicalKeys));
    const bool repeated = newestOf(keyOf(row.update, row.contentHash)) != none;
    this->index(index);
    touch(index, ContentChanged);
    // The graph looks at content only to tell a duplicate, which has the same ids.
    if (repeated || changesIds)
        outdate(index);
    else
        m_hashesValid = std::min(m_hashesValid, index);
}

void UserTimeline::adopt(int index, UpdateSource source)
{
    unindex(index);
    Row &row = at(index);
    row.marks.flags &= ~quint32(Unproven);
    row.update.sources = source;
    row.update.contentKnown = false;
    row.update.deleted = false;
    row.update.verified = std::nullopt;
    row.contentHash = 0;
    m_contents.erase(index);
    this->index(index);
    touch(index, ContentChanged);
    outdate(index);
}

qint64 UserTimeline::openGap() const
{
    const int gap = m_graph.openGap();
    if (gap >= 0)
        return gap + m_ground.first;
    return m_graph.isOlderGapOpen() ? m_ground.gap : 0;
}

void UserTimeline::take(const std::vector<int> &changed)
{
    for (const int index : changed)
        takeBreaks(index);
}

void UserTimeline::takeBreaks(int index)
{
    const Breaks breaks = m_graph.breaks(index);
    if (at(index).update.breaks == breaks)
        return;
    at(index).update.breaks = breaks;
    touch(index, OutlineChanged, false);
}

/// What lies before the first row that changed stays; the rest is placed anew.
void UserTimeline::updateGraph()
{
    if (m_graphValid >= size())
        return;
    std::vector<int> older = m_graph.truncate(m_graphValid);
    for (int row = m_graph.size(); row < size(); ++row) {
        const std::vector<int> changed = m_graph.append(nodeOf(at(row)));
        std::copy_if(changed.begin(), changed.end(), std::back_inserter(older), [&](int other) { return other < m_graphValid; });
    }
    take(older);
    for (int row = m_graphValid; row < size(); ++row)
        takeBreaks(row);
    if (m_hashesValid >= m_graphValid)
        m_hashesValid = std::numeric_limits<int>::max();
    m_graphValid = std::numeric_limits<int>::max();
}

std::vector<qint64> UserTimeline::collect(const UserId &user, Batch &batch)
{
    updateGraph();
    std::vector<qint64> changed;
    changed.reserve(m_changed.size());
    std::sort(m_changed.begin(), m_changed.end());
    for (const int index : m_changed) {
        const Row &entry = row(index);
        const quint8 change = m_changes[size_t(index)];
        changed.push_back(entry.update.n);
        if (!(change & (Added | ContentChanged))) {
            batch.outlines.append({.user = user, .update = entry.update, .marks = entry.marks, .shared = takeShared(index)});
            continue;
        }
        DeviceListUpdate whole = entry.update;
        QByteArray canonical;
        if (const auto content = m_contents.find(index); content != m_contents.end()) {
            whole.displayName = std::move(content->second.displayName);
            whole.keys = std::move(content->second.keys);
            canonical = std::move(content->second.canonicalKeys);
        }
        if (change & Added)
            batch.added.append({.user = user,
                .update = std::move(whole),
                .marks = entry.marks,
                .contentHash = entry.contentHash,
                .shared = takeShared(index),
                .canonicalKeys = std::move(canonical)});
        else
            batch.revised.append({.user = user,
                .update = std::move(whole),
                .marks = entry.marks,
                .contentHash = entry.contentHash,
                .shared = takeShared(index),
                .canonicalKeys = std::move(canonical)});
    }
    if (!changed.empty())
        batch.openGaps.append({user, openGap()});
    if (m_shared && !changed.empty())
        batch.revisions.append({user, m_shared->revision++});
    for (const int index : m_changed)
        m_changes[size_t(index)] = 0;
    m_changed.clear();
    m_contents.clear();
    return changed;
}

} // namespace Lockstep::History
