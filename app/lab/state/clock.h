// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtGlobal>

#include <condition_variable>
#include <mutex>

namespace Lockstep::Lab {

/// What time it is, and waiting for a time: the machine's clock, or in tests one that they set. Thread-safe.
class Clock
{
public:
    virtual ~Clock() = default;

    /// ms since the epoch.
    virtual qint64 now() const;
    /// Waits until \a time (ms since the epoch) or until \a wake is notified; may also return for no reason, as condition variables do.
    virtual void waitUntil(std::condition_variable &wake, std::unique_lock<std::mutex> &lock, qint64 time) const;

    static const Clock &system();
};

} // namespace Lockstep::Lab
