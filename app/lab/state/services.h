// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"
#include "http/httpserver.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QUrl>

#include <functional>
#include <memory>
#include <optional>

namespace Lockstep::Lab {

class Accounts;
class Actor;
class Changes;
class Clock;
class DeviceListTracker;
class FederationClient;
class FederationSender;
class Keys;
class Memberships;
class Notifier;
class Publisher;
class RoomEvents;
class Rooms;
class Storage;
class ToDeviceQueues;
class Tracker;

/// Token buckets of the client API; a burst of 0 switches one off.
struct RateLimits
{
    double loginBurst = 200; ///< logins, registrations and refreshes of one address
    double loginPerSecond = 50;
    double callBurst = 2000; ///< calls of one user
    double callPerSecond = 1000;
};

/// What the parts of one homeserver share. Owned by Homeserver; parts hold a pointer.
struct Context
{
    ServerName serverName;
    QUrl clientApi; ///< where the client API is served
    RateLimits limits;
    const Clock *clock = nullptr;
    Actor *actor = nullptr;
    Storage *storage = nullptr;
    Notifier *notifier = nullptr;
    Rooms *rooms = nullptr;
    Keys *keys = nullptr;
    ToDeviceQueues *toDevice = nullptr;
    Publisher *publisher = nullptr;
    Tracker *tracker = nullptr;
    /// Signing key of the server: "ed25519:<id>" and 32-byte seed.
    QString keyId;
    QByteArray seed;
    Changes *changes = nullptr;
    Accounts *accounts = nullptr;
    Memberships *memberships = nullptr;
    RoomEvents *roomEvents = nullptr;
    /// Does a request to another lab server, signed; any thread but the state thread. Errors as in HttpCall.
    std::function<Result<QJsonObject>(const ServerName &destination, const QByteArray &method, const QByteArray &target,
        const std::optional<QJsonObject> &content, int timeoutMs)>
        federationRequest;

    /// A server that was in backoff answered: what waits for it need not wait any longer. Any thread.
    std::function<void(const ServerName &)> recovered;

    /// Runs \a work on the state thread in one transaction and, once it is committed, wakes those whom it concerns. Any thread.
    /// An Error that \a work returns rolls back.
    Result<void> commit(const std::function<Result<void>()> &work);
};

/// Answers /_matrix/client/…, /.well-known/… and Synapse's admin check for the lab (protocol sections 12, 13, 16). Thread-safe; called from
/// HTTP worker threads.
class ClientService
{
public:
    explicit ClientService(Context *context);
    ~ClientService();
    Inspection::OutgoingAnswer handle(const Inspection::IncomingRequest &request);
    /// For scenarios: makes a user; Error BadInput if the name is taken or not usable.
    Result<void> registerUser(const QString &localpart, const QString &password, bool admin);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// Answers /_matrix/federation/… and /_matrix/key/… (protocol sections 4, 6, 7, 9). Thread-safe; called from HTTP worker threads.
class FederationService
{
public:
    FederationService(Context *context, DeviceListTracker *tracker, FederationSender *sender, const FederationClient *client);
    ~FederationService();
    Inspection::OutgoingAnswer handle(const Inspection::IncomingRequest &request);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Lab
