// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/devicelistupdate.h"

namespace Lockstep {

/// What the update \a n names and was never received, as far as these \a updates tell, which hold it. For FindingFacts::missing.
QList<StreamId> missingIds(const QList<DeviceListUpdate> &updates, qint64 n);

} // namespace Lockstep
