// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/stage/labsource.h"

#include "core/log.h"
#include "domain/findings.h"
#include "domain/signatures.h"
#include "lab/federation/devicelisttracker.h"
#include "lab/federation/federationsender.h"
#include "lab/stage/labpages.h"
#include "lab/state/actor.h"
#include "lab/state/receivedupdates.h"
#include "lab/state/rooms.h"
#include "lab/state/storage.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

using namespace Inspection;

namespace {

// A page of users looks at so many rows at most; what a filter leaves out beyond that comes with the next page.
constexpr int maxScanned = 5000;
/// As much of a history as findings look at.
constexpr int newestUpdates = 1000;

} // namespace

LabSource::LabSource(
    HomeserverState *state, DeviceListTracker *tracker, ReceivedUpdates *history, FederationSender *sender, EventFeed *events)
    : m_state(state)
    , m_tracker(tracker)
    , m_history(history)
    , m_sender(sender)
    , m_events(events)
{
}

Result<Info> LabSource::info()
{
    Info info;
    info.serverName = m_state->serverName();
    info.kind = ServerKind::Lab;
    info.serverVersion = u"" LOCKSTEP_VERSION ""_s;
    info.refresh = info.inbox = info.outbox = info.destinations = Availability{.available = true, .reason = {}};
    info.sources = {SourceStatus{.kind = SourceKind::Lab,
        .state = SourceState::Ok,
        .detail = u"The lab server records every update that it receives."_s,
        .behind = 0}};
    return info;
}

Result<Overview> LabSource::overview()
{
    Overview overview;
    m_state->actor().call([&] {
        Storage &storage = m_state->storage();
        overview.trackedUsers = storage.value(u"SELECT COUNT(*) FROM tracked"_s).toLongLong();
        const qint64 stale = storage.value(u"SELECT COUNT(*) FROM tracked WHERE stale_since > 0"_s).toLongLong();
        overview.states.insert(UserState::Stale, stale);
        overview.states.insert(UserState::Gap,
            storage
                .value(u"SELECT COUNT(DISTINCT g.user_id) FROM updates AS g WHERE g.breaks & 2 AND NOT EXISTS "
                       "(SELECT 1 FROM updates AS r WHERE r.user_id = g.user_id AND r.n > g.n AND r.kind = 2 AND r.verdict = 1)"_s)
                .toLongLong());
        overview.states.insert(UserState::RemoteFailing,
            storage
                .value(
                    u"SELECT COUNT(*) FROM tracked WHERE retry_at > 0 OR server IN (SELECT destination FROM destinations WHERE failing_since > 0)"_s)
                .toLongLong());
        overview.destinationsFailing = storage.value(u"SELECT COUNT(*) FROM destinations WHERE failing_since > 0"_s).toLongLong();
        overview.inbox = {.messages = storage.value(u"SELECT COUNT(*) FROM inbox"_s).toLongLong(),
            .bytes = storage.value(u"SELECT COALESCE(SUM(LENGTH(content)), 0) FROM inbox"_s).toLongLong()};
        const QString ofType = u" FROM outgoing WHERE edu_type = 'm.direct_to_device'"_s;
        overview.outbox = {.messages = storage.value(u"SELECT COUNT(*)"_s + ofType).toLongLong(),
            .bytes = storage.value(u"SELECT COALESCE(SUM(LENGTH(content)), 0)"_s + ofType).toLongLong()};
        overview.updates = {
            .messages = storage.value(u"SELECT COUNT(*) FROM outgoing WHERE edu_type <> 'm.direct_to_device'"_s).toLongLong(), .bytes = -1};
    });
    return overview;
}

