// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/recorder.h"

#include "history/correlator.h"
#include "history/heardservers.h"
#include "history/observation.h"
#include "history/polledlists.h"

#include <QDateTime>
#include <QHash>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <unordered_map>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

constexpr qint64 hour = 60 * 60 * 1000;
constexpr auto recentUse = std::chrono::minutes(1);
constexpr qsizetype mostOverLimit = 3; // limits
constexpr int newestRows = 16; ///< of a user, that are compared with the head for each line

struct PendingHead
{
    StreamId streamId;
    qint64 at = 0;
    qint64 due = 0;
};

struct Cached
{
    std::unique_ptr<UserTimeline> timeline;
    quint64 lastUse = 0;
    std::chrono::steady_clock::time_point usedAt;
    qsizetype cost = 0; ///< as counted in the sum of all
};

} // namespace

struct Recorder::Private
{
    Store *store;
    Options options;
    std::function<void(const UserId &, qint64)> publisher;
    Witness witness;
    std::mutex mutex;

    std::unordered_map<UserId, Cached, decltype([](const UserId &id) { return size_t(qHash(id)); })> users;
    quint64 uses = 0;
    qsizetype cost = 0; ///< rows of all users, and something for each
    QHash<UserId, PendingHead> pendingHeads;
    PolledLists polled;
    HeardServers heard;
    qint64 forgedSince = 0;
    int forged = 0;

    std::pair<QString, quint32> lastStream{QString(), streamNumber(QString())}; ///< with its number, which is a digest

    quint64 usesBefore = 0; ///< the newest batch about somebody
    // the batch under way
    Batch batch;
    std::vector<UserId> touched;

    qint64 now() const { return options.clock ? options.clock() : QDateTime::currentMSecsSinceEpoch(); }

    void count(Cached &cached)
    {
        constexpr qsizetype perUser = 8; // what a user costs beside the rows
        cost -= std::exchange(cached.cost, cached.timeline->size() + perUser);
        cost += cached.cost;
    }

    Result<UserTimeline *> timeline(const UserId &user)
    {
        Cached &cached = users[user];
        if (!cached.timeline) {
            auto rows = store->outlines(user);
            if (!rows) {
                users.erase(user);
                return failure(rows.error());
            }
            cached.timeline = std::make_unique<UserTimeline>(std::move(*rows), options.outageMs);
            count(cached);
        }
        cached.lastUse = ++uses;
        cached.usedAt = std::chrono::steady_clock::now();
        return cached.timeline.get();
    }

    bool admits(const Observation &what)
    {
        const std::optional<bool> verified = std::visit(
            [](const auto &value) -> std::optional<bool> {
                if constexpr (requires { value.verified; })
                    return value.verified;
                return std::nullopt;
            },
            what);
        if (verified != std::optional(false))
            return true;
        // Who can reach the tap can send forged requests without end.
        if (now() - forgedSince >= hour) {
            forgedSince = now();
            forged = 0;
        }
        return ++forged <= options.unverifiedPerHour;
    }

    Result<void> take(const Item &item)
    {
        const UserId user = std::visit([](const auto &value) { return value.user; }, item.what);
        if (!user.isValid() || !admits(item.what))
            return {};
        if (const auto *head = std::get_if<HeadSeen>(&item.what))
            return takeHead(*head);
        if (const auto *marker = std::get_if<MarkerSeen>(&item.what))
            return takeMarker(*marker);
        const auto line = timeline(user);
        if (!line)
            return failure(line.error());
        touched.push_back(user);
        if (item.feed.stream != lastStream.first)
            lastStream = {item.feed.stream, streamNumber(item.feed.stream)};
        Correlator correlator(**line, item.feed, lastStream.second, heard.last(user.server()));
        std::visit([&](const auto &value) { correlator.apply(value); }, item.what);
        heard.note(item.feed, item.what);
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

    /// Whether the database named this id last.
    bool isHead(const UserId &user, const StreamId &id) const
    {
        if (const auto pending = pendingHeads.constFind(user); pending != pendingHeads.cend())
            return pending->streamId == id;
        return polled.isHead(user, id);
    }

    /// What a line that somebody else could have written says, and the database said before.
    void confirmClaims(const UserId &user, UserTimeline &line)
    {
        for (int row = line.size() - 1; row >= 0 && row >= line.size() - newestRows; --row) {
            const StreamId id = line.row(row).update.streamId;
            if (id.isEmpty() || !isHead(user, id))
                continue;
            line.confirm(id);
            break;
        }
        if (polled.isUnmarked(user))
            line.confirmFetched();
    }

    Result<void> takeMarker(const MarkerSeen &seen)
    {
        polled.setMarked(seen.user, seen.isMarked);
        const auto history = store->userHistory(seen.user);
        if (!history)
            return failure(history.error());
        const qint64 setBack = std::max({history->lastRewound, history->lastRebuilt, history->openGap});
        if (!users.contains(seen.user) && (seen.isMarked ? history->updates : setBack) == 0)
            return {}; // as most of those who are marked for long
        const auto line = timeline(seen.user);
        if (!line)
            return failure(line.error());
        if (seen.isMarked ? (*line)->confirmMarked() : (*line)->confirmFetched())
            touched.push_back(seen.user);
        return {};
    }

    void confirm(const HeadSeen &seen)
    {
        const auto cached = users.find(seen.user);
        if (cached != users.end() && cached->second.timeline && cached->second.timeline->confirm(seen.streamId))
            touched.push_back(seen.user);
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
        if (history->openGap > 0 && !users.contains(seen.user)) {
            // After a restart: what the database said meanwhile.
            if (const auto line = timeline(seen.user); !line)
                return failure(line.error());
            confirm(seen);
        }
        const bool first = history->head.isEmpty() && history->updates == 0 && !users.contains(seen.user);
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
            const auto line = timeline(it.key());
            if (!line)
                return failure(line.error());
            if (!(*line)->hasStreamId(it->streamId)) {
                DeviceListUpdate head;
                head.kind = UpdateKind::Head;
                head.received = it->at;
                head.streamId = boundedStreamId(it->streamId);
                head.sources = UpdateSource::Database;
                (*line)->append(head, {});
                touched.push_back(it.key());
            }
            settle(it.key(), it->streamId);
            it = pendingHeads.erase(it);
        }
        return {};
    }

