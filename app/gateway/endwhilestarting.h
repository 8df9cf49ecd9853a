// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <thread>

namespace Lockstep::Gateway {

/// While a gateway starts nobody reads the signals that end it, and the start may wait for a file system for ever. So as long as this
/// lives and such a signal comes, the start has so many seconds to be done with, and the event loop then sees the signal itself; or the
/// process ends, with 0. Whatever is cut off by this is safe, as at the end.
class EndWhileStarting
{
public:
    /// \a signalFd: of the blocked signals; nothing is read from it.
    EndWhileStarting(int signalFd, unsigned seconds);
    ~EndWhileStarting();
    EndWhileStarting(const EndWhileStarting &) = delete;
    EndWhileStarting &operator=(const EndWhileStarting &) = delete;

private:
    int m_startedFd;
    std::jthread m_thread;
};

} // namespace Lockstep::Gateway
