// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/archive/move.h"

#include "history/archive/archivetables.h"
#include "history/file/schema.h"
#include "history/file/userrows.h"
#include "history/postgres/postgresstore.h"
#include "history/postgres/rowtext.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

constexpr int rowsAtOnce = 2'000;

/// One side: a store, and its tables.
struct Side
{
    std::unique_ptr<Store> store;
    std::unique_ptr<Sql::Database> tables;
    bool isShared = false;
    PostgresStore *shared = nullptr;

    QString users() const { return isShared ? u"lockstep.users"_s : u"users"_s; }
    QString userColumn() const { return isShared ? u"user_id"_s : u"name"_s; }
};

Result<Side> openSide(const HistoryPlace &place, const QString &ownFile)
{
    Side side;
    side.isShared = place.database.has_value();
    side.tables = std::make_unique<Sql::Database>(
        place.database ? *place.database : archiveAddress(place.path), archiveOptions(Sql::Access::Owner));
    if (!place.database) {
        auto opened = Store::open(place.path);
        if (!opened)
            return failure(opened.error());
        side.store = std::move(*opened);
        return side;
    }
    auto opened
        = PostgresStore::open({.address = *place.database, .ownFile = ownFile, .name = u"moved"_s, .deadline = std::chrono::minutes(10)});
    if (!opened)
        return failure(opened.error());
    side.shared = opened->get();
    side.store = std::move(*opened);
    return side;
}

/// The numbers of a user's row, and his head, as they are stored.
Result<QVariantList> userRow(const Side &side, const UserId &user)
{
    QStringList columns;
    for (const UserRowColumn &column : userRowColumns)
        columns += column.name;
    QVariantList values;
    const auto done = side.tables->each(u"SELECT %1 FROM %2 WHERE %3 = ?"_s.arg(columns.join(u", "_s), side.users(), side.userColumn()),
        {user.toString()}, [&](const Sql::Row &row) {
            for (int column = 0; column < row.columns(); ++column)
                values += row.integer(column);
        });
    if (!done)
        return failure(done.error());
    return values;
}

class Mover
{
public:
    Mover(const Side &from, const Side &to, const ArchiveWatch &watch)
        : m_from(from)
        , m_to(to)
        , m_watch(watch)
    {
    }

    Result<MoveOutcome> run()
    {
        const auto extent = m_from.store->extent();
        if (!extent)
            return failure(extent.error());
        m_progress.of = 2 * extent->first; // copied, and compared
        QList<UserId> users;
        const auto listed = m_from.tables->each(u"SELECT %1 FROM %2"_s.arg(m_from.userColumn(), m_from.users()), {},
            [&](const Sql::Row &row) { users.append(UserId(row.text(0))); });
        if (!listed)
            return failure(listed.error());
        for (const UserId &user : std::as_const(users)) {
            if (const auto done = copy(user); !done)
                return failure(done.error());
        }
        for (const UserId &user : std::as_const(users)) {
            if (const auto done = compare(user); !done)
                return failure(done.error());
        }
        const auto newExtent = m_to.store->extent();
        if (!newExtent)
            return failure(newExtent.error());
        if (newExtent->first != extent->first)
            return failure(Error::Internal, u"There were %1 updates, and %2 arrived."_s.arg(extent->first).arg(newExtent->first));
        m_outcome.users = users.size();
        m_outcome.updates = newExtent->first;
        return m_outcome;
    }

private:
    Result<void> watch(qint64 rows)
    {
        m_progress.rows += rows;
        if (m_watch && !m_watch(m_progress))
            return failure(Error::Cancelled, u"It was cancelled."_s);
        return {};
    }

    Result<void> copy(const UserId &user)
    {
        const auto outlines = m_from.store->outlines(user);
        const auto head = m_from.store->head(user);
        const auto numbers = userRow(m_from, user);
        const auto ground = m_from.store->ground(user);
        if (!outlines)
            return failure(outlines.error());
        if (!head)
            return failure(head.error());
        if (!numbers)
            return failure(numbers.error());
        if (!ground)
            return failure(ground.error());
        const qint64 newest = outlines->isEmpty() ? 0 : outlines->constLast().update.n;
        for (qint64 after = 0; after < newest;) {
            const auto rows = m_from.store->updates(user, after, rowsAtOnce, false);
            if (!rows)
                return failure(rows.error());
            if (rows->isEmpty() || rows->constLast().n > newest || rows->constFirst().n < ground->first)
                return failure(Error::Database, u"The rows of %1 are not whole: check the history first."_s.arg(user.toString()));
            Batch batch;
            if (after == 0 && ground->first > 1)
                batch.grounds.append({user, *ground});
            for (const DeviceListUpdate &row : *rows) {
                const RowOutline &outline = outlines->at(row.n - ground->first);
                batch.added.append({.user = user, .update = row, .marks = outline.marks, .contentHash = outline.contentHash});
            }
            batch.openGaps.append({user, numbers->value(3).toLongLong()});
            if (const auto written = m_to.store->write(batch); !written)
                return written;
            after = rows->constLast().n;
            if (const auto goesOn = watch(rows->size()); !goesOn)
                return goesOn;
        }
        Batch rest;
        rest.heads.append({user, *head});
        if (const auto written = m_to.store->write(rest); !written)
            return written;
        // What was said at a glance is as it was, and not as it would be said of the rows as they are now.
        QStringList set;
        QVariantList values;
        for (size_t i = 0; i < std::size(userRowColumns); ++i) {
            set += userRowColumns[i].name + (m_to.isShared ? " = ?::bigint"_L1 : " = ?"_L1);
            values += numbers->value(qsizetype(i));
        }
        values += user.toString();
        return m_to.tables->run(u"UPDATE %1 SET %2 WHERE %3 = ?"_s.arg(m_to.users(), set.join(u", "_s), m_to.userColumn()), values);
    }

