// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/file/schema.h"

#include <iterator>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

constexpr int applicationId = 0x4c6f636b; // "Lock", in the file's header: file(1) and we tell a history from other databases

// A user's rows lie together, in order of arrival: one user's history is a few pages. Streams and prev have no type, so that an
// integer takes an integer's space and text stays text.
const QStringList firstVersion{
    u"CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, updates INTEGER NOT NULL DEFAULT 0, "
    u"last_received INTEGER NOT NULL DEFAULT 0, last_resync INTEGER NOT NULL DEFAULT 0, open_gap INTEGER NOT NULL DEFAULT 0, "
    u"last_needless INTEGER NOT NULL DEFAULT 0, last_pruned INTEGER NOT NULL DEFAULT 0, last_placeholder INTEGER NOT NULL DEFAULT 0, head TEXT)"_s,
    u"CREATE INDEX users_open_gap ON users (name) WHERE open_gap > 0"_s,
    u"CREATE TABLE updates (user INTEGER NOT NULL, n INTEGER NOT NULL, received INTEGER NOT NULL, kind INTEGER NOT NULL, stream, prev, "
    u"device TEXT, flags INTEGER NOT NULL, verdict INTEGER NOT NULL, breaks INTEGER NOT NULL, sources INTEGER NOT NULL, detail TEXT, "
    u"marks INTEGER NOT NULL, mark_stream INTEGER NOT NULL, mark_transaction INTEGER NOT NULL, hash INTEGER NOT NULL, "
    u"name TEXT, keys BLOB, PRIMARY KEY (user, n)) WITHOUT ROWID"_s,
    u"CREATE TABLE positions (file TEXT PRIMARY KEY, path TEXT NOT NULL, offset INTEGER NOT NULL, state BLOB) WITHOUT ROWID"_s,
    u"CREATE TABLE extent (id INTEGER PRIMARY KEY CHECK (id = 1), updates INTEGER NOT NULL, since INTEGER NOT NULL, open_gaps INTEGER NOT NULL)"_s,
    u"INSERT INTO extent VALUES (1, 0, 0, 0)"_s,
};

