// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QPalette>

namespace Lockstep {

/// For --dark, where the desktop has no dark palette of its own.
QPalette darkPalette();
/// The light counterpart, for those whose system is dark.
QPalette lightPalette();

} // namespace Lockstep
