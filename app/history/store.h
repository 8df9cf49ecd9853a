// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "domain/devicelistupdate.h"
#include "history/ground.h"
#include "history/reader.h"

#include <QHash>

#include <memory>

namespace Lockstep::Sql {
class Database;
}

namespace Lockstep::History {

/// What the recorder remembers of a row beside the update itself, so that its state survives a kill: see recorder.h. Not shown to anybody.
struct RowMarks
{
    /// Bits of the observations that were merged into this row, and what is still outstanding.
    quint32 flags = 0;
    /// The stream (log of one process) whose line is outstanding or arrived.
    quint32 stream = 0;
    /// Identifies the transaction that brought it; 0 if not known.
    quint64 transaction = 0;

    friend bool operator==(const RowMarks &, const RowMarks &) = default;
};

/// How far a log file was read: identified by device, inode and the checksum of its first bytes, so that a rename is recognised and a
/// truncated or replaced file starts anew.
struct LogPosition
{
    QString fileId;
    QString path; ///< where it was last seen
    qint64 offset = 0; ///< the next byte to read: just after the last whole line that was taken
    QByteArray state; ///< the parser's pending state (updates whose verdict is outstanding), opaque to the store
};

/// What a store that many gateways share keeps of a row beside; nothing of it is looked at in a file.
struct SharedMarks
{
    /// Of the row's arrival when it was stored, such as 202611; 0 if not known. It never changes: it says where the row lies.
    int month = 0;
    /// What the row came from since it was written last: see Telling.
    QByteArray told;
};

/// 202611, of a time in ms since the epoch.
int monthOf(qint64 msSinceEpoch);

/// What became of a recorded update later: its verdict, content or breaks.
struct UpdateRevision
{
    UserId user;
    DeviceListUpdate update; ///< n says which; all other members are the new values
    RowMarks marks = {};
    quint64 contentHash = 0; ///< as toGraphNode() says; 0: the store asks it
    SharedMarks shared = {};
    QByteArray canonicalKeys = {}; ///< of the update, see contenthash.h; null: the store makes them
};

/// What became of a recorded update, all but its content: displayName and keys are not looked at.
struct OutlineRevision
{
    UserId user;
    DeviceListUpdate update;
    RowMarks marks = {};
    SharedMarks shared = {};
};

struct NewUpdate
{
    UserId user;
    DeviceListUpdate update; ///< n must be the next one of this user
    RowMarks marks = {};
    quint64 contentHash = 0; ///< as toGraphNode() says; 0: the store asks it
    SharedMarks shared = {};
    QByteArray canonicalKeys = {}; ///< of the update, see contenthash.h; null: the store makes them
};

/// A recorded row without its content: what the recorder needs to go on after a restart.
struct RowOutline
{
    DeviceListUpdate update; ///< displayName and keys are left out
    RowMarks marks;
    quint64 contentHash = 0; ///< 0 if the content is not known
};

/// That a gateway told an observation. As bytes, 12 each: both numbers, little endian.
struct Telling
{
    quint64 digest = 0; ///< see observationdigest.h
    quint32 gateway = 0; ///< a number for its name
};
void append(QByteArray &bytes, const Telling &telling);
QList<Telling> readTellings(const QByteArray &bytes);

/// One user's rows as a recorder goes on from them.
struct StoredTimeline
{
    QList<RowOutline> rows;
    Ground ground = {}; ///< what the first row stands on
    /// Of a shared store: how often this user was written of, the months of the rows, what they came from, and the number of this gateway.
    qint64 revision = 0;
    QList<int> months = {};
    QList<Telling> told = {};
    QList<int> tellings = {}; ///< how many of them each row has, in order
    quint32 gateway = 0;
};

/// How often a user was written of in a shared store, and what was written last.
struct TimelineState
{
    qint64 revision = 0;
    QList<qint64> recent = {}; ///< the lowest n that each of the newest revisions wrote, in order; the last one is that of \c revision

