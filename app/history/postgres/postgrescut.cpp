// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// How older rows go from a shared store: whole months where nothing of them is to stay, rows one by one elsewhere.

#include "history/postgres/postgresparts.h"
#include "history/postgres/rowtext.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

/// So long a gateway that cuts is the one that does.
constexpr qint64 leaseMs = 10LL * 60 * 1000;
/// Rows that stay go out of a month's way if they are no more than one in so many of it.
constexpr qint64 fewOf = 4;
/// Users whose rows are moved at once, and how often before the month is counted again.
constexpr int usersAtOnce = 200;
constexpr int mostMoves = 50;
/// The month of rows that stay although the month in which they came is gone; see history-schema.sql.
constexpr int keptMonth = 1;

} // namespace

Result<Ground> PostgresStore::ground(const UserId &user) const
{
    QByteArray bytes;
    if (!mayBeStored(user))
        return Ground();
    const auto done = d->read(
        u"SELECT ground FROM lockstep.users WHERE user_id = ?"_s, {nameOf(user)},
        [&](const Sql::Row &row) -> Result<void> {
            bytes = row.isNull(0) ? QByteArray() : row.bytes(0);
            return {};
        },
        user);
    if (!done)
        return failure(done.error());
    return groundOf(bytes);
}

Result<CutCandidates> PostgresStore::cutCandidates(const KeepLimits &limits, const UserId &after, int most) const
{
    CutCandidates found;
    int looked = 0;
    QString last;
    // Those of format 1 do not say when their first row was received.
    const auto done = d->readNow(
        u"SELECT user_id, CASE WHEN lowest < first_kept OR (l.rows > 0 AND updates - first_kept >= l.rows) OR (l.before > 0 AND "
        "updates > first_kept AND coalesce(nullif(first_received, 0), (SELECT min(r.received) FROM lockstep.updates r WHERE r.user_id = "
        "users.user_id AND r.n = users.first_kept), l.before) < l.before) THEN 1 ELSE 0 END FROM lockstep.users, (SELECT ?::bigint AS rows, "
        "?::bigint AS before) l WHERE user_id > ? ORDER BY user_id LIMIT ?::integer"_s,
        {limits.rows, limits.before, nameOf(after), most}, [&](const Sql::Row &row) -> Result<void> {
            ++looked;
            last = row.text(0);
            if (row.integer(1) != 0)
                found.users.append(UserId(last));
            return {};
        });
    if (!done)
        return failure(done.error());
    if (looked == most)
        found.last = UserId(last);
    return found;
}

Result<bool> PostgresStore::mayCut()
{
    if (const auto ready = d->ready(); !ready)
        return failure(ready.error());
    bool may = false;
    const auto done = d->noted(d->writer.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        may = false;
        // By the database's clock: those of the gateways' hosts may differ.
        return transaction.each(u"INSERT INTO lockstep.keeper AS k (gateway, until) VALUES (?, (extract(epoch FROM now()) * 1000)::bigint + "
                                "?::bigint) ON CONFLICT (only_one) DO UPDATE SET gateway = excluded.gateway, until = excluded.until WHERE "
                                "k.gateway = excluded.gateway OR k.until < (extract(epoch FROM now()) * 1000)::bigint RETURNING 1"_s,
            {d->gateway, leaseMs}, [&](const Sql::Row &) { may = true; });
    }));
    if (!done)
        return failure(done.error());
    return may;
}

