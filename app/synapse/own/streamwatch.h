// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/ownside.h"
#include "synapse/tables/schema.h"

#include <QHash>

namespace Lockstep::Synapse {

/// Compares each writer's position in the streams of device lists and of to-device messages with the newest row that it has written. What
/// is above the position is stored and not shown to anybody. A position is always a moment behind, so that only one counts that does not
/// move. One thread at a time.
class StreamWatch
{
public:
    StreamWatch(const Sql::Database &database, const Schema &schema)
        : m_database(database)
        , m_schema(schema)
    {
    }

    /// One look: bounded stretches of indexes. \a now: ms since the epoch.
    Result<void> look(qint64 now);

    /// Positions that have stood still for so long while rows were above them.
    static constexpr qint64 standsStillMs = 5'000;
    QList<Inspection::StreamStandstill> standing(qint64 now) const;
    /// Positions that the last look compared.
    qint64 watched() const { return m_watched; }

private:
    using Writer = std::pair<QString, QString>; ///< stream, process
    struct Newest
    {
        qint64 streamId = 0;
        QString table;
    };
    Result<void> readNewest(
        const QString &stream, const QStringList &tables, const QHash<Writer, qint64> &positions, QHash<Writer, Newest> &newest) const;

    const Sql::Database &m_database;
    const Schema &m_schema;
    QHash<Writer, Inspection::StreamStandstill> m_behind;
    qint64 m_watched = 0;
};

} // namespace Lockstep::Synapse