    /// The lowest n that was written after the revision \a known; 1 if that is not told any more.
    qint64 writtenSince(qint64 known) const;
};

/// Rows of a user that are to be read.
struct TimelineWanted
{
    UserId user;
    qint64 from = 1; ///< n of the first
    qint64 revision = -1; ///< what is read counts as of this one; -1: the store is asked
};

/// All of it is written, or none.
struct Batch
{
    QList<NewUpdate> added;
    QList<UpdateRevision> revised;
    QList<LogPosition> positions;
    QList<std::pair<UserId, StreamId>> heads; ///< last seen stream_id of the homeserver's database
    QList<OutlineRevision> outlines; ///< applied after added and revised
    /// n of the newest gap that no resync healed, 0 if none: it knows when a resync ended, which the updates alone do not tell
    QList<std::pair<UserId, qint64>> openGaps;
    QStringList forgottenPositions; ///< fileIds that are replaced by others in positions
    /// Of a shared store: the revisions that the changes of these users rest on; users who are not here are written as they are.
    QList<std::pair<UserId, qint64>> revisions = {};
    /// Users who have nothing yet, and whose history begins there; their first row is in added.
    QList<std::pair<UserId, Ground>> grounds = {};
    bool isEmpty() const
    {
        return added.isEmpty() && revised.isEmpty() && positions.isEmpty() && heads.isEmpty() && outlines.isEmpty()
            && forgottenPositions.isEmpty();
    }
};

/// What the history says of one user at a glance.
struct UserHistory
{
    qint64 updates = 0; ///< n of the newest one
    qint64 first = 1; ///< n of the first one that is kept; what is named here may be older
    qint64 lastReceived = 0;
    /// n of the newest gap that no later resync closed, 0 if none.
    qint64 openGap = 0;
    /// n of the newest update with this break, 0 if none.
    qint64 lastNeedlessResync = 0;
    qint64 lastPruned = 0;
    qint64 lastPlaceholder = 0;
    qint64 lastRestarted = 0;
    qint64 lastRewound = 0;
    qint64 lastRebuilt = 0;
    qint64 lastMalformed = 0; ///< n of the newest update that no homeserver can take, 0 if none
    /// n of the newest resync that brought the whole list and is told for sure, 0 if none; see Feed::isForgeable.
    qint64 lastResync = 0;
    qint64 droppedList = 0; ///< n of a fetch whose list was too long, with no success since; 0 if none
    /// Of the breaks Rewound and Rebuilt those whose newest one was followed by such a resync.
    Breaks mended;
    StreamId head; ///< last seen in the homeserver's database
};

/// A list that was fetched and dropped because it is too long, with no success since.
struct DroppedList
{
    UserId user;
    qint64 at = 0; ///< ms since the epoch
    qint64 devices = -1; ///< -1 if not told
};

/// Whole lists in a row that the homeserver fetched although no update came in between.
struct FetchRun
{
    UserId user;
    qint64 fetches = 0;
    qint64 since = 0; ///< when the first was fetched, ms since the epoch
    qint64 until = 0; ///< and the last
};

/// Whose older rows may go: who has more rows than \c rows, or of whom the first one was received before \c before (ms since the epoch); 0:
/// no such limit.
struct KeepLimits
{
    qint64 before = 0;
    qint64 rows = 0;
};
struct CutCandidates
{
    QList<UserId> users;
    UserId last; ///< the last one that was looked at; empty: those were all
};

/// The store of updates: one SQLite file with one writer, or a PostgreSQL database that many gateways share. Thread-safe; reads do not wait
/// for the writer. Kill-safe: a batch and the log positions that it came from are one transaction.
class Store : public Reader
{
public:
    /// Opens or makes a file. A history that is damaged is set aside, see asideFiles(), and a new one is begun. Errors: Io (not writable,
    /// with the path), Database (not a history file, made by a newer version).
    static Result<std::unique_ptr<Store>> open(const QString &path);
    /// A history that ends with the store.
    static Result<std::unique_ptr<Store>> openInMemory();

    /// Any thread; writers wait for one another. On an error nothing of the batch is written.
    Result<void> write(const Batch &batch);
    /// The same, but tells the users whom another gateway wrote of since the revisions that the batch rests on: then nothing is written
    /// either, and what the batch rests on is void.
    virtual Result<QList<UserId>> writeUnlessOutdated(const Batch &batch) = 0;
    /// Whether other programs write into it, too: what is kept of it in memory may be outdated.
    virtual bool isShared() const { return false; }
    /// How often each of these users was written of, in a shared store; those of whom nothing is stored are left out.
    virtual Result<QHash<UserId, TimelineState>> states(const QList<UserId> &users) const;
    /// All rows of one user in order of arrival, without their content; of many with one question, and of each from this n on.
    virtual Result<StoredTimeline> timeline(const UserId &user) const;
    virtual Result<QHash<UserId, StoredTimeline>> timelines(const QList<TimelineWanted> &wanted) const;
    /// How often a shared store was found to have lost what was written: then log positions are to be asked for again.
    virtual quint64 epoch() const { return 0; }
    /// After an error: where the file turned out to be damaged it is set aside and a new one begun, at most once an hour. Returns what says
    /// so, or \a error. What was read of the old one is void then, log positions too.
    virtual Error setAsideIfDamaged(const Error &error) { return error; }