/// What brings a file of version n to n + 1 is at n - 1. Never changed once it was released: a new file goes the same way as an old one.
const QList<QStringList> steps{
    // When a log was last seen in its place; what was there before this was known counts as seen at that moment.
    {u"ALTER TABLE positions ADD COLUMN seen INTEGER NOT NULL DEFAULT 0"_s,
        u"UPDATE positions SET seen = CAST(strftime('%s', 'now') AS INTEGER) * 1000"_s},
    // What is said of a user at a glance: n of the newest row of each, 0 if there is none. Bits of breaks as Break has them; kind 2 is a
    // resync,
    // verdict 4 says that it was ignored.
    {u"ALTER TABLE users ADD COLUMN last_restarted INTEGER NOT NULL DEFAULT 0"_s,
        u"ALTER TABLE users ADD COLUMN last_rewound INTEGER NOT NULL DEFAULT 0"_s,
        u"ALTER TABLE users ADD COLUMN last_rebuilt INTEGER NOT NULL DEFAULT 0"_s,
        u"ALTER TABLE users ADD COLUMN last_malformed INTEGER NOT NULL DEFAULT 0"_s,
        u"ALTER TABLE users ADD COLUMN dropped_list INTEGER NOT NULL DEFAULT 0"_s,
        u"UPDATE users SET last_restarted = ifnull((SELECT max(n) FROM updates WHERE user = id AND breaks & 512 != 0), 0), "
        "last_rewound = ifnull((SELECT max(n) FROM updates WHERE user = id AND breaks & 1024 != 0), 0), "
        "last_rebuilt = ifnull((SELECT max(n) FROM updates WHERE user = id AND breaks & 2048 != 0), 0), "
        "last_malformed = ifnull((SELECT max(n) FROM updates WHERE user = id AND detail LIKE 'malformed: %'), 0), "
        "dropped_list = ifnull((SELECT max(n) FROM updates WHERE user = id AND n > last_resync AND detail LIKE 'the list has % it was dropped'), 0)"_s,
        u"CREATE INDEX users_dropped_list ON users (name) WHERE dropped_list > 0"_s},
    // What a resync healed by the word of a text log alone stays healed: mark 4096, kind 2.
    {u"UPDATE updates SET marks = marks & ~4096 WHERE kind = 2 AND marks & 4096 != 0"_s},
    // Who did what; numbers are never given twice, because who reads the trail goes on after one.
    {u"CREATE TABLE trail (n INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, finished INTEGER NOT NULL, by_user TEXT NOT NULL, "
     "role TEXT NOT NULL, action TEXT NOT NULL, target TEXT NOT NULL, outcome TEXT NOT NULL, errcode TEXT NOT NULL, error TEXT NOT NULL, "
     "count INTEGER NOT NULL, change TEXT)"_s,
        u"CREATE INDEX trail_roles ON trail (n) WHERE role != ''"_s, u"CREATE INDEX trail_others ON trail (n) WHERE role = ''"_s},
    // What was wrong, and what nobody wants to be told of.
    {u"CREATE TABLE incidents (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, subject TEXT NOT NULL, "
     "opened INTEGER NOT NULL, ended INTEGER NOT NULL, body TEXT NOT NULL)"_s,
        u"CREATE INDEX incidents_open ON incidents (n) WHERE ended = 0"_s, u"CREATE INDEX incidents_subject ON incidents (subject, n)"_s,
        u"CREATE TABLE muted (kind TEXT NOT NULL, subject TEXT NOT NULL, by_user TEXT NOT NULL, at INTEGER NOT NULL, "
        "note TEXT NOT NULL, PRIMARY KEY (kind, subject)) WITHOUT ROWID"_s},
    // When other servers were not reached, what became of the last tries, when they were heard of last, and when somebody looked.
    {u"CREATE TABLE reach_spans (server TEXT NOT NULL, state TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, "
     "cause TEXT NOT NULL, error TEXT NOT NULL, tries INTEGER NOT NULL, PRIMARY KEY (server, since, state)) WITHOUT ROWID"_s,
        u"CREATE INDEX reach_spans_open ON reach_spans (server) WHERE until = 0"_s,
        u"CREATE INDEX reach_spans_since ON reach_spans (since)"_s,
        u"CREATE TABLE reach_contacts (server TEXT NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL, user TEXT NOT NULL, "
        "answered INTEGER NOT NULL, cause TEXT NOT NULL, error TEXT NOT NULL, PRIMARY KEY (server, at, kind, user)) WITHOUT ROWID"_s,
        u"CREATE INDEX reach_contacts_at ON reach_contacts (at)"_s,
        u"CREATE TABLE reach_servers (server TEXT PRIMARY KEY, heard INTEGER NOT NULL) WITHOUT ROWID"_s,
        u"CREATE TABLE reach_watched (since INTEGER PRIMARY KEY, until INTEGER NOT NULL)"_s,
        u"CREATE TABLE reach_cut (id INTEGER PRIMARY KEY CHECK (id = 1), before INTEGER NOT NULL)"_s},
    // Comparisons with what lists' origins say: what is still to be done, what each came to, and the newest one of each user.
    {u"CREATE TABLE audits (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, is_over INTEGER NOT NULL, body TEXT NOT NULL)"_s,
        u"CREATE TABLE audit_tasks (audit INTEGER NOT NULL, position INTEGER NOT NULL, user TEXT NOT NULL, brought TEXT NOT NULL, "
        "PRIMARY KEY (audit, position)) WITHOUT ROWID"_s,
        u"CREATE TABLE audit_lists (audit INTEGER NOT NULL, n INTEGER NOT NULL, user TEXT NOT NULL, outcome TEXT NOT NULL, "
        "body TEXT NOT NULL, PRIMARY KEY (audit, n)) WITHOUT ROWID"_s,
        u"CREATE INDEX audit_lists_outcome ON audit_lists (audit, outcome, n)"_s,
        u"CREATE TABLE audited (user TEXT PRIMARY KEY, outcome TEXT NOT NULL, at INTEGER NOT NULL, origin TEXT NOT NULL, "
        "method TEXT NOT NULL, audit TEXT NOT NULL) WITHOUT ROWID"_s,
        u"CREATE INDEX audited_at ON audited (at)"_s},
    // Lists that differ from what their origins said, and not in names alone, until they are fetched. What was there before this was known
    // counts as such.
    {u"ALTER TABLE audited ADD COLUMN is_grave INTEGER NOT NULL DEFAULT 1"_s,
        u"ALTER TABLE audited ADD COLUMN is_fetched INTEGER NOT NULL DEFAULT 0"_s,
        u"CREATE INDEX audited_differs ON audited (user) WHERE outcome = 'differs' AND is_fetched = 0"_s},
    // Of each user the first row that is kept, what stood before it, and the first that is there: older ones are on their way out.
    {u"ALTER TABLE users ADD COLUMN first_kept INTEGER NOT NULL DEFAULT 1"_s,
        u"ALTER TABLE users ADD COLUMN first_received INTEGER NOT NULL DEFAULT 0"_s,
        u"ALTER TABLE users ADD COLUMN lowest INTEGER NOT NULL DEFAULT 1"_s, u"ALTER TABLE users ADD COLUMN ground BLOB"_s,
        u"UPDATE users SET first_received = ifnull((SELECT received FROM updates WHERE user = id AND n = 1), 0)"_s,
        u"ALTER TABLE extent ADD COLUMN removed INTEGER NOT NULL DEFAULT 0"_s},
    // Keys that several rows of a user name by a number, in the place of bytes; and bytes that older versions cannot read.
    {u"CREATE TABLE keysets (user INTEGER NOT NULL, id INTEGER NOT NULL, keys BLOB NOT NULL, PRIMARY KEY (user, id)) WITHOUT ROWID"_s},
};

