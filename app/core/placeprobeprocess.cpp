// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/placeprobeprocess.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <map>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <glob.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace Lockstep {

namespace {

using Number = PlaceProbeProcess::Number;

/// What is told: a number, and behind it the path that is looked at, or nothing, to have that look ended. The answer is a number.
constexpr size_t longestPath = 4095, longestOrder = sizeof(Number) + longestPath;

/// Asks the file system itself: what the kernel remembers of it, with NFS for a minute, says nothing of now.
void ask(const char *path)
{
    struct statx ignored;
    [[maybe_unused]] const int found = ::statx(AT_FDCWD, path, AT_STATX_FORCE_SYNC, STATX_BASIC_STATS, &ignored);
}

[[noreturn]] void lookAndEnd(int line, Number number, const char *path)
{
    ask(path);
    if (std::strpbrk(path, "*?[")) {
        glob_t found = {};
        if (::glob(path, GLOB_NOSORT | GLOB_NOESCAPE | GLOB_PERIOD, nullptr, &found) == 0) {
            for (size_t i = 0; i < found.gl_pathc; ++i)
                ask(found.gl_pathv[i]);
        }
    }
    // Told here and not only by the end of this process, which may wait for the file system of a file that it was born with.
    [[maybe_unused]] const ssize_t told = ::send(line, &number, sizeof number, MSG_NOSIGNAL);
    ::_exit(0);
}

/// Sockets, pipes and terminals know no position, and ask no file system when they are closed.
void letGo(int line)
{
    std::vector<int> open;
    if (DIR *folder = ::opendir("/proc/self/fd")) {
        while (const dirent *entry = ::readdir(folder))
            open.push_back(std::atoi(entry->d_name)); // "." and ".." are 0, which is one of them
        ::closedir(folder);
    }
    for (const int fd : open) {
        if (fd != line && ::lseek(fd, 0, SEEK_CUR) < 0 && errno == ESPIPE)
            ::close(fd);
    }
}

class Looks
{
public:
    explicit Looks(int line)
        : m_line(line)
    {
    }

    void reap()
    {
        for (pid_t ended = ::waitpid(-1, nullptr, WNOHANG); ended > 0; ended = ::waitpid(-1, nullptr, WNOHANG)) {
            const auto known = m_numbers.find(ended);
            if (known == m_numbers.end())
                continue;
            tell(known->second);
            m_processes.erase(known->second);
            m_numbers.erase(known);
        }
    }

    void obey(const char *order, size_t length)
    {
        Number number = 0;
        if (length < sizeof number)
            return;
        std::memcpy(&number, order, sizeof number);
        const char *path = order + sizeof number;
        if (length == sizeof number) {
            if (const auto known = m_processes.find(number); known != m_processes.end())
                ::kill(known->second, SIGKILL);
            return;
        }
        const pid_t process = ::fork();
        if (process == 0)
            lookAndEnd(m_line, number, path);
        if (process < 0) {
            tell(number);
            return;
        }
        m_processes[number] = process;
        m_numbers[process] = number;
    }

    void killAll()
    {
        for (const auto &[number, process] : m_processes)
            ::kill(process, SIGKILL);
    }

private:
    void tell(Number number) { [[maybe_unused]] const ssize_t told = ::send(m_line, &number, sizeof number, MSG_NOSIGNAL); }

    int m_line;
    std::map<Number, pid_t> m_processes;
    std::map<pid_t, Number> m_numbers;
};

/// There is one thread here. Of a program that had others when it was forked, glibc sees to it that memory can be had all the same.
[[noreturn]] void serve(int line)
{
    ::prctl(PR_SET_NAME, "lockstep-probe");
    std::signal(SIGTERM, SIG_DFL);
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGCHLD, [](int) {}); // only to wake ppoll()
    sigset_t ended, none;
    sigemptyset(&none);
    sigemptyset(&ended);
    sigaddset(&ended, SIGCHLD);
    ::sigprocmask(SIG_SETMASK, &ended, nullptr);
    letGo(line);
    Looks looks(line);
    char order[longestOrder + 1];
    for (;;) {
        pollfd waiting{.fd = line, .events = POLLIN, .revents = 0};
        ::ppoll(&waiting, 1, nullptr, &none);
        looks.reap();
        const ssize_t length = ::recv(line, order, longestOrder, MSG_DONTWAIT);
        if (length < 0 && (errno == EAGAIN || errno == EINTR))
            continue;
        if (length <= 0) { // whom we serve is gone
            looks.killAll();
            ::_exit(0);
        }
        order[length] = '\0';
        looks.obey(order, size_t(length));
    }
}

} // namespace

bool PlaceProbeProcess::isRunning()
{
    if (m_process <= 0)
        return false;
    const pid_t ended = ::waitpid(m_process, nullptr, WNOHANG);
    if (ended == 0 || (ended < 0 && errno == EINTR))
        return true;
    m_process = -1;
    return false;
}

bool PlaceProbeProcess::start()
{
    if (isRunning())
        return true;
    stop();
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    m_process = ::fork();
    if (m_process == 0)
        serve(ends[1]);
    ::close(ends[1]);
    m_line = ends[0];
    return m_process > 0;
}

void PlaceProbeProcess::stop()
{
    if (m_line >= 0)
        ::close(m_line); // it ends by that
    m_line = -1;
}

bool PlaceProbeProcess::look(Number number, const QByteArray &path, bool *isFull)
{
    *isFull = false;
    if (path.isEmpty() || size_t(path.size()) > longestPath)
        return false; // of a name that is too long the kernel says so at once
    QByteArray order(reinterpret_cast<const char *>(&number), sizeof number);
    order.append(path);
    if (::send(m_line, order.constData(), size_t(order.size()), MSG_NOSIGNAL | MSG_DONTWAIT) >= 0)
        return true;
    *isFull = errno == EAGAIN;
    return false;
}

void PlaceProbeProcess::end(Number number)
{
    [[maybe_unused]] const ssize_t told = ::send(m_line, &number, sizeof number, MSG_NOSIGNAL | MSG_DONTWAIT);
}

std::optional<PlaceProbeProcess::Number> PlaceProbeProcess::over()
{
    Number number = 0;
    if (m_line >= 0 && ::recv(m_line, &number, sizeof number, MSG_DONTWAIT) == ssize_t(sizeof number))
        return number;
    return std::nullopt;
}

} // namespace Lockstep
