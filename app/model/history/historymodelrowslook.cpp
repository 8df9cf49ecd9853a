// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The reading side of HistoryRows, and what is taken over later.

#include "model/history/historymodelrows.h"

#include <algorithm>

namespace Lockstep {

using namespace Qt::StringLiterals;

bool HistoryRows::revise(int row, const DeviceListUpdate &update)
{
    Entry &entry = at(row);
    m_learnt.remove(entry.n);
    const bool hadContent = entry.flags & ContentKnown;
    Entry now = entryOf(update);
    now.n = entry.n;
    now.flags |= quint8(entry.flags & (Expanded | OtherChildren | HasChild | NamedChild));
    now.changes = entry.changes;
    now.older = entry.older;
    // The graph was drawn by this stream_id; a source that contradicts itself does not move it.
    now.stream = entry.stream;
    if (!hadContent && update.contentKnown)
        now.changes = quint16(HistoryChange::NotYetKnown);
    const auto shown
        = [](const Entry &e) { return std::tuple(e.received, e.device, e.name, e.changes, e.breaks, e.kind, e.verdict, e.flags); };
    const bool changed = shown(now) != shown(entry) || m_details.value(row) != update.detail;
    entry = now;
    if (!update.detail.isEmpty())
        m_details.insert(row, update.detail);
    noteGround(row);
    return changed;
}

void HistoryRows::compareAgain(const QList<DeviceListUpdate> &page)
{
    QHash<quint32, Content> before;
    for (auto update = page.crbegin(); update != page.crend(); ++update) {
        const auto row = find(update->n);
        if (!row || update->kind != UpdateKind::Update || !update->contentKnown || (at(*row).flags & NotVerified))
            continue;
        Entry &entry = at(*row);
        const Content content = contentOf(*update);
        const auto known = before.constFind(entry.device);
        if (known != before.constEnd())
            entry.changes = quint16(compare(*known, content).toInt());
        else if (m_complete && entry.older == noRow && entry.changes == quint16(HistoryChange::NotYetKnown))
            entry.changes = quint16(m_ends[entry.device].known ? HistoryChange::Same : HistoryChange::FirstSeen);
        before[entry.device] = content;
        DeviceEnds &ends = m_ends[entry.device];
        if (!ends.known) {
            ends.known = true;
            ends.oldest = content;
            ends.oldestRow = *row;
            ends.newestRow = *row;
        }
        if (ends.oldestRow >= *row) {
            ends.newest = content;
            ends.newestRow = *row;
        }
    }
}

std::vector<qint64> HistoryRows::contentsFor(int row) const
{
    const Entry &entry = at(row);
    if (entry.changes != quint16(HistoryChange::NotYetKnown) || entry.older == noRow)
        return {};
    return {entry.n, at(entry.older).n};
}

void HistoryRows::learn(const DeviceListUpdate &update)
{
    constexpr qsizetype most = 8'192;
    if (m_learnt.size() >= most)
        m_learnt.clear();
    m_learnt.insert(update.n, contentOf(update));
}

bool HistoryRows::compareLearnt(int row)
{
    const std::vector<qint64> numbers = contentsFor(row);
    if (numbers.empty())
        return false;
    const auto after = m_learnt.constFind(numbers[0]);
    const auto before = m_learnt.constFind(numbers[1]);
    if (after == m_learnt.constEnd() || before == m_learnt.constEnd())
        return false;
    at(row).changes = quint16(compare(*before, *after).toInt());
    return true;
}

/// What is known of an update that a row with these breaks names in vain.
GapState HistoryRows::stateOf(Breaks breaks) const
{
    if (breaks.testFlag(Break::Gap))
        return GapState::NeverReceived;
    return m_isCut ? GapState::NoLongerKept : GapState::BeforeRecord;
}

std::vector<int> HistoryRows::concludeOldest()
{
    m_complete = true;
    for (const DeviceEnds &ends : m_ends) {
        if (ends.known && at(ends.oldestRow).changes == quint16(HistoryChange::NotYetKnown))
            at(ends.oldestRow).changes = quint16(HistoryChange::FirstSeen);
    }
    std::vector<int> rows;
    for (const Waiting &waiting : std::as_const(m_waiting)) {
        for (const auto &[row, index] : waiting.edges) {
            const StreamKey missing = m_pendingStreams.value(waiting.id);
            m_lanes.resolve(row, index, makeGhost(missing, stateOf(Breaks::fromInt(at(row).breaks))));
            rows.push_back(row);
        }
    }
    m_waiting.clear();
    m_pendingStreams.clear();
    std::ranges::sort(rows);
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    return rows;
}

std::optional<int> HistoryRows::find(qint64 n) const
{
    // Numbers fall as rows grow; where none is missing the place is known at once.
    int low = begin();
    int high = end();
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (at(middle).n > n)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < end() && at(low).n == n)
        return low;
    return {};
}

