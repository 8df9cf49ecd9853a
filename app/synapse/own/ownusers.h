// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/ownuser.h"
#include "synapse/queues/waitreasons.h"

namespace Lockstep::Synapse {

/// A local user's list, as the homeserver tells it to other servers, and how far each of them has got it. A call is some bounded statements
/// along indexes. Thread-safe.
class OwnUsers
{
public:
    OwnUsers(const Sql::Database &database, const Schema &schema, const Destinations &destinations, const WaitReasons &reasons)
        : m_database(database)
        , m_schema(schema)
        , m_destinations(destinations)
        , m_reasons(reasons)
    {
    }

    /// What the database's role may not read, the part says so. NotFound: the homeserver has neither devices nor changes of such a user.
    Result<Inspection::OwnUser> user(const UserId &user, const Inspection::OwnUserQuery &query, qint64 now) const;

private:
    Result<void> readList(Inspection::OwnUser &own) const;
    Result<void> readSigning(Inspection::OwnUser &own) const;
    Result<void> readChanges(Inspection::OwnUser &own) const;
    Result<void> readTimes(QList<Inspection::OwnChange> &changes) const;
    Result<void> readDestinations(Inspection::OwnUser &own, const Inspection::OwnUserQuery &query) const;
    Result<void> readWaiting(Inspection::OwnUser &own, const QStringList &names, bool isAsked) const;

    const Sql::Database &m_database;
    const Schema &m_schema;
    const Destinations &m_destinations;
    const WaitReasons &m_reasons;
};

} // namespace Lockstep::Synapse
