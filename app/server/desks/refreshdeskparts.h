// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/ratelimiter.h"
#include "server/desks/refreshdesk.h"
#include "server/desks/trail.h"

#include <QHash>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>

namespace Lockstep::Server {

using Clock = std::chrono::steady_clock;

/// What refreshdeskcalls.cpp (what callers ask) and refreshdeskwork.cpp (what its threads do) share.
struct RefreshDesk::Private
{
    struct Outcome
    {
        Inspection::RefreshStatus status;
        Clock::time_point succeededAt = {};
        quint64 order = 0; ///< the smallest is the oldest
        std::optional<DeviceList> before; ///< the list before a refresh that failed
        bool isOver = false; ///< the homeserver does not try any more, as the last look showed
        QList<qint64> trail; ///< entries of those who asked
    };

    Inspection::Source *source = nullptr;
    RefreshOptions options;
    Trail *trail = nullptr;
    mutable std::mutex mutex;
    std::condition_variable work;
    std::condition_variable concluded;
    RefreshLanes lanes{{}};
    QHash<UserId, Ticket> open; ///< waiting or running
    QHash<UserId, Outcome> outcomes;
    std::set<UserId> awaited; ///< failed, but the homeserver goes on trying
    std::condition_variable awaiting;
    struct Buckets
    {
        Http::RateLimiter callers, servers;
    };
    Buckets admins, others;
    quint64 order = 0;
    bool stopping = false;
    std::vector<std::thread> threads;

    void run();
    void perform(const Ticket &attempt);
    void remember(const Inspection::RefreshStatus &status);
    void conclude(const Ticket &attempt, Result<void> outcome, Inspection::RefreshStatus status, std::optional<DeviceList> pending = {});
    void watch();
    void lookAgain(const UserId &user);
    std::optional<Error> limited(const RefreshCaller &caller, const UserId &user);
    Ticket openOrFresh(const UserId &user, bool forAdmin);
    /// With the mutex held, so that events come in the order of the states.
    void publish(const UserId &user, Inspection::RefreshState state) const;
};

} // namespace Lockstep::Server
