// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/ownside.h"
#include "inspection/queuesummary.h"
#include "ui/words/presentation.h"

/// Words for why queues wait, for what they hold and for the homeserver's own side. \a now: ms since the epoch, 0 for the clock.
namespace Lockstep::WaitWords {

/// "never seen", "server is down since 14:02, next try in 10 min": short enough for a cell. Empty if no reason is known.
QString reasonText(const Inspection::Waiting &waiting, qint64 now = 0);
/// What that means and what to do, and what it rests on.
QString explanation(const Inspection::Waiting &waiting);
Presentation::Tone tone(Inspection::WaitReason reason);
/// The name of an icon, empty for none.
QString iconName(Inspection::WaitReason reason);

/// Some lines: how many were looked at, by type, by sender, what a proposal would call droppable.
QString summaryText(const Inspection::QueueSummary &summary);

/// The lines of the own side, without the faults; whether anything is wrong.
std::pair<QStringList, bool> ownLines(const Inspection::OwnSide &own);
/// "Synapse 1.160.0 has 3 known faults that touch …".
QString faultsTitle(const Inspection::OwnSide &own);
QString faultsText(const Inspection::OwnSide &own);

} // namespace Lockstep::WaitWords
