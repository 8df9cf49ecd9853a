// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/placeprobe.h"

#include "core/log.h"

#include <csignal>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <thread>
#include <vector>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds slice(5);
/// So long a process that was killed is waited for. One that cannot even be killed stays until its file system answers or we end.
constexpr std::chrono::milliseconds mourning(200);

struct Look
{
    QString path;
    pid_t process = -1; ///< -1: it is over, or could not begin
};

/// The part of a pattern in which nothing has to be found.
QString placeOf(const QString &path)
{
    const auto isOfPattern = [](QChar c) { return c == u'*' || c == u'?' || c == u'['; };
    const auto first = std::find_if(path.cbegin(), path.cend(), isOfPattern);
    return first == path.cend() ? path : path.left(path.lastIndexOf(u'/', first - path.cbegin()) + 1);
}

/// In the new process nothing may be used but what signal handlers may use: of the other threads' locks nobody knows.
pid_t begin(const char *path)
{
    const pid_t process = ::fork();
    if (process != 0)
        return process;
    ::close_range(0, ~0U, 0); // our ports and files are not held by it
    struct stat ignored;
    [[maybe_unused]] const int found = ::stat(path, &ignored);
    ::_exit(0);
}

bool isOver(pid_t process)
{
    const pid_t ended = ::waitpid(process, nullptr, WNOHANG);
    return ended == process || (ended < 0 && errno != EINTR);
}

/// Returns whether all are over.
bool collect(std::vector<Look> &looks, Clock::time_point until)
{
    for (;;) {
        bool isWaiting = false;
        for (Look &look : looks) {
            if (look.process > 0 && isOver(look.process))
                look.process = -1;
            isWaiting = isWaiting || look.process > 0;
        }
        if (!isWaiting || Clock::now() >= until)
            return !isWaiting;
        std::this_thread::sleep_for(slice);
    }
}

} // namespace

QStringList placesThatHang(const QStringList &paths, std::chrono::milliseconds patience)
{
    std::vector<Look> looks;
    for (const QString &path : paths) {
        const QByteArray place = placeOf(path).toLocal8Bit();
        if (!place.isEmpty() && std::ranges::none_of(looks, [&path](const Look &look) { return look.path == path; }))
            looks.push_back({.path = path, .process = begin(place.constData())});
    }
    if (collect(looks, Clock::now() + patience))
        return {};
    QStringList hanging;
    for (const Look &look : looks) {
        if (look.process <= 0)
            continue;
        hanging += look.path;
        ::kill(look.process, SIGKILL);
    }
    collect(looks, Clock::now() + mourning);
    return hanging;
}

QString hangs(const QString &path)
{
    return u"%1 does not answer within %2 s: the file system that it lies on hangs."_s.arg(displayable(path, 500))
        .arg(std::chrono::duration_cast<std::chrono::seconds>(placePatience).count());
}

QString hangsRemedy()
{
    return u"See in /proc/mounts from where it is mounted, and bring that server back or unmount it (umount -l); until then all who look wait."_s;
}

} // namespace Lockstep
