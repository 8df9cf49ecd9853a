// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/timelinecache.h"

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
    if (found == m_entries.end()) {
        std::unique_ptr<UserTimeline> made;
        if (m_store->isShared()) {
            auto stored = m_store->timeline(user);
            if (!stored)
                return failure(stored.error());
            made = std::make_unique<UserTimeline>(std::move(*stored), m_outageMs);
        } else {
            QList<RowOutline> stored;
            if (m_store->mayHold(user)) {
                auto rows = m_store->outlines(user);
                if (!rows)
                    return failure(rows.error());
                stored = std::move(*rows);
            }
            made = std::make_unique<UserTimeline>(std::move(stored), m_outageMs);
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

void TimelineCache::drop(const QList<UserId> &users)
{
    for (const UserId &user : users) {
        const auto found = m_entries.find(user);
        if (found == m_entries.end())
            continue;
        m_cost -= found->second.cost;
        m_order.erase(found->second.order);
        m_entries.erase(found);
    }
}

Result<void> TimelineCache::prepare(const QList<UserId> &users)
{
    QList<UserId> known, missing;
    for (const UserId &user : users)
        (m_entries.contains(user) ? known : missing).append(user);
    if (!known.isEmpty()) {
        const auto revisions = m_store->revisions(known);
        if (!revisions)
            return failure(revisions.error());
        QList<UserId> outdated;
        for (const UserId &user : std::as_const(known)) {
            if (m_entries[user].timeline->revision() != revisions->value(user))
                outdated.append(user);
        }
        drop(outdated);
        missing += outdated;
    }
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
    return found == m_entries.end() ? nullptr : found->second.timeline.get();
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
