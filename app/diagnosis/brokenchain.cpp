// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "diagnosis/brokenchain.h"

#include <algorithm>

namespace Lockstep::Diagnosis {

using namespace Qt::StringLiterals;
using namespace Inspection;

namespace {

/// A change that is no older may be on its way, or not in the receiver's log yet.
constexpr qint64 onItsWayMs = 5'000;
/// Clocks of two servers agree no better.
constexpr qint64 clocksAgreeMs = 60'000;

qint64 numberOf(const StreamId &id)
{
    return id.toInteger().value_or(0);
}

} // namespace

BrokenChain::BrokenChain(const OwnUser &own, const ToldServer *told, const ReceiversView &view, const QList<SourceStatus> &sources)
    : m_own(own)
    , m_told(told)
    , m_view(view)
    , m_updates(view.updates)
{
    // What nobody signed proves nothing.
    m_updates.removeIf([](const DeviceListUpdate &update) { return update.verified == std::optional(false); });
    for (qsizetype i = 0; i < own.changes.size(); ++i)
        m_changes.insert(own.changes.at(i).deviceId, i);
    for (const Device &device : own.devices)
        m_devices.insert(device.deviceId, &device);
    const UserSummary &summary = view.details.summary;
    m_isStale = summary.states.contains(UserState::Stale);
    m_fails = m_isStale && (summary.retryAt > 0 || summary.states.contains(UserState::RemoteFailing));
    for (const Finding &finding : summary.findings)
        m_fails = m_fails || (m_isStale && (finding.cause || (finding.id == "stale"_L1 && !finding.error.isEmpty())));
    for (const SourceStatus &source : sources) {
        const bool isOk = source.state == SourceState::Ok;
        switch (source.kind) {
        case SourceKind::Log:
        case SourceKind::Lab:
            m_logTells = m_logTells || isOk;
            m_isWhole = m_isWhole && isOk;
            break;
        case SourceKind::Tap:
            m_tapTells = m_tapTells || isOk;
            break;
        case SourceKind::Updates:
        case SourceKind::History:
            m_isWhole = m_isWhole && source.state != SourceState::Failing;
            break;
        default:
            break;
        }
    }
}

void BrokenChain::explain(SidesRow &row) const
{
    if (const auto change = m_changes.constFind(row.device); change != m_changes.cend()) {
        row.change = m_own.changes.at(*change).streamId;
        row.changedAt = m_own.changes.at(*change).at;
    }
    const Place place = placeOf(row);
    row.station = place.station;
    row.ground = place.ground;
}

BrokenChain::Place BrokenChain::placeOf(SidesRow &row) const
{
    if (!m_told)
        return {Station::CannotTell, Ground::SendersQueuesUnread};
    // The newest one: of a device only that is sent. A list of updates that does not say of which devices they are may hold it.
    for (const WaitingChange &waiting : m_told->waiting) {
        if (waiting.deviceId == row.device || waiting.deviceId.isEmpty())
            row.waits = std::max(row.waits, waiting.streamId);
    }
    const auto change = m_changes.constFind(row.device);
    const bool isKnown = change != m_changes.cend();
    const auto isQueued = isKnown ? m_own.changes.at(*change).isQueued : std::nullopt;
    const bool apart = row.changedAt > 0 && m_view.at > 0 && row.changedAt > m_view.at;
    if (row.waits > 0)
        return {Station::NeverSent, Ground::WaitsInQueue};
    if (isQueued == std::optional(false))
        return {Station::NeverSent, Ground::NotGivenToQueues};
    if (m_told->updatesAtLeast || m_told->updates > m_told->waiting.size())
        return {Station::CannotTell, Ground::QueueTooLong};
    if (apart)
        return {Station::CannotTell, Ground::ViewsApart};
    if (!isKnown && m_own.changesAvailable.available)
        return m_own.changesPartial ? Place{Station::CannotTell, Ground::RecordedLater}
                                    : Place{Station::SenderForgot, Ground::NothingRemembered};
    if (m_told->confirmed == 0)
        return {Station::SenderForgot, Ground::NothingRemembered};
    if (row.change > m_told->confirmed)
        return isJustNow(row) ? Place{Station::CannotTell, Ground::JustNow} : Place{Station::NeverSent, Ground::NotQueued};
    return atReceiver(row);
}

BrokenChain::Place BrokenChain::atReceiver(SidesRow &row) const
{
    // What came last of this device, and whether it came after the sender was asked: then the views are of two times.
    const auto newest
        = std::find_if(m_updates.cbegin(), m_updates.cend(), [&](const DeviceListUpdate &update) { return isOf(row, update); });
    if (newest != m_updates.cend() && m_own.at > 0 && newest->received > m_own.at)
        return {Station::CannotTell, Ground::ViewsApart};
    const auto seen = std::find_if(m_updates.cbegin(), m_updates.cend(),
        [&](const DeviceListUpdate &update) { return isOf(row, update) && isNewEnough(row, update); });
    if (seen != m_updates.cend())
        row.seen = seen->n;
    if (isJustNow(row))
        return {Station::CannotTell, Ground::JustNow};
    if (isAwaited(row))
        return {Station::LostHere, m_fails ? Ground::FetchFailing : Ground::FetchPending};
    if (seen != m_updates.cend())
        return ofSeen(row, *seen);
    if (isFetched(row))
        return {Station::LostHere, Ground::NotStored};
    // That a later update names it proves nothing by itself: it may have come before the recording, or while nobody listened.
    if (const auto why = whyNotCovered(row))
        return {Station::CannotTell, *why};
    return {Station::LostBetween, isNamedByLater(row) ? Ground::NamedByLater : Ground::NotInHistory};
}

/// Whether a whole list was fetched that held the change already. It may have come before the update that tells of the change: a list that
/// is fetched for an older one is as new as its fetch.
bool BrokenChain::isFetched(const SidesRow &row) const
{
    return row.change > 0 && std::any_of(m_updates.cbegin(), m_updates.cend(), [&](const DeviceListUpdate &update) {
        return isSucceededResync(update) && numberOf(update.streamId) >= row.change;
    });
}

BrokenChain::Place BrokenChain::ofSeen(const SidesRow &row, const DeviceListUpdate &update) const
{
    const Place untold{Station::LostHere, isFetched(row) ? Ground::NotStored : Ground::FateUnknown};
    switch (update.verdict) {
    case Verdict::Ignored:
        return {Station::LostHere, Ground::Ignored};
    case Verdict::Applied:
    case Verdict::Duplicate:
        return {Station::LostHere, Ground::NotStored};
    case Verdict::Resync: {
        // The list was to be fetched; how that went is the newest row of its kind.
        const auto fetch = std::find_if(m_updates.cbegin(), m_updates.cend(),
            [&](const DeviceListUpdate &later) { return later.kind == UpdateKind::Resync && later.n > update.n; });
        if (fetch == m_updates.cend())
            return untold;
        return {Station::LostHere, fetch->verdict == Verdict::Ignored ? Ground::FetchFailing : Ground::NotStored};
    }
    case Verdict::Unknown:
        break;
    }
    return untold;
}

bool BrokenChain::isOf(const SidesRow &row, const DeviceListUpdate &update) const
{
    if (row.subject == SidesRow::Device)
        return update.kind == UpdateKind::Update && update.deviceId == row.device;
    return update.kind == UpdateKind::SigningKeys;
}

/// Whether the update brings what the sender has now.
bool BrokenChain::isNewEnough(const SidesRow &row, const DeviceListUpdate &update) const
{
    if (row.subject != SidesRow::Device) {
        const QJsonObject key = update.keys.value(row.subject == SidesRow::Master ? "master_key"_L1 : "self_signing_key"_L1)
                                    .toObject()
                                    .value(u"keys")
                                    .toObject();
        return !row.thereKey.isEmpty() && key.size() == 1 && key.begin()->toString() == row.thereKey;
    }
    if (row.change > 0)
        return numberOf(update.streamId) >= row.change;
    // A sender that does not number its changes: by what the update says.
    const auto there = m_devices.constFind(row.device);
    if (there == m_devices.cend())
        return update.deleted;
    return update.contentKnown && !update.deleted && update.keys == (*there)->keys;
}

/// Whether the fetch that is due is one that the change, or what came after it, has asked for. A list that was to be fetched before that
/// says nothing of where the change was lost.
bool BrokenChain::isAwaited(const SidesRow &row) const
{
    if (!m_isStale)
        return false;
    if (row.seen > 0 || (row.changedAt > 0 && m_view.details.summary.staleSince > row.changedAt + clocksAgreeMs))
        return true;
    return std::any_of(m_updates.cbegin(), m_updates.cend(), [&](const DeviceListUpdate &update) {
        return update.kind == UpdateKind::Update && update.verdict == Verdict::Resync && row.change > 0
            && numberOf(update.streamId) >= row.change;
    });
}

bool BrokenChain::isNamedByLater(const SidesRow &row) const
{
    if (row.change == 0)
        return false;
    QSet<StreamId> came;
    for (const DeviceListUpdate &update : m_updates)
        came.insert(update.streamId);
    for (const DeviceListUpdate &update : m_updates) {
        for (const StreamId &id : update.prevIds) {
            if (numberOf(id) >= row.change && numberOf(id) <= m_told->confirmed && !came.contains(id))
                return true;
        }
    }
    return false;
}

std::optional<Ground> BrokenChain::whyNotCovered(const SidesRow &row) const
{
    if (!m_view.history.available)
        return Ground::NothingRecorded;
    if (!m_isWhole)
        return Ground::SourcesFailing;
    if (!m_logTells)
        return m_tapTells ? Ground::TapAlone : Ground::NothingRecorded;
    // A log may tell of fetches alone: that it tells of this kind is known once it told of one.
    const auto kind = row.subject == SidesRow::Device ? UpdateKind::Update : UpdateKind::SigningKeys;
    const auto tells = [&](const DeviceListUpdate &update) {
        return update.kind == kind && (update.sources & (UpdateSource::Log | UpdateSource::Lab | UpdateSource::File));
    };
    const auto oldest = std::find_if(m_updates.crbegin(), m_updates.crend(), tells);
    if (oldest == m_updates.crend())
        return Ground::NothingRecorded;
    const qint64 number = row.change > 0 ? row.change : m_told->confirmed;
    if (row.subject == SidesRow::Device && numberOf(oldest->streamId) > 0 && numberOf(oldest->streamId) < number)
        return {};
    // Of a history that is not whole only the time is covered that its part covers.
    const qint64 since = m_view.isWhole ? m_view.recordedSince : m_updates.constLast().received;
    if (row.changedAt > 0 && since > 0 && row.changedAt > since + clocksAgreeMs)
        return {};
    return Ground::RecordedLater;
}

bool BrokenChain::isJustNow(const SidesRow &row) const
{
    const qint64 looked = std::min(m_own.at > 0 ? m_own.at : m_view.at, m_view.at > 0 ? m_view.at : m_own.at);
    return row.changedAt > 0 && row.changedAt > looked - onItsWayMs;
}

} // namespace Lockstep::Diagnosis
