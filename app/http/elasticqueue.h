// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <httplib.h>

#include <memory>

namespace Lockstep::Inspection {

/// Threads for connections: as many as there are connections, up to a limit; those without work end after a while. A job beyond the limit
/// runs at once in the accepting thread with isOverloaded() true, and has to be quick.
class ElasticQueue : public httplib::TaskQueue
{
public:
    explicit ElasticQueue(int maxThreads);
    ~ElasticQueue() override;

    void enqueue(std::function<void()> job) override;
    void shutdown() override;

    /// Whether the job of the calling thread is one too many.
    static bool isOverloaded();

private:
    struct State;
    static void work(const std::shared_ptr<State> &state);
    bool spawn();
    std::shared_ptr<State> m_state;
};

} // namespace Lockstep::Inspection
