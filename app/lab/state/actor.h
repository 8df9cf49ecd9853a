// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>

namespace Lockstep::Lab {

/// One thread that owns the state of one homeserver; everybody else asks it. Work runs one piece at a time, in order of arrival,
/// so state needs no locks. Pieces must be short (no network, no waiting).
class Actor
{
public:
    Actor();
    ~Actor(); ///< finishes what was posted, then joins

    void post(std::function<void()> work);

    /// Runs \a work on the thread and waits for its result. From the thread itself: at once.
    template <typename F>
    auto call(F work) -> decltype(work())
    {
        if (std::this_thread::get_id() == m_thread.get_id())
            return work();
        std::packaged_task<decltype(work())()> task(std::move(work));
        auto future = task.get_future();
        post([&task] { task(); });
        return future.get();
    }

private:
    void run();

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_work;
    bool m_ending = false;
    std::thread m_thread;
};

} // namespace Lockstep::Lab
