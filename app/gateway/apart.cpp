// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gateway/apart.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace Lockstep::Gateway {

namespace {

struct Pipe
{
    int from = -1, to = -1;
    bool open()
    {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0)
            return false;
        from = ends[0];
        to = ends[1];
        return true;
    }
};

bool writeAll(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        const ssize_t written = ::write(fd, bytes, size);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes += written;
        size -= size_t(written);
    }
    return true;
}

/// Returns false when there will be nothing more, or nobody takes it.
bool forward(int from, int to)
{
    char bytes[16 * 1024];
    const ssize_t count = ::read(from, bytes, sizeof bytes);
    return (count < 0 && errno == EINTR) || (count > 0 && writeAll(to, bytes, size_t(count)));
}

[[noreturn]] void runHere(const std::function<int()> &command, const Pipe &out, const Pipe &err, const Pipe &result)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // who ends the parent means this
    ::dup2(out.to, STDOUT_FILENO);
    ::dup2(err.to, STDERR_FILENO);
    for (const int fd : {out.from, out.to, err.from, err.to, result.from})
        ::close(fd);
    const auto code = static_cast<unsigned char>(command());
    std::fflush(nullptr);
    ::write(result.to, &code, 1) == 1 ? ::_exit(code) : ::_exit(1);
}

} // namespace

int runApart(const std::function<int()> &command)
{
    Pipe out, err, result;
    if (!out.open() || !err.open() || !result.open())
        return 1;
    const pid_t process = ::fork();
    if (process < 0)
        return 1;
    if (process == 0)
        runHere(command, out, err, result);
    for (const int fd : {out.to, err.to, result.to})
        ::close(fd);
    std::array<pollfd, 3> all{{{.fd = out.from, .events = POLLIN, .revents = 0}, {.fd = err.from, .events = POLLIN, .revents = 0},
        {.fd = result.from, .events = POLLIN, .revents = 0}}};
    for (bool isDone = false;;) {
        const int ready = ::poll(all.data(), all.size(), isDone ? 0 : -1);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            break;
        for (const auto &[which, to] : {std::pair(0U, STDOUT_FILENO), std::pair(1U, STDERR_FILENO)}) {
            if (all[which].revents != 0 && !forward(all[which].fd, to))
                all[which].fd = -1;
        }
        if (all[2].revents != 0) {
            isDone = true; // what was printed before is in the pipes
            all[2].fd = -1;
        }
    }
    unsigned char code = 0;
    if (::read(result.from, &code, 1) == 1)
        return code;
    int status = 0;
    ::waitpid(process, &status, 0);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : 1;
}

} // namespace Lockstep::Gateway
