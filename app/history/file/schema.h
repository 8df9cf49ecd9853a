// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "sql/database.h"

namespace Lockstep::History {

/// Makes the tables of an empty file, or brings those of an older version up to date, all or nothing. Errors: Database (another program's
/// database, made by a newer version).
Result<void> prepareSchema(Sql::Transaction &transaction, const QString &path);

/// What this version makes; it opens what any earlier one made.
int newestFormat();
/// Makes the tables of an empty file as the version of that \a format (1 to newestFormat()) had them; prepareSchema() brings them on.
Result<void> makeSchemaOf(int format, Sql::Transaction &transaction);

/// The format of a history, which is not changed. Errors: as prepareSchema().
Result<int> formatOf(const Sql::Database &database, const QString &path);

} // namespace Lockstep::History
