// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "check/checks.h"

#include <QMap>

using namespace Qt::StringLiterals;
using namespace Lockstep::Sql;

namespace Lockstep::Checking {

namespace {

struct Wanted
{
    QString table;
    QString columns; ///< with commas; an index that begins with them will do
};

/// Every list is walked along one of these. Where one is missing a list takes as long as the table is large.
const QList<Wanted> &wanted()
{
    static const QList<Wanted> all{
        {u"device_lists_remote_extremeties"_s, u"user_id"_s},
        {u"device_lists_remote_cache"_s, u"user_id,device_id"_s},
        {u"device_lists_remote_resync"_s, u"user_id"_s},
        {u"device_lists_remote_resync"_s, u"added_ts"_s},
        {u"e2e_cross_signing_keys"_s, u"user_id,keytype,stream_id"_s},
        {u"device_lists_stream"_s, u"stream_id"_s},
        {u"device_lists_outbound_pokes"_s, u"destination,stream_id"_s},
        {u"device_lists_outbound_pokes"_s, u"stream_id"_s},
        {u"device_inbox"_s, u"user_id,device_id,stream_id"_s},
        {u"device_inbox"_s, u"stream_id"_s},
        {u"device_federation_outbox"_s, u"destination,stream_id"_s},
        {u"device_federation_outbox"_s, u"stream_id"_s},
        {u"current_state_events"_s, u"state_key"_s},
        {u"local_current_membership"_s, u"user_id"_s},
        {u"destinations"_s, u"destination"_s},
        {u"devices"_s, u"user_id,device_id"_s},
    };
    return all;
}

struct Index
{
    QString table;
    QStringList columns;
    bool isValid = true;
};

Result<QMap<QString, Index>> readIndexes(const Database &database, const QStringList &tables)
{
    QMap<QString, Index> indexes;
    QVariantList values;
    for (const QString &table : tables)
        values += table;
    const QString places = Database::placeholders(values.size());
    const QString sql = database.engine() == Engine::Sqlite
        ? u"SELECT m.name, l.name, c.name, 1 FROM sqlite_master m, pragma_index_list(m.name) l, pragma_index_info(l.name) c"
          " WHERE m.type = 'table' AND m.name IN (%1) ORDER BY m.name, l.name, c.seqno"_s
        : u"SELECT t.relname, i.relname, a.attname, x.indisvalid::int FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class t ON t.oid = "
          u"x.indrelid"
          " JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid JOIN pg_catalog.pg_attribute a ON a.attrelid = i.oid AND a.attnum > 0"
          " WHERE pg_catalog.pg_table_is_visible(t.oid) AND t.relname IN (%1) ORDER BY t.relname, i.relname, a.attnum"_s;
    const auto read = database.each(sql.arg(places), values, [&](const Row &row) {
        Index &index = indexes[row.text(1)];
        index.table = row.text(0);
        index.columns.append(row.text(2));
        index.isValid = row.integer(3) != 0;
    });
    if (!read)
        return failure(read.error());
    return indexes;
}

} // namespace

void checkIndexes(const Database &database, Findings &found)
{
    QStringList tables;
    for (const Wanted &one : wanted())
        tables += one.table;
    tables.removeDuplicates();
    const auto indexes = readIndexes(database, tables);
    if (!indexes) {
        found.notChecked(u"indexes"_s, u"They could not be read: %1"_s.arg(indexes.error().text));
        return;
    }
    bool all = true;
    for (const Wanted &one : wanted()) {
        QString invalid;
        bool there = false;
        for (auto it = indexes->cbegin(); it != indexes->cend(); ++it) {
            if (it->table != one.table || !QString(it->columns.join(u',') + u',').startsWith(one.columns + u','))
                continue;
            there = there || it->isValid;
            if (!it->isValid)
                invalid = it.key();
        }
        if (there)
            continue;
        all = false;
        const QString subject = u"index on %1 (%2)"_s.arg(one.table, one.columns);
        if (!invalid.isEmpty())
            found.warn(subject, u"%1 is being built, or its building failed, so that lists of it are slow."_s.arg(invalid),
                u"Wait if Synapse's background updates run; otherwise REINDEX INDEX CONCURRENTLY %1."_s.arg(invalid), u"pg_index"_s);
        else
            found.warn(subject, u"There is none, so that what is read along it takes as long as the table is large, or is not shown."_s,
                u"Wait for Synapse's background updates, which make it; if none is due, look in Synapse's schema for its CREATE INDEX."_s,
                u"the catalogue of indexes"_s);
    }
    if (all)
        found.ok(u"indexes"_s, u"All that lists are walked along are there."_s, u"the catalogue of indexes"_s);
}

} // namespace Lockstep::Checking
