// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "diagnosis/facts.h"
#include "history/reader.h"
#include "inspection/incidents.h"

#include <QHash>

namespace Lockstep::Server {

/// Reads recorded rows that events and findings tell of, a bounded number at a time: what comes faster than that is left out, for whoever
/// floods a history shall not be able to keep the gateway busy. One thread.
class NewRows
{
public:
    static constexpr qsizetype mostUsers = 2'000;
    static constexpr int readAtATime = 100;
    /// Rows before a new one among which the last one of the same device is looked for.
    static constexpr int lookBack = 30;

    /// Rows of a user, from the fact's time back, among which the one is looked for that the log made of what it tells, such as a fetch
    /// that failed: what fails for long has one row, and updates come behind it all the time.
    static constexpr int toldBack = 1'000;
    /// After so long it is looked again for a row that was not there, or of which no log had told.
    static constexpr qint64 placeAgainMs = 60'000;

    /// \a history may be null, and outlives it.
    explicit NewRows(const History::Reader *history)
        : m_history(history)
    {
    }

    /// A row was recorded, or changed.
    void note(const UserId &user, qint64 n);
    /// The next ones, with what came before them. What cannot be read adds Part::Rows to \a unread, and is read again.
    QList<Diagnosis::NewRow> take(QSet<Diagnosis::Part> &unread);

    /// Fills in when the update arrived that a finding is about, where the list that it came with does not say.
    void date(QList<Inspection::UserSummary> &users);

    /// Says of facts which row they rest on and whether a log told of it, as far as the history has the row. \a now: ms since the epoch.
    void place(QList<Inspection::Incident> &incidents, qint64 now);

private:
    struct Place
    {
        qint64 n = 0; ///< 0: there is no such row
        bool isFromLog = false;
        qint64 readAt = 0; ///< ms since the epoch, 0: not yet
    };
    void findBefore(Diagnosis::NewRow &seen) const;
    /// n of the newest row that came until then, 0 if there is none. \a reads: how many were made.
    std::optional<qint64> newestUntil(const UserId &user, qint64 until, int &reads) const;
    std::optional<Place> placeOf(const Inspection::Evidence &fact, qint64 now, int &reads) const;

    const History::Reader *m_history;
    QHash<UserId, QSet<qint64>> m_noted;
    QHash<std::pair<UserId, qint64>, qint64> m_dates; ///< of rows that findings are about, ms since the epoch
    QHash<std::pair<UserId, QString>, Place> m_places; ///< of the facts of the last look, by number or text
};

} // namespace Lockstep::Server
