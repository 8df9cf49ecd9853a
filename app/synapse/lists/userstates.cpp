// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/lists/userstates.h"

#include "synapse/lists/keycheck.h"

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

constexpr qint64 dayMs = 24 * 60 * 60 * 1000;

} // namespace

/// A leftover marker that was answered: Synapse then keeps the list of a user whom nobody here knows, and gets no updates for it.
static bool isNobodys(const UserFacts &facts)
{
    return facts.tracked && !facts.marked && facts.deviceCount == 0 && facts.sharesRoom == std::optional(false);
}

bool isLeftOver(const UserFacts &facts)
{
    return facts.marked && !facts.tracked && facts.sharesRoom == std::optional(false);
}

QList<UserState> statesOf(const UserFacts &facts)
{
    QList<UserState> states;
    if (facts.tracked && facts.marked)
        states += UserState::Stale;
    if (isLeftOver(facts))
        states += UserState::LeftoverMarker;
    else if (!facts.tracked && facts.marked)
        states += UserState::Queued;
    if (!facts.tracked && !facts.marked && facts.deviceCount > 0)
        states += UserState::Orphaned;
    if (facts.history.openGap > 0)
        states += UserState::Gap;
    if (inBackoff(facts))
        states += UserState::RemoteFailing;
    if (facts.keyProblems & KeyCheck::UnusableKeys)
        states += UserState::UnusableKeys;
    if (facts.keyProblems & KeyCheck::CrossSigningBroken)
        states += UserState::CrossSigningBroken;
    if (!facts.unsignedDevices.isEmpty())
        states += UserState::UnsignedDevices;
    if (facts.tracked && facts.trouble.cause == FetchCause::TooManyDevices)
        states += UserState::TooManyDevices;
    if (facts.loop.fetches > 0)
        states += UserState::ResyncLoop;
    if (!facts.tracked && !facts.marked && facts.deviceCount <= 0)
        states += UserState::Untracked;
    if (states.isEmpty())
        states += UserState::InStep;
    return states;
}

FindingFacts findingFacts(const UserFacts &facts)
{
    FindingFacts made;
    made.user = facts.user;
    made.isTracked = facts.tracked;
    made.isStale = facts.marked;
    made.hasDevices = facts.deviceCount > 0;
    made.isServerFailing = inBackoff(facts);
    if (made.isServerFailing)
        made.failingSince = facts.destination->failingSince;
    made.staleSince = facts.markedSince;
    // What failed before the list was fetched is told only as long as it is not fetched.
    if (facts.marked || made.isServerFailing || facts.trouble.cause == FetchCause::TooManyDevices)
        made.trouble = facts.trouble;
    made.serverTrouble = facts.serverTrouble;
    made.isLeftOver = isLeftOver(facts);
    if (facts.markedSince > 0)
        made.keptForDays = int((QDateTime::currentMSecsSinceEpoch() - facts.markedSince) / dayMs);
    made.fetchesInVain = facts.loop.fetches;
    made.fetchesSince = facts.loop.since;
    made.fetchesUntil = facts.loop.until;
    made.hasUnusableKeys = facts.keyProblems & KeyCheck::UnusableKeys;
    made.hasBrokenCrossSigning = facts.keyProblems & KeyCheck::CrossSigningBroken;
    made.openGap = facts.history.openGap;
    made.mended = facts.history.mended;
    made.newestMalformed = facts.history.lastMalformed;
    for (const auto &[which, n] :
        {std::pair{Break::NeedlessResync, facts.history.lastNeedlessResync}, std::pair{Break::Pruned, facts.history.lastPruned},
            std::pair{Break::Placeholder, facts.history.lastPlaceholder}, std::pair{Break::Restarted, facts.history.lastRestarted},
            std::pair{Break::Rewound, facts.history.lastRewound}, std::pair{Break::Rebuilt, facts.history.lastRebuilt}}) {
        if (n > 0)
            made.newest.insert(which, n);
    }
    for (const DeviceId &id : facts.unsignedDevices) {
        Device device;
        device.deviceId = id;
        device.crossSignature = CrossSignatureState::NotCrossSigned;
        made.list.devices += device;
    }
    return made;
}

QList<Finding> findingsOf(const UserFacts &facts, const FindingFacts &known)
{
    QList<Finding> findings = Lockstep::findingsOf(known);
    if (isNobodys(facts))
        findings.append({.id = u"empty_list"_s,
            .severity = Severity::Info,
            .text
            = u"An empty list is stored although no local user shares a room with this user, as an answered fetch that nobody needed leaves it; no updates come for it, and it harms nothing."_s});
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
    summary.findings = findingsOf(facts, findingFacts(facts));
    return summary;
}

bool isUnsigned(const UserId &user, const QJsonObject &selfSigningKey, const QJsonObject &deviceKeys)
{
    const QStringList keyIds = selfSigningKey.value(u"keys").toObject().keys();
    const QJsonObject signatures = deviceKeys.value(u"signatures").toObject().value(user.toString()).toObject();
    return !deviceKeys.isEmpty()
        && std::none_of(keyIds.cbegin(), keyIds.cend(), [&](const QString &id) { return signatures.contains(id); });
}

} // namespace Lockstep::Synapse
