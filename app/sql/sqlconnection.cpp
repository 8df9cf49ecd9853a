// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sql/sqlconnection.h"

#include <atomic>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

// SQLite's primary result codes (sqlite.org/rescode.html)
constexpr int sqliteBusy = 5;
constexpr int sqliteReadOnly = 8;
constexpr int sqliteIoError = 10;
constexpr int sqliteCorrupt = 11;
constexpr int sqliteFull = 13;
constexpr int sqliteCannotOpen = 14;
constexpr int sqliteNotADatabase = 26;

using Connections = std::unordered_map<quint64, std::unique_ptr<SqlConnection>>;

Connections &connections()
{
    thread_local Connections map;
    return map;
}

} // namespace

Result<SqlConnection *> SqlConnection::ofThisThread(quint64 id, const QString &path)
{
    auto &slot = connections()[id];
    if (!slot) {
        auto made = open(path);
        if (!made) {
            connections().erase(id);
            return failure(made.error());
        }
        slot = std::move(*made);
    }
    return slot.get();
}

void SqlConnection::closeOfThisThread(quint64 id)
{
    connections().erase(id);
}

Result<std::unique_ptr<SqlConnection>> SqlConnection::open(const QString &path)
{
    static std::atomic<quint64> counter = 0;
    std::unique_ptr<SqlConnection> made(new SqlConnection);
    made->m_path = path;
    made->m_name = u"lockstep-history-%1"_s.arg(++counter);
    made->m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, made->m_name);
    if (!made->m_database.isValid())
        return failure(Error::Database, u"Qt's SQLite driver is missing: install libqt6sql6-sqlite."_s);
    made->m_database.setDatabaseName(path);
    made->m_database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=20000"_s);
    if (!made->m_database.open())
        return failure(made->describe(made->m_database.lastError()));
    return made;
}

SqlConnection::~SqlConnection()
{
    m_statements.clear();
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_name);
}

Result<QSqlQuery *> SqlConnection::prepare(std::string_view sql)
{
    auto &slot = m_statements[sql];
    if (!slot) {
        auto query = std::make_unique<QSqlQuery>(m_database);
        query->setForwardOnly(true);
        if (!query->prepare(QString::fromLatin1(sql.data(), qsizetype(sql.size())))) {
            m_statements.erase(sql);
            return failure(describe(query->lastError()));
        }
        slot = std::move(query);
    }
    return slot.get();
}

Result<void> SqlConnection::run(QSqlQuery *query)
{
    if (!query->exec())
        return failure(describe(query->lastError()));
    return {};
}

Result<void> SqlConnection::execute(const QString &sql)
{
    QSqlQuery query(m_database);
    if (!query.exec(sql))
        return failure(describe(query.lastError()));
    return {};
}

Error SqlConnection::describe(const QSqlError &error) const
{
    const int code = error.nativeErrorCode().toInt() & 0xff;
    const auto make = [](Error::Kind kind, const QString &text) { return Error{.kind = kind, .text = text}; };
    switch (code) {
    case sqliteCorrupt:
        return make(Error::Database,
            u"The history %1 is damaged. Move it (and its -wal and -shm files) away and start again: a new one is begun and the logs that are still there are read into it."_s
                .arg(m_path));
    case sqliteNotADatabase:
        return make(Error::Database, u"%1 is not a history of Lockstep. Name another file."_s.arg(m_path));
    case sqliteBusy:
        return make(Error::Database, u"The history %1 is locked by another program. Only one gateway can write into it."_s.arg(m_path));
    case sqliteFull:
        return make(Error::Io, u"No space is left for the history %1. Free some; recording goes on by itself."_s.arg(m_path));
    case sqliteReadOnly:
    case sqliteCannotOpen:
        return make(Error::Io,
            u"The history %1 cannot be written. Check that the file and its directory belong to the gateway's user."_s.arg(m_path));
    case sqliteIoError:
        return make(Error::Io, u"The disk of the history %1 reports an error: %2."_s.arg(m_path, error.databaseText()));
    default:
        return make(Error::Database, u"The history %1 cannot be used: %2."_s.arg(m_path, error.text()));
    }
}

} // namespace Lockstep::History