HistoryItem HistoryRows::item(int row) const
{
    const Entry &entry = at(row);
    HistoryItem item;
    item.row = item.lastRow = row;
    item.n = entry.n;
    item.received = entry.received;
    item.kind = entry.kind;
    item.verdict = entry.verdict;
    item.breaks = Breaks::fromInt(entry.breaks);
    item.changes = HistoryChanges::fromInt(entry.changes);
    item.streamId = stream(entry.stream);
    item.deviceId = DeviceId(m_devices.at(entry.device));
    item.displayName = m_names.at(entry.name);
    if (item.changes.testFlag(HistoryChange::Renamed) && entry.older != noRow)
        item.nameBefore = m_names.at(at(entry.older).name);
    item.deleted = entry.flags & Deleted;
    item.head = isHead(row);
    item.newDevice = m_complete && row > m_oldestResync && Breaks::fromInt(at(end() - 1).breaks).testFlag(Break::First);
    if (entry.flags & (Verified | NotVerified))
        item.verified = bool(entry.flags & Verified);
    if (!m_details.isEmpty())
        item.detail = m_details.value(row);
    return item;
}

HistoryItem HistoryRows::gap(int row, int ghost) const
{
    const Ghost &found = m_ghosts[std::size_t(Lanes::idOf(parents(row)[std::size_t(ghost)]))];
    HistoryItem item;
    item.type = HistoryItem::Gap;
    item.row = item.lastRow = row;
    item.ghost = ghost;
    item.n = at(row).n;
    item.streamId = stream(found.stream);
    item.gap = found.state;
    return item;
}

std::pair<int, int> HistoryRows::placeOfGhost(int row, int index) const
{
    const int ghost = parents(row)[std::size_t(index)];
    const int place = m_lanes.placeOf(ghost);
    const auto named = parents(place);
    return {place, int(std::ranges::find(named, ghost) - named.begin())};
}

std::optional<int> HistoryRows::child(int row) const
{
    if (!(at(row).flags & HasChild))
        return {};
    for (int above = row - 1; above >= begin(); --above) {
        if (std::ranges::find(parents(above), row) != parents(above).end())
            return above;
    }
    return {};
}

StreamId HistoryRows::parentStream(int row, int index) const
{
    const int parent = parents(row)[std::size_t(index)];
    if (Lanes::isRow(parent))
        return stream(at(parent).stream);
    if (Lanes::isGhost(parent))
        return stream(m_ghosts[std::size_t(Lanes::idOf(parent))].stream);
    const auto found = m_pendingStreams.constFind(Lanes::idOf(parent));
    return found == m_pendingStreams.constEnd() ? StreamId() : stream(*found);
}

std::vector<int> HistoryRows::devicesAt(int row) const
{
    std::vector<bool> seen(std::size_t(m_devices.size()));
    std::vector<int> rows;
    for (int at = row; at < end(); ++at) {
        const Entry &entry = this->at(at);
        if (entry.kind != UpdateKind::Update || (entry.flags & NotVerified) || entry.device == 0 || seen[entry.device])
            continue;
        seen[entry.device] = true;
        rows.push_back(at);
    }
    std::ranges::sort(
        rows, [this](int a, int b) { return compareByCodePoint(m_devices.at(this->at(a).device), m_devices.at(this->at(b).device)) < 0; });
    return rows;
}

std::optional<int> HistoryRows::resyncAt(int row) const
{
    for (int at = row; at < end(); ++at) {
        if (this->at(at).kind == UpdateKind::Resync)
            return at;
    }
    return std::nullopt;
}

