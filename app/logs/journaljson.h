// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace Lockstep::Logs {

/// A member's value in a line of JSON. Found without parsing: inside a string a quote never stands alone, so `"NAME":` is a member.
/// Journald repeats a field by a list; the first value counts.
struct JsonValue
{
    enum Kind {
        Text, ///< a string; begin and end are those of what is between its quotes, with its escapes
        Bytes, ///< a list of numbers, as journalctl writes what is not plain text; begin and end are those of what is between the brackets
        Other, ///< null or a number
    };
    Kind kind = Other;
    size_t begin = 0, end = 0;
    /// Where the whole value begins and ends, with quotes and brackets.
    size_t outerBegin = 0, outerEnd = 0;

    static std::optional<JsonValue> of(std::string_view line, std::string_view name);
};

/// A member's text as it stands in the line; empty if it is no text.
std::string_view jsonText(std::string_view line, std::string_view name);

/// What may stand between the quotes of a string of JSON. Bytes that are no UTF-8 are left as they are.
std::string jsonEscaped(std::string_view bytes);

/// The bytes of a list of numbers ("72,97,110"), as jsonEscaped() writes them; nothing if there is anything else in it.
std::optional<std::string> jsonEscapedBytes(std::string_view numbers);

/// Whether a line is an entry of the systemd journal, as `journalctl -o json` writes it.
bool isJournalLine(std::string_view line);

/// Whether a log is a journal as `journalctl -o json` writes it, by its beginning, which may be cut. Asked once for a log: in one of text a
/// later line of that form may be somebody's text.
bool beginsAsJournal(std::string_view head);

/// Which process wrote a journal's entry: host, unit, container and PID. The same for all of its entries.
std::string journalProcess(std::string_view line);

/// The container, else the unit, that an entry is of; with \a withHost the host before it. As JournalEntry::name().
std::string journalUnit(std::string_view line, bool withHost);

/// An entry whose text came as a list of bytes, with the text as a string; nothing if it is another line, or has no text at all.
std::optional<std::string> withPlainMessage(std::string_view line);

/// Whether journalctl left the entry's text out, because it is long and --all was not given.
bool lacksMessage(std::string_view line);

} // namespace Lockstep::Logs
