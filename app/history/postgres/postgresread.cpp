// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/file/rowcodec.h"
#include "history/file/sqlstore.h"
#include "history/observation.h"
#include "history/postgres/postgresparts.h"
#include "history/postgres/rowtext.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

QList<StreamId> prevIdsOf(const QString &text)
{
    if (text.isEmpty())
        return {};
    if (!text.startsWith(u'['))
        return {StreamId(text)};
    QList<StreamId> ids;
    const QJsonArray array = QJsonDocument::fromJson(text.toUtf8()).array();
    for (const QJsonValue &id : array)
        ids.append(StreamId(id.toString()));
    return ids;
}

UserHistory toHistory(const Sql::Row &row)
{
    UserHistory history = readUserHistory(row);
    history.head = StreamId(fromBytes(row, userHistoryHead));
    return history;
}

#define LOCKSTEP_OF_USER " FROM lockstep.users WHERE user_id = ?)"

/// The rows before one, newest first, and those after one. The rows of a user that are kept are numbered without holes, so that as many
/// numbers are as many rows: told so, no plan reads more than these, while by ORDER BY and LIMIT alone one of a table without statistics
/// sorts all that the user has.
constexpr auto newestBefore
    = "n < least(?::bigint, (SELECT updates + 1" LOCKSTEP_OF_USER ") AND n >= greatest((SELECT first_kept" LOCKSTEP_OF_USER
      ", least(?::bigint, (SELECT updates + 1" LOCKSTEP_OF_USER ") - ?::bigint) ORDER BY n DESC"_L1;
constexpr auto oldestAfter = "n > ?::bigint AND n >= (SELECT first_kept" LOCKSTEP_OF_USER
                             " AND n <= greatest(?::bigint, (SELECT first_kept - 1" LOCKSTEP_OF_USER ") + ?::bigint ORDER BY n"_L1;
constexpr int mostTries = 5;
constexpr qint64 mostNumber = std::numeric_limits<qint64>::max() / 2; // so that sums stay within the database's numbers

QVariantList newestValues(const UserId &user, qint64 before, qint64 limit)
{
    const qint64 bound = before > 0 ? std::min(before, mostNumber) : mostNumber;
    return {nameOf(user), bound, nameOf(user), nameOf(user), bound, nameOf(user), limit};
}

QVariantList oldestValues(const UserId &user, qint64 after, qint64 limit)
{
    const qint64 bound = std::clamp<qint64>(after, 0, mostNumber);
    return {nameOf(user), bound, nameOf(user), bound, nameOf(user), limit};
}

void takeOutline(StoredTimeline &timeline, const Sql::Row &row, DeviceListUpdate update, int first)
{
    RowOutline outline{.update = std::move(update), .marks = {}, .contentHash = quint64(row.integer(first + 3))};
    outline.marks.flags = quint32(row.integer(first));
    outline.marks.stream = quint32(row.integer(first + 1));
    outline.marks.transaction = quint64(row.integer(first + 2));
    timeline.rows.append(std::move(outline));
    timeline.months.append(int(row.integer(first + 4)));
    const QList<Telling> told = row.isNull(first + 5) ? QList<Telling>() : readTellings(row.bytes(first + 5));
    timeline.told += told;
    timeline.tellings.append(int(told.size()));
}

} // namespace

Result<DeviceListUpdate> readSharedUpdate(const Sql::Row &row, const UserId &user, bool withContent)
{
    DeviceListUpdate update;
    update.n = row.integer(0);
    update.received = row.integer(1);
    update.kind = UpdateKind(int(row.integer(2)));
    update.streamId = StreamId(fromBytes(row, 3));
    update.prevIds = prevIdsOf(fromBytes(row, 4));
    update.deviceId = DeviceId(fromBytes(row, 5));
    const int flags = int(row.integer(6));
    update.deleted = flags & Deleted;
    update.contentKnown = flags & ContentKnown;
    if (flags & VerifiedKnown)
        update.verified = bool(flags & Verified);
    update.verdict = Verdict(int(row.integer(7)));
    update.breaks = Breaks::fromInt(quint32(row.integer(8)));
    update.sources = UpdateSources(int(row.integer(9)));
    update.detail = fromBytes(row, 10);
    if (!withContent)
        return update;
    update.displayName = fromBytes(row, 11);
    const auto keys = decodeKeys(row.isNull(12) ? QVariant() : QVariant(row.bytes(12)), user);
    if (!keys)
        return failure(Error::Database, u"Update %1 of %2 is damaged in the shared history."_s.arg(update.n).arg(user.toString()));
    update.keys = *keys;
    return update;
}

