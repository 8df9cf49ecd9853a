// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/breaks.h"

namespace Lockstep {

namespace {

/// A homeserver that applied the update knew all it names: what lacks then is our recording, not the update.
bool isGap(const BreakFacts &facts)
{
    if (!facts.missing || facts.included || facts.isBeforeAnyList || (facts.verdict == Verdict::Applied && !facts.isVerdictClaimed))
        return false;
    return !facts.isStart || facts.verdict == Verdict::Resync;
}

/// No prev_id says only that the sender does not know what it sent before, or does not want it to be built on. Why, is told by
/// what lies around it.
Break withoutPrevId(const BreakFacts &facts)
{
    if (facts.repeatsPlaceholder)
        return Break::Placeholder;
    if (facts.repeatsContent || facts.verdict == Verdict::Duplicate)
        return Break::Duplicate;
    if (facts.nothingBefore)
        return Break::First;
    if (facts.newSigningKey)
        return Break::Rebuilt;
    if (facts.runsBackwards)
        return Break::Rewound;
    if (facts.afterOutage)
        return Break::Pruned;
    return facts.updateBefore ? Break::Restarted : Break::First;
}

} // namespace

Breaks breaksOf(const BreakFacts &facts)
{
    if (facts.kind != UpdateKind::Update || facts.verdict == Verdict::Ignored)
        return {};
    if (facts.prevIds == 0)
        return withoutPrevId(facts);

    Breaks breaks;
    breaks.setFlag(Break::NeedlessResync, facts.verdict == Verdict::Resync && facts.recognised);
    // What else is wrong with a repetition is said once, at the original.
    if (facts.repeatsContent || facts.verdict == Verdict::Duplicate)
        return breaks | Break::Duplicate;
    breaks.setFlag(Break::Gap, isGap(facts));
    breaks.setFlag(Break::Fork, facts.shared);
    breaks.setFlag(Break::Merge, facts.prevIds > 1);
    breaks.setFlag(Break::OutOfOrder, facts.arrivedLater);
    return breaks;
}

} // namespace Lockstep
