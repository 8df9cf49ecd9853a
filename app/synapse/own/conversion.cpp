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

Result<std::optional<ConversionWatch::Place>> ConversionWatch::readPlace() const
{
    std::optional<Place> place;
    const auto read
        = m_database.each(u"SELECT stream_id, room_id FROM device_lists_changes_converted_stream_position WHERE lock = 'X' LIMIT 1"_s, {},
            [&](const Row &row) { place = Place{.position = row.integer(0), .room = row.text(1)}; });
    if (!read)
        return failure(read.error());
    if (!place)
        return place;
    const auto newest = m_database.value(u"SELECT max(stream_id) FROM device_lists_changes_in_room WHERE NOT converted_to_destinations"_s);
    if (!newest)
        return failure(newest.error());
    place->newest = newest->toLongLong();
    for (const QString &table : {u"device_lists_changes_in_room"_s, u"device_lists_stream"_s, u"device_lists_outbound_pokes"_s}) {
        if (!m_schema.has(table, u"stream_id"_s))
            continue;
        const auto head = m_database.value(u"SELECT max(stream_id) FROM %1"_s.arg(table));
        if (!head)
            return failure(head.error());
        place->head = std::max(place->head, head->toLongLong());
    }
    return place;
}

Result<void> ConversionWatch::count(ConversionLag &lag, const QString &where, const QVariantList &values) const
{
    const QString rows = u"FROM device_lists_changes_in_room WHERE %1 AND NOT converted_to_destinations ORDER BY stream_id LIMIT %2"_s;
    const bool hasTime = m_schema.has(u"device_lists_changes_in_room"_s, u"inserted_ts"_s);
    const auto counted = m_database.each(u"SELECT count(*), min(t) FROM (SELECT %1 AS t %2) c"_s.arg(
                                             hasTime ? u"inserted_ts"_s : u"0"_s, rows.arg(where).arg(countedMessages + 1)),
        values, [&](const Row &row) {
            lag.changes = std::min<qint64>(row.integer(0), countedMessages);
            lag.changesAtLeast = row.integer(0) > countedMessages;
            lag.since = row.integer(1);
        });
    if (!counted || lag.changes == 0)
        return counted;
    return m_database.each(u"SELECT user_id "_s + rows.arg(where).arg(mostNamedFrom), values, [&](const Row &row) {
        if (const UserId user(row.text(0)); lag.users.size() < mostUsers && !lag.users.contains(user))
            lag.users += user;
    });
}

Result<ConversionLag> ConversionWatch::look(qint64 now)
{
    ConversionLag lag;
    lag.available = m_schema.conversion();
    if (!lag.available.available)
        return lag;
    const auto read = readPlace();
    if (!read)
        return failure(read.error());
    if (!*read) {
        lag.available = {.available = false, .reason = u"The table device_lists_changes_converted_stream_position is empty."_s};
        return lag;
    }
    const Place place = **read;
    // Numbers rise, and the position follows them: a row that is new, and below where the position was before it came, proves that
    // somebody moved the position.
    if (place.position < place.newest || (m_last && place.position < m_last->position))
        m_passedBy.reset();
    else if (!m_passedBy && m_last && place.newest > m_last->newest && place.position == m_last->position)
        m_passedBy = m_last->newest;
    // As long as it moves, what waits now is not what waited then.
    if (m_last && place.position != m_last->position)
        m_seen = 0;
    m_last = place;
    lag.position = place.position;
    lag.newest = place.newest;
    lag.isAhead = m_passedBy || (place.head > 0 && place.position - place.head > farAhead);

    const auto counted = m_passedBy
        ? count(lag, u"stream_id > ? AND stream_id <= ?"_s, {*m_passedBy, place.position})
        : count(lag, u"stream_id >= ? AND (stream_id, room_id) > (?, ?)"_s, {place.position, place.position, place.room});
    if (!counted)
        return failure(counted.error());
    const bool waits = lag.changes > 0 || lag.isAhead;
    m_seen = !waits ? 0 : m_seen == 0 ? now : m_seen;
    if (waits && lag.since == 0)
        lag.since = m_seen;
    if (!waits)
        lag.since = 0;
    return lag;
}

} // namespace Lockstep::Synapse
