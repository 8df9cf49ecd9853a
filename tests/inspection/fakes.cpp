// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "fakes.h"

#include "inspection/apiwords.h"

namespace Lockstep::Inspection {

using namespace Qt::StringLiterals;

UserDetails FakeSource::details(const QString &user, const QStringList &devices) const
{
    UserDetails details;
    details.summary.userId = UserId(user);
    details.summary.states = {UserState::InStep};
    details.summary.streamId = StreamId(devices.size());
    for (const QString &device : devices)
        details.devices.append(Device{.deviceId = DeviceId(device), .displayName = device.toLower(), .keys = {}});
    return details;
}

void FakeSource::setUser(const UserDetails &details)
{
    const std::lock_guard lock(m_mutex);
    m_users.insert(details.summary.userId.toString(), details);
}

void FakeSource::holdResyncs()
{
    const std::lock_guard lock(m_mutex);
    m_held = true;
}

void FakeSource::holdResyncsOf(const ServerName &server)
{
    const std::lock_guard lock(m_mutex);
    m_heldServer = server;
}

QList<UserId> FakeSource::running() const
{
    const std::lock_guard lock(m_mutex);
    return m_under;
}

void FakeSource::release()
{
    {
        const std::lock_guard lock(m_mutex);
        m_held = false;
        m_heldServer = ServerName();
    }
    m_released.notify_all();
}

void FakeSource::setOutcome(const Result<void> &outcome, const std::optional<UserDetails> &after)
{
    const std::lock_guard lock(m_mutex);
    m_outcome = outcome;
    m_after = after;
}

int FakeSource::resyncs() const
{
    const std::lock_guard lock(m_mutex);
    return m_resyncs;
}

QString FakeSource::lastToken() const
{
    const std::lock_guard lock(m_mutex);
    return m_token;
}

int FakeSource::atOnce() const
{
    const std::lock_guard lock(m_mutex);
    return m_atOnce;
}

UserQuery FakeSource::lastUsers() const
{
    const std::lock_guard lock(m_mutex);
    return m_lastUsers;
}

MessageQuery FakeSource::lastMessages() const
{
    const std::lock_guard lock(m_mutex);
    return m_lastMessages;
}

std::pair<UserId, DeviceId> FakeSource::lastInbox() const
{
    const std::lock_guard lock(m_mutex);
    return m_lastInbox;
}

ServerName FakeSource::lastReset() const
{
    const std::lock_guard lock(m_mutex);
    return m_lastReset;
}

void FakeSource::setUsers(const Result<Page<UserSummary>> &users)
{
    const std::lock_guard lock(m_mutex);
    m_page = users;
}

Result<Info> FakeSource::info()
{
    Info info;
    info.serverName = ServerName(u"hs.example"_s);
    info.kind = ServerKind::Lab;
    info.refresh.available = true;
    info.inbox.reason = u"no queue \"here\""_s;
    info.sources.append({.kind = SourceKind::Log, .state = SourceState::CatchingUp, .detail = u"/var/log/a"_s, .behind = 12});
    info.sources.append({.kind = SourceKind::Log, .state = SourceState::Ok, .detail = u"/var/log/b"_s, .behind = 0});
    return info;
}

Result<Overview> FakeSource::overview()
{
    Overview overview;
    overview.trackedUsers = 3;
    overview.states = {{UserState::Stale, 2}};
    overview.inbox = {.messages = 5, .bytes = 600, .estimate = true};
    return overview;
}

Result<Page<UserSummary>> FakeSource::users(const UserQuery &query)
{
    const std::lock_guard lock(m_mutex);
    m_lastUsers = query;
    return m_page;
}

Result<UserDetails> FakeSource::user(const UserId &user)
{
    const std::lock_guard lock(m_mutex);
    const auto it = m_users.constFind(user.toString());
    if (it == m_users.constEnd())
        return failure(Error::NotFound, u"Nothing is known about %1."_s.arg(user.toString()));
    return *it;
}

Result<Page<InboxQueue>> FakeSource::inbox(const InboxQuery &query)
{
    Page<InboxQueue> page;
    page.items.append({.userId = UserId(u"@a:hs.example"_s),
        .deviceId = DeviceId(query.order == InboxOrder::ByDepth ? u"DEEP"_s : u"FIRST"_s),
        .messages = 3});
    return page;
}

Result<Page<ToDeviceMessage>> FakeSource::inboxMessages(const UserId &user, const DeviceId &device, const MessageQuery &query)
{
    const std::lock_guard lock(m_mutex);
    m_lastInbox = {user, device};
    m_lastMessages = query;
    return Page<ToDeviceMessage>();
}

Result<Page<OutboxQueue>> FakeSource::outbox(const PageQuery &)
{
    return failure(Error::Database, u"The database does not answer."_s);
}

Result<Page<ToDeviceMessage>> FakeSource::outboxMessages(const ServerName &, const MessageQuery &)
{
    return Page<ToDeviceMessage>();
}

Result<Page<UpdatesQueue>> FakeSource::updateQueues(const PageQuery &)
{
    return Page<UpdatesQueue>();
}

Result<Page<Destination>> FakeSource::destinations(const DestinationQuery &query)
{
    Page<Destination> page;
    page.items.append({.destination = ServerName(query.failingOnly ? u"failing.example"_s : u"fine.example"_s)});
    return page;
}

Result<OwnUser> FakeSource::ownUser(const UserId &user, const OwnUserQuery &query)
{
    if (user.toString() != u"@me:hs.example")
        return failure(Error::NotFound, u"There is no such user."_s, 404, u"M_NOT_FOUND"_s);
    OwnUser own{.userId = user, .at = 1'000, .listAvailable = {true, {}}, .streamId = StreamId(u"9"_s)};
    own.devices = details(user.toString(), {u"MINE"_s}).devices;
    own.destinationsAvailable = own.listAvailable;
    own.destinations = {{.destination = query.destination.value_or(ServerName(u"remote.example"_s)), .confirmed = 9}};
    return own;
}

Result<DestinationDetails> FakeSource::destination(const ServerName &destination)
{
    if (destination.toString() == "nobody.example"_L1)
        return failure(Error::NotFound, u"The homeserver has nothing to do with nobody.example."_s, 404, u"M_NOT_FOUND"_s);
    DestinationDetails details{.destination = {.destination = destination, .failingSince = 7}};
    details.reachAvailable = {.available = true, .reason = {}};
    details.reach.spans = {{.state = ReachState::Backoff, .since = 7, .cause = FetchCause::Refused, .error = u"no"_s}};
    return details;
}

Result<void> FakeSource::resetDestination(const ServerName &destination, const QString &)
{
    const std::lock_guard lock(m_mutex);
    m_lastReset = destination;
    return {};
}

Result<void> FakeSource::resync(const UserId &user, const QString &accessToken, int)
{
    std::unique_lock lock(m_mutex);
    ++m_resyncs;
    ++m_running;
    m_atOnce = std::max(m_atOnce, m_running);
    m_token = accessToken;
    m_under.append(user);
    m_released.wait(lock, [&] { return !m_held && user.server() != m_heldServer; });
    m_under.removeOne(user);
    --m_running;
    if (m_after)
        m_users.insert(user.toString(), *m_after);
    return m_outcome;
}

void FakeHistory::fill(int rows, const QJsonObject &keys)
{
    for (int n = 1; n <= rows; ++n) {
        DeviceListUpdate update;
        update.n = n;
        update.received = 1000 + n;
        update.keys = keys;
        m_updates.append(update);
    }
}

Result<QList<DeviceListUpdate>> FakeHistory::updates(const UserId &, qint64 after, int limit, bool newestFirst) const
{
    if (!newestFirst)
        return m_updates.mid(after, limit);
    QList<DeviceListUpdate> found;
    for (qint64 n = after > 0 ? after - 1 : m_updates.size(); n > 0 && found.size() < limit; --n)
        found.append(m_updates.at(n - 1));
    return found;
}

Result<std::pair<qint64, qint64>> FakeHistory::extent() const
{
    return std::pair(qint64(m_updates.size()), m_updates.isEmpty() ? qint64(0) : m_updates.first().received);
}

Result<UserId> FakeAccess::authorise(const QString &token, Server::Right right, const QString &)
{
    if (token == u"down")
        return failure(Error::Network, u"The homeserver cannot be asked."_s, 502);
    static const QStringList users{u"plain"_s, u"second"_s, u"ended"_s, u"viewer"_s, u"reader"_s};
    if (token == u"owner")
        return UserId(u"@owner:hs.example"_s);
    if (token != u"admin" && !users.contains(token))
        return failure(Error::Unauthorized, u"Unknown token"_s, 401, u"M_UNKNOWN_TOKEN"_s);
    using Server::Right;
    const bool looks = token == u"viewer" || token == u"reader";
    const bool may = token == u"admin" ? right != Right::Contents
        : looks                        ? right == Right::View || (right == Right::Contents && token == u"reader")
                                       : right == Right::Refresh;
    if (!may)
        return failure(Error::Forbidden, u"Not an admin"_s, 403, u"M_FORBIDDEN"_s);
    return UserId(u"@%1:hs.example"_s.arg(token));
}

Result<void> FakeAccess::confirm(const QString &token, const UserId &)
{
    if (token == u"ended")
        return failure(Error::Unauthorized, u"Logged out"_s, 401, u"M_UNKNOWN_TOKEN"_s);
    return {};
}

} // namespace Lockstep::Inspection
