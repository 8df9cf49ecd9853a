// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/recording/recorder.h"
#include "inspection/source.h"
#include "sql/database.h"
#include "synapse/configwatch.h"
#include "synapse/gapwatch.h"
#include "synapse/lists/fetchledger.h"
#include "synapse/lists/keycheck.h"
#include "synapse/own/ownwatch.h"
#include "synapse/queues/sampler.h"
#include "synapse/reachwatch.h"
#include "synapse/silencewatch.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

namespace Lockstep::Synapse {

/// Watches the database from a thread of its own, about once a second, by statements that read a bounded stretch of an index:
/// - the tail of device_lists_stream says whose lists changed. Its numbers are given out before they are committed, by several
///   processes, so rows appear out of order: each look goes back over an overlap;
/// - a rolling scan of device_lists_remote_extremeties finds what the tail did not tell (a skipped resync, a time when nobody looked);
/// - the check of all keys goes on by a step;
/// - gaps that closed without a log that tells of it;
/// - what the homeserver owes others;
/// - which servers it waits for, where that changed;
/// - resync markers, the newest and oldest row of each queue, and the sampler's sweeps.
/// Head changes go to the recorder, what a viewer should read anew to the event feed.
class HeadPoller
{
public:
    HeadPoller(const Sql::Database &database, const Schema &schema, Sampler &sampler, ServerName own, History::Recorder *recorder,
        Inspection::EventFeed &events, KeyCheck *keys = nullptr, FetchLedger *ledger = nullptr, SilenceWatch *silence = nullptr,
        OwnWatch *ownSide = nullptr, ReachWatch *reach = nullptr, ConfigWatch *config = nullptr);
    ~HeadPoller();

    /// \a interval: from one round to the next, if nobody tells that something changed.
    void start(std::chrono::milliseconds interval = defaultInterval);
    static constexpr std::chrono::milliseconds defaultInterval{1'000};
    /// Waits for the thread.
    void stop();

    struct Look
    {
        bool lists = false; ///< device lists of remote users, and what is to be sent of local ones
        bool queues = false; ///< messages to devices, in and out
    };
    /// Somebody knows that something changed: looks at once, or as soon as looks may cost the database something again. The rounds go on
    /// by the clock. Thread-safe; returns at once.
    void lookSoon(Look look);

    /// One round; start() makes a thread that does it. For tests.
    Result<void> poll();
    /// "heads": ok, starting (the first scan is under way), failing. "off" before start(). Thread-safe.
    Inspection::SourceStatus status() const;

private:
    using Clock = std::chrono::steady_clock;
    struct Wake
    {
        bool isStopped = false;
        Look look = {};
    };
    void run();
    Wake waitUntil(Clock::time_point until);
    void lookNow(Look look);
    enum class Tail : quint8 {
        Overlapping, ///< what may have been committed late, too
        New, ///< what is behind the newest row that was seen: cheap
    };
    Result<void> pollTail(Tail part);
    Result<void> pollScan();
    Result<void> pollMarkers();
    Result<void> pollKeys();
    Result<void> pollQueues(Look look);
    Result<void> noteMoves(const QList<std::pair<UserId, StreamId>> &heads);
    void publishSilence();
    Result<void> pollQueue(const QString &table, Inspection::QueueKind queue);
    Result<void> report(const QList<std::pair<UserId, StreamId>> &heads);
    Result<void> readHeads(const QSet<UserId> &users, QList<std::pair<UserId, StreamId>> &heads) const;
    void publishUser(const UserId &user);
    void setStatus(Inspection::SourceState state, const QString &detail);

    const Sql::Database &m_database;
    const Schema &m_schema;
    Sampler &m_sampler;
    const ServerName m_own;
    History::Recorder *m_recorder;
    Inspection::EventFeed &m_events;
    KeyCheck *m_keys;
    FetchLedger *m_ledger;
    SilenceWatch *m_silence;
    OwnWatch *m_ownSide;
    ReachWatch *m_reach;
    ConfigWatch *m_config;
    bool m_wasSilent = false;

    // poll() only
    qint64 m_tail = -1;
    std::set<std::pair<qint64, QString>> m_seen;
    UserId m_scanned;
    bool m_firstScan = true;
    QHash<ServerName, qint64> m_perServer;
    qint64 m_total = 0;
    std::optional<QHash<UserId, qint64>> m_markers;
    QHash<Inspection::QueueKind, std::pair<qint64, qint64>> m_queues;
    QSet<UserId> m_published;
    qint64 m_queueChanges = 0;
    GapWatch m_gaps;

    std::thread m_thread;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_stopping = false;
    std::chrono::milliseconds m_interval = defaultInterval; ///< set before the thread begins
    Look m_wanted;
    Clock::time_point m_nextLook;
    bool m_isSecondLook = false; ///< the next look is for what the last one did not find
    Inspection::SourceStatus m_status;
};

} // namespace Lockstep::Synapse
