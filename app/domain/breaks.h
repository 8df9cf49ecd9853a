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
    /// Nothing of the user came before: no update, no successful resync, no stored stream_id.
    bool nothingBefore = false;
    /// An earlier update had this stream_id, and neither names a prev_id.
    bool repeatsPlaceholder = false;
    /// An earlier update had the same ids and, as far as it is known, the same content.
    bool repeatsContent = false;
    /// Names a prev_id that has not been received.
    bool missing = false;
    /// It is the first after something unseen, so that a prev_id not received proves nothing: see \c Start.
    enum class Start : quint8 {
        No,
        Recording, ///< the history begins here; what it names was sent before
        UnknownResync, ///< it follows a resync whose stream_id no source told
    } start = Start::No;
    /// Names a prev_id that arrived later, or that is its own.
    bool arrivedLater = false;
    /// Another update names one of its prev_ids too.
    bool shared = false;
    /// A resync before it brought a list that holds this update: it was on the way meanwhile. What it names is held, too.
    bool included = false;
    /// Every prev_id was recognised when it arrived.
    bool recognised = false;
};

/// The table of breaks: the one place where a break is decided.
Breaks breaksOf(const BreakFacts &facts);

} // namespace Lockstep
