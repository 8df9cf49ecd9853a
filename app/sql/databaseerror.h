// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "sql/databaseaddress.h"

class QSqlError;

namespace Lockstep::Synapse {

/// What a failed statement or connection means for the operator, in one sentence with the way out. Never holds the password.
Error explain(const QSqlError &error, const DatabaseAddress &address);

/// Whether the connection is gone (server restarted, network cut), so that a new one may help.
bool isConnectionLost(const QSqlError &error, Engine engine);

} // namespace Lockstep::Synapse
