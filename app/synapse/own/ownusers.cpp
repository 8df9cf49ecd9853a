// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/own/ownusers.h"

#include "core/log.h"
#include "domain/signatures.h"
#include "synapse/tables/cursor.h"
#include "synapse/tables/destinationtable.h"
#include "synapse/tables/queuesql.h"

#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;
using namespace Sql;

namespace {

constexpr int mostDevices = 5'000;
/// Rows of a user's changes that are looked at, those that are handed out, and those whose time is asked for.
constexpr int mostChangeRows = 20'000;
constexpr qsizetype mostChanges = 1'000;
constexpr qsizetype mostTimed = 100;
/// Updates of one destination that are read, and those that are handed out.
constexpr int mostWaiting = 1'000;
constexpr qsizetype mostNamed = 200;

QString cursorName()
{
    return u"owndestinations"_s;
}

} // namespace

Result<void> OwnUsers::readList(OwnUser &own) const
{
    own.listAvailable = m_schema.ownList();
    if (!own.listAvailable.available)
        return {};
    // Synapse's own answer joins these; it leaves out the devices without keys, which its updates tell all the same.
    const QString name = m_schema.has(u"devices"_s, u"display_name"_s) ? u"d.display_name"_s : u"NULL"_s;
    const auto read = m_database.each(
        u"SELECT d.device_id, %1, k.key_json FROM devices d LEFT JOIN e2e_device_keys_json k"
        " ON k.user_id = d.user_id AND k.device_id = d.device_id WHERE d.user_id = ? AND NOT d.hidden ORDER BY d.device_id LIMIT ?"_s.arg(
            name),
        {own.userId.toString(), mostDevices + 1}, [&](const Row &row) {
            Device device;
            device.deviceId = DeviceId(row.text(0));
            if (!row.isNull(1) && !row.text(1).isEmpty())
                device.displayName = row.text(1);
            if (!row.isNull(2))
                device.keys = QJsonDocument::fromJson(row.bytes(2)).object();
            own.devices += device;
        });
    if (!read)
        return read;
    own.isPartial = own.devices.size() > mostDevices;
    if (own.isPartial)
        own.devices.resize(mostDevices);
    std::sort(own.devices.begin(), own.devices.end(), [](const Device &a, const Device &b) { return a.deviceId < b.deviceId; });
    return readSigning(own);
}

/// The user's cross-signing keys in force, and the signatures that were made on devices since these uploaded their keys.
Result<void> OwnUsers::readSigning(OwnUser &own) const
{
    const QString user = own.userId.toString();
    auto read = m_database.each(u"SELECT target_device_id, key_id, signature FROM e2e_cross_signing_signatures"
                                " WHERE user_id = ? AND target_user_id = ? LIMIT ?"_s,
        {user, user, 2 * mostDevices}, [&](const Row &row) {
            const DeviceId target(row.text(0));
            const auto device = std::lower_bound(
                own.devices.begin(), own.devices.end(), target, [](const Device &one, const DeviceId &id) { return one.deviceId < id; });
            if (device == own.devices.end() || device->deviceId != target || device->keys.isEmpty())
                return;
            QJsonObject signatures = device->keys.value(u"signatures").toObject();
            QJsonObject mine = signatures.value(user).toObject();
            mine.insert(row.text(1), row.text(2));
            signatures.insert(user, mine);
            device->keys.insert(u"signatures", signatures);
        });
    if (!read)
        return read;
    for (const QString &type : {u"master"_s, u"self_signing"_s}) {
        QJsonObject &key = type == "master"_L1 ? own.crossSigning.master : own.crossSigning.selfSigning;
        read = m_database.each(
            u"SELECT keydata FROM e2e_cross_signing_keys WHERE user_id = ? AND keytype = ? ORDER BY stream_id DESC LIMIT 1"_s, {user, type},
            [&](const Row &row) { key = QJsonDocument::fromJson(row.bytes(0)).object(); });
        if (!read)
            return read;
    }
    DeviceList list{.userId = own.userId, .streamId = {}, .devices = std::move(own.devices), .crossSigning = own.crossSigning};
    checkSignatures(list);
    own.devices = std::move(list.devices);
    return {};
}

