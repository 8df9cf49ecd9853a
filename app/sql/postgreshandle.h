// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "sql/connection.h"
#include "sql/databaseerror.h"
#include "sql/sqliteconnection.h"

#include <memory>
#include <optional>

#include <libpq-fe.h>

namespace Lockstep::Sql {

using PostgresHandle = std::unique_ptr<PGconn, decltype(&PQfinish)>;

/// Connects without libpq's blocking calls, to the first of several hosts that has what target_session_attrs asks for; each gets its share
/// of the time. The connection does not block afterwards.
tl::expected<PostgresHandle, Fault> connectToPostgres(const DatabaseAddress &address, Access access, Purpose purpose, const Limit &limit);

/// Waits until the socket is ready. The fault otherwise; \a doing is what it says of silence.
std::optional<Fault> waitForPostgres(int socket, short events, const Limit &limit, const QString &doing);

/// What libpq says of the last call that failed.
QString wordsOfPostgres(PGconn *connection);

} // namespace Lockstep::Sql
