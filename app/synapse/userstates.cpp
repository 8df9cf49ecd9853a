// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/userstates.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;

namespace {

bool inBackoff(const UserFacts &facts)
{
    return facts.destination && (facts.destination->failingSince > 0 || facts.destination->retryInterval > 0);
}

} // namespace

QStringList statesOf(const UserFacts &facts)
{
    QStringList states;
    if (facts.tracked && facts.marked)
        states += State::stale;
    if (!facts.tracked && facts.marked)
        states += State::queued;
    if (!facts.tracked && !facts.marked && facts.deviceCount > 0)
        states += State::orphaned;
    if (facts.history.openGap > 0)
        states += State::gap;
    if (inBackoff(facts))
        states += State::remoteFailing;
    if (facts.unsignedDevices)
        states += State::unsignedDevices;
    if (!facts.tracked && !facts.marked && facts.deviceCount <= 0)
        states += State::untracked;
    if (states.isEmpty())
        states += State::inStep;
    return states;
}

QList<Finding> findingsOf(const UserFacts &facts)
{
    QList<Finding> findings;
    const QString server = facts.user.server().toString();
    if (facts.history.openGap > 0)
        findings.append({u"gap"_s, u"error"_s,
            u"An update names a prev_id that was never received: one or more updates from %1 were lost and no resync followed. A refresh "
            u"fetches"
            " the whole list."_s.arg(server),
            facts.history.openGap});
    if (facts.tracked && facts.marked)
        findings.append({u"stale"_s, u"warning"_s,
            u"The homeserver knows that its copy of the list is out of date and waits to fetch it from %1."_s.arg(server), 0});
    if (!facts.tracked && facts.marked)
        findings.append({u"queued"_s, u"info"_s, u"The list is to be fetched from %1 for the first time."_s.arg(server), 0});
    if (!facts.tracked && !facts.marked && facts.deviceCount > 0)
        findings.append({u"orphaned"_s, u"info"_s,
            u"Devices are left over from a time when the homeserver followed this user; they are not served to clients any more."_s, 0});
    if (inBackoff(facts))
        findings.append({u"remote_failing"_s, u"warning"_s,
            u"%1 cannot be reached, so updates may be missing and a refresh will fail until it answers again."_s.arg(server), 0});
    if (facts.unsignedDevices)
        findings.append({u"unsigned_devices"_s, u"warning"_s,
            u"The user has cross-signing keys, and at least one device that they do not sign: either it is not verified yet, or signatures got lost."_s,
            0});
    if (facts.history.lastNeedlessResync > 0)
        findings.append({u"needless_resync"_s, u"info"_s,
            u"The homeserver fetched the list although every prev_id was known; Synapse does this after each resync, it is harmless."_s,
            facts.history.lastNeedlessResync});
    if (facts.history.lastPruned > 0)
        findings.append({u"pruned"_s, u"info"_s,
            u"%1 collapsed the updates that it could not deliver for more than a day and asked for a resync by an empty prev_id; this is by design."_s
                .arg(server),
            facts.history.lastPruned});
    if (facts.history.lastPlaceholder > 0)
        findings.append({u"placeholder"_s, u"info"_s,
            u"%1 always sends the same stream_id without prev_id, so every update leads to a resync; this is by design."_s.arg(server),
            facts.history.lastPlaceholder});
    return findings;
}

UserSummary toSummary(const UserFacts &facts)
{
    UserSummary summary;
    summary.userId = facts.user;
    summary.states = statesOf(facts);
    summary.streamId = facts.streamId;
    summary.deviceCount = facts.deviceCount;
    summary.staleSince = facts.markedSince;
    summary.lastUpdate = facts.history.lastReceived;
    summary.retryAt = facts.destination ? facts.destination->retryAt : 0;
    summary.findings = findingsOf(facts);
    return summary;
}

bool hasUnsignedDevices(const UserId &user, const QJsonObject &selfSigningKey, const QList<QJsonObject> &deviceKeys)
{
    const QStringList keyIds = selfSigningKey.value(u"keys").toObject().keys();
    if (keyIds.isEmpty())
        return false;
    return std::any_of(deviceKeys.cbegin(), deviceKeys.cend(), [&](const QJsonObject &keys) {
        const QJsonObject signatures = keys.value(u"signatures").toObject().value(user.toString()).toObject();
        return !keys.isEmpty() && std::none_of(keyIds.cbegin(), keyIds.cend(), [&](const QString &id) { return signatures.contains(id); });
    });
}

} // namespace Lockstep::Synapse
