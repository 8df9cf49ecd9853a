// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/missed.h"

#include "audit/comparison.h"

#include <algorithm>

namespace Lockstep::Audits {

using namespace Inspection;

namespace {

/// What was recorded since the list was fetched whole for the last time.
struct SinceWhole
{
    QList<DeviceListUpdate> updates;
    bool isKnown = false; ///< such a fetch is recorded
};

SinceWhole sinceWhole(const QList<DeviceListUpdate> &updates)
{
    const auto last = std::find_if(updates.crbegin(), updates.crend(), isSucceededResync);
    return {.updates = updates.mid(last.base() - updates.cbegin()), .isKnown = last != updates.crend()};
}

bool isOfUser(ListDifferenceKind kind)
{
    return kind == ListDifferenceKind::MasterKeyDiffers || kind == ListDifferenceKind::SelfSigningKeyDiffers;
}

/// Whether the update says what the origin says today.
bool saysTheSame(const DeviceListUpdate &update, const DeviceList &origin)
{
    if (update.kind == UpdateKind::SigningKeys)
        return update.keys.value(u"master_key") == origin.crossSigning.master
            || update.keys.value(u"self_signing_key") == origin.crossSigning.selfSigning;
    const auto device
        = std::find_if(origin.devices.cbegin(), origin.devices.cend(), [&](const Device &one) { return one.deviceId == update.deviceId; });
    if (device == origin.devices.cend())
        return update.deleted;
    return !update.deleted && device->displayName == update.displayName && device->keys == update.keys;
}

Missed whyOne(const ListDifference &difference, const DeviceList &origin, const SinceWhole &record, const Recorded &recorded)
{
    const auto isAbout = [&](const DeviceListUpdate &update) {
        return isOfUser(difference.kind)
            ? update.kind == UpdateKind::SigningKeys
            : update.kind == UpdateKind::Update && update.deviceId.toString().left(longestDeviceId) == difference.deviceId.toString();
    };
    const auto newest = std::find_if(record.updates.crbegin(), record.updates.crend(), isAbout);
    if (newest != record.updates.crend()) {
        if (newest->verdict == Verdict::Ignored || newest->verdict == Verdict::Resync)
            return {.cause = MissedCause::NotApplied, .n = newest->n};
        // It was applied and says what the copy lacks: the copy was changed by something that is not recorded.
        if (newest->verdict != Verdict::Applied || !newest->contentKnown || saysTheSame(*newest, origin))
            return {.cause = MissedCause::CannotTell, .n = newest->n};
    } else if (!record.isKnown) {
        return {.cause = MissedCause::BeforeRecording};
    }
    // From the last word that is known the origin went on, and nothing came.
    return {.cause = recorded.isFed ? MissedCause::NeverCame : MissedCause::NotRecorded};
}

} // namespace

Missed whyMissed(const QList<ListDifference> &differences, const DeviceList &origin, const Recorded &recorded)
{
    if (recorded.since == 0)
        return {.cause = MissedCause::NotRecorded};
    const SinceWhole record = sinceWhole(recorded.updates);
    if (!record.isKnown && !recorded.isWhole)
        return {.cause = MissedCause::CannotTell}; // what is decisive may stand further back
    const auto gap = std::find_if(
        record.updates.cbegin(), record.updates.cend(), [](const DeviceListUpdate &update) { return update.breaks.testFlag(Break::Gap); });
    if (gap != record.updates.cend())
        return {.cause = MissedCause::Gap, .n = gap->n};
    const auto head = std::find_if(
        record.updates.cbegin(), record.updates.cend(), [](const DeviceListUpdate &update) { return update.kind == UpdateKind::Head; });
    if (head != record.updates.cend()) // something came that no log and no mirror told of
        return {.cause = MissedCause::NotRecorded, .n = head->n};
    Missed all;
    for (const ListDifference &difference : differences) {
        const Missed one = whyOne(difference, origin, record, recorded);
        if (&difference != &differences.constFirst() && one.cause != all.cause)
            return {.cause = MissedCause::CannotTell};
        if (&difference == &differences.constFirst())
            all = one;
    }
    return all;
}

} // namespace Lockstep::Audits
