// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/commandline.h"

#include "session/link.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
struct CommandLine
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};
} // namespace

void declareOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(CommandLine::tr(
        "Shows whether a Matrix homeserver's copy of every remote device list is in step.\n"
        "A password or access token is read from LOCKSTEP_PASSWORD or LOCKSTEP_TOKEN, or, with --screenshot, from standard input."));
    parser.addPositionalArgument(u"files"_s,
        CommandLine::tr("Logs of Synapse, federation transactions, HAR files, a folder of these, or a case: looked at without a "
                        "homeserver. Or a lockstep: or matrix: link to "
                        "open."),
        u"[FILE…|LINK]"_s);
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOptions({
        {u"server"_s, CommandLine::tr("Server name, user ID or URL of the client API to connect to."), u"name"_s},
        {u"user"_s, CommandLine::tr("Who signs in, with the password of LOCKSTEP_PASSWORD."), u"user"_s},
        {u"gateway"_s, CommandLine::tr("URL of the gateway, if it is not behind the homeserver's own address."), u"url"_s},
        {u"homeserver-config"_s,
            CommandLine::tr("Synapse's homeserver.yaml on this machine; repeatable. The gateway runs inside the program."), u"file"_s},
        {u"database"_s, CommandLine::tr("sqlite:PATH or postgresql://user@host/name, instead of what homeserver.yaml says."), u"uri"_s},
        {u"log"_s, CommandLine::tr("Synapse's log: a file, a pattern or journal:UNIT, instead of what homeserver.yaml says; repeatable."),
            u"file"_s},
        {u"client-api"_s, CommandLine::tr("The homeserver's client API, instead of what homeserver.yaml says."), u"url"_s},
        {u"server-name"_s, CommandLine::tr("The homeserver's name, instead of what homeserver.yaml says."), u"name"_s},
        {u"read-only"_s, CommandLine::tr("The gateway inside the program never asks for a resync.")},
        {u"history"_s, CommandLine::tr("Where the gateway inside the program keeps its history."), u"file"_s},
        {u"screenshot"_s, CommandLine::tr("Renders every page to PNG files in this directory and exits."), u"directory"_s},
        {u"dark"_s, CommandLine::tr("A dark palette, whatever the desktop's is.")},
        {u"size"_s, CommandLine::tr("Size of the window, such as 1280x800."), u"WxH"_s},
        {u"page"_s, CommandLine::tr("The page to open: overview, users, queues, servers, activity, audit or sources."), u"name"_s},
        {u"settings"_s, CommandLine::tr("Another settings file."), u"file"_s},
    });
    parser.addOption({u"lab"_s, CommandLine::tr("Starts three small homeservers inside the program and signs in to one.")});
    parser.addOption({u"scenario"_s, CommandLine::tr("What the lab plays; without it, a bit of everything."), u"name"_s});
}

static QSize sizeFrom(const QString &text)
{
    const QStringList parts = text.split(u'x');
    if (parts.size() != 2)
        return {};
    const QSize size(parts.at(0).toInt(), parts.at(1).toInt());
    return size.width() >= 200 && size.height() >= 200 && size.width() <= 16'000 && size.height() <= 16'000 ? size : QSize();
}

StartOptions readOptions(const QCommandLineParser &parser, const QString &password, const QString &token)
{
    StartOptions options;
    ConnectRequest &connect = options.connect;
    connect.server = parser.value(u"server"_s);
    connect.user = parser.value(u"user"_s);
    connect.password = token.isEmpty() ? password : QString();
    connect.accessToken = token;
    connect.local.homeserverConfigs = parser.values(u"homeserver-config"_s);
    connect.local.database = parser.value(u"database"_s);
    connect.local.logs = parser.values(u"log"_s);
    connect.local.clientApi = QUrl(parser.value(u"client-api"_s), QUrl::StrictMode);
    connect.local.serverName = parser.value(u"server-name"_s);
    connect.local.readOnly = parser.isSet(u"read-only"_s);
    connect.local.history = parser.value(u"history"_s);
    if (parser.isSet(u"gateway"_s)) {
        connect.gatewayPlace = GatewayPlace::Given;
        connect.gateway = QUrl(parser.value(u"gateway"_s), QUrl::StrictMode);
    } else if (parser.isSet(u"homeserver-config"_s) || parser.isSet(u"database"_s)) {
        connect.gatewayPlace = GatewayPlace::InProcess;
    }
    options.screenshotDirectory = parser.value(u"screenshot"_s);
    options.settingsFile = parser.value(u"settings"_s);
    options.page = parser.value(u"page"_s);
    options.size = sizeFrom(parser.value(u"size"_s));
    options.dark = parser.isSet(u"dark"_s);
    options.lab = parser.isSet(u"lab"_s);
    options.labScenario = parser.value(u"scenario"_s);
    options.files = parser.positionalArguments();
    if (options.files.size() == 1 && isLink(options.files.constFirst()))
        options.link = std::exchange(options.files, {}).constFirst();
    // A file manager may hand over addresses.
    for (QString &file : options.files) {
        if (const QUrl url(file, QUrl::StrictMode); url.isLocalFile())
            file = url.toLocalFile();
    }
    options.prefillGiven = !connect.server.isEmpty() || connect.gatewayPlace != GatewayPlace::AtHomeserver;
    const bool secret = !connect.accessToken.isEmpty() || (!connect.password.isEmpty() && !connect.user.isEmpty());
    options.connectGiven = options.prefillGiven && secret;
    return options;
}

} // namespace Lockstep