UserSummary LabSource::summaryOf(const UserId &user)
{
    UserSummary summary;
    summary.userId = user;
    QSqlQuery query = m_state->storage().run(
        u"SELECT COALESCE(stream_id, ''), stale_since, retry_at, (SELECT COUNT(*) FROM remote_devices AS d WHERE d.user_id = t.user_id) "
        "FROM tracked AS t WHERE user_id = ?"_s,
        {user.toString()});
    if (!query.next()) {
        summary.states = {UserState::Untracked};
        return summary;
    }
    summary.streamId = StreamId(query.value(0).toString());
    summary.staleSince = query.value(1).toLongLong();
    summary.retryAt = query.value(2).toLongLong();
    summary.deviceCount = query.value(3).toLongLong();
    query.finish();
    if (summary.staleSince > 0)
        summary.states += UserState::Stale;
    const QList<DeviceListUpdate> newest = m_history->list(user, 0, 1, true);
    if (!newest.isEmpty())
        summary.lastUpdate = newest.first().received;
    if (m_history->openGap(user) > 0)
        summary.states += UserState::Gap;
    const std::optional<Destination> server = destinationOf(user.server());
    if (summary.retryAt > 0 || (server && server->failingSince > 0)) {
        summary.states += UserState::RemoteFailing;
        if (summary.retryAt == 0)
            summary.retryAt = server->retryAt;
    }
    if (summary.states.isEmpty())
        summary.states += UserState::InStep;
    return summary;
}

FindingFacts LabSource::factsOf(const UserSummary &summary)
{
    FindingFacts facts;
    facts.user = summary.userId;
    facts.isTracked = !summary.states.contains(UserState::Untracked);
    facts.isStale = summary.staleSince > 0;
    if (facts.isStale)
        facts.trouble.error
            = m_state->storage().value(u"SELECT error FROM tracked WHERE user_id = ?"_s, {summary.userId.toString()}).toString();
    facts.hasDevices = summary.deviceCount > 0;
    const std::optional<Destination> server = destinationOf(summary.userId.server());
    facts.isServerFailing = server && server->failingSince > 0;
    facts.openGap = m_history->openGap(summary.userId);
    return facts;
}

Result<Page<UserSummary>> LabSource::users(const UserQuery &query)
{
    Page<UserSummary> page;
    m_state->actor().call([&] {
        QStringList candidates;
        {
            QSqlQuery rows = m_state->storage().run(
                u"SELECT user_id FROM tracked WHERE user_id > ? ORDER BY user_id LIMIT ?"_s, {afterOf(query).first(), maxScanned});
            while (rows.next())
                candidates += rows.value(0).toString();
        }
        for (qsizetype i = 0; i < candidates.size(); ++i) {
            const UserId user(candidates[i]);
            const bool matches = (query.server.isEmpty() || user.server().toString() == query.server)
                && (query.search.isEmpty()
                    || (query.search.startsWith(u'@') ? candidates[i].startsWith(query.search) : candidates[i].contains(query.search)));
            if (!matches)
                continue;
            UserSummary summary = summaryOf(user);
            if (summary.states.contains(UserState::InStep) || query.state == UserState::UnsignedDevices) {
                if (std::optional<DeviceList> list = query.state == UserState::UnsignedDevices ? m_tracker->cached(user) : std::nullopt) {
                    checkSignatures(*list);
                    if (std::any_of(list->devices.cbegin(), list->devices.cend(),
                            [](const Device &d) { return d.crossSignature == CrossSignatureState::NotCrossSigned; }))
                        summary.states += UserState::UnsignedDevices;
                }
            }
            if (query.state && !summary.states.contains(*query.state))
                continue;
            summary.findings = findingsOf(factsOf(summary));
            page.items.append(summary);
            if (page.items.size() == query.limit) {
                if (i + 1 < candidates.size() || candidates.size() == maxScanned)
                    page.next = cursor(candidates[i]);
                return;
            }
        }
        if (candidates.size() == maxScanned) {
            page.next = cursor(candidates.last());
            page.partial = true;
        }
    });
    return page;
}