    /// Files that are histories which were set aside because they were damaged: the history's name with ".damaged-" and the time behind.
    static QStringList asideFiles(const QString &path);

    /// NotFound says whether it is no longer kept.
    Result<DeviceListUpdate> update(const UserId &user, qint64 n) const;
    virtual Result<Ground> ground(const UserId &user) const = 0;
    Result<KeptFrom> keptFrom(const UserId &user) const override;
    /// Users beyond these limits, and those of whom cut() left something to removeCut(). Looks at no more than \a most users, those after
    /// \a after in an order of the store's own.
    virtual Result<CutCandidates> cutCandidates(const KeepLimits &limits, const UserId &after, int most) const = 0;
    /// Whether this is the gateway that cuts for the next minutes: of those that share a store one does.
    virtual Result<bool> mayCut() { return true; }
    /// The user's history begins at this ground from now on. False, and nothing is changed, if anything was recorded of him since \a seen.
    virtual Result<bool> cut(const UserId &user, const StoredTimeline &seen, const Ground &ground) = 0;
    /// Where rows lie together by the month in which they came: lets go of one such month that lies before \a before (ms since the epoch)
    /// and of which nothing is to stay, as a whole, or does a step on the way there. False: there is none, or none that can go now. Of one
    /// thread at a time.
    virtual Result<bool> dropMonth(qint64 before)
    {
        Q_UNUSED(before)
        return false;
    }
    /// Removes what cut() left, at most so many rows in one transaction; returns how many. 0: nothing is left.
    virtual Result<qint64> removeCut(const UserId &user, int most) = 0;
    /// Whether there may be rows of this user: false is for sure. The first call takes time for all users.
    virtual bool mayHold(const UserId &user) const = 0;
    /// All rows of one user in order of arrival, without their content.
    virtual Result<QList<RowOutline>> outlines(const UserId &user) const = 0;
    virtual Result<UserHistory> userHistory(const UserId &user) const = 0;
    /// The same for who writes by it: never from a copy that lags.
    virtual Result<UserHistory> currentHistory(const UserId &user) const { return userHistory(user); }
    /// Users with an open gap, by user ID from after, at most limit.
    virtual Result<QList<UserId>> usersWithOpenGap(const UserId &after, int limit) const = 0;
    virtual Result<qint64> countUsersWithOpenGap() const = 0;
    /// By user, at most limit.
    virtual Result<QList<DroppedList>> droppedLists(int limit) const = 0;
    /// Runs of at least \a least fetches, none more than \a apartMs after the one before, that the history ends with for their users and
    /// that were not over for so long by its newest entry. Of at most limit users whom something was recorded of in that time.
    virtual Result<QList<FetchRun>> fetchRuns(int least, qint64 apartMs, int limit) const = 0;
    /// When the newest entry was received, ms since the epoch, 0 if there is none. Looks at every user.
    virtual Result<qint64> newestReceived() const = 0;
    /// Those of this gateway.
    virtual Result<QList<LogPosition>> logPositions() const = 0;
    /// Files with these positions are there still. Positions of files that nobody has seen for positionDays are forgotten.
    virtual Result<void> seePositions(const QStringList &fileIds) = 0;
    static constexpr int positionDays = 60;
    virtual Result<StreamId> head(const UserId &user) const = 0;

    /// The file with what is a gateway's own: audits, incidents, reachability, the trail. One connection writes. For those alone.
    virtual const Sql::Database &ownWriter() const = 0;
    virtual const Sql::Database &ownReader() const = 0;
};

/// What fetchRuns() makes of one user's entries, newest first.
class FetchRunFinder
{
public:
    FetchRunFinder(const UserId &user, qint64 apartMs)
        : m_run{.user = user}
        , m_apartMs(apartMs)
    {
    }
    void take(const DeviceListUpdate &entry);
    const FetchRun &run() const { return m_run; }

private:
    FetchRun m_run;
    qint64 m_apartMs;
    bool m_isOver = false;
};

} // namespace Lockstep::History
