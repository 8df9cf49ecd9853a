// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "capture/capturesource.h"

#include "core/log.h"
#include "domain/missingids.h"
#include "domain/signatures.h"
#include "domain/wholelist.h"
#include "synapse/lists/userstates.h"

#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Capture {

using namespace Inspection;

namespace {

/// A page of users looks at so many at most; what a filter leaves out beyond that comes with the next page.
constexpr int maxScanned = 5'000;
/// As much of a history as findings look at.
constexpr int newestUpdates = 1'000;
constexpr qsizetype mostDevices = 20'000;
constexpr qsizetype mostCounted = 10'000;

/// What an update that came after a whole list changes in it.
void apply(const DeviceListUpdate &update, DeviceList &list)
{
    if (update.kind == UpdateKind::SigningKeys && update.verified != std::optional(false)) {
        if (const QJsonObject master = update.keys.value("master_key"_L1).toObject(); !master.isEmpty())
            list.crossSigning.master = master;
        if (const QJsonObject selfSigning = update.keys.value("self_signing_key"_L1).toObject(); !selfSigning.isEmpty())
            list.crossSigning.selfSigning = selfSigning;
        return;
    }
    if (update.kind != UpdateKind::Update || !update.contentKnown || update.verdict == Verdict::Ignored
        || update.verified == std::optional(false))
        return;
    list.streamId = update.streamId;
    const auto place = std::lower_bound(list.devices.begin(), list.devices.end(), update.deviceId,
        [](const Device &device, const DeviceId &id) { return device.deviceId < id; });
    const bool isThere = place != list.devices.end() && place->deviceId == update.deviceId;
    if (update.deleted) {
        if (isThere)
            list.devices.erase(place);
        return;
    }
    Device device;
    device.deviceId = update.deviceId;
    device.displayName = update.displayName;
    device.keys = update.keys;
    if (isThere)
        *place = device;
    else
        list.devices.insert(place, device);
}

} // namespace

CaptureSource::CaptureSource(ServerName server, QString title, ReadReport report, const Parts &parts)
    : m_server(std::move(server))
    , m_title(std::move(title))
    , m_report(std::move(report))
    , m_parts(parts)
{
}

Result<Info> CaptureSource::info()
{
    Info info = emptyInfo();
    info.serverName = m_server;
    info.kind = ServerKind::Capture;
    info.serverVersion = m_title;
    info.sources = m_report.sources;
    return info;
}

Result<qint64> CaptureSource::countStale() const
{
    qint64 count = 0;
    const auto failed = m_parts.seen->failed({}, int(mostCounted));
    if (!failed)
        return failure(failed.error());
    for (const UserId &user : *failed)
        count += m_parts.ledger->userTrouble(user).isKnown() ? 1 : 0;
    return failed->size() < mostCounted ? count : -1;
}

Result<Overview> CaptureSource::overview()
{
    Overview overview;
    const auto users = m_parts.seen->count();
    const auto gaps = m_parts.history->countUsersWithOpenGap();
    const auto stale = countStale();
    if (!users || !gaps || !stale)
        return failure(!users ? users.error() : !gaps ? gaps.error() : stale.error());
    overview.trackedUsers = *users;
    overview.states.insert(UserState::Gap, *gaps);
    if (*stale >= 0)
        overview.states.insert(UserState::Stale, *stale);
    overview.states.insert(UserState::TooManyDevices, m_parts.ledger->tooLongCount());
    overview.states.insert(UserState::ResyncLoop, m_parts.ledger->loopCount());
    return overview;
}

Result<UserSummary> CaptureSource::summaryOf(const UserId &user, FindingFacts *known) const
{
    const auto history = m_parts.history->userHistory(user);
    if (!history)
        return failure(history.error());
    Synapse::UserFacts facts;
    facts.user = user;
    facts.tracked = true; // its updates were handled
    facts.history = *history;
    facts.trouble = m_parts.ledger->userTrouble(user);
    facts.serverTrouble = m_parts.ledger->serverTrouble(user.server());
    facts.loop = m_parts.ledger->loop(user);
    // A homeserver marks a list that it could not fetch, and unmarks it with the fetch that succeeds.
    facts.marked = facts.trouble.isKnown() && facts.trouble.cause != FetchCause::TooManyDevices;
    facts.markedSince = facts.marked ? facts.trouble.since : 0;
    if (known)
        *known = Synapse::findingFacts(facts);
    return Synapse::toSummary(facts);
}

