// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/types.h"
#include "sql/database.h"

#include <QHash>
#include <QSet>

namespace Lockstep::Synapse {

/// What of Synapse's schema this database has, found by looking, not by version number: columns come and go between releases, and a
/// role may be allowed to see only some of them.
class Schema
{
public:
    /// Errors: Database if this is not Synapse's main database (what is missing is named), or may not be read.
    static Result<Schema> read(const Sql::Database &database);

    /// 0 if unknown.
    int version() const { return m_version; }
    /// A sentence about a version outside of those that were tried; empty if all is well.
    QString warning() const;
    /// Whether there is such a table, readable or not.
    bool exists(const QString &table) const { return m_columns.contains(table) || m_forbidden.contains(table); }
    /// Whether the column exists and may be read.
    bool has(const QString &table, const QString &column) const;
    /// Whether all of the columns exist and may be read, and if not, which is missing and what to do.
    Inspection::Availability check(const QString &table, const QStringList &columns) const;

    Inspection::Availability inbox() const;
    Inspection::Availability outbox() const;
    Inspection::Availability updates() const;
    Inspection::Availability crossSigning() const;
    /// Whether it can be told which changes of local users' lists are not on their way yet.
    Inspection::Availability conversion() const;
    /// Whether the writers' positions in their streams can be read.
    Inspection::Availability streamPositions() const;
    /// Whether it can be told what a destination has confirmed last.
    Inspection::Availability confirmed() const;
    /// Whether the devices and keys of local users can be read.
    Inspection::Availability ownList() const;
    /// Whether it can be told who is joined to a room.
    Inspection::Availability membership() const;
    /// Whether it can be told who is in a room with whom.
    Inspection::Availability sharedRooms() const;

private:
    Result<void> readPostgres(const Sql::Database &database);
    Result<void> readSqlite(const Sql::Database &database);
    Result<void> require() const;

    int m_version = 0;
    QString m_where;
    QHash<QString, QSet<QString>> m_columns;
    QHash<QString, QSet<QString>> m_forbidden;
};

} // namespace Lockstep::Synapse
