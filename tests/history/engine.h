// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/store.h"
#include "sql/databaseaddress.h"

#include <QFile>
#include <QTest>

#include <functional>

#ifdef LOCKSTEP_ON_POSTGRES
#include "history/postgres/postgresstore.h"
#include "sql/database.h"
#include "synapse/testdatabase.h"
#endif

/// The same tests run on both stores: each program is built once for files, and once with LOCKSTEP_ON_POSTGRES, where a file's name stands
/// for a database of a PostgreSQL cluster of the test's own.
namespace Lockstep::Test {

using namespace Qt::StringLiterals;

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

inline Sql::Database ownerOf(const QString &database)
{
    return {*Sql::DatabaseAddress::parse(cluster()->uri(database)),
        {.access = Sql::Access::Owner,
            .purpose = Sql::Purpose::History,
            .connections = 1,
            .deadline = std::chrono::seconds(60),
            .setup = {}}};
}

/// The database that stands for the file, within one test. To make one takes long: those of the tests before are emptied and used again.
inline QString databaseOf(const QString &path)
{
    static QString test;
    static QStringList paths;
    static int made = 0;
    const QString now = QString::fromUtf8(QTest::currentTestFunction()) + u':' + QString::fromUtf8(QTest::currentDataTag());
    if (test != now)
        paths.clear();
    test = now;
    if (!paths.contains(path)) {
        paths.append(path);
        const QString name = u"history%1"_s.arg(paths.size());
        if (paths.size() > made) {
            ++made;
            if (!ownerOf(u"postgres"_s).run(u"CREATE DATABASE "_s + name))
                qFatal("no database for %s", qPrintable(path));
        } else {
            const Sql::Database old = ownerOf(name);
            for (const QString &table : {u"users"_s, u"updates"_s, u"gateways"_s, u"positions"_s, u"keeper"_s}) {
                if (!old.run(u"DELETE FROM lockstep."_s + table))
                    qFatal("the database %s cannot be emptied", qPrintable(name));
            }
        }
    }
    return cluster()->uri(u"history%1"_s.arg(paths.indexOf(path) + 1));
}

inline Result<std::unique_ptr<History::Store>> openStore(const QString &path)
{
    return History::PostgresStore::open(
        {.address = *Sql::DatabaseAddress::parse(databaseOf(path)), .ownFile = path, .name = QStringLiteral("test")});
}

/// The same history, as another gateway has it.
inline std::unique_ptr<History::Store> openAnother(const QString &path, const QString &own)
{
    auto opened = History::PostgresStore::open(
        {.address = *Sql::DatabaseAddress::parse(databaseOf(path)), .ownFile = own, .name = QStringLiteral("another")});
    return opened ? std::move(*opened) : nullptr;
}

inline Sql::DatabaseAddress addressOf(const QString &path)
{
    return *Sql::DatabaseAddress::parse(databaseOf(path));
}

inline void runScript(const QString &path, const QString &sql)
{
    const Sql::Database owner(*Sql::DatabaseAddress::parse(databaseOf(path)),
        {.access = Sql::Access::Owner, .purpose = Sql::Purpose::History, .connections = 1, .deadline = std::chrono::seconds(60), .setup = {}});
    const auto done = owner.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        const auto ran = transaction.script(sql);
        return ran ? Result<void>() : failure(ran.error());
    });
    if (!done)
        qFatal("%s", qPrintable(done.error().text));
}

/// As a gateway whose role owns nothing and has what history-roles.sql gives it.
inline Result<std::unique_ptr<History::Store>> openAsWriter(const QString &path)
{
    QFile roles(QStringLiteral(LOCKSTEP_SQL "/../postgresql/history-roles.sql"));
    if (!roles.open(QIODevice::ReadOnly))
        qFatal("no roles");
    runScript(path, QString::fromUtf8(roles.readAll()) + u"ALTER ROLE lockstep_history_writer PASSWORD 'w';"_s);
    auto address = *Sql::DatabaseAddress::parse(databaseOf(path));
    address.user = u"lockstep_history_writer"_s;
    address.password = u"w"_s;
    return History::PostgresStore::open({.address = address, .ownFile = Sql::inMemory, .name = QStringLiteral("writer")});
}

