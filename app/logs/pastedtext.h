// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <string_view>

/// What chats, wikis and word processors make of a log's lines: no-break spaces instead of blanks, and characters without width between the
/// letters. Neither is seen, and no word of a log is found in such a line.
namespace Lockstep::Logs {

/// Whether \a head, the first lines of a file, holds such characters. A byte order mark at its beginning is none.
bool looksPasted(std::string_view head);
/// The line with blanks that are blanks, and nothing invisible; nothing if it is so already.
std::optional<std::string> withPlainBlanks(std::string_view line);

} // namespace Lockstep::Logs
