// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/replay.h"

#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace Lockstep {

struct DeviceListReplay::Known
{
    enum Certainty { Certain, Uncertain, Unknown };
    struct Entry
    {
        Device device;
        bool exists = true;
        Certainty certainty = Certain;
    };
    std::map<DeviceId, Entry> devices; ///< those that are gone for certain too
    StreamId streamId;
    CrossSigning crossSigning;
    bool isComplete = false;
    bool isCrossSigningCertain = false;

    void set(const DeviceList &list)
    {
        devices.clear();
        for (const Device &device : list.devices)
            devices[device.deviceId] = {.device = device};
        streamId = list.streamId;
        crossSigning = list.crossSigning;
        isComplete = true;
        isCrossSigningCertain = true;
    }

    void apply(const DeviceListUpdate &update)
    {
        Entry entry;
        entry.device.deviceId = update.deviceId;
        entry.device.displayName = update.displayName;
        entry.device.keys = update.keys;
        entry.exists = !update.deleted;
        // Without a verdict a gap means that the homeserver, if it follows the specification, did not apply it.
        const bool isApplied
            = update.verdict == Verdict::Applied || (update.verdict == Verdict::Unknown && !update.breaks.testFlag(Break::Gap));
        entry.certainty = !update.contentKnown ? Unknown : isApplied ? Certain : Uncertain;
        devices[update.deviceId] = entry;
        if (isApplied && !update.streamId.isEmpty())
            streamId = update.streamId;
    }

    /// Something replaced or changed the list, and nobody kept the result.
    void doubtAll(const StreamId &newStreamId)
    {
        for (auto &[id, entry] : devices)
            entry.certainty = std::max(entry.certainty, entry.exists ? Uncertain : Unknown);
        streamId = newStreamId;
        isComplete = false;
        isCrossSigningCertain = false;
    }
};

namespace {

bool touchesList(const DeviceListUpdate &update)
{
    return update.verdict != Verdict::Ignored && update.verdict != Verdict::Duplicate;
}

void applySigningKeys(const DeviceListUpdate &update, CrossSigning &keys)
{
    // A key that the update leaves out stays as it was.
    const QJsonObject master = update.keys.value("master_key"_L1).toObject();
    const QJsonObject selfSigning = update.keys.value("self_signing_key"_L1).toObject();
    if (!master.isEmpty())
        keys.master = master;
    if (!selfSigning.isEmpty())
        keys.selfSigning = selfSigning;
}

} // namespace

DeviceListReplay::DeviceListReplay(UserId user)
    : m_user(std::move(user))
{
}

void DeviceListReplay::append(const DeviceListUpdate &update)
{
    m_updates.append(update);
}

void DeviceListReplay::setWholeList(qint64 n, const DeviceList &list)
{
    m_wholeLists[n] = list;
}

qsizetype DeviceListReplay::firstAfter(qint64 n) const
{
    const auto place
        = std::upper_bound(m_updates.begin(), m_updates.end(), n, [](qint64 wanted, const DeviceListUpdate &u) { return wanted < u.n; });
    return place - m_updates.begin();
}

void DeviceListReplay::replayForward(qint64 n, Known &known) const
{
    qint64 start = 0;
    const auto next = m_wholeLists.upper_bound(n);
    if (next != m_wholeLists.begin()) {
        start = std::prev(next)->first;
        known.set(std::prev(next)->second);
    }
    for (qsizetype i = firstAfter(start); i < m_updates.size() && m_updates[i].n <= n; ++i) {
        const DeviceListUpdate &update = m_updates[i];
        switch (update.kind) {
        case UpdateKind::Update:
            if (touchesList(update))
                known.apply(update);
            break;
        case UpdateKind::SigningKeys:
            if (touchesList(update))
                applySigningKeys(update, known.crossSigning);
            break;
        case UpdateKind::Resync:
            if (isSucceededResync(update))
                known.doubtAll(update.streamId);
            break;
        case UpdateKind::Head:
            if (update.streamId != known.streamId)
                known.doubtAll(update.streamId);
            break;
        }
    }
}

