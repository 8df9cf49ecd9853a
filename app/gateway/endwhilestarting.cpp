// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gateway/endwhilestarting.h"

#include <cerrno>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace Lockstep::Gateway {

namespace {

/// Returns whether one of them can be read in time.
bool await(pollfd *what, nfds_t count, int ms)
{
    int ready = 0;
    do
        ready = ::poll(what, count, ms);
    while (ready < 0 && errno == EINTR);
    return ready > 0;
}

} // namespace

EndWhileStarting::EndWhileStarting(int signalFd, unsigned seconds)
    : m_startedFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    , m_thread([signalFd, started = m_startedFd, seconds] {
        pollfd both[]{{.fd = started, .events = POLLIN, .revents = 0}, {.fd = signalFd, .events = POLLIN, .revents = 0}};
        if (!await(both, 2, -1) || both[0].revents != 0)
            return;
        if (!await(both, 1, int(seconds) * 1000))
            ::_exit(0);
    })
{
}

EndWhileStarting::~EndWhileStarting()
{
    ::eventfd_write(m_startedFd, 1);
    m_thread.join();
    ::close(m_startedFd);
}

} // namespace Lockstep::Gateway
