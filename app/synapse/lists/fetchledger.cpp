// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/lists/fetchledger.h"

#include <QDateTime>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace History;

namespace {

constexpr qint64 hour = 60 * 60 * 1000;
constexpr qint64 day = 24 * hour;
constexpr qsizetype maxError = 400;
/// Entries that go at once when the table is full, so that making room costs little on the whole.
constexpr int dropped = 10;

/// The host whose name Synapse looked up in vain, as "Blocked … from DNS resolution to HOST" names it: without the port, and after
/// delegation another one than the server's name.
QString hostOf(QString name)
{
    if (const qsizetype port = name.lastIndexOf(u':'); port > 0 && !name.endsWith(u']'))
        name.truncate(port);
    while (name.endsWith(u'.'))
        name.chop(1);
    return name.toLower();
}

QString lookedUp(const QString &error, const ServerName &server)
{
    static const QString before = u"hostname lookup: "_s;
    const qsizetype at = error.indexOf(before);
    return hostOf(at < 0 ? server.toString() : error.mid(at + before.size()).section(u' ', 0, 0));
}

template <typename Map>
void makeRoom(Map &map, qsizetype most, auto touchedOf)
{
    if (qsizetype(map.size()) < most)
        return;
    std::vector<qint64> times;
    for (auto it = map.begin(); it != map.end(); ++it)
        times.push_back(touchedOf(it));
    const auto limit = times.begin() + std::ptrdiff_t(times.size()) / dropped;
    std::nth_element(times.begin(), limit, times.end());
    qsizetype left = qsizetype(times.size()) / dropped + 1;
    for (auto it = map.begin(); it != map.end() && left > 0;) {
        if (touchedOf(it) <= *limit) {
            it = map.erase(it);
            --left;
        } else {
            ++it;
        }
    }
}

} // namespace

FetchLedger::User &FetchLedger::entryOf(const UserId &user)
{
    const auto found = m_users.find(user);
    if (found == m_users.end())
        makeRoom(m_users, mostUsers, [](const auto &it) { return it->second.touched; });
    User &entry = found == m_users.end() ? m_users[user] : found->second;
    entry.touched = m_newest;
    return entry;
}

FetchLedger::Server &FetchLedger::entryOf(const ServerName &server)
{
    if (!m_servers.contains(server))
        makeRoom(m_servers, mostServers, [](const auto &it) { return it->touched; });
    Server &entry = m_servers[server];
    entry.touched = m_newest;
    return entry;
}

void FetchLedger::note(const Observation &what, bool isForgeable)
{
    const std::lock_guard lock(m_mutex);
    // Only what a log alone tells: other sources have another clock, and a line from the future would end everything at once.
    const auto seen = [this](qint64 at) { m_newest = std::max(m_newest, std::min(at, QDateTime::currentMSecsSinceEpoch() + day)); };
    if (const auto *outcome = std::get_if<ResyncOutcome>(&what)) {
        seen(outcome->at);
        if (outcome->user.isValid())
            noteOutcome(*outcome, isForgeable);
    } else if (const auto *trouble = std::get_if<ServerTrouble>(&what)) {
        seen(trouble->at);
        noteServer(*trouble);
    } else if (const auto *handled = std::get_if<HandledUpdate>(&what)) {
        seen(handled->at);
        noteUpdate(handled->user);
    } else if (const auto *verdict = std::get_if<BatchVerdict>(&what)) {
        noteUpdate(verdict->user);
    } else if (const auto *content = std::get_if<UpdateContent>(&what); content && content->verified != std::optional(false)) {
        noteUpdate(content->user);
    } else if (const auto *keys = std::get_if<SigningKeys>(&what); keys && keys->verified != std::optional(false)) {
        noteUpdate(keys->user);
    } else if (const auto *head = std::get_if<HeadSeen>(&what)) {
        noteHead(*head);
    }
}

/// At its default level Synapse does not log that it took a list: the one that is kept gives way, and so the fetched one was not too long.
void FetchLedger::noteHead(const HeadSeen &seen)
{
    const auto found = m_users.find(seen.user);
    if (found == m_users.end() || found->second.trouble.cause != FetchCause::TooManyDevices)
        return;
    User &entry = found->second;
    if (entry.keptHead.isEmpty())
        entry.keptHead = seen.streamId;
    else if (entry.keptHead != seen.streamId)
        entry.trouble = {};
}

void FetchLedger::noteUpdate(const UserId &user)
{
    if (const auto found = m_users.find(user); found != m_users.end())
        found->second.run = {};
}