/// What the next whole list has and nothing touched in between was there before, too.
void DeviceListReplay::replayBackward(qint64 n, Known &known) const
{
    const auto next = m_wholeLists.upper_bound(n);
    if (known.isComplete || next == m_wholeLists.end())
        return;
    std::set<DeviceId> touched;
    bool keysTouched = false;
    StreamId streamId = known.streamId;
    for (qsizetype i = firstAfter(n); i < m_updates.size() && m_updates[i].n <= next->first; ++i) {
        const DeviceListUpdate &update = m_updates[i];
        if (!touchesList(update))
            continue;
        if (update.kind == UpdateKind::Update)
            touched.insert(update.deviceId);
        else if (update.kind == UpdateKind::SigningKeys)
            keysTouched = true;
        else if (isSucceededResync(update) || (update.kind == UpdateKind::Head && update.streamId != streamId))
            return; // anything may have changed there
        if (!update.streamId.isEmpty())
            streamId = update.streamId;
    }
    std::map<DeviceId, Device> later;
    for (const Device &device : next->second.devices)
        later[device.deviceId] = device;
    for (auto &[id, entry] : known.devices) {
        if (entry.certainty != Known::Certain && !touched.contains(id) && !later.contains(id))
            entry = {.device = entry.device, .exists = false};
    }
    for (const auto &[id, device] : later) {
        if (!touched.contains(id))
            known.devices[id] = {.device = device};
    }
    for (const DeviceId &id : touched) {
        if (!known.devices.contains(id))
            known.devices[id].certainty = Known::Unknown;
    }
    known.isComplete = true;
    if (!known.isCrossSigningCertain && !keysTouched) {
        known.crossSigning = next->second.crossSigning;
        known.isCrossSigningCertain = true;
    }
}

ReplayedList DeviceListReplay::at(qint64 n) const
{
    Known known;
    replayForward(n, known);
    replayBackward(n, known);

    ReplayedList result;
    result.list.userId = m_user;
    result.list.streamId = known.streamId;
    result.list.crossSigning = known.crossSigning;
    result.isComplete = known.isComplete;
    result.isCrossSigningCertain = known.isCrossSigningCertain;
    for (const auto &[id, entry] : known.devices) {
        const bool isGone = !entry.exists && entry.certainty == Known::Certain;
        if (entry.certainty == Known::Unknown || (!entry.exists && !isGone)) {
            result.unknown.append(id);
        } else if (!isGone) {
            result.list.devices.append(entry.device);
            if (entry.certainty == Known::Uncertain)
                result.uncertain.append(id);
        }
    }
    return result;
}

ReplayedChange DeviceListReplay::difference(qint64 before, qint64 after) const
{
    ReplayedList from = at(before);
    ReplayedList to = at(after);
    std::set<DeviceId> doubtful;
    for (const QList<DeviceId> &ids : {from.uncertain, from.unknown, to.uncertain, to.unknown})
        doubtful.insert(ids.begin(), ids.end());

    ReplayedChange result;
    result.isComplete = from.isComplete && to.isComplete;
    result.change = Lockstep::difference(from.list, to.list);
    // A device that one side does not name is new or gone only if that side is known to name all.
    if (!from.isComplete)
        doubtful.insert(result.change.added.begin(), result.change.added.end());
    if (!to.isComplete)
        doubtful.insert(result.change.removed.begin(), result.change.removed.end());
    for (QList<DeviceId> *ids : {&result.change.added, &result.change.removed, &result.change.changed})
        ids->removeIf([&](const DeviceId &id) { return doubtful.contains(id); });
    result.change.crossSigningChanged &= from.isCrossSigningCertain && to.isCrossSigningCertain;
    result.unknown = QList<DeviceId>(doubtful.begin(), doubtful.end());
    return result;
}

} // namespace Lockstep
