// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "diagnosis/evidence.h"

#include "core/log.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Diagnosis {

using namespace Inspection;

namespace {

constexpr qsizetype longestArgument = 600;

QString sentence(EvidenceFact fact)
{
    switch (fact) {
    case EvidenceFact::Unknown:
        break;
    case EvidenceFact::ServerFails:
        return u"the homeserver's row of this server in its table destinations says that it fails since then"_s;
    case EvidenceFact::MarkedOutOfDate:
        return u"the homeserver marked the list of %1 as out of date"_s;
    case EvidenceFact::FetchFailed:
        return u"the fetch of the list of %1 failed: %2"_s;
    case EvidenceFact::ListDropped:
        return u"the list of %1 came and was dropped, because it is too long"_s;
    case EvidenceFact::FetchedAgain:
        return u"the list of %1 was fetched %2 times without an update between"_s;
    case EvidenceFact::PrevIdUnknown:
        return u"an update of %1 names a prev_id that was never received"_s;
    case EvidenceFact::MalformedUpdate:
        return u"a malformed update of %1"_s;
    case EvidenceFact::UpdateRewound:
        return u"update %1 of %2 is not above the last one and names no prev_id"_s;
    case EvidenceFact::UpdateRebuilt:
        return u"update %1 of %2 names no prev_id and bears a new signing key"_s;
    case EvidenceFact::UpdatePruned:
        return u"update %1 of %2 names no prev_id after more than a day without one"_s;
    case EvidenceFact::UpdateRestarted:
        return u"update %1 of %2 names no prev_id although earlier ones came"_s;
    case EvidenceFact::WrongSignature:
        return u"an update for %1 bears a wrong signature"_s;
    case EvidenceFact::WrongSender:
        return u"an update for %1 came from another server"_s;
    case EvidenceFact::MasterKeyChanged:
        return u"the master key became another one"_s;
    case EvidenceFact::DeviceKeyChanged:
        return u"the ed25519 key of %1 became another one"_s;
    case EvidenceFact::MessageQueued:
        return u"the oldest message to devices there was queued"_s;
    case EvidenceFact::UpdateQueued:
        return u"the oldest update of a user of ours was queued"_s;
    case EvidenceFact::ConversionBehind:
        return u"device_lists_changes_converted_stream_position is %1, and the newest change is %2"_s;
    case EvidenceFact::ListDiffers:
        return u"the list of %1 was not what %2 said when both were compared"_s;
    case EvidenceFact::StreamBehind:
        return u"stream %1 of the process %2 is at %3, and the newest row of %4 is %5"_s;
    }
    return {};
}

} // namespace

Evidence evidence(EvidenceKind kind, qint64 at, EvidenceFact fact, QStringList args)
{
    QString text = sentence(fact);
    for (qsizetype i = 0; i < args.size(); ++i)
        args[i] = displayable(args.at(i), longestArgument);
    // All at once: an argument may hold what looks like the place of another one.
    switch (args.size()) {
    case 1:
        text = text.arg(args.at(0));
        break;
    case 2:
        text = text.arg(args.at(0), args.at(1));
        break;
    case 5:
        text = text.arg(args.at(0), args.at(1), args.at(2), args.at(3), args.at(4));
        break;
    default:
        break;
    }
    return {.kind = kind, .at = at, .text = text, .fact = fact, .args = std::move(args)};
}

} // namespace Lockstep::Diagnosis