void FetchLedger::noteServer(const ServerTrouble &trouble)
{
    if (trouble.kind == ServerTrouble::UpdateFailed) {
        ++m_failedUpdates;
        m_lastFailedUpdate = std::max(m_lastFailedUpdate, trouble.at);
        return;
    }
    if (trouble.kind == ServerTrouble::SendFailed)
        return; // it is no fetch
    if (trouble.kind == ServerTrouble::AddressBlocked) {
        makeRoom(m_blocked, mostServers, [](const auto &it) { return it.value(); });
        m_blocked.insert(hostOf(trouble.server.toString()), trouble.at);
        return;
    }
    Server &entry = entryOf(trouble.server);
    FetchTrouble &denied = entry.denied;
    if (denied.tries == 0)
        denied.since = trouble.at;
    denied.cause = FetchCause::OwnWhitelist;
    denied.error = u"403: Federation denied with %1"_s.arg(trouble.server.toString());
    denied.last = trouble.at;
    ++denied.tries;
}

void FetchLedger::fetched(const UserId &user, User &entry, qint64 at, bool isForgeable)
{
    if (isForgeable)
        entry.claimed = true;
    else
        entry.trouble = {};
    entry.fetching = false;
    // Why a server cannot be asked explains something only as long as the database says that it is not asked.
    if (const auto server = m_servers.find(user.server()); server != m_servers.end())
        m_servers.erase(server);
    if (entry.expected > 0) {
        --entry.expected;
        return;
    }
    if (entry.run.fetches > 0 && at - entry.run.until > mostApartMs)
        entry.run = {};
    if (++entry.run.fetches == 1)
        entry.run.since = at;
    entry.run.until = at;
}

void FetchLedger::noteOutcome(const ResyncOutcome &outcome, bool isForgeable)
{
    User &entry = entryOf(outcome.user);
    switch (outcome.step) {
    case ResyncOutcome::Started:
        entry.fetching = true;
        entry.fetchedId = {};
        return;
    case ResyncOutcome::Device:
        if (entry.fetching || entry.fetchedId != outcome.streamId)
            fetched(outcome.user, entry, outcome.at, isForgeable);
        entry.fetchedId = outcome.streamId;
        return;
    case ResyncOutcome::Skipped:
        fetched(outcome.user, entry, outcome.at, isForgeable);
        return;
    case ResyncOutcome::Succeeded:
        if (entry.fetching)
            fetched(outcome.user, entry, outcome.at, isForgeable);
        return;
    case ResyncOutcome::TooMany:
    case ResyncOutcome::Failed:
        break;
    }
    entry.fetching = entry.claimed = false;
    entry.expected = 0;
    entry.run = {};
    FetchTrouble &trouble = entry.trouble;
    const FetchCause before = trouble.cause;
    const FetchTrouble denied = deniedNow(outcome.user.server());
    if (outcome.step == ResyncOutcome::TooMany) {
        trouble.cause = FetchCause::TooManyDevices;
        trouble.devices = outcome.devices;
        entry.keptHead = {};
        trouble.error.clear();
    } else {
        trouble.error = bareError(outcome.error.left(maxError));
        trouble.cause = fetchCauseOf(trouble.error);
        const qint64 blockedAt = m_blocked.value(lookedUp(trouble.error, outcome.user.server()));
        if (denied.isKnown() && denied.last == outcome.at && trouble.error == denied.error)
            trouble.cause = FetchCause::OwnWhitelist;
        else if (trouble.cause == FetchCause::NameUnknown && blockedAt > 0 && outcome.at - blockedAt < hour)
            trouble.cause = FetchCause::OwnIpRange;
    }
    // Another cause is another trouble: what it was before is in the history.
    if (trouble.tries == 0 || before != trouble.cause) {
        trouble.since = outcome.at;
        trouble.tries = 0;
    }
    trouble.last = outcome.at;
    ++trouble.tries;
    if (outcome.step == ResyncOutcome::Failed)
        entryOf(outcome.user.server()).trouble = trouble;
}

void FetchLedger::setWhitelist(const std::optional<QList<ServerName>> &servers)
{
    const std::lock_guard lock(m_mutex);
    m_whitelist.reset();
    if (servers)
        m_whitelist.emplace(servers->cbegin(), servers->cend());
}

void FetchLedger::restore(const QList<DroppedList> &dropped)
{
    const std::lock_guard lock(m_mutex);
    for (const DroppedList &list : dropped)
        entryOf(list.user).trouble
            = {.cause = FetchCause::TooManyDevices, .since = list.at, .last = list.at, .tries = 1, .devices = list.devices};
}

