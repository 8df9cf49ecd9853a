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

} // namespace Lockstep::Inspection
