// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"
#include "synapse/tables/schema.h"

#include <QJsonArray>
#include <QSet>

namespace Lockstep::Synapse {

class Sampler;

using DestinationMap = QHash<ServerName, Inspection::Destination>;

/// The retry state of remote servers. Thread-safe.
class Destinations
{
public:
    Destinations(const Sql::Database &database, const Sampler &sampler)
        : m_database(database)
        , m_sampler(sampler)
    {
    }

    /// Those of \a servers that Synapse has ever failed to reach or reached; by primary key.
    Result<DestinationMap> lookup(const QSet<ServerName> &servers) const;
    Result<std::optional<Inspection::Destination>> lookup(const ServerName &server) const;

    /// Failing ones first, the next retry first; then the others by name; then those of tracked users that Synapse has no row for,
    /// because it never had to send them an event: nothing is known against them.
    Result<Inspection::Page<Inspection::Destination>> list(const Inspection::DestinationQuery &query) const;

private:
    Result<bool> addFailing(
        Inspection::Page<Inspection::Destination> &page, const Inspection::DestinationQuery &query, const QJsonArray &after) const;
    Result<void> addOthers(Inspection::Page<Inspection::Destination> &page, const Inspection::DestinationQuery &query, QString after) const;
    Result<void> addUntried(
        Inspection::Page<Inspection::Destination> &page, const Inspection::DestinationQuery &query, const ServerName &after) const;
    Inspection::Destination counted(Inspection::Destination destination) const;

    const Sql::Database &m_database;
    const Sampler &m_sampler;
};

} // namespace Lockstep::Synapse