Result<void> OwnUsers::readChanges(OwnUser &own) const
{
    own.changesAvailable = m_schema.check(u"device_lists_stream"_s, {u"stream_id"_s, u"user_id"_s, u"device_id"_s});
    if (!own.changesAvailable.available)
        return {};
    // What /user/devices answers is the stream's position, whoever made it rise.
    qint64 newest = 0;
    for (const QString &table : {u"device_lists_stream"_s, u"device_lists_outbound_pokes"_s}) {
        if (!m_schema.has(table, u"stream_id"_s))
            continue;
        const auto head = m_database.value(u"SELECT max(stream_id) FROM %1"_s.arg(table));
        if (!head)
            return failure(head.error());
        newest = std::max(newest, head->toLongLong());
    }
    if (newest > 0)
        own.streamId = StreamId(QString::number(newest));
    QHash<DeviceId, qint64> newestOf;
    qint64 rows = 0;
    const auto read = m_database.each(u"SELECT device_id, stream_id FROM device_lists_stream WHERE user_id = ? LIMIT ?"_s,
        {own.userId.toString(), mostChangeRows}, [&](const Row &row) {
            ++rows;
            qint64 &id = newestOf[DeviceId(row.text(0))];
            id = std::max(id, row.integer(1));
        });
    if (!read)
        return read;
    for (auto it = newestOf.cbegin(); it != newestOf.cend(); ++it)
        own.changes += OwnChange{.deviceId = it.key(), .streamId = it.value()};
    std::sort(own.changes.begin(), own.changes.end(), [](const OwnChange &a, const OwnChange &b) { return a.streamId > b.streamId; });
    own.changesPartial = rows == mostChangeRows || own.changes.size() > mostChanges;
    if (own.changes.size() > mostChanges)
        own.changes.resize(mostChanges);
    return readTimes(own.changes);
}

/// When the newest ones were made, and whether they were given to the queues: the rows of the rooms have the same numbers. Synapse leaves
/// most of those rows as they are, and moves a position over them.
Result<void> OwnUsers::readTimes(QList<OwnChange> &changes) const
{
    const QString table = u"device_lists_changes_in_room"_s;
    if (changes.isEmpty() || !m_schema.conversion().available)
        return {};
    qint64 position = 0;
    QString room;
    const auto read
        = m_database.each(u"SELECT stream_id, room_id FROM device_lists_changes_converted_stream_position WHERE lock = 'X' LIMIT 1"_s, {},
            [&](const Row &row) {
                position = row.integer(0);
                room = row.text(1);
            });
    if (!read || position == 0)
        return read;
    QVariantList values;
    QStringList rows;
    QHash<qint64, qsizetype> place;
    for (qsizetype i = 0; i < std::min(changes.size(), mostTimed); ++i) {
        values += changes.at(i).streamId;
        rows += u"(CAST(? AS BIGINT))"_s;
        place.insert(changes.at(i).streamId, i);
    }
    values += position;
    values += room;
    const QString of = u"FROM device_lists_changes_in_room c WHERE c.stream_id = k.id"_s;
    const QString time = m_schema.has(table, u"inserted_ts"_s) ? u"(SELECT c.inserted_ts %1 LIMIT 1)"_s.arg(of) : u"NULL"_s;
    return m_database.each(
        u"WITH k(id) AS (VALUES %1) SELECT k.id, %2, CASE WHEN EXISTS (SELECT 1 %3) THEN 1 ELSE 0 END,"
        " CASE WHEN EXISTS (SELECT 1 %3 AND NOT c.converted_to_destinations AND (c.stream_id, c.room_id) > (?, ?)) THEN 1 ELSE 0 END FROM k"_s
            .arg(rows.join(u", "), time, of),
        values, [&](const Row &row) {
            OwnChange &change = changes[place.value(row.integer(0))];
            change.at = row.isNull(1) ? 0 : row.integer(1);
            if (row.integer(2) != 0)
                change.isQueued = row.integer(3) == 0;
        });
}

