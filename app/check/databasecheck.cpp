// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "check/checks.h"
#include "core/ids.h"
#include "synapse/tables/schema.h"

#include <QFileInfo>

#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace Lockstep::Sql;

namespace Lockstep::Checking {

namespace {

constexpr auto marker = "device_lists_remote_resync"_L1;
constexpr int deadlineMs = 6'000;
/// What no reader of device lists needs to see.
/// Background updates bear the names of what they change.
const QStringList tables{u"device_lists"_s, u"device_inbox"_s, u"device_federation_outbox"_s, u"cross_signing"_s, u"current_state_events"_s,
    u"local_current_membership"_s, u"destinations"_s};
constexpr qsizetype mostNamed = 4;
const QStringList secrets{u"access_tokens"_s, u"refresh_tokens"_s, u"event_json"_s, u"user_ips"_s};

QString rolesSql()
{
    return u"Make the two roles of resources/synapse/roles.sql, and name them with --database and --marker-database."_s;
}

DatabaseOptions options(const Context &context)
{
    return {.connections = 1, .deadline = std::chrono::milliseconds(context.stepMs(deadlineMs))};
}

void checkSchema(const Database &database, const Synapse::Schema &schema, Findings &found)
{
    const QString where = database.address().describe();
    if (const QString warning = schema.warning(); !warning.isEmpty())
        found.warn(u"schema"_s, u"In %1 %2."_s.arg(where, warning),
            u"Look for a newer Lockstep; until then, compare what it shows with what you know."_s);
    else
        found.ok(u"schema"_s, u"Version %1 is one that this Lockstep was tried with."_s.arg(schema.version()), u"schema_version"_s);
    const std::pair<QString, Inspection::Availability> parts[]{{u"queues of local devices"_s, schema.inbox()},
        {u"queues to other servers"_s, schema.outbox()}, {u"outgoing updates"_s, schema.updates()},
        {u"cross-signing keys"_s, schema.crossSigning()}, {u"who is in a room"_s, schema.membership()},
        {u"who shares a room"_s, schema.sharedRooms()}, {u"what is not on its way yet"_s, schema.conversion()},
        {u"positions of the streams"_s, schema.streamPositions()}, {u"what servers confirmed"_s, schema.confirmed()}};
    bool all = true;
    for (const auto &[what, can] : parts) {
        if (can.available)
            continue;
        all = false;
        found.warn(what, u"They cannot be read: %1"_s.arg(can.reason),
            u"Run resources/synapse/roles.sql again: it grants what newer versions read."_s);
    }
    if (all)
        found.ok(u"columns"_s, u"All that are read are there, and may be read."_s);
}

/// Whose database it is: devices of local users say it.
void checkName(const Database &database, const Synapse::Schema &schema, const ServerName &name, Findings &found)
{
    if (!schema.has(u"devices"_s, u"user_id"_s))
        return;
    const auto someone = database.value(u"SELECT user_id FROM devices LIMIT 1"_s);
    const UserId user(someone ? someone->toString() : QString());
    if (!user.isValid())
        found.notChecked(u"server name"_s, u"Nobody has signed in to this homeserver yet, so that the database does not tell its name."_s);
    else if (user.server() == name)
        found.ok(u"server name"_s, u"It is the database of %1."_s.arg(name.toString()), u"whose devices it holds"_s);
    else
        found.fault(u"server name"_s, u"It is the database of %1 and not of %2."_s.arg(user.server().toString(), name.toString()),
            u"Correct --server-name, or --database."_s, u"whose devices it holds"_s);
}

void checkBackground(const Database &database, Findings &found)
{
    QStringList ours, others;
    const auto read
        = database.each(u"SELECT update_name FROM background_updates ORDER BY update_name LIMIT 200"_s, {}, [&](const Row &row) {
              const QString name = row.text(0);
              const bool isOurs = std::any_of(tables.begin(), tables.end(), [&name](const QString &table) { return name.contains(table); });
              (isOurs ? ours : others).append(name);
          });
    if (!read)
        found.notChecked(u"background updates"_s, u"What Synapse still builds could not be read: %1"_s.arg(read.error().text),
            u"Run resources/synapse/roles.sql again."_s);
    else if (!ours.isEmpty())
        found.warn(u"background updates"_s,
            u"Synapse still works on %1, so that what is shown may be slow or lack something."_s.arg(ours.size() > mostNamed
                    ? u"%1 and %2 more"_s.arg(ours.mid(0, mostNamed).join(u", "_s)).arg(ours.size() - mostNamed)
                    : ours.join(u", "_s)),
            u"Wait; GET /_synapse/admin/v1/background_updates/status tells how far it is, and whether they are switched off."_s,
            u"background_updates"_s);
    else
        found.ok(u"background updates"_s,
            others.isEmpty() ? u"None is due."_s : u"%1 are due, none of tables that are read here."_s.arg(others.size()),
            u"background_updates"_s);
}

/// What the role could do beyond reading what is shown.
void checkRole(const Database &database, Findings &found)
{
    const auto role = database.value(u"SELECT current_user::text"_s);
    const QString name = role ? role->toString() : QString();
    QStringList writable, readable;
    const QString sql = u"SELECT c.relname, (has_table_privilege(c.oid, 'INSERT') OR has_table_privilege(c.oid, 'UPDATE') OR "
                        u"has_table_privilege(c.oid, 'DELETE')"
                        " OR has_table_privilege(c.oid, 'TRUNCATE') OR has_any_column_privilege(c.oid, 'INSERT') OR "
                        "has_any_column_privilege(c.oid, 'UPDATE'))::int,"
                        " has_any_column_privilege(c.oid, 'SELECT')::int"
                        " FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'p') AND pg_catalog.pg_table_is_visible(c.oid)"
                        " AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) ORDER BY c.relname"_s;
    const auto read = database.each(sql, {}, [&](const Row &row) {
        if (row.integer(1))
            writable.append(row.text(0));
        if (row.integer(2) && secrets.contains(row.text(0)))
            readable.append(row.text(0));
    });
    if (!read) {
        found.notChecked(u"role"_s, u"What the role may do could not be read: %1"_s.arg(read.error().text));
        return;
    }
    if (!writable.isEmpty())
        found.warn(u"role %1"_s.arg(name),
            u"It may write to %1 tables (%2 …), and only has to read some columns."_s.arg(writable.size())
                .arg(writable.mid(0, 3).join(u", "_s)),
            rolesSql(), u"the grants in the database"_s);
    else if (!readable.isEmpty())
        found.warn(u"role %1"_s.arg(name), u"It may read %1, which nothing here needs."_s.arg(readable.join(u", "_s)), rolesSql(),
            u"the grants in the database"_s);
    else
        found.ok(u"role %1"_s.arg(name), u"It may read what is shown, and write nothing."_s, u"the grants in the database"_s);
}

/// The one thing that is written. Nothing is written to find out.
void checkMarkerRole(const Context &context, Findings &found)
{
    const Synapse::SynapseSettings &settings = context.subject.settings;
    const QString own = settings.markerDatabase.isEmpty() ? settings.database : settings.markerDatabase;
    const auto address = DatabaseAddress::parse(own);
    const QString subject = u"resync marker"_s;
    if (!address) {
        found.fault(subject, address.error().text, u"Correct --marker-database."_s);
        return;
    }
    if (address->engine == Engine::Sqlite) {
        const QByteArray path = QFile::encodeName(address->path);
        const QByteArray folder = QFile::encodeName(QFileInfo(address->path).absolutePath());
        if (::access(path.constData(), W_OK) == 0 && ::access(folder.constData(), W_OK) == 0)
            found.ok(subject, u"%1 can be written to."_s.arg(address->path), u"the file's permissions"_s);
        else
            found.warn(subject, u"%1 or its folder may not be written to, so that Refresh will fail."_s.arg(address->path),
                u"Run the gateway as Synapse's own user, or give --read-only to have it without Refresh."_s, u"the file's permissions"_s);
        return;
    }
    const Database database(*address, options(context));
    qint64 mayInsert = 0, mayMore = 0;
    const auto read = database.each(
        u"SELECT (has_table_privilege(c.oid, 'INSERT') OR (has_column_privilege(c.oid, 'user_id', 'INSERT') AND "
        u"has_column_privilege(c.oid, 'added_ts', 'INSERT')))::int,"
        " (SELECT count(*) FROM pg_catalog.pg_class o WHERE o.relkind IN ('r', 'p') AND pg_catalog.pg_table_is_visible(o.oid)"
        " AND o.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
        " AND (has_any_column_privilege(o.oid, 'UPDATE') OR has_table_privilege(o.oid, 'DELETE') OR (o.oid <> c.oid AND "
        "has_any_column_privilege(o.oid, 'INSERT'))))"
        " FROM pg_catalog.pg_class c WHERE c.relname = ? AND pg_catalog.pg_table_is_visible(c.oid)"_s,
        {QString(marker)}, [&](const Row &row) {
            mayInsert = row.integer(0);
            mayMore = row.integer(1);
        });
    if (const auto standby = database.value(u"SELECT pg_is_in_recovery()::int"_s); standby && standby->toInt() > 0) {
        found.warn(subject, u"%1 is a standby, which nothing can be written to, so that Refresh will fail."_s.arg(address->describe()),
            u"Name the primary with --marker-database, or give --read-only to have it without Refresh."_s,
            u"what PostgreSQL says of its recovery"_s);
        return;
    }
    const QString remedy = u"Grant it with resources/synapse/roles.sql, or give --read-only to have it without Refresh."_s;
    if (!read)
        found.fault(subject, u"The database cannot be asked as %1: %2"_s.arg(address->user, read.error().text),
            u"Correct --marker-database, or give --read-only to have it without Refresh."_s);
    else if (!mayInsert)
        found.warn(subject, u"The role %1 may not insert it, so that Refresh will fail."_s.arg(address->user), remedy,
            u"the grants in the database"_s);
    else if (mayMore > 0 && !settings.markerDatabase.isEmpty())
        found.warn(subject,
            u"The role %1 may do more than insert it: it may write to %2 other tables or change rows."_s.arg(address->user).arg(mayMore),
            rolesSql(), u"the grants in the database"_s);
    else
        found.ok(subject, u"The role %1 may insert it."_s.arg(address->user), u"the grants in the database"_s);
}

} // namespace

Checks checkDatabase(const Context &context)
{
    Findings found(CheckArea::Database);
    const Synapse::SynapseSettings &settings = context.subject.settings;
    const auto address = DatabaseAddress::parse(settings.database);
    if (!address) {
        found.fault(u"--database"_s, address.error().text, u"Correct it: sqlite:PATH or postgresql://user:password@host:port/name."_s);
        return found.all();
    }
    const QString where = address->describe();
    const Database database(*address, options(context));
    if (const auto alive = database.value(u"SELECT 1"_s); !alive) {
        const bool isFile = address->engine == Engine::Sqlite;
        found.fault(where, alive.error().text,
            isFile ? u"Correct --database, or let the gateway's user read the file and its folder."_s
                   : u"Start PostgreSQL, correct --database, or allow the connection in pg_hba.conf."_s);
        return found.all();
    }
    found.ok(where, u"It answers."_s);
    const auto schema = Synapse::Schema::read(database);
    if (!schema) {
        found.fault(u"schema"_s, schema.error().text, u"Name Synapse's own database with --database, and a role that roles.sql made."_s);
        return found.all();
    }
    checkSchema(database, *schema, found);
    checkName(database, *schema, settings.serverName, found);
    checkIndexes(database, found);
    checkBackground(database, found);
    if (address->engine == Engine::PostgreSql) {
        checkStandby(database, found);
        checkRole(database, found);
    }
    if (settings.readOnly)
        found.ok(u"resync marker"_s, u"Nothing is written, because of --read-only."_s);
    else
        checkMarkerRole(context, found);
    return found.all();
}

} // namespace Lockstep::Checking
