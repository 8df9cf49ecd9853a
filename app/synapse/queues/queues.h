// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/ownside.h"
#include "inspection/queuesummary.h"
#include "synapse/queues/destinations.h"
#include "synapse/queues/sampler.h"
#include "synapse/queues/waitreasons.h"

namespace Lockstep::Synapse {

/// What waits: send-to-device messages to local devices (inbox) and to other servers (outbox), device list updates of local users that
/// are to be sent. Thread-safe.
///
/// No list counts a table. The distinct queues of a page are found by a loose index scan (from each queue the index is entered
/// anew at the next one), and each is counted along the index up to a limit, after which the count is "at least".
class Queues
{
public:
    Queues(const Sql::Database &database, const Schema &schema, const Destinations &destinations, const Sampler &sampler,
        const SendLedger &sends, ServerName own);

    Result<Inspection::Page<Inspection::InboxQueue>> inbox(const Inspection::InboxQuery &query) const;
    Result<Inspection::Page<Inspection::ToDeviceMessage>> inboxMessages(
        const UserId &user, const DeviceId &device, const Inspection::MessageQuery &query) const;
    Result<Inspection::Page<Inspection::OutboxQueue>> outbox(const Inspection::PageQuery &query) const;
    Result<Inspection::Page<Inspection::ToDeviceMessage>> outboxMessages(
        const ServerName &destination, const Inspection::MessageQuery &query) const;
    Result<Inspection::Page<Inspection::UpdatesQueue>> updates(const Inspection::PageQuery &query) const;
    /// The same of these destinations, those that nothing waits for left out.
    Result<Inspection::Page<Inspection::OutboxQueue>> outboxOf(const QStringList &destinations) const;
    Result<Inspection::Page<Inspection::UpdatesQueue>> updatesOf(const QStringList &destinations) const;

    /// What a queue holds: of a long one, the oldest and the newest messages.
    Result<Inspection::QueueSummary> inboxSummary(const UserId &user, const DeviceId &device) const;
    Result<Inspection::QueueSummary> outboxSummary(const ServerName &destination) const;
    /// Whose updates wait for one destination, by user.
    Result<Inspection::Page<Inspection::WaitingUpdates>> waitingUpdates(
        const ServerName &destination, const Inspection::PageQuery &query) const;

    /// Why queues wait, for others who look at them.
    const WaitReasons &reasons() const { return m_reasons; }

    enum class Kind {
        Inbox,
        Outbox,
        Updates,
    };
    /// Exact for a small table, otherwise the engine's own estimate.
    Result<Inspection::QueueTotals> totals(Kind kind) const;

private:
    template <typename Queue>
    Result<Inspection::Page<Queue>> nextOf(const Inspection::Availability &can, const QString &table, const QString &list,
        const Inspection::PageQuery &query, Result<Inspection::Page<Queue>> (Queues::*of)(const QStringList &) const) const;
    template <typename Queue>
    Result<Inspection::Page<Queue>> withReasons(Inspection::Page<Queue> page) const;
    bool isGone(const UserId &user, const DeviceId &device) const;
    Result<QList<Inspection::InboxQueue>> describeInbox(const QList<QueueKey> &keys) const;
    Result<Inspection::Page<Inspection::InboxQueue>> deepest(const Inspection::InboxQuery &query) const;

    struct Slice
    {
        QString table, where, columns;
        QVariantList values;
    };
    /// Hands out the rows of a queue that a summary is made of; whether these are all.
    Result<bool> eachLooked(const Slice &slice, qint64 messages, const Sql::RowTaker &row) const;

    const Sql::Database &m_database;
    const Schema &m_schema;
    const Destinations &m_destinations;
    const Sampler &m_sampler;
    const ServerName m_own;
    const WaitReasons m_reasons;
};

} // namespace Lockstep::Synapse
