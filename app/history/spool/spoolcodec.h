// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/recording/recorder.h"

#include <QByteArray>

#include <optional>

namespace Lockstep::History {

/// Observations as bytes, with all of their characters. Heads, marks and troubles are left out: they are told again, or make no row.
QByteArray encodeItems(const QList<Recorder::Item> &items);
/// Nothing for bytes that are damaged or of a newer version.
std::optional<QList<Recorder::Item>> decodeItems(const QByteArray &bytes);

} // namespace Lockstep::History
