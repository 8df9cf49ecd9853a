// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "diagnosis/diagnose.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Diagnosis {

using namespace Inspection;
using Kind = IncidentKind;

namespace {

constexpr qint64 minuteMs = 60'000;
constexpr qint64 dayMs = 24 * 60 * minuteMs;

} // namespace

IncidentKind kindOf(FetchCause cause)
{
    switch (cause) {
    case FetchCause::Declined:
        return Kind::ServerDeclines;
    case FetchCause::Unusable:
        return Kind::UnusableAnswer;
    case FetchCause::OwnWhitelist:
    case FetchCause::OwnIpRange:
        return Kind::OwnBlock;
    case FetchCause::TooManyDevices:
        return Kind::TooManyDevices;
    case FetchCause::NoNetwork:
        return Kind::NoNetwork;
    default:
        return Kind::ServerUnreachable;
    }
}

std::optional<IncidentKind> kindOf(const Finding &finding, bool isServerFailing)
{
    if (finding.id == "leftover_marker"_L1)
        return Kind::LeftoverMarkers;
    if (finding.id == "stale"_L1 || finding.id == "queued"_L1 || finding.id == "remote_failing"_L1 || finding.id == "resync_failed"_L1)
        return finding.cause ? kindOf(*finding.cause) : isServerFailing ? Kind::ServerUnreachable : Kind::ListStale;
    if (finding.id == "too_many_devices"_L1)
        return Kind::TooManyDevices;
    if (finding.id == "gap"_L1 || finding.id == "keys_gap"_L1)
        return Kind::LostUpdate;
    if (finding.id == "resync_loop"_L1)
        return Kind::ResyncLoop;
    if (finding.id == "malformed_update"_L1)
        return Kind::MalformedUpdates;
    if (finding.id == "unusable_keys"_L1 || finding.id == "signature_invalid"_L1 || finding.id == "signature_missing"_L1
        || finding.id == "id_mismatch"_L1)
        return Kind::UnusableKeys;
    if (finding.id == "cross_signing_broken"_L1 || finding.id == "cross_signing_invalid"_L1 || finding.id == "cross_signing_incomplete"_L1
        || finding.id == "cross_signature_invalid"_L1)
        return Kind::CrossSigningBroken;
    if (finding.id == "list_differs"_L1 && finding.severity != Severity::Info)
        return Kind::ListsDiffer;
    if (finding.id == "rewound"_L1)
        return Kind::SenderRewound;
    if (finding.id == "rebuilt"_L1)
        return Kind::SenderRebuilt;
    return {};
}

Part restsOn(IncidentKind kind)
{
    switch (kind) {
    case Kind::ServerUnreachable:
        return Part::Servers;
    case Kind::UnusableKeys:
    case Kind::CrossSigningBroken:
        return Part::Keys;
    case Kind::OutboxWaits:
    case Kind::UpdatesWait:
    case Kind::InboxUnread:
    case Kind::InboxOrphaned:
    case Kind::StreamStandsStill:
    case Kind::FanOutStopped:
        return Part::Queues;
    case Kind::SourceFailing:
        return Part::Sources;
    case Kind::ListsDiffer:
        return Part::Audits;
    default:
        return heldFor(kind) > 0 ? Part::Rows : Part::Lists;
    }
}

qint64 heldFor(IncidentKind kind)
{
    switch (kind) {
    case Kind::IdentityReset:
    case Kind::DeviceKeyChanged:
    case Kind::ForgedUpdates:
        return 10 * minuteMs;
    case Kind::SenderPruned:
    case Kind::SenderRestarted:
        return 2 * minuteMs;
    case Kind::SenderRewound:
    case Kind::SenderRebuilt:
        return dayMs;
    default:
        return 0;
    }
}

} // namespace Lockstep::Diagnosis
