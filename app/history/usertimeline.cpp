// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/usertimeline.h"

#include "history/observation.h"

#include <algorithm>

namespace Lockstep::History {

UserTimeline::UserTimeline(QList<Row> stored)
    : m_rows(stored.begin(), stored.end())
{
    for (int row = 0; row < size(); ++row) {
        index(row);
        if (m_rows[size_t(row)].update.kind == UpdateKind::Head)
            m_heads.push_back(row);
        if (isWatched(m_rows[size_t(row)].marks.flags))
            m_watched.push_back(row);
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

GraphNode UserTimeline::nodeOf(const Row &row) const
{
    GraphNode node{.kind = row.update.kind,
        .verdict = row.update.verdict,
        .streamId = row.update.streamId,
        .prevIds = row.update.prevIds,
        .contentHash = row.contentHash};
    return node;
}

void UserTimeline::index(int row)
{
    const UpdateKind kind = this->row(row).update.kind;
    if (kind == UpdateKind::Update || kind == UpdateKind::SigningKeys) {
        std::vector<int> &rows = m_byKey[keyOf(this->row(row).update, this->row(row).contentHash)];
        rows.insert(std::upper_bound(rows.begin(), rows.end(), row), row);
    }
}

void UserTimeline::unindex(int row)
{
    const auto known = m_byKey.find(keyOf(this->row(row).update, this->row(row).contentHash));
    if (known != m_byKey.end())
        std::erase(*known, row);
}

int UserTimeline::append(DeviceListUpdate update, const RowMarks &marks)
{
    const int row = size();
    update.n = row + 1;
    const quint64 hash = toGraphNode(update).contentHash;
    m_contents[row] = {update.displayName, update.keys};
    update.displayName = QString();
    update.keys = QJsonObject();
    if (m_hashesOutdated && m_byKey.contains(keyOf(update, hash)))
        m_graphOutdated = true;
    m_rows.push_back({.update = update, .marks = marks, .contentHash = hash});
    index(row);
    if (update.kind == UpdateKind::Head)
        m_heads.push_back(row);
    if (isWatched(marks.flags))
        m_watched.push_back(row);
    touch(row, Added);
    if (!m_graphOutdated) {
        take(m_graph.append(nodeOf(at(row))));
        takeBreaks(row);
    }
    return row;
}

void UserTimeline::replace(int index, DeviceListUpdate update, const RowMarks &marks)
{
    unindex(index);
    std::erase(m_heads, index);
    update.n = index + 1;
    const quint64 hash = toGraphNode(update).contentHash;
    m_contents[index] = {update.displayName, update.keys};
    update.displayName = QString();
    update.keys = QJsonObject();
    update.breaks = at(index).update.breaks;
    at(index) = {.update = update, .marks = marks, .contentHash = hash};
    this->index(index);
    if (isWatched(marks.flags))
        m_watched.push_back(index);
    touch(index, ContentChanged);
    m_graphOutdated = true;
}

void UserTimeline::setVerdict(int index, Verdict verdict)
{
    if (at(index).update.verdict == verdict)
        return;
    at(index).update.verdict = verdict;
    touch(index, OutlineChanged);
    if (!m_graphOutdated)
        take(m_graph.setVerdict(index, verdict));
}

void UserTimeline::setResyncResult(int index, Verdict verdict, const StreamId &streamId)
{
    at(index).update.verdict = verdict;
    at(index).update.streamId = streamId;
    touch(index, OutlineChanged);
    if (!m_graphOutdated)
        take(m_graph.setResyncResult(index, verdict, streamId));
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
    at(index).marks = marks;
    if (before != isWatched(marks.flags)) {
        if (before)
            std::erase(m_watched, index);
        else
            m_watched.push_back(index);
    }
    touch(index, OutlineChanged);
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

void UserTimeline::addSource(int index, const QString &source, qint64 received, std::optional<bool> verified)
{
    DeviceListUpdate &update = at(index).update;
    if (!update.sources.contains(source)) {
        update.sources.append(source);
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
    (repeated ? m_graphOutdated : m_hashesOutdated) = true;
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
    return std::any_of(m_rows.rbegin(), m_rows.rend(), [&](const Row &row) { return row.update.streamId == id; });
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

void UserTimeline::rebuildGraph()
{
    m_graph = UpdateGraph();
    for (const Row &row : m_rows)
        m_graph.append(nodeOf(row));
    for (int row = 0; row < size(); ++row)
        takeBreaks(row);
    m_graphOutdated = false;
    m_hashesOutdated = false;
}

std::vector<qint64> UserTimeline::collect(const UserId &user, Batch &batch)
{
    if (m_graphOutdated)
        rebuildGraph();
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
    m_changes.clear();
    m_contents.clear();
    return changed;
}

} // namespace Lockstep::History
