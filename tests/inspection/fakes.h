// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/reader.h"
#include "inspection/source.h"
#include "server/access.h"
#include "server/desks/trail.h"

#include <condition_variable>
#include <functional>
#include <mutex>

namespace Lockstep::Inspection {

/// A source whose answers the test sets; unknown users are NotFound. Thread-safe.
class FakeSource : public Source
{
public:
    UserDetails details(const QString &user, const QStringList &devices) const;
    void setUser(const UserDetails &details);

    /// Resyncs wait until release().
    void holdResyncs();
    void holdResyncsOf(const ServerName &server);
    void release();
    QList<UserId> running() const; ///< whose resyncs are under way
    /// What the next resyncs return, and the list that they leave.
    void setOutcome(const Result<void> &outcome, const std::optional<UserDetails> &after = {});
    int resyncs() const;
    QString lastToken() const;
    int atOnce() const; ///< most resyncs at the same time
    UserQuery lastUsers() const;
    MessageQuery lastMessages() const;
    std::pair<UserId, DeviceId> lastInbox() const;
    void setUsers(const Result<Page<UserSummary>> &users);
    ServerName lastReset() const;

    Result<Info> info() override;
    Result<Overview> overview() override;
    Result<Page<UserSummary>> users(const UserQuery &query) override;
    Result<UserDetails> user(const UserId &user) override;
    Result<Page<InboxQueue>> inbox(const InboxQuery &query) override;
    Result<Page<ToDeviceMessage>> inboxMessages(const UserId &user, const DeviceId &device, const MessageQuery &query) override;
    Result<Page<OutboxQueue>> outbox(const PageQuery &query) override;
    Result<Page<ToDeviceMessage>> outboxMessages(const ServerName &destination, const MessageQuery &query) override;
    Result<Page<UpdatesQueue>> updateQueues(const PageQuery &query) override;
    Result<Page<Destination>> destinations(const DestinationQuery &query) override;
    /// \c \@me:hs.example has one device, and each destination has confirmed its one update.
    Result<OwnUser> ownUser(const UserId &user, const OwnUserQuery &query) override;
    Result<DestinationDetails> destination(const ServerName &destination) override;
    Result<void> resetDestination(const ServerName &destination, const QString &accessToken) override;
    /// Who is refused what; nobody by default.
    void setMayResync(std::function<Result<void>(const UserId &caller, bool isAdmin, const UserId &user)> rule)
    {
        m_mayResync = std::move(rule);
    }
    Result<void> mayResync(const UserId &caller, bool isAdmin, const UserId &user) override
    {
        return m_mayResync ? m_mayResync(caller, isAdmin, user) : Result<void>();
    }
    Result<void> resync(const UserId &user, const QString &accessToken, int timeoutMs) override;
    EventFeed &events() override { return m_events; }
    /// For servers and desks of this source: keeps nothing.
    Server::Trail *trail() { return &m_trail; }

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_released;
    QMap<QString, UserDetails> m_users;
    Result<Page<UserSummary>> m_page;
    Result<void> m_outcome;
    std::optional<UserDetails> m_after;
    bool m_held = false;
    ServerName m_heldServer;
    QList<UserId> m_under;
    int m_resyncs = 0;
    int m_running = 0;
    int m_atOnce = 0;
    QString m_token;
    UserQuery m_lastUsers;
    MessageQuery m_lastMessages;
    std::pair<UserId, DeviceId> m_lastInbox;
    ServerName m_lastReset;
    EventFeed m_events;
    Server::Trail m_trail{nullptr, &m_events};
    std::function<Result<void>(const UserId &, bool, const UserId &)> m_mayResync;
};

/// One user's history, whoever is asked for; n from 1 on. Thread-safe once it is filled.
class FakeHistory : public History::Reader
{
public:
    /// As many rows, each with this content.
    void fill(int rows, const QJsonObject &keys = {});

    Result<QList<DeviceListUpdate>> updates(const UserId &user, qint64 after, int limit, bool newestFirst) const override;
    Result<std::pair<qint64, qint64>> extent() const override;

private:
    QList<DeviceListUpdate> m_updates;
};

/// "owner" may do everything, "admin" is an operator, "viewer" one who looks, "reader" one who reads contents too, "plain", "second" and
/// "ended" are users, "down" finds the homeserver down, all others are unknown.
class FakeAccess : public Server::Access
{
public:
    Result<UserId> authorise(const QString &token, Server::Right right, const QString &from) override;
    /// Refused for the token "ended", which authorise() still believes in.
    Result<void> confirm(const QString &token, const UserId &user) override;
};

} // namespace Lockstep::Inspection
