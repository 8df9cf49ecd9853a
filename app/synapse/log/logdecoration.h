// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace Lockstep::Synapse {

// What becomes of a line between Synapse and whoever reads it: pasted into a report, passed on by a syslog daemon, exported from a log
// store as a table or as JSON with one member a line. Lines that come straight from Synapse cost a look at their first and last byte.

/// Without what is put around a whole line: Markdown's backticks and the bars of a table, the "#000" and "#012" that rsyslog writes for
/// Python's trailing NUL and for a line feed, zeros and line ends.
std::string_view withoutDecoration(std::string_view line);

/// The characters behind HTML's references ("&#39;"); nothing if there is none of those that Synapse's texts need.
std::optional<std::string> withoutEntities(std::string_view text);

/// The cells of one row of CSV in which some are quoted; none if \a line does not begin with a quoted cell, or has no end.
std::vector<std::string> cellsOf(std::string_view line);

/// A line that is one member of an object ("  \"message\": \"…\","), as an object of its own.
std::optional<std::string> memberAsObject(std::string_view line);

/// The objects of an array that begins in \a text: places in it. Stops where one does not end.
std::vector<std::string_view> objectsOf(std::string_view text);

} // namespace Lockstep::Synapse