Result<qint64> number(Sql::Transaction &transaction, const QString &sql)
{
    qint64 found = 0;
    const auto done = transaction.each(sql, {}, [&](const Sql::Row &row) { found = row.integer(0); });
    if (!done)
        return failure(done.error());
    return found;
}

Result<void> run(Sql::Transaction &transaction, const QStringList &statements)
{
    for (const QString &statement : statements) {
        if (const auto done = transaction.run(statement); !done)
            return failure(done.error());
    }
    return {};
}

Error isAnother(const QString &path)
{
    return {
        .kind = Error::Database, .text = u"%1 is another program's database, not a history of Lockstep. Name another file."_s.arg(path)};
}

Error isNewer(const QString &path, qint64 version)
{
    return {.kind = Error::Database,
        .text = u"The history %1 was made by a newer version of Lockstep (format %2, this one knows %3): upgrade, or name another file."_s
                    .arg(path)
                    .arg(version)
                    .arg(steps.size() + 1)};
}

} // namespace

Result<void> prepareSchema(Sql::Transaction &transaction, const QString &path)
{
    const qint64 newest = steps.size() + 1;
    const auto application = number(transaction, u"PRAGMA application_id"_s);
    const auto stored = number(transaction, u"PRAGMA user_version"_s);
    const auto tables = number(transaction, u"SELECT count(*) FROM sqlite_master"_s);
    for (const auto *result : {&application, &stored, &tables}) {
        if (!*result)
            return failure(result->error());
    }
    if (*application != 0 && *application != applicationId)
        return failure(isAnother(path));
    const bool ours = *application == applicationId && *stored >= 1;
    if (!ours && *tables != 0)
        return failure(Error::Database, u"%1 is a database, but not a history of Lockstep. Name another file."_s.arg(path));
    if (ours && *stored > newest)
        return failure(isNewer(path, *stored));
    if (ours && *stored == newest)
        return {};
    if (!ours) {
        if (const auto made = run(transaction, firstVersion); !made)
            return made;
    }
    for (qint64 version = ours ? *stored : 1; version < newest; ++version) {
        if (const auto done = run(transaction, steps[version - 1]); !done)
            return done;
    }
    return run(transaction, {u"PRAGMA application_id = %1"_s.arg(applicationId), u"PRAGMA user_version = %1"_s.arg(newest)});
}

int newestFormat()
{
    return int(steps.size()) + 1;
}

Result<void> makeSchemaOf(int format, Sql::Transaction &transaction)
{
    auto done = run(transaction, firstVersion);
    for (int version = 1; done && version < format; ++version)
        done = run(transaction, steps[version - 1]);
    if (!done)
        return done;
    return run(transaction, {u"PRAGMA application_id = %1"_s.arg(applicationId), u"PRAGMA user_version = %1"_s.arg(format)});
}

Result<int> formatOf(const Sql::Database &database, const QString &path)
{
    const auto application = database.value(u"PRAGMA application_id"_s);
    const auto version = database.value(u"PRAGMA user_version"_s);
    for (const auto *result : {&application, &version}) {
        if (!*result)
            return failure(result->error());
    }
    if (application->toLongLong() != applicationId)
        return failure(isAnother(path));
    if (version->toLongLong() > newestFormat())
        return failure(isNewer(path, version->toLongLong()));
    return version->toInt();
}

} // namespace Lockstep::History
