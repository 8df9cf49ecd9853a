// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sql/databaseerror.h"

#include "core/log.h"

#include <QRegularExpression>

#include <sqlite3.h>

using namespace Qt::StringLiterals;

namespace Lockstep::Sql {

namespace {

/// No message holds a password by itself: this is for what nobody thought of.
constexpr qsizetype shortestRedacted = 8;

/// The engine's own words in one line.
QString cleaned(const QString &words, const DatabaseAddress &address)
{
    QString text = words;
    // Before anything else is done to it. A short one, or one that is also a name, is a part of words that have nothing to do with it:
    // what is left out of these would tell it.
    const bool isDistinct
        = address.password.size() >= shortestRedacted && address.password != address.user && address.password != address.name;
    if (isDistinct)
        text.replace(address.password, u"(REDACTED)"_s);
    // What libpq asks its user behind a refusal: the sentence around it says what to look at.
    static const QRegularExpression question(u" Is the server running [^?]*\\?"_s);
    text = displayable(text.simplified().remove(question), 400);
    for (const auto &label : {"ERROR: "_L1, "FATAL: "_L1}) {
        if (text.startsWith(label))
            text.remove(0, label.size());
    }
    while (text.endsWith(u'.'))
        text.chop(1);
    return text.isEmpty() ? u"no reason given"_s : text;
}

Error make(Error::Kind kind, QString text)
{
    return Error{.kind = kind, .text = std::move(text)};
}

/// What is told alike of every database.
Error explainAny(Fault::Kind kind, const QString &where, const QString &why)
{
    switch (kind) {
    case Fault::NoConnection:
        return make(Error::Database, u"Cannot connect to %1: %2."_s.arg(where, why));
    case Fault::Silent:
        return make(Error::Timeout,
            u"%1 does not answer (%2). Check that it runs and that the network to it works; connecting goes on by itself."_s.arg(
                where, why));
    case Fault::Crowded:
        return make(Error::Timeout, u"All connections to %1 are in use (%2); try again when it is less busy."_s.arg(where, why));
    case Fault::Stopped:
        return make(Error::Cancelled, u"The program ends, so %1 is not asked any more."_s.arg(where));
    default:
        return make(Error::Database, u"%1 refused a statement: %2."_s.arg(where, why));
    }
}

Error explainPostgres(Fault::Kind kind, const DatabaseAddress &address, const QString &why)
{
    const QString where = address.describe();
    switch (kind) {
    case Fault::Denied:
        return make(Error::Database,
            u"The role \"%1\" may not read what is needed from %2 (%3): grant it with roles.sql."_s.arg(address.user, where, why));
    case Fault::Slow:
        return make(
            Error::Timeout, u"%1 took longer than 4 seconds to answer; ask for less, or try again when it is less busy."_s.arg(where));
    case Fault::Locked:
        return make(Error::Timeout, u"A table of %1 is locked at the moment, perhaps by an upgrade; try again."_s.arg(where));
    case Fault::Missing:
        return make(Error::Database, u"%1 does not have the tables of Synapse's main database (%2)."_s.arg(where, why));
    case Fault::ReadOnly:
        return make(Error::Database,
            u"%1 only answers reads, it is a replica perhaps: name the primary as the marker's database (%2)."_s.arg(where, why));
    default:
        return explainAny(kind, where, why);
    }
}

/// A history that many gateways share. Error::Network and Timeout: it may be back at any moment.
Error explainShared(Fault::Kind kind, const DatabaseAddress &address, const QString &why)
{
    const QString where = u"the history, "_s + address.describe();
    switch (kind) {
    case Fault::NoConnection:
        return make(Error::Network, u"Cannot connect to %1: %2."_s.arg(where, why));
    case Fault::Denied:
        return make(Error::Database,
            u"The role \"%1\" may not do what is needed in %2 (%3): grant it with resources/postgresql/history-roles.sql."_s.arg(
                address.user, where, why));
    case Fault::Missing:
        return make(Error::Database,
            u"The tables of %1 are not there (%2): make them with resources/postgresql/history-schema.sql."_s.arg(where, why));
    case Fault::ReadOnly:
        return make(Error::Network,
            u"PostgreSQL only answers reads for %1, it is a standby perhaps: name all hosts, with target_session_attrs=read-write (%2)."_s.arg(where, why));
    case Fault::Slow:
        return make(Error::Timeout, u"A statement took too long in %1 (%2)."_s.arg(where, why));
    case Fault::Locked:
        return make(Error::Timeout, u"Another gateway writes of the same users in %1 (%2); it goes on by itself."_s.arg(where, why));
    case Fault::Full:
        return make(Error::Io, u"No space is left at %1 (%2). Free some; recording goes on by itself."_s.arg(where, why));
    case Fault::Silent:
    case Fault::Refused:
        return explainAny(kind, u"The history, "_s + address.describe(), why);
    default:
        return explainAny(kind, where, why);
    }
}

Error explainSqlite(Fault::Kind kind, const QString &path, const QString &why)
{
    switch (kind) {
    case Fault::Locked:
        return make(Error::Timeout, u"%1 is locked by another process for longer than we wait; try again."_s.arg(path));
    case Fault::Denied:
    case Fault::ReadOnly:
        return make(Error::Database,
            u"Cannot open %1 (%2): check that this user may read it and write in its directory, as Synapse's own user may."_s.arg(
                path, why));
    case Fault::NoFile:
        return make(Error::Database, u"There is no database file %1."_s.arg(path));
    case Fault::Damaged:
        return make(Error::Database, u"%1 is damaged (%2): check it with \"sqlite3 %1 'PRAGMA integrity_check'\"."_s.arg(path, why));
    case Fault::Foreign:
        return make(Error::Database, u"%1 is not an SQLite database."_s.arg(path));
    case Fault::Full:
    case Fault::Broken:
        return make(Error::Io, u"The disk of %1 reports an error: %2."_s.arg(path, why));
    default:
        return explainAny(kind, path, why);
    }
}

Error explainHistory(Fault::Kind kind, const QString &path, const QString &why)
{
    switch (kind) {
    case Fault::Damaged:
        return make(Error::Database,
            u"The history %1 is damaged. Move it (and its -wal and -shm files) away and start again: a new one is begun and the logs that are still there are read into it."_s
                .arg(path));
    case Fault::Foreign:
        return make(Error::Database, u"%1 is not a history of Lockstep. Name another file."_s.arg(path));
    case Fault::Locked:
        return make(Error::Database, u"The history %1 is locked by another program. Only one program can write into it."_s.arg(path));
    case Fault::Full:
        return make(Error::Io, u"No space is left for the history %1. Free some; recording goes on by itself."_s.arg(path));
    case Fault::ReadOnly:
    case Fault::Denied:
        return make(Error::Io,
            u"The history %1 cannot be written. Check that the file and its directory belong to this program's user."_s.arg(path));
    case Fault::NoFile:
        return make(Error::Io, u"The history %1 is not there any more. Put it back, or start again: a new one is begun."_s.arg(path));
    case Fault::Broken:
        return make(Error::Io, u"The disk of the history %1 reports an error: %2."_s.arg(path, why));
    case Fault::Silent:
    case Fault::Crowded:
        return make(Error::Timeout, u"The history %1 takes too long to answer (%2); try again."_s.arg(path, why));
    case Fault::Stopped:
        return explainAny(kind, u"the history "_s + path, why);
    default:
        return make(Error::Database, u"The history %1 cannot be used: %2."_s.arg(path, why));
    }
}

Error explainLab(Fault::Kind kind, const QString &path, const QString &why)
{
    switch (kind) {
    case Fault::Damaged:
        return make(Error::Database, u"The lab's data file %1 is damaged; remove it, or name another directory with --data."_s.arg(path));
    case Fault::Foreign:
        return make(Error::Database, u"%1 is not a lab's data file; name another directory with --data."_s.arg(path));
    case Fault::Locked:
        return make(Error::Database,
            u"The lab's data file %1 is locked by another program, another lab perhaps; end that one, or name another directory with --data."_s
                .arg(path));
    case Fault::Full:
        return make(
            Error::Io, u"No space is left for the lab's data file %1; free some, or name another directory with --data."_s.arg(path));
    case Fault::ReadOnly:
    case Fault::Denied:
        return make(Error::Io, u"The lab's data file %1 cannot be written; name another directory with --data."_s.arg(path));
    case Fault::NoFile:
        return make(Error::Io, u"The lab's data file %1 is not there any more."_s.arg(path));
    case Fault::Broken:
        return make(Error::Io, u"The disk of the lab's data file %1 reports an error: %2."_s.arg(path, why));
    default:
        return make(Error::Database, u"The lab's data file %1 cannot be used: %2."_s.arg(path, why));
    }
}

Error explainIndex(Fault::Kind kind, const QString &path, const QString &why)
{
    switch (kind) {
    case Fault::Damaged:
    case Fault::Foreign:
    case Fault::Missing:
    case Fault::NoFile:
        return make(Error::BadAnswer, u"The search index %1 is damaged (%2); it is built anew."_s.arg(path, why));
    case Fault::Full:
        return make(Error::Io, u"No space is left for the search index %1. Free some; it goes on by itself."_s.arg(path));
    case Fault::Denied:
    case Fault::ReadOnly:
        return make(Error::Io,
            u"The search index %1 cannot be written. Check that the file and its directory belong to this program's user."_s.arg(path));
    case Fault::Broken:
        // Bytes that cannot be read or written are as good as damaged ones.
        return make(Error::BadAnswer, u"The disk of the search index %1 reports an error (%2); it is built anew."_s.arg(path, why));
    default:
        return explainAny(kind, u"the search index "_s + path, why);
    }
}

} // namespace

Fault Fault::ofSqlite(int code, const QString &words)
{
    // Extended result codes keep the primary one in the low byte.
    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {Locked, words};
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
    case SQLITE_AUTH:
        return {Denied, words};
    case SQLITE_READONLY:
        return {ReadOnly, words};
    case SQLITE_CORRUPT:
        return {Damaged, words};
    case SQLITE_NOTADB:
        return {Foreign, words};
    case SQLITE_FULL:
        return {Full, words};
    case SQLITE_IOERR:
        return {Broken, words};
    default:
        return {Refused, words};
    }
}

