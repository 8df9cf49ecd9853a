// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QHash>

#include <mutex>

namespace Lockstep::Server {

/// How many requests may wait for something at the same time, each on a connection's thread: in all, and for one caller. Thread-safe.
class WaitSlots
{
public:
    WaitSlots(int all, int perCaller)
        : m_all(all)
        , m_perCaller(perCaller)
    {
    }

    /// A place among those who wait, given back when it ends; false if there was none.
    class Slot
    {
    public:
        Slot(WaitSlots &slots_, const UserId &caller)
            : m_slots(slots_)
            , m_caller(caller)
            , m_taken(slots_.take(caller))
        {
        }
        ~Slot()
        {
            if (m_taken)
                m_slots.giveBack(m_caller);
        }
        Q_DISABLE_COPY_MOVE(Slot)
        explicit operator bool() const { return m_taken; }

    private:
        WaitSlots &m_slots;
        UserId m_caller;
        bool m_taken;
    };

private:
    bool take(const UserId &caller)
    {
        const std::lock_guard lock(m_mutex);
        if (m_waiting >= m_all || m_callers.value(caller) >= m_perCaller)
            return false;
        ++m_waiting;
        ++m_callers[caller];
        return true;
    }
    void giveBack(const UserId &caller)
    {
        const std::lock_guard lock(m_mutex);
        --m_waiting;
        if (--m_callers[caller] <= 0)
            m_callers.remove(caller);
    }

    const int m_all;
    const int m_perCaller;
    std::mutex m_mutex;
    int m_waiting = 0;
    QHash<UserId, int> m_callers;
};

} // namespace Lockstep::Server
