// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "check/homeserverfiles.h"

#include "synapse/config/yamlplace.h"

#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace Lockstep::Checking {

using Synapse::Place;

namespace {

QString text(const Place &place)
{
    return place && place.node.IsScalar() ? QString::fromStdString(place.node.Scalar()) : QString();
}

QStringList expanded(const QStringList &files)
{
    QStringList all;
    for (const QString &file : files) {
        if (!QFileInfo(file).isDir()) {
            all += file;
            continue;
        }
        for (const QString &name : QDir(file).entryList({u"*.yaml"_s}, QDir::Files, QDir::Name))
            all += QDir(file).filePath(name);
    }
    return all;
}

} // namespace

HomeserverFiles HomeserverFiles::read(const QStringList &files)
{
    HomeserverFiles found;
    ProcessConfig main{.name = u"main"_s, .file = {}, .logConfig = {}};
    for (const QString &file : expanded(files)) {
        Place root{file, Synapse::undefined()};
        try {
            root.node.reset(YAML::LoadFile(file.toStdString()));
        } catch (const YAML::Exception &) {
            continue;
        }
        const auto path = [&](const char *key) {
            const QString named = text(root.at(key));
            return named.isEmpty() ? named : QDir::cleanPath(QFileInfo(file).absoluteDir().absoluteFilePath(named));
        };
        if (const QString worker = text(root.at("worker_name")); !worker.isEmpty() || root.at("worker_app")) {
            found.processes.append(
                {.name = worker.isEmpty() ? text(root.at("worker_app")) : worker, .file = file, .logConfig = path("worker_log_config")});
            continue;
        }
        if (const QString base = text(root.at("public_baseurl")); !base.isEmpty())
            found.publicBase = QUrl(base);
        if (const QString name = text(root.at("server_name")); !name.isEmpty()) {
            found.serverName = name;
            main.file = file;
        }
        if (const QString config = path("log_config"); !config.isEmpty())
            main.logConfig = config;
    }
    if (!main.file.isEmpty())
        found.processes.prepend(main);
    return found;
}

} // namespace Lockstep::Checking
