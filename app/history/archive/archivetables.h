// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "sql/database.h"

#include <QStringList>

namespace Lockstep::History {

/// A table of a history's file.
struct ArchiveTable
{
    QString name;
    QStringList columns;

    QString quotedName() const { return quoted(name); }
    QString quotedColumns() const
    {
        QStringList all;
        for (const QString &column : columns)
            all += quoted(column);
        return all.join(QStringLiteral(", "));
    }

private:
    static QString quoted(QString name) { return u'"' + name.replace(u'"', QStringLiteral("\"\"")) + u'"'; }
};

/// Those that hold data, users first.
inline Result<QList<ArchiveTable>> readTables(Sql::Transaction &transaction)
{
    QList<ArchiveTable> tables;
    const auto named = transaction.each(
        QStringLiteral("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name != 'users', name"), {},
        [&](const Sql::Row &row) { tables.append({.name = row.text(0), .columns = {}}); });
    if (!named)
        return failure(named.error());
    for (ArchiveTable &table : tables) {
        const auto read = transaction.each(QStringLiteral("SELECT name FROM pragma_table_info(?)"), {table.name},
            [&](const Sql::Row &row) { table.columns.append(row.text(0)); });
        if (!read)
            return failure(read.error());
    }
    return tables;
}

inline Sql::DatabaseAddress archiveAddress(const QString &path)
{
    Sql::DatabaseAddress address;
    address.path = path;
    return address;
}

/// Whoever works on a whole file takes as long as that takes.
inline Sql::DatabaseOptions archiveOptions(Sql::Access access)
{
    return {.access = access, .purpose = Sql::Purpose::History, .connections = 2, .deadline = std::chrono::hours(24), .setup = {}};
}

} // namespace Lockstep::History
