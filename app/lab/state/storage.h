// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "sql/connection.h"

#include <QJsonObject>
#include <QVariantList>

#include <functional>
#include <memory>

namespace Lockstep::Lab {

/// What a statement found, read whole: between one row and the next anything may be asked.
class Rows
{
public:
    /// Goes to the first row, then to the next; false after the last.
    bool next() { return ++m_row < m_rows.size(); }
    /// Of the row that next() went to; invalid for NULL.
    const QVariant &value(int column) const { return m_rows.at(m_row).at(column); }

private:
    friend class Storage;
    QList<QVariantList> m_rows;
    qsizetype m_row = -1;
};

/// The durable state of one lab homeserver: one SQLite database (a file, or memory). Used only on its homeserver's state
/// thread (see Actor), which is why nothing here locks. A process that is killed loses nothing that a committed transaction held.
class Storage
{
public:
    /// \a path: a file, or empty for memory. Makes the tables (schema.cpp). Errors: Io, Database; the text names the file.
    static Result<std::unique_ptr<Storage>> open(const QString &path);
    ~Storage();

    /// Runs one statement with positional parameters; those that are often wanted are prepared once. A failing statement is a bug or a
    /// full disk: it throws StorageError, which transaction() turns into a rollback and an Error.
    /// For a statement with rows.
    Rows run(const QString &sql, const QVariantList &parameters = {});
    /// For a statement without rows; returns how many were affected.
    int execute(const QString &sql, const QVariantList &parameters = {});
    /// First column of the first row; invalid if that is NULL, or if there is no row.
    QVariant value(const QString &sql, const QVariantList &parameters = {});
    /// All or nothing. Nested calls join the outer transaction.
    Result<void> transaction(const std::function<void()> &work);

    /// Next number of this server's one stream, from which sync tokens, stream_ids and queue positions are taken. Persisted.
    qint64 nextStreamId();
    qint64 currentStreamId() const;

private:
    Sql::Done ask(const QString &sql, const QVariantList &parameters, const Sql::RowTaker &row);
    Result<void> prepare(const QString &path);
    void rollBack();

    struct Private;
    explicit Storage(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

struct StorageError
{
    QString text;
};

/// A JSON object as it is stored, without blanks, and back. What is no object is an empty one.
QString compactText(const QJsonObject &object);
QJsonObject compactJson(const QString &text);

} // namespace Lockstep::Lab
