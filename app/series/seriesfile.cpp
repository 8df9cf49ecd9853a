// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "series/seriesfile.h"

#include "core/log.h"

#include <QFile>
#include <QFileInfo>
#include <QHash>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace Lockstep::Series {

namespace {

constexpr int applicationId = 0x4c6f7365; // "Lose": a file of series, and no history
constexpr int version = 1;
constexpr std::chrono::seconds deadline(20);
constexpr int idsOfAQuestion = 100;
constexpr int asideNames = 100;

Sql::DatabaseOptions optionsOf(int connections, const QStringList &setup)
{
    return {
        .access = Sql::Access::Owner, .purpose = Sql::Purpose::History, .connections = connections, .deadline = deadline, .setup = setup};
}

Sql::DatabaseAddress addressOf(const QString &path)
{
    Sql::DatabaseAddress address;
    address.path = path;
    return address;
}

const QString unrolledSql = u"SELECT start FROM windows ORDER BY start"_s;

/// A place in the file says its width by its index in widths.
qint64 indexOf(const Width &width)
{
    return std::find_if(std::begin(widths), std::end(widths), [&](const Width &one) { return one.step == width.step; })
        - std::begin(widths);
}

Result<void> prepare(Sql::Transaction &transaction)
{
    qint64 found = 0, application = 0, tables = 0;
    const auto read = [&](const QString &sql, qint64 &value) {
        return transaction.each(sql, {}, [&](const Sql::Row &row) { value = row.integer(0); });
    };
    for (const auto &done : {read(u"PRAGMA user_version"_s, found), read(u"PRAGMA application_id"_s, application),
             read(u"SELECT count(*) FROM sqlite_master"_s, tables)}) {
        if (!done)
            return done;
    }
    if (tables > 0 && (application != applicationId || found != version))
        return failure(Error::Database, u"It is no file of series that this version reads."_s);
    if (tables > 0)
        return {};
    for (const QString &sql : {
             u"CREATE TABLE subjects (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, name TEXT NOT NULL)"_s,
             // What was looked at together lies together: a flush writes neighbours, and what is too old goes in one piece.
             u"CREATE TABLE chunks (width INTEGER NOT NULL, start INTEGER NOT NULL, series INTEGER NOT NULL, body BLOB NOT NULL, "
             "PRIMARY KEY (width, start, series)) WITHOUT ROWID"_s,
             u"CREATE TABLE windows (start INTEGER PRIMARY KEY)"_s,
             u"CREATE TABLE frames (n INTEGER PRIMARY KEY, body BLOB NOT NULL)"_s,
             u"PRAGMA application_id = %1"_s.arg(applicationId),
             u"PRAGMA user_version = %1"_s.arg(version),
         }) {
        if (const auto done = transaction.run(sql); !done)
            return failure(done.error());
    }
    return {};
}

Result<void> makeFile(const QString &path)
{
    // It tells who talks to whom: for its owner alone.
    QFile file(path);
    if (!QFileInfo::exists(path) && !file.open(QIODevice::ReadWrite | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner))
        return failure(Error::Io, u"The file of series %1 cannot be made: %2."_s.arg(path, file.errorString()));
    return {};
}

/// Where it went; empty if it cannot be moved.
QString setAside(const QString &path)
{
    for (int n = 1; n <= asideNames; ++n) {
        const QString other = u"%1.damaged-%2"_s.arg(path).arg(n);
        if (QFileInfo::exists(other))
            continue;
        if (!QFile::rename(path, other))
            return {};
        for (const QString &beside : {u"-wal"_s, u"-shm"_s})
            QFile::remove(path + beside);
        return other;
    }
    return {};
}

} // namespace

SeriesFile::SeriesFile(const QString &path)
    // NORMAL: after a power cut the newest minutes may be gone, and the file is whole.
    : m_writer(addressOf(path), optionsOf(1, {u"PRAGMA synchronous = NORMAL"_s}))
    , m_fileReader(
          path == Sql::inMemory ? nullptr : std::make_unique<Sql::Database>(addressOf(path), optionsOf(4, {u"PRAGMA query_only = ON"_s})))
{
}

Result<std::unique_ptr<SeriesFile>> SeriesFile::open(const QString &path, QString &notice)
{
    for (bool isSecond : {false, true}) {
        if (path != Sql::inMemory) {
            if (const auto made = makeFile(path); !made)
                return failure(made.error());
        }
        std::unique_ptr<SeriesFile> file(new SeriesFile(path));
        auto ready = file->m_writer.transaction(prepare);
        if (ready && path != Sql::inMemory)
            ready = file->m_writer.run(u"PRAGMA journal_mode = WAL"_s);
        // What is broken inside shows when it is read; the first pages of it are read in any case.
        if (ready) {
            const auto looked = file->m_writer.value(u"SELECT (SELECT count(*) FROM frames) + (SELECT count(*) FROM windows)"_s);
            if (looked)
                return file;
            ready = failure(looked.error());
        }
        // A place where nothing can be written is no damage.
        if (isSecond || path == Sql::inMemory || ready.error().kind != Error::Database || !QFileInfo(path).isWritable())
            return failure(ready.error());
        file.reset();
        const QString aside = setAside(path);
        if (aside.isEmpty())
            return failure(ready.error());
        notice = u"The file of series could not be read (%1) and was set aside as %2; a new one was begun."_s.arg(
            displayable(ready.error().text), aside);
    }
    return failure(Error::Internal, u"No file of series."_s);
}

