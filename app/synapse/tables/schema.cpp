// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/tables/schema.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Sql;

namespace {

constexpr int oldestTried = 70;
constexpr int newestTried = 94;

/// Every table that is read, so that introspection looks at no other.
const QStringList &tables()
{
    static const QStringList names{u"schema_version"_s, u"device_lists_remote_extremeties"_s, u"device_lists_remote_cache"_s,
        u"device_lists_remote_resync"_s, u"destinations"_s, u"e2e_cross_signing_keys"_s, u"device_inbox"_s, u"devices"_s,
        u"device_federation_outbox"_s, u"device_lists_outbound_pokes"_s, u"device_lists_stream"_s, u"current_state_events"_s,
        u"local_current_membership"_s, u"dehydrated_devices"_s, u"scheduled_tasks"_s, u"device_lists_outbound_last_success"_s,
        u"device_lists_changes_in_room"_s, u"device_lists_changes_converted_stream_position"_s, u"stream_positions"_s,
        u"e2e_device_keys_json"_s, u"e2e_cross_signing_signatures"_s};
    return names;
}

} // namespace

Result<Schema> Schema::read(const Database &database)
{
    Schema schema;
    schema.m_where = database.address().describe();
    const auto done = database.engine() == Engine::Sqlite ? schema.readSqlite(database) : schema.readPostgres(database);
    if (!done)
        return failure(done.error());
    if (const auto complete = schema.require(); !complete)
        return failure(complete.error());
    if (schema.has(u"schema_version"_s, u"version"_s)) {
        const auto version = database.value(u"SELECT max(version) FROM schema_version"_s);
        if (!version)
            return failure(version.error());
        schema.m_version = version->toInt();
    }
    return schema;
}

Result<void> Schema::readSqlite(const Database &database)
{
    const QString sql
        = u"SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name IN (%1)"_s;
    QVariantList values;
    for (const QString &table : tables())
        values += table;
    return database.each(
        sql.arg(Database::placeholders(values.size())), values, [this](const Row &row) { m_columns[row.text(0)].insert(row.text(1)); });
}

Result<void> Schema::readPostgres(const Database &database)
{
    // The catalogue, because information_schema hides what the role may not read, and then "missing" and "forbidden" look alike.
    const QString sql = u"SELECT c.relname, a.attname, has_column_privilege(c.oid, a.attnum, 'SELECT')::int"
                        " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid"
                        " WHERE c.relkind IN ('r', 'p', 'v') AND pg_catalog.pg_table_is_visible(c.oid)"
                        " AND a.attnum > 0 AND NOT a.attisdropped AND c.relname IN (%1)"_s;
    QVariantList values;
    for (const QString &table : tables())
        values += table;
    return database.each(sql.arg(Database::placeholders(values.size())), values,
        [this](const Row &row) { (row.integer(2) ? m_columns : m_forbidden)[row.text(0)].insert(row.text(1)); });
}

Result<void> Schema::require() const
{
    const std::initializer_list<std::pair<QString, QStringList>> needed{
        {u"device_lists_remote_extremeties"_s, {u"user_id"_s, u"stream_id"_s}},
        {u"device_lists_remote_cache"_s, {u"user_id"_s, u"device_id"_s, u"content"_s}},
        {u"device_lists_remote_resync"_s, {u"user_id"_s, u"added_ts"_s}},
        {u"destinations"_s, {u"destination"_s, u"retry_last_ts"_s, u"retry_interval"_s, u"failure_ts"_s}},
    };
    QStringList missing;
    for (const auto &[table, columns] : needed) {
        if (!m_columns.contains(table) && !m_forbidden.contains(table)) {
            missing += table;
            continue;
        }
        if (const auto found = check(table, columns); !found.available)
            return failure(Error::Database, found.reason);
    }
    if (!missing.isEmpty())
        return failure(Error::Database,
            u"%1 is not Synapse's main database: it has no table %2. Of a server with several databases, name the one with the \"main\" "
            u"data store; of a role"
            " without USAGE on the schema, see roles.sql."_s.arg(m_where, missing.join(", "_L1)));
    return {};
}

