// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/source.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>

namespace Lockstep::Inspection {

using namespace Qt::StringLiterals;

namespace {

/// A batch is an answer to one poll: a reader that was away for long fetches the rest by its next calls.
constexpr int maxBatch = 1000;

} // namespace

struct EventFeed::Private
{
    std::mutex mutex;
    std::condition_variable published;
    std::deque<Event> events;
    size_t capacity = 0;
    qint64 lastId = 0;
    bool ended = false;

    EventBatch after(qint64 since) const;
};

EventBatch EventFeed::Private::after(qint64 since) const
{
    EventBatch batch;
    batch.next = since;
    if (events.empty() || since >= lastId)
        return batch;
    const qint64 oldest = events.front().id;
    if (since + 1 < oldest) {
        batch.events.append(Event{.id = oldest - 1, .type = EventType::Gap, .members = {}});
        batch.next = oldest - 1;
    }
    // Ids have no holes, so that the position follows from the id.
    const auto first = events.cbegin() + std::max<qint64>(0, since + 1 - oldest);
    for (auto it = first; it != events.cend() && batch.events.size() < maxBatch; ++it) {
        batch.events.append(*it);
        batch.next = it->id;
    }
    return batch;
}

EventFeed::EventFeed(int capacity)
    : d(std::make_unique<Private>())
{
    d->capacity = size_t(std::max(1, capacity));
    // Ids begin at the clock, so that a reader of an earlier run of the program finds its place to be old (a gap), and never
    // takes the events of this run for those that it has seen.
    d->lastId = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

EventFeed::~EventFeed()
{
    shutDown();
}

void EventFeed::publish(EventType type, const QJsonObject &members)
{
    {
        const std::lock_guard lock(d->mutex);
        d->events.push_back(Event{.id = ++d->lastId, .type = type, .members = members});
        if (d->events.size() > d->capacity)
            d->events.pop_front();
    }
    d->published.notify_all();
}

EventBatch EventFeed::wait(qint64 since, int timeoutMs)
{
    std::unique_lock lock(d->mutex);
    if (since <= 0)
        since = d->lastId;
    if (since > d->lastId) // of another run, whose clock was ahead
        return EventBatch{.next = d->lastId, .events = {Event{.id = d->lastId, .type = EventType::Gap, .members = {}}}};
    if (d->events.empty() && since < d->lastId) // of an earlier run, and nothing happened yet in this one
        return EventBatch{.next = d->lastId, .events = {Event{.id = d->lastId, .type = EventType::Gap, .members = {}}}};
    d->published.wait_for(lock, std::chrono::milliseconds(std::max(0, timeoutMs)), [&] { return d->ended || d->lastId > since; });
    return d->after(since);
}

void EventFeed::shutDown()
{
    {
        const std::lock_guard lock(d->mutex);
        d->ended = true;
    }
    d->published.notify_all();
}

} // namespace Lockstep::Inspection
