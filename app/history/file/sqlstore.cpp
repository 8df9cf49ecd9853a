// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/file/sqlstore.h"

#include "core/log.h"
#include "history/file/schema.h"
#include "history/file/setaside.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

/// Of one call. A user with hundreds of thousands of rows is read in some seconds on a slow disk.
constexpr std::chrono::seconds deadline(20);

Sql::DatabaseAddress addressOf(const QString &path)
{
    Sql::DatabaseAddress address;
    address.path = path;
    return address;
}

// NORMAL: after a power cut the newest batches may be gone, the file is whole, and the positions in it tell where to go on. What many
// users' updates change is a page each: there is room for those that come again soon, and they go to the file together.
const QStringList writerSetup{u"PRAGMA synchronous = NORMAL"_s, u"PRAGMA cache_size = -65536"_s, u"PRAGMA wal_autocheckpoint = 8000"_s,
    u"PRAGMA journal_size_limit = 67108864"_s};

Sql::DatabaseOptions options(int connections, const QStringList &setup)
{
    return {
        .access = Sql::Access::Owner, .purpose = Sql::Purpose::History, .connections = connections, .deadline = deadline, .setup = setup};
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

} // namespace

SqlStore::Private::Private(const QString &path)
    : writer(addressOf(path), options(1, writerSetup))
    , reader(path == Sql::inMemory ? writer : fileReader.emplace(addressOf(path), options(6, {u"PRAGMA query_only = ON"_s})))
{
}

Result<void> SqlStore::Private::knowNames()
{
    const std::lock_guard lock(naming);
    if (users)
        return {};
    qint64 count = 0;
    const auto counted = reader.each(u"SELECT count(*) FROM users"_s, {}, [&](const Sql::Row &row) { count = row.integer(0); });
    if (!counted)
        return counted;
    NameFilter &filter = names.emplace(2 * count);
    if (const auto read = reader.each(u"SELECT name FROM users"_s, {}, [&](const Sql::Row &row) { filter.add(UserId(row.text(0))); });
        !read)
        return read;
    users.emplace(filter);
    return {};
}

bool SqlStore::mayHold(const UserId &user) const
{
    return !d->knowNames() || d->names->mayHold(user);
}

Result<std::unique_ptr<Store>> SqlStore::open(const QString &path)
{
    if (const auto made = prepareFile(path); !made)
        return failure(made.error());
    return begin(path);
}

Result<std::unique_ptr<Store>> SqlStore::openInMemory()
{
    return begin(Sql::inMemory);
}

Result<std::unique_ptr<Store>> SqlStore::begin(const QString &path)
{
    auto d = std::make_unique<Private>(path);
    // Foreign files must not be changed, not even to WAL: first a look at what it is.
    const auto prepare
        = [&] { return d->writer.transaction([&](Sql::Transaction &transaction) { return prepareSchema(transaction, path); }); };
    auto ready = prepare();
    if (!ready && d->writer.wasDamaged() && isHistoryFile(path)) {
        const auto done = d->setAside();
        if (!done)
            return failure(done.error());
        qCWarning(lcHistory, "%ls", qUtf16Printable(*done));
        ready = prepare();
    }
    if (!ready)
        return failure(ready.error());
    if (const auto done = d->writer.run(u"PRAGMA journal_mode = WAL"_s); !done)
        return failure(done.error());
    return std::unique_ptr<Store>(new SqlStore(std::move(d)));
}

SqlStore::SqlStore(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

SqlStore::~SqlStore() = default;

const Sql::Database &SqlStore::ownWriter() const
{
    return d->writer;
}

const Sql::Database &SqlStore::ownReader() const
{
    return d->reader;
}

} // namespace Lockstep::History
