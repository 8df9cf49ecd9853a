// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/findings.h"
#include "history/store.h"
#include "inspection/source.h"
#include "lab/state/homeserverstate.h"

namespace Lockstep::History {
class ReachRecorder;
} // namespace Lockstep::History

namespace Lockstep::Lab {

class DeviceListTracker;
class FederationSender;
class ObservationJournal;

/// The inspection API over a lab server's own state. Thread-safe: a call is some short pieces of work on the state thread.
class LabSource : public Inspection::Source
{
public:
    /// What it asks, beside the state.
    struct Parts
    {
        DeviceListTracker *tracker = nullptr;
        FederationSender *sender = nullptr;
        const History::Store *history = nullptr;
        const ObservationJournal *journal = nullptr;
        History::ReachRecorder *reach = nullptr;
        Inspection::EventFeed *events = nullptr;
    };

    LabSource(HomeserverState *state, const Parts &parts);

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
    Result<Inspection::OwnUser> ownUser(const UserId &user, const Inspection::OwnUserQuery &query) override;
    Result<Inspection::Page<Inspection::Destination>> destinations(const Inspection::DestinationQuery &query) override;
    Result<Inspection::DestinationDetails> destination(const ServerName &destination) override;
    Result<void> resetDestination(const ServerName &destination, const QString &accessToken) override;
    Result<void> mayResync(const UserId &caller, bool isAdmin, const UserId &user) override;
    Result<void> resync(const UserId &user, const QString &accessToken, int timeoutMs) override;
    Inspection::EventFeed &events() override { return *m_parts.events; }

private:
    /// One user, as lists and details show them.
    struct Known
    {
        Inspection::UserSummary summary;
        FindingFacts facts;
        bool isFailing = false; ///< the fetch or the server
        std::optional<DeviceList> list;
    };
    /// What the tables say. State thread, like destinationOf().
    Known knownOf(const UserId &user, bool withList);
    /// What can be searched for; nothing if the user is not tracked. State thread.
    std::optional<Inspection::ListTexts> textsOf(const UserId &user) const;
    /// What follows from the history, and from the list if it is there.
    Result<void> addHistory(Known *known) const;
    /// What one server was told of a local user. State thread.
    Inspection::ToldServer toldServer(const UserId &user, const ServerName &destination) const;
    std::optional<Inspection::Destination> destinationOf(const ServerName &server) const;
    void record(const QList<Inspection::Destination> &all) const;
    /// Why something waits for the destination since \a oldest. State thread.
    Inspection::Waiting waitingFor(const ServerName &destination, qint64 oldest) const;
    template <typename Queue>
    void addReasons(QList<Queue> *queues) const;

    HomeserverState *m_state;
    Parts m_parts;
};

} // namespace Lockstep::Lab
