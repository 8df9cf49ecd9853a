// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace Lockstep::Logs {

/// A line as a container runtime wrote it. They cut what is longer than 16 KiB: the log's own line then stands in several of the file's.
/// Two formats say so: CRI's ("TIME stdout P text", the last one F), and Docker's JSON ({"log":"text","stream":"stdout",…}, where only
/// the last one's text ends with a newline).
struct LogFragment
{
    std::string_view before; ///< of the line, what stands before the text
    std::string_view text; ///< as it stands in the line: in JSON with its escapes
    std::string_view after;
    std::string_view stream; ///< "stdout" or "stderr"
    bool goesOn = false; ///< more of it comes

    /// Nothing for other formats.
    static std::optional<LogFragment> of(std::string_view line);
};

/// Takes the fragments that follow \a first in \a text from \a next on, and leaves \a next behind them. The line as it would be if
/// it had not been cut; nothing if its end is not in \a text, which holds whole lines only.
std::optional<std::string> joinFragments(const LogFragment &first, std::string_view text, size_t &next);

} // namespace Lockstep::Logs
