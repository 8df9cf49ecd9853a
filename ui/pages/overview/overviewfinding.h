// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"
#include "ui/words/presentation.h"

#include <QVariantMap>

namespace Lockstep {

/// One thing that the overview says, and where it leads.
struct OverviewFinding
{
    QString key = {}; ///< the same for the same thing at another time
    Presentation::Tone tone = Presentation::Tone::Notice;
    QString icon = {}; ///< of resources/icons
    QString count = {}; ///< empty where there is nothing to count
    QString sentence = {};
    QString explanation = {};
    QString page = {}; ///< empty: leads nowhere
    QVariantMap arguments = {};
    QString action = {}; ///< of a button that helps; it leads to the page, or refreshes
    QList<UserId> refresh = {}; ///< whom the button refreshes
    bool solved = false; ///< was true until a moment ago
    QString snippet = {}; ///< lines of a configuration file to add, verbatim
};

/// What the counts are made of, as far as it was read: first pages only.
struct OverviewDetails
{
    QList<Inspection::Destination> failing;
    QList<Inspection::OutboxQueue> outbox;
    QList<Inspection::UserSummary> users; ///< with a gap or stale, each once
};

} // namespace Lockstep
