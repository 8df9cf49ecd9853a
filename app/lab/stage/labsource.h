// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/reader.h"
#include "inspection/source.h"
#include "lab/state/homeserverstate.h"

namespace Lockstep::Lab {

class DeviceListTracker;
class FederationSender;
class ReceivedUpdates;

/// What a lab server received, on its state thread.
class ReceivedHistory : public History::Reader
{
public:
    ReceivedHistory(HomeserverState *state, ReceivedUpdates *updates)
        : m_state(state)
        , m_updates(updates)
    {
    }
    Result<QList<DeviceListUpdate>> updates(const UserId &user, qint64 after, int limit, bool newestFirst) const override;
    Result<std::pair<qint64, qint64>> extent() const override;

private:
    HomeserverState *m_state;
    ReceivedUpdates *m_updates;
};

/// The inspection API over a lab server's own state. Thread-safe: every call is one short piece of work on the state thread.
class LabSource : public Inspection::Source
{
public:
    LabSource(HomeserverState *state, DeviceListTracker *tracker, ReceivedUpdates *history, FederationSender *sender,
        Inspection::EventFeed *events);

    Result<Inspection::Info> info() override;
    Result<Inspection::Overview> overview() override;
    Result<Inspection::Page<Inspection::UserSummary>> users(const Inspection::UserQuery &query) override;
    Result<Inspection::UserDetails> user(const UserId &user) override;
    Result<Inspection::Page<Inspection::InboxQueue>> inbox(const Inspection::InboxQuery &query) override;
    Result<Inspection::Page<Inspection::ToDeviceMessage>> inboxMessages(
        const UserId &user, const DeviceId &device, const Inspection::MessageQuery &query) override;
    Result<Inspection::Page<Inspection::OutboxQueue>> outbox(const Inspection::PageQuery &query) override;
    Result<Inspection::Page<Inspection::ToDeviceMessage>> outboxMessages(
        const ServerName &destination, const Inspection::MessageQuery &query) override;
    Result<Inspection::Page<Inspection::UpdatesQueue>> updateQueues(const Inspection::PageQuery &query) override;
    Result<Inspection::Page<Inspection::Destination>> destinations(const Inspection::DestinationQuery &query) override;
    Result<void> resetDestination(const ServerName &destination, const QString &accessToken) override;
    Result<void> mayResync(const UserId &caller, bool isAdmin, const UserId &user) override;
    Result<void> resync(const UserId &user, const QString &accessToken, int timeoutMs) override;
    Inspection::EventFeed &events() override { return *m_events; }

private:
    /// What the tables say of a user, without findings. State thread, like the two below.
    Inspection::UserSummary summaryOf(const UserId &user);
    /// What findings are made of, as far as a list of users shows them.
    FindingFacts factsOf(const Inspection::UserSummary &summary);
    std::optional<Inspection::Destination> destinationOf(const ServerName &server) const;
    template <typename Queue>
    void addBackoff(QList<Queue> *queues) const;

    HomeserverState *m_state;
    DeviceListTracker *m_tracker;
    ReceivedUpdates *m_history;
    FederationSender *m_sender;
    Inspection::EventFeed *m_events;
};

} // namespace Lockstep::Lab