Result<void> PostgresStore::Private::readNow(
    const QString &sql, const QVariantList &values, const std::function<Result<void>(const Sql::Row &)> &take)
{
    if (const auto good = ready(); !good)
        return good;
    Result<void> taken;
    const auto done = noted(reader.each(sql, values, [&](const Sql::Row &row) {
        if (taken)
            taken = take(row);
    }));
    return done ? taken : done;
}

Result<QHash<UserId, TimelineState>> PostgresStore::states(const QList<UserId> &users) const
{
    QHash<UserId, TimelineState> all;
    const auto done = d->readNow(
        u"SELECT user_id, rev, CASE WHEN recent[1] = rev THEN array_to_string(recent[2:], ',') ELSE '' END FROM lockstep.users "
        "WHERE user_id = ANY (?::text[])"_s,
        {ArrayText::of(users)}, [&](const Sql::Row &row) -> Result<void> {
            TimelineState &state = all[UserId(row.text(0))];
            state.revision = row.integer(1);
            const QString recent = row.text(2);
            for (const QStringView lowest : QStringView(recent).split(u',', Qt::SkipEmptyParts))
                state.recent.append(lowest.toLongLong());
            return {};
        });
    if (!done)
        return failure(done.error());
    return all;
}

Result<QHash<UserId, StoredTimeline>> PostgresStore::timelines(const QList<TimelineWanted> &wanted) const
{
    UserId cut;
    for (int tries = 0; tries < mostTries; ++tries) {
        auto all = d->timelines(wanted);
        if (!all)
            return all;
        // What was cut off between its questions has another beginning now.
        const auto one = std::ranges::find_if(wanted, [&](const TimelineWanted &each) {
            const StoredTimeline timeline = all->value(each.user);
            return each.revision < 0 && !timeline.rows.isEmpty() && timeline.rows.constFirst().update.n > timeline.ground.first;
        });
        if (one == wanted.end())
            return all;
        cut = one->user;
    }
    return failure(Error::Database,
        u"The first updates of %1 are missing: see what \"lockstep-gateway history check\" says of the history."_s.arg(cut.toString()));
}

Result<QHash<UserId, StoredTimeline>> PostgresStore::Private::timelines(const QList<TimelineWanted> &wanted)
{
    QHash<UserId, StoredTimeline> all;
    QList<UserId> asked;
    ArrayText names, first;
    for (const auto &[user, from, revision] : wanted) {
        names.add(user.toString());
        first.add(from);
        all[user].revision = revision;
        all[user].gateway = streamNumber(gateway);
        if (revision < 0)
            asked.append(user);
    }
    // First how often each was written, and what was cut off: rows that come or go after that are noticed when it is written again.
    if (!asked.isEmpty()) {
        for (const UserId &user : std::as_const(asked))
            all[user].revision = 0;
        const auto known = readNow(u"SELECT user_id, rev, ground FROM lockstep.users WHERE user_id = ANY (?::text[])"_s,
            {ArrayText::of(asked)}, [&](const Sql::Row &row) -> Result<void> {
                StoredTimeline &timeline = all[UserId(row.text(0))];
                timeline.revision = row.integer(1);
                timeline.ground = groundOf(row.isNull(2) ? QByteArray() : row.bytes(2));
                return {};
            });
        if (!known)
            return failure(known.error());
    }
    // OFFSET keeps the planner from joining the whole table: it looks each user up.
    const auto done = readNow(
        u"SELECT n, received, kind, stream, prev, device, flags, verdict, breaks, sources, detail, w.name, marks, mark_stream, "
        "mark_transaction, hash, month, told FROM unnest(?::text[], ?::bigint[]) WITH ORDINALITY AS w (name, first, place), "
        "LATERAL (SELECT * FROM lockstep.updates WHERE user_id = w.name AND n >= w.first AND n >= (SELECT first_kept FROM lockstep.users WHERE user_id = w.name) ORDER BY n OFFSET 0) AS u ORDER BY w.place, n"_s,
        {names.text(), first.text()}, [&](const Sql::Row &row) -> Result<void> {
            const UserId user(row.text(11));
            auto update = readSharedUpdate(row, user, false);
            if (!update)
                return failure(update.error());
            if (update->n < all[user].ground.first)
                return {}; // on its way out
            takeOutline(all[user], row, std::move(*update), 12);
            return {};
        });
    if (!done)
        return failure(done.error());
    return all;
}

Result<StoredTimeline> PostgresStore::timeline(const UserId &user) const
{
    if (!mayBeStored(user))
        return StoredTimeline();
    auto all = timelines({{.user = user}});
    if (!all)
        return failure(all.error());
    return all->value(user);
}

