// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "logs/logbytes.h"
#include "logs/logdialect.h"

#include <optional>

namespace Lockstep::Logs {

/// Where in a plain log file to begin to read so that no line of \a at (ms since the epoch) or later is missed, as far as its lines are in
/// order of time: the begin of a line, at most some hundred KiB before the first of those. Halves the file, so that its size costs little;
/// looks at several lines at each place, because anybody may have written a time into one. Nothing if no line was found to have a time.
/// \a bytes has the file open; where it reads next is changed.
std::optional<qint64> placeOf(LogBytes &bytes, qint64 at, const LogDialect &dialect, const QTimeZone &zone);

} // namespace Lockstep::Logs
