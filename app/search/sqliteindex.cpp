// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/sqliteindex.h"

#include "search/document.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace Lockstep::Search {

using Inspection::ListTexts;

namespace {

/// "LkSx"; and of what is in the file: another number, and it is built anew.
constexpr qint64 applicationId = 0x4c6b5378, version = 1;
constexpr std::chrono::seconds deadline(20);
/// Kept in memory of servers' numbers.
constexpr qsizetype mostServers = 50'000;
constexpr int usersPerStatement = 500;
/// A question looks into every segment: with more, they are made one. Pages of one piece of that.
constexpr qint64 mostSegments = 10;
constexpr int pagesAtOnce = 300;

// Lists of rows alone: a quarter of the size, and a document is looked at anyway. Segments are merged eight at a time, which halves
// the work of the first scan.
const QStringList tables{
    u"CREATE TABLE state (id INTEGER PRIMARY KEY CHECK (id = 1), scanned TEXT NOT NULL, complete INTEGER NOT NULL, as_of INTEGER NOT NULL, "
    "total INTEGER NOT NULL, users INTEGER NOT NULL, cut INTEGER NOT NULL)"_s,
    u"INSERT INTO state VALUES (1, '', 0, 0, -1, 0, 0)"_s,
    u"CREATE TABLE servers (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)"_s,
    u"CREATE TABLE docs (id INTEGER PRIMARY KEY, user TEXT NOT NULL UNIQUE, body BLOB NOT NULL)"_s,
    u"CREATE VIRTUAL TABLE parts USING fts5(t, content='', detail=none, columnsize=0, tokenize='trigram case_sensitive 1')"_s,
    u"CREATE VIRTUAL TABLE keys USING fts5(t, content='', detail=none, columnsize=0, tokenize=\"ascii tokenchars '+/'\")"_s,
    u"CREATE VIRTUAL TABLE terms USING fts5vocab(parts, 'row')"_s,
    u"INSERT INTO parts(parts, rank) VALUES ('hashsize', 16777216)"_s,
    u"INSERT INTO keys(keys, rank) VALUES ('hashsize', 16777216)"_s,
    u"INSERT INTO parts(parts, rank) VALUES ('automerge', 8)"_s,
    u"INSERT INTO keys(keys, rank) VALUES ('automerge', 8)"_s,
    u"INSERT INTO parts(parts, rank) VALUES ('usermerge', 2)"_s,
    u"INSERT INTO keys(keys, rank) VALUES ('usermerge', 2)"_s,
};

Sql::DatabaseAddress addressOf(const QString &path)
{
    Sql::DatabaseAddress address;
    address.path = path.isEmpty() ? Sql::inMemory : path;
    return address;
}

Sql::DatabaseOptions options(int connections, const QStringList &setup)
{
    return {.access = Sql::Access::Owner, .purpose = Sql::Purpose::Index, .connections = connections, .deadline = deadline, .setup = setup};
}

} // namespace

// Nothing is lost that cannot be read again: a power cut may take the newest changes, and a file that is damaged is built anew.
SqliteIndex::SqliteIndex(const QString &path)
    : m_writer(addressOf(path), options(1, {u"PRAGMA synchronous = NORMAL"_s, u"PRAGMA cache_size = -16000"_s}))
    , m_reader(path.isEmpty() ? m_writer : m_fileReader.emplace(addressOf(path), options(4, {u"PRAGMA query_only = ON"_s})))
{
}

void SqliteIndex::remove(const QString &path)
{
    for (const QString &end : {QString(), u"-wal"_s, u"-shm"_s, u"-journal"_s})
        QFile::remove(path + end);
}

Result<std::unique_ptr<SqliteIndex>> SqliteIndex::open(const QString &path, QString *reason)
{
    if (path.isEmpty())
        return begin(path);
    if (QFileInfo(path).isDir() || !QDir().mkpath(QFileInfo(path).absolutePath()))
        return failure(Error::Io, u"The search index %1 cannot be made there: name another place for the history."_s.arg(path));
    for (int tries = 0;; ++tries) {
        // As the history: for its owner alone.
        QFile file(path);
        if (!file.exists() && !file.open(QIODevice::ReadWrite | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner))
            return failure(Error::Io, u"The search index %1 cannot be made: %2."_s.arg(path, file.errorString()));
        file.close();
        auto begun = begin(path);
        if (begun || begun.error().kind != Error::BadAnswer || tries > 0)
            return begun;
        if (reason)
            *reason = begun.error().text;
        remove(path);
    }
}

Result<std::unique_ptr<SqliteIndex>> SqliteIndex::begin(const QString &path)
{
    auto index = std::unique_ptr<SqliteIndex>(new SqliteIndex(path));
    if (const auto ready = index->prepare(); !ready)
        return failure(ready.error());
    return index;
}

