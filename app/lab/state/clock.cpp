// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/clock.h"

#include <QDateTime>

#include <algorithm>
#include <chrono>

namespace Lockstep::Lab {

qint64 Clock::now() const
{
    return QDateTime::currentMSecsSinceEpoch();
}

void Clock::waitUntil(std::condition_variable &wake, std::unique_lock<std::mutex> &lock, qint64 time) const
{
    wake.wait_for(lock, std::chrono::milliseconds(std::max<qint64>(0, time - now())));
}

const Clock &Clock::system()
{
    static const Clock clock;
    return clock;
}

} // namespace Lockstep::Lab
