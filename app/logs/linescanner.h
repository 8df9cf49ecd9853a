// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "logs/logdialect.h"
#include "logs/logtally.h"

#include <functional>
#include <map>
#include <set>

namespace Lockstep::Logs {

/// Finds in a log's text the lines that may tell something, and puts together what a carrier cut. One for each file or pipe; not
/// thread-safe.
class LineScanner
{
public:
    /// Both outlive the scanner.
    LineScanner(const LogDialect &dialect, LogTally &tally);

    /// The lines are entries of the journal: all of them are looked at, because a text may stand as a list of bytes, or be left out.
    void setJournal(bool isJournal) { m_isJournal = isJournal; }
    /// The lines were pasted (see pastedtext.h): all of them are looked at, and handed out with plain blanks.
    void setPasted(bool isPasted) { m_isPasted = isPasted; }

    using Take = std::function<void(std::string_view line, qint64 begin)>;
    /// Hands the lines of \a text to \a take, in order. \a text holds whole lines, the first of which begins at \a base. Returns how many
    /// bytes are done with: a line whose other pieces are still to come is looked at again, unless \a isLast.
    size_t scan(std::string_view text, qint64 base, bool isLast, const Take &take);

private:
    const LogDialect &m_dialect;
    LogTally &m_tally;
    bool m_isJournal = false;
    bool m_isPasted = false;
    std::set<qint64> m_taken; ///< begins of pieces that belong to a line that was handed out
    qint64 m_countedTo = 0; ///< lines before it were counted, if their text is missing
};

/// The parsers of one log: lines of several processes, which the journal mixes, have one each. Not thread-safe.
class LineParsers
{
public:
    /// Both outlive this.
    LineParsers(const LogDialect &dialect, const QTimeZone &zone, LogTally &tally);
    /// Of lines that do not tell their process, or those of \a process. Of many processes, those that were longest silent are forgotten.
    LineParser &of(const std::string &process = {});

private:
    struct Entry
    {
        std::unique_ptr<LineParser> parser;
        quint64 used = 0;
    };
    const LogDialect &m_dialect;
    QTimeZone m_zone;
    LogTally &m_tally;
    std::unique_ptr<LineParser> m_plain; ///< of lines that do not tell their process
    quint64 m_uses = 0;
    std::map<std::string, Entry> m_parsers;
};

} // namespace Lockstep::Logs
