// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/file/keysets.h"
#include "history/file/rowcodec.h"
#include "history/file/userrows.h"
#include "history/store.h"
#include "sql/database.h"

#include <chrono>
#include <mutex>
#include <optional>

namespace Lockstep::History {

/// A history in a file of its own, WAL, with one program that writes.
class SqlStore : public Store
{
public:
    /// See Store::open() and openInMemory().
    static Result<std::unique_ptr<Store>> open(const QString &path);
    static Result<std::unique_ptr<Store>> openInMemory();
    ~SqlStore() override;

    Result<QList<UserId>> writeUnlessOutdated(const Batch &batch) override;
    Error setAsideIfDamaged(const Error &error) override;
    Result<QList<DeviceListUpdate>> updates(const UserId &user, qint64 after, int limit, bool newestFirst) const override;
    Result<QList<UpdateOutline>> outline(const UserId &user, qint64 before, int limit) const override;
    bool mayHold(const UserId &user) const override;
    Result<QList<RowOutline>> outlines(const UserId &user) const override;
    Result<UserHistory> userHistory(const UserId &user) const override;
    Result<QList<UserId>> usersWithOpenGap(const UserId &after, int limit) const override;
    Result<qint64> countUsersWithOpenGap() const override;
    Result<QList<DroppedList>> droppedLists(int limit) const override;
    Result<QList<FetchRun>> fetchRuns(int least, qint64 apartMs, int limit) const override;
    Result<qint64> newestReceived() const override;
    Result<QList<LogPosition>> logPositions() const override;
    Result<void> seePositions(const QStringList &fileIds) override;
    Result<StreamId> head(const UserId &user) const override;
    Result<std::pair<qint64, qint64>> extent() const override;
    Result<Ground> ground(const UserId &user) const override;
    Result<CutCandidates> cutCandidates(const KeepLimits &limits, const UserId &after, int most) const override;
    Result<bool> cut(const UserId &user, const StoredTimeline &seen, const Ground &ground) override;
    Result<qint64> removeCut(const UserId &user, int most) override;
    Result<qint64> removed() const override;

    const Sql::Database &ownWriter() const override;
    const Sql::Database &ownReader() const override;

private:
    struct Private;
    explicit SqlStore(std::unique_ptr<Private> d);
    static Result<std::unique_ptr<Store>> begin(const QString &path);
    std::unique_ptr<Private> d;
};

struct SqlStore::Private
{
    explicit Private(const QString &path);

    /// Moves the damaged file away and begins a new one in its place; returns the sentence that says so. Under \c writing.
    Result<QString> setAside();
    /// Makes \c names and \c users, once; takes time for all users. Thread-safe.
    Result<void> knowNames();

    Sql::Database writer; ///< one connection: writers wait for one another, and never for readers
    KeysEncoder keys; ///< the writer's
    KeySets keySets; ///< the writer's
    std::mutex writing; ///< of batches
    std::optional<std::chrono::steady_clock::time_point> lastSetAside;
    std::mutex naming; ///< for the making of what follows
    std::optional<NameFilter> names;
    std::optional<UserRows> users;
    std::optional<Sql::Database> fileReader; ///< what lives in memory has one connection alone
    const Sql::Database &reader;
};

/// Columns of a whole row, in the order in which readUpdate() takes them.
#define LOCKSTEP_UPDATE_COLUMNS                                                                                                            \
    "n, received, kind, stream, prev, device, flags, verdict, breaks, sources, detail, name, CASE typeof(keys) WHEN 'integer' THEN "       \
    "ifnull((SELECT k.keys FROM keysets k WHERE k.user = updates.user AND k.id = updates.keys), x'') ELSE keys END"

/// The update in a row that has the columns above.
Result<DeviceListUpdate> readUpdate(const Sql::Row &row, const UserId &user, bool withContent);

/// Bits of the column "flags".
enum RowFlag {
    Deleted = 1,
    ContentKnown = 2,
    VerifiedKnown = 4,
    Verified = 8,
};

} // namespace Lockstep::History
