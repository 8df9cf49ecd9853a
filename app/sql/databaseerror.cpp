// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sql/databaseerror.h"

#include "core/log.h"

#include <QRegularExpression>
#include <QSqlError>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

namespace {

/// The server's own words: its first lines joined, without the driver's decorations.
QString reason(const QSqlError &error, const QString &password)
{
    QString text = error.databaseText().isEmpty() ? error.driverText() : error.databaseText();
    static const QRegularExpression code(u"\\s*\\([0-9A-Z]{0,5}\\)\\s*$"_s);
    text.remove(code);
    text = text.simplified();
    if (text.startsWith("ERROR: "_L1))
        text.remove(0, 7);
    if (!password.isEmpty())
        text.replace(password, u"(REDACTED)"_s);
    text = displayable(text, 400);
    while (text.endsWith(u'.'))
        text.chop(1);
    return text.isEmpty() ? u"no reason given"_s : text;
}

Error make(Error::Kind kind, QString text)
{
    return Error{.kind = kind, .text = std::move(text)};
}

Error explainPostgres(const QSqlError &error, const DatabaseAddress &address)
{
    const QString state = error.nativeErrorCode();
    const QString why = reason(error, address.password);
    const QString where = address.describe();
    if (state == "42501"_L1)
        return make(Error::Database,
            u"The role \"%1\" may not read what is needed from %2 (%3): grant it with roles.sql."_s.arg(address.user, where, why));
    if (state == "57014"_L1)
        return make(
            Error::Timeout, u"%1 took longer than 4 seconds to answer; ask for less, or try again when it is less busy."_s.arg(where));
    if (state == "55P03"_L1)
        return make(Error::Timeout, u"A table of %1 is locked at the moment, perhaps by an upgrade; try again."_s.arg(where));
    if (state == "42P01"_L1 || state == "42703"_L1)
        return make(Error::Database, u"%1 does not have the tables of Synapse's main database (%2)."_s.arg(where, why));
    if (state == "25006"_L1)
        return make(Error::Database,
            u"%1 only answers reads, it is a replica perhaps: name the primary as the marker's database (%2)."_s.arg(where, why));
    if (error.type() == QSqlError::ConnectionError)
        return make(Error::Database, u"Cannot connect to %1: %2."_s.arg(where, why));
    return make(Error::Database, u"%1 refused a statement: %2."_s.arg(where, why));
}

Error explainSqlite(const QSqlError &error, const DatabaseAddress &address)
{
    const QString why = reason(error, {});
    // Extended result codes keep the primary one in the low byte.
    switch (error.nativeErrorCode().toInt() & 0xff) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
        return make(Error::Timeout, u"%1 is locked by another process for longer than we wait; try again."_s.arg(address.path));
    case 3: // SQLITE_PERM
    case 8: // SQLITE_READONLY
    case 14: // SQLITE_CANTOPEN
    case 23: // SQLITE_AUTH
        return make(Error::Database,
            u"Cannot open %1 (%2): check that this user may read it and write in its directory, as Synapse's own user may."_s.arg(
                address.path, why));
    case 11: // SQLITE_CORRUPT
        return make(
            Error::Database, u"%1 is damaged (%2): check it with \"sqlite3 %1 'PRAGMA integrity_check'\"."_s.arg(address.path, why));
    case 26: // SQLITE_NOTADB
        return make(Error::Database, u"%1 is not an SQLite database."_s.arg(address.path));
    default:
        return make(Error::Database, u"%1 refused a statement: %2."_s.arg(address.path, why));
    }
}

} // namespace

Error explain(const QSqlError &error, const DatabaseAddress &address)
{
    return address.engine == Engine::PostgreSql ? explainPostgres(error, address) : explainSqlite(error, address);
}

bool isConnectionLost(const QSqlError &error, Engine engine)
{
    const QString code = error.nativeErrorCode();
    if (engine == Engine::Sqlite) {
        const int primary = code.toInt() & 0xff;
        // SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_NOTADB: the file was replaced, or its -wal appeared or went.
        return primary == 10 || primary == 14 || primary == 26;
    }
    // Connection exceptions; the server shuts down; or libpq itself noticed, and then there is no code.
    return code.isEmpty() || code.startsWith("08"_L1) || code.startsWith("57P0"_L1);
}

} // namespace Lockstep::Synapse
