// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/devicelistupdate.h"

#include <QByteArray>

namespace Lockstep {

/// The update's keys as canonical JSON; null where that cannot carry them. A content hash and a stored row are made of it: whoever needs
/// both makes it once.
QByteArray canonicalKeys(const DeviceListUpdate &update);

/// A number for what an update contains, never 0: equal numbers are equal contents. \a keys: canonicalKeys() of the update. Rows keep it,
/// and gateways of several versions compare it: the same for ever.
quint64 contentHash(const DeviceListUpdate &update, const QByteArray &keys);

} // namespace Lockstep
