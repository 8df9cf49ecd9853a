// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/overview.h"

#include "core/log.h"
#include "synapse/userstates.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;
using namespace Sql;

namespace {

constexpr qint64 keptMs = 1'000;
constexpr qint64 longestKeptMs = 30'000;
constexpr qint64 restForWork = 30;
constexpr qsizetype mostTroubles = 20;
/// Tables of at most this many rows are counted along an index.
constexpr int counted = 20'000;

} // namespace

OverviewCounter::OverviewCounter(const Database &database, Sources sources)
    : m_database(database)
    , m_sources(sources)
{
}

Result<Overview> OverviewCounter::overview()
{
    const std::lock_guard lock(m_mutex);
    if (m_age.isValid() && !m_age.hasExpired(m_keptMs))
        return m_last;
    QElapsedTimer clock;
    clock.start();
    auto made = count();
    if (made) {
        m_last = *made;
        m_keptMs = std::clamp(clock.elapsed() * restForWork, keptMs, longestKeptMs);
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
        overview.trackedUsers = m_sources.sampler.usersTracked();
        if (overview.trackedUsers < 0) {
            const auto guess = m_database.value(m_database.engine() == Engine::PostgreSql
                    ? u"SELECT c.reltuples::bigint FROM pg_catalog.pg_class c WHERE c.oid = to_regclass('device_lists_remote_extremeties')"_s
                    : u"SELECT max(rowid) FROM device_lists_remote_extremeties"_s);
            if (!guess)
                return failure(guess.error());
            overview.trackedUsers = std::max<qint64>(guess->toLongLong(), counted);
        }
    }
    return countMarked(overview);
}

/// Markers by what they mean, and what goes wrong with the same server.
Result<void> OverviewCounter::countMarked(Overview &overview) const
{
    const bool members = m_sources.schema.membership().available;
    const QString joined = members ? u"CASE WHEN EXISTS (%1 AND c.state_key = r.user_id) THEN 1 ELSE 0 END"_s.arg(joinedMembers) : u"1"_s;
    const qint64 youngest = QDateTime::currentMSecsSinceEpoch() - leftOverAfterMs;
    QMap<QString, qint64> states{{State::stale, 0}, {State::queued, 0}};
    if (members)
        states.insert(State::leftoverMarker, 0);
    QHash<QString, Trouble> troubles;
    qint64 marked = 0;
    const auto done = m_database.each(
        u"SELECT r.user_id, r.added_ts, CASE WHEN e.user_id IS NULL THEN 0 ELSE 1 END, CASE WHEN e.user_id IS NULL THEN %1 ELSE 1 END"
        " FROM (SELECT user_id, added_ts FROM device_lists_remote_resync ORDER BY user_id LIMIT %2) r"
        " LEFT JOIN device_lists_remote_extremeties e ON e.user_id = r.user_id"_s.arg(joined)
            .arg(counted + 1),
        {}, [&](const Row &row) {
            ++marked;
            const bool leftOver = row.integer(2) == 0 && row.integer(3) == 0 && row.integer(1) <= youngest;
            const QString state = row.integer(2) != 0 ? State::stale : leftOver ? State::leftoverMarker : State::queued;
            ++states[state];
            const UserId user(row.text(0));
            const FetchTrouble why = m_sources.ledger.userTrouble(user);
            const QString cause = why.isKnown() ? toApiName(why.cause) : QString();
            Trouble &trouble = troubles[state + u'\n' + user.server().toString() + u'\n' + cause];
            trouble.state = state;
            trouble.server = user.server();
            trouble.cause = cause;
            trouble.error = displayable(why.error);
            trouble.since = trouble.users == 0 ? row.integer(1) : std::min(trouble.since, row.integer(1));
            ++trouble.users;
        });
    if (!done)
        return done;
    if (marked > counted)
        return {};
    overview.states.insert(states);
    QList<Trouble> all = troubles.values();
    std::sort(all.begin(), all.end(), [](const Trouble &a, const Trouble &b) {
        return a.users != b.users ? a.users > b.users : std::pair(a.server, a.state + a.cause) < std::pair(b.server, b.state + b.cause);
    });
    overview.troubles = all.mid(0, mostTroubles);
    return {};
}

/// What the log and the check of all keys told.
void OverviewCounter::countRemembered(Overview &overview) const
{
    overview.keyCheck = m_sources.keys.progress();
    overview.keyCheck.total = overview.trackedUsers;
    overview.states.insert(State::unusableKeys, m_sources.keys.count(KeyCheck::UnusableKeys));
    overview.states.insert(State::crossSigningBroken, m_sources.keys.count(KeyCheck::CrossSigningBroken));
    overview.states.insert(State::tooManyDevices, m_sources.ledger.tooLongCount());
    overview.states.insert(State::resyncLoop, m_sources.ledger.loopCount());
}

Result<Overview> OverviewCounter::count() const
{
    Overview overview;
    if (const auto done = countUsers(overview); !done)
        return failure(done.error());
    countRemembered(overview);
    if (m_sources.history) {
        const auto gaps = m_sources.history->countUsersWithOpenGap();
        if (!gaps)
            return failure(gaps.error());
        overview.states.insert(State::gap, *gaps);
    }
    const auto failing = m_sources.sampler.failing();
    if (!failing)
        return failure(failing.error());
    overview.destinationsFailing = failing->destinations.size();
    // The sum over the failing servers needs the poller's figures.
    qint64 users = 0;
    for (const auto &destination : failing->destinations) {
        const qint64 here = m_sources.sampler.usersTracked(destination.destination);
        users = here < 0 || users < 0 ? -1 : users + here;
    }
    if (users >= 0 && failing->complete)
        overview.states.insert(State::remoteFailing, users);
    for (const auto &[kind, totals] : {std::pair{Queues::Kind::Inbox, &overview.inbox}, std::pair{Queues::Kind::Outbox, &overview.outbox},
             std::pair{Queues::Kind::Updates, &overview.updates}}) {
        const auto found = m_sources.queues.totals(kind);
        if (!found)
            return failure(found.error());
        *totals = *found;
    }
    return overview;
}

} // namespace Lockstep::Synapse
