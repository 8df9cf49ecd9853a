// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "inspection/source.h"
#include "synapse/config/redisaddress.h"
#include "synapse/replication/redisconnection.h"
#include "synapse/replication/replicationline.h"

#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace Lockstep::Synapse {

/// Listens to the channel over which the processes of one Synapse tell each other what they have written, and says when to look into the
/// database: never what is there. It subscribes to the channel that is named as the server, to no pattern and no other (beside it lies
/// one with live access tokens), and sends nothing but AUTH, SUBSCRIBE and PING. What it does not need is dropped unread.
///
/// Lines that are published while nobody is connected are lost, and Synapse does not repeat them: so each connection begins with a look,
/// and each REPLICATE and POSITION that does not follow from what was heard makes one.
class ReplicationFeed
{
public:
    struct Look
    {
        bool lists = false;
        bool queues = false;
    };

    /// \a look is called on the feed's thread, some hundred times a second at most, and returns at once. \a events outlives the feed.
    ReplicationFeed(RedisAddress address, ServerName server, std::function<void(Look)> look, Inspection::EventFeed &events);
    /// Stops.
    ~ReplicationFeed();

    void start();
    /// Ends waiting, and joins the thread.
    void stop();

    /// Thread-safe.
    Inspection::SourceStatus status() const;
    /// The same where there may be no feed (null), because of what is set; nothing where the homeserver has no Redis.
    static std::optional<Inspection::SourceStatus> statusOf(const ReplicationFeed *feed, const RedisSetting &setting);

private:
    struct Counts
    {
        qint64 lines = 0, dropped = 0, gaps = 0, connections = 0;
        qint64 connectedSince = 0, newest = 0; ///< ms since the epoch
        QString problem;
    };
    void run();
    Result<void> signIn(RedisConnection &connection);
    Result<void> listen(RedisConnection &connection);
    void take(std::string_view line, Look &look, Counts &heard);
    Inspection::SourceState state() const;
    void change(const std::function<void(Counts &)> &what);

    const RedisAddress m_address;
    const QByteArray m_channel;
    const std::function<void(Look)> m_look;
    Inspection::EventFeed &m_events;
    ReplicationPositions m_positions; ///< of the feed's thread

    StopSignal m_stop;
    std::thread m_thread;
    mutable std::mutex m_mutex; ///< guards what follows
    Counts m_counts;
};

} // namespace Lockstep::Synapse
