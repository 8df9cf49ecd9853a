// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QMap>

namespace Lockstep::Sql {

enum class Engine {
    Sqlite,
    PostgreSql,
};

/// Instead of a file's path, for databases of our own alone: see sqliteconnection.h.
inline const QString inMemory = QStringLiteral(":memory:");

/// A database as the user names it.
struct DatabaseAddress
{
    Engine engine = Engine::Sqlite;
    QString path; ///< SQLite only; \c inMemory for one that lives as long as its only connection
    QString host; ///< names, addresses or directories of Unix sockets, with commas between several; empty: libpq's default
    QString port; ///< one for all hosts, or as many as there are hosts; empty: libpq's default
    QString name;
    QString user;
    QString password;
    QMap<QString, QString> options; ///< libpq's: sslmode, target_session_attrs, …

    /// "sqlite:PATH", or what libpq takes: "postgresql://user:password@host1:5432,host2/name?target_session_attrs=read-write", a socket as
    /// "%2Frun%2Fpostgresql", or "host=… dbname=…". BadInput for anything else; the error never quotes what may be a password.
    static Result<DatabaseAddress> parse(const QString &uri);
    QString toUri() const;
    /// For messages and the API: never holds the password.
    QString describe() const;
    /// Whether hosts and ports can be some.
    Result<void> check() const;
};

} // namespace Lockstep::Sql
