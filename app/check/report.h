// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/checks.h"

namespace Lockstep::Checking {

/// A report for a person: a line for each check, what it rests on and the remedy below it. \a inColour for terminals that have some.
QString toText(const Inspection::CheckReport &report, bool inColour);
/// What a program ends with: 0 all is well or was not looked at, 1 there are warnings, 2 there are faults.
int exitCode(const Inspection::CheckReport &report);

} // namespace Lockstep::Checking
