// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"
#include "synapse/queues/destinations.h"
#include "synapse/queues/sampler.h"
#include "synapse/queues/sendledger.h"

namespace Lockstep::Synapse {

/// What the table of devices says of a queue's device.
enum class DeviceRow : quint8 {
    None,
    Device,
    Hidden, ///< a cross-signing key
};

/// Says why queues wait. Times are ms since the epoch. Thread-safe.
class WaitReasons
{
public:
    WaitReasons(const Sql::Database &database, const Schema &schema, const Sampler &sampler, const SendLedger &sends)
        : m_database(database)
        , m_schema(schema)
        , m_sampler(sampler)
        , m_sends(sends)
    {
    }

    /// Fills in why each of \a queues waits, and what its growth is; \a rows says for each what its device is. Two statements at most.
    Result<void> explain(QList<Inspection::InboxQueue> &queues, const QList<DeviceRow> &rows, qint64 now) const;

    /// Why something waits for \a server since \a oldest. \a state: its retry state, nothing if Synapse has no row for it.
    Inspection::Waiting explain(
        const ServerName &server, const std::optional<Inspection::Destination> &state, qint64 oldest, qint64 now) const;

private:
    Result<QSet<QueueKey>> dehydrated(const QSet<UserId> &users) const;
    struct Deletions
    {
        QHash<QueueKey, QString> status;
        QString unknown; ///< why it cannot be told, empty if it can
    };
    Result<Deletions> deletions() const;
    Inspection::Waiting reasonOfKnown(const Inspection::InboxQueue &queue, qint64 now) const;

    const Sql::Database &m_database;
    const Schema &m_schema;
    const Sampler &m_sampler;
    const SendLedger &m_sends;
};

} // namespace Lockstep::Synapse