Fault Fault::ofPostgres(const QString &state, const QString &words)
{
    if (state == "42501"_L1)
        return {Denied, words};
    if (state == "57014"_L1)
        return {Slow, words};
    // Not available; a deadlock; two transactions that could not come one after the other.
    if (state == "55P03"_L1 || state == "40P01"_L1 || state == "40001"_L1)
        return {Locked, words};
    if (state == "53100"_L1)
        return {Full, words};
    if (state == "42P01"_L1 || state == "42703"_L1)
        return {Missing, words};
    if (state == "25006"_L1)
        return {ReadOnly, words};
    // Connection exceptions; the server shuts down; or libpq itself noticed.
    if (state.isEmpty() || state.startsWith("08"_L1) || state.startsWith("57P"_L1))
        return {NoConnection, words};
    return {Refused, words};
}

Error explain(const Fault &fault, const DatabaseAddress &address, Purpose purpose)
{
    const QString why = cleaned(fault.why, address);
    if (address.engine == Engine::PostgreSql)
        return purpose == Purpose::History ? explainShared(fault.kind, address, why) : explainPostgres(fault.kind, address, why);
    switch (purpose) {
    case Purpose::History:
        return explainHistory(fault.kind, address.path, why);
    case Purpose::Lab:
        return explainLab(fault.kind, address.path, why);
    case Purpose::Index:
        return explainIndex(fault.kind, address.path, why);
    case Purpose::Homeserver:
        break;
    }
    return explainSqlite(fault.kind, address.path, why);
}

} // namespace Lockstep::Sql
