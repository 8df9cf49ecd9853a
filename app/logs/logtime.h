// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QTimeZone>

#include <optional>
#include <string_view>

namespace Lockstep::Logs {

/// Reads the time stamps of log lines. Remembers the last one, for lines without, and the hour, because converting local time is slow.
/// Not thread-safe.
class LogClock
{
public:
    explicit LogClock(QTimeZone zone);

    /// The newest time, ms since the epoch.
    qint64 last() const { return m_last; }
    /// The time of what is read (a file's): that of lines without one. Of times without a year it tells the year.
    void set(qint64 at)
    {
        m_last = m_yearFrom = at;
        m_isYearFiles = true;
    }
    /// Whether any line had a time.
    bool hasRead() const { return m_hasRead; }

    /// What was read so far, to forget what a line said that turns out to be somebody's text.
    struct State
    {
        qint64 last = 0;
        bool hasRead = false;
    };
    State state() const { return {.last = m_last, .hasRead = m_hasRead}; }
    void restore(const State &state)
    {
        m_last = state.last;
        m_hasRead = state.hasRead;
    }

    /// Where in the line the date and time of the last time stamp begin and end.
    struct Place
    {
        size_t begin = 0;
        size_t end = 0;
    };
    /// Takes the time from the first part of a line: of several (a container runtime's before Synapse's) one that names its zone, else the
    /// last. Understands "2026-11-20 07:08:48,936", ISO 8601 with and without zone, and, where nothing else is and without a place:
    /// "Nov 20 07:08:48" at the beginning, with the months of the languages that journalctl often speaks, "1763622528.936123" there
    /// (journalctl -o short-unix), and within 64 bytes "2026/11/20 07:08:48" and "20.11.2026 07:08:48". Behind "Nov 20 07:08:48" what is
    /// more than the zones may differ away is no time of the line, but text.
    std::optional<Place> read(std::string_view prefix);
    /// Whether \a text has any of these times: then it is taken.
    bool readTime(std::string_view text);
    /// The same for seconds since the epoch, as the JSON format has them.
    bool readEpoch(double seconds);
    /// What carried the line says that it was written at about \a at. A local time of another zone, as a container's may be, is moved into
    /// the one that makes it so; one that is further away stays as it is (a log that is played again).
    void settle(qint64 at);

private:
    struct Stamp;
    struct Reading
    {
        std::optional<Place> place;
        bool isRead = false;
    };
    Reading readAny(std::string_view prefix);
    bool take(const Stamp &stamp);
    std::optional<Stamp> stampAt(std::string_view text, size_t pos) const;
    bool readSyslog(std::string_view prefix);
    bool readShortUnix(std::string_view prefix);
    bool readOtherDate(std::string_view prefix);
    qint64 local(int year, int month, int day, int hour);

    QTimeZone m_zone;
    qint64 m_last = 0;
    /// The file's time, or the newest that had no year: what only whoever writes the file can move.
    qint64 m_yearFrom = 0;
    bool m_isYearFiles = false; ///< m_yearFrom is the file's, which no line is newer than
    bool m_hasRead = false;
    qint64 m_hourKey = -1;
    qint64 m_hourStart = 0;
    qint64 m_hourAgain = 0; ///< when the hour comes a second time, as clocks are set back; else m_hourStart
};

} // namespace Lockstep::Logs
