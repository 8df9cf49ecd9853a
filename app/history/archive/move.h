// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/archive/archive.h"
#include "sql/databaseaddress.h"

#include <optional>

namespace Lockstep::History {

/// A history, wherever it is kept.
struct HistoryPlace
{
    std::optional<Sql::DatabaseAddress> database = {}; ///< of a shared one
    QString path = {}; ///< of one in a file

    QString describe() const { return database ? database->describe() : path; }
};

struct MoveOutcome
{
    qint64 users = 0;
    qint64 updates = 0;
    qint64 positions = 0; ///< of logs, so that none is read anew
    QStringList remarks = {}; ///< what was not moved, a sentence each
};

/// Copies a history into another, empty place, and then reads both and compares them user by user: numbers, and a digest of all rows. The
/// first is only read. From a file into a database the positions of its logs go along under the name of the gateway whose own file the
/// file becomes; what else the file holds (audits, incidents, reachability, trail) stays in it. Nobody may record into either. Errors:
/// those of both, Io (there is something already), Cancelled, Internal (both differ; the user is named).
Result<MoveOutcome> moveHistory(const HistoryPlace &from, const HistoryPlace &to, const ArchiveWatch &watch = {});

/// The same as checkHistory() of a shared history. It is only read, and may be in use.
Result<Checkup> checkSharedHistory(const Sql::DatabaseAddress &address, const ArchiveWatch &watch = {});

} // namespace Lockstep::History