Result<QList<Subject>> SeriesFile::subjects() const
{
    QList<Subject> all;
    const auto done = m_writer.each(u"SELECT id, kind, name FROM subjects"_s, {},
        [&](const Sql::Row &row) { all.append({.id = row.integer(0), .kind = SeriesKind(row.integer(1)), .name = row.text(2)}); });
    return done ? Result<QList<Subject>>(all) : failure(done.error());
}

Result<QList<Frame>> SeriesFile::frames() const
{
    QList<Frame> all;
    const auto done = m_writer.each(u"SELECT body FROM frames ORDER BY n"_s, {}, [&](const Sql::Row &row) {
        if (auto frame = frameOf(row.bytes(0)))
            all.append(std::move(*frame));
    });
    return done ? Result<QList<Frame>>(all) : failure(done.error());
}

Result<qint64> SeriesFile::newest() const
{
    const auto newest = m_writer.value(u"SELECT coalesce(max(start), 0) FROM chunks WHERE width = 0"_s);
    return newest ? Result<qint64>(newest->toLongLong()) : failure(newest.error());
}

Result<void> SeriesFile::writeSubjects(Sql::Transaction &transaction, const QList<Subject> &fresh)
{
    for (const Subject &subject : fresh) {
        const auto done = transaction.run(
            u"INSERT OR REPLACE INTO subjects (id, kind, name) VALUES (?, ?, ?)"_s, {subject.id, int(subject.kind), subject.name});
        if (!done)
            return failure(done.error());
    }
    return {};
}

Result<void> SeriesFile::append(const Frame &frame, const QList<Subject> &fresh)
{
    return m_writer.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        if (const auto named = writeSubjects(transaction, fresh); !named)
            return named;
        const auto done = transaction.run(u"INSERT INTO frames (body) VALUES (?)"_s, {toBytes(frame)});
        return done ? Result<void>() : failure(done.error());
    });
}

/// Adds to what the row holds.
Result<void> SeriesFile::writeLine(Sql::Transaction &transaction, const Width &width, SeriesId id, const QList<Step> &steps)
{
    for (qsizetype i = 0; i < steps.size();) {
        const qint64 start = floorTo(steps.at(i).at, width.stretch);
        qsizetype end = i;
        while (end < steps.size() && steps.at(end).at < start + width.stretch)
            ++end;
        QByteArray old;
        if (const auto read = transaction.each(u"SELECT body FROM chunks WHERE width = ? AND start = ? AND series = ?"_s,
                {indexOf(width), start, id}, [&](const Sql::Row &row) { old = row.bytes(0); });
            !read)
            return read;
        const QList<Step> all = merged(unpacked(old, start, width.step, width.steps()), steps.mid(i, end - i));
        const auto done = transaction.run(u"INSERT OR REPLACE INTO chunks (width, start, series, body) VALUES (?, ?, ?, ?)"_s,
            {indexOf(width), start, id, packed(all, start, width.step)});
        if (!done)
            return failure(done.error());
        i = end;
    }
    return {};
}

Result<void> SeriesFile::flush(const QList<Line> &lines, const QList<Subject> &fresh)
{
    return m_writer.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        if (const auto named = writeSubjects(transaction, fresh); !named)
            return named;
        QSet<qint64> windows;
        for (const Line &line : lines) {
            for (const Step &step : line.steps)
                windows.insert(floorTo(step.at, windowMs));
            if (const auto done = writeLine(transaction, widths[0], line.id, line.steps); !done)
                return done;
        }
        for (const qint64 start : std::as_const(windows)) {
            if (const auto done = transaction.run(u"INSERT OR IGNORE INTO windows (start) VALUES (?)"_s, {start}); !done)
                return failure(done.error());
        }
        const auto done = transaction.run(u"DELETE FROM frames"_s);
        return done ? Result<void>() : failure(done.error());
    });
}

Result<bool> SeriesFile::roll(qint64 now)
{
    bool found = false;
    const auto done = m_writer.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        qint64 start = 0;
        if (const auto read = transaction.each(u"SELECT start FROM windows WHERE start + ? <= ? ORDER BY start LIMIT 1"_s, {windowMs, now},
                [&](const Sql::Row &row) {
                    found = true;
                    start = row.integer(0);
                });
            !read || !found)
            return read;
        QList<std::pair<SeriesId, QByteArray>> bodies;
        if (const auto read = transaction.each(u"SELECT series, body FROM chunks WHERE width = 0 AND start = ?"_s, {start},
                [&](const Sql::Row &row) {
                    bodies.append({row.integer(0), row.bytes(1)});
                });
            !read)
            return read;
        for (const auto &[id, body] : std::as_const(bodies)) {
            const QList<Step> minutes = unpacked(body, start, minuteMs, widths[0].steps());
            for (const Width &wide : {widths[1], widths[2]}) {
                if (const auto written = writeLine(transaction, wide, id, coarser(minutes, wide.step)); !written)
                    return written;
            }
        }
        const auto ended = transaction.run(u"DELETE FROM windows WHERE start = ?"_s, {start});
        return ended ? Result<void>() : failure(ended.error());
    });
    return done ? Result<bool>(found) : failure(done.error());
}

