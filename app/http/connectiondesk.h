// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/connectionthreads.h"
#include "http/httpconnection.h"

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace Lockstep::Http {

/// The open connections of a server. One that is served has a thread; one that waits, for its client or for a LaterAnswer, has none: it is
/// watched here. Everything but what threads report is done on the thread that calls run().
class ConnectionDesk
{
public:
    ConnectionDesk(const HttpServerOptions &options, const HttpConnection::Handler &handler, int listenFd, int stopFd);
    /// After finish().
    ~ConnectionDesk();
    Q_DISABLE_COPY_MOVE(ConnectionDesk)

    /// Accepts and serves until \c stopFd is readable.
    void run();
    /// After run(): blocks until no handler runs, and ends all connections.
    void finish();

private:
    using Clock = std::chrono::steady_clock;
    using Number = quint64;
    struct Place
    {
        std::shared_ptr<HttpConnection> connection; ///< null while a thread has it
        std::multimap<Clock::time_point, Number>::iterator due;
        bool isLooking = false; ///< its thread looks for a LaterAnswer
        bool wasWoken = false; ///< while a thread has it
    };
    /// What other threads say; outlives the desk, because who wakes may come late.
    struct Reports
    {
        Reports();
        ~Reports();
        void back(Number number, std::shared_ptr<HttpConnection> connection);
        void woken(Number number);
        void signal() const;

        int fd; ///< becomes readable with every report
        std::mutex mutex;
        std::vector<std::pair<Number, std::shared_ptr<HttpConnection>>> returned; ///< null: it has ended
        std::vector<Number> wakes;
    };

    void accept();
    bool endIdle();
    void takeReports();
    void takeEvent(Number number, quint32 events);
    void takeDue();
    void wait(Number number, Place &place);
    void unwait(Place &place);
    void makeReady(Number number);
    void startReady();
    bool start(Number number);
    int timeout() const;

    const HttpServerOptions &m_options;
    const HttpConnection::Handler &m_handler;
    const int m_listenFd;
    const int m_stopFd;
    const int m_epoll;
    const size_t m_maxThreads;
    std::shared_ptr<Reports> m_reports = std::make_shared<Reports>();
    ConnectionThreads m_threads;
    std::unordered_map<Number, Place> m_places;
    std::multimap<Clock::time_point, Number> m_due;
    std::deque<Number> m_requests; ///< have something to read: these go first
    std::deque<Number> m_looks; ///< a LaterAnswer may be there
    size_t m_running = 0;
    size_t m_looking = 0;
    Number m_last = 0;
};

} // namespace Lockstep::Http
