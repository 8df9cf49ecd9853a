// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/file/rowcodec.h"
#include "history/postgres/postgresstore.h"
#include "history/postgres/rowtext.h"
#include "sql/database.h"

#include <atomic>
#include <chrono>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>

namespace Lockstep::History {

struct PostgresStore::Private
{
    using Clock = std::chrono::steady_clock;

    explicit Private(const SharedOptions &itsOptions);

    /// Before each call: the tables are there and this gateway is known. Fails at once while it was found away a moment ago.
    Result<void> ready();
    /// After each: what it says of how the store is reached.
    template <typename T>
    Result<T> noted(Result<T> done)
    {
        note(done ? std::nullopt : std::optional(done.error()));
        return done;
    }
    void note(const std::optional<Error> &error);
    /// Makes the partitions of these months, and of those to come.
    void makeMonths(const std::set<int> &wanted);

    /// Hands each row to \a take until that fails. Of \a user (of all, if it is none) something may have been written lately: a standby
    /// that may not have it yet is not asked.
    Result<void> read(
        const QString &sql, const QVariantList &values, const std::function<Result<void>(const Sql::Row &)> &take, const UserId &user = {});
    /// Of the primary.
    Result<void> readNow(const QString &sql, const QVariantList &values, const std::function<Result<void>(const Sql::Row &)> &take);
    /// Rows as TimelineWanted says, and what they stand on; another may cut between both. Its questions are asked one after the other.
    Result<QHash<UserId, StoredTimeline>> timelines(const QList<TimelineWanted> &wanted);
    bool isStandbyGood();
    void noteWritten(const Batch &batch);
    Result<bool> moveKept(int month);
    /// Whether what stays of the month is little enough to be moved, so that the rest can go as a whole.
    Result<bool> isWorthDropping(int month);
    /// The month is not looked at for so long: it cannot be let go of.
    void hold(int month, std::chrono::minutes time);
    ArrayText heldMonths();
    bool wasWrittenLately(const UserId &user);

    const SharedOptions options;
    std::unique_ptr<Store> own;
    QString gateway;

    Sql::Database writer, reader;
    std::optional<Sql::Database> standby;

    std::mutex writing; ///< of batches, and of the following
    KeysEncoder keys;
    qint64 stored = -1; ///< batches of this gateway, as this process left them; -1: not known
    int uncertain = 0; ///< batches after these that failed, and may be stored all the same
    std::atomic<quint64> epoch = 0;

    std::mutex preparing;
    std::atomic<bool> isPrepared = false;
    std::set<int> months; ///< those with a partition, or that get none; under \c preparing
    int madeIn = 0; ///< the month in which the next ones were made

    mutable std::mutex mutex; ///< of the following
    SharedState state;
    std::optional<Error> lastError; ///< while it is away
    Clock::time_point failedAt;
    Clock::time_point comparedAt; ///< with the standby
    bool standbyIsGood = false;
    std::deque<std::pair<Clock::time_point, qint64>> primaryLog; ///< where the primary's log stood, lately
    std::map<QString, Clock::time_point> written; ///< users, lately
    std::map<int, Clock::time_point> held; ///< see hold()

    int moving = 0; ///< the month that was counted, of whoever lets go of months
    int movesLeft = 0; ///< until it is counted again
};

/// Columns of a row in the order in which readSharedUpdate() takes them.
#define LOCKSTEP_SHARED_COLUMNS "n, received, kind, stream, prev, device, flags, verdict, breaks, sources, detail, name, keys"

/// The update in a row that has the columns above.
Result<DeviceListUpdate> readSharedUpdate(const Sql::Row &row, const UserId &user, bool withContent);

} // namespace Lockstep::History
