// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "sql/database.h"

namespace Lockstep::History {

/// Makes the tables of an empty file, or brings those of an older version up to date, all or nothing. Errors: Database (another program's
/// database, made by a newer version).
Result<void> prepareSchema(Sql::Transaction &transaction, const QString &path);

} // namespace Lockstep::History
