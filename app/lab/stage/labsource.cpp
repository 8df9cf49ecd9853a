// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/stage/labsource.h"

#include "core/log.h"
#include "domain/findings.h"
#include "domain/missingids.h"
#include "domain/signatures.h"
#include "lab/federation/devicelisttracker.h"
#include "lab/federation/federationsender.h"
#include "lab/federation/observationjournal.h"
#include "lab/stage/labpages.h"
#include "lab/state/actor.h"
#include "lab/state/rooms.h"
#include "lab/state/storage.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

using namespace Inspection;

namespace {

// A page of users looks at so many rows at most; what a filter leaves out beyond that comes with the next page.
constexpr int maxScanned = 5000;
/// As much of a history as findings look at.
constexpr int newestUpdates = 1000;
/// Users that are asked for in one piece of work of the state thread.
constexpr qsizetype usersAtOnce = 100;

} // namespace

LabSource::LabSource(HomeserverState *state, const Parts &parts)
    : m_state(state)
    , m_parts(parts)
{
}

Result<Info> LabSource::info()
{
    Info info;
    info.serverName = m_state->serverName();
    info.kind = ServerKind::Lab;
    info.serverVersion = u"" LOCKSTEP_VERSION ""_s;
    info.refresh = info.inbox = info.outbox = info.destinations = Availability{.available = true, .reason = {}};
    const QString problem = m_parts.journal->problem();
    info.sources = {SourceStatus{.kind = SourceKind::Lab,
        .state = problem.isEmpty() ? SourceState::Ok : SourceState::Failing,
        .detail = problem.isEmpty() ? u"The lab server records every update that it receives."_s : problem,
        .behind = 0}};
    return info;
}

