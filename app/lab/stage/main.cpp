// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/log.h"
#include "http/httpserver.h"
#include "lab/stage/lab.h"
#include "lab/stage/scenarioplayer.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonDocument>
#include <QSocketNotifier>

#include <csignal>
#include <cstdio>

#include <sys/socket.h>
#include <unistd.h>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {

int signalSockets[2];

// Only what is safe in a signal handler: the event loop does the rest.
void onSignal(int)
{
    const char byte = 1;
    [[maybe_unused]] const ssize_t written = ::write(signalSockets[0], &byte, 1);
}

void say(FILE *out, const QString &text)
{
    std::fprintf(out, "%s\n", text.toUtf8().constData());
    std::fflush(out);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"lockstep-lab"_s);
    QCoreApplication::setApplicationVersion(u"" LOCKSTEP_VERSION ""_s);
    installRedactingMessageHandler();
    Http::raiseDescriptorLimit();

    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"A few Matrix homeservers that federate over loopback, for trying what happens to device lists and send-to-device messages."_s);
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOption({u"servers"_s, u"How many homeservers (1 to 24)."_s, u"N"_s, u"3"_s});
    parser.addOption({u"port"_s, u"First port; each server takes two. 0: free ones."_s, u"P"_s, u"0"_s});
    parser.addOption({u"data"_s, u"Directory to keep the servers' data in; memory when left out."_s, u"DIR"_s});
    parser.addOption({u"scenario"_s, u"Scenario to play: a name, or a YAML file."_s, u"NAME"_s});
    parser.addOption({u"no-rate-limits"_s, u"Answers however often it is asked, for tests under load."_s});
    parser.addOption({u"list-scenarios"_s, u"Names the scenarios and ends."_s});
    parser.process(application);

    if (parser.isSet(u"list-scenarios"_s)) {
        for (const Lab::Scenario &scenario : Lab::Scenario::builtIn())
            say(stdout, scenario.name + u"\t"_s + scenario.title);
        return 0;
    }
    bool serversOk = false;
    bool portOk = false;
    Lab::LabOptions options;
    options.servers = parser.value(u"servers"_s).toInt(&serversOk);
    options.port = parser.value(u"port"_s).toUShort(&portOk);
    options.dataDir = parser.value(u"data"_s);
    if (parser.isSet(u"no-rate-limits"_s))
        options.limits = {.loginBurst = 0, .loginPerSecond = 0, .callBurst = 0, .callPerSecond = 0};
    if (!serversOk || !portOk) {
        say(stderr, u"lockstep-lab: --servers and --port take numbers."_s);
        return 2;
    }
    std::optional<Lab::Scenario> scenario;
    if (const QString name = parser.value(u"scenario"_s); !name.isEmpty()) {
        const Result<Lab::Scenario> found = Lab::Scenario::load(name);
        if (!found) {
            say(stderr, u"lockstep-lab: "_s + found.error().text);
            return 2;
        }
        scenario = *found;
    }
    Result<std::unique_ptr<Lab::Lab>> lab = Lab::Lab::start(options);
    if (!lab) {
        say(stderr, u"lockstep-lab: "_s + lab.error().text);
        return 1;
    }
    ::socketpair(AF_UNIX, SOCK_STREAM, 0, signalSockets);
    QSocketNotifier notifier(signalSockets[1], QSocketNotifier::Read);
    QObject::connect(&notifier, &QSocketNotifier::activated, &application, &QCoreApplication::quit);
    std::signal(SIGTERM, onSignal);
    std::signal(SIGINT, onSignal);
    say(stdout, QString::fromUtf8(QJsonDocument((*lab)->description()).toJson(QJsonDocument::Compact)));
    Lab::ScenarioPlayer player(lab->get());
    if (scenario)
        player.play(*scenario);
    return application.exec();
}
