// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"
#include "synapse/tables/schema.h"

#include <QElapsedTimer>
#include <QSet>

#include <memory>
#include <mutex>

namespace Lockstep::Synapse {

struct QueueKey
{
    UserId user;
    DeviceId device;
    friend bool operator==(const QueueKey &, const QueueKey &) = default;
    friend size_t qHash(const QueueKey &key, size_t seed = 0) { return qHashMulti(seed, key.user, key.device); }
};

/// Figures that no index answers: the deepest inbox queues, the failing destinations, users per server. They are gathered by going
/// over an index from one end to the other in small steps, a few milliseconds each, with pauses: a table of any size costs the
/// homeserver the same per second, and the figures are as old as a sweep takes. Memory is bounded. Thread-safe; step() is called by one
/// thread at a time.
class Sampler
{
public:
    /// Queues kept of a sweep; each is counted up to countedMessages.
    static constexpr int keptQueues = 1000;
    static constexpr int keptDestinations = 50'000;

    Sampler(const Sql::Database &database, const Schema &schema);

    /// The next piece of each sweep that is due.
    Result<void> step();
    /// The inbox has changed: it is swept at once, where a sweep is short enough for that. Else the next sweep finds it. Called as step() is.
    Result<void> inboxMoved();

    struct Depth
    {
        QueueKey key;
        qint64 messages = 0;
        qint64 oldest = 0; ///< stream_id
        friend bool operator==(const Depth &, const Depth &) = default;
    };
    struct Deepest
    {
        QList<Depth> queues; ///< deepest first, then by user and device
        bool complete = false; ///< false until the first sweep is through
    };
    Deepest deepest() const;
    /// Whether a sweep found other queues or depths than the one before; each change is handed out once.
    bool takeInboxChanged();

    struct Sampled
    {
        struct Look
        {
            qint64 messages = 0;
            qint64 at = 0; ///< ms since the epoch
        };
        Look from; ///< of half an hour to an hour ago, or the first one
        Look next; ///< what takes its place
        qint64 oldest = 0;
        qint64 oldestSince = 0; ///< since when that message has been the oldest one, as far as it was seen
    };
    /// How a queue has fared; nothing for those that are not among the deepest of a sweep.
    std::optional<Sampled> sampled(const QueueKey &key) const;

    struct Failing
    {
        QList<Inspection::Destination> destinations; ///< next retry first
        bool complete = false;
    };
    /// Sweeps at once, within a second, if the last sweep was never or too long ago: a table that is soon read is read often.
    Result<Failing> failing() const;
    /// A retry state that was read apart from the sweeps: newer than what they found.
    void noticed(const Inspection::Destination &destination) const;
    /// Servers whose retry state changed between the last two sweeps; each change is handed out once.
    QList<ServerName> takeChangedDestinations();

    /// From the poller's scan of all tracked users.
    void setUsersTracked(QHash<ServerName, qint64> perServer, qint64 total);
    void setUsersStale(QHash<ServerName, qint64> perServer);
    /// -1 while not known.
    qint64 usersTracked(const ServerName &server) const;
    qint64 usersStale(const ServerName &server) const;
    /// Servers of tracked users after \a server, in order; empty while not known. Time for all of them.
    QList<ServerName> serversTracked(const ServerName &after) const;
    qint64 usersTracked() const;

private:
    Result<void> stepInbox();
    void remember(qint64 now);
    Result<void> sweepDestinations() const;

    const Sql::Database &m_database;
    const Schema &m_schema;

    // the running sweep of the inbox: step() only
    QueueKey m_position;
    QList<Depth> m_sweep;
    QElapsedTimer m_inboxPause;
    qint64 m_inboxCostMs = 0; ///< of the sweep under way, or the last one

    mutable std::mutex m_mutex;
    bool m_inboxChanged = false;
    Deepest m_deepest;
    QHash<QueueKey, Sampled> m_sampled;
    mutable Failing m_failing;
    mutable QElapsedTimer m_failingAge;
    mutable qint64 m_failingKeptMs = 0;
    mutable QHash<ServerName, qint64> m_retryAt; ///< of those in m_failing
    mutable QSet<ServerName> m_changed;
    std::optional<QHash<ServerName, qint64>> m_usersTracked;
    std::optional<QHash<ServerName, qint64>> m_usersStale;
    qint64 m_usersTotal = -1;
};

} // namespace Lockstep::Synapse
