// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/elasticqueue.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>

namespace Lockstep::Inspection {

namespace {

constexpr auto idleLife = std::chrono::seconds(20);
thread_local bool overloaded = false;

} // namespace

/// Shared with the threads, so that the last one to leave may outlive the queue by an instruction.
struct ElasticQueue::State
{
    std::mutex mutex;
    std::condition_variable work;
    std::condition_variable ended;
    std::deque<std::function<void()>> jobs;
    int maxThreads = 0;
    int threads = 0;
    int idle = 0; ///< without a job, those that are just starting too
    bool stopping = false;
};

ElasticQueue::ElasticQueue(int maxThreads)
    : m_state(std::make_shared<State>())
{
    m_state->maxThreads = std::max(1, maxThreads);
}

ElasticQueue::~ElasticQueue()
{
    shutdown();
}

bool ElasticQueue::isOverloaded()
{
    return overloaded;
}

void ElasticQueue::work(const std::shared_ptr<State> &state)
{
    std::unique_lock lock(state->mutex);
    for (;;) {
        state->work.wait_for(lock, idleLife, [&] { return !state->jobs.empty() || state->stopping; });
        --state->idle;
        if (state->jobs.empty())
            break;
        const std::function<void()> job = std::move(state->jobs.front());
        state->jobs.pop_front();
        lock.unlock();
        job();
        lock.lock();
        ++state->idle;
    }
    --state->threads;
    state->ended.notify_all();
}

/// With the mutex held.
bool ElasticQueue::spawn()
{
    if (m_state->threads >= m_state->maxThreads)
        return false;
    try {
        std::thread([state = m_state] { work(state); }).detach();
    } catch (const std::system_error &) {
        return false; // the system has no thread left
    }
    ++m_state->threads;
    ++m_state->idle;
    return true;
}

void ElasticQueue::enqueue(std::function<void()> job)
{
    {
        const std::lock_guard lock(m_state->mutex);
        if (m_state->idle > int(m_state->jobs.size()) || spawn()) {
            m_state->jobs.push_back(std::move(job));
            m_state->work.notify_one();
            return;
        }
    }
    overloaded = true;
    job();
    overloaded = false;
}

void ElasticQueue::shutdown()
{
    std::unique_lock lock(m_state->mutex);
    m_state->stopping = true;
    m_state->work.notify_all();
    m_state->ended.wait(lock, [this] { return m_state->threads == 0; });
}

} // namespace Lockstep::Inspection