    Result<std::vector<std::pair<UserId, qint64>>> finish()
    {
        std::sort(touched.begin(), touched.end());
        touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
        std::vector<std::pair<UserId, qint64>> changed;
        for (const UserId &user : touched) {
            Cached &cached = users[user];
            for (const qint64 n : cached.timeline->collect(user, batch))
                changed.emplace_back(user, n);
            count(cached);
        }
        if (const auto written = store->write(batch); !written)
            return failure(written.error());
        return changed;
    }

    /// What is in memory may be ahead of the store after an error: forget it. Heads are polled again.
    void reset()
    {
        users.clear();
        cost = 0;
        polled.forgetHeads();
        pendingHeads.clear();
    }

    /// Whoever the newest batch was about comes again soon, and may alone have more rows than the limit: his are not forgotten. Nor is who
    /// came within a minute, as long as all is not far beyond the limit: to read him again for each update costs more.
    void evict()
    {
        if (cost <= options.cachedRows)
            return;
        const auto recently = std::chrono::steady_clock::now() - recentUse;
        std::vector<std::pair<quint64, UserId>> byUse;
        byUse.reserve(users.size());
        for (const auto &[user, cached] : users) {
            if (cached.lastUse <= usesBefore)
                byUse.emplace_back(cached.lastUse, user);
        }
        std::sort(byUse.begin(), byUse.end());
        for (const auto &[use, user] : byUse) {
            if (cost <= options.cachedRows * 3 / 4)
                break;
            const auto cached = users.find(user);
            if (cached->second.usedAt > recently && cost <= options.cachedRows * mostOverLimit)
                break;
            cost -= cached->second.cost;
            users.erase(cached);
        }
    }
};

Recorder::Recorder(Store *store)
    : Recorder(store, Options{})
{
}

Recorder::Recorder(Store *store, Options options)
    : d(std::make_unique<Private>())
{
    d->store = store;
    d->options = std::move(options);
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
    std::vector<std::pair<UserId, qint64>> changed;
    if (d->witness) {
        for (const Item &item : items)
            d->witness(item.what, item.feed);
    }
    {
        const std::lock_guard lock(d->mutex);
        d->batch = {};
        const quint64 began = d->uses;
        d->batch.positions = positions;
        d->batch.forgottenPositions = forgottenPositions;
        d->touched.clear();
        Result<void> taken;
        for (const Item &item : items) {
            taken = d->take(item);
            if (!taken)
                break;
        }
        if (taken)
            taken = d->recordDueHeads();
        if (taken) {
            if (auto written = d->finish())
                changed = std::move(*written);
            else
                taken = failure(written.error());
        }
        if (!taken) {
            d->reset();
            return taken;
        }
        if (d->uses > began || d->options.cachedRows == 0) // a batch about nobody leaves the one before it the newest
            d->usesBefore = d->options.cachedRows > 0 ? began : d->uses;
        d->evict();
    }
    if (d->publisher) {
        for (const auto &[user, n] : changed)
            d->publisher(user, n);
    }
    return {};
}

Result<void> Recorder::tick()
{
    return record(QList<Item>());
}

} // namespace Lockstep::History
