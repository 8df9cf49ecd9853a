// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "domain/device.h"

namespace Lockstep {

/// Reads the object of GET /user/devices/{userId} and checks it against the user asked for ("The whole list" in PROTOCOL.md). BadAnswer if
/// it is none, is another user's, or has more than \a mostDevices.
Result<DeviceList> readDeviceList(const QJsonObject &answer, const UserId &user, qsizetype mostDevices);

} // namespace Lockstep
