// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Recording into a store that other gateways write into, too: see postgres/postgresstore.h.

#include "history/recording/recorderstate.h"

#include <QRandomGenerator>
#include <QSet>

#include <algorithm>
#include <chrono>
#include <thread>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

/// Who always comes second gives up then, and his source comes again.
constexpr int mostTries = 50;

} // namespace

bool Recorder::Private::isToldOnce(const QList<Item> &items, const QList<LogPosition> &positions, const QStringList &forgotten) const
{
    if (!spool || items.isEmpty() || !positions.isEmpty() || !forgotten.isEmpty())
        return false;
    return std::all_of(items.begin(), items.end(), [](const Item &item) { return item.feed.source != UpdateSource::Database; });
}

Result<void> Recorder::Private::checkEpoch(const QList<LogPosition> &positions)
{
    if (positions.isEmpty() || epoch == store->epoch())
        return {};
    epoch = store->epoch();
    return failure(Error::Database, u"The shared history lost what was written last; logs are read again from where it stands."_s);
}

Result<void> Recorder::Private::prepare(const QList<Item> &items)
{
    QSet<UserId> users;
    for (const Item &item : items) {
        const UserId user = std::visit([](const auto &value) { return value.user; }, item.what);
        // What was polled is looked at only in what is here, which may be outdated, or cut by undo().
        const auto *head = std::get_if<HeadSeen>(&item.what);
        if (head && polled.isHead(user, head->streamId))
            continue;
        if ((head || std::holds_alternative<MarkerSeen>(item.what)) && !timelines.find(user))
            continue;
        if (user.isValid())
            users.insert(user);
    }
    const qint64 time = now();
    for (auto it = pendingHeads.cbegin(); it != pendingHeads.cend(); ++it) {
        if (it->due <= time)
            users.insert(it.key());
    }
    return users.isEmpty() ? Result<void>() : timelines.prepare(users.values());
}

void Recorder::Private::undo(const Before &before)
{
    for (const auto &[user, line] : touched)
        line->undo();
    for (UserTimeline *line : std::as_const(heardTwice))
        line->undo();
    touched.clear();
    for (const auto &[user, head] : std::as_const(batch.heads))
        polled.forgetHead(user);
    pendingHeads = before.pendingHeads;
    heard = before.heard;
    unverified = before.unverified;
}

Result<void> Recorder::Private::writeShared(
    const QList<Item> &items, const QList<LogPosition> &positions, const QStringList &forgottenPositions)
{
    for (int tries = 0; tries < mostTries; ++tries) {
        const Before before{.pendingHeads = pendingHeads, .heard = heard, .unverified = unverified};
        auto done = prepare(items);
        if (done)
            done = takeAll(items, positions, forgottenPositions);
        if (!done)
            return done;
        const auto outdated = store->writeUnlessOutdated(batch);
        if (!outdated)
            return failure(outdated.error());
        if (outdated->isEmpty()) {
            for (const auto &[user, line] : touched)
                line->settle();
            for (UserTimeline *line : std::as_const(heardTwice))
                line->settle();
            return {};
        }
        undo(before);
        // So that two who read the same do not go on in step.
        if (tries > 1)
            std::this_thread::sleep_for(std::chrono::milliseconds(QRandomGenerator::global()->bounded(5 * tries)));
    }
    return failure(Error::Timeout, u"Other gateways write of the same users without end; it goes on by itself."_s);
}

Result<void> Recorder::Private::write(const QList<Item> &items, const QList<LogPosition> &positions, const QStringList &forgottenPositions)
{
    const UnverifiedLimit before = unverified;
    auto done = store->isShared() ? writeShared(items, positions, forgottenPositions) : takeAll(items, positions, forgottenPositions);
    if (done && !store->isShared())
        done = store->write(batch);
    if (!done)
        unverified = before; // they come again, and are not to be counted twice
    return done;
}

} // namespace Lockstep::History
