// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/audit.h"
#include "ui/words/presentation.h"

/// Words for comparisons of lists with their origin.
namespace Lockstep::AuditWords {

QString methodText(Inspection::AuditMethod method);
QString stateText(const Inspection::Audit &audit);
/// "a sample of 300 lists", "all lists of remote.example", "3 lists".
QString subject(const Inspection::Audit &audit);
/// What it came to so far, in one sentence: "300 of 41,200 lists compared, 4 differ (95 %: 0.4 to 3.4 %)". Longer with what could not be
/// compared.
QString sentence(const Inspection::Audit &audit);
/// What a sample of this size proves if it finds nothing: at most so much of all differs with 95 % certainty.
QString promise(qint64 sample);

QString outcomeText(Inspection::ListOutcome outcome);
Presentation::Tone outcomeTone(Inspection::ListOutcome outcome);
QIcon outcomeIcon(Inspection::ListOutcome outcome);
/// "2 devices are missing here, the name of another one differs"; or why it was not compared.
QString differencesText(const Inspection::AuditedList &list);
/// A line for each difference, with what is here and there, and why it was missed.
QStringList details(const Inspection::AuditedList &list);
QString missedText(Inspection::MissedCause cause);
QString missedExplanation(Inspection::MissedCause cause);

/// "verified against remote.example at 03:41", "differs from what remote.example said at 03:41". \a changed: when the list changed last,
/// ms since the epoch: an older comparison says nothing of it any more.
QString lastText(const Inspection::LastAudit &last, qint64 changed);
Presentation::Tone lastTone(const Inspection::LastAudit &last, qint64 changed);

} // namespace Lockstep::AuditWords
