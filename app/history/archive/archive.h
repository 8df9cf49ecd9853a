// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QStringList>

#include <functional>

namespace Lockstep::History {

/// A history as text: lines of JSON, compressed with gzip where the file's name ends with ".gz".
///
///     {"lockstep_history": 1, "format": FORMAT, "made": MS}
///     {"table": NAME, "columns": [NAME…]}          what the arrays that follow are rows of
///     [VALUE…]                                     numbers, texts, null, or {"base64": TEXT} for bytes
///     {"rows": COUNT, "lost": COUNT}               the last line: without it the file was cut off
///
/// Tables and columns are those of the store's \a FORMAT; see schema.cpp. A file of an older format is brought up to date when it is read.

/// What was done, so far.
struct ArchiveProgress
{
    qint64 rows = 0;
    qint64 of = 0; ///< rows of updates that there are to be, about; 0 if not known
};
/// Called now and then, on the calling thread. False ends it, with Error::Cancelled.
using ArchiveWatch = std::function<bool(const ArchiveProgress &)>;

struct ArchiveOutcome
{
    qint64 rows = 0;
    qint64 updates = 0; ///< of these
    qint64 users = 0;
    /// Users of whose history only the beginning could be read or was whole, and tables that could not be read to their end.
    qint64 shortened = 0;
    QStringList losses = {}; ///< the first ones, a sentence each
};

/// Writes the history at \a path into a new file, which is not there under its name until it is whole. The history is only read, as it is
/// at one moment, and may be in use. Of a damaged one what can be read is written. Errors: Database (not a history), Io, Cancelled.
Result<ArchiveOutcome> exportHistory(const QString &path, const QString &to, const ArchiveWatch &watch = {});

/// Makes a new history at \a path of an archive. Errors: Io (there is something already; the archive cannot be read), BadInput (not an
/// archive, cut off, newer, with the line), Cancelled. Then nothing is left at \a path.
Result<ArchiveOutcome> importHistory(const QString &from, const QString &path, const ArchiveWatch &watch = {});

/// What is wrong with a history. It is only read, whole, and may be in use. Error: Database (not a history), Io, Cancelled.
struct Checkup
{
    qint64 users = 0;
    qint64 updates = 0;
    qint64 bytes = 0; ///< of the file
    qint64 unused = 0; ///< of these what compacting would give back, about
    int format = 0;
    QStringList faults = {}; ///< a sentence each, at most a hundred
};
Result<Checkup> checkHistory(const QString &path, const ArchiveWatch &watch = {});

/// Gives room that is not used any more back to the file system. Needs as much room again for a while; nobody else may use the history.
/// Errors: Io (no room), Database. Returns the size before, in bytes.
Result<qint64> compactHistory(const QString &path);

} // namespace Lockstep::History
