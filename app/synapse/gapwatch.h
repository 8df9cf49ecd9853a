// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/recording/recorder.h"
#include "sql/database.h"

#include <QHash>

#include <functional>

namespace Lockstep::Synapse {

class FetchLedger;

/// Looks for lists that are whole again although no log told of it: a tap sees no resync, and at its default level Synapse does not log
/// that it took a list. The database tells: a list that is not marked and stands at the update that had the gap, or later, was fetched.
/// So was one that an operator's refresh fetched. Not thread-safe.
class GapWatch
{
public:
    /// \a recorder may be null: nothing is looked at. \a ledger may be null.
    GapWatch(const Sql::Database &database, History::Recorder *recorder, const FetchLedger *ledger);

    /// Looks at some users with open gaps, and records a resync for those whose gap has closed. \a now: ms since the epoch.
    Result<void> step(qint64 now);

    /// Looks whether the lists of users with open gaps are marked, for a while after something was recorded of them: a mark that a fetch
    /// takes away lives for some tenths of a second, and what a text log says of that fetch counts only if the mark was seen. To be called
    /// some ten times a second.
    Result<void> lookForMarks(qint64 now);

    /// How long a gap stays open before the database is asked: a log tells more.
    static constexpr qint64 graceMs = 15'000;
    /// How long lookForMarks() looks.
    static constexpr qint64 lookMs = 10'000;

private:
    struct Open
    {
        qint64 n = 0;
        qint64 seen = 0; ///< when it was seen open first
        bool isToldUnmarked = false;
    };
    struct Stored
    {
        StreamId streamId;
        bool marked = false;
    };
    struct Look
    {
        qint64 updates = -1; ///< rows of the user
        qint64 until = 0;
        bool isMarked = false;
    };
    Result<QHash<UserId, Stored>> read(const QList<UserId> &users) const;

    const Sql::Database &m_database;
    History::Recorder *m_recorder;
    const FetchLedger *m_ledger;
    QHash<UserId, Open> m_open;
    UserId m_last;
    QHash<UserId, Look> m_looks;
    UserId m_lastLook;
    qint64 m_recorded = -1; ///< rows of the whole history
    qint64 m_lookUntil = 0; ///< somebody may have to be looked at
};

} // namespace Lockstep::Synapse
