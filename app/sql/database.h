// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "sql/connection.h"
#include "sql/pool.h"

#include <QVariant>

#include <functional>

namespace Lockstep::Sql {

/// Statements of a transaction; its connection is the caller's alone meanwhile.
class Transaction
{
public:
    Transaction(Connection &connection, const Limit &limit)
        : m_connection(connection)
        , m_limit(limit)
    {
    }
    Result<Done> run(const QString &sql, const QVariantList &values = {}) { return m_connection.execute(sql, values, {}, m_limit); }
    Result<void> each(const QString &sql, const QVariantList &values, const RowTaker &row);
    /// See Connection::copyIn() and script().
    Result<Done> copyIn(const QString &sql, const QByteArray &rows) { return m_connection.copyIn(sql, rows, m_limit); }
    Result<Done> script(const QString &sql) { return m_connection.script(sql, m_limit); }
    /// See Connection::statement(). Valid in this transaction.
    Result<Statement *> statement(int key, const QString &sql) { return m_connection.statement(key, sql); }

private:
    Connection &m_connection;
    const Limit &m_limit;
};

/// One database for many threads. A call borrows one of a few connections for its own time alone, and has a deadline: a server that stops
/// answering costs its callers no more than that. Every statement is a transaction of its own: nothing is held open between calls, so
/// that neither PostgreSQL's vacuum nor SQLite's checkpoints wait for us. \a row must not call the database.
class Database
{
public:
    Database(DatabaseAddress address, DatabaseOptions options);

    Engine engine() const { return m_pool.address().engine; }
    const DatabaseAddress &address() const { return m_pool.address(); }

    /// Runs one statement with "?" placeholders and hands each row to \a row. A lost connection is made again once and the
    /// statement is repeated, as long as no row was handed out. Errors: Database (cannot connect, not a database, no such table, no
    /// permission), Timeout (the deadline, or the server's statement_timeout or lock_timeout), BadInput (a value that no text column can
    /// hold), Cancelled (shutDown()), Io (the disk). Never names the password.
    Result<void> each(const QString &sql, const QVariantList &values, const RowTaker &row) const;
    /// First column of the first row; invalid if there is no row.
    Result<QVariant> value(const QString &sql, const QVariantList &values = {}) const;
    /// A statement without rows.
    Result<void> run(const QString &sql, const QVariantList &values = {}) const;
    /// All or nothing; an error of \a work undoes it. With Access::ReadOnly all of it sees one state, and nobody waits for it. The deadline
    /// is for its beginning: what is begun is brought to its end.
    Result<void> transaction(const std::function<Result<void>(Transaction &)> &work) const;
    /// All that \a work reads is of one state, that of its first statement, and with SQLite's write-ahead log nobody waits for it. For work
    /// that only reads; otherwise as transaction().
    Result<void> snapshot(const std::function<Result<void>(Transaction &)> &work) const;

    /// Whether a call has failed since the last forgetDamage() because the file itself is no good. Thread-safe.
    bool wasDamaged() const { return m_pool.damaged; }
    void forgetDamage() const { m_pool.damaged = false; }

    /// Ends all calls, also those under way, with Cancelled.
    void shutDown() const { m_pool.shutDown(); }

    /// Called with every statement before it is sent; for tests, set before the first statement.
    void setTrace(std::function<void(const QString &sql, const QVariantList &values)> trace) { m_trace = std::move(trace); }
    /// Number of connections that are open now.
    int openConnections() const { return m_pool.open(); }

    /// "?, ?, ?" for an IN list.
    static QString placeholders(qsizetype count);

private:
    Result<void> within(const QString &begin, const std::function<Result<void>(Transaction &)> &work) const;
    friend class WholeCall;
    mutable Pool m_pool;
    std::function<void(const QString &, const QVariantList &)> m_trace;
};

/// While it lives, all statements of its thread together have the deadline of one: a call of many does not take many times as long when
/// the database is slow. Within another one it does nothing. Lives and dies on one thread.
class WholeCall
{
public:
    explicit WholeCall(const Database &database)
        : m_pool(database.m_pool.beginCall() ? &database.m_pool : nullptr)
    {
    }
    ~WholeCall()
    {
        if (m_pool)
            m_pool->endCall();
    }
    Q_DISABLE_COPY_MOVE(WholeCall)

private:
    Pool *m_pool;
};

} // namespace Lockstep::Sql
