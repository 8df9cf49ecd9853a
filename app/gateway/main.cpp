// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/log.h"
#include "gateway/gateway.h"
#include "http/httpserver.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {

enum ExitCode {
    Ended = 0,
    Failed = 1, ///< could not start
    Misused = 2, ///< command line or configuration
};

/// How long a resync under way may delay the end. Whatever is cut off by this is safe: the history is written in transactions, and the
/// homeserver finishes a resync by itself.
constexpr unsigned endWithinSeconds = 8;

void say(FILE *where, const QString &text)
{
    std::fputs(qPrintable(text + u'\n'), where);
    std::fflush(where);
}

/// Before any thread starts, so that all threads leave these signals to the event loop.
int blockEndSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return ::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

} // namespace

int main(int argc, char **argv)
{
    installRedactingMessageHandler();
    Http::raiseDescriptorLimit();
    const int signalFd = blockEndSignals();
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"lockstep-gateway"_s);
    QCoreApplication::setApplicationVersion(u"" LOCKSTEP_VERSION ""_s);

    const auto line = Gateway::parse(QCoreApplication::arguments().mid(1), QProcessEnvironment::systemEnvironment());
    if (!line) {
        say(stderr, redacted(line.error().text));
        return Misused;
    }
    if (!line->answer.isEmpty()) {
        std::fputs(qPrintable(line->answer), stdout);
        return Ended;
    }
    auto gateway = Gateway::Gateway::start(line->options);
    if (!gateway) {
        say(stderr, redacted(gateway.error().text));
        return gateway.error().kind == Error::BadInput || gateway.error().kind == Error::Unsupported ? Misused : Failed;
    }
    say(stdout, u"listening on "_s + (*gateway)->url().toString());
    if (!(*gateway)->tapUrl().isEmpty())
        say(stdout, u"tap on "_s + (*gateway)->tapUrl().toString());
    for (const QString &warning : line->warnings + (*gateway)->warnings())
        say(stderr, u"Warning: "_s + redacted(warning));

    QSocketNotifier ended(signalFd, QSocketNotifier::Read);
    QObject::connect(&ended, &QSocketNotifier::activated, &application, [] {
        std::signal(SIGALRM, [](int) { ::_exit(Ended); });
        ::alarm(endWithinSeconds);
        QCoreApplication::quit();
    });
    return QCoreApplication::exec();
}
