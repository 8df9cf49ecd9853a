// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QString>

namespace Lockstep::History {

/// Whether the file's head says that it is a history of Lockstep, whatever is behind it.
bool isHistoryFile(const QString &path);

/// Gives the file, and what SQLite keeps beside it, another name, which is returned. Error: Io; then all is where it was.
Result<QString> moveAway(const QString &path);

/// Removes the file and what SQLite keeps beside it.
void removeWithBesides(const QString &path);
/// Gives a file that nobody has open the name of another, whose place it takes. Error: Io.
Result<void> putInPlace(const QString &fresh, const QString &path);

} // namespace Lockstep::History