Result<bool> PostgresStore::cut(const UserId &user, const StoredTimeline &seen, const Ground &ground)
{
    if (const auto ready = d->ready(); !ready)
        return failure(ready.error());
    bool isCut = false;
    const auto done = d->noted(d->writer.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        isCut = false;
        qint64 fewer = 0;
        const auto held = transaction.each(
            u"SELECT first_kept FROM lockstep.users WHERE user_id = ? AND rev = ?::bigint AND first_kept < ?::bigint FOR UPDATE"_s,
            {nameOf(user), seen.revision, ground.first}, [&](const Sql::Row &row) { fewer = ground.first - row.integer(0); });
        if (!held || fewer == 0)
            return held;
        // Whoever keeps this user in memory reads him again.
        auto set = transaction.run(
            u"UPDATE lockstep.users SET rev = rev + 1, first_kept = ?::bigint, first_received = coalesce((SELECT received FROM lockstep.updates "
            "WHERE user_id = ? AND n = ?::bigint), 0), ground = ?::bytea WHERE user_id = ?"_s,
            {ground.first, nameOf(user), ground.first, toBytes(ground), nameOf(user)});
        if (set)
            set = transaction.run(u"UPDATE lockstep.gateways SET updates = updates - ?::bigint, removed = removed + ?::bigint WHERE gateway = ?"_s,
                {fewer, fewer, d->gateway});
        if (set && set->affected == 0)
            set = transaction.run(
                u"INSERT INTO lockstep.gateways (gateway, name, updates, removed) VALUES (?, ?, ?::bigint, ?::bigint)"_s,
                {d->gateway, d->options.name, -fewer, fewer});
        isCut = bool(set);
        return set ? Result<void>() : failure(set.error());
    }));
    if (!done)
        return failure(done.error());
    if (isCut)
        noteOthers(user); // a standby may not know yet
    return isCut;
}

Result<qint64> PostgresStore::removeCut(const UserId &user, int most)
{
    if (const auto ready = d->ready(); !ready)
        return failure(ready.error());
    qint64 gone = 0;
    const auto done = d->noted(d->writer.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        gone = 0;
        const auto removed = transaction.run(
            u"DELETE FROM lockstep.updates r USING (SELECT r.n, r.month FROM lockstep.updates r JOIN lockstep.users u ON u.user_id = r.user_id "
            "WHERE r.user_id = ? AND r.n < u.first_kept ORDER BY r.n LIMIT ?::integer) o WHERE r.user_id = ? AND r.n = o.n AND r.month = "
            "o.month"_s,
            {nameOf(user), std::max(most, 1), nameOf(user)});
        if (!removed)
            return failure(removed.error());
        gone = removed->affected;
        if (gone > 0)
            return {};
        // What another keeper removed meanwhile is not found either, and more may be left.
        const auto set = transaction.run(u"UPDATE lockstep.users u SET lowest = first_kept WHERE user_id = ? AND NOT EXISTS (SELECT 1 FROM "
                                         "lockstep.updates r WHERE r.user_id = u.user_id AND r.n < u.first_kept)"_s,
            {nameOf(user)});
        return set ? Result<void>() : failure(set.error());
    }));
    if (!done)
        return failure(done.error());
    return gone;
}

Result<qint64> PostgresStore::removed() const
{
    qint64 count = 0;
    const auto done
        = d->readNow(u"SELECT coalesce(sum(removed), 0)::bigint FROM lockstep.gateways"_s, {}, [&](const Sql::Row &row) -> Result<void> {
              count = row.integer(0);
              return {};
          });
    if (!done)
        return failure(done.error());
    return count;
}

/// Moves what is to stay of a month to a partition of its own, some users at once. Returns whether there was any.
Result<bool> PostgresStore::Private::moveKept(int month)
{
    QList<UserId> users;
    const auto done = writer.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        users.clear();
        // As a batch does: held in the order of their names.
        auto found = transaction.each(
            u"SELECT u.user_id FROM lockstep.users u WHERE u.user_id IN (SELECT r.user_id FROM lockstep.updates r JOIN lockstep.users v ON "
            "v.user_id = r.user_id WHERE r.month = ?::integer AND r.n >= v.first_kept LIMIT ?::integer) ORDER BY u.user_id FOR UPDATE"_s,
            {month, usersAtOnce}, [&](const Sql::Row &row) { users.append(UserId(row.text(0))); });
        if (!found || users.isEmpty())
            return found;
        auto moved = transaction.run(
            u"UPDATE lockstep.updates r SET month = ?::integer FROM lockstep.users u WHERE r.month = ?::integer AND u.user_id = r.user_id AND "
            "r.n >= u.first_kept AND r.user_id = ANY (?::text[])"_s,
            {keptMonth, month, ArrayText::of(users)});
        if (moved)
            moved = transaction.run(u"UPDATE lockstep.users SET rev = rev + 1 WHERE user_id = ANY (?::text[])"_s, {ArrayText::of(users)});
        return moved ? Result<void>() : failure(moved.error());
    });
    if (!done)
        return failure(done.error());
    return !users.isEmpty();
}