Result<void> SqliteIndex::prepare()
{
    bool isOurs = true;
    const auto ready = m_writer.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        qint64 application = 0, stored = 0, count = 0;
        for (const auto &[sql, into] : {std::pair(u"PRAGMA application_id"_s, &application), std::pair(u"PRAGMA user_version"_s, &stored),
                 std::pair(u"SELECT count(*) FROM sqlite_master"_s, &count)}) {
            if (const auto done = transaction.each(sql, {}, [into = into](const Sql::Row &row) { *into = row.integer(0); }); !done)
                return done;
        }
        isOurs = (application == applicationId && stored == version) || (application == 0 && count == 0);
        if (!isOurs || count > 0)
            return {};
        QStringList statements = tables;
        statements += {u"PRAGMA application_id = %1"_s.arg(applicationId), u"PRAGMA user_version = %1"_s.arg(version)};
        for (const QString &statement : std::as_const(statements)) {
            if (const auto done = transaction.run(statement); !done)
                return failure(done.error());
        }
        return {};
    });
    if (!ready)
        return ready;
    if (!isOurs)
        return failure(Error::BadAnswer,
            u"The search index %1 was made by another version of Lockstep, or is none; it is built anew."_s.arg(m_writer.address().path));
    if (m_fileReader) {
        if (const auto done = m_writer.run(u"PRAGMA journal_mode = WAL"_s); !done)
            return done;
    }
    bool isThere = false;
    const auto read
        = m_writer.each(u"SELECT scanned, complete, as_of, total, users, cut FROM state WHERE id = 1"_s, {}, [&](const Sql::Row &row) {
              isThere = true;
              m_progress
                  = {.scanned = UserId(row.text(0)), .isComplete = row.integer(1) != 0, .asOf = row.integer(2), .total = row.integer(3)};
              m_extent = {.users = row.integer(4), .cut = row.integer(5)};
          });
    if (read && !isThere)
        return failure(Error::BadAnswer, u"The search index %1 lacks a part; it is built anew."_s.arg(m_writer.address().path));
    return read;
}

Extent SqliteIndex::extent() const
{
    const std::lock_guard lock(m_mutex);
    return m_extent;
}

Progress SqliteIndex::progress() const
{
    const std::lock_guard lock(m_mutex);
    return m_progress;
}

void SqliteIndex::cutOff()
{
    m_writer.shutDown();
    if (m_fileReader)
        m_fileReader->shutDown();
}

Result<QHash<UserId, ListTexts>> SqliteIndex::texts(const QList<UserId> &users) const
{
    QHash<UserId, ListTexts> found;
    for (qsizetype from = 0; from < users.size(); from += usersPerStatement) {
        QVariantList names;
        for (const UserId &user : users.mid(from, usersPerStatement))
            names += user.toString();
        bool isDamaged = false;
        const auto done = m_reader.each(u"SELECT user, body FROM docs WHERE user IN (%1)"_s.arg(Sql::Database::placeholders(names.size())),
            names, [&](const Sql::Row &row) {
                const UserId user(row.text(0));
                const auto texts = unpacked(user, row.bytes(1));
                isDamaged = isDamaged || !texts;
                if (texts)
                    found.insert(user, *texts);
            });
        if (!done)
            return failure(done.error());
        if (isDamaged)
            return failure(Error::BadAnswer, u"A row of the search index cannot be read."_s);
    }
    return found;
}

Result<QList<UserId>> SqliteIndex::users(qint64 &place, int limit) const
{
    QList<UserId> users;
    const auto done
        = m_reader.each(u"SELECT id, user FROM docs WHERE id > ? ORDER BY id LIMIT ?"_s, {place, limit}, [&](const Sql::Row &row) {
              place = row.integer(0);
              users += UserId(row.text(1));
          });
    if (!done)
        return failure(done.error());
    return users;
}

Result<qint64> SqliteIndex::serverNumber(Sql::Transaction &transaction, const QString &server)
{
    if (const auto known = m_servers.constFind(server); known != m_servers.cend())
        return *known;
    if (const auto made = transaction.run(u"INSERT OR IGNORE INTO servers (name) VALUES (?)"_s, {server}); !made)
        return failure(made.error());
    qint64 number = 0;
    const auto done
        = transaction.each(u"SELECT id FROM servers WHERE name = ?"_s, {server}, [&](const Sql::Row &row) { number = row.integer(0); });
    if (!done)
        return failure(done.error());
    if (m_servers.size() >= mostServers)
        m_servers.clear();
    m_servers.insert(server, number);
    return number;
}

/// FTS5 without contents has to be told what it is to forget.
Result<void> SqliteIndex::unlist(Sql::Transaction &transaction, qint64 id, const ListTexts &texts)
{
    const auto number = serverNumber(transaction, texts.user.server().toString());
    if (!number)
        return failure(number.error());
    auto done = transaction.run(u"INSERT INTO parts(parts, rowid, t) VALUES ('delete', ?, ?)"_s, {id, documentOf(texts, *number)});
    if (done)
        done = transaction.run(u"INSERT INTO keys(keys, rowid, t) VALUES ('delete', ?, ?)"_s, {id, keyDocumentOf(texts)});
    return done ? Result<void>() : failure(done.error());
}

