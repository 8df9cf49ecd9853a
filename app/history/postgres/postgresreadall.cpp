// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is asked of all users, and who answers: the primary, or a standby that is not behind.

#include "history/observation.h"
#include "history/postgres/postgresparts.h"
#include "history/postgres/rowtext.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

/// A standby that is further behind does not answer while the primary does.
constexpr auto mostBehind = std::chrono::seconds(10);
constexpr auto compareEvery = std::chrono::seconds(2);
/// Users whose rows a standby may not have yet; with more of them, it is not asked for anybody.
constexpr size_t mostWritten = 200'000;

Result<qint64> numberOf(const Result<QVariant> &value)
{
    if (!value)
        return failure(value.error());
    return value->toLongLong();
}

} // namespace

void PostgresStore::Private::noteWritten(const Batch &batch)
{
    if (!standby)
        return;
    const std::lock_guard lock(mutex);
    const auto now = Clock::now();
    if (written.size() > mostWritten)
        std::erase_if(written, [&](const auto &entry) { return now - entry.second > mostBehind + compareEvery; });
    const auto note = [&](const UserId &user) { written[user.toString()] = now; };
    for (const NewUpdate &added : batch.added)
        note(added.user);
    for (const UpdateRevision &revision : batch.revised)
        note(revision.user);
    for (const OutlineRevision &revision : batch.outlines)
        note(revision.user);
}

void PostgresStore::noteOthers(const UserId &user) const
{
    if (!d->standby)
        return;
    const std::lock_guard lock(d->mutex);
    d->written[user.toString()] = Private::Clock::now();
}

bool PostgresStore::Private::wasWrittenLately(const UserId &user)
{
    const std::lock_guard lock(mutex);
    if (written.size() > mostWritten)
        return true;
    const auto found = written.find(user.toString());
    return found != written.end() && Clock::now() - found->second <= mostBehind + compareEvery;
}

/// Compares the standby with the primary every few seconds: it is as far behind as it is since the primary was where it is.
bool PostgresStore::Private::isStandbyGood()
{
    {
        const std::lock_guard lock(mutex);
        if (Clock::now() - comparedAt < compareEvery)
            return standbyIsGood;
        comparedAt = Clock::now();
    }
    const auto replayed = numberOf(standby->value(
        u"SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END - '0/0'::pg_lsn)::bigint"_s));
    const auto current = replayed
        ? numberOf(reader.value(
            u"SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END - '0/0'::pg_lsn)::bigint"_s))
        : Result<qint64>(0);
    const std::lock_guard lock(mutex);
    const auto now = Clock::now();
    if (!replayed) {
        state.readProblem = replayed.error().text;
        state.readBehindMs = -1;
        return standbyIsGood = false;
    }
    if (!current) {
        // Better what it has than nothing.
        state.readProblem = u"The primary is away, so nobody knows how far the standby is behind."_s;
        state.readBehindMs = -1;
        return standbyIsGood = true;
    }
    primaryLog.emplace_back(now, *current);
    while (primaryLog.size() > 1 && (primaryLog[1].second <= *replayed || now - primaryLog[0].first > std::chrono::hours(1)))
        primaryLog.pop_front();
    // Since when the primary has been beyond what the standby has is known only if it was seen before it was.
    const bool isKnown = *replayed >= *current || primaryLog.front().second <= *replayed;
    const auto behind = *replayed >= *current ? Clock::duration::zero() : now - primaryLog.front().first;
    state.readBehindMs = isKnown ? std::chrono::duration_cast<std::chrono::milliseconds>(behind).count() : -1;
    standbyIsGood = isKnown && behind <= mostBehind;
    state.readProblem = standbyIsGood ? QString()
        : !isKnown                    ? u"How far the standby is behind is not known yet, so the primary is asked."_s
                                      : u"The standby is more than %1 seconds behind, so the primary is asked."_s.arg(std::chrono::seconds(mostBehind).count());
    return standbyIsGood;
}

Result<void> PostgresStore::Private::read(
    const QString &sql, const QVariantList &values, const std::function<Result<void>(const Sql::Row &)> &take, const UserId &user)
{
    bool isAway = false;
    {
        const std::lock_guard lock(mutex);
        isAway = lastError.has_value();
    }
    if (standby && isStandbyGood() && (isAway || user.toString().isEmpty() || !wasWrittenLately(user))) {
        Result<void> taken;
        bool hasRows = false;
        const auto done = standby->each(sql, values, [&](const Sql::Row &row) {
            hasRows = true;
            if (taken)
                taken = take(row);
        });
        if (done || hasRows)
            return done ? taken : done;
        const std::lock_guard lock(mutex);
        state.readProblem = done.error().text;
        standbyIsGood = false;
    }
    return readNow(sql, values, take);
}