Result<bool> PostgresStore::Private::isWorthDropping(int month)
{
    qint64 rows = 0, staying = 0;
    const auto counted = writer.each(
        u"SELECT count(*), count(*) FILTER (WHERE r.n >= u.first_kept) FROM lockstep.updates r JOIN lockstep.users u ON u.user_id = "
        "r.user_id WHERE r.month = ?::integer"_s,
        {month}, [&](const Sql::Row &row) {
            rows = row.integer(0);
            staying = row.integer(1);
        });
    if (!counted)
        return failure(counted.error());
    return staying * fewOf <= rows;
}

// All of a month may take longer than a statement has. That is no word on whether the store is there, so that none of it is noted: its rows
// go one by one then.
Result<bool> PostgresStore::dropMonth(qint64 before)
{
    int month = 0;
    const auto found = d->readNow(
        u"SELECT substr(c.relname, 9)::bigint FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = "
        "'lockstep.updates'::regclass AND c.relname ~ '^updates_[0-9]{6}$' AND substr(c.relname, 9)::integer < ?::integer AND NOT "
        "substr(c.relname, 9)::integer = ANY (?::integer[]) ORDER BY 1 LIMIT 1"_s,
        {monthOf(before), d->heldMonths().text()}, [&](const Sql::Row &row) -> Result<void> {
            month = int(row.integer(0));
            return {};
        });
    if (!found || month == 0)
        return found ? Result<bool>(false) : failure(found.error());
    const auto leave = [&](const Error &error) -> Result<bool> {
        d->moving = 0;
        d->hold(month, std::chrono::hours(23));
        if (error.kind == Error::Timeout)
            return true;
        return failure(error);
    };
    if (d->moving != month || d->movesLeft == 0) {
        const auto isWorth = d->isWorthDropping(month);
        if (!isWorth)
            return leave(isWorth.error());
        if (!*isWorth) {
            d->hold(month, std::chrono::hours(23));
            return true;
        }
        d->moving = month;
        d->movesLeft = mostMoves;
    }
    --d->movesLeft;
    const auto moved = d->moveKept(month);
    if (!moved)
        return leave(moved.error());
    if (*moved)
        return true;
    d->moving = 0;
    // Whoever reads or writes comes first: then it is tried again in the next round.
    const auto dropped = d->writer.value(u"SELECT CASE WHEN lockstep.drop_month(?::integer) THEN 1 ELSE 0 END"_s, {month});
    if (!dropped)
        return leave(dropped.error());
    if (dropped->toInt() == 0) {
        d->hold(month, std::chrono::minutes(30));
        return true;
    }
    const std::lock_guard lock(d->preparing);
    d->months.erase(month);
    return true;
}

void PostgresStore::Private::hold(int month, std::chrono::minutes time)
{
    const std::lock_guard lock(mutex);
    held[month] = Clock::now() + time;
}

ArrayText PostgresStore::Private::heldMonths()
{
    const std::lock_guard lock(mutex);
    std::erase_if(held, [](const auto &entry) { return Clock::now() > entry.second; });
    ArrayText all;
    for (const auto &[month, until] : held)
        all.add(month);
    return all;
}

} // namespace Lockstep::History
