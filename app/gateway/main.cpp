// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "check/checker.h"
#include "check/report.h"
#include "core/log.h"
#include "core/placeprobe.h"
#include "gateway/casecommand.h"
#include "gateway/checksubject.h"
#include "gateway/gateway.h"
#include "gateway/historycommand.h"
#include "gateway/sharedhistory.h"
#include "http/httpserver.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>
#include <QSocketNotifier>

#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>

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

/// The file of --config, which is read before anything else.
QStringList configurationIn(const QStringList &arguments)
{
    constexpr auto option = "--config"_L1;
    QStringList files;
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == option)
            files += arguments.value(i + 1);
        else if (arguments[i].startsWith(option) && arguments[i][option.size()] == u'=')
            files += arguments[i].mid(option.size() + 1);
    }
    return files;
}

/// What is read before a gateway listens; logs are read behind that, and may hang as long as they want.
QStringList placesOf(const Gateway::GatewayOptions &options)
{
    QStringList places = options.homeserverConfigs;
    for (const QString &file : {options.signingKey, options.history, options.historySpool}) {
        if (file.startsWith(u'/'))
            places += file;
    }
    constexpr auto sqlite = "sqlite:"_L1;
    if (options.database.startsWith(sqlite))
        places += options.database.mid(sqlite.size());
    return places;
}

Result<void> placesAnswer(const QStringList &places)
{
    const QStringList hanging = placesThatHang(places);
    if (hanging.isEmpty())
        return {};
    return failure(Error::Io, hangs(hanging.constFirst()) + u' ' + hangsRemedy());
}

Inspection::CheckReport check(const QStringList &arguments, const QString &token)
{
    if (const auto answer = placesAnswer(configurationIn(arguments)); !answer)
        return Checking::unusable(answer.error());
    const auto line = Gateway::parse(arguments, QProcessEnvironment::systemEnvironment());
    if (!line)
        return Checking::unusable(line.error());
    if (const auto answer = placesAnswer(line->options.homeserverConfigs + QStringList{line->options.signingKey}); !answer)
        return Checking::unusable(answer.error());
    const auto settings = Gateway::settingsOf(line->options);
    if (!settings)
        return Checking::unusable(settings.error());
    const QString file = Gateway::isSharedHistory(line->options.history) ? line->options.historySpool : line->options.history;
    const QString history = file.isEmpty() ? Gateway::defaultHistoryPath(settings->serverName) : file;
    Checking::Subject subject = Gateway::checkSubject(line->options, *settings, history);
    subject.warnings += line->warnings;
    subject.token = token;
    return Checking::Checker(std::move(subject)).run();
}

/// "lockstep-gateway check …"; the exit code is a part of what it says.
int runCheck(QStringList arguments)
{
    if (arguments.contains(u"--help"_s) || arguments.contains(u"-h"_s)) {
        std::fputs(checkHelp, stdout);
        return Ended;
    }
    const bool asJson = arguments.removeAll(u"--json"_s) > 0;
    const QString token = givenToken(arguments.removeAll(u"--token-stdin"_s) > 0);
    const Inspection::CheckReport report = check(arguments, token);
    if (asJson) {
        std::fputs(QJsonDocument(toJson(report)).toJson().constData(), stdout);
    } else {
        const bool inColour = ::isatty(STDOUT_FILENO) && !qEnvironmentVariableIsSet("NO_COLOR");
        std::fputs(Checking::toText(report, inColour).toUtf8().constData(), stdout);
    }
    return Checking::exitCode(report);
}

} // namespace

int main(int argc, char **argv)
{
    installRedactingMessageHandler();
    Http::raiseDescriptorLimit();
    const auto is = [&](const char *command) { return argc > 1 && std::strcmp(argv[1], command) == 0; };
    // Those can be ended at any moment: they change nothing, or all or nothing.
    const bool isCheck = is("check"), isCase = is("case"), isCompare = is("compare"), isHistory = is("history");
    const int signalFd = isCheck || isCase || isCompare || isHistory ? -1 : blockEndSignals();
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"lockstep-gateway"_s);
    QCoreApplication::setApplicationVersion(u"" LOCKSTEP_VERSION ""_s);

    if (isCheck)
        return runCheck(QCoreApplication::arguments().mid(2));
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
    if (const auto answer = placesAnswer(configurationIn(arguments)); !answer) {
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
    if (const auto answer = placesAnswer(placesOf(line->options)); !answer) {
        say(stderr, answer.error().text);
        return Failed;
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