    static Result<QByteArray> digest(const Side &side, const UserId &user)
    {
        QCryptographicHash hash(QCryptographicHash::Sha256);
        const auto outlines = side.store->outlines(user);
        const auto head = side.store->head(user);
        const auto numbers = userRow(side, user);
        const auto ground = side.store->ground(user);
        if (!outlines)
            return failure(outlines.error());
        if (!head)
            return failure(head.error());
        if (!numbers)
            return failure(numbers.error());
        if (!ground)
            return failure(ground.error());
        hash.addData(toBytes(*ground));
        const auto add = [&](const QString &text) { hash.addData(QByteArray(text.toUtf8() + '\0')); };
        const auto addNumber = [&](qint64 value) { hash.addData(QByteArray(QByteArray::number(value) + '\0')); };
        add(head->toString());
        for (const QVariant &value : *numbers)
            addNumber(value.toLongLong());
        for (const RowOutline &outline : *outlines) {
            addNumber(outline.marks.flags);
            addNumber(outline.marks.stream);
            addNumber(qint64(outline.marks.transaction));
            addNumber(qint64(outline.contentHash));
        }
        for (qint64 after = 0;;) {
            const auto rows = side.store->updates(user, after, rowsAtOnce, false);
            if (!rows)
                return failure(rows.error());
            if (rows->isEmpty())
                return hash.result();
            for (const DeviceListUpdate &row : *rows) {
                for (const qint64 value : {row.n, row.received, qint64(row.kind), qint64(row.deleted), qint64(row.contentKnown),
                         qint64(row.verified ? 1 + int(*row.verified) : 0), qint64(row.verdict), qint64(row.breaks.toInt()),
                         qint64(row.sources.toInt()), qint64(row.displayName.isNull())})
                    addNumber(value);
                for (const QString &text : {row.streamId.toString(), row.deviceId.toString(), row.detail, row.displayName})
                    add(text);
                for (const StreamId &id : row.prevIds)
                    add(id.toString());
                hash.addData(QJsonDocument(row.keys).toJson(QJsonDocument::Compact));
            }
            after = rows->constLast().n;
        }
    }

    Result<void> compare(const UserId &user)
    {
        const auto before = digest(m_from, user), after = digest(m_to, user);
        for (const auto *one : {&before, &after}) {
            if (!*one)
                return failure(one->error());
        }
        if (*before != *after)
            return failure(Error::Internal, u"The rows of %1 are not the same on both sides."_s.arg(user.toString()));
        const auto history = m_from.store->userHistory(user);
        return history ? watch(history->updates - history->first + 1) : failure(history.error());
    }

    const Side &m_from, &m_to;
    const ArchiveWatch &m_watch;
    ArchiveProgress m_progress;
    MoveOutcome m_outcome;
};

/// Positions go along where it is known whose they are.
Result<void> movePositions(const HistoryPlace &from, const Side &source, const Side &target, MoveOutcome &outcome)
{
    QList<LogPosition> positions;
    if (!from.database) {
        const auto own = source.store->logPositions();
        if (!own)
            return failure(own.error());
        positions = *own;
        positions.removeIf([](const LogPosition &position) { return position.fileId == "gateway"_L1; });
    } else {
        qint64 gateways = 0;
        auto done = source.tables->each(
            u"SELECT count(DISTINCT gateway) FROM lockstep.positions"_s, {}, [&](const Sql::Row &row) { gateways = row.integer(0); });
        if (done && gateways > 1)
            outcome.remarks
                += u"%1 gateways have read logs, so that nobody's positions are moved: logs that are still there are read anew."_s.arg(
                    gateways);
        if (done && gateways == 1)
            done = source.tables->each(u"SELECT file, path, \"offset\", state FROM lockstep.positions"_s, {}, [&](const Sql::Row &row) {
                positions.append({.fileId = fromBytes(row, 0),
                    .path = fromBytes(row, 1),
                    .offset = row.integer(2),
                    .state = row.isNull(3) ? QByteArray() : row.bytes(3)});
            });
        if (!done)
            return done;
        positions.removeIf([](const LogPosition &position) { return position.fileId.startsWith("spool:"_L1); });
    }
    outcome.positions = positions.size();
    if (positions.isEmpty())
        return {};
    Batch batch;
    batch.positions = positions;
    return target.store->write(batch);
}

} // namespace

