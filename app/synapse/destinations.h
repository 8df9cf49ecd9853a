// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"
#include "synapse/schema.h"

#include <QSet>

namespace Lockstep::Synapse {

class Sampler;

using DestinationMap = QHash<ServerName, Inspection::Destination>;

/// The retry state of remote servers. Thread-safe.
class Destinations
{
public:
    Destinations(const Database &database, const Sampler &sampler)
        : m_database(database)
        , m_sampler(sampler)
    {
    }

    /// Those of \a servers that Synapse has ever failed to reach or reached; by primary key.
    Result<DestinationMap> lookup(const QSet<ServerName> &servers) const;
    Result<std::optional<Inspection::Destination>> lookup(const ServerName &server) const;

    /// Failing ones first, the next retry first; then the others by name.
    Result<Inspection::Page<Inspection::Destination>> list(const Inspection::DestinationQuery &query) const;

    /// A page of the table by primary key, for sweeps: after \a after, at most \a limit.
    static Result<QList<Inspection::Destination>> sweep(const Database &database, const QString &after, int limit);

private:
    const Database &m_database;
    const Sampler &m_sampler;
};

/// Whether the server is in backoff. Synapse writes 0 when it reaches a server again.
inline bool isFailing(const Inspection::Destination &destination)
{
    return destination.failingSince > 0 || destination.retryInterval > 0;
}

} // namespace Lockstep::Synapse
