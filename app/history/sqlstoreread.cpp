// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/rowcodec.h"
#include "history/sqlstore.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

/// Runs a statement with bindings and hands each row to \a take, which returns a Result<void>.
template <typename Take>
Result<void> select(const Result<SqlConnection *> &connection, std::string_view sql, const QVariantList &bindings, Take take)
{
    if (!connection)
        return failure(connection.error());
    const auto query = (*connection)->prepare(sql);
    if (!query)
        return failure(query.error());
    const Finished finished(*query);
    for (qsizetype i = 0; i < bindings.size(); ++i)
        (*query)->bindValue(int(i), bindings[i]);
    if (const auto done = (*connection)->run(*query); !done)
        return done;
    while ((*query)->next()) {
        if (const Result<void> taken = take(**query); !taken)
            return taken;
    }
    // next() is false at the end and on a damaged page alike
    if ((*query)->lastError().isValid())
        return failure((*connection)->describe((*query)->lastError()));
    return {};
}

} // namespace

Result<DeviceListUpdate> readUpdate(const QSqlQuery &query, const UserId &user, bool withContent)
{
    DeviceListUpdate update;
    update.n = query.value(0).toLongLong();
    update.received = query.value(1).toLongLong();
    update.kind = UpdateKind(query.value(2).toInt());
    update.streamId = decodeStreamId(query.value(3));
    update.prevIds = decodePrevIds(query.value(4));
    update.deviceId = DeviceId(query.value(5).toString());
    const int flags = query.value(6).toInt();
    update.deleted = flags & Deleted;
    update.contentKnown = flags & ContentKnown;
    if (flags & VerifiedKnown)
        update.verified = bool(flags & Verified);
    update.verdict = Verdict(query.value(7).toInt());
    update.breaks = Breaks::fromInt(query.value(8).toUInt());
    update.sources = decodeSources(query.value(9).toInt());
    update.detail = query.value(10).toString();
    if (!withContent)
        return update;
    if (!query.value(11).isNull())
        update.displayName = query.value(11).toString();
    const auto keys = decodeKeys(query.value(12));
    if (!keys) {
        return failure(Error::Database,
            u"Update %1 of %2 is damaged in the history. Move the history away and start again; logs that are still there are read anew."_s
                .arg(update.n)
                .arg(user.toString()));
    }
    update.keys = *keys;
    return update;
}

Result<QList<DeviceListUpdate>> Store::updates(const UserId &user, qint64 after, int limit, bool newestFirst) const
{
    QList<DeviceListUpdate> list;
    const auto take = [&](const QSqlQuery &query) -> Result<void> {
        const auto update = readUpdate(query, user, true);
        if (!update)
            return failure(update.error());
        list.append(*update);
        return {};
    };
    const char *sql = newestFirst ? "SELECT " LOCKSTEP_UPDATE_COLUMNS
                                    " FROM updates WHERE user = (SELECT id FROM users WHERE name = ?) AND n < ? ORDER BY n DESC LIMIT ?"
                                  : "SELECT " LOCKSTEP_UPDATE_COLUMNS
                                    " FROM updates WHERE user = (SELECT id FROM users WHERE name = ?) AND n > ? ORDER BY n LIMIT ?";
    const qint64 bound = newestFirst && after == 0 ? std::numeric_limits<qint64>::max() : after;
    const auto done = select(d->connection(), sql, {user.toString(), bound, std::max(limit, 0)}, take);
    if (!done)
        return failure(done.error());
    return list;
}

Result<DeviceListUpdate> Store::update(const UserId &user, qint64 n) const
{
    const auto list = updates(user, n - 1, 1, false);
    if (!list)
        return failure(list.error());
    if (list->isEmpty() || list->first().n != n)
        return failure(Error::NotFound, u"The history of %1 has no update %2."_s.arg(user.toString()).arg(n));
    return list->first();
}

