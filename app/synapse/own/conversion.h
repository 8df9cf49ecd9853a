// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/ownside.h"
#include "synapse/tables/schema.h"

#include <optional>

namespace Lockstep::Synapse {

/// Finds what of local users' changes is not on its way to anybody: the rows of device_lists_changes_in_room above the position up to which
/// Synapse has made updates of them. Rows below it that are not marked as converted are no backlog: Synapse passes those by that go to
/// nobody. Unless they were written when the position was above them already: then they are never looked at, and neither is what follows.
/// Each look is a few statements, bounded along an index. One thread at a time.
class ConversionWatch
{
public:
    /// A position so far above all rows was moved: updates that were sent and are gone explain some thousands.
    static constexpr qint64 farAhead = 100'000;

    ConversionWatch(const Sql::Database &database, const Schema &schema)
        : m_database(database)
        , m_schema(schema)
    {
    }

    /// \a now: ms since the epoch.
    Result<Inspection::ConversionLag> look(qint64 now);

private:
    struct Place
    {
        qint64 position = 0;
        QString room;
        qint64 newest = 0; ///< of the rows that are not converted
        qint64 head = 0; ///< of all rows of the stream
    };
    Result<std::optional<Place>> readPlace() const;
    Result<void> count(Inspection::ConversionLag &lag, const QString &where, const QVariantList &values) const;

    const Sql::Database &m_database;
    const Schema &m_schema;
    std::optional<Place> m_last;
    std::optional<qint64> m_passedBy; ///< what is above it was written below the position
    qint64 m_seen = 0; ///< when what waits was first seen
};

} // namespace Lockstep::Synapse
