// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// How older rows go. Pages that they leave are used again by what is recorded; compacting gives them back to the disk.

#include "history/file/sqlstore.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

Result<Ground> SqlStore::ground(const UserId &user) const
{
    QByteArray bytes;
    const auto done = d->reader.each(u"SELECT ground FROM users WHERE name = ?"_s, {user.toString()},
        [&](const Sql::Row &row) { bytes = row.isNull(0) ? QByteArray() : row.bytes(0); });
    if (!done)
        return failure(done.error());
    return groundOf(bytes);
}

Result<CutCandidates> SqlStore::cutCandidates(const KeepLimits &limits, const UserId &after, int most) const
{
    CutCandidates found;
    int looked = 0;
    QString last;
    const auto done = d->reader.each(
        u"SELECT name, lowest < first_kept OR (?1 > 0 AND updates - first_kept >= ?1) OR (?2 > 0 AND updates > first_kept AND "
        "first_received < ?2) FROM users WHERE id > ifnull((SELECT id FROM users WHERE name = ?3), 0) ORDER BY id LIMIT ?4"_s,
        {limits.rows, limits.before, after.toString().isNull() ? u""_s : after.toString(), most}, [&](const Sql::Row &row) {
            ++looked;
            last = row.text(0);
            if (row.integer(1) != 0)
                found.users.append(UserId(last));
        });
    if (!done)
        return failure(done.error());
    if (looked == most)
        found.last = UserId(last);
    return found;
}

Result<bool> SqlStore::cut(const UserId &user, const StoredTimeline &seen, const Ground &ground)
{
    if (seen.rows.isEmpty())
        return false;
    if (const auto known = d->knowNames(); !known)
        return failure(known.error());
    const std::lock_guard lock(d->writing);
    bool isCut = false;
    qint64 fewer = 0;
    const auto done = d->writer.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        qint64 id = 0, received = -1;
        const auto read
            = transaction.each(u"SELECT u.id, r.received, u.first_kept FROM users u JOIN updates r ON r.user = u.id AND r.n = ? "
                               "WHERE u.name = ? AND u.updates = ? AND u.first_kept < r.n"_s,
                {ground.first, user.toString(), seen.rows.constLast().update.n}, [&](const Sql::Row &row) {
                    id = row.integer(0);
                    received = row.integer(1);
                    fewer = ground.first - row.integer(2);
                });
        if (!read || id == 0)
            return read;
        isCut = true;
        if (const auto set = transaction.run(u"UPDATE users SET first_kept = ?, first_received = ?, ground = ? WHERE id = ?"_s,
                {ground.first, received, toBytes(ground), id});
            !set)
            return failure(set.error());
        const auto counted = transaction.run(u"UPDATE extent SET updates = updates - ?, removed = removed + ?"_s, {fewer, fewer});
        return counted ? Result<void>() : failure(counted.error());
    });
    if (!done)
        return failure(done.error());
    if (isCut)
        d->users->forget(user, fewer);
    return isCut;
}

Result<qint64> SqlStore::removeCut(const UserId &user, int most)
{
    const std::lock_guard lock(d->writing);
    qint64 gone = 0;
    const auto done = d->writer.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        qint64 id = 0, until = 0, first = 0;
        const auto read
            = transaction.each(u"SELECT id, min(first_kept, lowest + ?), first_kept FROM users WHERE name = ? AND lowest < first_kept"_s,
                {std::max(most, 1), user.toString()}, [&](const Sql::Row &row) {
                    id = row.integer(0);
                    until = row.integer(1);
                    first = row.integer(2);
                });
        if (!read || id == 0)
            return read;
        const auto removed = transaction.run(u"DELETE FROM updates WHERE user = ? AND n < ?"_s, {id, until});
        if (!removed)
            return failure(removed.error());
        gone = removed->affected;
        if (until == first) {
            if (const auto unused = d->keySets.removeUnused(transaction, id); !unused)
                return unused;
        }
        const auto set = transaction.run(u"UPDATE users SET lowest = ? WHERE id = ?"_s, {until, id});
        return set ? Result<void>() : failure(set.error());
    });
    if (!done)
        return failure(done.error());
    return gone;
}

Result<qint64> SqlStore::removed() const
{
    const auto count = d->reader.value(u"SELECT removed FROM extent"_s);
    if (!count)
        return failure(count.error());
    return count->toLongLong();
}

} // namespace Lockstep::History
