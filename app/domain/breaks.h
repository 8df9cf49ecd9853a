// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/devicelistupdate.h"

namespace Lockstep {

/// What the graph found out about one entry of a history. "Received" means by any source, at any time; "recognised" means
/// by a receiver that follows the specification: the last resync's stream_id, or one applied since.
struct BreakFacts
{
    UpdateKind kind = UpdateKind::Update;
    Verdict verdict = Verdict::Unknown;
    /// Different prev_ids that it names.
    int prevIds = 0;
    /// Nothing of the user came before: no update, no list with one. Then a missing prev_id does not say that anything was lost.
    bool nothingBefore = false;
    /// An update of the user came before, or a stored stream_id was seen to change.
    bool updateBefore = false;
    /// What came before is longer ago than a sender keeps what it could not deliver, and nobody of that server was heard meanwhile.
    bool afterOutage = false;
    /// Its stream_id is not above that of the update before it.
    bool runsBackwards = false;
    /// It is the first that bears a new signing key of its server.
    bool newSigningKey = false;
    /// The update before it, or the one after it, has this stream_id too, and neither names a prev_id.
    bool repeatsPlaceholder = false;
    /// An earlier update had the same ids and, as far as it is known, the same content.
    bool repeatsContent = false;
    /// Names a prev_id that has not been received.
    bool missing = false;
    /// It is the first update, and came while the first list was fetched: whatever it names, nobody was told of it before.
    bool isBeforeAnyList = false;
    /// The history begins with it, or a resync whose stream_id no source told came just before: a prev_id not received was lost
    /// only if the homeserver says so by asking for a resync.
    bool isStart = false;
    /// Names a prev_id that arrived later, or that is its own.
    bool arrivedLater = false;
    /// Another update names one of its prev_ids too.
    bool shared = false;
    /// It came after a resync had ended whose list holds it: it was on the way meanwhile. What it names is held, too.
    bool included = false;
    /// That it was applied is told by what somebody else could have written, and the update itself is not.
    bool isVerdictClaimed = false;
    /// Every prev_id was recognised when it arrived.
    bool recognised = false;
};

/// The table of breaks: the one place where a break is decided.
Breaks breaksOf(const BreakFacts &facts);

} // namespace Lockstep
