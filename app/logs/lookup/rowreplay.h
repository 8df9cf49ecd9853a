// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/observed.h"
#include "history/recording/usertimeline.h"

#include <map>
#include <vector>

namespace Lockstep::Logs {

/// The row whose lines are looked for.
struct WantedRow
{
    UserId user;
    DeviceListUpdate row; ///< whole
    /// How many rows came before it that are like it and have its time: of lines that say the same at once each made one.
    int alikeBefore = 0;
};

/// How many of \a before, the rows just before \a row in the history, are like it and have its time.
int countAlike(const DeviceListUpdate &row, const QList<DeviceListUpdate> &before);

/// What a log said of one user, told once more to the rules that made his history (History::Correlator): which lines made the wanted row.
/// Not thread-safe.
class RowReplay
{
public:
    explicit RowReplay(WantedRow wanted);
    /// \a line: a number of the caller's. Observations of others are left out. In the order in which the log has them.
    void take(int line, const History::Feed &feed, const History::Observation &what);

    struct Telling
    {
        int line = 0;
        size_t observation = 0; ///< its index among those that were taken
    };
    /// Of the row that is the wanted one, in order; none if no row is.
    std::vector<Telling> tellings() const;
    /// Whether the wanted row is there as the history has it, so that no line is missing.
    bool isWhole() const;

private:
    int find() const;
    bool isLike(const History::RowOutline &row) const;

    WantedRow m_wanted;
    quint64 m_contentHash;
    History::UserTimeline m_timeline;
    size_t m_taken = 0;
    std::map<int, std::vector<Telling>> m_tellings; ///< by row
};

} // namespace Lockstep::Logs
