// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/observed.h"
#include "inspection/source.h"
#include "synapse/config/configuration.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace Lockstep::History {
class Store;
class Recorder;
} // namespace Lockstep::History

namespace Lockstep::Synapse {

/// The inspection API's view of a Synapse server: reads its database, and asks it to resync. Everything is thread-safe.
class SynapseSource : public Inspection::Source
{
public:
    /// Connects and checks that this is Synapse's main database. \a history may be null (no breaks are known then); \a events may be null
    /// (then the source has a feed of its own) and must outlive the source. Errors: BadInput, Database, each with the way out.
    static Result<std::unique_ptr<SynapseSource>> open(
        SynapseSettings settings, std::shared_ptr<const History::Store> history, Inspection::EventFeed *events = nullptr);
    ~SynapseSource() override;

    /// Status of the sources that this object does not know (logs, tap); called from info(), on any thread. Set it before serving.
    void setStatusProvider(std::function<QList<Inspection::SourceStatus>()> provider);
    /// To be shown every observation (History::Recorder::setWitness()): what the homeserver's log tells of fetches that fail makes the
    /// causes that findings name. May be called after the source is gone.
    History::Witness witness() const;
    /// Starts the thread that polls the database: head changes go to \a recorder (may be null), everything that changes to the event
    /// feed, and the figures that need a sweep over a table (deepest queues, users per server) become available. Where Redis is known,
    /// its replication channel is listened to, and tells when to poll sooner.
    /// \a recorder must outlive the source or stopPolling(). \a interval: between two rounds, where nobody tells of a change.
    void startPolling(History::Recorder *recorder, std::chrono::milliseconds interval = std::chrono::milliseconds(1'000));
    void stopPolling();
    /// What changed in the database and no log or tap told of, and which setting helps: a sentence, empty where there is nothing of it.
    QString silence() const;
    /// Whether the homeserver has a remote user's device list, or would fetch it at the next update, because they are in a room. Nothing:
    /// it cannot be told now.
    std::optional<bool> isFollowed(const UserId &user) const;
    /// Why only admins may refresh; empty if others may too.
    QString whyOnlyAdminsRefresh() const;
    /// Ends resyncs under way soon, and refuses new ones; a marker that was written stays. From any thread; for good.
    void cutOff();

    Result<Inspection::Info> info() override;
    Result<Inspection::Overview> overview() override;
    Result<Inspection::Page<Inspection::UserSummary>> users(const Inspection::UserQuery &query) override;
    Result<Inspection::UserDetails> user(const UserId &user) override;
    Result<QList<UserId>> trackedUsers(const UserId &after, int limit) override;
    Result<QList<Inspection::ListTexts>> listTexts(const QList<UserId> &users) override;
    Result<QList<Inspection::UserSummary>> summaries(const QList<UserId> &users) override;
    Result<Inspection::Page<Inspection::InboxQueue>> inbox(const Inspection::InboxQuery &query) override;
    Result<Inspection::Page<Inspection::ToDeviceMessage>> inboxMessages(
        const UserId &user, const DeviceId &device, const Inspection::MessageQuery &query) override;
    Result<Inspection::Page<Inspection::OutboxQueue>> outbox(const Inspection::PageQuery &query) override;
    Result<Inspection::Page<Inspection::ToDeviceMessage>> outboxMessages(
        const ServerName &destination, const Inspection::MessageQuery &query) override;
    Result<Inspection::Page<Inspection::UpdatesQueue>> updateQueues(const Inspection::PageQuery &query) override;
    Result<Inspection::QueueDepths> queueDepths(Inspection::QueueKind kind, int most) override;
    Result<Inspection::QueueSummary> inboxSummary(const UserId &user, const DeviceId &device) override;
    Result<Inspection::QueueSummary> outboxSummary(const ServerName &destination) override;
    Result<Inspection::Page<Inspection::WaitingUpdates>> waitingUpdates(
        const ServerName &destination, const Inspection::PageQuery &query) override;
    Result<Inspection::OwnSide> ownSide() override;
    Result<Inspection::OwnUser> ownUser(const UserId &user, const Inspection::OwnUserQuery &query) override;
    Result<Inspection::Page<Inspection::Destination>> destinations(const Inspection::DestinationQuery &query) override;
    Result<Inspection::DestinationDetails> destination(const ServerName &destination) override;
    Result<void> resetDestination(const ServerName &destination, const QString &accessToken) override;
    Result<void> mayResync(const UserId &caller, bool isAdmin, const UserId &user) override;
    Result<void> resync(const UserId &user, const QString &accessToken, int timeoutMs) override;
    Inspection::EventFeed &events() override;

private:
    struct Private;
    explicit SynapseSource(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Synapse
