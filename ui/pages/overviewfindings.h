// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/queuetrend.h"
#include "ui/words/presentation.h"

#include <QVariantMap>

#include <optional>

namespace Lockstep {

/// One thing that the overview says, and where it leads.
struct OverviewFinding
{
    Presentation::Tone tone = Presentation::Tone::Notice;
    QString icon = {}; ///< of resources/icons
    QString count = {}; ///< empty where there is nothing to count
    QString sentence = {};
    QString explanation = {};
    QString page = {}; ///< empty: leads nowhere
    QVariantMap arguments = {};
    QString snippet = {}; ///< lines of a configuration file to add, verbatim
};

struct OverviewTrends
{
    std::optional<Trend> inbox, outbox, updates;
};

/// What is wrong now, worst first; empty if nothing is.
QList<OverviewFinding> overviewFindings(const Inspection::Info &info, const Inspection::Overview &overview, const OverviewTrends &trends);

/// What there is to say when nothing is wrong; it claims no more than what was counted.
QString overviewHeadline(const Inspection::Overview &overview);
/// One line of what there is: "1,204 tracked users · 3 messages in inboxes · …".
QString overviewSummary(const Inspection::Overview &overview);
/// "412 updates recorded since 2026-11-20 14:02", or that nothing is recorded.
QString historyExtent(const Inspection::Info &info);

} // namespace Lockstep
