// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/overview.h"

#include "core/log.h"
#include "domain/apiwords.h"
#include "inspection/apiwords.h"
#include "synapse/lists/userstates.h"

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
    QMap<UserState, qint64> states{{UserState::Stale, 0}, {UserState::Queued, 0}};
    if (members)
        states.insert(UserState::LeftoverMarker, 0);
    QMap<std::tuple<UserState, ServerName, std::optional<FetchCause>>, Trouble> troubles;
    qint64 marked = 0;
    const auto done = m_database.each(
        u"SELECT r.user_id, r.added_ts, CASE WHEN e.user_id IS NULL THEN 0 ELSE 1 END, CASE WHEN e.user_id IS NULL THEN %1 ELSE 1 END"
        " FROM (SELECT user_id, added_ts FROM device_lists_remote_resync ORDER BY user_id LIMIT %2) r"
        " LEFT JOIN device_lists_remote_extremeties e ON e.user_id = r.user_id"_s.arg(joined)
            .arg(counted + 1),
        {}, [&](const Row &row) {
            ++marked;
            const bool leftOver = row.integer(2) == 0 && row.integer(3) == 0 && row.integer(1) <= youngest;
            const UserState state = row.integer(2) != 0 ? UserState::Stale : leftOver ? UserState::LeftoverMarker : UserState::Queued;
            ++states[state];
            const UserId user(row.text(0));
            const FetchTrouble why = m_sources.ledger.userTrouble(user);
            const auto cause = why.isKnown() ? std::optional(why.cause) : std::nullopt;
            Trouble &trouble = troubles[{state, user.server(), cause}];
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
    const auto place = [](const Trouble &trouble) {
        return std::tuple(-trouble.users, trouble.server, toApiName(trouble.state), trouble.cause ? toApiName(*trouble.cause) : QString());
    };
    std::sort(all.begin(), all.end(), [&](const Trouble &a, const Trouble &b) { return place(a) < place(b); });
    overview.troubles = all.mid(0, mostTroubles);
    return {};
}

/// What the log and the check of all keys told.
void OverviewCounter::countRemembered(Overview &overview) const
{
    overview.keyCheck = m_sources.keys.progress();
    overview.keyCheck.total = overview.trackedUsers;
    overview.states.insert(UserState::UnusableKeys, m_sources.keys.count(KeyCheck::UnusableKeys));
    overview.states.insert(UserState::CrossSigningBroken, m_sources.keys.count(KeyCheck::CrossSigningBroken));
    overview.states.insert(UserState::TooManyDevices, m_sources.ledger.tooLongCount());
    overview.states.insert(UserState::ResyncLoop, m_sources.ledger.loopCount());
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
        overview.states.insert(UserState::Gap, *gaps);
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
        overview.states.insert(UserState::RemoteFailing, users);
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
