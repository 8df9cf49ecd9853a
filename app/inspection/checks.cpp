// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/checks.h"

#include "inspection/wirepages.h"

#include <algorithm>

namespace Lockstep::Inspection {

namespace WireDetail {

template <>
struct Wire<Check>
{
    static constexpr QStringView path = u"checks";
    static constexpr auto members = std::tuple(as<Text>(u"area", &Check::area), //
        as<Text>(u"state", &Check::state), //
        as<LooseText>(u"subject", &Check::subject), //
        as<Text>(u"text", &Check::text), //
        as<TextOrNull>(u"remedy", &Check::remedy), //
        as<TextOrNull>(u"rests_on", &Check::restsOn));
};

template <>
struct Wire<CheckReport>
{
    static constexpr QStringView path = u"check";
    static constexpr auto members = std::tuple(as<Time>(u"at", &CheckReport::at), //
        as<Number>(u"took_ms", &CheckReport::tookMs), //
        as<Parts>(u"checks", &CheckReport::checks));
};

} // namespace WireDetail

LOCKSTEP_ON_THE_WIRE(Check);
LOCKSTEP_ON_THE_WIRE(CheckReport);

CheckState CheckReport::worst() const
{
    CheckState worst = CheckState::Ok;
    for (const Check &check : checks)
        worst = check.state != CheckState::Unknown ? std::min(worst, check.state) : worst;
    return worst;
}

} // namespace Lockstep::Inspection
