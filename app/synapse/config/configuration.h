// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"
#include "synapse/config/processes.h"
#include "synapse/config/redisaddress.h"

#include <QStringList>
#include <QUrl>

#include <optional>

namespace Lockstep::Synapse {

/// What has to be known of a Synapse server to inspect it. From homeserver.yaml, the command line, or both.
struct SynapseSettings
{
    ServerName serverName;
    /// Where this machine reaches the client-server API, without a path.
    QUrl clientApi;
    /// The network to clientApi is trusted, so that tokens may travel there without TLS.
    bool clientApiInClear = false;
    /// "sqlite:PATH" or "postgresql://user:password@host:port/name?option=value"; a Unix socket's directory is the option "host".
    QString database;
    /// A role that may insert the resync marker; empty: \c database is used.
    QString markerDatabase;
    /// Log files or globs.
    QStringList logs;
    /// Of the configuration files: what should log, and where. Empty without such files.
    QList<ProcessLog> processes;
    StreamWriters writers;
    RedisSetting redis;
    /// federation_domain_whitelist: the homeserver asks these servers and no others. Nothing if it asks all.
    std::optional<QList<ServerName>> whitelist;
    QStringList configFiles; ///< what all of this was read from, as it was named
    /// Never write; resync() then fails with Unsupported.
    bool readOnly = false;
};

/// Reads Synapse's own configuration: server name, database, client listener, log files of all processes, Redis. Several files are merged
/// as Synapse does it: the later one wins, by top-level key; workers' files stand for themselves. A directory stands for its *.yaml files
/// in order of name, a pattern for what it matches. Relative paths are taken relative to the file that names them. What \a given holds
/// already is kept, and not looked for in the files: they may say it in a way that is of no use here. Errors are BadInput (a key that is
/// missing or unusable: file, line and key are named) or Io.
Result<SynapseSettings> readHomeserverConfig(const QStringList &files, const SynapseSettings &given = {});

} // namespace Lockstep::Synapse
