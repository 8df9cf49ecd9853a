// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/file/rowcodec.h"
#include "history/file/sqlstore.h"
#include "history/observation.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

/// Hands each row to \a take until that fails.
template <typename Take>
Result<void> select(const Sql::Database &database, const QString &sql, const QVariantList &values, Take take)
{
    Result<void> taken;
    const auto done = database.each(sql, values, [&](const Sql::Row &row) {
        if (taken)
            taken = take(row);
    });
    return done ? taken : done;
}

} // namespace

Result<DeviceListUpdate> readUpdate(const Sql::Row &row, const UserId &user, bool withContent)
{
    DeviceListUpdate update;
    update.n = row.integer(0);
    update.received = row.integer(1);
    update.kind = UpdateKind(int(row.integer(2)));
    update.streamId = decodeStreamId(row.value(3));
    update.prevIds = decodePrevIds(row.value(4));
    update.deviceId = DeviceId(row.text(5));
    const int flags = int(row.integer(6));
    update.deleted = flags & Deleted;
    update.contentKnown = flags & ContentKnown;
    if (flags & VerifiedKnown)
        update.verified = bool(flags & Verified);
    update.verdict = Verdict(int(row.integer(7)));
    update.breaks = Breaks::fromInt(quint32(row.integer(8)));
    update.sources = UpdateSources(int(row.integer(9)));
    update.detail = row.text(10);
    if (!withContent)
        return update;
    if (!row.isNull(11))
        update.displayName = row.text(11);
    const auto keys = decodeKeys(row.value(12), user);
    if (!keys) {
        return failure(Error::Database,
            u"Update %1 of %2 is damaged in the history. Move the history away and start again; logs that are still there are read anew."_s
                .arg(update.n)
                .arg(user.toString()));
    }
    update.keys = *keys;
    return update;
}

Result<QList<DeviceListUpdate>> SqlStore::updates(const UserId &user, qint64 after, int limit, bool newestFirst) const
{
    QList<DeviceListUpdate> list;
    const auto take = [&](const Sql::Row &row) -> Result<void> {
        const auto update = readUpdate(row, user, true);
        if (!update)
            return failure(update.error());
        list.append(*update);
        return {};
    };
    const QString rows = u"SELECT " LOCKSTEP_UPDATE_COLUMNS " FROM updates WHERE user = (SELECT id FROM users WHERE name = ?1) AND n >= "
                         "(SELECT first_kept FROM users WHERE name = ?1) AND "_s;
    const QString sql = rows + (newestFirst ? "n < ?2 ORDER BY n DESC LIMIT ?3"_L1 : "n > ?2 ORDER BY n LIMIT ?3"_L1);
    const qint64 bound = newestFirst && after == 0 ? std::numeric_limits<qint64>::max() : after;
    const auto done = select(d->reader, sql, {user.toString(), bound, std::max(limit, 0)}, take);
    if (!done)
        return failure(done.error());
    return list;
}

Result<QList<RowOutline>> SqlStore::outlines(const UserId &user) const
{
    QList<RowOutline> list;
    const auto take = [&](const Sql::Row &row) -> Result<void> {
        const auto update = readUpdate(row, user, false);
        if (!update)
            return failure(update.error());
        RowOutline outline{.update = *update, .marks = {}, .contentHash = quint64(row.integer(14))};
        outline.marks.flags = quint32(row.integer(11));
        outline.marks.stream = quint32(row.integer(12));
        outline.marks.transaction = quint64(row.integer(13));
        list.append(outline);
        return {};
    };
    const auto done = select(d->reader,
        u"SELECT n, received, kind, stream, prev, device, flags, verdict, breaks, sources, detail, marks, mark_stream, mark_transaction, "
        "hash "
        "FROM updates WHERE user = (SELECT id FROM users WHERE name = ?1) AND n >= (SELECT first_kept FROM users WHERE name = ?1) ORDER BY n"_s,
        {user.toString()}, take);
    if (!done)
        return failure(done.error());
    return list;
}

Result<UserHistory> SqlStore::userHistory(const UserId &user) const
{
    UserHistory history;
    const auto done = select(d->reader, u"SELECT %1 FROM users WHERE name = ?"_s.arg(QLatin1StringView(userHistoryColumns)),
        {user.toString()}, [&](const Sql::Row &row) -> Result<void> {
            history = readUserHistory(row);
            history.head = decodeStreamId(row.value(userHistoryHead));
            return {};
        });
    if (!done)
        return failure(done.error());
    return history;
}

