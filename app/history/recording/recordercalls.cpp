// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/recording/recorderstate.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

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
    if (d->isToldOnce(items, positions, forgottenPositions))
        return d->spool(items);
    Private::Changes changed;
    Result<void> done;
    {
        const std::lock_guard lock(d->mutex);
        d->settle(changed);
        done = d->checkEpoch(positions);
        if (done)
            done = d->write(items, positions, forgottenPositions);
        if (done) {
            changed.insert(changed.end(), d->changed.begin(), d->changed.end());
            d->timelines.endBatch();
        } else {
            done = failure(d->store->setAsideIfDamaged(done.error()));
            d->reset();
            if (!positions.isEmpty())
                d->epoch = d->store->epoch(); // whoever reads begins anew now
        }
    }
    d->publish(changed);
    return done;
}

Result<void> Recorder::recordBehind(const QList<Item> &items, const QList<LogPosition> &positions, const QStringList &forgottenPositions)
{
    if (d->store->isShared())
        return record(items, positions, forgottenPositions); // what others wrote is known only when a batch is written
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

void Recorder::setSpool(std::function<Result<void>(const QList<Item> &)> spool)
{
    d->spool = std::move(spool);
}

Result<void> Recorder::recordSpooled(const QList<Item> &items, const QList<LogPosition> &positions)
{
    Private::Changes changed;
    Result<void> done;
    {
        const std::lock_guard lock(d->mutex);
        d->settle(changed);
        done = d->write(items, positions, {});
        if (done) {
            changed.insert(changed.end(), d->changed.begin(), d->changed.end());
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
