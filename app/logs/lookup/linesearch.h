// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/rowlines.h"
#include "logs/logdialect.h"
#include "logs/lookup/rowreplay.h"

#include <QStringList>
#include <QTimeZone>

#include <functional>

namespace Lockstep::Logs {

/// Finds the lines of a homeserver's log that a row of a history was read from: a history keeps what lines said, and not their places. Reads
/// the logs around the row's time once more, with the readers and by the rules that made it, so that the same code says which line made it.
/// Bounded in bytes and time; a search is cancelled from outside. Thread-safe: it keeps nothing between searches.
class LineSearch
{
public:
    struct Limits
    {
        qint64 bytes = 512 * 1024 * 1024; ///< of text read in one search, for all files
        int ms = 20'000;
        qint64 wholeUpTo = 16 * 1024 * 1024; ///< smaller files are read from their beginning, whatever the order of their times
        qint64 beforeMs = 60'000; ///< how long before the row reading begins: what was told of the user then decides with
        qint64 afterMs = 10 * 60'000; ///< how long after it lines may still belong to it
        qint64 afterFetchMs = 60 * 60'000; ///< the same of a fetch of the whole list
        qsizetype block = 256 * 1024;
    };

    /// \a patterns: as LogFollower has them.
    LineSearch(QStringList patterns, LogDialect dialect, QTimeZone zone = QTimeZone::systemTimeZone());
    LineSearch(QStringList patterns, LogDialect dialect, QTimeZone zone, Limits limits);

    /// \a before: some of the rows just before it in the user's history. \a isAbandoned is asked often, and ends the search. Blocks. Errors:
    /// Cancelled.
    Result<Inspection::RowLines> find(const UserId &user, const DeviceListUpdate &row, const QList<DeviceListUpdate> &before,
        const std::function<bool()> &isAbandoned) const;

private:
    struct Work;

    QStringList m_patterns;
    LogDialect m_dialect;
    QTimeZone m_zone;
    Limits m_limits;
};

} // namespace Lockstep::Logs
