// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/own/streamwatch.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;
using namespace Sql;

namespace {

/// Rows at the end of a table, and just above a position, among which a writer's are looked for.
constexpr int tailRows = 200;
/// Writers of a deployment are few; of rows that somebody made up no more are looked at.
constexpr int mostWriters = 200;
constexpr int mostLookedAbove = 8;

struct Stream
{
    QString name;
    QStringList tables; ///< that have (instance_name, stream_id) of it, with an index that begins with stream_id
};

const QList<Stream> &streams()
{
    static const QList<Stream> all{
        {u"to_device"_s, {u"device_inbox"_s, u"device_federation_outbox"_s}},
        {u"device_lists_stream"_s, {u"device_lists_stream"_s, u"device_lists_outbound_pokes"_s, u"device_lists_changes_in_room"_s}},
    };
    return all;
}

} // namespace

Result<void> StreamWatch::readNewest(
    const QString &stream, const QStringList &tables, const QHash<Writer, qint64> &positions, QHash<Writer, Newest> &newest) const
{
    for (const QString &table : tables) {
        if (!m_schema.has(table, u"instance_name"_s) || !m_schema.has(table, u"stream_id"_s))
            continue;
        const auto take = [&](const Row &row) {
            // Rows from before Synapse had writers have none.
            if (row.isNull(0))
                return;
            Newest &known = newest[{stream, row.text(0)}];
            if (row.integer(1) > known.streamId)
                known = {row.integer(1), table};
        };
        const auto tail = m_database.each(
            u"SELECT instance_name, stream_id FROM %1 ORDER BY stream_id DESC LIMIT %2"_s.arg(table).arg(tailRows), {}, take);
        if (!tail)
            return tail;
        // A writer that is gone, or that writes seldom: its rows are not at the end.
        int looked = 0;
        for (auto it = positions.cbegin(); it != positions.cend() && looked < mostLookedAbove; ++it) {
            if (it.key().first != stream || newest.value(it.key()).streamId > it.value())
                continue;
            ++looked;
            const auto above = m_database.each(
                u"SELECT instance_name, stream_id FROM %1 WHERE stream_id > ? ORDER BY stream_id LIMIT %2"_s.arg(table).arg(tailRows),
                {it.value()}, take);
            if (!above)
                return above;
        }
    }
    return {};
}

Result<void> StreamWatch::look(qint64 now)
{
    if (!m_schema.streamPositions().available)
        return {};
    QHash<Writer, qint64> positions;
    const auto read = m_database.each(
        u"SELECT stream_name, instance_name, stream_id FROM stream_positions WHERE stream_name IN ('to_device', 'device_lists_stream')"
        " ORDER BY stream_name, instance_name LIMIT %1"_s.arg(mostWriters),
        {}, [&](const Row &row) {
            positions.insert({row.text(0), row.text(1)}, row.integer(2));
        });
    if (!read)
        return read;
    QHash<Writer, Newest> newest;
    for (const Stream &stream : streams()) {
        if (const auto done = readNewest(stream.name, stream.tables, positions, newest); !done)
            return done;
    }
    auto before = std::exchange(m_behind, {});
    for (auto it = positions.cbegin(); it != positions.cend(); ++it) {
        const Newest found = newest.value(it.key());
        if (found.streamId <= it.value())
            continue;
        const auto known = before.constFind(it.key());
        const bool same = known != before.cend() && known->position == it.value();
        m_behind.insert(it.key(),
            StreamStandstill{.stream = it.key().first,
                .writer = it.key().second,
                .position = it.value(),
                .newest = found.streamId,
                .table = found.table,
                .since = same ? known->since : now});
    }
    m_watched = positions.size();
    return {};
}

QList<StreamStandstill> StreamWatch::standing(qint64 now) const
{
    QList<StreamStandstill> all;
    for (const StreamStandstill &one : m_behind) {
        if (one.since <= now - standsStillMs)
            all += one;
    }
    std::sort(
        all.begin(), all.end(), [](const auto &a, const auto &b) { return std::tie(a.stream, a.writer) < std::tie(b.stream, b.writer); });
    return all;
}

} // namespace Lockstep::Synapse
