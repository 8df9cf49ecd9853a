// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/observed.h"
#include "inspection/rowlines.h"

namespace Lockstep::Logs {

/// Fills in what a line says for its row: what it tells, and the transaction, as far as it has one.
void describe(const History::Observation &what, Inspection::RowLine &line);

} // namespace Lockstep::Logs
