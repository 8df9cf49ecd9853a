// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/recording/recorder.h"
#include "inspection/types.h"
#include "logs/logreader.h"

#include <QHash>
#include <QMap>
#include <QSet>

#include <atomic>
#include <map>
#include <memory>
#include <vector>

namespace Lockstep::Logs {

/// All files of the patterns: which content lies in which file, how far it was read, and their lines in order of time.
/// Not thread-safe; the follower's thread owns it.
class LogSet
{
public:
    LogSet(QStringList patterns, LogDialect dialect, QTimeZone zone, LogReader::Limits limits);

    /// What earlier runs have read.
    void restore(const QList<History::LogPosition> &positions);
    /// Looks for files that are new, gone, renamed or replaced.
    void search();

    struct Chunk
    {
        QList<History::Recorder::Item> items;
        QList<History::LogPosition> positions;
        QStringList forgotten;
        bool atEnd = false; ///< nothing more for now
    };
    /// The next lines of all files, oldest first: about \a lines of them, fewer where they are long, at the end or when \a stop is set.
    /// Files are read only as far as that needs.
    Chunk next(int lines, const std::atomic<bool> &stop);
    /// The chunk is recorded: its positions are where a restart goes on.
    void recorded(const Chunk &chunk);

    /// fileIds of the positions whose files the last search found.
    QStringList present() const;

    /// Files of the systemd journal that the last search found, without what rotation adds to their names: others have to read them.
    QStringList journals() const { return m_journals.values(); }

    QList<Inspection::SourceStatus> status(bool contentsElsewhere = false) const;
    /// What became of the lines of each log.
    QMap<QString, LogTally::Lines> lines() const;
    /// Of what could not be read: path or pattern, and why.
    QMap<QString, QString> problems() const { return m_problems; }
    /// Whether one of the logs tells what updates contain.
    bool hasContents() const;

private:
    struct Known
    {
        LogIdentity identity;
        QString path;
        qint64 offset = 0; ///< as recorded
    };
    struct Candidate
    {
        FoundFile file;
        LogHead head;
        LogBytes bytes;
    };
    using Lanes = std::vector<std::deque<LogReader *>>;
    using Readers = std::vector<std::unique_ptr<LogReader>>;

    std::optional<std::vector<Candidate>> candidates(const Search &found);
    bool follow(Candidate &candidate, bool exactOnly);
    LogReader *readerOf(const FoundFile &file) const;
    bool isHeld(const LogHead &head) const;
    const Known *knownFor(const FoundFile &file, const LogHead &head, bool exactOnly) const;
    void dropGone(const QList<FoundFile> &found);
    Lanes lanes();
    void advance(Lanes &lanes, Lanes::iterator lane);
    void emitLine(LogReader &reader, Chunk &chunk);
    void collectPositions(Chunk &chunk);

    QStringList m_patterns;
    LogDialect m_dialect;
    QTimeZone m_zone;
    LogReader::Limits m_limits;
    Readers m_readers; ///< those of one log in order of their content
    QHash<QString, Known> m_known; ///< by fileId
    QSet<std::pair<quint64, quint64>> m_found; ///< device and inode
    QStringList m_forgotten; ///< fileIds that longer ones replace
    /// Log → begin of its newest content that was ever read: rotated files that begin later were missed and are read whole.
    QHash<QString, qint64> m_newestBegin;
    /// Files that hold nothing new as they are, by path, so that they are not opened at every look.
    QHash<QString, FoundFile> m_settled;
    LogTally &tallyOf(const QString &log);

    std::map<QString, LogTally> m_tallies; ///< by log; readers refer to them
    QSet<QString> m_journals;
    QMap<QString, QString> m_problems; ///< by path or pattern
};

} // namespace Lockstep::Logs
