// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/wholelist.h"

#include "core/jsonreader.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

Result<DeviceList> readDeviceList(const QJsonObject &answer, const UserId &user, qsizetype mostDevices)
{
    JsonReader in(answer);
    DeviceList list;
    list.userId = UserId(in.string(u"user_id"));
    list.streamId = in.streamId(u"stream_id");
    const QJsonArray devices = in.array(u"devices");
    list.crossSigning.master = in.optionalObject(u"master_key").value_or(QJsonObject());
    list.crossSigning.selfSigning = in.optionalObject(u"self_signing_key").value_or(QJsonObject());
    if (!in.ok())
        return failure(in.error());
    if (list.userId != user)
        return failure(Error::BadAnswer, u"The remote server answered for another user than it was asked for."_s);
    if (devices.size() > mostDevices)
        return failure(Error::BadAnswer,
            u"The remote server says that %1 has %2 devices; at most %3 are taken."_s.arg(user.toString())
                .arg(devices.size())
                .arg(mostDevices));
    for (const QJsonValue &value : devices) {
        JsonReader device(value.toObject(), u"devices"_s);
        Device entry;
        entry.deviceId = DeviceId(device.string(u"device_id"));
        entry.displayName = device.optionalString(u"device_display_name").value_or(QString());
        entry.keys = device.optionalObject(u"keys").value_or(QJsonObject());
        if (!device.ok())
            return failure(device.error());
        list.devices.append(entry);
    }
    std::sort(list.devices.begin(), list.devices.end(), [](const Device &a, const Device &b) { return a.deviceId < b.deviceId; });
    return list;
}

} // namespace Lockstep
