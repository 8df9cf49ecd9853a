// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/recorder.h"

#include "history/correlator.h"
#include "history/heardservers.h"
#include "history/observation.h"
#include "history/polledlists.h"
#include "history/timelinecache.h"
#include "history/unverifiedlimit.h"

#include <QDateTime>
#include <QHash>

#include <algorithm>
#include <future>
#include <mutex>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

constexpr int newestRows = 16; ///< of a user, that are compared with the head for each line

struct PendingHead
{
    StreamId streamId;
    qint64 at = 0;
    qint64 due = 0;
};

} // namespace

struct Recorder::Private
{
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

    std::future<Result<void>> behind; ///< writes a batch while the next one is made
    Changes behindChanged;
    Result<void> lost; ///< the error of such a one that nobody was told of

    qint64 now() const { return options.clock ? options.clock() : QDateTime::currentMSecsSinceEpoch(); }

    /// What changed in it is written with the batch.
    void touch(const UserId &user, UserTimeline *line)
    {
        if (line->isTouched())
            return;
        line->setTouched(true);
        touched.emplace_back(user, line);
    }

    Result<void> take(const Item &item)
    {
        const UserId user = std::visit([](const auto &value) { return value.user; }, item.what);
        if (!user.isValid() || !unverified.admits(item.what, [this] { return now(); }))
            return {};
        if (const auto *head = std::get_if<HeadSeen>(&item.what))
            return takeHead(*head);
        if (const auto *marker = std::get_if<MarkerSeen>(&item.what))
            return takeMarker(*marker);
        const auto line = timelines.timeline(user);
        if (!line)
            return failure(line.error());
        touch(user, *line);
        if (item.feed.stream != lastStream.first)
            lastStream = {item.feed.stream, streamNumber(item.feed.stream)};
        const ServerName server = user.server();
        Correlator correlator(**line, item.feed, lastStream.second, heard.last(server));
        std::visit([&](const auto &value) { correlator.apply(value); }, item.what);
        heard.note(server, item.feed, item.what);
        if (item.feed.isForgeable)
            confirmClaims(user, **line);
        if (polled.isMarked(user))
            (*line)->confirmMarked();
        if (const auto &head = correlator.displacedHead()) {
            pendingHeads.insert(user, {.streamId = head->streamId, .at = head->at, .due = now() + options.headGraceMs});
            batch.heads.append({user, StreamId()}); // until it is settled, a restart must look again
            polled.forgetHead(user);
        }
        return {};
    }

    /// What a line that somebody else could have written says, and the database said before.
    void confirmClaims(const UserId &user, UserTimeline &line)
    {
        confirmHead(user, line);
        if (polled.isUnmarked(user))
            line.confirmFetched();
    }

    void confirmHead(const UserId &user, UserTimeline &line)
    {
        const auto pending = pendingHeads.constFind(user);
        const bool isPending = pending != pendingHeads.cend();
        if (!isPending && !polled.hasHead(user))
            return;
        for (int row = line.size() - 1; row >= 0 && row >= line.size() - newestRows; --row) {
            const StreamId id = line.row(row).update.streamId;
            if (id.isEmpty() || !(isPending ? pending->streamId == id : polled.isHead(user, id)))
                continue;
            line.confirm(id);
            break;
        }
    }

    Result<void> takeMarker(const MarkerSeen &seen)
    {
        polled.setMarked(seen.user, seen.isMarked);
        const auto history = store->userHistory(seen.user);
        if (!history)
            return failure(history.error());
        const qint64 setBack = std::max({history->lastRewound, history->lastRebuilt, history->openGap});
        if (!timelines.find(seen.user) && (seen.isMarked ? history->updates : setBack) == 0)
            return {}; // as most of those who are marked for long
        const auto line = timelines.timeline(seen.user);
        if (!line)
            return failure(line.error());
        if (seen.isMarked ? (*line)->confirmMarked() : (*line)->confirmFetched())
            touch(seen.user, *line);
        return {};
    }

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

    Result<void> takeHead(const HeadSeen &seen)
    {
        if (seen.streamId.isEmpty())
            return {};
        if (polled.isHead(seen.user, seen.streamId))
            return {};
        confirm(seen);
        const auto pending = pendingHeads.find(seen.user);
        if (pending != pendingHeads.end()) {
            if (pending->streamId != seen.streamId)
                *pending = {.streamId = seen.streamId, .at = seen.at, .due = pending->due};
            return {};
        }
        const auto history = store->userHistory(seen.user);
        if (!history)
            return failure(history.error());
        if (history->openGap > 0 && !timelines.find(seen.user)) {
            // After a restart: what the database said meanwhile.
            if (const auto line = timelines.timeline(seen.user); !line)
                return failure(line.error());
            confirm(seen);
        }
        const bool first = history->head.isEmpty() && history->updates == 0 && !timelines.find(seen.user);
        if (first || history->head == seen.streamId)
            settle(seen.user, seen.streamId);
        else
            pendingHeads.insert(seen.user, {.streamId = seen.streamId, .at = seen.at, .due = now() + options.headGraceMs});
        return {};
    }