Result<UserDetails> LabSource::user(const UserId &user)
{
    if (!user.isValid() || user.server() == m_state->serverName())
        return failure(Error::BadInput, u"%1 is not a remote user; local users' lists are not tracked."_s.arg(user.toString()), 400,
            u"M_INVALID_PARAM"_s);
    std::optional<DeviceList> list;
    UserDetails details;
    FindingFacts facts;
    m_state->actor().call([&] {
        list = m_tracker->cached(user);
        details.summary = summaryOf(user);
        details.destination = destinationOf(user.server());
        facts = factsOf(details.summary);
        QList<DeviceListUpdate> newest = m_history->list(user, 0, newestUpdates, true);
        std::reverse(newest.begin(), newest.end());
        const qint64 openGap = facts.openGap;
        facts.addHistory(newest);
        facts.openGap = openGap; // of the whole history, which knows better than its end
        facts.missing = openGap > 0 ? m_history->missing(user, openGap) : QList<StreamId>();
    });
    if (!list)
        return failure(
            Error::NotFound, u"Nothing is known of %1: no room is shared with this user."_s.arg(user.toString()), 404, u"M_NOT_FOUND"_s);
    checkSignatures(*list);
    details.devices = list->devices;
    details.crossSigning = list->crossSigning;
    if (std::any_of(list->devices.cbegin(), list->devices.cend(),
            [](const Device &d) { return d.crossSignature == CrossSignatureState::NotCrossSigned; }))
        details.summary.states += UserState::UnsignedDevices;
    facts.list = std::move(*list);
    details.summary.findings = findingsOf(facts);
    return details;
}

Result<QList<DeviceListUpdate>> ReceivedHistory::updates(const UserId &user, qint64 after, int limit, bool newestFirst) const
{
    return m_state->actor().call([&] { return m_updates->list(user, after, limit, newestFirst); });
}

Result<std::pair<qint64, qint64>> ReceivedHistory::extent() const
{
    return m_state->actor().call([&] { return std::pair(m_updates->count(), m_updates->since()); });
}

std::optional<Destination> LabSource::destinationOf(const ServerName &server) const
{
    QSqlQuery query = m_state->storage().run(
        u"SELECT failing_since, retry_last, retry_interval FROM destinations WHERE destination = ?"_s, {server.toString()});
    Destination result;
    result.destination = server;
    if (query.next()) {
        result.failingSince = query.value(0).toLongLong();
        result.retryLast = query.value(1).toLongLong();
        result.retryInterval = query.value(2).toLongLong();
        result.retryAt = result.retryLast > 0 ? result.retryLast + result.retryInterval : 0;
    }
    query.finish();
    result.usersTracked = m_state->storage().value(u"SELECT COUNT(*) FROM tracked WHERE server = ?"_s, {server.toString()}).toLongLong();
    result.usersStale = m_state->storage()
                            .value(u"SELECT COUNT(*) FROM tracked WHERE stale_since > 0 AND server = ?"_s, {server.toString()})
                            .toLongLong();
    return result;
}

Result<void> LabSource::resetDestination(const ServerName &destination, const QString &)
{
    const bool isFailing = m_state->actor().call([&] {
        return m_state->storage()
            .value(u"SELECT 1 FROM destinations WHERE destination = ? AND failing_since > 0"_s, {destination.toString()})
            .isValid();
    });
    if (!isFailing)
        return failure(
            Error::BadInput, u"%1 is not in backoff; there is nothing to end."_s.arg(destination.toString()), 400, u"M_UNKNOWN"_s);
    m_sender->endBackoff(destination);
    return {};
}

Result<void> LabSource::mayResync(const UserId &caller, bool isAdmin, const UserId &user)
{
    const bool may
        = m_state->actor().call([&] { return isAdmin ? m_state->rooms().isSharedWith(user) : m_state->rooms().share(caller, user); });
    if (may)
        return {};
    return failure(Error::Forbidden,
        isAdmin ? u"No user of this server shares a room with %1."_s.arg(displayable(user.toString()))
                : u"You share no room with %1."_s.arg(displayable(user.toString())),
        403, u"M_FORBIDDEN"_s);
}

Result<void> LabSource::resync(const UserId &user, const QString &, int timeoutMs)
{
    if (!user.isValid())
        return failure(Error::BadInput, u"That is not a user ID."_s, 400, u"M_INVALID_PARAM"_s);
    if (user.server() == m_state->serverName())
        return {};
    const Result<DeviceList> list = m_tracker->resync(user, timeoutMs);
    return list ? Result<void>() : failure(list.error());
}

} // namespace Lockstep::Lab