Result<QList<UserId>> SqlStore::usersWithOpenGap(const UserId &after, int limit) const
{
    QList<UserId> users;
    const auto done
        = select(d->reader, u"SELECT name FROM users INDEXED BY users_open_gap WHERE open_gap > 0 AND name > ? ORDER BY name LIMIT ?"_s,
            {after.toString().isNull() ? u""_s : after.toString(), std::max(limit, 0)}, [&](const Sql::Row &row) -> Result<void> {
                users.append(UserId(row.text(0)));
                return {};
            });
    if (!done)
        return failure(done.error());
    return users;
}

Result<qint64> SqlStore::countUsersWithOpenGap() const
{
    qint64 count = 0;
    const auto done = select(d->reader, u"SELECT open_gaps FROM extent"_s, {}, [&](const Sql::Row &row) -> Result<void> {
        count = row.integer(0);
        return {};
    });
    if (!done)
        return failure(done.error());
    return count;
}

Result<QList<DroppedList>> SqlStore::droppedLists(int limit) const
{
    QList<DroppedList> lists;
    const auto done = select(d->reader,
        u"SELECT u.name, ifnull(r.received, u.first_received), r.detail FROM users u INDEXED BY users_dropped_list LEFT JOIN updates r ON "
        u"r.user = u.id AND r.n = "
        "u.dropped_list WHERE u.dropped_list > 0 ORDER BY u.name LIMIT ?"_s,
        {std::max(limit, 0)}, [&](const Sql::Row &row) -> Result<void> {
            lists.append({.user = UserId(row.text(0)), .at = row.integer(1), .devices = droppedDevices(row.text(2)).value_or(-1)});
            return {};
        });
    if (!done)
        return failure(done.error());
    return lists;
}

Result<qint64> SqlStore::newestReceived() const
{
    const auto newest = d->reader.value(u"SELECT max(last_received) FROM users"_s);
    if (!newest)
        return failure(newest.error());
    return newest->toLongLong();
}

Result<QList<FetchRun>> SqlStore::fetchRuns(int least, qint64 apartMs, int limit) const
{
    constexpr int longest = 1000; // entries of one user that are looked at
    const auto newest = newestReceived();
    if (!newest)
        return failure(newest.error());
    QList<std::pair<qint64, UserId>> users;
    auto done = select(d->reader,
        u"SELECT u.id, u.name FROM users u JOIN updates r ON r.user = u.id AND r.n = u.updates WHERE u.last_received >= ? AND r.kind = ? "
        "LIMIT ?"_s,
        {*newest - apartMs, int(UpdateKind::Resync), limit}, [&](const Sql::Row &row) -> Result<void> {
            users.append({row.integer(0), UserId(row.text(1))});
            return {};
        });
    QList<FetchRun> runs;
    for (const auto &[id, user] : users) {
        if (!done)
            break;
        FetchRunFinder finder(user, apartMs);
        done = select(d->reader,
            u"SELECT " LOCKSTEP_UPDATE_COLUMNS
            ", marks FROM updates WHERE user = ?1 AND n >= (SELECT first_kept FROM users WHERE id = ?1) ORDER "
            "BY n DESC LIMIT ?2"_s,
            {id, longest}, [&](const Sql::Row &row) -> Result<void> {
                const auto entry = readUpdate(row, user, false);
                if (!entry)
                    return failure(entry.error());
                finder.take(*entry);
                return {};
            });
        const FetchRun &run = finder.run();
        if (run.fetches >= least && *newest - run.until <= apartMs)
            runs.append(run);
    }
    if (!done)
        return failure(done.error());
    return runs;
}

Result<QList<LogPosition>> SqlStore::logPositions() const
{
    QList<LogPosition> positions;
    const auto done = select(d->reader, u"SELECT file, path, offset, state FROM positions"_s, {}, [&](const Sql::Row &row) -> Result<void> {
        positions.append({.fileId = row.text(0), .path = row.text(1), .offset = row.integer(2), .state = row.bytes(3)});
        return {};
    });
    if (!done)
        return failure(done.error());
    return positions;
}

Result<StreamId> SqlStore::head(const UserId &user) const
{
    StreamId head;
    const auto done
        = select(d->reader, u"SELECT head FROM users WHERE name = ?"_s, {user.toString()}, [&](const Sql::Row &row) -> Result<void> {
              head = decodeStreamId(row.value(0));
              return {};
          });
    if (!done)
        return failure(done.error());
    return head;
}

Result<std::pair<qint64, qint64>> SqlStore::extent() const
{
    std::pair<qint64, qint64> extent;
    const auto done = select(d->reader, u"SELECT updates, since FROM extent"_s, {}, [&](const Sql::Row &row) -> Result<void> {
        extent = {row.integer(0), row.integer(1)};
        return {};
    });
    if (!done)
        return failure(done.error());
    return extent;
}

} // namespace Lockstep::History
