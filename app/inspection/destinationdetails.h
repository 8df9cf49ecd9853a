// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/reachability.h"
#include "inspection/types.h"

namespace Lockstep::Inspection {

/// One remote server, as far as the homeserver and who watches it know.
struct DestinationDetails
{
    Destination destination = {};
    /// Why something would wait for it, or does: BeingSent where nothing is known against it.
    Waiting waiting = {};
    Availability reachAvailable = {};
    Reachability reach = {};
    /// Whether tries are told of, and why not; Reachability::contacts has them, and those of ReachState::Failing.
    Availability contactsAvailable = {};
    std::optional<OutboxQueue> outbox = {}; ///< nothing if nothing waits, or it cannot be told
    Availability outboxAvailable = {};
    std::optional<UpdatesQueue> updates = {}; ///< of our users' lists, the same
    Availability updatesAvailable = {};
};

/// The way to a server of federation, as server discovery finds it now; the homeserver may have found another one at its time.
struct DestinationRoute
{
    ServerName destination = {};
    qint64 at = 0; ///< when it was looked up, ms since the epoch
    QString certificateName = {}; ///< whom the server's certificate has to be for
    QStringList endpoints = {}; ///< "203.0.113.7:8448", in the order in which they are tried
    QStringList steps = {}; ///< how it was found, a sentence each; texts of others are fit to be shown
};

} // namespace Lockstep::Inspection
