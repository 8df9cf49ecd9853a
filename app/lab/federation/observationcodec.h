// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/observed.h"

#include <optional>

namespace Lockstep::Lab {

/// How an observation of the lab's lies in its journal: what the lab does not observe cannot be written.
QByteArray encodeObservation(const History::Observation &what);
/// Nothing for what encodeObservation() did not write.
std::optional<History::Observation> decodeObservation(const QByteArray &entry);

} // namespace Lockstep::Lab
