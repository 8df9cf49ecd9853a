// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/breaks.h"

namespace Lockstep {

namespace {

/// A homeserver that applied the update knew all it names: what lacks then is our recording, not the update.
bool isGap(const BreakFacts &facts)
{
    if (!facts.missing || facts.included || facts.verdict == Verdict::Applied)
        return false;
    switch (facts.start) {
    case BreakFacts::Start::No:
        return true;
    case BreakFacts::Start::Recording:
        return facts.verdict == Verdict::Resync;
    case BreakFacts::Start::UnknownResync:
        return false;
    }
    return true;
}

} // namespace

Breaks breaksOf(const BreakFacts &facts)
{
    if (facts.kind != UpdateKind::Update || facts.verdict == Verdict::Ignored)
        return {};
    if (facts.prevIds == 0) {
        if (facts.repeatsPlaceholder)
            return Break::Placeholder;
        if (facts.repeatsContent || facts.verdict == Verdict::Duplicate)
            return Break::Duplicate;
        return facts.nothingBefore ? Break::First : Break::Pruned;
    }

    Breaks breaks;
    breaks.setFlag(Break::NeedlessResync, facts.verdict == Verdict::Resync && (facts.recognised || facts.included));
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
