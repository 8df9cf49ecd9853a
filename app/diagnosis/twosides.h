// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "diagnosis/sides.h"

namespace Lockstep::Diagnosis {

/// Whatever of the two is at hand, in any order; nothing may be given for one. Without the views of both sides the station is CannotTell.
/// Pure. Errors: BadInput if the cases are of different users, or both of one side.
Result<TwoSides> compareSides(const Inspection::Case &one, const std::optional<Inspection::Case> &other);

} // namespace Lockstep::Diagnosis
