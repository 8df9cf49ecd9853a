// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <functional>
#include <list>
#include <mutex>
#include <thread>

namespace Lockstep::Http {

/// A thread for each job, up to a limit. Every thread is joined: when it has ended, by the next start(), and all of them by
/// joinAll(). start() and joinAll() belong to one thread, the one that accepts.
class ConnectionThreads
{
public:
    explicit ConnectionThreads(int limit);
    /// joinAll().
    ~ConnectionThreads();

    /// Runs \a job on a thread of its own. False if there are as many as may be, or the system gives no more.
    bool start(std::function<void()> job);
    /// Blocks until all jobs have ended.
    void joinAll();

private:
    struct Slot
    {
        std::thread thread;
        bool ended = false; ///< guarded by m_mutex
    };
    void joinEnded();

    std::mutex m_mutex;
    std::list<Slot> m_slots;
    size_t m_limit;
};

} // namespace Lockstep::Http
