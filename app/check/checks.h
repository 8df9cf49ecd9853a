// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "check/findings.h"
#include "sql/database.h"

namespace Lockstep::Checking {

/// One function for each area. They only read, take no longer than their context allows, and run side by side.
using Checks = QList<Inspection::Check>;

Checks checkConfiguration(const Context &context);
Checks checkHomeserver(const Context &context);
Checks checkDatabase(const Context &context);
/// What the log configuration of each of Synapse's processes says.
Checks checkLoggers(const Context &context);
/// What the logs are, and what their ends tell.
Checks checkLogs(const Context &context);
Checks checkRedis(const Context &context);
Checks checkTap(const Context &context);
Checks checkProxy(const Context &context);
Checks checkHistory(const Context &context);
Checks checkClock(const Context &context);
Checks checkGateway(const Context &context);

/// A part of checkHistory(): a history that many gateways share.
void checkSharedHistory(const Context &context, Findings &findings);
/// A part of checkDatabase(): whether a PostgreSQL server is a standby, which is the result, and how far it is behind.
bool checkStandby(const Sql::Database &database, Findings &findings);
/// A part of checkDatabase(): what the gateway's lists walk along.
void checkIndexes(const Sql::Database &database, Findings &findings);

} // namespace Lockstep::Checking