void FetchLedger::restore(const QList<FetchRun> &runs, qint64 newest)
{
    const std::lock_guard lock(m_mutex);
    m_restored = newest;
    for (const FetchRun &run : runs)
        entryOf(run.user).run = {.fetches = run.fetches, .since = run.since, .until = run.until};
}

void FetchLedger::expectFetch(const UserId &user)
{
    const std::lock_guard lock(m_mutex);
    ++entryOf(user).expected;
}

bool FetchLedger::isExpected(const UserId &user) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_users.find(user);
    return m_newest > 0 && found != m_users.end() && found->second.expected > 0;
}

void FetchLedger::noteRefreshed(const UserId &user, qint64 at)
{
    const std::lock_guard lock(m_mutex);
    entryOf(user).refreshed = at;
}

qint64 FetchLedger::refreshed(const UserId &user) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_users.find(user);
    return found == m_users.end() ? 0 : found->second.refreshed;
}

void FetchLedger::markerGone(const UserId &user)
{
    const std::lock_guard lock(m_mutex);
    // A list that is too long loses its marker, too.
    const auto found = m_users.find(user);
    if (found == m_users.end())
        return;
    if (found->second.claimed || found->second.trouble.cause != FetchCause::TooManyDevices)
        found->second.trouble = {};
    found->second.claimed = false;
}

FetchTrouble FetchLedger::deniedNow(const ServerName &server) const
{
    const auto found = m_servers.constFind(server);
    if (found != m_servers.cend() && found->denied.tries > 0 && m_newest - found->denied.last < hour)
        return found->denied;
    if (m_whitelist && !m_whitelist->contains(server))
        return {.cause = FetchCause::OwnWhitelist, .error = u"federation_domain_whitelist leaves %1 out"_s.arg(server.toString())};
    return {};
}

FetchTrouble FetchLedger::userTrouble(const UserId &user) const
{
    const std::lock_guard lock(m_mutex);
    const FetchTrouble denied = deniedNow(user.server());
    const auto found = m_users.find(user);
    if (found != m_users.end() && found->second.trouble.isKnown() && found->second.trouble.last >= denied.last)
        return found->second.trouble;
    return denied;
}

FetchTrouble FetchLedger::serverTrouble(const ServerName &server) const
{
    const std::lock_guard lock(m_mutex);
    const FetchTrouble denied = deniedNow(server);
    const auto found = m_servers.constFind(server);
    return found != m_servers.cend() && found->trouble.last > denied.last ? found->trouble : denied;
}

/// A run that ended an hour ago is none any more.
bool FetchLedger::isLoop(const Loop &run) const
{
    return run.fetches >= loopLength && std::max(m_newest, m_restored) - run.until <= mostApartMs;
}

FetchLedger::Loop FetchLedger::loop(const UserId &user) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_users.find(user);
    return found != m_users.end() && isLoop(found->second.run) ? found->second.run : Loop();
}

template <typename Test>
QList<UserId> FetchLedger::usersWhere(const UserId &after, int limit, Test test) const
{
    const std::lock_guard lock(m_mutex);
    QList<UserId> users;
    for (auto it = m_users.upper_bound(after); it != m_users.end() && users.size() < limit; ++it) {
        if (test(it->second))
            users += it->first;
    }
    return users;
}

QList<UserId> FetchLedger::tooLong(const UserId &after, int limit) const
{
    return usersWhere(after, limit, [](const User &entry) { return entry.trouble.cause == FetchCause::TooManyDevices; });
}

QList<UserId> FetchLedger::loops(const UserId &after, int limit) const
{
    return usersWhere(after, limit, [this](const User &entry) { return isLoop(entry.run); });
}

qint64 FetchLedger::tooLongCount() const
{
    return tooLong({}, int(mostUsers)).size();
}

qint64 FetchLedger::loopCount() const
{
    return loops({}, int(mostUsers)).size();
}

QString FetchLedger::failedUpdates(qint64 now) const
{
    const std::lock_guard lock(m_mutex);
    if (m_failedUpdates == 0 || now - m_lastFailedUpdate > failedUpdatesForMs)
        return {};
    return u"The homeserver could not work on %L1 device list updates, the last one on %2 UTC: it answered 500, and whoever sent them sends the whole transaction again and again; the traceback in its log tells what they lack."_s
        .arg(m_failedUpdates)
        .arg(QDateTime::fromMSecsSinceEpoch(m_lastFailedUpdate).toUTC().toString(u"yyyy-MM-dd hh:mm:ss"_s));
}

} // namespace Lockstep::Synapse
