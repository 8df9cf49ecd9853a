// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "diagnosis/facts.h"
#include "inspection/incidents.h"

namespace Lockstep::Diagnosis {

/// What is wrong, one incident for each cause, in no order. Of a user whose list is not right the first that applies is the cause: what
/// makes the fetch of it fail, the update that was lost, or neither is known. What waits for a server that does not answer belongs to that
/// server's incident. Pure: ids, n, notes and what was before are IncidentBook's.
QList<Inspection::Incident> diagnose(const Facts &facts);

/// What an incident of this kind rests on.
Part restsOn(Inspection::IncidentKind kind);

/// For kinds that are seen at one moment and not looked at again: how long they stay open after it, in ms. 0: as long as the facts say.
qint64 heldFor(Inspection::IncidentKind kind);

/// The kind of what such a fetch of a list makes.
Inspection::IncidentKind kindOf(FetchCause cause);

/// Which kind a user's finding belongs to; nothing for what is by design or belongs to none.
std::optional<Inspection::IncidentKind> kindOf(const Finding &finding, bool isServerFailing);

/// How long something may wait that no backoff explains before that is told at all, and before it is a warning, ms.
inline constexpr qint64 waitsAfterMs = 8'000;
inline constexpr qint64 waitsLongAfterMs = 60'000;
/// How long a list may be marked without a known cause: Synapse fetches it at once, and looks again every 30 seconds.
inline constexpr qint64 staleAfterMs = 45'000;
/// How long a lost update may go without a resync: what mends it is under way within a second, and why it cannot be is known soon after.
inline constexpr qint64 lostAfterMs = 4'000;
/// A malformed update is repeated by its sender until it is given up; after this time without one it is over.
inline constexpr qint64 malformedForMs = 15 * 60'000;

} // namespace Lockstep::Diagnosis