Result<void> SqliteIndex::take(Sql::Transaction &transaction, const UserId &user, Extent &extent)
{
    qint64 id = 0;
    QByteArray before;
    const auto read = transaction.each(u"SELECT id, body FROM docs WHERE user = ?"_s, {user.toString()}, [&](const Sql::Row &row) {
        id = row.integer(0);
        before = row.bytes(1);
    });
    if (!read || id == 0)
        return read;
    const auto texts = unpacked(user, before);
    if (!texts)
        return failure(Error::BadAnswer, u"A row of the search index cannot be read."_s);
    if (const auto forgotten = unlist(transaction, id, *texts); !forgotten)
        return forgotten;
    --extent.users;
    extent.cut -= int(texts->isCut);
    const auto done = transaction.run(u"DELETE FROM docs WHERE id = ?"_s, {id});
    return done ? Result<void>() : failure(done.error());
}

Result<void> SqliteIndex::put(Sql::Transaction &transaction, const ListTexts &given, Extent &extent)
{
    const ListTexts texts = bounded(given);
    const QByteArray body = packed(texts);
    auto done
        = transaction.run(u"INSERT INTO docs (user, body) VALUES (?, ?) ON CONFLICT (user) DO NOTHING"_s, {texts.user.toString(), body});
    if (!done)
        return failure(done.error());
    qint64 id = done->insertId;
    if (done->affected > 0) {
        ++extent.users;
    } else {
        QByteArray before;
        const auto read
            = transaction.each(u"SELECT id, body FROM docs WHERE user = ?"_s, {texts.user.toString()}, [&](const Sql::Row &row) {
                  id = row.integer(0);
                  before = row.bytes(1);
              });
        if (!read || before == body)
            return read;
        const auto old = unpacked(texts.user, before);
        if (!old)
            return failure(Error::BadAnswer, u"A row of the search index cannot be read."_s);
        if (const auto forgotten = unlist(transaction, id, *old); !forgotten)
            return forgotten;
        extent.cut -= int(old->isCut);
        done = transaction.run(u"UPDATE docs SET body = ? WHERE id = ?"_s, {body, id});
    }
    extent.cut += int(texts.isCut);
    const auto number = serverNumber(transaction, texts.user.server().toString());
    if (!number)
        return failure(number.error());
    if (done)
        done = transaction.run(u"INSERT INTO parts(rowid, t) VALUES (?, ?)"_s, {id, documentOf(texts, *number)});
    if (done)
        done = transaction.run(u"INSERT INTO keys(rowid, t) VALUES (?, ?)"_s, {id, keyDocumentOf(texts)});
    return done ? Result<void>() : failure(done.error());
}

Result<void> SqliteIndex::change(const QList<ListTexts> &texts, const QList<UserId> &gone, const Progress &progress)
{
    Extent extent = this->extent();
    const auto done = m_writer.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        for (const UserId &user : gone) {
            if (const auto taken = take(transaction, user, extent); !taken)
                return taken;
        }
        for (const ListTexts &one : texts) {
            if (const auto kept = put(transaction, one, extent); !kept)
                return kept;
        }
        const auto kept = transaction.run(u"UPDATE state SET scanned = ?, complete = ?, as_of = ?, total = ?, users = ?, cut = ?"_s,
            {progress.scanned.toString(), int(progress.isComplete), progress.asOf, progress.total, extent.users, extent.cut});
        return kept ? Result<void>() : failure(kept.error());
    });
    if (!done) {
        m_servers.clear(); // some were not kept
        return done;
    }
    const std::lock_guard lock(m_mutex);
    m_extent = extent;
    m_progress = progress;
    return {};
}

/// Segments of both tables become one of each, as by FTS5's 'optimize', but piece by piece: a negative number begins that, others go on.
Result<bool> SqliteIndex::tidy()
{
    qint64 changes = 0;
    const bool isFirst = !m_isMerging;
    const auto done = m_writer.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        const auto number = [&](const QString &sql, qint64 &into) {
            return transaction.each(sql, {}, [&](const Sql::Row &row) { into = row.integer(0); });
        };
        if (isFirst) {
            qint64 segments = 0;
            const auto counted = number(
                u"SELECT max((SELECT count(DISTINCT segid) FROM parts_idx), (SELECT count(DISTINCT segid) FROM keys_idx))"_s, segments);
            if (!counted || segments <= mostSegments)
                return counted;
        }
        qint64 before = 0, after = 0;
        if (const auto counted = number(u"SELECT total_changes()"_s, before); !counted)
            return counted;
        for (const auto &table : {u"parts"_s, u"keys"_s}) {
            const auto merged
                = transaction.run(u"INSERT INTO %1(%1, rank) VALUES ('merge', ?)"_s.arg(table), {isFirst ? -pagesAtOnce : pagesAtOnce});
            if (!merged)
                return failure(merged.error());
        }
        const auto counted = number(u"SELECT total_changes()"_s, after);
        changes = after - before;
        return counted;
    });
    if (!done)
        return failure(done.error());
    // Each of the two statements is a change itself.
    m_isMerging = changes > 3;
    return m_isMerging;
}

} // namespace Lockstep::Search
