// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace Lockstep::Logs {

/// A line as something that carries it wrote it. They cut what is long: the log's own line then stands in several. These formats say so:
/// - CRI's ("TIME stdout P text", the last one F), 16 KiB;
/// - Docker's JSON ({"log":"text","stream":"stdout",…}, where only the last one's text ends with a newline), 16 KiB;
/// - an entry of the journal as JSON: journald cuts what a service prints (_LINE_BREAK=line-max, 48 KiB), and Docker's and Podman's driver
///   what a container prints (CONTAINER_PARTIAL_MESSAGE, 16 KiB).
struct LogFragment
{
    std::string_view before; ///< of the line, what stands before the text
    std::string_view text; ///< as it stands in the line: in JSON with its escapes
    std::string_view after;
    std::string_view key; ///< pieces of one line have the same: "stdout" or "stderr", or the journal's stream or container
    bool goesOn = false; ///< more of it comes
    bool isList = false; ///< the text is a list of bytes, and to be a string
    bool isJson = false; ///< the text stands between quotes

    /// Nothing for other formats, and for an entry of the journal that nobody cuts.
    static std::optional<LogFragment> of(std::string_view line);
    /// Adds the text to \a line.
    void appendTo(std::string &line) const;
};

/// A line that was put together.
struct JoinedLine
{
    std::string line;
    std::vector<size_t> pieces; ///< where its other pieces begin in the text
    bool isWhole = false; ///< its end was found
    /// So much was looked at in vain that the end is not to be waited for.
    bool isLost = false;
};

/// Looks for the pieces that follow \a first in \a text from \a next on; \a text holds whole lines only. Lines of others may stand between.
JoinedLine joinFragments(const LogFragment &first, std::string_view text, size_t next);

/// Where the line begins of which the line at \a begin is a piece, looked for from \a from on: \a begin itself for a first piece, and for
/// other lines.
size_t firstFragment(std::string_view text, size_t from, size_t begin);

/// Where the first line begins whose pieces go on behind the end of \a text; its size if there is none. The last few lines are looked at.
size_t openFragment(std::string_view text, size_t from);

/// Blanks that journald took from the end of a piece of \a size bytes.
size_t blanksLost(size_t size);

/// The same for lines of text, which do not say that they were cut: journalctl's short and cat formats. A line is taken for a piece if it
/// is as long as journald's or Docker's longest, and if the line after it (by the same process) has no time of its own.
bool mayBeCut(std::string_view line);
JoinedLine joinText(std::string_view first, std::string_view text, size_t next);

} // namespace Lockstep::Logs
