// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/recording/recorder.h"
#include "logs/exportscanner.h"
#include "logs/linebuffer.h"
#include "logs/logtally.h"

#include <chrono>

namespace Lockstep::Logs {

/// A log that comes through a pipe: standard input ("-"), or a named one. What `journalctl -f -o json` or `-o export` writes, for example.
/// What was read cannot be read again, so there is no position: whoever writes decides where to begin. Not thread-safe.
class LogStream
{
public:
    /// Whether \a source is a pipe, and not a file or a pattern of files.
    static bool isStream(const QString &source);

    LogStream(QString source, const LogDialect &dialect, const QTimeZone &zone, qint64 maxLine);
    ~LogStream();
    LogStream(LogStream &&) = delete;

    /// Takes what is there, without waiting, until there are about \a enough items; what is recorded late is kept. Returns whether there
    /// may be more.
    bool read(qsizetype enough);
    const QList<History::Recorder::Item> &items() const { return m_items; }
    void recorded() { m_items.clear(); }

    Inspection::SourceStatus status(bool contentsElsewhere = false) const;
    bool hasContents() const { return m_tally.hasContents(); }

private:
    bool open();
    void takeLines(bool isLast);
    void take(std::string_view line);

    QString m_source;
    const LogDialect &m_dialect;
    qint64 m_maxLine;
    LogTally m_tally;
    LineParsers m_parsers;
    LineScanner m_scanner;
    ExportScanner m_exportScanner;
    int m_file = -1;
    bool m_isOwned = false;
    bool m_hasEnded = false;
    bool m_isSkipping = false; ///< inside a line that is too long
    std::optional<bool> m_isJournal; ///< entries of the journal come; not known before the first line
    bool m_isExport = false; ///< entries of the journal in the export format come
    QString m_problem;
    LineBuffer m_buffer;
    qint64 m_base = 0; ///< bytes before m_buffer
    std::chrono::steady_clock::time_point m_lastGrowth;
    QList<History::Recorder::Item> m_items;
};

} // namespace Lockstep::Logs
