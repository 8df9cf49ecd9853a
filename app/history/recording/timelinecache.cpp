// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/recording/timelinecache.h"

#include <utility>

namespace Lockstep::History {

namespace {

constexpr auto recentUse = std::chrono::minutes(1);
constexpr qsizetype mostOverLimit = 3; // limits
constexpr qsizetype perUser = 8; // rows that a user costs as much as beside his own

} // namespace

TimelineCache::TimelineCache(const Store *store, qsizetype rows, qint64 outageMs)
    : m_store(store)
    , m_rows(rows)
    , m_outageMs(outageMs)
{
}

void TimelineCache::count(Entry &entry)
{
    m_cost -= std::exchange(entry.cost, entry.timeline->size() + perUser);
    m_cost += entry.cost;
}

void TimelineCache::use(Entry &entry)
{
    entry.lastUse = ++m_uses;
    entry.usedAt = std::chrono::steady_clock::now();
    m_order.splice(m_order.end(), m_order, entry.order);
}

Result<UserTimeline *> TimelineCache::timeline(const UserId &user)
{
    auto found = m_entries.find(user);
    if (found != m_entries.end() && found->second.timeline->isCut()) {
        drop(user);
        found = m_entries.end();
    }
    if (found == m_entries.end()) {
        std::unique_ptr<UserTimeline> made;
        if (m_store->isShared()) {
            auto stored = m_store->timeline(user);
            if (!stored)
                return failure(stored.error());
            made = std::make_unique<UserTimeline>(std::move(*stored), m_outageMs);
        } else {
            StoredTimeline stored;
            if (m_store->mayHold(user)) {
                auto rows = m_store->timeline(user);
                if (!rows)
                    return failure(rows.error());
                stored = std::move(*rows);
            }
            made = std::make_unique<UserTimeline>(std::move(stored.rows), m_outageMs, std::move(stored.ground));
        }
        keep(user, std::move(made));
        found = m_entries.find(user);
    }
    use(found->second);
    return found->second.timeline.get();
}

TimelineCache::Entry &TimelineCache::keep(const UserId &user, std::unique_ptr<UserTimeline> timeline)
{
    Entry &entry = m_entries[user];
    entry.timeline = std::move(timeline);
    entry.order = m_order.insert(m_order.end(), user);
    count(entry);
    return entry;
}

void TimelineCache::drop(const UserId &user)
{
    const auto found = m_entries.find(user);
    if (found == m_entries.end())
        return;
    m_cost -= found->second.cost;
    m_order.erase(found->second.order);
    m_entries.erase(found);
}

/// What others wrote of users who are here; who does not fit to it is dropped, and \a missing.
Result<void> TimelineCache::refresh(const QList<TimelineWanted> &outdated, QList<TimelineWanted> &missing)
{
    if (outdated.isEmpty())
        return {};
    auto stored = m_store->timelines(outdated);
    if (!stored)
        return failure(stored.error());
    for (const auto &[user, from, revision] : outdated) {
        Entry &entry = m_entries[user];
        if (entry.timeline->refresh(from, stored->take(user))) {
            count(entry);
            use(entry);
        } else {
            drop(user);
            missing.append({.user = user});
        }
    }
    return {};
}

Result<void> TimelineCache::prepare(const QList<UserId> &users)
{
    if (const quint64 epoch = m_store->epoch(); std::exchange(m_epoch, epoch) != epoch)
        clear(); // a store that went back counts its revisions anew
    QList<UserId> known;
    QList<TimelineWanted> outdated, missing;
    for (const UserId &user : users) {
        if (m_entries.contains(user))
            known.append(user);
        else
            missing.append({.user = user});
    }
    const auto states = known.isEmpty() ? Result<QHash<UserId, TimelineState>>(QHash<UserId, TimelineState>()) : m_store->states(known);
    if (!states)
        return failure(states.error());
    for (const UserId &user : std::as_const(known)) {
        const UserTimeline &timeline = *m_entries[user].timeline;
        const TimelineState state = states->value(user);
        if (timeline.revision() == state.revision && !timeline.isCut())
            continue;
        const qint64 from = std::min(timeline.nextNumber(), state.writtenSince(timeline.revision()));
        if (from > timeline.ground().first) {
            outdated.append({.user = user, .from = from, .revision = state.revision});
        } else {
            drop(user);
            missing.append({.user = user});
        }
    }
    if (const auto done = refresh(outdated, missing); !done)
        return done;
    if (missing.isEmpty())
        return {};
    auto stored = m_store->timelines(missing);
    if (!stored)
        return failure(stored.error());
    for (auto it = stored->begin(); it != stored->end(); ++it)
        use(keep(it.key(), std::make_unique<UserTimeline>(std::move(it.value()), m_outageMs)));
    return {};
}

UserTimeline *TimelineCache::find(const UserId &user)
{
    const auto found = m_entries.find(user);
    return found == m_entries.end() || found->second.timeline->isCut() ? nullptr : found->second.timeline.get();
}

void TimelineCache::count(const UserId &user)
{
    if (const auto found = m_entries.find(user); found != m_entries.end())
        count(found->second);
}

void TimelineCache::endBatch()
{
    if (m_uses > m_began) // a batch about nobody leaves the one before it the newest
        m_newest = m_began;
    const quint64 kept = m_rows == 0 ? m_uses : m_newest;
    if (m_cost <= m_rows)
        return;
    const auto recently = std::chrono::steady_clock::now() - recentUse;
    while (m_cost > m_rows * 3 / 4 && !m_order.empty()) {
        const auto oldest = m_entries.find(m_order.front());
        if (oldest->second.lastUse > kept)
            break;
        if (oldest->second.usedAt > recently && m_cost <= m_rows * mostOverLimit)
            break;
        m_cost -= oldest->second.cost;
        m_entries.erase(oldest);
        m_order.pop_front();
    }
}

void TimelineCache::clear()
{
    m_entries.clear();
    m_order.clear();
    m_cost = 0;
}

} // namespace Lockstep::History