Result<QList<RowOutline>> PostgresStore::outlines(const UserId &user) const
{
    auto one = timeline(user);
    if (!one)
        return failure(one.error());
    return one->rows;
}

Result<QList<DeviceListUpdate>> PostgresStore::updates(const UserId &user, qint64 after, int limit, bool newestFirst) const
{
    QList<DeviceListUpdate> list;
    if (!mayBeStored(user))
        return list;
    const QString rows = u"SELECT " LOCKSTEP_SHARED_COLUMNS " FROM lockstep.updates WHERE user_id = ? AND "_s;
    const qint64 most = std::max(limit, 0);
    const auto done = d->read(
        rows + (newestFirst ? newestBefore : oldestAfter), newestFirst ? newestValues(user, after, most) : oldestValues(user, after, most),
        [&](const Sql::Row &row) -> Result<void> {
            auto update = readSharedUpdate(row, user, true);
            if (!update)
                return failure(update.error());
            list.append(std::move(*update));
            return {};
        },
        user);
    if (!done)
        return failure(done.error());
    return list;
}

Result<QList<UpdateOutline>> PostgresStore::outline(const UserId &user, qint64 before, int limit) const
{
    QList<UpdateOutline> list;
    if (!mayBeStored(user))
        return list;
    const auto done = d->read(
        u"SELECT n, received, kind, stream, prev, device, flags, verdict, breaks, sources, detail, name, hash FROM lockstep.updates "
        "WHERE user_id = ? AND "_s
            + newestBefore,
        newestValues(user, before, std::max(limit, 0)),
        [&](const Sql::Row &row) -> Result<void> {
            auto update = readSharedUpdate(row, user, false);
            if (!update)
                return failure(update.error());
            update->displayName = fromBytes(row, 11);
            update->prevIds.resize(std::min<qsizetype>(update->prevIds.size(), UpdateOutline::mostPrevIds));
            list.append({.update = std::move(*update), .contentHash = quint64(row.integer(12))});
            return {};
        },
        user);
    if (!done)
        return failure(done.error());
    return list;
}

Result<UserHistory> PostgresStore::userHistory(const UserId &user) const
{
    UserHistory history;
    if (!mayBeStored(user))
        return history;
    const auto done = d->read(
        u"SELECT %1 FROM lockstep.users WHERE user_id = ?"_s.arg(QLatin1StringView(userHistoryColumns)), {nameOf(user)},
        [&](const Sql::Row &row) -> Result<void> {
            history = toHistory(row);
            return {};
        },
        user);
    if (!done)
        return failure(done.error());
    return history;
}

Result<UserHistory> PostgresStore::currentHistory(const UserId &user) const
{
    UserHistory history;
    if (!mayBeStored(user))
        return history;
    const auto done = d->readNow(u"SELECT %1 FROM lockstep.users WHERE user_id = ?"_s.arg(QLatin1StringView(userHistoryColumns)),
        {nameOf(user)}, [&](const Sql::Row &row) -> Result<void> {
            history = toHistory(row);
            return {};
        });
    if (!done)
        return failure(done.error());
    return history;
}

Result<StreamId> PostgresStore::head(const UserId &user) const
{
    const auto history = currentHistory(user);
    if (!history)
        return failure(history.error());
    return history->head;
}

Result<QList<LogPosition>> PostgresStore::logPositions() const
{
    if (const auto ready = d->ready(); !ready)
        return failure(ready.error());
    QList<LogPosition> positions;
    const auto done = d->noted(d->writer.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        positions.clear();
        // A batch whose COMMIT nobody answered may end only now. Positions read before that would have it told again, so that this waits
        // for it: every batch holds its gateway's row.
        if (const auto made = transaction.run(
                u"INSERT INTO lockstep.gateways (gateway, name) VALUES (?, ?) ON CONFLICT DO NOTHING"_s, {d->gateway, d->options.name});
            !made)
            return failure(made.error());
        if (const auto held
            = transaction.each(u"SELECT 1 FROM lockstep.gateways WHERE gateway = ? FOR UPDATE"_s, {d->gateway}, [](const Sql::Row &) {});
            !held)
            return held;
        return transaction.each(
            u"SELECT file, path, \"offset\", state FROM lockstep.positions WHERE gateway = ?"_s, {d->gateway}, [&](const Sql::Row &row) {
                positions.append({.fileId = fromBytes(row, 0),
                    .path = fromBytes(row, 1),
                    .offset = row.integer(2),
                    .state = row.isNull(3) ? QByteArray() : row.bytes(3)});
            });
    }));
    if (!done)
        return failure(done.error());
    return positions;
}

} // namespace Lockstep::History