Result<MoveOutcome> moveHistory(const HistoryPlace &from, const HistoryPlace &to, const ArchiveWatch &watch)
{
    if (!from.database && !QFileInfo(from.path).isFile())
        return failure(Error::Io, u"There is no history %1."_s.arg(from.path));
    if (!to.database && QFileInfo::exists(to.path))
        return failure(Error::Io, u"%1 is there already: name another file, or move it away."_s.arg(to.path));
    if (!from.database && !to.database)
        return failure(Error::BadInput, u"Both are files: copy it."_s);
    if (from.database && to.database)
        return failure(Error::BadInput, u"Both are databases: use PostgreSQL's own programs, such as pg_dump."_s);
    // The file becomes, or was, what is the gateway's own.
    auto source = openSide(from, Sql::inMemory);
    if (!source)
        return failure(source.error());
    auto target = openSide(to, from.database ? Sql::inMemory : from.path);
    if (!target)
        return failure(target.error());
    const auto there = target->store->extent();
    if (!there)
        return failure(there.error());
    if (there->first > 0)
        return failure(Error::Io,
            u"In the %1 there are %2 updates already: a history is moved into an empty place."_s.arg(to.describe()).arg(there->first));
    auto outcome = Mover(*source, *target, watch).run();
    if (outcome) {
        if (const auto done = movePositions(from, *source, *target, *outcome); !done)
            outcome = failure(done.error());
    }
    if (!outcome && !to.database) {
        target->store.reset();
        for (const auto &suffix : {""_L1, "-wal"_L1, "-shm"_L1})
            QFile::remove(to.path + suffix);
    }
    return outcome;
}

Result<Checkup> checkSharedHistory(const Sql::DatabaseAddress &address, const ArchiveWatch &watch)
{
    auto side = openSide({.database = address}, Sql::inMemory);
    if (!side)
        return failure(side.error());
    Checkup found;
    const auto fault = [&](const QString &sentence) {
        constexpr qsizetype most = 100;
        if (found.faults.size() < most)
            found.faults.append(sentence);
    };
    QList<std::pair<UserId, qint64>> users;
    auto done = side->tables->each(
        u"SELECT u.user_id, u.updates - u.first_kept + 1, count(r.n), coalesce(max(r.n), 0), u.updates FROM lockstep.users u LEFT JOIN "
        "lockstep.updates r ON r.user_id = u.user_id AND r.n >= u.first_kept GROUP BY u.user_id"_s,
        {}, [&](const Sql::Row &row) {
            users.append({UserId(row.text(0)), row.integer(4)});
            if (row.integer(1) != row.integer(2) || (row.integer(4) != row.integer(3) && row.integer(1) > 0))
                fault(u"Of %1 there are to be %2 updates, and %3 are there, the newest number %4."_s.arg(row.text(0))
                          .arg(row.integer(1))
                          .arg(row.integer(2))
                          .arg(row.integer(3)));
        });
    if (done)
        done = side->tables->each(
            u"SELECT count(*) FROM lockstep.updates r WHERE NOT EXISTS (SELECT 1 FROM lockstep.users u WHERE u.user_id = r.user_id)"_s, {},
            [&](const Sql::Row &row) {
                if (row.integer(0) > 0)
                    fault(u"%1 updates are of users who are not there."_s.arg(row.integer(0)));
            });
    if (done)
        done = side->tables->each(u"SELECT (SELECT coalesce(sum(updates), 0)::bigint FROM lockstep.gateways), (SELECT "
                                  u"coalesce(sum(updates - first_kept + 1), 0)::bigint FROM lockstep.users), "
                                  "(SELECT coalesce(sum(open_gaps), 0)::bigint FROM lockstep.gateways), (SELECT count(*) FROM "
                                  "lockstep.users WHERE open_gap > 0), "
                                  "pg_database_size(current_database()), (SELECT version FROM lockstep.format)"_s,
            {}, [&](const Sql::Row &row) {
                if (row.integer(0) != row.integer(1) || row.integer(2) != row.integer(3))
                    fault(u"The gateways' totals say %1 updates and %2 users with an open gap, the users' own numbers %3 and %4."_s
                              .arg(row.integer(0))
                              .arg(row.integer(2))
                              .arg(row.integer(1))
                              .arg(row.integer(3)));
                found.bytes = row.integer(4);
                found.format = int(row.integer(5));
            });
    if (!done)
        return failure(done.error());
    found.users = users.size();
    ArchiveProgress progress;
    for (const auto &[user, count] : std::as_const(users)) {
        for (qint64 after = 0; after < count;) {
            const auto rows = side->store->updates(user, after, rowsAtOnce, false);
            if (!rows)
                fault(rows.error().text);
            if (!rows || rows->isEmpty())
                break;
            after = rows->constLast().n;
            found.updates += rows->size();
            progress.rows += rows->size();
            if (watch && !watch(progress))
                return failure(Error::Cancelled, u"The check was cancelled."_s);
        }
    }
    return found;
}

} // namespace Lockstep::History