/// Runs \a sql, and \a what before it is committed. Both have to work.
inline void whileHeld(const QString &path, const QString &sql, const std::function<bool()> &what)
{
    const Sql::Database owner(*Sql::DatabaseAddress::parse(databaseOf(path)),
        {.access = Sql::Access::Owner, .purpose = Sql::Purpose::History, .connections = 1, .deadline = std::chrono::seconds(60), .setup = {}});
    const auto done = owner.transaction([&](Sql::Transaction &transaction) -> Result<void> {
        const auto ran = transaction.script(sql);
        if (!ran)
            return failure(ran.error());
        return what() ? Result<void>() : failure(Error::Internal, u"what was to be done meanwhile failed"_s);
    });
    if (!done)
        qFatal("%s", qPrintable(done.error().text));
}

/// Whether somebody comes to wait for a lock, before long.
inline bool isWaitedFor(const QString &path)
{
    const Sql::Database owner(*Sql::DatabaseAddress::parse(databaseOf(path)),
        {.access = Sql::Access::Owner, .purpose = Sql::Purpose::History, .connections = 1, .deadline = std::chrono::seconds(60), .setup = {}});
    for (int tries = 0; tries < 500; ++tries) {
        const auto waiting = owner.value(u"SELECT count(*) FROM pg_locks WHERE NOT granted"_s);
        if (waiting && waiting->toInt() > 0)
            return true;
        QTest::qSleep(5);
    }
    return false;
}

inline bool dropsMonth(const QString &path, int month)
{
    const Sql::Database owner(*Sql::DatabaseAddress::parse(databaseOf(path)),
        {.access = Sql::Access::Owner, .purpose = Sql::Purpose::History, .connections = 1, .deadline = std::chrono::seconds(60), .setup = {}});
    const auto dropped = owner.value(u"SELECT CASE WHEN lockstep.drop_month(?::integer) THEN 1 ELSE 0 END"_s, {month});
    return dropped && dropped->toInt() != 0;
}

/// A gateway that waits for a statement no longer than for a second.
inline std::unique_ptr<History::Store> openImpatient(const QString &path)
{
    auto opened = History::PostgresStore::open({.address = *Sql::DatabaseAddress::parse(databaseOf(path)),
        .ownFile = Sql::inMemory,
        .name = QStringLiteral("impatient"),
        .deadline = std::chrono::seconds(1)});
    return opened ? std::move(*opened) : nullptr;
}

inline QStringList partitionsOf(const QString &path)
{
    QStringList names;
    const Sql::Database owner(*Sql::DatabaseAddress::parse(databaseOf(path)),
        {.access = Sql::Access::Owner, .purpose = Sql::Purpose::History, .connections = 1, .deadline = std::chrono::seconds(60), .setup = {}});
    const auto read = owner.each(QStringLiteral("SELECT relname::text FROM pg_class WHERE oid IN (SELECT inhrelid FROM pg_inherits WHERE "
                                                "inhparent = 'lockstep.updates'::regclass)"),
        {}, [&](const Sql::Row &row) { names.append(row.text(0)); });
    return read ? names : QStringList{read.error().text};
}

inline Result<std::unique_ptr<History::Store>> openStoreInMemory()
{
    static int count = 0;
    return History::PostgresStore::open(
        {.address = *Sql::DatabaseAddress::parse(databaseOf(QStringLiteral("memory%1").arg(++count))), .ownFile = Sql::inMemory});
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
#define ONLY_ON_POSTGRES() QSKIP("this is about PostgreSQL")

#else

constexpr bool onPostgres = false;
#define ONLY_ON_POSTGRES() QSKIP("this is about PostgreSQL")

inline Result<std::unique_ptr<History::Store>> openStore(const QString &path)
{
    return History::Store::open(path);
}

inline std::unique_ptr<History::Store> openAnother(const QString &, const QString &)
{
    return nullptr;
}
inline QStringList partitionsOf(const QString &)
{
    return {};
}
inline void whileHeld(const QString &, const QString &, const std::function<bool()> &) { }
inline bool isWaitedFor(const QString &)
{
    return false;
}
inline bool dropsMonth(const QString &, int)
{
    return false;
}
inline std::unique_ptr<History::Store> openImpatient(const QString &)
{
    return nullptr;
}
inline void runScript(const QString &, const QString &) { }
inline Sql::DatabaseAddress addressOf(const QString &)
{
    return {};
}
inline Result<std::unique_ptr<History::Store>> openAsWriter(const QString &path)
{
    return openStore(path);
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
