// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/store.h"

#include <QTest>

#ifdef LOCKSTEP_ON_POSTGRES
#include "history/postgres/postgresstore.h"
#include "sql/database.h"
#include "synapse/testdatabase.h"

#include <QCryptographicHash>
#endif

/// The same tests run on both stores: each program is built once for files, and once with LOCKSTEP_ON_POSTGRES, where a file's name stands
/// for a database of a PostgreSQL cluster of the test's own.
namespace Lockstep::Test {

#ifdef LOCKSTEP_ON_POSTGRES

constexpr bool onPostgres = true;

inline std::unique_ptr<PostgresCluster> &theCluster()
{
    static std::unique_ptr<PostgresCluster> one;
    return one;
}

inline PostgresCluster *cluster(QString *why = nullptr)
{
    QString problem;
    if (!theCluster())
        theCluster() = PostgresCluster::start(why ? why : &problem);
    return theCluster().get();
}

/// The database that stands for the file; made at first.
inline QString databaseOf(const QString &path)
{
    const QString name
        = u"h" + QString::fromLatin1(QCryptographicHash::hash(path.toUtf8(), QCryptographicHash::Sha1).toHex().first(20));
    const Sql::Database server(*Sql::DatabaseAddress::parse(cluster()->uri(QStringLiteral("postgres"))),
        {.access = Sql::Access::Owner, .purpose = Sql::Purpose::History, .deadline = std::chrono::seconds(60), .setup = {}});
    const auto known = server.value(QStringLiteral("SELECT count(*) FROM pg_database WHERE datname = ?"), {name});
    if (!known || (known->toInt() == 0 && !server.run(QStringLiteral("CREATE DATABASE ") + name)))
        qFatal("no database for %s", qPrintable(path));
    return cluster()->uri(name);
}

inline Result<std::unique_ptr<History::Store>> openStore(const QString &path)
{
    return History::PostgresStore::open({.address = *Sql::DatabaseAddress::parse(databaseOf(path)), .ownFile = path, .name = QStringLiteral("test")});
}

inline Result<std::unique_ptr<History::Store>> openStoreInMemory()
{
    static int count = 0;
    return History::PostgresStore::open({.address = *Sql::DatabaseAddress::parse(databaseOf(QStringLiteral("memory%1").arg(++count))), .ownFile = Sql::inMemory});
}

/// At the beginning of each test program.
#define NEEDS_ITS_ENGINE()                                                                                                                 \
    do {                                                                                                                                   \
        QString why;                                                                                                                       \
        if (!Lockstep::Test::cluster(&why))                                                                                                \
            QSKIP(qPrintable(QStringLiteral("NOT TESTED on PostgreSQL: ") + why));                                                         \
    } while (false)
/// At its end, while there is still an application.
#define END_ITS_ENGINE() Lockstep::Test::theCluster().reset()
/// Of what only files have.
#define ONLY_IN_FILES() QSKIP("this is about files")

#else

constexpr bool onPostgres = false;

inline Result<std::unique_ptr<History::Store>> openStore(const QString &path)
{
    return History::Store::open(path);
}

inline Result<std::unique_ptr<History::Store>> openStoreInMemory()
{
    return History::Store::openInMemory();
}

#define NEEDS_ITS_ENGINE() static_cast<void>(0)
#define END_ITS_ENGINE() static_cast<void>(0)
#define ONLY_IN_FILES() static_cast<void>(0)

#endif

} // namespace Lockstep::Test