HistoryChanges HistoryRows::changesBetween(int newer, int older, const DeviceId &device) const
{
    HistoryChanges changes;
    for (int row = newer; row < older; ++row) {
        const Entry &entry = at(row);
        if (entry.kind == UpdateKind::Update && m_devices.at(entry.device) == device.toString())
            changes |= HistoryChanges::fromInt(entry.changes);
    }
    return changes;
}

std::optional<qint64> HistoryRows::updateBefore(int row) const
{
    const Entry &entry = at(row);
    if (entry.older != noRow)
        return at(entry.older).n;
    const int older = vouchedBefore(row);
    return older == noRow ? std::nullopt : std::optional(at(older).n);
}

std::optional<QString> HistoryRows::nameBefore(int row) const
{
    const int older = vouchedBefore(row);
    return older == noRow ? std::nullopt : std::optional(m_names.at(at(older).name));
}

int HistoryRows::vouchedBefore(int row) const
{
    for (int older = row + 1; older < end(); ++older) {
        const Entry &entry = at(older);
        if (entry.device == at(row).device && entry.kind == UpdateKind::Update
            && (entry.flags & (ContentKnown | NotVerified)) == ContentKnown)
            return older;
    }
    return noRow;
}

bool HistoryRows::isPlain(int row) const
{
    const Entry &entry = at(row);
    const auto named = parents(row);
    if (entry.breaks != 0 || (entry.flags & (OtherChildren | NotVerified)) || named.size() != 1 || !Lanes::isRow(named[0]))
        return false;
    // A resync that answers a break is part of what happened.
    if (entry.kind == UpdateKind::Resync)
        return entry.verdict != Verdict::Ignored && named[0] == row + 1 && at(row + 1).breaks == 0
            && at(row + 1).kind != UpdateKind::SigningKeys;
    return entry.kind == UpdateKind::Update && entry.verdict != Verdict::Duplicate && entry.verdict != Verdict::Ignored
        && isNext(row, named[0]);
}

bool HistoryRows::isExpanded(int row) const
{
    return at(row).flags & Expanded;
}

void HistoryRows::setExpanded(int row, bool expanded)
{
    quint8 &flags = at(row).flags;
    flags = quint8(expanded ? flags | Expanded : flags & ~Expanded);
}

bool HistoryRows::isBreak(int row) const
{
    const Entry &entry = at(row);
    return entry.breaks != 0 || entry.kind == UpdateKind::Resync || (entry.flags & NotVerified);
}

HistoryRows::Matcher::Matcher(const HistoryRows &rows, const QString &text)
    : m_rows(rows)
    , m_text(text)
{
    for (quint32 i = 0; i < quint32(rows.m_devices.size()); ++i)
        m_devices.push_back(rows.m_devices.at(i).contains(text, Qt::CaseInsensitive));
    for (quint32 i = 0; i < quint32(rows.m_names.size()); ++i)
        m_names.push_back(rows.m_names.at(i).contains(text, Qt::CaseInsensitive));
}

bool HistoryRows::Matcher::matches(int row) const
{
    if (m_text.isEmpty())
        return true;
    const Entry &entry = m_rows.at(row);
    // Texts that came after this matcher was made are compared directly.
    const auto hit = [this](const std::vector<bool> &known, const Strings &strings, quint32 index) {
        return index < known.size() ? known[index] : strings.at(index).contains(m_text, Qt::CaseInsensitive);
    };
    return hit(m_devices, m_rows.m_devices, entry.device) || hit(m_names, m_rows.m_names, entry.name)
        || m_rows.stream(entry.stream).toString().contains(m_text);
}

std::size_t HistoryRows::memory() const
{
    std::size_t bytes = sizeof(*this) + m_lanes.memory() + m_devices.memory() + m_names.memory();
    bytes += (m_older.capacity() + m_newer.capacity()) * sizeof(Entry) + m_ends.capacity() * sizeof(DeviceEnds);
    bytes += m_ghosts.capacity() * sizeof(Ghost) + std::size_t(m_ghostsOf.capacity()) * 32 + std::size_t(m_details.size()) * 80;
    for (const QString &text : m_streams)
        bytes += std::size_t(text.capacity()) * 4 + 96;
    return bytes + std::size_t(m_waiting.capacity()) * 64 + m_rowsOf.memory();
}

} // namespace Lockstep