QString Schema::warning() const
{
    if (m_version >= oldestTried && m_version <= newestTried)
        return {};
    if (m_version == 0)
        return u"the schema version is not known"_s;
    return u"schema version %1 is outside of %2 to %3, with which this program was tried; the columns it needs are there"_s.arg(m_version)
        .arg(oldestTried)
        .arg(newestTried);
}

bool Schema::has(const QString &table, const QString &column) const
{
    return m_columns.value(table).contains(column);
}

Inspection::Availability Schema::check(const QString &table, const QStringList &columns) const
{
    if (!m_columns.contains(table) && !m_forbidden.contains(table))
        return {false, u"%1 has no table %2."_s.arg(m_where, table)};
    for (const QString &column : columns) {
        if (has(table, column))
            continue;
        if (m_forbidden.value(table).contains(column))
            return {false, u"The database role may not read %1.%2: grant it with roles.sql."_s.arg(table, column)};
        return {false, u"The table %1 has no column %2; this version of Synapse is not known."_s.arg(table, column)};
    }
    return {true, {}};
}

Inspection::Availability Schema::inbox() const
{
    const auto devices = check(u"devices"_s, {u"user_id"_s, u"device_id"_s, u"last_seen"_s, u"hidden"_s});
    return devices.available ? check(u"device_inbox"_s, {u"user_id"_s, u"device_id"_s, u"stream_id"_s, u"message_json"_s}) : devices;
}

Inspection::Availability Schema::outbox() const
{
    return check(u"device_federation_outbox"_s, {u"destination"_s, u"stream_id"_s, u"queued_ts"_s, u"messages_json"_s});
}

Inspection::Availability Schema::updates() const
{
    return check(u"device_lists_outbound_pokes"_s, {u"destination"_s, u"stream_id"_s, u"user_id"_s, u"ts"_s});
}

Inspection::Availability Schema::membership() const
{
    return check(u"current_state_events"_s, {u"type"_s, u"state_key"_s, u"membership"_s});
}

Inspection::Availability Schema::sharedRooms() const
{
    const auto remote = check(u"current_state_events"_s, {u"room_id"_s, u"type"_s, u"state_key"_s, u"membership"_s});
    return remote.available ? check(u"local_current_membership"_s, {u"room_id"_s, u"user_id"_s, u"membership"_s}) : remote;
}

Inspection::Availability Schema::crossSigning() const
{
    return check(u"e2e_cross_signing_keys"_s, {u"user_id"_s, u"keytype"_s, u"keydata"_s, u"stream_id"_s});
}

Inspection::Availability Schema::conversion() const
{
    // PostgreSQL has written the name in small letters.
    const QString table = u"device_lists_changes_converted_stream_position"_s;
    const auto position = check(table, {has(table, u"Lock"_s) ? u"Lock"_s : u"lock"_s, u"stream_id"_s, u"room_id"_s});
    return position.available
        ? check(u"device_lists_changes_in_room"_s, {u"stream_id"_s, u"room_id"_s, u"user_id"_s, u"converted_to_destinations"_s})
        : position;
}

Inspection::Availability Schema::streamPositions() const
{
    return check(u"stream_positions"_s, {u"stream_name"_s, u"instance_name"_s, u"stream_id"_s});
}

Inspection::Availability Schema::ownList() const
{
    for (const auto &[table, columns] :
        std::initializer_list<std::pair<QString, QStringList>>{{u"devices"_s, {u"user_id"_s, u"device_id"_s, u"hidden"_s}},
            {u"e2e_device_keys_json"_s, {u"user_id"_s, u"device_id"_s, u"key_json"_s}},
            {u"e2e_cross_signing_signatures"_s, {u"user_id"_s, u"key_id"_s, u"target_user_id"_s, u"target_device_id"_s, u"signature"_s}}}) {
        if (const auto found = check(table, columns); !found.available)
            return found;
    }
    return crossSigning();
}

Inspection::Availability Schema::confirmed() const
{
    return check(u"device_lists_outbound_last_success"_s, {u"destination"_s, u"user_id"_s, u"stream_id"_s});
}

} // namespace Lockstep::Synapse
