// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "sql/sqliteconnection.h"

namespace Lockstep::Sql {

/// libpq without its blocking calls, so that no server can hold a caller longer than the limit. Of several hosts each gets its share of
/// the time. Only the look-up of a host's name is bounded by the resolver's own settings.
Result<std::unique_ptr<Connection>> openPostgres(const DatabaseAddress &address, Access access, Purpose purpose, const Limit &limit);

} // namespace Lockstep::Sql
