// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/device.h"
#include "inspection/types.h"
#include "sql/database.h"

#include <QElapsedTimer>
#include <QSet>

#include <functional>
#include <map>
#include <mutex>
#include <optional>

namespace Lockstep::Synapse {

/// Checks the keys of all tracked lists, one after the other along the index, a few milliseconds a step, and lists that were seen to
/// change before the others. What it found is kept in memory and is as old as the last sweep. Thread-safe; step() is called by one
/// thread at a time.
class KeyCheck
{
public:
    enum Problem : quint8 {
        UnusableKeys = 1, ///< a device whose own signature does not hold or is missing, or whose keys name another one
        CrossSigningBroken = 2, ///< cross-signing keys or signatures that do not hold, or one of the two keys missing
    };
    /// Work allowed for each step; what one large list takes beyond it is made up for by leaving out steps.
    static constexpr int budgetMs = 30;
    /// Users with problems that are kept.
    static constexpr qsizetype mostKept = 200'000;

    /// \a load reads a user's list and checks its signatures.
    KeyCheck(const Sql::Database &database, std::function<Result<DeviceList>(const UserId &)> load);

    /// Problems of a list whose signatures were checked.
    static quint8 problemsOf(const DeviceList &list);

    Result<void> step();
    /// These lists changed.
    void changed(const QSet<UserId> &users);
    /// The user's list was checked elsewhere.
    void note(const UserId &user, quint8 problems);

    /// 0 if there are none, or none known yet.
    quint8 problems(const UserId &user) const;
    /// In order of their IDs, from \a after.
    QList<UserId> usersWith(Problem problem, const UserId &after, int limit) const;
    qint64 count(Problem problem) const;
    /// \c total is not filled in.
    Inspection::KeyCheck progress() const;
    /// Users whose problems changed; each change is handed out once.
    QList<UserId> takeChanged();

private:
    Result<std::optional<UserId>> next();
    void endSweep();

    const Sql::Database &m_database;
    const std::function<Result<DeviceList>(const UserId &)> m_load;

    // step() only
    QElapsedTimer m_pause;
    qint64 m_pauseMs = 0;
    qint64 m_creditMs = 0;
    qint64 m_sweepCostMs = 0;
    UserId m_position;
    QList<UserId> m_pending;

    struct Kept
    {
        quint8 problems = 0;
        quint32 sweep = 0;
    };
    mutable std::mutex m_mutex;
    std::map<UserId, Kept> m_kept;
    std::map<quint8, qint64> m_counts;
    QSet<UserId> m_urgent;
    QSet<UserId> m_changed;
    quint32 m_sweep = 1;
    qint64 m_checked = 0;
    qint64 m_lastChecked = 0;
    qint64 m_finished = 0;
};

} // namespace Lockstep::Synapse
