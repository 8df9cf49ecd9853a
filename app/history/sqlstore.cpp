// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/sqlstore.h"

#include "history/schema.h"

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

// NORMAL: after a power cut the newest batches may be gone, the file is whole, and the positions in it tell where to go on.
Store::Private::Private(const QString &path)
    : writer(addressOf(path), options(1, {u"PRAGMA synchronous = NORMAL"_s}))
    , reader(path == Sql::inMemory ? writer : fileReader.emplace(addressOf(path), options(6, {u"PRAGMA query_only = ON"_s})))
{
}

Result<std::unique_ptr<Store>> Store::open(const QString &path)
{
    if (const auto made = prepareFile(path); !made)
        return failure(made.error());
    return begin(path);
}

Result<std::unique_ptr<Store>> Store::openInMemory()
{
    return begin(Sql::inMemory);
}

Result<std::unique_ptr<Store>> Store::begin(const QString &path)
{
    auto d = std::make_unique<Private>(path);
    // Foreign files must not be changed, not even to WAL: first a look at what it is.
    const auto ready = d->writer.transaction([&](Sql::Transaction &transaction) { return prepareSchema(transaction, path); });
    if (!ready)
        return failure(ready.error());
    if (const auto done = d->writer.run(u"PRAGMA journal_mode = WAL"_s); !done)
        return failure(done.error());
    return std::unique_ptr<Store>(new Store(std::move(d)));
}

Store::Store(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

Store::~Store() = default;

} // namespace Lockstep::History
