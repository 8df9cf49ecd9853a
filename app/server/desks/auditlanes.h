// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "http/ratelimiter.h"
#include "server/desks/listcheck.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>

namespace Lockstep::Server {

/// Which list is compared next: one of a server at a time, each server and all of them so often. A server that does not answer is asked
/// once; the rest of its lists is handed out with the reason. Thread-safe.
class AuditLanes
{
public:
    using Clock = std::chrono::steady_clock;
    struct Limits
    {
        Http::RateLimit perServer = {5, 5};
        Http::RateLimit inAll = {40, 40};
        /// Answers of one kind in a row that no list can be read from, after which the server is asked no more.
        int mostRefusals = 3;
        qint64 mostWaitMs = 60'000; ///< for a server that says how long to wait
        int mostWaits = 3; ///< for one list
    };
    explicit AuditLanes(Limits limits);

    void add(QList<ListCheck::Job> jobs);
    /// The next one, whose server is busy until done(); nothing once stop() was called. Blocks.
    std::optional<ListCheck::Job> next();
    /// What came of a job. The result, if that is the end of it; otherwise it waits to be looked at again.
    std::optional<Inspection::AuditedList> done(ListCheck::Job job, ListCheck::Outcome outcome);
    /// Jobs that wait or are under way.
    qsizetype pending() const;
    /// Servers that are asked no more.
    int deadServers() const;
    void stop();

private:
    struct Lane
    {
        std::deque<ListCheck::Job> jobs;
        std::multimap<Clock::time_point, ListCheck::Job> later;
        bool isBusy = false;
        bool hasToken = false; ///< of its own rate; that of all has still to come
        Clock::time_point notBefore = {};
        QString dead; ///< why it is asked no more
        int refusals = 0;

        bool isEmpty() const { return jobs.empty() && later.empty(); }
    };
    std::optional<ListCheck::Job> take(Lane &lane, const ServerName &server, Clock::time_point now, Clock::time_point &wake);

    const Limits m_limits;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::map<ServerName, Lane> m_lanes;
    Http::RateLimiter m_perServer, m_inAll;
    qsizetype m_pending = 0;
    std::map<ServerName, QString> m_dead; ///< servers that are asked no more, and why: their empty lanes need not be looked through
    bool m_stopped = false;
};

} // namespace Lockstep::Server
