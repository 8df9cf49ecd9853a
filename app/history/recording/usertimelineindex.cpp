// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// How rows of a timeline are found.

#include "history/observation.h"
#include "history/recording/usertimeline.h"

#include <algorithm>

namespace Lockstep::History {

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

void UserTimeline::index(int row)
{
    const DeviceListUpdate &update = this->row(row).update;
    if (!update.streamId.isEmpty() && isBelieved(this->row(row).marks.flags))
        ++m_byStreamId[qHash(update.streamId)];
    m_olderByKey.resize(m_rows.size(), none);
    if (update.kind != UpdateKind::Update && update.kind != UpdateKind::SigningKeys)
        return;
    auto newest = m_newestByKey.find(keyOf(update, this->row(row).contentHash));
    if (newest == m_newestByKey.end())
        newest = m_newestByKey.insert(keyOf(update, this->row(row).contentHash), none);
    int *place = &newest.value();
    while (*place > row)
        place = &m_olderByKey[size_t(*place)];
    m_olderByKey[size_t(row)] = *place;
    *place = row;
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
    const bool isIndexed = update.kind == UpdateKind::Update || update.kind == UpdateKind::SigningKeys;
    const auto newest = isIndexed ? m_newestByKey.find(keyOf(update, this->row(row).contentHash)) : m_newestByKey.end();
    if (newest == m_newestByKey.end())
        return;
    int *place = &newest.value();
    while (*place > row)
        place = &m_olderByKey[size_t(*place)];
    if (*place != row)
        return;
    *place = m_olderByKey[size_t(row)];
    if (newest.value() == none)
        m_newestByKey.erase(newest);
}

std::vector<int> UserTimeline::similar(const DeviceListUpdate &update, int limit) const
{
    std::vector<int> found;
    const quint64 hash = update.kind == UpdateKind::SigningKeys ? toGraphNode(update).contentHash : 0;
    for (int index = newestOf(keyOf(update, hash)); index != none && limit > 0; index = m_olderByKey[size_t(index)], --limit) {
        const Row &other = row(index);
        const bool same = update.kind == UpdateKind::SigningKeys
            ? other.update.kind == update.kind && other.contentHash == hash
            : other.update.kind == update.kind && other.update.deviceId == update.deviceId && other.update.streamId == update.streamId
                && other.update.prevIds == update.prevIds;
        if (same)
            found.push_back(index);
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

} // namespace Lockstep::History
