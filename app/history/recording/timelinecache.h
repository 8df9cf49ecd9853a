// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/recording/usertimeline.h"

#include <chrono>
#include <list>
#include <memory>
#include <unordered_map>

namespace Lockstep::History {

/// The timelines of users that something is recorded of, those that were used last. Not thread-safe.
class TimelineCache
{
public:
    /// \a rows: about how many are kept. 0: none longer than for a batch.
    TimelineCache(const Store *store, qsizetype rows, qint64 outageMs);

    /// The user's timeline, read from the store if it is not here. Stays where it is until evict() or clear().
    Result<UserTimeline *> timeline(const UserId &user);
    /// Of a shared store: of those of these users that others have written of since reads what they wrote, and all of those that are not
    /// here, with one question each for all of them.
    Result<void> prepare(const QList<UserId> &users);
    /// The same if it is here, or nullptr.
    UserTimeline *find(const UserId &user);
    /// The timeline has other rows than it had.
    void count(const UserId &user);

    /// A batch begins.
    void beginBatch() { m_began = m_uses; }
    /// Forgets timelines where there are too many rows. Whoever the newest batch was about comes again soon, may not be written yet, and
    /// may alone have more rows than the limit: his are not forgotten. Nor is who came within a minute, as long as all is not far beyond
    /// the limit: to read him again for each update costs more.
    void endBatch();
    void clear();

private:
    struct Entry
    {
        std::unique_ptr<UserTimeline> timeline;
        std::list<UserId>::iterator order;
        quint64 lastUse = 0;
        std::chrono::steady_clock::time_point usedAt;
        qsizetype cost = 0; ///< as counted in the sum of all
    };
    struct Hash
    {
        size_t operator()(const UserId &user) const { return size_t(qHash(user)); }
    };

    void drop(const UserId &user);
    Result<void> refresh(const QList<TimelineWanted> &outdated, QList<TimelineWanted> &missing);
    void use(Entry &entry);
    Entry &keep(const UserId &user, std::unique_ptr<UserTimeline> timeline);
    void count(Entry &entry);

    const Store *m_store;
    const qsizetype m_rows;
    const qint64 m_outageMs;
    std::unordered_map<UserId, Entry, Hash> m_entries;
    std::list<UserId> m_order; ///< used last is last
    quint64 m_uses = 0;
    quint64 m_began = 0; ///< uses before the batch under way
    quint64 m_newest = 0; ///< and before the newest one about somebody
    quint64 m_epoch = 0; ///< of the shared store, that what is here was read in
    qsizetype m_cost = 0; ///< rows of all, and something for each
};

} // namespace Lockstep::History
