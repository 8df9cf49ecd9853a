// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/log.h"
#include "core/placeprobe.h"
#include "gateway/apart.h"
#include "gateway/casecommand.h"
#include "gateway/checkcommand.h"
#include "gateway/endwhilestarting.h"
#include "gateway/gateway.h"
#include "gateway/historycommand.h"
#include "gateway/places.h"
#include "http/httpserver.h"

#include <QCoreApplication>
#include <QFile>
#include <QSocketNotifier>

#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>

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

constexpr auto checkHelp
    = "lockstep-gateway check [options]\n\n"
      "Looks at everything that the gateway's picture rests on, and says what to do about what is wrong. It takes the options and\n"
      "the configuration file of the gateway, writes nothing, and may run beside a gateway. Besides:\n\n"
      "  --json         the same as JSON, as GET /_lockstep/v1/check has it\n"
      "  --token-stdin  reads an operator's access token from standard input; or put it into LOCKSTEP_TOKEN\n\n"
      "It ends with 0 if all is well, 1 if there are warnings, 2 if there are faults.\n";

/// The first line of standard input, or what the environment says.
QString givenToken(bool fromInput)
{
    if (!fromInput)
        return qEnvironmentVariable("LOCKSTEP_TOKEN").trimmed();
    QFile input;
    constexpr qint64 longest = 16 * 1024;
    return input.open(stdin, QIODevice::ReadOnly) ? QString::fromUtf8(input.readLine(longest)).trimmed() : QString();
}

/// Not before all that it reads answers: it would wait for ever, and say nothing.
Result<std::unique_ptr<Gateway::Gateway>> start(const Gateway::GatewayOptions &options)
{
    const auto settings = Gateway::readSettings(options);
    if (!settings)
        return failure(settings.error());
    if (const auto answer = Gateway::placesAnswer(Gateway::dataPlaces(options, *settings)); !answer)
        return failure(answer.error());
    return Gateway::Gateway::start(options);
}

void nameApplication()
{
    QCoreApplication::setApplicationName(u"lockstep-gateway"_s);
    QCoreApplication::setApplicationVersion(u"" LOCKSTEP_VERSION ""_s);
}

int check(int argc, char **argv)
{
    const bool inColour = ::isatty(STDOUT_FILENO) && !qEnvironmentVariableIsSet("NO_COLOR");
    return Gateway::runApart([&] {
        startPlaceProbe();
        const QCoreApplication application(argc, argv);
        nameApplication();
        QStringList arguments = QCoreApplication::arguments().mid(2);
        if (arguments.contains(u"--help"_s) || arguments.contains(u"-h"_s)) {
            std::fputs(checkHelp, stdout);
            return int(Ended);
        }
        const QString token = givenToken(arguments.removeAll(u"--token-stdin"_s) > 0);
        return Gateway::runCheck(arguments, token, inColour);
    });
}

} // namespace

int main(int argc, char **argv)
{
    installRedactingMessageHandler();
    Http::raiseDescriptorLimit();
    const auto is = [&](const char *command) { return argc > 1 && std::strcmp(argv[1], command) == 0; };
    // Those can be ended at any moment: they change nothing, or all or nothing.
    if (is("check"))
        return check(argc, argv);
    const bool isCase = is("case"), isCompare = is("compare"), isHistory = is("history");
    if (!isCase && !isCompare && !isHistory)
        startPlaceProbe(); // before anything is open, and with signals as they were
    const int signalFd = isCase || isCompare || isHistory ? -1 : blockEndSignals();
    QCoreApplication application(argc, argv);
    nameApplication();

    if (isCase || isCompare || isHistory) {
        QStringList arguments = QCoreApplication::arguments().mid(2);
        const QString token = isCase ? givenToken(arguments.removeAll(u"--token-stdin"_s) > 0) : QString();
        const Gateway::Said said = isCase ? Gateway::runCase(arguments, token)
            : isCompare                   ? Gateway::runCompare(arguments)
                                          : Gateway::runHistory(arguments);
        std::fputs(said.output.constData(), stdout);
        if (!said.error.isEmpty())
            say(stderr, redacted(said.error));
        return said.exitCode;
    }
    const QStringList arguments = QCoreApplication::arguments().mid(1);
    std::optional<Gateway::EndWhileStarting> starting(std::in_place, signalFd, endWithinSeconds);
    if (const auto answer = Gateway::placesAnswer(Gateway::configurationIn(arguments)); !answer) {
        say(stderr, answer.error().text);
        return Failed;
    }
    const auto line = Gateway::parse(arguments, QProcessEnvironment::systemEnvironment());
    if (!line) {
        say(stderr, redacted(line.error().text));
        return Misused;
    }
    if (!line->answer.isEmpty()) {
        std::fputs(qPrintable(line->answer), stdout);
        return Ended;
    }
    auto gateway = start(line->options);
    if (!gateway) {
        say(stderr, redacted(gateway.error().text));
        return gateway.error().kind == Error::BadInput || gateway.error().kind == Error::Unsupported ? Misused : Failed;
    }
    starting.reset();
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
