// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>

#include <memory>
#include <string_view>
#include <unordered_map>

namespace Lockstep::History {

/// One thread's connection to a SQLite file, with its prepared statements. Not thread-safe.
class SqlConnection
{
public:
    static Result<std::unique_ptr<SqlConnection>> open(const QString &path);
    ~SqlConnection();

    /// The calling thread's connection to the file of store \a id; opened at first use, closed when the thread ends.
    static Result<SqlConnection *> ofThisThread(quint64 id, const QString &path);
    static void closeOfThisThread(quint64 id);

    /// A statement, prepared once; \a sql has static lifetime. Bind with positions, then run().
    Result<QSqlQuery *> prepare(std::string_view sql);
    Result<void> run(QSqlQuery *query);
    Result<void> execute(const QString &sql);
    /// An Error that names the file and the way out.
    Error describe(const QSqlError &error) const;

private:
    SqlConnection() = default;

    QString m_path;
    QString m_name;
    QSqlDatabase m_database;
    std::unordered_map<std::string_view, std::unique_ptr<QSqlQuery>> m_statements;
};

/// Ends a statement when it goes out of scope: a read that is not ended holds back the write-ahead log.
class Finished
{
public:
    explicit Finished(QSqlQuery *query)
        : m_query(query)
    {
    }
    ~Finished() { m_query->finish(); }
    Finished(const Finished &) = delete;
    Finished &operator=(const Finished &) = delete;

private:
    QSqlQuery *m_query;
};

} // namespace Lockstep::History
