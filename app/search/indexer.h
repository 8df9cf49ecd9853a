// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/source.h"
#include "search/index.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace Lockstep::Search {

/// Keeps an index of all tracked users, on a thread of its own: a first scan of all of them, then what the source's events tell of, and
/// slow rounds through everything for what no event tells, such as users who are tracked no more. It rests after each piece of work, so
/// that it costs a small share of one core, and goes on after a restart where it was. An index that is damaged is thrown away and built
/// anew. The other calls are thread-safe.
class Indexer
{
public:
    struct Options
    {
        QString path = {}; ///< of the index's file; empty: memory
        double share = 0.05; ///< of one core's time, for the first scan and for changes
        double roundShare = 0.005; ///< for the rounds after it
        qint64 freeUsers = 4'000; ///< so many are read without a rest: a small server's are all there at once
        /// From one round to the next, and longer where a round is much work.
        std::chrono::milliseconds betweenRounds = std::chrono::seconds(30);
        std::chrono::milliseconds afterFailure = std::chrono::seconds(5);
        std::function<qint64()> clock = {}; ///< ms since the epoch; empty: the machine's
    };

    /// \a source outlives it.
    Indexer(Inspection::Source *source, Options options);
    ~Indexer();
    void start();
    /// Ends soon, waits for the thread, and cuts off who asks the index.
    void stop();

    /// Null while there is none: it cannot be opened. What was handed out may be used as long as it is held.
    std::shared_ptr<const Index> index() const;
    Inspection::SearchState state() const;
    /// The last user that the first scan came by: only who comes after may be missing. Empty before its beginning.
    UserId scannedTo() const;
    Inspection::SourceStatus status() const;
    /// Somebody asked the index and got a BadAnswer: it is thrown away soon.
    void distrust(const QString &why);

private:
    using Clock = std::chrono::steady_clock;
    void run();
    bool open();
    bool isStopping() const;
    void rest(Clock::duration forHow);
    void takeEvents(int timeoutMs);
    Result<void> step();
    Result<void> readChanged();
    Result<void> scan();
    Result<void> round();
    Result<void> tidy();
    Result<void> flush();
    Result<void> readTexts(const QList<UserId> &users, QList<Inspection::ListTexts> *texts, QList<UserId> *gone);
    void throwAway(const QString &why);
    QString distrusted();
    void say(Inspection::SourceState state, const QString &detail);
    qint64 now() const;

    Inspection::Source *const m_source;
    const Options m_options;

    // the thread's own
    qint64 m_seen = 0; ///< of the event feed
    QSet<UserId> m_changed;
    Progress m_progress;
    QList<Inspection::ListTexts> m_read; ///< by the scan, and not written yet
    qint64 m_come = 0; ///< users that the pass under way came by
    qint64 m_free = 0;
    bool m_isRound = false; ///< what the step did was a part of a round
    bool m_isTidy = false; ///< since much changed
    bool m_isIdle = false; ///< there was nothing to do
    qint64 m_place = -1; ///< of the round in the index; -1: none is under way
    qint64 m_roundBegan = 0;
    Clock::duration m_roundCost{};
    Clock::time_point m_nextRound;

    std::thread m_thread;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_stopping = false;
    std::shared_ptr<Index> m_index;
    qint64 m_total = -1;
    qint64 m_waiting = 0;
    QString m_thrownAway; ///< why the last one was
    QString m_distrusted;
    Inspection::SourceStatus m_status;
};

} // namespace Lockstep::Search
