// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "sql/database.h"
#include "synapse/tables/schema.h"

namespace Lockstep::Synapse {

/// Who is in a room with whom, as the homeserver's database has it. Each question goes along an index. Thread-safe.
class SharedRooms
{
public:
    SharedRooms(const Sql::Database &database, const Schema &schema)
        : m_database(database)
        , m_schema(schema)
    {
    }

    /// Not available where the database's role may not read memberships: the questions then fail with Forbidden.
    Inspection::Availability availability() const { return m_schema.sharedRooms(); }
    /// Whether the remote user is in any room that the homeserver is in.
    Result<bool> isMember(const UserId &remote) const;
    /// Whether both are in one room.
    Result<bool> share(const UserId &local, const UserId &remote) const;

private:
    Result<bool> ask(const QString &sql, const QVariantList &values) const;

    const Sql::Database &m_database;
    const Schema &m_schema;
};

} // namespace Lockstep::Synapse
