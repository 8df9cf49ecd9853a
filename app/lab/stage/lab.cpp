// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/stage/lab.h"

#include "lab/state/accounts.h"
#include "lab/state/actor.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

QString nameOf(int index)
{
    static const QStringList names = {u"alpha"_s, u"beta"_s, u"gamma"_s, u"delta"_s, u"epsilon"_s, u"zeta"_s, u"eta"_s, u"theta"_s,
        u"iota"_s, u"kappa"_s, u"lambda"_s, u"mu"_s, u"nu"_s, u"xi"_s, u"omicron"_s, u"pi"_s, u"rho"_s, u"sigma"_s, u"tau"_s, u"upsilon"_s,
        u"phi"_s, u"chi"_s, u"psi"_s, u"omega"_s};
    return names.value(index) + u".lab"_s;
}

constexpr int maxServers = 24;

} // namespace

Lab::Lab() = default;

Lab::~Lab()
{
    // All stop sending before the first ends: nobody is to fail for another one's end.
    for (const auto &server : m_servers)
        m_network.setDown(server->serverName(), true);
}

Result<std::unique_ptr<Lab>> Lab::start(const LabOptions &options)
{
    if (options.servers < 1 || options.servers > maxServers)
        return failure(Error::BadInput, u"A lab has 1 to %1 servers, not %2."_s.arg(maxServers).arg(options.servers));
    const bool isNew = !options.dataDir.isEmpty() && !QDir(options.dataDir).exists();
    if (!options.dataDir.isEmpty() && !QDir().mkpath(options.dataDir))
        return failure(Error::Io, u"The directory %1 cannot be made; name one that can be written with --data."_s.arg(options.dataDir));
    // Messages and keys of whoever tries the lab are nobody else's business.
    if (isNew)
        QFile::setPermissions(options.dataDir, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    std::unique_ptr<Lab> lab(new Lab);
    for (int i = 0; i < options.servers; ++i) {
        HomeserverOptions server;
        server.serverName = ServerName(nameOf(i));
        if (!options.dataDir.isEmpty())
            server.dataFile = QDir(options.dataDir).filePath(nameOf(i) + u".sqlite"_s);
        if (options.port > 0) {
            server.listen = u"127.0.0.1:%1"_s.arg(options.port + 2 * i);
            server.inspectionListen = u"127.0.0.1:%1"_s.arg(options.port + 2 * i + 1);
        }
        server.limits = options.limits;
        Result<std::unique_ptr<Homeserver>> started = Homeserver::start(server, &lab->m_network);
        if (!started)
            return failure(started.error());
        const Result<void> admin = (*started)->client().registerUser(u"admin"_s, QString::fromLatin1(adminPassword), true);
        if (!admin && admin.error().errcode != "M_USER_IN_USE"_L1)
            return failure(admin.error());
        lab->m_servers.push_back(std::move(*started));
    }
    return lab;
}

Homeserver *Lab::find(const ServerName &name)
{
    for (const auto &server : m_servers)
        if (server->serverName() == name)
            return server.get();
    return nullptr;
}

QJsonObject Lab::description() const
{
    QJsonArray servers;
    for (const auto &server : m_servers)
        servers.append(QJsonObject{{u"server_name"_s, server->serverName().toString()}, {u"client_api"_s, server->clientApi().toString()},
            {u"federation_api"_s, server->clientApi().toString()}, {u"inspection_api"_s, server->inspectionApi().toString()},
            {u"admin"_s,
                QJsonObject{{u"user_id"_s, QString(u"@admin:"_s + server->serverName().toString())},
                    {u"password"_s, QString::fromLatin1(adminPassword)}}}});
    return {{u"servers"_s, servers}};
}

} // namespace Lockstep::Lab
