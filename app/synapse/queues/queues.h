// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"
#include "synapse/queues/destinations.h"
#include "synapse/queues/sampler.h"

namespace Lockstep::Synapse {

/// What waits: send-to-device messages to local devices (inbox) and to other servers (outbox), device list updates of local users that
/// are to be sent. Thread-safe.
///
/// No list counts a table. The distinct queues of a page are found by a loose index scan (from each queue the index is entered
/// anew at the next one), and each is counted along the index up to a limit, after which the count is "at least".
class Queues
{
public:
    Queues(const Sql::Database &database, const Schema &schema, const Destinations &destinations, const Sampler &sampler);

    Result<Inspection::Page<Inspection::InboxQueue>> inbox(const Inspection::InboxQuery &query) const;
    Result<Inspection::Page<Inspection::ToDeviceMessage>> inboxMessages(
        const UserId &user, const DeviceId &device, const Inspection::MessageQuery &query) const;
    Result<Inspection::Page<Inspection::OutboxQueue>> outbox(const Inspection::PageQuery &query) const;
    Result<Inspection::Page<Inspection::ToDeviceMessage>> outboxMessages(
        const ServerName &destination, const Inspection::MessageQuery &query) const;
    Result<Inspection::Page<Inspection::UpdatesQueue>> updates(const Inspection::PageQuery &query) const;

    enum class Kind {
        Inbox,
        Outbox,
        Updates,
    };
    /// Exact for a small table, otherwise the engine's own estimate.
    Result<Inspection::QueueTotals> totals(Kind kind) const;

private:
    Result<QList<Inspection::InboxQueue>> describeInbox(const QList<QueueKey> &keys) const;
    Result<Inspection::Page<Inspection::InboxQueue>> deepest(const Inspection::InboxQuery &query) const;

    const Sql::Database &m_database;
    const Schema &m_schema;
    const Destinations &m_destinations;
    const Sampler &m_sampler;
};

} // namespace Lockstep::Synapse
