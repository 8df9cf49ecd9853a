// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/queuedepths.h"
#include "synapse/tables/schema.h"

#include <mutex>

namespace Lockstep::Synapse {

/// Counts all queues of a kind by going along an index, without a question for each of them: so many entries in one look, and where a table
/// has more, the next look goes on from there. Of the deepest ones it is asked how old and how large they are. Thread-safe.
class QueueDepthCount
{
public:
    /// Entries of an index that one statement, and one look, go over; each takes some hundred nanoseconds.
    static constexpr int entriesOfStatement = 50'000;
    static constexpr int entriesOfLook = 300'000;
    /// One queue is counted up to here.
    static constexpr int entriesOfQueue = 1'000'000;
    /// Queues whose oldest entry and size are looked at. Of each no more than so many entries are measured in one look: what was measured
    /// before is remembered as long as the queue's head is the same, so that one that only grows is measured once.
    static constexpr qsizetype described = 100;
    static constexpr int measured = 200;

    QueueDepthCount(const Sql::Database &database, const Schema &schema)
        : m_database(database)
        , m_schema(schema)
    {
    }

    Result<Inspection::QueueDepths> depths(Inspection::QueueKind kind, int most);

private:
    struct Table;
    struct Group
    {
        QString first, second; ///< values of the leading columns
        qint64 entries = 0;
    };
    /// What of a queue was measured.
    struct Size
    {
        qint64 oldest = 0, last = 0; ///< stream_ids: its head then, and the newest that is in
        qint64 entries = 0, bytes = 0;
    };
    using Sizes = QHash<QString, Size>; ///< by subject
    struct Found
    {
        Group group;
        Inspection::QueueDepth queue;
        qint64 oldest = 0; ///< stream_id
    };
    static Table tableOf(Inspection::QueueKind kind);
    Result<QList<Group>> statement(const Table &table, const Group &after) const;
    Result<void> describe(const Table &table, QList<Found> &queues) const;
    Result<void> measure(const Table &table, QList<Found> &queues, Sizes &sizes) const;

    const Sql::Database &m_database;
    const Schema &m_schema;
    std::mutex m_mutex;
    QMap<Inspection::QueueKind, Group> m_places; ///< where the next look begins
    QMap<Inspection::QueueKind, Sizes> m_sizes; ///< of the described ones
};

} // namespace Lockstep::Synapse