    Result<void> recordDueHeads()
    {
        if (pendingHeads.isEmpty())
            return {};
        const qint64 time = now();
        for (auto it = pendingHeads.begin(); it != pendingHeads.end();) {
            if (it->due > time) {
                ++it;
                continue;
            }
            const auto line = timelines.timeline(it.key());
            if (!line)
                return failure(line.error());
            if (!(*line)->hasStreamId(it->streamId)) {
                DeviceListUpdate head;
                head.kind = UpdateKind::Head;
                head.received = it->at;
                head.streamId = boundedStreamId(it->streamId);
                head.sources = UpdateSource::Database;
                (*line)->append(head, {});
                touch(it.key(), *line);
            }
            settle(it.key(), it->streamId);
            it = pendingHeads.erase(it);
        }
        return {};
    }

    /// Makes the batch of observations. What changed is in \c changed then.
    Result<void> takeAll(const QList<Item> &items, const QList<LogPosition> &positions, const QStringList &forgottenPositions)
    {
        batch = {};
        batch.positions = positions;
        batch.forgottenPositions = forgottenPositions;
        touched.clear();
        changed.clear();
        timelines.beginBatch();
        for (const Item &item : items) {
            if (const auto taken = take(item); !taken)
                return taken;
        }
        if (const auto taken = recordDueHeads(); !taken)
            return taken;
        for (const auto &[user, line] : touched) {
            line->setTouched(false);
            for (const qint64 n : line->collect(user, batch))
                changed.emplace_back(user, n);
            timelines.count(user);
        }
        return {};
    }

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

Recorder::Recorder(Store *store)
    : Recorder(store, Options{})
{
}

Recorder::Recorder(Store *store, Options options)
    : d(std::make_unique<Private>(store, std::move(options)))
{
}

Recorder::~Recorder() = default;

void Recorder::setPublisher(std::function<void(const UserId &, qint64)> publisher)
{
    d->publisher = std::move(publisher);
}

void Recorder::setWitness(Witness witness)
{
    d->witness = std::move(witness);
}

Result<void> Recorder::seePositions(const QStringList &fileIds)
{
    return d->store->seePositions(fileIds);
}

const Store *Recorder::store() const
{
    return d->store;
}

Result<void> Recorder::record(
    const Feed &feed, const QList<Observation> &observations, const QList<LogPosition> &positions, const QStringList &forgottenPositions)
{
    QList<Item> items;
    items.reserve(observations.size());
    for (const Observation &what : observations)
        items.append({.feed = feed, .what = what});
    return record(items, positions, forgottenPositions);
}

Result<void> Recorder::record(const QList<Item> &items, const QList<LogPosition> &positions, const QStringList &forgottenPositions)
{
    d->show(items);
    Private::Changes changed;
    Result<void> done;
    {
        const std::lock_guard lock(d->mutex);
        d->settle(changed);
        done = d->takeAll(items, positions, forgottenPositions);
        if (done)
            done = d->store->write(d->batch);
        if (done) {
            changed.insert(changed.end(), d->changed.begin(), d->changed.end());
            d->timelines.endBatch();
        } else {
            done = failure(d->store->setAsideIfDamaged(done.error()));
            d->reset();
        }
    }
    d->publish(changed);
    return done;
}

Result<void> Recorder::recordBehind(const QList<Item> &items, const QList<LogPosition> &positions, const QStringList &forgottenPositions)
{
    d->show(items);
    Private::Changes changed;
    Result<void> done;
    {
        const std::lock_guard lock(d->mutex);
        if (d->lost)
            done = d->takeAll(items, positions, forgottenPositions);
        if (!done)
            done = failure(d->store->setAsideIfDamaged(done.error()));
        d->settle(changed);
        if (!d->lost)
            done = std::exchange(d->lost, {});
        if (done) {
            d->behind = std::async(std::launch::async, [store = d->store, batch = std::move(d->batch)] { return store->write(batch); });
            d->behindChanged = std::move(d->changed);
            if (d->options.cachedRows == 0) // what is being written must not be forgotten
                d->settle(changed);
            d->timelines.endBatch();
        } else {
            d->reset();
        }
    }
    d->publish(changed);
    return done;
}

Result<void> Recorder::flush()
{
    Private::Changes changed;
    Result<void> done;
    {
        const std::lock_guard lock(d->mutex);
        d->settle(changed);
        done = std::exchange(d->lost, {});
    }
    d->publish(changed);
    return done;
}

Result<void> Recorder::tick()
{
    return record(QList<Item>());
}

} // namespace Lockstep::History
