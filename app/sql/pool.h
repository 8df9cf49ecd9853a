// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "sql/connection.h"
#include "sql/databaseerror.h"
#include "sql/sqliteconnection.h"

#include <QStringList>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace Lockstep::Sql {

struct DatabaseOptions
{
    Access access = Access::ReadOnly;
    Purpose purpose = Purpose::Homeserver;
    int connections = 6; ///< at most open at a time
    std::chrono::milliseconds deadline{6'000}; ///< for one call: waiting for a connection, connecting, and the statement
    QStringList setup = {}; ///< statements that every new connection begins with
};

/// The connections to one database: at most so many, each lent to one caller for one call. Thread-safe.
class Pool
{
public:
    Pool(DatabaseAddress address, DatabaseOptions options);
    /// No call may be under way.
    ~Pool();
    Q_DISABLE_COPY_MOVE(Pool)

    /// Goes back by itself.
    class Lease
    {
    public:
        Lease(Pool *pool, std::unique_ptr<Connection> connection)
            : m_pool(pool)
            , m_connection(std::move(connection))
        {
        }
        ~Lease()
        {
            if (m_connection)
                m_pool->giveBack(std::move(m_connection));
        }
        Lease(Lease &&) = default;
        Lease &operator=(Lease &&) = delete;
        Connection *operator->() const { return m_connection.get(); }
        Connection &operator*() const { return *m_connection; }

    private:
        Pool *m_pool;
        std::unique_ptr<Connection> m_connection;
    };

    /// Waits for a connection until \a limit, and opens one where there is room. Errors: those of opening; Timeout, Cancelled.
    Result<Lease> take(const Limit &limit);
    /// The limit of a statement that begins now, on the calling thread.
    Limit limit() const;
    /// From now on all statements of this thread together have the time of one, until endCall(). False if that was so already.
    bool beginCall();
    void endCall();
    /// Ends all calls, also those under way and to come, with Cancelled.
    void shutDown();
    int open() const;

    const DatabaseAddress &address() const { return m_address; }
    Access access() const { return m_options.access; }

    mutable std::atomic<bool> damaged = false; ///< a call has failed because the file itself is no good

private:
    struct Idle
    {
        std::unique_ptr<Connection> connection;
        std::chrono::steady_clock::time_point since;
    };
    Result<std::unique_ptr<Connection>> openOne(const Limit &limit) const;
    void giveBack(std::unique_ptr<Connection> connection);

    const DatabaseAddress m_address;
    const DatabaseOptions m_options;
    const int m_stopFd;
    mutable std::mutex m_mutex;
    std::condition_variable m_freed;
    std::vector<Idle> m_idle; ///< used last is last
    int m_open = 0; ///< idle, lent, or being opened
    bool m_stopped = false;
    std::map<std::thread::id, QDeadlineTimer> m_calls; ///< threads whose statements share a deadline
};

} // namespace Lockstep::Sql
