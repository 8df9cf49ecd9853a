// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"
#include "sql/databaseaddress.h"

#include <QVariant>

#include <functional>
#include <memory>

class QSqlQuery;

namespace Lockstep::Synapse {

/// One row of a result; valid only during the callback. Columns from 0, NULL reads as 0 or empty.
class Row
{
public:
    explicit Row(const QSqlQuery &query)
        : m_query(query)
    {
    }
    bool isNull(int column) const;
    qint64 integer(int column) const;
    QString text(int column) const;
    QByteArray bytes(int column) const;

private:
    const QSqlQuery &m_query;
};

/// One database for many threads. Each calling thread has a connection of its own, made at its first statement and closed when the thread
/// ends, or with this object (then no call may be under way). Every statement is a transaction of its own: nothing is held open between
/// calls, so that neither PostgreSQL's vacuum nor SQLite's checkpoints wait for us.
class Database
{
public:
    enum Access {
        ReadOnly, ///< the server itself refuses writes
        Marker, ///< may write; opened for the resync marker alone
    };

    Database(DatabaseAddress address, Access access);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    Engine engine() const { return m_address.engine; }
    const DatabaseAddress &address() const { return m_address; }

    /// Runs one statement with "?" placeholders and hands each row to \a row. A lost connection is made again once and the
    /// statement is repeated, as long as no row was handed out. Errors: Database (cannot connect, not a database, no such table, no
    /// permission), Timeout (the server's statement_timeout or lock_timeout), BadInput (a value that no text column can hold). Never names
    /// the password.
    Result<void> each(const QString &sql, const QVariantList &values, const std::function<void(const Row &)> &row) const;
    /// First column of the first row; invalid if there is no row.
    Result<QVariant> value(const QString &sql, const QVariantList &values = {}) const;
    /// A statement without rows.
    Result<void> run(const QString &sql, const QVariantList &values) const;

    /// Called with every statement before it is sent; for tests, set before the first statement.
    void setTrace(std::function<void(const QString &sql, const QVariantList &values)> trace) { m_trace = std::move(trace); }
    /// Number of connections that are open now, for tests.
    int openConnections() const;
    /// Closes the calling thread's connection.
    void closeHere() const;

    /// "?, ?, ?" for an IN list.
    static QString placeholders(qsizetype count);

private:
    struct Pool;
    struct Connection;
    struct ThreadConnections;
    static ThreadConnections &ofThisThread();
    Result<Connection *> connection() const;
    Result<void> attempt(Connection &connection, const QString &sql, const QVariantList &values,
        const std::function<void(const Row &)> &row, bool &lost) const;

    DatabaseAddress m_address;
    Access m_access;
    std::shared_ptr<Pool> m_pool;
    std::function<void(const QString &, const QVariantList &)> m_trace;
};

} // namespace Lockstep::Synapse