Result<QList<UserId>> PostgresStore::usersWithOpenGap(const UserId &after, int limit) const
{
    QList<UserId> users;
    const auto done = d->read(u"SELECT user_id FROM lockstep.users WHERE open_gap > 0 AND user_id > ? ORDER BY user_id LIMIT ?::integer"_s,
        {after.toString().isNull() ? u""_s : after.toString(), std::max(limit, 0)}, [&](const Sql::Row &row) -> Result<void> {
            users.append(UserId(row.text(0)));
            return {};
        });
    if (!done)
        return failure(done.error());
    return users;
}

Result<qint64> PostgresStore::countUsersWithOpenGap() const
{
    qint64 count = 0;
    const auto done
        = d->read(u"SELECT coalesce(sum(open_gaps), 0)::bigint FROM lockstep.gateways"_s, {}, [&](const Sql::Row &row) -> Result<void> {
              count = row.integer(0);
              return {};
          });
    if (!done)
        return failure(done.error());
    return count;
}

Result<QList<DroppedList>> PostgresStore::droppedLists(int limit) const
{
    QList<DroppedList> lists;
    const auto done = d->read(
        u"SELECT u.user_id, coalesce(r.received, u.first_received), r.detail FROM lockstep.users u LEFT JOIN lockstep.updates r ON r.user_id = u.user_id "
        "AND r.n = u.dropped_list WHERE u.dropped_list > 0 ORDER BY u.user_id LIMIT ?::integer"_s,
        {std::max(limit, 0)}, [&](const Sql::Row &row) -> Result<void> {
            lists.append({.user = UserId(row.text(0)), .at = row.integer(1), .devices = droppedDevices(fromBytes(row, 2)).value_or(-1)});
            return {};
        });
    if (!done)
        return failure(done.error());
    return lists;
}

Result<qint64> PostgresStore::newestReceived() const
{
    qint64 newest = 0;
    const auto done
        = d->read(u"SELECT coalesce(max(last_received), 0) FROM lockstep.users"_s, {}, [&](const Sql::Row &row) -> Result<void> {
              newest = row.integer(0);
              return {};
          });
    if (!done)
        return failure(done.error());
    return newest;
}

Result<QList<FetchRun>> PostgresStore::fetchRuns(int least, qint64 apartMs, int limit) const
{
    constexpr int longest = 1000; // entries of one user that are looked at
    const auto newest = newestReceived();
    if (!newest)
        return failure(newest.error());
    QList<UserId> users;
    const auto done = d->read(u"SELECT u.user_id FROM lockstep.users u JOIN lockstep.updates r ON r.user_id = u.user_id AND r.n = u.updates "
                        "WHERE u.last_received >= ?::bigint AND r.kind = ?::smallint LIMIT ?::integer"_s,
        {*newest - apartMs, int(UpdateKind::Resync), limit}, [&](const Sql::Row &row) -> Result<void> {
            users.append(UserId(row.text(0)));
            return {};
        });
    if (!done)
        return failure(done.error());
    QList<FetchRun> runs;
    for (const UserId &user : std::as_const(users)) {
        FetchRunFinder finder(user, apartMs);
        const auto newestRows = updates(user, 0, longest, true);
        if (!newestRows)
            return failure(newestRows.error());
        for (const DeviceListUpdate &entry : *newestRows)
            finder.take(entry);
        if (finder.run().fetches >= least && *newest - finder.run().until <= apartMs)
            runs.append(finder.run());
    }
    return runs;
}

Result<std::pair<qint64, qint64>> PostgresStore::extent() const
{
    std::pair<qint64, qint64> extent;
    const auto done
        = d->read(u"SELECT coalesce(sum(updates), 0)::bigint, coalesce(min(since) FILTER (WHERE since != 0), 0) FROM lockstep.gateways"_s,
            {}, [&](const Sql::Row &row) -> Result<void> {
                extent = {row.integer(0), row.integer(1)};
                return {};
            });
    if (!done)
        return failure(done.error());
    return extent;
}

} // namespace Lockstep::History
