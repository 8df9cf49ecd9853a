// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QDeadlineTimer>
#include <QVariant>

#include <functional>

namespace Lockstep::Sql {

/// One row of a result; valid only during the callback. Columns from 0, NULL reads as 0 or empty.
class Row
{
public:
    virtual ~Row() = default;
    virtual int columns() const = 0;
    virtual bool isNull(int column) const = 0;
    virtual qint64 integer(int column) const = 0;
    virtual QString text(int column) const = 0;
    virtual QByteArray bytes(int column) const = 0;
    /// An invalid variant for NULL, qlonglong, double, bool (PostgreSQL), QString or QByteArray.
    virtual QVariant value(int column) const = 0;
};

using RowTaker = std::function<void(const Row &)>;

/// What a statement without rows did.
struct Done
{
    qint64 affected = 0;
    qint64 insertId = 0; ///< SQLite: the rowid of the last row that was inserted
};

/// When a call has to be over, and what ends it before that.
struct Limit
{
    QDeadlineTimer deadline;
    int stopFd = -1; ///< becomes readable when nobody waits any more
};

/// A prepared statement whose values are bound one by one, for many rows in a row. Values count from 0; those that are not bound since the
/// last run are NULL. Used by its connection's thread.
class Statement
{
public:
    virtual ~Statement() = default;
    virtual void bind(int index, qint64 value) = 0;
    /// A null text is NULL.
    virtual void bind(int index, const QString &text) = 0;
    /// Null bytes are NULL.
    virtual void bind(int index, const QByteArray &bytes) = 0;
    /// Runs it with what was bound. It hands out no rows.
    virtual Result<Done> run() = 0;
};

/// One open connection, used by one thread at a time.
class Connection
{
public:
    virtual ~Connection() = default;

    /// Runs one statement with "?" placeholders and hands each row to \a row, if that is given. Never takes longer than \a limit.
    virtual Result<Done> execute(const QString &sql, const QVariantList &values, const RowTaker &row, const Limit &limit) = 0;
    /// A statement with "?" placeholders that stays prepared as long as the connection; the same one for the same \a key, which is the
    /// caller's. Unsupported where an engine has none.
    virtual Result<Statement *> statement(int key, const QString &sql)
    {
        Q_UNUSED(key)
        Q_UNUSED(sql)
        return failure(Error::Unsupported, QStringLiteral("This database engine has no statements of this kind."));
    }
    /// PostgreSQL: "COPY … FROM STDIN" with rows in its text format.
    virtual Result<Done> copyIn(const QString &sql, const QByteArray &rows, const Limit &limit)
    {
        Q_UNUSED(sql)
        Q_UNUSED(rows)
        Q_UNUSED(limit)
        return failure(Error::Unsupported, QStringLiteral("This database engine has no COPY."));
    }
    /// PostgreSQL: several statements with ";" between them and without placeholders.
    virtual Result<Done> script(const QString &sql, const Limit &limit)
    {
        Q_UNUSED(sql)
        Q_UNUSED(limit)
        return failure(Error::Unsupported, QStringLiteral("This database engine takes one statement at a time."));
    }
    /// Whether it is still a connection to what the address names: a file may have been replaced.
    virtual bool isCurrent() const = 0;

    /// After an error: it is of no use any more, and a new one may help.
    bool isLost() const { return m_lost; }
    /// After an error: the file itself is no good, or not a database at all.
    bool isDamaged() const { return m_damaged; }
    /// After an error: rows were handed out, which cannot be taken back.
    bool hasHandedOut() const { return m_handedOut; }

protected:
    bool m_lost = false;
    bool m_damaged = false;
    bool m_handedOut = false;
};

} // namespace Lockstep::Sql
