// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/observed.h"

namespace Lockstep::History {

/// A number for what an observation says, its time and its source: the same for whoever reads the same line, wherever its log lies. 0 for
/// what is not told twice: heads, marks, troubles, and whatever the database says.
quint64 digestOf(const Observation &what, UpdateSource source);

} // namespace Lockstep::History
