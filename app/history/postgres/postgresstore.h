// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/store.h"
#include "sql/databaseaddress.h"

#include <functional>

namespace Lockstep::History {

/// What a gateway that shares its history is told.
struct SharedOptions
{
    Sql::DatabaseAddress address;
    /// A standby that answers reads of the inspection API; nothing: the primary does.
    std::optional<Sql::DatabaseAddress> readAddress = {};
    /// The file with what is the gateway's own: its name for the store, audits, incidents, reachability, the trail. Sql::inMemory for one
    /// that ends with the store.
    QString ownFile = {};
    QString name = {}; ///< how a person knows this gateway: host and homeserver
    std::chrono::milliseconds deadline = std::chrono::seconds(30); ///< for a batch, and for connecting
};

/// How a shared store is reached, as it turned out at the last call.
struct SharedState
{
    qint64 awaySince = 0; ///< ms since the epoch, 0: it is there
    QString problem = {}; ///< why it is away
    QString readProblem = {}; ///< why reads go to the primary although a standby is named
    qint64 readBehindMs = -1; ///< how far the standby is behind; -1: not known
    qint64 conflicts = 0; ///< batches that were made anew because another gateway had written of the same user
    QString partitions = {}; ///< what is wrong with partitions, empty if nothing
};

/// The history in a PostgreSQL database that many gateways write into; see resources/postgresql/history-schema.sql.
///
/// A batch locks the rows of its users (in order of their names), compares how often each was written with what the batch rests on, and
/// writes nothing where another gateway came first: the recorder reads these users again and makes the batch anew. So numbers within a user
/// and breaks are as one writer would have made them, two gateways never wait for one another about different users, and nothing has to be
/// merged in the database. In the same transaction each gateway counts its batches: a store that has fewer of them than were written went
/// back (a standby took over that had not got all), and what was read is read again from the positions that it has.
class PostgresStore : public Store
{
public:
    /// Connects, and makes the tables where they are missing and the role may. Errors: Network, Timeout (it may be back at any moment),
    /// Database (what is missing), those of Store::open() for the own file.
    static Result<std::unique_ptr<PostgresStore>> open(const SharedOptions &options);
    /// The same, but does not ask the database yet: calls prepare it, and fail as long as it is away.
    static Result<std::unique_ptr<PostgresStore>> openLater(const SharedOptions &options);
    ~PostgresStore() override;

    /// This gateway's name in the store; it stays the same as long as the own file.
    QString gateway() const;
    SharedState state() const;
    /// Whether the last call found it away, so that the next one is likely to wait in vain.
    bool isAway() const;
    /// After an error: whether the same may work later, because the store was not there.
    static bool isAwayError(const Error &error) { return error.kind == Error::Network || error.kind == Error::Timeout; }
    /// Asks it, if only to find out whether it is there; makes partitions ahead when a month has begun.
    Result<void> probe() const;
    /// Ends calls under way, with Cancelled.
    void shutDown() const;
    const Sql::DatabaseAddress &address() const;

    bool isShared() const override { return true; }
    quint64 epoch() const override;
    /// Another gateway wrote of this user.
    void noteOthers(const UserId &user) const;
    Result<QList<UserId>> writeUnlessOutdated(const Batch &batch) override;
    Error setAsideIfDamaged(const Error &error) override;
    Result<QHash<UserId, TimelineState>> states(const QList<UserId> &users) const override;
    Result<StoredTimeline> timeline(const UserId &user) const override;
    Result<QHash<UserId, StoredTimeline>> timelines(const QList<TimelineWanted> &wanted) const override;
    Result<QList<DeviceListUpdate>> updates(const UserId &user, qint64 after, int limit, bool newestFirst) const override;
    Result<QList<UpdateOutline>> outline(const UserId &user, qint64 before, int limit) const override;
    bool mayHold(const UserId &user) const override;
    Result<QList<RowOutline>> outlines(const UserId &user) const override;
    Result<UserHistory> userHistory(const UserId &user) const override;
    Result<UserHistory> currentHistory(const UserId &user) const override;
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
    Result<bool> mayCut() override;
    Result<bool> cut(const UserId &user, const StoredTimeline &seen, const Ground &ground) override;
    Result<bool> dropMonth(qint64 before) override;
    Result<qint64> removeCut(const UserId &user, int most) override;
    Result<qint64> removed() const override;

    const Sql::Database &ownWriter() const override;
    const Sql::Database &ownReader() const override;

private:
    struct Private;
    explicit PostgresStore(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::History
