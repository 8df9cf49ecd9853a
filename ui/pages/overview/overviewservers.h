// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/overview/overviewfinding.h"

#include <optional>

namespace Lockstep {

/// What goes wrong with one server: one cause, and all that comes of it.
struct ServerTrouble
{
    ServerName server;
    std::optional<Inspection::Destination> failing; ///< in backoff
    qint64 waiting = 0; ///< messages in the outbox
    QList<UserId> gap, stale; ///< by name, as far as they are known
    qint64 staleCount = 0; ///< stale and not among those with a gap; at least as many as the names
    qint64 marked = 0; ///< stale, with or without a gap
};

/// Groups what is known in detail by server, the worst first: unnoticed losses, then users who wait, then messages.
QList<ServerTrouble> serverTroubles(const OverviewDetails &details);
/// One line for one cause, at most \a limit of them; the rest is for the counts. What the lines cover is taken off \a overview.
QList<OverviewFinding> serverFindings(const QList<ServerTrouble> &troubles, Inspection::Overview &overview, int limit);

} // namespace Lockstep
