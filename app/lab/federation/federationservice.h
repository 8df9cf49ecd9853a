// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httptypes.h"

#include <memory>

namespace Lockstep::Lab {

class DeviceListTracker;
class EventExchange;
class FederationClient;
class FederationSender;
class HomeserverState;
class Memberships;
class ObservationJournal;

/// Answers /_matrix/federation/… and /_matrix/key/… (domain/PROTOCOL.md). Thread-safe; called from HTTP worker threads.
class FederationService
{
public:
    /// What it serves, beside the state.
    struct Parts
    {
        DeviceListTracker *tracker = nullptr;
        ObservationJournal *journal = nullptr;
        FederationSender *sender = nullptr;
        const FederationClient *client = nullptr;
        Memberships *memberships = nullptr;
        EventExchange *exchange = nullptr;
    };

    FederationService(HomeserverState *state, const Parts &parts);
    ~FederationService();
    Http::OutgoingAnswer handle(const Http::IncomingRequest &request);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Lab
