// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/destinationdetails.h"
#include "inspection/ownside.h"
#include "inspection/ownuser.h"
#include "inspection/queuedepths.h"
#include "inspection/queuesummary.h"
#include "inspection/types.h"

#include <memory>

namespace Lockstep::Inspection {

/// Keeps the newest events and wakes those who wait for more. Thread-safe.
class EventFeed
{
public:
    /// \a capacity: how many events are kept; who asks for older ones gets one event "gap".
    explicit EventFeed(int capacity = 10'000);
    ~EventFeed();

    void publish(EventType type, const QJsonObject &members);
    /// Events after \a since (0: only what comes from now on), waiting up to \a timeoutMs for the first. Returns at once after shutDown().
    EventBatch wait(qint64 since, int timeoutMs);
    /// Wakes everybody; waits return at once from now on.
    void shutDown();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// What a server of the inspection API must provide. Every call is synchronous, thread-safe, is made from the HTTP server's worker
/// threads, many at once, and answers in time that does not grow with the tables behind it.
class Source
{
public:
    virtual ~Source() = default;

    /// All but what it says of the history, which stands beside the source.
    virtual Result<Info> info() = 0;
    virtual Result<Overview> overview() = 0;
    virtual Result<Page<UserSummary>> users(const UserQuery &query) = 0;
    /// NotFound for a user that the homeserver holds nothing about; BadInput for a local or malformed one.
    virtual Result<UserDetails> user(const UserId &user) = 0;
    /// The users whose lists are tracked, by user ID, those after \a after; fewer than \a limit only at the end.
    virtual Result<QList<UserId>> trackedUsers(const UserId & /*after*/, int /*limit*/) { return notToldHere(); }
    /// What can be searched for of these users' lists, at most a thousand, in any order; who is not tracked is left out. Of a long list
    /// ListTexts::mostDevices devices.
    virtual Result<QList<ListTexts>> listTexts(const QList<UserId> &) { return notToldHere(); }
    /// These users, at most a thousand, as users() tells of them, in the order of \a users; who is not tracked is left out.
    virtual Result<QList<UserSummary>> summaries(const QList<UserId> &) { return notToldHere(); }
    virtual Result<Page<InboxQueue>> inbox(const InboxQuery &query) = 0;
    virtual Result<Page<ToDeviceMessage>> inboxMessages(const UserId &user, const DeviceId &device, const MessageQuery &query) = 0;
    virtual Result<Page<OutboxQueue>> outbox(const PageQuery &query) = 0;
    virtual Result<Page<ToDeviceMessage>> outboxMessages(const ServerName &destination, const MessageQuery &query) = 0;
    virtual Result<Page<UpdatesQueue>> updateQueues(const PageQuery &query) = 0;
    virtual Result<Page<Destination>> destinations(const DestinationQuery &query) = 0;
    /// One of them, with what is known of when it could be reached. NotFound for a server that the homeserver has nothing to do with.
    virtual Result<DestinationDetails> destination(const ServerName &) { return notToldHere(); }
    /// How deep all queues of a kind are, the deepest \a most of them, by as few questions as the tables allow; for the record, which asks
    /// about once a minute. Of a table that is too long for one look a call tells a part, and the next one goes on from there.
    virtual Result<QueueDepths> queueDepths(QueueKind, int /*most*/) { return notToldHere(); }
    /// What one queue holds, of a bounded number of its oldest and newest messages. NotFound if nothing waits there.
    virtual Result<QueueSummary> inboxSummary(const UserId &, const DeviceId &) { return notToldHere(); }
    virtual Result<QueueSummary> outboxSummary(const ServerName &) { return notToldHere(); }
    /// The local users whose updates wait for the destination, by user.
    virtual Result<Page<WaitingUpdates>> waitingUpdates(const ServerName &, const PageQuery &) { return notToldHere(); }
    /// How the homeserver itself does what others wait for. Where a part of it cannot be told, the part says so.
    virtual Result<OwnSide> ownSide() { return notToldHere(); }
    /// A local user's list as others are told of it. Errors: BadInput for a remote or malformed one, NotFound for one that there is not.
    virtual Result<OwnUser> ownUser(const UserId &, const OwnUserQuery &) { return notToldHere(); }
    /// Ends the backoff of a destination, by the homeserver's own means, as the owner of \a accessToken.
    virtual Result<void> resetDestination(const ServerName &destination, const QString &accessToken) = 0;

    /// Whether \a caller may have the remote user's list fetched: admins if the homeserver follows it, others if they share a room with the
    /// user too. Quick. Errors: Forbidden with http 403, for those who are no admins the same words whatever the homeserver holds.
    virtual Result<void> mayResync(const UserId &caller, bool isAdmin, const UserId &user) = 0;
    /// Makes the homeserver fetch the user's list from the remote server and waits for the outcome, at most \a timeoutMs.
    /// Errors: BadInput (malformed or local user), Forbidden with http 403 (not tracked), Http with remoteStatus, errcode and
    /// text of the remote's error, Network, Timeout with retryAt where the homeserver will try again by itself.
    virtual Result<void> resync(const UserId &user, const QString &accessToken, int timeoutMs) = 0;

    virtual EventFeed &events() = 0;

private:
    static tl::unexpected<Error> notToldHere()
    {
        return failure(Error::Unsupported, QStringLiteral("This server does not tell that; a newer one may."));
    }
};

} // namespace Lockstep::Inspection
