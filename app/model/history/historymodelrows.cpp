// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/history/historymodelrows.h"

#include <algorithm>
#include <utility>

namespace Lockstep {

using namespace Qt::StringLiterals;

Lanes::Kind HistoryRows::laneKind(UpdateKind kind)
{
    switch (kind) {
    case UpdateKind::Resync:
    case UpdateKind::Head:
        return Lanes::Kind::Station;
    case UpdateKind::SigningKeys:
        return Lanes::Kind::Aside;
    case UpdateKind::Update:
        break;
    }
    return Lanes::Kind::Node;
}

namespace {
/// Whether nothing is made of it, as History::Recorder says: only a request told it that nothing proves to be the sender's.
bool isUnproven(const DeviceListUpdate &update)
{
    return update.verified == false || (!update.verified && update.sources == UpdateSource::Tap);
}
} // namespace

quint32 HistoryRows::Strings::add(const QString &text)
{
    if (text.isNull())
        return 0;
    const auto found = m_index.constFind(text);
    if (found != m_index.constEnd())
        return found.value();
    const auto index = quint32(m_texts.size());
    m_texts.append(text);
    m_index.insert(text, index);
    return index;
}

std::size_t HistoryRows::Strings::memory() const
{
    std::size_t bytes = std::size_t(m_texts.capacity()) * sizeof(QString) + std::size_t(m_index.capacity()) * 48;
    for (const QString &text : m_texts)
        bytes += std::size_t(text.capacity()) * 2 + 24;
    return bytes;
}

HistoryRows::Entry &HistoryRows::at(int row)
{
    return row >= 0 ? m_older[std::size_t(row)] : m_newer[std::size_t(-1 - row)];
}

qint64 HistoryRows::newest() const
{
    return isEmpty() ? 0 : at(begin()).n;
}

qint64 HistoryRows::oldest() const
{
    return isEmpty() ? 0 : at(end() - 1).n;
}

HistoryRows::StreamKey HistoryRows::key(const StreamId &id)
{
    const auto number = id.toInteger();
    if (number && *number >= 0)
        return *number;
    const auto found = m_streamIndex.constFind(id.toString());
    if (found != m_streamIndex.constEnd())
        return found.value();
    const StreamKey made = -1 - m_streams.size();
    m_streams.append(id.toString());
    m_streamIndex.insert(id.toString(), made);
    return made;
}

StreamId HistoryRows::stream(StreamKey key) const
{
    return key >= 0 ? StreamId(key) : StreamId(m_streams[qsizetype(-1 - key)]);
}

HistoryRows::Entry HistoryRows::entryOf(const DeviceListUpdate &update)
{
    quint8 flags = 0;
    if (update.contentKnown)
        flags |= ContentKnown;
    if (update.deleted)
        flags |= Deleted;
    if (isUnproven(update))
        flags |= NotVerified;
    else if (update.verified)
        flags |= Verified;
    const quint32 device = update.deviceId.isEmpty() ? 0 : m_devices.add(update.deviceId.toString());
    if (m_ends.size() <= device)
        m_ends.resize(device + 1);
    return {.n = update.n,
        .received = update.received,
        .stream = key(update.streamId),
        .device = device,
        .name = m_names.add(update.displayName),
        .older = noRow,
        .changes = 0,
        .breaks = quint16(update.breaks.toInt()),
        .kind = update.kind,
        .verdict = update.verdict,
        .flags = flags};
}

HistoryRows::Content HistoryRows::contentOf(const DeviceListUpdate &update)
{
    Content content;
    content.name = m_names.add(update.displayName);
    content.deleted = update.deleted;
    QJsonObject keys = update.keys;
    const QJsonObject signatures = keys.take("signatures"_L1).toObject();
    // The sender may leave out, or repeat, the name here; it is compared by itself.
    keys.remove("unsigned"_L1);
    const QJsonValue allKeys = keys.take("keys"_L1); // whatever it is
    content.keys = qHash(allKeys);
    const QJsonObject publicKeys = allKeys.toObject();
    content.others = qHash(keys);
    content.signatureHash = qHash(signatures);
    for (auto key = publicKeys.begin(); key != publicKeys.end(); ++key) {
        if (key.key().startsWith("ed25519:"_L1))
            content.ed25519 ^= qHash(QString(key.key() + u'=' + key.value().toString()));
        else if (key.key().startsWith("curve25519:"_L1))
            content.curve25519 ^= qHash(QString(key.key() + u'=' + key.value().toString()));
    }
    for (const auto &bySigner : signatures)
        content.signatures += int(bySigner.toObject().size());
    return content;
}

HistoryChanges HistoryRows::compare(const Content &before, const Content &after)
{
    if (after.deleted)
        return before.deleted ? HistoryChange::Same : HistoryChange::Removed;
    HistoryChanges changes;
    if (before.deleted)
        return HistoryChange::Returned;
    if (!before.whole || !after.whole)
        return before.hash != 0 && before.hash == after.hash ? HistoryChange::Same : HistoryChange::NotYetKnown;
    if (before.name != after.name)
        changes |= HistoryChange::Renamed;
    const auto hasKeys = [](const Content &content) { return content.ed25519 != 0 || content.curve25519 != 0; };
    if (hasKeys(before) != hasKeys(after)) {
        changes |= hasKeys(after) ? HistoryChange::KeysAdded : HistoryChange::KeysGone;
    } else if (before.keys != after.keys) {
        changes |= HistoryChange::KeysChanged;
        if (before.ed25519 != after.ed25519)
            changes |= HistoryChange::Ed25519Changed;
        if (before.curve25519 != after.curve25519)
            changes |= HistoryChange::Curve25519Changed;
    } else if (before.signatureHash != after.signatureHash) {
        changes |= after.signatures > before.signatures ? HistoryChange::Signed : HistoryChange::SignaturesChanged;
        if (after.signatures < before.signatures)
            changes |= HistoryChange::SignatureRemoved;
    }
    // Those of a device that had no keys come with them.
    if (before.others != after.others && hasKeys(before) == hasKeys(after))
        changes |= HistoryChange::OthersChanged;
    return changes ? changes : HistoryChange::Same;
}

int HistoryRows::makeGhost(StreamKey stream, GapState state)
{
    // One missing update is one place, however many name it.
    if (const auto known = m_ghostsOf.constFind(stream); known != m_ghostsOf.constEnd()) {
        if (state == GapState::ArrivedLater)
            m_ghosts[std::size_t(*known)].state = state;
        return Lanes::ghost(*known);
    }
    const int id = int(m_ghosts.size());
    m_ghosts.push_back({stream, state});
    m_ghostsOf.insert(stream, id);
    return Lanes::ghost(id);
}

int HistoryRows::wait(StreamKey stream, int row, int index)
{
    Waiting &waiting = m_waiting[stream];
    if (waiting.edges.empty()) {
        waiting.id = m_nextPending++;
        m_pendingStreams.insert(waiting.id, stream);
    }
    waiting.edges.emplace_back(row, index);
    return Lanes::pending(waiting.id);
}

int HistoryRows::newestNaming(StreamKey stream) const
{
    return m_rowsOf.find(stream, [this](int row) { return at(row).stream; });
}

void HistoryRows::indexRow(int row)
{
    if (at(row).kind != UpdateKind::SigningKeys && !(at(row).flags & NotVerified))
        m_rowsOf.add(at(row).stream, row, row < 0, [this](int other) { return at(other).stream; });
}

/// Whether nothing lies between the two but resyncs: these stand on the line from one to the other.
bool HistoryRows::isNext(int newer, int older) const
{
    constexpr int longestRun = 64;
    if (older - newer > longestRun)
        return false;
    for (int row = newer + 1; row < older; ++row) {
        if (at(row).kind != UpdateKind::Resync)
            return false;
    }
    return true;
}

void HistoryRows::noteChild(int parent, int child)
{
    quint8 &flags = at(parent).flags;
    // A resync goes on from the row before it without being named by the sender.
    const bool other = at(child).kind == UpdateKind::Update && ((flags & NamedChild) || !isNext(child, parent));
    flags = quint8(flags | HasChild | (at(child).kind == UpdateKind::Update ? NamedChild : 0) | (other ? OtherChildren : 0));
}

void HistoryRows::settle(int row, const Waiting &waiting)
{
    for (const auto &[child, index] : waiting.edges) {
        m_lanes.resolve(child, index, row);
        noteChild(row, child);
    }
    m_pendingStreams.remove(waiting.id);
}

std::vector<int> HistoryRows::olderParents(const DeviceListUpdate &update, int row)
{
    std::vector<int> parents;
    if (update.kind == UpdateKind::Resync || update.kind == UpdateKind::Head) {
        if (m_waitingForNext.edges.empty())
            m_waitingForNext.id = m_nextPending++;
        m_waitingForNext.edges.emplace_back(row, 0);
        return {Lanes::pending(m_waitingForNext.id)};
    }
    if (update.kind == UpdateKind::SigningKeys || isUnproven(update))
        return parents;
    const qsizetype count = std::min<qsizetype>(update.prevIds.size(), maxParents);
    for (qsizetype i = 0; i < count; ++i) {
        const StreamKey named = key(update.prevIds[i]);
        // With one prev_id the break says which one is missing; with several it shows when the whole history is here.
        if (update.breaks.testFlag(Break::Gap) && count == 1)
            parents.push_back(makeGhost(named, GapState::NeverReceived));
        else if (update.breaks.testFlag(Break::OutOfOrder) && newestNaming(named) != HistoryRowIndex::none)
            parents.push_back(makeGhost(named, GapState::ArrivedLater));
        else
            parents.push_back(wait(named, row, int(i)));
    }
    return parents;
}

void HistoryRows::reserve(qint64 rows)
{
    m_older.reserve(std::size_t(std::clamp<qint64>(rows, 0, mostReserved)));
}

void HistoryRows::appendOlder(const DeviceListUpdate &update)
{
    appendOlder(update, std::nullopt);
}

void HistoryRows::appendOlder(const UpdateOutline &outline)
{
    appendOlder(outline.update, outline.contentHash);
}

void HistoryRows::appendOlder(const DeviceListUpdate &update, const std::optional<quint64> &contentHash)
{
    const int row = end();
    m_older.push_back(entryOf(update));
    Entry &entry = m_older.back();
    if (entry.kind == UpdateKind::Resync)
        m_oldestResync = row;
    if (!update.detail.isEmpty())
        m_details.insert(row, update.detail);
    noteGround(row);
    // Taken out before the row's own parents are noted: a placeholder sender may name its own stream_id, which means rows further down.
    Waiting byStream;
    Waiting byPlace;
    if (entry.kind != UpdateKind::SigningKeys && !(entry.flags & NotVerified)) {
        byStream = m_waiting.take(entry.stream);
        byPlace = std::exchange(m_waitingForNext, {});
    }
    m_lanes.appendOlder(olderParents(update, row), isUnproven(update) ? Lanes::Kind::Aside : laneKind(update.kind));
    indexRow(row);
    settle(row, byStream);
    settle(row, byPlace);
    if (entry.kind != UpdateKind::Update || (entry.flags & NotVerified))
        return;
    if (!update.contentKnown) {
        entry.changes = quint16(HistoryChange::ContentUnknown);
        return;
    }
    DeviceEnds &ends = m_ends[entry.device];
    const Content content
        = contentHash ? Content{.whole = false, .hash = *contentHash, .name = entry.name, .deleted = update.deleted} : contentOf(update);
    if (ends.known) {
        Entry &newer = at(ends.oldestRow);
        newer.changes = quint16(compare(content, ends.oldest).toInt());
        newer.older = row;
    } else {
        ends.newest = content;
        ends.newestRow = row;
    }
    ends.known = true;
    ends.oldest = content;
    ends.oldestRow = row;
    entry.changes = quint16(HistoryChange::NotYetKnown);
}

std::vector<int> HistoryRows::newerParents(const DeviceListUpdate &update)
{
    std::vector<int> parents;
    if (update.kind == UpdateKind::SigningKeys || isUnproven(update))
        return parents;
    if (update.kind != UpdateKind::Update) {
        for (int row = begin(); row < end(); ++row) {
            if (at(row).kind != UpdateKind::SigningKeys && !(at(row).flags & NotVerified))
                return {row};
        }
        return parents;
    }
    const qsizetype count = std::min<qsizetype>(update.prevIds.size(), maxParents);
    for (qsizetype i = 0; i < count; ++i) {
        const StreamKey named = key(update.prevIds[i]);
        const int found = newestNaming(named);
        if (found != HistoryRowIndex::none)
            parents.push_back(found);
        else if (m_complete || (update.breaks.testFlag(Break::Gap) && count == 1))
            parents.push_back(makeGhost(named, stateOf(update.breaks)));
        else
            parents.push_back(wait(named, begin() - 1, int(i)));
    }
    return parents;
}

void HistoryRows::prependNewer(const DeviceListUpdate &update)
{
    const std::vector<int> parents = newerParents(update);
    m_newer.push_back(entryOf(update));
    Entry &entry = m_newer.back();
    m_lanes.prependNewer(parents, isUnproven(update) ? Lanes::Kind::Aside : laneKind(update.kind));
    const int row = begin();
    indexRow(row);
    if (entry.kind == UpdateKind::Resync)
        m_oldestResync = std::max(m_oldestResync, row);
    if (!update.detail.isEmpty())
        m_details.insert(row, update.detail);
    noteGround(row);
    // What comes while the operator looks is not folded away under his eyes.
    entry.flags |= Expanded;
    for (const int parent : parents) {
        if (Lanes::isRow(parent))
            noteChild(parent, row);
    }
    if (entry.kind != UpdateKind::SigningKeys && !(entry.flags & NotVerified)) {
        if (const auto ghost = m_ghostsOf.constFind(entry.stream); ghost != m_ghostsOf.constEnd())
            m_ghosts[std::size_t(*ghost)].state = GapState::ArrivedLater;
    }
    if (entry.kind != UpdateKind::Update || (entry.flags & NotVerified))
        return;
    if (!update.contentKnown) {
        entry.changes = quint16(HistoryChange::ContentUnknown);
        return;
    }
    DeviceEnds &ends = m_ends[entry.device];
    const Content content = contentOf(update);
    if (ends.known) {
        entry.changes = quint16(compare(ends.newest, content).toInt());
        entry.older = ends.newestRow;
    } else {
        entry.changes = quint16(m_complete ? HistoryChange::FirstSeen : HistoryChange::NotYetKnown);
        ends.oldest = content;
        ends.oldestRow = row;
        ends.known = true;
    }
    ends.newest = content;
    ends.newestRow = row;
}

} // namespace Lockstep
