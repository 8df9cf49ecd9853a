// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"
#include "logs/logdialect.h"

namespace Lockstep::Logs {

/// What was made of one log so far: how much of it was understood, and what it does not tell. Not thread-safe.
class LogTally
{
public:
    /// What the parsers of this log share; made when it is first asked for.
    std::shared_ptr<LogMemory> memory(const LogDialect &dialect);

    void count(LineResult::Outcome outcome, std::string_view line);
    void count(const History::Observation &what);
    /// A line that was read has no time, nor had any before it.
    void countUntimed() { ++m_untimed; }
    /// journalctl left an entry's text out.
    void countWithoutText() { ++m_withoutText; }
    /// An entry is longer than what is read.
    void countTooLong() { ++m_tooLong; }
    /// Journald's rate limit took so many messages, at \a at (ms since the epoch).
    void countSuppressed(qint64 messages, qint64 at)
    {
        m_suppressed += messages;
        m_suppressedAt = messages > 0 ? at : m_suppressedAt;
    }
    /// Another program has written this log; empty: none that is known.
    void setOther(const QString &program) { m_other = program; }
    /// What is gone for ever is an alarm for a day, and a note from then on.
    static bool isRecent(qint64 at);

    /// What a restart needs, for LogPosition::state. \a begin: time of the file's first line.
    QByteArray save(qint64 begin) const;
    void restore(const QByteArray &state, const LogDialect &dialect);
    static qint64 beginOf(const QByteArray &state);

    /// Lines with words of ours, by what became of them.
    struct Lines
    {
        qint64 read = 0, notUnderstood = 0, refused = 0;
        qint64 untimed = 0; ///< of those that were read: they have the file's time
        QString otherProgram = {}; ///< that has written the log, if it is none of ours
    };
    Lines lines() const
    {
        return {.read = m_read, .notUnderstood = m_unread, .refused = m_refused, .untimed = m_untimed, .otherProgram = m_other};
    }
    bool hasContents() const { return m_contents > 0; }
    /// Ok only for a log of which what matters is understood. \a contentsElsewhere: another source tells what updates contain.
    Inspection::SourceStatus status(const QString &log, bool contentsElsewhere = false) const;

private:
    QString trouble() const;

    std::shared_ptr<LogMemory> m_memory;
    qint64 m_read = 0, m_unread = 0, m_refused = 0; ///< lines with updates
    qint64 m_handled = 0, m_contents = 0, m_verdicts = 0;
    qint64 m_untimed = 0;
    qint64 m_withoutText = 0, m_tooLong = 0, m_suppressed = 0, m_suppressedAt = 0;
    QString m_newestUnread; ///< cut, and fit to be shown
    bool m_lastIsUnread = false;
    QString m_other;
};

} // namespace Lockstep::Logs
