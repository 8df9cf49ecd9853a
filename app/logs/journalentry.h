// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <array>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace Lockstep::Logs {

/// An entry of the systemd journal: of its fields those that matter here. Not thread-safe.
class JournalEntry
{
public:
    void clear();
    /// Takes one field. Of a repeated one the first value counts; those that do not matter are left out.
    void set(std::string_view name, std::string_view value);

    std::string_view message() const { return m_message; }
    /// Longer than what is read: the text is left out.
    bool isTooLong() const { return m_isTooLong; }
    void setTooLong() { m_isTooLong = true; }
    /// When it was written, as the sender's socket says, else when journald took it; ms since the epoch, 0 if that is not told.
    qint64 at() const;
    /// Empty if it has none.
    std::string_view unit() const;
    /// The container, else the unit; with \a withHost the host before it.
    std::string name(bool withHost) const;
    /// What a service or a container is called; one of several.
    bool isOf(const std::function<bool(std::string_view unit)> &isWanted) const;
    /// Journald says that its rate limit took so many messages of unit(); 0 in other entries.
    qint64 suppressed() const;

    /// Its other pieces have the same; empty if nobody cuts it.
    std::string_view pieceKey() const;
    /// More of it comes.
    bool goesOn() const;

    /// The line that `journalctl -o json` would write, without the fields that do not matter, and without its newline.
    void appendLine(std::string &text) const;

private:
    static constexpr std::array<std::string_view, 18> names{"__REALTIME_TIMESTAMP", "_SOURCE_REALTIME_TIMESTAMP", "_HOSTNAME",
        "_SYSTEMD_UNIT", "_SYSTEMD_USER_UNIT", "_PID", "_TRANSPORT", "_STREAM_ID", "_LINE_BREAK", "LOGGER", "CONTAINER_ID",
        "CONTAINER_NAME", "CONTAINER_PARTIAL_ID", "CONTAINER_PARTIAL_MESSAGE", "MESSAGE_ID", "N_DROPPED", "OBJECT_SYSTEMD_UNIT",
        "CONTAINER_ID_FULL"};
    std::string_view field(std::string_view name) const;

    std::array<std::string, names.size()> m_fields;
    std::string m_message;
    bool m_hasMessage = false, m_isTooLong = false;
};

/// Reads what `journalctl -o export` writes: fields, one a line, or with their size where they may hold anything; an empty line ends an
/// entry. Returns where in \a text the first entry ends, and fills \a entry; nothing if its end is not there yet. Fields longer than \a
/// maxField are left out. Error: BadAnswer, the text is none of that format.
Result<std::optional<size_t>> readExport(std::string_view text, size_t maxField, JournalEntry &entry);

/// Whether a text is of that format, by its beginning.
bool isExport(std::string_view text);

/// Journal entries as lines of text, for the scanner: those that can matter, and where in the journal each one ends.
class JournalText
{
public:
    /// Adds an entry if its message holds a marker, or if it is a piece of a cut line. \a findMarker as in LogDialect.
    bool add(const JournalEntry &entry, size_t (*findMarker)(std::string_view, size_t));
    /// All of the lines, whole.
    std::string_view view() const { return m_text; }
    /// The first line's position, in bytes from the first one ever.
    qint64 base() const { return m_base; }
    void drop(size_t count);

private:
    std::string m_text;
    qint64 m_base = 0;
    std::set<std::string, std::less<>> m_open; ///< keys of lines that go on
};

} // namespace Lockstep::Logs
