// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/incidents.h"
#include "ui/words/presentation.h"

#include <QString>

/// Incidents in the language of the window. A kind that this version does not know is told in the gateway's own words. Plain text; what
/// remote servers say is made displayable. \a now: ms since the epoch, 0 for the clock.
namespace Lockstep::IncidentWords {

/// What is wrong, without times and counts: "localhost:28448 does not answer (connection refused)".
QString title(const Inspection::Incident &incident);
/// What comes of it: "1 user stale, 25 messages wait"; empty if nothing is known to.
QString consequences(const Inspection::Incident &incident);
/// What follows the title in its line: " since 03:42, next try 03:52: 1 user stale, 25 messages wait".
QString rest(const Inspection::Incident &incident, qint64 now = 0);
/// All of the line.
QString line(const Inspection::Incident &incident, qint64 now = 0);
/// For one that is over: " from 03:42 to 03:50 (8 min): 1 user stale".
QString endedRest(const Inspection::Incident &incident, qint64 now = 0);

/// One or two sentences: why, as far as that is known; empty if the title says it all.
QString explanation(const Inspection::Incident &incident);
/// One sentence: what helps, and who can do it.
QString advice(const Inspection::Incident &incident);
/// "Since 2026-11-21 03:42:11 · noticed 03:42:15 · tried 4 times · next try 03:52, in 8 min".
QString facts(const Inspection::Incident &incident, qint64 now = 0);
/// A kind without its subject: "server does not answer".
QString kindText(Inspection::IncidentKind kind);
/// "database", "log", …
QString evidenceText(Inspection::EvidenceKind kind);
/// What the fact says, in the language of the window where that is possible; as the gateway says it otherwise.
QString factText(const Inspection::Evidence &evidence);
/// "acknowledged by @admin:hs.example at 03:50: “being looked at”"; empty if nobody did. Likewise of a muted one.
QString acknowledgedText(const Inspection::Incident &incident, qint64 now = 0);
QString mutedText(const Inspection::Incident &incident, qint64 now = 0);

Presentation::Tone tone(const Inspection::Incident &incident);
/// Whether it was so at a moment, rather than going on since then.
bool isMoment(Inspection::IncidentKind kind);
/// "03:42", "yesterday 14:03", "tomorrow 03:10", "2026-11-20 14:02".
QString when(qint64 ms, qint64 now = 0);
/// When line() says something else by the clock alone, ms since the epoch: after midnight, or when a try is due.
qint64 lineChanges(const Inspection::Incident &incident, qint64 now);
/// The same of facts().
qint64 factsChange(const Inspection::Incident &incident, qint64 now);

} // namespace Lockstep::IncidentWords
