// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/desks/heldlist.h"

#include <algorithm>

namespace Lockstep::Server {

using namespace Inspection;
using namespace Qt::StringLiterals;

Result<HeldList> HeldList::of(Source &source, const UserId &user)
{
    const auto details = source.user(user);
    if (!details && details.error().kind == Error::NotFound)
        return HeldList{.list = DeviceList{.userId = user, .streamId = {}, .devices = {}, .crossSigning = {}}, .dropped = {}};
    if (!details)
        return failure(details.error());
    const UserSummary &summary = details->summary;
    HeldList held{.list
        = DeviceList{.userId = user, .streamId = summary.streamId, .devices = details->devices, .crossSigning = details->crossSigning},
        .retryAt = summary.retryAt,
        .pending = summary.states.contains(UserState::Stale),
        .dropped = {}};
    const auto why = std::find_if(
        summary.findings.cbegin(), summary.findings.cend(), [](const Finding &finding) { return finding.id == "too_many_devices"_L1; });
    if (why != summary.findings.cend())
        held.dropped = why->text;
    return held;
}

} // namespace Lockstep::Server
