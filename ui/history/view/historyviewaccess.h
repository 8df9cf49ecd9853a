// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace Lockstep {

/// Lets assistive technology see the history view as a list of rows, each with the sentence that describes it. Call before a view is
/// shown; again does nothing. GUI thread.
void makeHistoryAccessible();

} // namespace Lockstep
