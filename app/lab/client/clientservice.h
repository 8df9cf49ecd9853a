// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "http/httptypes.h"

#include <QUrl>

#include <memory>

namespace Lockstep::Lab {

class EventExchange;
class HomeserverState;
class Memberships;
class Peers;
class Tracker;

/// What a client may ask for, so that no client takes the server from the others.
struct ClientLimits
{
    // Token buckets; a burst of 0 switches one off.
    double loginBurst = 200; ///< logins, registrations and refreshes of one address
    double loginPerSecond = 50;
    double callBurst = 2000; ///< calls of one user
    double callPerSecond = 1000;
    // Calls of /sync that wait at the same time; one more is told to come back later.
    int polls = 3072; ///< of everybody
    int pollsOfUser = 1024;
};

/// What the client API serves. All outlive it.
struct ClientParts
{
    HomeserverState *state = nullptr;
    Peers *peers = nullptr;
    Tracker *tracker = nullptr;
    Memberships *memberships = nullptr;
    EventExchange *exchange = nullptr;
};

/// Answers /_matrix/client/…, /.well-known/… and Synapse's admin check for the lab: finds the endpoint,
/// reads the body, authenticates and counts the caller; a class for each topic does the rest. Thread-safe; called from HTTP worker threads.
class ClientService
{
public:
    /// \a address: where it is served.
    ClientService(const ClientParts &parts, const QUrl &address, const ClientLimits &limits);
    ~ClientService();
    Http::OutgoingAnswer handle(const Http::IncomingRequest &request);
    /// For scenarios: makes a user; Error BadInput if the name is taken or not usable.
    Result<void> registerUser(const QString &localpart, const QString &password, bool admin);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Lab
