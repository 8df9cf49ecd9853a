// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/device.h"

#include <map>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

/// Keys as they count for a comparison: \c unsigned is what servers add on the way, not the user's.
QJsonObject withoutUnsigned(QJsonObject keys)
{
    keys.remove("unsigned"_L1);
    return keys;
}

bool isSameDevice(const Device &a, const Device &b)
{
    return a.displayName == b.displayName && withoutUnsigned(a.keys) == withoutUnsigned(b.keys);
}

std::map<DeviceId, const Device *> byId(const QList<Device> &devices)
{
    std::map<DeviceId, const Device *> result;
    for (const Device &device : devices)
        result[device.deviceId] = &device;
    return result;
}

} // namespace

DeviceListChange difference(const DeviceList &before, const DeviceList &after)
{
    DeviceListChange change;
    change.fromStreamId = before.streamId;
    change.toStreamId = after.streamId;
    const auto old = byId(before.devices);
    const auto now = byId(after.devices);
    for (const auto &[id, device] : old) {
        const auto found = now.find(id);
        if (found == now.end())
            change.removed.append(id);
        else if (!isSameDevice(*device, *found->second))
            change.changed.append(id);
    }
    for (const auto &[id, device] : now) {
        if (!old.contains(id))
            change.added.append(id);
    }
    change.crossSigningChanged = withoutUnsigned(before.crossSigning.master) != withoutUnsigned(after.crossSigning.master)
        || withoutUnsigned(before.crossSigning.selfSigning) != withoutUnsigned(after.crossSigning.selfSigning);
    return change;
}

} // namespace Lockstep
