// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "sql/connection.h"
#include "sql/databaseerror.h"

#include <memory>

namespace Lockstep::Sql {

enum class Access {
    ReadOnly, ///< the server itself refuses writes
    Marker, ///< may write; opened for the resync marker alone
    Owner, ///< may write: a file of our own
};

/// \c inMemory as the path, with Access::Owner: a new database that nobody else sees and that ends with the connection.
Result<std::unique_ptr<Connection>> openSqlite(const DatabaseAddress &address, Access access, Purpose purpose, const Limit &limit);

} // namespace Lockstep::Sql
