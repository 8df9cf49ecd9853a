// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QProcessEnvironment>
#include <QStringList>
#include <QUrl>

namespace Lockstep::Gateway {

/// The settings of lockstep-gateway; names as its options. What is empty is taken from Synapse's own configuration, or has a default.
struct GatewayOptions
{
    QStringList homeserverConfigs; ///< Synapse's configuration files, later ones win
    QString serverName;
    QUrl clientApi;
    bool clientApiInClear = false; ///< tokens may travel to clientApi without TLS: the network to it is nobody else's
    QString database; ///< sqlite:PATH or postgresql://user:password@host:port/name
    QString markerDatabase;
    QStringList logs; ///< files or globs, journals (see Logs::JournalPlace), pipes
    QString redis; ///< redis://[user:password@]host:port, rediss://…, unix:///path, "off"
    bool readOnly = false;
    QString history; ///< a file, or postgresql://… of a database that gateways share; empty: a file in the user's state directory
    QString historyRead; ///< postgresql://… of a standby that answers reads; empty: none
    QString historySpool; ///< of a shared history: the file with what is this gateway's own; empty: in the user's state directory
    qint64 historyKeepDays = 0; ///< updates received within so many days are kept; 0: of any age
    qint64 historyKeepUpdates = 0; ///< about so many of the newest updates of a user; 0: any number
    QString listen = QStringLiteral("127.0.0.1:8779");
    QString tap; ///< HOST:PORT; empty: no tap
    QUrl notary; ///< where the homeserver answers /_matrix/key/v2/query, for the tap; empty: clientApi
    QStringList viewers; ///< look, and do not act
    QStringList operators; ///< look and act; --admin means the same
    QStringList contents; ///< look, and read contents of messages
    bool operatorsReadContents = false; ///< no option: for a gateway that one person's desktop program starts for itself
    int refreshPerMinute = -1; ///< for one remote server, half of it for one caller; 0: no limit, -1: the default
    bool literalMsc2638Routes = false;
    QString signingKey; ///< the homeserver's signing key file, "auto" for the one that homeserver.yaml names; empty: audits ask nobody
    int auditPerMinute = -1; ///< lists a minute that an audit asks one server for; 0: no limit, -1: the default
};

struct CommandLine
{
    GatewayOptions options;
    QStringList warnings; ///< one sentence each, for standard error
    QString answer; ///< of --help and --version: print it and end
};

/// Command line (without the program's name), then environment (LOCKSTEP_DATABASE, LOCKSTEP_MARKER_DATABASE, LOCKSTEP_CLIENT_API,
/// LOCKSTEP_NOTARY, LOCKSTEP_REDIS, LOCKSTEP_HISTORY, LOCKSTEP_HISTORY_READ), then the file of --config: the first that says something wins. Errors: BadInput (option or key unknown
/// or unusable), Io (the file cannot be read).
Result<CommandLine> parse(const QStringList &arguments, const QProcessEnvironment &environment);

} // namespace Lockstep::Gateway