Result<Overview> LabSource::overview()
{
    const Result<qint64> gaps = m_parts.history->countUsersWithOpenGap();
    if (!gaps)
        return failure(gaps.error());
    Overview overview;
    overview.states.insert(UserState::Gap, *gaps);
    m_state->actor().call([&] {
        Storage &storage = m_state->storage();
        overview.trackedUsers = storage.value(u"SELECT COUNT(*) FROM tracked"_s).toLongLong();
        const qint64 stale = storage.value(u"SELECT COUNT(*) FROM tracked WHERE stale_since > 0"_s).toLongLong();
        overview.states.insert(UserState::Stale, stale);
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

LabSource::Known LabSource::knownOf(const UserId &user, bool withList)
{
    Known known;
    UserSummary &summary = known.summary;
    summary.userId = user;
    known.facts.user = user;
    Rows found = m_state->storage().run(u"SELECT COALESCE(stream_id, ''), stale_since, retry_at, (SELECT COUNT(*) FROM remote_devices AS d "
                                        u"WHERE d.user_id = t.user_id), error "
                                        "FROM tracked AS t WHERE user_id = ?"_s,
        {user.toString()});
    const std::optional<Destination> server = destinationOf(user.server());
    known.facts.isServerFailing = server && server->failingSince > 0;
    known.facts.failingSince = known.facts.isServerFailing ? server->failingSince : 0;
    known.facts.isTracked = found.next();
    if (!known.facts.isTracked) {
        summary.states = {UserState::Untracked};
        return known;
    }
    summary.streamId = StreamId(found.value(0).toString());
    summary.staleSince = found.value(1).toLongLong();
    summary.retryAt = found.value(2).toLongLong();
    summary.deviceCount = found.value(3).toLongLong();
    known.facts.hasDevices = summary.deviceCount > 0;
    known.facts.isStale = summary.staleSince > 0;
    known.facts.staleSince = summary.staleSince;
    if (known.facts.isStale) {
        known.facts.trouble.error = found.value(4).toString();
        summary.states += UserState::Stale;
    }
    known.isFailing = summary.retryAt > 0 || known.facts.isServerFailing;
    if (known.facts.isServerFailing && summary.retryAt == 0)
        summary.retryAt = server->retryAt;
    if (withList)
        known.list = m_parts.tracker->cached(user);
    return known;
}

Result<void> LabSource::addHistory(Known *known) const
{
    const Result<History::UserHistory> history = m_parts.history->userHistory(known->summary.userId);
    if (!history)
        return failure(history.error());
    known->facts.openGap = history->openGap;
    if (!known->facts.isTracked)
        return {};
    UserSummary &summary = known->summary;
    summary.lastUpdate = history->lastReceived;
    if (history->openGap > 0)
        summary.states += UserState::Gap;
    if (known->isFailing)
        summary.states += UserState::RemoteFailing;
    if (summary.states.isEmpty())
        summary.states += UserState::InStep;
    if (known->list) {
        checkSignatures(*known->list);
        if (std::any_of(known->list->devices.cbegin(), known->list->devices.cend(),
                [](const Device &device) { return device.crossSignature == CrossSignatureState::NotCrossSigned; }))
            summary.states += UserState::UnsignedDevices;
    }
    return {};
}

Result<QList<UserId>> LabSource::trackedUsers(const UserId &after, int limit)
{
    QList<UserId> users;
    m_state->actor().call([&] {
        Rows rows = m_state->storage().run(
            u"SELECT user_id FROM tracked WHERE user_id > ? ORDER BY user_id LIMIT ?"_s, {after.toString(), limit});
        while (rows.next())
            users += UserId(rows.value(0).toString());
    });
    return users;
}

Result<Page<UserSummary>> LabSource::users(const UserQuery &query)
{
    QStringList candidates;
    m_state->actor().call([&] {
        Rows rows = m_state->storage().run(u"SELECT user_id FROM tracked WHERE user_id > ? ORDER BY user_id LIMIT ?"_s,
            {query.after.isEmpty() ? query.beyond.toString() : afterOf(query).first(), maxScanned});
        while (rows.next())
            candidates += rows.value(0).toString();
    });
    const bool mayGoOn = candidates.size() == maxScanned;
    const QString last = candidates.value(candidates.size() - 1);
    candidates.removeIf([&](const QString &user) {
        return (!query.server.isEmpty() && UserId(user).server().toString() != query.server)
            || (!query.search.isEmpty() && !(query.search.startsWith(u'@') ? user.startsWith(query.search) : user.contains(query.search)));
    });
    Page<UserSummary> page;
    const bool withList = query.state == UserState::UnsignedDevices;
    for (qsizetype from = 0; from < candidates.size(); from += usersAtOnce) {
        const QStringList some = candidates.mid(from, usersAtOnce);
        QList<Known> found;
        m_state->actor().call([&] {
            for (const QString &user : some)
                found.append(knownOf(UserId(user), withList));
        });
        for (qsizetype i = 0; i < found.size(); ++i) {
            if (const Result<void> told = addHistory(&found[i]); !told)
                return failure(told.error());
            UserSummary summary = found.at(i).summary;
            if (query.state && !summary.states.contains(*query.state))
                continue;
            summary.findings = findingsOf(found.at(i).facts);
            page.items.append(summary);
            if (page.items.size() == query.limit) {
                if (from + i + 1 < candidates.size() || mayGoOn)
                    page.next = cursor(summary.userId.toString());
                return page;
            }
        }
    }
    if (mayGoOn) {
        page.next = cursor(last);
        page.partial = true;
    }
    return page;
}

Result<UserDetails> LabSource::user(const UserId &user)
{
    if (!user.isValid() || user.server() == m_state->serverName())
        return failure(Error::BadInput, u"%1 is not a remote user; local users' lists are not tracked."_s.arg(user.toString()), 400,
            u"M_INVALID_PARAM"_s);
    Known known;
    UserDetails details;
    m_state->actor().call([&] {
        known = knownOf(user, true);
        details.destination = destinationOf(user.server());
    });
    if (!known.list)
        return failure(
            Error::NotFound, u"Nothing is known of %1: no room is shared with this user."_s.arg(user.toString()), 404, u"M_NOT_FOUND"_s);
    if (const Result<void> told = addHistory(&known); !told)
        return failure(told.error());
    Result<QList<DeviceListUpdate>> newest = m_parts.history->updates(user, 0, newestUpdates, true);
    if (!newest)
        return failure(newest.error());
    std::reverse(newest->begin(), newest->end());
    FindingFacts &facts = known.facts;
    const qint64 openGap = facts.openGap;
    facts.addHistory(*newest);
    facts.openGap = openGap; // of the whole history, which knows better than its end
    facts.missing = missingIds(*newest, openGap);
    details.summary = known.summary;
    details.devices = known.list->devices;
    details.crossSigning = known.list->crossSigning;
    facts.list = std::move(*known.list);
    details.summary.findings = findingsOf(facts);
    return details;
}

std::optional<Destination> LabSource::destinationOf(const ServerName &server) const
{
    Rows query = m_state->storage().run(
        u"SELECT failing_since, retry_last, retry_interval FROM destinations WHERE destination = ?"_s, {server.toString()});
    Destination result;
    result.destination = server;
    if (query.next()) {
        result.failingSince = query.value(0).toLongLong();
        result.retryLast = query.value(1).toLongLong();
        result.retryInterval = query.value(2).toLongLong();
        result.retryAt = result.retryLast > 0 ? result.retryLast + result.retryInterval : 0;
    }
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
    m_parts.sender->endBackoff(destination);
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
    const Result<DeviceList> list = m_parts.tracker->resync(user, timeoutMs);
    return list ? Result<void>() : failure(list.error());
}

} // namespace Lockstep::Lab