Result<void> SeriesFile::prune(qint64 now, const QSet<SeriesId> &live)
{
    return m_writer.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        for (const Width &width : widths) {
            const auto done = transaction.run(u"DELETE FROM chunks WHERE width = ? AND start <= ?"_s
                    + (width.step == minuteMs ? u" AND start NOT IN (SELECT start FROM windows)"_s : QString()),
                {indexOf(width), now - width.kept - width.stretch});
            if (!done)
                return failure(done.error());
        }
        // Names that the rows of any width still have.
        QSet<SeriesId> used;
        QList<SeriesId> all;
        const auto take = [](auto &into) { return [&into](const Sql::Row &row) { into << row.integer(0); }; };
        if (const auto read = transaction.each(u"SELECT DISTINCT series FROM chunks"_s, {}, take(used)); !read)
            return read;
        if (const auto read = transaction.each(u"SELECT id FROM subjects ORDER BY id DESC"_s, {}, take(all)); !read)
            return read;
        qsizetype kept = 0;
        for (const SeriesId id : std::as_const(all)) {
            const bool isOver = ++kept > mostSubjects;
            if (live.contains(id) || (used.contains(id) && !isOver))
                continue;
            --kept;
            for (const QString &sql : {u"DELETE FROM subjects WHERE id = ?"_s, u"DELETE FROM chunks WHERE series = ?"_s}) {
                if (const auto done = isOver || sql.contains("subjects"_L1) ? transaction.run(sql, {id}) : Result<Sql::Done>(); !done)
                    return failure(done.error());
            }
        }
        return {};
    });
}

Result<QHash<SeriesId, QList<Step>>> SeriesFile::steps(const Width &width, const QList<SeriesId> &ids, qint64 from, qint64 to) const
{
    std::map<std::pair<SeriesId, qint64>, QByteArray> bodies;
    for (qsizetype i = 0; i < ids.size(); i += idsOfAQuestion) {
        const QList<SeriesId> some = ids.mid(i, idsOfAQuestion);
        QVariantList starts;
        for (qint64 start = floorTo(from, width.stretch); start < to; start += width.stretch)
            starts.append(start);
        QVariantList values{indexOf(width)};
        values += starts;
        for (const SeriesId id : some)
            values.append(id);
        const auto done
            = reader().each(u"SELECT series, start, body FROM chunks WHERE width = ? AND start IN (%1) AND series IN (%2)"_s.arg(
                                Sql::Database::placeholders(starts.size()), Sql::Database::placeholders(some.size())),
                values, [&](const Sql::Row &row) {
                    bodies[{row.integer(0), row.integer(1)}] = row.bytes(2);
                });
        if (!done)
            return failure(done.error());
    }
    QHash<SeriesId, QList<Step>> found;
    for (const auto &[place, body] : bodies) {
        QList<Step> &all = found[place.first];
        const QList<Step> some = unpacked(body, place.second, width.step, width.steps());
        std::copy_if(
            some.cbegin(), some.cend(), std::back_inserter(all), [&](const Step &step) { return step.at >= from && step.at < to; });
    }
    return found;
}

Result<void> SeriesFile::Snapshot::eachStep(
    const Width &width, int kind, qint64 from, qint64 to, const std::function<void(SeriesId, const Step &)> &take) const
{
    return m_transaction.each(u"SELECT chunks.series, chunks.start, chunks.body FROM chunks JOIN subjects ON subjects.id = chunks.series "
                              "WHERE chunks.width = ? AND chunks.start >= ? AND chunks.start < ? AND subjects.kind = ?"_s,
        {indexOf(width), floorTo(from, width.stretch), to, kind}, [&](const Sql::Row &row) {
            for (const Step &step : unpacked(row.bytes(2), row.integer(1), width.step, width.steps())) {
                if (step.at >= from && step.at < to)
                    take(row.integer(0), step);
            }
        });
}

Result<QList<qint64>> SeriesFile::Snapshot::unrolled() const
{
    QList<qint64> starts;
    const auto done = m_transaction.each(unrolledSql, {}, [&](const Sql::Row &row) { starts.append(row.integer(0)); });
    return done ? Result<QList<qint64>>(starts) : failure(done.error());
}

Result<void> SeriesFile::inOneState(const std::function<Result<void>(const Snapshot &)> &work) const
{
    return reader().snapshot([&](Sql::Transaction &transaction) { return work(Snapshot(transaction)); });
}

Result<QList<qint64>> SeriesFile::unrolled() const
{
    QList<qint64> starts;
    const auto done = reader().each(unrolledSql, {}, [&](const Sql::Row &row) { starts.append(row.integer(0)); });
    return done ? Result<QList<qint64>>(starts) : failure(done.error());
}

} // namespace Lockstep::Series
