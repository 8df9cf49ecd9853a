// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "history/recording/reachrecorder.h"

/// What the homeserver's log, or a refresh, tells of tries to reach other servers.
namespace Lockstep::Synapse {

/// A transaction that did not get through.
void noteContact(History::ReachRecorder &reach, const History::ServerTrouble &trouble);
/// A fetch that ended. \a trouble: why, if it failed.
void noteContact(History::ReachRecorder &reach, const History::ResyncOutcome &outcome, const FetchTrouble &trouble);
/// One that a refresh made the homeserver do just now. Where its outcome does not show that the server was asked, it is none.
void noteContact(History::ReachRecorder &reach, const UserId &user, const Result<void> &outcome);

} // namespace Lockstep::Synapse
