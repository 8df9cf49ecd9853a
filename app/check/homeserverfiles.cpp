// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "check/homeserverfiles.h"

#include "synapse/config/configfiles.h"
#include "synapse/config/federationsettings.h"

namespace Lockstep::Checking {

HomeserverFiles HomeserverFiles::read(const QStringList &files)
{
    const auto config = files.isEmpty() ? failure(Error::BadInput, QString()) : Synapse::readConfigFiles(files);
    if (!config)
        return {};
    const auto text = [&](const char *key) { return Synapse::scalar(Synapse::find(config->shared, key)).value_or(QString()); };
    return {.publicBase = QUrl(text("public_baseurl")), .serverName = text("server_name")};
}

QStringList HomeserverFiles::namedBy(const QStringList &files, bool withKeys)
{
    const auto config = files.isEmpty() ? failure(Error::BadInput, QString()) : Synapse::readConfigFiles(files);
    if (!config)
        return {};
    QStringList named;
    const auto add = [&named](const Synapse::Place &place) {
        if (const auto path = Synapse::scalar(place); path && !path->isEmpty())
            named += Synapse::resolved(place, *path);
    };
    for (const char *key : {"log_config", "worker_log_config"})
        add(Synapse::find(config->shared, key));
    for (const Synapse::Place &worker : config->workers)
        add(worker.at("worker_log_config"));
    add(Synapse::find(config->shared, "redis").at("password_path"));
    if (withKeys) {
        if (const auto federation = Synapse::readFederation(files, ServerName(read(files).serverName)))
            named += federation->authorities + QStringList{federation->signingKeyPath};
    }
    named.removeAll(QString());
    return named;
}

} // namespace Lockstep::Checking