Result<void> OwnUsers::readWaiting(OwnUser &own, const QStringList &names, bool isAsked) const
{
    QHash<QString, ToldServer> told;
    QVariantList values{own.userId.toString()};
    for (const QString &name : names)
        values += name;
    const QString among = Database::placeholders(names.size());
    auto read = m_database.each(
        u"SELECT destination, stream_id FROM device_lists_outbound_last_success WHERE user_id = ? AND destination IN (%1)"_s.arg(among),
        values, [&](const Row &row) {
            qint64 &confirmed = told[row.text(0)].confirmed;
            confirmed = std::max(confirmed, row.integer(1));
        });
    if (!read)
        return read;
    const QString device = m_schema.has(u"device_lists_outbound_pokes"_s, u"device_id"_s) ? u"device_id"_s : u"''"_s;
    for (const QString &name : names) {
        ToldServer found;
        read = m_database.each(
            u"SELECT stream_id, ts, %1 FROM device_lists_outbound_pokes WHERE destination = ? AND user_id = ? LIMIT ?"_s.arg(device),
            {name, own.userId.toString(), mostWaiting}, [&](const Row &row) {
                found.waiting += WaitingChange{.deviceId = DeviceId(row.text(2)), .streamId = row.integer(0), .queued = row.integer(1)};
            });
        if (!read)
            return read;
        if (found.waiting.isEmpty())
            continue;
        ToldServer &server = told[name];
        server.updates = found.waiting.size();
        server.updatesAtLeast = server.updates == mostWaiting;
        server.waiting = std::move(found.waiting);
        std::sort(server.waiting.begin(), server.waiting.end(),
            [](const WaitingChange &a, const WaitingChange &b) { return a.streamId < b.streamId; });
    }
    QSet<ServerName> servers;
    for (const QString &name : names)
        servers.insert(ServerName(name));
    const auto states = m_destinations.lookup(servers);
    if (!states)
        return failure(states.error());
    for (const QString &name : names) {
        const auto found = told.constFind(name);
        if (found == told.cend() && !isAsked)
            continue;
        ToldServer server = found == told.cend() ? ToldServer() : *found;
        server.destination = ServerName(name);
        if (const auto state = states->constFind(server.destination); state != states->cend())
            server.state = *state;
        if (!server.waiting.isEmpty()) {
            const auto oldest = std::min_element(server.waiting.cbegin(), server.waiting.cend(),
                [](const WaitingChange &a, const WaitingChange &b) { return a.queued < b.queued; });
            server.why = m_reasons.explain(server.destination, server.state, oldest->queued, own.at);
            if (server.waiting.size() > mostNamed)
                server.waiting.resize(mostNamed);
        }
        server.transactionsAvailable = {.available = false, .reason = u"Transactions are not kept from Synapse's log."_s};
        own.destinations += server;
    }
    return {};
}

Result<void> OwnUsers::readDestinations(OwnUser &own, const OwnUserQuery &query) const
{
    own.destinationsAvailable = m_schema.updates();
    if (own.destinationsAvailable.available)
        own.destinationsAvailable = m_schema.confirmed();
    if (!own.destinationsAvailable.available)
        return {};
    if (query.destination)
        return readWaiting(own, {query.destination->toString()}, true);
    const auto after = decodeCursor(query.after, cursorName(), "s");
    if (!after)
        return failure(after.error());
    const auto page = destinationsAfter(m_database, after->at(0).toString(), query.limit + 1);
    if (!page)
        return failure(page.error());
    QStringList names;
    for (const Destination &destination : *page)
        names += destination.destination.toString();
    if (names.size() > query.limit) {
        names.resize(query.limit);
        own.next = encodeCursor(cursorName(), {names.constLast()});
    }
    if (names.isEmpty())
        return {};
    return readWaiting(own, names, false);
}

Result<OwnUser> OwnUsers::user(const UserId &user, const OwnUserQuery &query, qint64 now) const
{
    OwnUser own{.userId = user, .at = now};
    for (const auto part : {&OwnUsers::readList, &OwnUsers::readChanges}) {
        if (const auto read = (this->*part)(own); !read)
            return failure(read.error());
    }
    if (own.devices.isEmpty() && own.changes.isEmpty() && own.listAvailable.available && own.changesAvailable.available)
        return failure(Error::NotFound,
            u"%1 has no devices here and never had any: either there is no such user, or they never signed in."_s.arg(
                displayable(user.toString())),
            404, u"M_NOT_FOUND"_s);
    if (const auto read = readDestinations(own, query); !read)
        return failure(read.error());
    return own;
}

} // namespace Lockstep::Synapse
