// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/devicelistupdate.h"
#include "history/namefilter.h"
#include "history/store.h"
#include "sql/database.h"

#include <unordered_map>
#include <vector>

namespace Lockstep::History {

/// A row of the table of users: what userHistory() says, kept up to date so that nothing needs to be counted.
struct UserRow
{
    qint64 id = 0;
    qint64 updates = 0;
    qint64 lastReceived = 0;
    qint64 lastResync = 0;
    qint64 openGap = 0;
    qint64 lastNeedless = 0;
    qint64 lastPruned = 0;
    qint64 lastPlaceholder = 0;
    qint64 lastRestarted = 0;
    qint64 lastRewound = 0;
    qint64 lastRebuilt = 0;
    qint64 lastMalformed = 0;
    qint64 droppedList = 0;
    qint64 firstKept = 1; ///< n of the first row that is kept
    qint64 firstReceived = 0; ///< and when it was received
    bool hadOpenGap = false; ///< as it is stored
    bool hadHead = false; ///< which list was stored was known before
    bool outdated = false; ///< the last one of some break was explained later: look for an earlier one
    bool isTouched = false; ///< by the batch under way

    /// Takes in what was recorded or became of an update.
    void summarize(const DeviceListUpdate &update, const RowMarks &marks);
};

/// The numbers of a row, and the names of their columns.
struct UserRowColumn
{
    QLatin1StringView name;
    qint64 UserRow::*member;
};
inline constexpr UserRowColumn userRowColumns[]
    = {{QLatin1StringView("updates"), &UserRow::updates}, {QLatin1StringView("last_received"), &UserRow::lastReceived},
        {QLatin1StringView("last_resync"), &UserRow::lastResync}, {QLatin1StringView("open_gap"), &UserRow::openGap},
        {QLatin1StringView("last_needless"), &UserRow::lastNeedless}, {QLatin1StringView("last_pruned"), &UserRow::lastPruned},
        {QLatin1StringView("last_placeholder"), &UserRow::lastPlaceholder}, {QLatin1StringView("last_restarted"), &UserRow::lastRestarted},
        {QLatin1StringView("last_rewound"), &UserRow::lastRewound}, {QLatin1StringView("last_rebuilt"), &UserRow::lastRebuilt},
        {QLatin1StringView("last_malformed"), &UserRow::lastMalformed}, {QLatin1StringView("dropped_list"), &UserRow::droppedList},
        {QLatin1StringView("first_kept"), &UserRow::firstKept}, {QLatin1StringView("first_received"), &UserRow::firstReceived}};

/// The breaks of which the newest one is kept, beside the gap that is open.
struct KeptBreak
{
    Break which;
    qint64 UserRow::*last;
};
inline constexpr KeptBreak keptBreaks[] = {{Break::NeedlessResync, &UserRow::lastNeedless}, {Break::Pruned, &UserRow::lastPruned},
    {Break::Placeholder, &UserRow::lastPlaceholder}, {Break::Restarted, &UserRow::lastRestarted}, {Break::Rewound, &UserRow::lastRewound},
    {Break::Rebuilt, &UserRow::lastRebuilt}};

/// The table of users as its only writer sees it. Not thread-safe; used within the writer's transactions.
class UserRows
{
public:
    explicit UserRows(NameFilter &names)
        : m_names(names)
    {
    }

    /// The user's row; one is made if there is none. Stays where it is until the end of the batch.
    Result<UserRow *> row(Sql::Transaction &transaction, const UserId &user);
    /// Brings the rows that were asked for since begin() up to date and writes them. \a openGaps: what summaries cannot tell. Returns by
    /// how many the users with an open gap became more.
    Result<qint64> write(Sql::Transaction &transaction, const QList<std::pair<UserId, qint64>> &openGaps);
    /// A batch begins; of the one before nothing is under way any more. Keeps a bounded number of rows in memory, and none if somebody else
    /// wrote, or put another file in the place of this one.
    Result<void> begin(Sql::Transaction &transaction);
    /// The batch is stored, with so many updates that were added.
    void end(qint64 added) { m_updates += added; }
    /// What is in memory may not be what is stored.
    void forget();
    /// The same of one user; and so many updates are fewer.
    void forget(const UserId &user, qint64 fewer);

private:
    static Result<void> summarizeAnew(Sql::Transaction &transaction, UserRow &row);

    struct Hash
    {
        size_t operator()(const UserId &user) const { return size_t(qHash(user)); }
    };
    NameFilter &m_names;
    std::unordered_map<UserId, UserRow, Hash> m_rows;
    std::vector<UserRow *> m_touched;
    qint64 m_updates = -1; ///< of all users, as stored by us; -1: not known
};

/// Numbers of the writer's own statements; see Sql::Connection::statement().
enum WriterStatement {
    InsertUpdate,
    ReviseUpdate,
    ReviseOutline,
    InsertUser,
    WriteUser,
};

} // namespace Lockstep::History