/// Users in order of their IDs that may be in the query's state: all that are, and others.
Result<QList<UserId>> CaptureSource::candidates(const UserQuery &query, const UserId &after, int limit) const
{
    if (query.state == UserState::Gap)
        return m_parts.history->usersWithOpenGap(after, limit);
    if (query.state == UserState::Stale)
        return m_parts.seen->failed(after, limit);
    if (query.state == UserState::TooManyDevices)
        return m_parts.ledger->tooLong(after, limit);
    if (query.state == UserState::ResyncLoop)
        return m_parts.ledger->loops(after, limit);
    return m_parts.seen->users(after, limit, ServerName(query.server));
}

Result<Page<UserSummary>> CaptureSource::users(const UserQuery &query)
{
    const auto found = candidates(query, UserId(query.after), maxScanned);
    if (!found)
        return failure(found.error());
    Page<UserSummary> page;
    for (const UserId &user : *found) {
        if (page.items.size() == query.limit) {
            page.next = page.items.constLast().userId.toString();
            return page;
        }
        const QString id = user.toString();
        const bool isSought
            = query.search.isEmpty() || (query.search.startsWith(u'@') ? id.startsWith(query.search) : id.contains(query.search));
        if (!isSought || (!query.server.isEmpty() && user.server().toString() != query.server))
            continue;
        auto summary = summaryOf(user);
        if (!summary)
            return failure(summary.error());
        if (!query.state || summary->states.contains(*query.state))
            page.items.append(std::move(*summary));
    }
    if (found->size() == maxScanned) {
        page.next = found->constLast().toString();
        page.partial = true;
    }
    return page;
}

Result<UserDetails> CaptureSource::user(const UserId &user)
{
    const auto isSeen = m_parts.seen->contains(user);
    if (!isSeen)
        return failure(isSeen.error());
    if (!*isSeen)
        return failure(Error::NotFound, u"Nothing in the files tells of %1."_s.arg(displayable(user.toString())), 404, u"M_NOT_FOUND"_s);
    FindingFacts facts;
    auto summary = summaryOf(user, &facts);
    if (!summary)
        return failure(summary.error());
    UserDetails details;
    details.summary = std::move(*summary);
    auto newest = m_parts.history->updates(user, 0, newestUpdates, true);
    if (!newest)
        return failure(newest.error());
    std::reverse(newest->begin(), newest->end());
    const FindingFacts whole = facts;
    facts.addHistory(*newest);
    facts.openGap = whole.openGap; // the whole history knows better than its end
    facts.mended = whole.mended;
    facts.missing = missingIds(*newest, whole.openGap);
    if (facts.newestFailedResync > 0 && !facts.trouble.isKnown())
        facts.trouble = m_parts.ledger->userTrouble(user);
    const auto seen = m_parts.seen->list(user);
    if (!seen)
        return failure(seen.error());
    if (const std::optional<SeenList> &brought = *seen) {
        auto list = readDeviceList(brought->answer, user, mostDevices);
        if (!list)
            return failure(list.error());
        for (const DeviceListUpdate &update : std::as_const(*newest)) {
            if (update.received > brought->at)
                apply(update, *list);
        }
        checkSignatures(*list);
        details.devices = list->devices;
        details.crossSigning = list->crossSigning;
        details.summary.deviceCount = list->devices.size();
        details.summary.streamId = list->streamId;
        facts.list = std::move(*list);
    }
    details.summary.findings = findingsOf(facts);
    return details;
}

Result<Page<Destination>> CaptureSource::destinations(const DestinationQuery &query)
{
    Page<Destination> page;
    if (query.failingOnly) // what is in backoff, only a homeserver knows
        return page;
    const auto found = m_parts.seen->servers(ServerName(query.after), query.limit + 1);
    if (!found)
        return failure(found.error());
    for (const auto &[server, users] : *found) {
        if (page.items.size() == query.limit) {
            page.next = page.items.constLast().destination.toString();
            break;
        }
        Destination one;
        one.destination = server;
        one.usersTracked = users;
        page.items.append(one);
    }
    return page;
}

Result<DestinationDetails> CaptureSource::destination(const ServerName &destination)
{
    const auto has = m_parts.seen->hasUsersOf(destination);
    if (!has)
        return failure(has.error());
    if (!*has)
        return failure(
            Error::NotFound, u"Nothing in the files tells of %1."_s.arg(displayable(destination.toString())), 404, u"M_NOT_FOUND"_s);
    DestinationDetails details;
    details.destination.destination = destination;
    details.reachAvailable = details.contactsAvailable = details.outboxAvailable = details.updatesAvailable
        = {.available = false, .reason = reason};
    return details;
}

} // namespace Lockstep::Capture
