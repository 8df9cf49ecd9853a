// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/own/conversion.h"

#include "synapse/tables/queuesql.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;
using namespace Sql;

namespace {

/// Changes among which the users are found that are named.
constexpr int mostNamedFrom = 1'000;
constexpr qsizetype mostUsers = 10;

} // namespace

Result<ConversionLag> readConversion(const Database &database, const Schema &schema)
{
    ConversionLag lag;
    lag.available = schema.conversion();
    if (!lag.available.available)
        return lag;
    QString room;
    bool isThere = false;
    const auto position = database.each(
        u"SELECT stream_id, room_id FROM device_lists_changes_converted_stream_position ORDER BY stream_id, room_id LIMIT 1"_s, {},
        [&](const Row &row) {
            lag.position = row.integer(0);
            room = row.text(1);
            isThere = true;
        });
    if (!position)
        return failure(position.error());
    if (!isThere) {
        lag.available = {.available = false, .reason = u"The table device_lists_changes_converted_stream_position is empty."_s};
        return lag;
    }
    const QString above = u"FROM device_lists_changes_in_room WHERE stream_id >= ? AND (stream_id, room_id) > (?, ?)"
                          " AND NOT converted_to_destinations ORDER BY stream_id LIMIT %1"_s;
    const QVariantList values{lag.position, lag.position, room};
    const bool hasTime = schema.has(u"device_lists_changes_in_room"_s, u"inserted_ts"_s);
    const auto counted = database.each(
        u"SELECT count(*), min(t) FROM (SELECT %1 AS t %2) c"_s.arg(hasTime ? u"inserted_ts"_s : u"0"_s, above.arg(countedMessages + 1)),
        values, [&](const Row &row) {
            lag.changes = std::min<qint64>(row.integer(0), countedMessages);
            lag.changesAtLeast = row.integer(0) > countedMessages;
            lag.since = row.integer(1);
        });
    if (!counted)
        return failure(counted.error());
    if (lag.changes > 0) {
        const auto named = database.each(u"SELECT DISTINCT user_id FROM (SELECT user_id %1) c ORDER BY 1 LIMIT %2"_s
                                             .arg(above.arg(mostNamedFrom))
                                             .arg(mostUsers),
            values, [&](const Row &row) { lag.users += UserId(row.text(0)); });
        if (!named)
            return failure(named.error());
    }
    const auto newest = database.value(u"SELECT max(stream_id) FROM device_lists_changes_in_room"_s);
    if (!newest)
        return failure(newest.error());
    lag.newest = newest->toLongLong();
    // Each update that is made of a change has a higher number of the same stream than the change: nothing the stream has given out is
    // below the position, unless somebody moved it.
    QStringList heads{u"SELECT max(stream_id) FROM device_lists_changes_in_room"_s};
    if (schema.has(u"device_lists_stream"_s, u"stream_id"_s))
        heads += u"SELECT max(stream_id) FROM device_lists_stream"_s;
    if (schema.has(u"device_lists_outbound_pokes"_s, u"stream_id"_s))
        heads += u"SELECT max(stream_id) FROM device_lists_outbound_pokes"_s;
    if (schema.streamPositions().available)
        heads += u"SELECT max(stream_id) FROM stream_positions WHERE stream_name = 'device_lists_stream'"_s;
    qint64 head = 0;
    for (const QString &sql : std::as_const(heads)) {
        const auto found = database.value(sql);
        if (!found)
            return failure(found.error());
        head = std::max(head, found->toLongLong());
    }
    lag.isAhead = head > 0 && lag.position > head;
    return lag;
}

} // namespace Lockstep::Synapse
