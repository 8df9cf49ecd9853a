// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/recording/recorder.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace Lockstep::Sql {
class Database;
}

namespace Lockstep::History {

/// What can be told only once (by a tap, a pipe) waits here in a file until the store has it, and for a while afterwards: a standby that
/// takes over may not have got it. How far it was taken is a log position in the store, written in one transaction with what was taken: a
/// kill at any moment neither loses nor doubles anything. Thread-safe.
class Spool
{
public:
    struct Limits
    {
        qint64 bytes = qint64(1) << 30; ///< of what waits; beyond it nothing is taken any more, and counted
        qint64 keptMs = 10 * 60 * 1000; ///< how long what the store has is kept
        qint64 keptBytes = 256 << 20; ///< and how much of it
    };
    struct Entry
    {
        qint64 number = 0; ///< rising
        QList<Recorder::Item> items;
        qint64 observations = 0; ///< as it was appended with
        qint64 bytes = 0;
    };
    struct State
    {
        qint64 waiting = 0; ///< observations
        qint64 waitingBytes = 0;
        qint64 since = 0; ///< when the oldest one came, ms since the epoch; 0: none waits
        qint64 refused = 0; ///< observations, since it was opened, because it was full or could not be written
        QString problem = {}; ///< why the newest was refused; empty: it was taken
        QString drainProblem = {}; ///< why the store did not take what waits when it was tried last; empty: it did
    };

    /// Opens or makes the file. Errors: Io, Database (not a spool).
    static Result<std::unique_ptr<Spool>> open(const QString &path, Limits limits);
    static Result<std::unique_ptr<Spool>> open(const QString &path) { return open(path, Limits()); }
    ~Spool();

    const QString &path() const { return m_path; }
    /// The fileId of its position in the store.
    QString fileId() const { return m_fileId; }
    /// Takes them in the order of the calls. Errors: Io (full; no room on the disk).
    Result<void> append(const QList<Recorder::Item> &items);
    /// What follows the entry \a after, about \a most observations.
    Result<QList<Entry>> next(qint64 after, int most) const;
    /// The store has all up to this entry. Looks at all that waits.
    void taken(qint64 upTo);
    /// The store has these, too, which next() gave after what was taken before. Now and then what it has for long is forgotten.
    void taken(const QList<Entry> &entries);
    void setDrainProblem(const QString &text);
    State state() const;
    /// Waits for append(), taken() or wake(), or for so long.
    void wait(std::chrono::milliseconds time);
    void wake();

private:
    Spool(const QString &path, Limits limits);
    Result<void> prepare();
    void count(qint64 upTo);
    void forget(qint64 upTo);

    const QString m_path;
    const Limits m_limits;
    QString m_fileId;
    std::unique_ptr<Sql::Database> m_file;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_woken = false;
    qint64 m_forgotAt = 0; ///< ms since the epoch
    State m_state;
};

/// Brings a spool's entries into the store, in order, as soon as it is there.
class SpoolDrain
{
public:
    /// Both outlive it. Starts at once.
    SpoolDrain(Spool *spool, Recorder *recorder);
    /// Stops; what waits stays in the file.
    ~SpoolDrain();
    Q_DISABLE_COPY_MOVE(SpoolDrain)

private:
    void run();
    Result<qint64> takenByStore() const;

    Spool *const m_spool;
    Recorder *const m_recorder;
    std::atomic<bool> m_stopping = false;
    std::thread m_thread;
};

} // namespace Lockstep::History
