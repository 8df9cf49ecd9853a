// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/usertimeline.h"

#include "history/observation.h"

#include <algorithm>

namespace Lockstep::History {

UserTimeline::UserTimeline(QList<Row> stored, qint64 outageMs)
    : m_rows(stored.begin(), stored.end())
    , m_outage(outageMs)
    , m_graph(outageMs)
{
    for (int row = 0; row < size(); ++row) {
        index(row);
        if (m_rows[size_t(row)].update.kind == UpdateKind::Head)
            m_heads.push_back(row);
        watch(row);
        noteClaim(row);
        m_graph.append(nodeOf(m_rows[size_t(row)]));
    }
}

size_t UserTimeline::keyOf(const DeviceListUpdate &update, quint64 contentHash)
{
    if (update.kind == UpdateKind::SigningKeys)
        return qHash(contentHash, size_t(1));
    size_t key = qHash(update.deviceId, qHash(update.streamId));
    for (const StreamId &id : update.prevIds)
        key = qHash(id, key + 1);
    return key;
}

bool UserTimeline::isWatched(quint32 flags)
{
    return flags & (AwaitsVerdict | ResyncOpen | ResyncCounting | IgnoredOnly);
}

/// What the graph is told of it: nobody's word alone takes an update out of it that is known for sure.
Verdict UserTimeline::verdictFor(const Row &row)
{
    const bool isClaimed = (row.marks.flags & ClaimedVerdict) && !(row.marks.flags & Unconfirmed);
    return isClaimed && row.update.verdict == Verdict::Ignored ? Verdict::Unknown : row.update.verdict;
}

GraphNode UserTimeline::nodeOf(const Row &row) const
{
    GraphNode node;
    node.kind = row.update.kind;
    node.verdict = verdictFor(row);
    node.streamId = row.update.streamId;
    node.prevIds = row.update.prevIds;
    node.contentHash = row.contentHash;
    node.received = row.update.received;
    if (row.update.kind == UpdateKind::Resync)
        node.rowsAtEnd = int(row.marks.transaction);
    // Of an update without ids nothing can be said of what it follows.
    node.isOutside = !isBelieved(row.marks.flags) || (row.update.kind == UpdateKind::Update && row.update.streamId.isEmpty());
    node.serverWasHeard = row.marks.flags & ServerHeard;
    node.newSigningKey = row.marks.flags & NewSigningKey;
    node.isClaim = row.marks.flags & Unconfirmed;
    node.isVerdictClaimed = !node.isClaim && (row.marks.flags & ClaimedVerdict);
    return node;
}

void UserTimeline::index(int row)
{
    const DeviceListUpdate &update = this->row(row).update;
    if (!update.streamId.isEmpty() && isBelieved(this->row(row).marks.flags))
        ++m_byStreamId[qHash(update.streamId)];
    if (update.kind == UpdateKind::Update || update.kind == UpdateKind::SigningKeys) {
        std::vector<int> &rows = m_byKey[keyOf(update, this->row(row).contentHash)];
        rows.insert(std::upper_bound(rows.begin(), rows.end(), row), row);
    }
}

/// Before the row's ids, content hash or belief change.
void UserTimeline::unindex(int row)
{
    const DeviceListUpdate &update = this->row(row).update;
    if (!update.streamId.isEmpty() && isBelieved(this->row(row).marks.flags)) {
        const auto count = m_byStreamId.find(qHash(update.streamId));
        if (count != m_byStreamId.end() && --count.value() == 0)
            m_byStreamId.erase(count);
    }
    const auto known = m_byKey.find(keyOf(update, this->row(row).contentHash));
    if (known != m_byKey.end())
        std::erase(*known, row);
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

int UserTimeline::append(DeviceListUpdate update, const RowMarks &marks)
{
    const int row = size();
    update.n = row + 1;
    const quint64 hash = toGraphNode(update).contentHash;
    m_contents[row] = {update.displayName, update.keys};
    update.displayName = QString();
    update.keys = QJsonObject();
    if (m_hashesValid < row && m_byKey.contains(keyOf(update, hash)))
        outdate(m_hashesValid);
    m_rows.push_back({.update = update, .marks = marks, .contentHash = hash});
    index(row);
    if (update.kind == UpdateKind::Head)
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

void UserTimeline::replace(int index, DeviceListUpdate update, const RowMarks &marks)
{
    unindex(index);
    unwatch(index);
    std::erase(m_heads, index);
    update.n = index + 1;
    const quint64 hash = toGraphNode(update).contentHash;
    m_contents[index] = {update.displayName, update.keys};
    update.displayName = QString();
    update.keys = QJsonObject();
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
    at(index).marks.transaction = quint64(size());
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
    const Verdict verdict = verdictFor(at(index));
    at(index).marks = marks;
    if (before != isWatched(marks.flags)) {
        if (before)
            unwatch(index);
        else
            watch(index);
    }
    touch(index, OutlineChanged);
    if ((changed & NewSigningKey) || verdictFor(at(index)) != verdict)
        outdate(index);
    if (changed & (Unconfirmed | ClaimedVerdict))
        noteClaim(index);
    if (!(changed & (Unconfirmed | ClaimedVerdict)) || index >= m_graphValid)
        return;
    if (at(index).update.kind == UpdateKind::Resync) {
        outdate(index);
        return;
    }
    const GraphNode node = nodeOf(at(index));
    take(m_graph.setClaims(index, node.isClaim, node.isVerdictClaimed));
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

void UserTimeline::setContent(int index, const DeviceListUpdate &content)
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
    m_contents[index] = {content.displayName, content.keys};
    DeviceListUpdate whole = row.update;
    whole.displayName = content.displayName;
    whole.keys = content.keys;
    row.contentHash = toGraphNode(whole).contentHash;
    const bool repeated = !m_byKey.value(keyOf(row.update, row.contentHash)).empty();
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
    m_contents[index] = {};
    this->index(index);
    touch(index, ContentChanged);
    outdate(index);
}

qint64 UserTimeline::openGap() const
{
    return m_graph.openGap() + 1;
}

std::vector<int> UserTimeline::similar(const DeviceListUpdate &update, int limit) const
{
    std::vector<int> found;
    const quint64 hash = update.kind == UpdateKind::SigningKeys ? toGraphNode(update).contentHash : 0;
    const auto known = m_byKey.constFind(keyOf(update, hash));
    if (known == m_byKey.constEnd())
        return found;
    for (auto it = known->rbegin(); it != known->rend() && limit > 0; ++it, --limit) {
        const Row &other = row(*it);
        const bool same = update.kind == UpdateKind::SigningKeys
            ? other.update.kind == update.kind && other.contentHash == hash
            : other.update.kind == update.kind && other.update.deviceId == update.deviceId && other.update.streamId == update.streamId
                && other.update.prevIds == update.prevIds;
        if (same)
            found.push_back(*it);
    }
    return found;
}

std::vector<int> UserTimeline::flagged(quint32 flag) const
{
    std::vector<int> found;
    std::copy_if(m_watched.begin(), m_watched.end(), std::back_inserter(found), [&](int index) { return row(index).marks.flags & flag; });
    return found;
}

bool UserTimeline::hasStreamId(const StreamId &id) const
{
    return m_byStreamId.contains(qHash(id));
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
    touch(index, OutlineChanged);
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
    for (const auto &[index, change] : m_changes) {
        const Row &entry = row(index);
        changed.push_back(entry.update.n);
        if (!(change & (Added | ContentChanged))) {
            batch.outlines.append({.user = user, .update = entry.update, .marks = entry.marks});
            continue;
        }
        DeviceListUpdate whole = entry.update;
        const auto content = m_contents.find(index);
        if (content != m_contents.end()) {
            whole.displayName = content->second.displayName;
            whole.keys = content->second.keys;
        }
        if (change & Added)
            batch.added.append({.user = user, .update = whole, .marks = entry.marks, .contentHash = entry.contentHash});
        else
            batch.revised.append({.user = user, .update = whole, .marks = entry.marks, .contentHash = entry.contentHash});
    }
    if (!changed.empty())
        batch.openGaps.append({user, openGap()});
    m_changes.clear();
    m_contents.clear();
    return changed;
}

} // namespace Lockstep::History
