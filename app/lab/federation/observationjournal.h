// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/recording/recorder.h"

#include <QString>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace Lockstep::Lab {

class HomeserverState;

/// What a lab server received and decided, on its way into the history. It is written down in the transaction that it belongs to, and a
/// thread hands it on, as much at once as there is. Entries are numbered, and the history keeps the number of the last one that it took:
/// a kill at any time loses and doubles nothing. A history that is slow or broken holds up nobody; it gets what it missed later.
class ObservationJournal
{
public:
    /// Goes on where an earlier run ended. \a state and \a recorder outlive it. Errors: Database (the history is another server's, or
    /// cannot be read).
    static Result<std::unique_ptr<ObservationJournal>> open(HomeserverState *state, History::Recorder *recorder);
    /// Hands on what is there.
    ~ObservationJournal();

    /// State thread, inside a transaction.
    void add(const History::Observation &what);
    /// State thread, after each transaction.
    void transactionEnded(bool isCommitted);

    /// Returns when the history has all that was committed by now, or cannot take it. Not on the state thread.
    void waitForHistory();
    /// Why the history does not take what is recorded; empty if it does.
    QString problem() const;

private:
    ObservationJournal(HomeserverState *state, History::Recorder *recorder);
    Result<void> begin();
    void work();
    Result<qint64> handOn(qint64 after);

    HomeserverState *m_state;
    History::Recorder *m_recorder;
    QString m_name; ///< whose journal it is: the server's public key

    // state thread
    qint64 m_last = 0; ///< number of the newest entry
    qint64 m_lastBefore = 0; ///< as it was before the transaction under way
    qint64 m_removed = 0; ///< entries up to this one are gone from the table
    qint64 m_removedBefore = 0;

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::condition_variable m_progress;
    qint64 m_committed = 0;
    qint64 m_recorded = 0;
    QString m_problem;
    bool m_ending = false;
    std::thread m_thread;
};

} // namespace Lockstep::Lab
