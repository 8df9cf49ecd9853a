// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/recording/recorderstate.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

/// Each gateway looks into the homeserver's database and finds the same list fetched; it was fetched once.
bool isToldAlready(const Recorder::Item &item, const UserTimeline &line)
{
    const auto *outcome = std::get_if<ResyncOutcome>(&item.what);
    if (!outcome || item.feed.source != UpdateSource::Database || line.size() == 0)
        return false;
    const DeviceListUpdate &last = line.row(line.size() - 1).update;
    return isSucceededResync(last) && last.streamId == boundedStreamId(outcome->streamId);
}

/// What is read anew of times that are no longer kept is not new: what it was recorded as is gone, and that another gateway told it, too.
bool isOfGoneTimes(const Recorder::Item &item, const UserTimeline &line)
{
    if (line.ground().first <= 1)
        return false;
    const qint64 at = std::visit([](const auto &value) { return value.at; }, item.what);
    return at <= line.ground().until || (line.size() > 0 && at < line.row(0).update.received);
}

/// Whether an update of this id, or a newer one of the same sender, was recorded and is no longer kept.
bool isOlder(const StreamId &id, const OlderRows &older)
{
    const auto number = id.toInteger();
    return older.isCut && (older.update == id || (number && *number <= older.seen));
}

} // namespace

Result<void> Recorder::Private::take(const Item &item)
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
    const quint64 digest = store->isShared() ? digestOf(item.what, item.feed.source) : 0;
    if (digest != 0 && (*line)->wasTold(digest)) { // another gateway read the same
        heardTwice.push_back(*line);
        return {};
    }
    if (store->isShared() && isToldAlready(item, **line))
        return {};
    if (isOfGoneTimes(item, **line))
        return {};
    touch(user, *line);
    (*line)->beginTelling(digest);
    if (item.feed.stream != lastStream.first)
        lastStream = {item.feed.stream, streamNumber(item.feed.stream)};
    const ServerName server = user.server();
    Correlator correlator(**line, item.feed, lastStream.second, heard.last(server));
    std::visit([&](const auto &value) { correlator.apply(value); }, item.what);
    (*line)->endTelling();
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

void Recorder::Private::confirmHead(const UserId &user, UserTimeline &line)
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

Result<void> Recorder::Private::takeMarker(const MarkerSeen &seen)
{
    polled.setMarked(seen.user, seen.isMarked);
    const auto history = store->currentHistory(seen.user);
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

Result<void> Recorder::Private::takeHead(const HeadSeen &seen)
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
    const auto history = store->currentHistory(seen.user);
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

Result<void> Recorder::Private::recordDueHeads()
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
        if (!(*line)->hasStreamId(it->streamId) && !isOlder(it->streamId, (*line)->ground().older)) {
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

Result<void> Recorder::Private::takeAll(
    const QList<Item> &items, const QList<LogPosition> &positions, const QStringList &forgottenPositions)
{
    batch = {};
    batch.positions = positions;
    batch.forgottenPositions = forgottenPositions;
    touched.clear();
    heardTwice.clear();
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

} // namespace Lockstep::History
