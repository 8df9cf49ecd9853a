// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/connectionthreads.h"
#include "http/httpconnection.h"

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

namespace Lockstep::Http {

/// The open connections of a server. One whose request is answered has a thread; one that waits, for its client or for a LaterAnswer, has
/// none: it is watched here, and read and written as far as its client lets it. Everything but what threads report is done on the thread
/// that calls run().
class ConnectionDesk
{
public:
    ConnectionDesk(const HttpServerOptions &options, const HttpConnection::Handler &handler, int listenFd, int stopFd);
    /// After finish().
    ~ConnectionDesk();
    Q_DISABLE_COPY_MOVE(ConnectionDesk)

    /// Accepts and serves until \c stopFd is readable.
    void run();
    /// After run(): blocks until no handler runs and the answers that were begun are written, for a second at most, and ends all
    /// connections.
    void finish();

private:
    using Clock = std::chrono::steady_clock;
    using Number = quint64;
    struct Place
    {
        std::shared_ptr<HttpConnection> connection; ///< null while a thread has it
        std::multimap<Clock::time_point, Number>::iterator due; ///< the end of that map where it is not watched
        quint32 watched = 0; ///< for what
        QByteArray address; ///< of the client, as far as its owner cannot choose it; empty for this machine, where a proxy may be
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
        std::vector<std::pair<Number, std::shared_ptr<HttpConnection>>> returned;
        std::vector<Number> wakes;
    };
    using Places = std::unordered_map<Number, Place>;

    void accept();
    void takeCallers();
    bool hasRoom();
    bool makeRoom();
    void takeReports();
    void takeEvent(Number number, quint32 events);
    void takeDue();
    void settle(Places::iterator place);
    void watchFor(Number number, Place &place, quint32 events);
    void unwatch(Place &place);
    void startReady();
    bool start(Number number);
    void finishWriting();
    int timeout() const;

    const HttpServerOptions &m_options;
    const HttpConnection::Handler &m_handler;
    const int m_listenFd;
    const int m_stopFd;
    const int m_epoll;
    const size_t m_maxThreads;
    std::shared_ptr<Reports> m_reports = std::make_shared<Reports>();
    ConnectionThreads m_threads;
    Places m_places;
    std::multimap<Clock::time_point, Number> m_due;
    std::deque<Number> m_requests; ///< are whole: these go first
    std::deque<Number> m_looks; ///< a LaterAnswer may be there
    size_t m_running = 0;
    size_t m_looking = 0;
    Number m_last = 0;
    std::optional<Clock::time_point> m_fullSince; ///< since when nobody who called found a place
    bool m_callersWait = false;
};

} // namespace Lockstep::Http
