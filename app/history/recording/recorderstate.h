// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/observation.h"
#include "history/observationdigest.h"
#include "history/recording/correlator.h"
#include "history/recording/heardservers.h"
#include "history/recording/polledlists.h"
#include "history/recording/recorder.h"
#include "history/recording/timelinecache.h"
#include "history/recording/unverifiedlimit.h"

#include <QDateTime>
#include <QHash>

#include <future>
#include <mutex>

namespace Lockstep::History {

/// What a recorder knows. Its members work under the recorder's mutex.
struct Recorder::Private
{
    static constexpr int newestRows = 16; ///< of a user, that are compared with the head for each line

    struct PendingHead
    {
        StreamId streamId;
        qint64 at = 0;
        qint64 due = 0;
    };
    using Changes = std::vector<std::pair<UserId, qint64>>;

    Private(Store *itsStore, Options itsOptions)
        : store(itsStore)
        , options(std::move(itsOptions))
        , timelines(store, options.cachedRows, options.outageMs)
    {
    }

    Store *const store;
    const Options options;
    std::function<void(const UserId &, qint64)> publisher;
    Witness witness;
    std::function<Result<void>(const QList<Item> &)> spool;
    std::mutex mutex;

    TimelineCache timelines;
    QHash<UserId, PendingHead> pendingHeads;
    PolledLists polled;
    HeardServers heard;
    UnverifiedLimit unverified{options.unverifiedPerHour};

    std::pair<QString, quint32> lastStream{QString(), streamNumber(QString())}; ///< with its number, which is a digest

    // the batch under way
    Batch batch;
    std::vector<std::pair<UserId, UserTimeline *>> touched; ///< in the order in which they were first
    Changes changed;
    std::vector<UserTimeline *> heardTwice; ///< of a shared store: another gateway told it first, and now this one has told it, too

    std::future<Result<void>> behind; ///< writes a batch while the next one is made
    Changes behindChanged;
    Result<void> lost; ///< the error of such a one that nobody was told of

    // of a shared store
    quint64 epoch = 0; ///< in which the positions hold that are given to record()
    /// Whether nobody could tell this again.
    bool isToldOnce(const QList<Item> &items, const QList<LogPosition> &positions, const QStringList &forgotten) const;
    Result<void> checkEpoch(const QList<LogPosition> &positions);

    /// What a batch changed that turned out to rest on what another gateway has changed since.
    struct Before
    {
        QHash<UserId, PendingHead> pendingHeads;
        HeardServers heard;
        UnverifiedLimit unverified;
    };

    qint64 now() const { return options.clock ? options.clock() : QDateTime::currentMSecsSinceEpoch(); }

    /// What changed in it is written with the batch.
    void touch(const UserId &user, UserTimeline *line)
    {
        if (line->isTouched())
            return;
        line->setTouched(true);
        touched.emplace_back(user, line);
    }

    Result<void> take(const Item &item);

    /// What a line that somebody else could have written says, and the database said before.
    void confirmClaims(const UserId &user, UserTimeline &line)
    {
        confirmHead(user, line);
        if (polled.isUnmarked(user))
            line.confirmFetched();
    }

    void confirmHead(const UserId &user, UserTimeline &line);

    Result<void> takeMarker(const MarkerSeen &seen);

    void confirm(const HeadSeen &seen)
    {
        UserTimeline *line = timelines.find(seen.user);
        if (line && line->confirm(seen.streamId))
            touch(seen.user, line);
    }

    void settle(const UserId &user, const StreamId &head)
    {
        batch.heads.append({user, head});
        polled.settleHead(user, head);
    }

    Result<void> takeHead(const HeadSeen &seen);

    Result<void> recordDueHeads();

    /// Makes the batch of observations. What changed is in \c changed then.
    Result<void> takeAll(const QList<Item> &items, const QList<LogPosition> &positions, const QStringList &forgottenPositions);

    /// Makes the batch and writes it; of a shared store as often as others come first.
    Result<void> write(const QList<Item> &items, const QList<LogPosition> &positions, const QStringList &forgottenPositions);
    Result<void> writeShared(const QList<Item> &items, const QList<LogPosition> &positions, const QStringList &forgottenPositions);
    /// Reads what others may have changed of the batch's users.
    Result<void> prepare(const QList<Item> &items);
    /// As before the batch, for it is made anew.
    void undo(const Before &before);

    /// Waits for the batch that is being written. What of it is to be published is added to \a published.
    void settle(Changes &published)
    {
        if (!behind.valid())
            return;
        const Result<void> written = behind.get();
        if (written) {
            published.insert(published.end(), behindChanged.begin(), behindChanged.end());
        } else {
            lost = failure(store->setAsideIfDamaged(written.error()));
            reset();
        }
        behindChanged.clear();
    }

    void show(const QList<Item> &items) const
    {
        if (!witness)
            return;
        for (const Item &item : items)
            witness(item.what, item.feed);
    }

    void publish(const Changes &changes) const
    {
        if (!publisher)
            return;
        for (const auto &[user, n] : changes)
            publisher(user, n);
    }

    /// What is in memory may be ahead of the store after an error: forget it. Heads are polled again.
    void reset()
    {
        timelines.clear();
        polled.forgetHeads();
        pendingHeads.clear();
    }
};

} // namespace Lockstep::History
