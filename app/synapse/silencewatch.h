// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/observed.h"
#include "synapse/config/processes.h"

#include <QHash>

#include <mutex>

namespace Lockstep::Synapse {

/// Compares what moves in the database with what logs and tap tell: a list whose stored stream_id changed, and of which nobody told
/// anything within half a minute before or after, means a log that is silent or not followed. Memory is bounded. Thread-safe. Times are ms
/// since the epoch by this machine's clock.
class SilenceWatch
{
public:
    /// A tracked user's list has another stream_id than before, and no resync that was due explains it.
    void moved(const UserId &user, qint64 now);
    /// What a source observed; the database's own observations are none.
    void told(const History::Observation &what, const History::Feed &feed, qint64 now);
    /// This program had the list fetched: no log need tell of that.
    void refreshed(const UserId &user, qint64 now);

    struct Silence
    {
        qint64 lists = 0; ///< that changed untold; 0: nothing is silent
        qint64 since = 0, last = 0;
        qint64 toldOnes = 0; ///< changes that were told meanwhile
    };
    /// What went untold in the last day, and is not outweighed by what was told.
    Silence silence(qint64 now);

    /// The same as a sentence that names what to set; empty if nothing is silent.
    QString sentence(const QList<ProcessLog> &processes, const StreamWriters &writers, qint64 now);

    /// How long a log may lag.
    static constexpr qint64 graceMs = 30'000;

private:
    void settle(qint64 now);
    /// Whether a change had waited for that.
    bool explain(QHash<UserId, qint64> &times, const UserId &user, qint64 now);

    std::mutex m_mutex;
    QHash<UserId, qint64> m_told; ///< when last
    QHash<UserId, qint64> m_refreshed; ///< when last, by this program
    QHash<UserId, qint64> m_waiting; ///< moved then, and not told yet
    QHash<UserId, qint64> m_untold;
    qint64 m_toldMoves = 0;
    int m_toldInARow = 0;
    qint64 m_settled = 0;
};

} // namespace Lockstep::Synapse
