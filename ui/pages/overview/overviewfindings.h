// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/queuetrend.h"
#include "ui/pages/overview/overviewfinding.h"

#include <optional>

namespace Lockstep {

struct OverviewTrends
{
    std::optional<Trend> inbox, outbox, updates;
};

/// What is wrong now, worst first; empty if nothing is. One cause is one line, with its server and users by name.
QList<OverviewFinding> overviewFindings(
    const Inspection::Info &info, const Inspection::Overview &overview, const OverviewTrends &trends, const OverviewDetails &details = {});

/// The same where incidents tell what is wrong: what they do not carry, which is how queues grow and what cannot be known here.
QList<OverviewFinding> overviewBesides(const Inspection::Info &info, const OverviewTrends &trends);

/// What there is to say when nothing is wrong; it claims no more than what was counted.
QString overviewHeadline(const Inspection::Overview &overview);
/// What that rests on, and when it was read (ms since the epoch).
QString overviewBasis(const Inspection::Info &info, const Inspection::Overview &overview, qint64 readAt);
/// What is known to be right, of when that is, and how much of the whole was looked at; one line each.
QStringList overviewKnown(const Inspection::Info &info, const Inspection::Overview &overview, qint64 readAt);
/// One line of what there is: "1,204 tracked users · 3 messages in inboxes · …".
QString overviewSummary(const Inspection::Overview &overview);

} // namespace Lockstep
