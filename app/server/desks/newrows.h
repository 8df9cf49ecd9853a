// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "diagnosis/facts.h"
#include "history/reader.h"

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

private:
    void findBefore(Diagnosis::NewRow &seen) const;

    const History::Reader *m_history;
    QHash<UserId, QSet<qint64>> m_noted;
    QHash<std::pair<UserId, qint64>, qint64> m_dates; ///< of rows that findings are about, ms since the epoch
};

} // namespace Lockstep::Server
