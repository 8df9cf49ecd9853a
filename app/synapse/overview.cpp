// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/overview.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;
using namespace Sql;

namespace {

constexpr qint64 keptMs = 1'000;
/// Tables of at most this many rows are counted along an index.
constexpr int counted = 20'000;

} // namespace

OverviewCounter::OverviewCounter(const Database &database, const Queues &queues, const Sampler &sampler, const History::Store *history)
    : m_database(database)
    , m_queues(queues)
    , m_sampler(sampler)
    , m_history(history)
{
}

Result<Overview> OverviewCounter::overview()
{
    const std::lock_guard lock(m_mutex);
    if (m_age.isValid() && !m_age.hasExpired(keptMs))
        return m_last;
    auto made = count();
    if (made) {
        m_last = *made;
        m_age.start();
    }
    return made;
}

Result<void> OverviewCounter::countUsers(Overview &overview) const
{
    const auto tracked
        = m_database.value(u"SELECT count(*) FROM (SELECT 1 FROM device_lists_remote_extremeties LIMIT %1) t"_s.arg(counted + 1));
    if (!tracked)
        return failure(tracked.error());
    overview.trackedUsers = tracked->toLongLong();
    if (overview.trackedUsers > counted) {
        // The poller counts exactly whenever it is through the table; before that, the engine's own estimate.
        overview.trackedUsersEstimate = true;
        overview.trackedUsers = m_sampler.usersTracked();
        if (overview.trackedUsers < 0) {
            const auto guess = m_database.value(m_database.engine() == Engine::PostgreSql
                    ? u"SELECT c.reltuples::bigint FROM pg_catalog.pg_class c WHERE c.oid = to_regclass('device_lists_remote_extremeties')"_s
                    : u"SELECT max(rowid) FROM device_lists_remote_extremeties"_s);
            if (!guess)
                return failure(guess.error());
            overview.trackedUsers = std::max<qint64>(guess->toLongLong(), counted);
        }
    }
    qint64 marked = 0, stale = 0;
    const auto done = m_database.each(u"SELECT count(*), count(e.user_id) FROM (SELECT user_id FROM device_lists_remote_resync LIMIT %1) r"
                                      " LEFT JOIN device_lists_remote_extremeties e ON e.user_id = r.user_id"_s.arg(counted + 1),
        {}, [&](const Row &row) {
            marked = row.integer(0);
            stale = row.integer(1);
        });
    if (!done)
        return done;
    if (marked <= counted) {
        overview.states.insert(State::stale, stale);
        overview.states.insert(State::queued, marked - stale);
    }
    return {};
}

Result<Overview> OverviewCounter::count() const
{
    Overview overview;
    if (const auto done = countUsers(overview); !done)
        return failure(done.error());
    if (m_history) {
        const auto gaps = m_history->countUsersWithOpenGap();
        if (!gaps)
            return failure(gaps.error());
        overview.states.insert(State::gap, *gaps);
    }
    const auto failing = m_sampler.failing();
    if (!failing)
        return failure(failing.error());
    overview.destinationsFailing = failing->destinations.size();
    // The sum over the failing servers needs the poller's figures.
    qint64 users = 0;
    for (const auto &destination : failing->destinations) {
        const qint64 here = m_sampler.usersTracked(destination.destination);
        users = here < 0 || users < 0 ? -1 : users + here;
    }
    if (users >= 0 && failing->complete)
        overview.states.insert(State::remoteFailing, users);
    for (const auto &[kind, totals] : {std::pair{Queues::Kind::Inbox, &overview.inbox}, std::pair{Queues::Kind::Outbox, &overview.outbox},
             std::pair{Queues::Kind::Updates, &overview.updates}}) {
        const auto found = m_queues.totals(kind);
        if (!found)
            return failure(found.error());
        *totals = *found;
    }
    return overview;
}

} // namespace Lockstep::Synapse
