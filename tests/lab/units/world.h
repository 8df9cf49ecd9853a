// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lab/federation/network.h"
#include "lab/stage/homeserver.h"
#include "lab/state/memberships.h"
#include "remoteserver.h"
#include "settableclock.h"

#include <QTest>

#include <memory>

namespace Lockstep::Tests {

/// One homeserver of the lab, whose clock stands still, and one remote server in the hands of the test.
class World
{
public:
    /// \a dataFile: empty for memory.
    explicit World(const QString &dataFile = {}, const QString &remoteName = QStringLiteral("there.test"))
        : remote(&network, ServerName(remoteName))
        , m_dataFile(dataFile)
    {
        start();
    }
    ~World() { remote.release(); }

    void start()
    {
        Lab::HomeserverOptions options;
        options.serverName = ServerName(QStringLiteral("here.lab"));
        options.dataFile = m_dataFile;
        options.clock = &clock;
        options.fetchTimeoutMs = fetchTimeoutMs;
        auto started = Lab::Homeserver::start(options, &network);
        if (!started)
            qFatal("%s", qPrintable(started.error().text));
        server = std::move(*started);
    }

    UserId local(const QString &localpart = QStringLiteral("alice"))
    {
        const Result<void> made = server->client().registerUser(localpart, QStringLiteral("password"), false);
        if (!made && made.error().errcode != QLatin1StringView("M_USER_IN_USE"))
            qFatal("%s", qPrintable(made.error().text));
        return UserId(u'@' + localpart + u':' + server->serverName().toString());
    }

    /// A room of a local user that a remote user has joined; returns its ID.
    QString share(const UserId &remoteUser)
    {
        Lab::Memberships::NewRoom wanted;
        wanted.isEncrypted = true;
        wanted.invited = {remoteUser};
        const Result<QString> room = server->memberships().create(local(), wanted);
        if (!room || !membership(*room, remoteUser, QStringLiteral("join")))
            qFatal("no shared room");
        return *room;
    }
    bool membership(const QString &room, const UserId &remoteUser, const QString &what)
    {
        return server->memberships()
            .changeForServer(remoteUser.server(), room,
                {{QStringLiteral("sender"), remoteUser.toString()}, {QStringLiteral("user_id"), remoteUser.toString()},
                    {QStringLiteral("content"), QJsonObject{{QStringLiteral("membership"), what}}}})
            .has_value();
    }

    Result<QJsonObject> send(const QJsonArray &edus)
    {
        return remote.send(server->serverName(), QStringLiteral("t%1").arg(++m_transactions), edus);
    }

    QList<Inspection::UserState> states(const UserId &user) const
    {
        const auto details = server->source().user(user);
        return details ? details->summary.states : QList{Inspection::UserState::Untracked};
    }
    bool isStale(const UserId &user) const { return states(user).contains(Inspection::UserState::Stale); }
    bool isTracked(const UserId &user) const { return server->source().user(user).has_value(); }
    QStringList devices(const UserId &user) const
    {
        QStringList result;
        if (const auto details = server->source().user(user))
            for (const Device &device : details->devices)
                result.append(device.deviceId.toString());
        return result;
    }
    QList<DeviceListUpdate> updates(const UserId &user, int limit = 1000) const
    {
        return server->history().updates(user, 0, limit, false).value_or(QList<DeviceListUpdate>());
    }

    int fetchTimeoutMs = 10'000; ///< from the next start() on
    SettableClock clock;
    Lab::Network network;
    RemoteServer remote;
    std::unique_ptr<Lab::Homeserver> server;

private:
    QString m_dataFile;
    int m_transactions = 0;
};

} // namespace Lockstep::Tests
