// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "logs/exportscanner.h"
#include "logs/linebuffer.h"
#include "logs/linescanner.h"
#include "logs/logbytes.h"
#include "logs/logdialect.h"
#include "logs/logfiles.h"
#include "logs/logtally.h"

#include <deque>

namespace Lockstep::Logs {

/// One log file, from a position on: whole lines only, and of these only those that tell something. Not thread-safe.
class LogReader
{
public:
    struct Line
    {
        qint64 at = 0; ///< not before the line's before it
        qint64 begin = 0;
        qint64 size = 0; ///< bytes
        bool forgeable = false; ///< see LineResult
        QString process; ///< which one wrote it, if the line says so
        std::vector<History::Observation> observations;
        QByteArray text; ///< as it was read, without its newline; see Limits::keptText
    };
    struct Limits
    {
        qsizetype block = 256 * 1024; ///< fits into the processor's cache
        qint64 maxLine = 64 * 1024 * 1024;
        /// The files are as they will stay: the last line needs no newline, nothing is waited for, and no rotated file belongs to one.
        bool isWhole = false;
        /// How many bytes of each line are kept in Line::text.
        qsizetype keptText = 0;
        /// Lines of a file without times have that of the file; else 0.
        bool hasFileTime = true;
    };
    enum class Outcome {
        Read, ///< some bytes were read
        End, ///< nothing more for now
        Elsewhere, ///< another file has its name by now: a search will tell where it is
        Replaced, ///< the file has other content than before: it was truncated and written anew
    };

    /// \a head: the file's first bytes, which \a identity was made from. \a bytes: has the file open. A plain one stays open, so that it
    /// can be read when its name is gone; compressed ones are opened when it is their turn, because there may be many. \a dialect outlives
    /// the reader.
    /// \a tally: of the log, outlives the reader too; lines that tell nothing are counted there.
    LogReader(const FoundFile &file, LogIdentity identity, const LogHead &head, LogBytes bytes, qint64 offset, const LogDialect &dialect,
        const QTimeZone &zone, Limits limits, LogTally &tally);

    /// Time of a file's first line; its own if the line has none.
    static qint64 beginOf(const FoundFile &file, const LogHead &head, const LogDialect &dialect, const QTimeZone &zone);
    qint64 begin() const { return m_begin; }

    QString path; ///< where it was last seen
    QString log; ///< logName() of where it was first seen

    const LogIdentity &identity() const { return m_identity; }
    /// Takes more first bytes into the identity, once there are more.
    bool extendIdentity();

    /// Reads one block and appends to lines().
    Result<Outcome> fill();
    std::deque<Line> &lines() { return m_lines; }
    /// The earliest time that the next line can have, ms since the epoch.
    qint64 bound() const { return m_lines.empty() ? m_newest : m_lines.front().at; }

    /// Where to go on reading if everything but lines() is recorded.
    qint64 position() const { return m_lines.empty() ? m_offset : m_lines.front().begin; }
    bool isOpen() const { return m_bytes.isOpen(); }
    bool isCompressed() const { return m_compressed; }
    /// Bytes that were not read yet; for gzip files a guess.
    qint64 behind() const;
    /// Releases the file; fill() opens it again.
    void close();
    /// No more reading: what is in lines() is all.
    void retire();
    bool isRetired() const { return m_retired; }
    /// Whether lines() has some, or will.
    bool isPending() const { return !m_retired || !m_lines.empty(); }
    /// Looks whether the file was truncated and written anew; if so, retires. Only for files that are open.
    bool notesReplacement();
    /// Whether a file with this head may be a copy, perhaps an unfinished one.
    bool beginsLike(const LogHead &head) const { return m_head.startsWith(head.bytes()) || m_identity.matches(head); }
    qint64 lastGrowth() const { return m_lastGrowth; } ///< when fill() last read something, steady clock ms

private:
    Result<Outcome> open();
    bool isSame();
    void settle();
    void scan(size_t end, bool isLast);
    bool finish();
    bool end();
    void take(std::string_view line, qint64 begin);

    LogIdentity m_identity;
    QByteArray m_head;
    LogBytes m_bytes;
    const LogDialect &m_dialect;
    LogTally &m_tally;
    LineParsers m_parsers;
    LineParser *m_parser; ///< of lines that do not tell their process
    LineScanner m_scanner;
    ExportScanner m_exportScanner;
    bool m_isJournal = false; ///< the file holds entries of the journal, as JSON or in the export format
    bool m_isExport; ///< the file holds entries of the journal in the export format
    Limits m_limits;
    std::deque<Line> m_lines;
    LineBuffer m_buffer; ///< from m_offset on: a line that is not whole yet
    qint64 m_offset = 0; ///< begin of the first line that was not scanned
    qint64 m_readTo = 0;
    qint64 m_begin = 0;
    qint64 m_newest = 0;
    qint64 m_fileSize = 0;
    qint64 m_lastGrowth = 0;
    bool m_compressed = false;
    bool m_skipping = false; ///< inside a line that is too long
    bool m_retired = false;
};

} // namespace Lockstep::Logs
