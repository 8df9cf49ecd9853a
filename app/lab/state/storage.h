// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QJsonObject>
#include <QSqlQuery>
#include <QVariantList>

#include <functional>
#include <memory>

namespace Lockstep::Lab {

/// The durable state of one lab homeserver: one SQLite database (a file, or memory). Used only on its homeserver's state
/// thread (see Actor), which is why nothing here locks. A process that is killed loses nothing that a committed transaction held.
class Storage
{
public:
    /// \a path: a file, or empty for memory. Makes the tables (schema.cpp). Errors: Io, Database; the text names the file.
    static Result<std::unique_ptr<Storage>> open(const QString &path);
    ~Storage();

    /// Runs one statement with positional parameters. A failing statement is a bug or a full disk: it throws StorageError,
    /// which transaction() turns into a rollback and an Error.
    /// For a statement with rows; the query is the caller's.
    QSqlQuery run(const QString &sql, const QVariantList &parameters = {});
    /// For a statement without rows; returns how many were affected. Prepared once and kept.
    int execute(const QString &sql, const QVariantList &parameters = {});
    /// First column of the first row, or an invalid variant.
    QVariant value(const QString &sql, const QVariantList &parameters = {});
    /// All or nothing. Nested calls join the outer transaction.
    Result<void> transaction(const std::function<void()> &work);

    /// Next number of this server's one stream, from which sync tokens, stream_ids and queue positions are taken. Persisted.
    qint64 nextStreamId();
    qint64 currentStreamId() const;

private:
    QSqlQuery prepared(const QString &sql, const QVariantList &parameters);
    void keep(const QString &sql, QSqlQuery &&query);

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