Result<QList<RowOutline>> Store::outlines(const UserId &user) const
{
    QList<RowOutline> list;
    const auto take = [&](const QSqlQuery &query) -> Result<void> {
        const auto update = readUpdate(query, user, false);
        if (!update)
            return failure(update.error());
        RowOutline outline{.update = *update, .marks = {}, .contentHash = quint64(query.value(14).toLongLong())};
        outline.marks.flags = query.value(11).toUInt();
        outline.marks.stream = query.value(12).toUInt();
        outline.marks.transaction = quint64(query.value(13).toLongLong());
        list.append(outline);
        return {};
    };
    const auto done = select(d->connection(),
        "SELECT n, received, kind, stream, prev, device, flags, verdict, breaks, sources, detail, marks, mark_stream, mark_transaction, "
        "hash "
        "FROM updates WHERE user = (SELECT id FROM users WHERE name = ?) ORDER BY n",
        {user.toString()}, take);
    if (!done)
        return failure(done.error());
    return list;
}

Result<UserHistory> Store::userHistory(const UserId &user) const
{
    UserHistory history;
    const auto done = select(d->connection(),
        "SELECT updates, last_received, open_gap, last_needless, last_pruned, last_placeholder FROM users WHERE name = ?",
        {user.toString()}, [&](const QSqlQuery &query) -> Result<void> {
            history.updates = query.value(0).toLongLong();
            history.lastReceived = query.value(1).toLongLong();
            history.openGap = query.value(2).toLongLong();
            history.lastNeedlessResync = query.value(3).toLongLong();
            history.lastPruned = query.value(4).toLongLong();
            history.lastPlaceholder = query.value(5).toLongLong();
            return {};
        });
    if (!done)
        return failure(done.error());
    return history;
}

Result<QList<UserId>> Store::usersWithOpenGap(const UserId &after, int limit) const
{
    QList<UserId> users;
    const auto done
        = select(d->connection(), "SELECT name FROM users INDEXED BY users_open_gap WHERE open_gap > 0 AND name > ? ORDER BY name LIMIT ?",
            {after.toString().isNull() ? u""_s : after.toString(), std::max(limit, 0)}, [&](const QSqlQuery &query) -> Result<void> {
                users.append(UserId(query.value(0).toString()));
                return {};
            });
    if (!done)
        return failure(done.error());
    return users;
}

Result<qint64> Store::countUsersWithOpenGap() const
{
    qint64 count = 0;
    const auto done = select(d->connection(), "SELECT open_gaps FROM extent", {}, [&](const QSqlQuery &query) -> Result<void> {
        count = query.value(0).toLongLong();
        return {};
    });
    if (!done)
        return failure(done.error());
    return count;
}

Result<QList<LogPosition>> Store::logPositions() const
{
    QList<LogPosition> positions;
    const auto done
        = select(d->connection(), "SELECT file, path, offset, state FROM positions", {}, [&](const QSqlQuery &query) -> Result<void> {
              positions.append({.fileId = query.value(0).toString(),
                  .path = query.value(1).toString(),
                  .offset = query.value(2).toLongLong(),
                  .state = query.value(3).toByteArray()});
              return {};
          });
    if (!done)
        return failure(done.error());
    return positions;
}

Result<StreamId> Store::head(const UserId &user) const
{
    StreamId head;
    const auto done
        = select(d->connection(), "SELECT head FROM users WHERE name = ?", {user.toString()}, [&](const QSqlQuery &query) -> Result<void> {
              head = decodeStreamId(query.value(0));
              return {};
          });
    if (!done)
        return failure(done.error());
    return head;
}

Result<std::pair<qint64, qint64>> Store::extent() const
{
    std::pair<qint64, qint64> extent;
    const auto done = select(d->connection(), "SELECT updates, since FROM extent", {}, [&](const QSqlQuery &query) -> Result<void> {
        extent = {query.value(0).toLongLong(), query.value(1).toLongLong()};
        return {};
    });
    if (!done)
        return failure(done.error());
    return extent;
}

} // namespace Lockstep::History
