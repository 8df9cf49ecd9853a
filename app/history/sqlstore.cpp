// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/sqlstore.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <atomic>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

constexpr int applicationId = 0x4c6f636b; // "Lock", in the file's header: file(1) and we tell a history from other databases
constexpr int schemaVersion = 1;

// A user's rows lie together, in order of arrival: one user's history is a few pages. Streams and prev have no type, so that an
// integer takes an integer's space and text stays text.
const QStringList schema{
    u"CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, updates INTEGER NOT NULL DEFAULT 0, "
    u"last_received INTEGER NOT NULL DEFAULT 0, last_resync INTEGER NOT NULL DEFAULT 0, open_gap INTEGER NOT NULL DEFAULT 0, "
    u"last_needless INTEGER NOT NULL DEFAULT 0, last_pruned INTEGER NOT NULL DEFAULT 0, last_placeholder INTEGER NOT NULL DEFAULT 0, head TEXT)"_s,
    u"CREATE INDEX users_open_gap ON users (name) WHERE open_gap > 0"_s,
    u"CREATE TABLE updates (user INTEGER NOT NULL, n INTEGER NOT NULL, received INTEGER NOT NULL, kind INTEGER NOT NULL, stream, prev, "
    u"device TEXT, flags INTEGER NOT NULL, verdict INTEGER NOT NULL, breaks INTEGER NOT NULL, sources INTEGER NOT NULL, detail TEXT, "
    u"marks INTEGER NOT NULL, mark_stream INTEGER NOT NULL, mark_transaction INTEGER NOT NULL, hash INTEGER NOT NULL, "
    u"name TEXT, keys BLOB, PRIMARY KEY (user, n)) WITHOUT ROWID"_s,
    u"CREATE TABLE positions (file TEXT PRIMARY KEY, path TEXT NOT NULL, offset INTEGER NOT NULL, state BLOB) WITHOUT ROWID"_s,
    u"CREATE TABLE extent (id INTEGER PRIMARY KEY CHECK (id = 1), updates INTEGER NOT NULL, since INTEGER NOT NULL, open_gaps INTEGER NOT NULL)"_s,
    u"INSERT INTO extent VALUES (1, 0, 0, 0)"_s,
};

Result<qint64> number(SqlConnection *connection, std::string_view sql)
{
    const auto query = connection->prepare(sql);
    if (!query)
        return failure(query.error());
    const Finished finished(*query);
    if (const auto done = connection->run(*query); !done)
        return failure(done.error());
    return (*query)->next() ? (*query)->value(0).toLongLong() : 0;
}

Result<void> prepareFile(const QString &path)
{
    const QFileInfo info(path);
    if (info.isDir())
        return failure(Error::Io, u"%1 is a directory: name a file for the history."_s.arg(path));
    if (!QDir().mkpath(info.absolutePath()))
        return failure(Error::Io, u"The directory %1 for the history cannot be made."_s.arg(info.absolutePath()));
    if (info.exists())
        return {};
    // It tells who talks to whom: for its owner alone. SQLite gives the files beside it the same mode.
    QFile file(path);
    if (!file.open(QIODevice::ReadWrite | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner))
        return failure(Error::Io, u"The history %1 cannot be made: %2."_s.arg(path, file.errorString()));
    return {};
}

Result<void> prepareSchema(SqlConnection *connection, const QString &path)
{
    const auto application = number(connection, "PRAGMA application_id");
    const auto version = number(connection, "PRAGMA user_version");
    const auto tables = number(connection, "SELECT count(*) FROM sqlite_master");
    for (const auto *result : {&application, &version, &tables}) {
        if (!*result)
            return failure(result->error());
    }
    if (*application == applicationId) {
        if (*version > schemaVersion) {
            return failure(Error::Database,
                u"The history %1 was made by a newer version of Lockstep (format %2, this one knows %3): upgrade, or name another file."_s
                    .arg(path)
                    .arg(*version)
                    .arg(schemaVersion));
        }
        if (*version == schemaVersion)
            return {};
    }
    if (*application != 0 && *application != applicationId)
        return failure(Error::Database, u"%1 is another program's database, not a history of Lockstep. Name another file."_s.arg(path));
    if (*tables != 0)
        return failure(Error::Database, u"%1 is a database, but not a history of Lockstep. Name another file."_s.arg(path));
    for (const QString &statement : schema) {
        if (const auto done = connection->execute(statement); !done)
            return done;
    }
    if (const auto done = connection->execute(u"PRAGMA application_id = %1"_s.arg(applicationId)); !done)
        return done;
    return connection->execute(u"PRAGMA user_version = %1"_s.arg(schemaVersion));
}

} // namespace

Result<std::unique_ptr<Store>> Store::open(const QString &path)
{
    static std::atomic<quint64> counter = 0;
    if (const auto made = prepareFile(path); !made)
        return failure(made.error());

    auto d = std::make_unique<Private>();
    d->id = ++counter;
    d->path = path;
    const auto connection = d->connection();
    if (!connection)
        return failure(connection.error());
    // The store goes first, so that on an error its destructor closes the connection.
    std::unique_ptr<Store> store(new Store(std::move(d)));
    // Foreign files must not be changed, not even to WAL: the lock first, then a look at what it is.
    if (const auto begun = (*connection)->execute(u"BEGIN IMMEDIATE"_s); !begun)
        return failure(begun.error());
    if (const auto ready = prepareSchema(*connection, path); !ready) {
        static_cast<void>((*connection)->execute(u"ROLLBACK"_s));
        return failure(ready.error());
    }
    for (const QString &statement : {u"COMMIT"_s, u"PRAGMA journal_mode = WAL"_s}) {
        if (const auto done = (*connection)->execute(statement); !done)
            return failure(done.error());
    }
    return store;
}

Store::Store(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

Store::~Store()
{
    rest();
}

void Store::rest() const
{
    SqlConnection::closeOfThisThread(d->id);
}

} // namespace Lockstep::History
