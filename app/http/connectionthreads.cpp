// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/connectionthreads.h"

#include <algorithm>
#include <system_error>

namespace Lockstep::Http {

ConnectionThreads::ConnectionThreads(int limit)
    : m_limit(size_t(std::max(limit, 1)))
{
}

ConnectionThreads::~ConnectionThreads()
{
    joinAll();
}

bool ConnectionThreads::start(std::function<void()> job)
{
    joinEnded();
    if (m_slots.size() >= m_limit)
        return false;
    Slot &slot = m_slots.emplace_back();
    try {
        slot.thread = std::thread([this, &slot, work = std::move(job)] {
            work();
            const std::lock_guard lock(m_mutex);
            slot.ended = true;
        });
    } catch (const std::system_error &) {
        m_slots.pop_back();
        return false;
    }
    return true;
}

void ConnectionThreads::joinEnded()
{
    std::list<Slot> ended;
    {
        const std::lock_guard lock(m_mutex);
        for (auto it = m_slots.begin(); it != m_slots.end();) {
            const auto next = std::next(it);
            if (it->ended)
                ended.splice(ended.end(), m_slots, it);
            it = next;
        }
    }
    for (Slot &slot : ended)
        slot.thread.join();
}

void ConnectionThreads::joinAll()
{
    for (Slot &slot : m_slots)
        slot.thread.join();
    m_slots.clear();
}

} // namespace Lockstep::Http
