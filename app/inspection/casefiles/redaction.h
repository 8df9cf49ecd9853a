// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/casefiles/casefile.h"

namespace Lockstep::Inspection {

/// The same case about people who do not exist: user IDs, server names, device IDs, names of devices, IDs of transactions and incidents,
/// keys and signatures are replaced, each by the same made-up one wherever it stands, and what is left of texts are words that this program
/// writes itself. Times, numbers, stream_ids that are numbers, breaks, verdicts, states and findings stay, and so does what was found of
/// the signatures, which cannot be checked any more.
///
/// Nothing is computed from what is replaced: names are counted, keys are drawn at random. Two redactions of one case do not match.
/// What no member of a case is known to hold is taken for a text.
Case redactedCase(const Case &file);

} // namespace Lockstep::Inspection
