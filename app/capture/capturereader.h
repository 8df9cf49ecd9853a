// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "capture/filekind.h"
#include "capture/seenusers.h"
#include "history/recording/recorder.h"
#include "inspection/checks.h"
#include "synapse/lists/fetchledger.h"

#include <atomic>
#include <functional>

namespace Lockstep::Capture {

/// How far the reading is.
struct Progress
{
    qint64 done = 0, total = 0; ///< bytes on disk
    qint64 updates = 0; ///< rows so far
    QString file; ///< that is being read, without its folder
};

/// What became of the files.
struct ReadReport
{
    QList<Inspection::SourceStatus> sources; ///< one for each
    QList<Inspection::Check> checks; ///< what could be read of each and what not, in numbers
    ServerName receiver; ///< the server that received what was captured, empty if nothing says it
    qint64 oldest = 0, newest = 0; ///< times of what was told, ms since the epoch
};

/// Reads files into a history, at the speed of the logs' reader and in bounded memory. On one thread; nothing is written to the files.
/// Lines of text that somebody else could have written are believed here: there is no database that could agree.
class CaptureReader
{
public:
    /// All outlive the reader.
    CaptureReader(History::Recorder *recorder, SeenUsers *seen, Synapse::FetchLedger *ledger);

    /// \a progress is called some times a second. Errors: Cancelled, where \a stop was set; those of the history's file; BadInput if
    /// nothing in the files tells of a device list, with what they hold instead.
    Result<ReadReport> read(const QList<std::pair<QString, FileKind>> &files, const std::function<void(const Progress &)> &progress,
        const std::atomic<bool> &stop);

private:
    Result<void> readLogs(const QStringList &paths);
    Result<void> readJournals(const QStringList &paths);
    /// Together, as one.
    Result<void> readJournal(const QStringList &files);
    Result<void> readTraffic(const QString &path, FileKind kind);
    Result<void> record(const QList<History::Recorder::Item> &items);
    void tell(const QString &file, qint64 done);
    void see(const History::Observation &what);

    History::Recorder *m_recorder;
    SeenUsers *m_seen;
    Synapse::FetchLedger *m_ledger;
    std::function<void(const Progress &)> m_progress;
    const std::atomic<bool> *m_stop = nullptr;
    ReadReport m_report;
    Progress m_told;
    qint64 m_lastTold = 0;
    qint64 m_before = 0; ///< bytes of the files that are read
    qint64 m_observations = 0;
    QHash<ServerName, qint64> m_receivers;
};

} // namespace Lockstep::Capture
