// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/postgres/postgresschema.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

/// Of all gateways that begin at the same moment one makes the tables.
constexpr auto makingLock = "SELECT pg_advisory_xact_lock(x'6c6f636b'::integer, 0)";

const std::pair<const char *, const char *> needed[] = {{"lockstep.format", "SELECT"}, {"lockstep.users", "SELECT"},
    {"lockstep.users", "INSERT"}, {"lockstep.users", "UPDATE"}, {"lockstep.updates", "SELECT"}, {"lockstep.updates", "INSERT"},
    {"lockstep.updates", "UPDATE"}, {"lockstep.gateways", "SELECT"}, {"lockstep.gateways", "INSERT"}, {"lockstep.gateways", "UPDATE"},
    {"lockstep.positions", "SELECT"}, {"lockstep.positions", "INSERT"}, {"lockstep.positions", "UPDATE"}, {"lockstep.positions", "DELETE"}};

QString schemaScript()
{
    QFile file(u":/postgresql/history-schema.sql"_s);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

Result<void> lookAtRights(const Sql::Database &database, SharedSchema &found)
{
    const auto usage = database.value(u"SELECT has_schema_privilege('lockstep', 'USAGE')"_s);
    if (!usage)
        return failure(usage.error());
    if (!usage->toBool() && usage->toString() != "true"_L1) {
        found.missing.append(u"USAGE on schema lockstep"_s);
        return {};
    }
    QStringList wanted;
    for (const auto &[table, right] : needed)
        wanted += u"('%1', '%2')"_s.arg(QString::fromLatin1(table), QString::fromLatin1(right));
    const auto looked
        = database.each(u"SELECT t, r FROM (VALUES %1) AS wanted (t, r) WHERE NOT has_table_privilege(t, r)"_s.arg(wanted.join(u", "_s)),
            {}, [&](const Sql::Row &row) { found.missing.append(u"%1 on %2"_s.arg(row.text(1), row.text(0))); });
    if (!looked)
        return looked;
    const auto making
        = database.value(u"SELECT CASE WHEN has_function_privilege('lockstep.make_month(integer)', 'EXECUTE') THEN 1 ELSE 0 END"_s);
    if (!making)
        return failure(making.error());
    if (making->toInt() == 0)
        found.missing.append(u"EXECUTE on lockstep.make_month"_s);
    return {};
}

} // namespace

Result<SharedSchema> lookAtSharedSchema(const Sql::Database &database)
{
    SharedSchema found;
    bool isThere = false;
    auto done = database.each(u"SELECT CASE WHEN to_regclass('lockstep.format') IS NULL THEN 0 ELSE 1 END, "
                              "CASE WHEN has_database_privilege(current_database(), 'CREATE') THEN 1 ELSE 0 END, "
                              "CASE WHEN pg_is_in_recovery() THEN 1 ELSE 0 END, current_user::text, current_setting('server_version')"_s,
        {}, [&](const Sql::Row &row) {
            isThere = row.integer(0) == 1;
            found.mayMake = row.integer(1) == 1;
            found.isStandby = row.integer(2) == 1;
            found.role = row.text(3);
            found.server = row.text(4);
        });
    if (!done)
        return failure(done.error());
    if (!isThere) {
        // A schema whose use is not granted hides its tables.
        const auto hidden
            = database.value(u"SELECT count(*) FROM pg_namespace WHERE nspname = 'lockstep' AND NOT has_schema_privilege(oid, 'USAGE')"_s);
        if (!hidden)
            return failure(hidden.error());
        if (hidden->toInt() > 0)
            found.missing.append(u"USAGE on schema lockstep"_s);
        return found;
    }
    if (done = lookAtRights(database, found); !done)
        return failure(done.error());
    if (found.missing.contains(u"USAGE on schema lockstep"_s) || found.missing.contains(u"SELECT on lockstep.format"_s))
        return found;
    done = database.each(u"SELECT f.version, CASE WHEN pg_has_role(c.relowner, 'USAGE') THEN 1 ELSE 0 END FROM lockstep.format f, pg_class c "
                         "WHERE c.oid = 'lockstep.users'::regclass"_s,
        {}, [&](const Sql::Row &row) {
            found.version = int(row.integer(0));
            found.isOwner = row.integer(1) == 1;
        });
    if (!done)
        return failure(done.error());
    if (found.version > 1) {
        const auto lets = database.value(u"SELECT CASE WHEN has_table_privilege('lockstep.updates', 'DELETE') AND "
                                         "has_table_privilege('lockstep.keeper', 'INSERT') AND has_table_privilege('lockstep.keeper', 'UPDATE') AND "
                                         "has_function_privilege('lockstep.drop_month(integer)', 'EXECUTE') THEN 1 ELSE 0 END"_s);
        if (!lets)
            return failure(lets.error());
        found.mayLetGo = lets->toInt() == 1;
    }
    done = database.each(u"SELECT substr(c.relname, 9)::integer FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
                         "WHERE i.inhparent = 'lockstep.updates'::regclass AND c.relname ~ '^updates_[0-9]{6}$' ORDER BY 1"_s,
        {}, [&](const Sql::Row &row) { found.months.append(int(row.integer(0))); });
    if (!done)
        return failure(done.error());
    if (found.missing.contains(u"SELECT on lockstep.updates"_s))
        return found;
    const auto rest = database.value(u"SELECT count(*) FROM (SELECT 1 FROM lockstep.updates_default LIMIT 1000) d"_s);
    if (rest)
        found.inDefault = rest->toLongLong();
    return found;
}

Result<SharedSchema> prepareSharedSchema(const Sql::Database &database)
{
    auto found = lookAtSharedSchema(database);
    if (!found)
        return failure(found.error());
    const QString where = database.address().describe();
    if (found->isStandby)
        return failure(
            Error::Network, u"%1 is a standby, which takes no writes: name all hosts, with target_session_attrs=read-write."_s.arg(where));
    if (found->version < sharedVersion && found->missing.isEmpty()) {
        if (found->version > 0 && !found->isOwner)
            return failure(Error::Database,
                u"The history in the %1 was made by an older version of Lockstep (format %2, this one makes %3), and the role \"%4\" does not own it: run resources/postgresql/history-schema.sql as its owner, and history-roles.sql after that."_s
                    .arg(where)
                    .arg(found->version)
                    .arg(sharedVersion)
                    .arg(found->role));
        if (found->version == 0 && !found->mayMake)
            return failure(Error::Database,
                u"The %1 has no tables of a history, and the role \"%2\" may not make them: run resources/postgresql/history-schema.sql and history-roles.sql in it."_s
                    .arg(where, found->role));
        const auto made = database.transaction([&](Sql::Transaction &transaction) -> Result<void> {
            for (const QString &step : {QString::fromLatin1(makingLock), schemaScript()}) {
                if (const auto done = transaction.script(step); !done)
                    return failure(done.error());
            }
            return {};
        });
        if (!made)
            return failure(made.error());
        found = lookAtSharedSchema(database);
        if (!found)
            return failure(found.error());
    }
    if (!found->missing.isEmpty())
        return failure(Error::Database,
            u"The role \"%1\" lacks %2 in the %3: run resources/postgresql/history-roles.sql in it."_s.arg(
                found->role, found->missing.join(u", "_s), where));
    if (found->version > sharedVersion)
        return failure(Error::Database,
            u"The history in the %1 was made by a newer version of Lockstep (format %2, this one knows %3): upgrade."_s.arg(where)
                .arg(found->version)
                .arg(sharedVersion));
    return *found;
}

} // namespace Lockstep::History
