// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/roomevents.h"

#include "lab/state/changes.h"
#include "lab/state/storage.h"

#include <QUuid>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

// What a redaction leaves (room version 10, "Redactions"), as far as the lab reads it.
QJsonObject redacted(const QString &type, const QJsonObject &content)
{
    static const QHash<QString, QStringList> kept{{u"m.room.member"_s, {u"membership"_s}}, {u"m.room.create"_s, {u"creator"_s}},
        {u"m.room.join_rules"_s, {u"join_rule"_s}}, {u"m.room.power_levels"_s, {u"users"_s, u"users_default"_s, u"state_default"_s}},
        {u"m.room.history_visibility"_s, {u"history_visibility"_s}}};
    QJsonObject result;
    for (const QString &name : kept.value(type))
        if (content.contains(name))
            result.insert(name, content.value(name));
    return result;
}

} // namespace

RoomEvents::RoomEvents(Storage *storage, Changes *changes)
    : m_storage(storage)
    , m_changes(changes)
{
}

QString RoomEvents::newEventId()
{
    const QByteArray bytes = QUuid::createUuid().toRfc4122() + QUuid::createUuid().toRfc4122();
    return u'$' + QString::fromLatin1(bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

QJsonObject RoomEvents::make(
    const QString &room, const UserId &sender, const QString &type, const QString &stateKey, const QJsonObject &content, qint64 now)
{
    return {{u"room_id"_s, room}, {u"event_id"_s, newEventId()}, {u"sender"_s, sender.toString()}, {u"type"_s, type},
        {u"state_key"_s, stateKey}, {u"content"_s, content}, {u"origin_server_ts"_s, now}};
}

bool RoomEvents::append(const QJsonObject &event)
{
    const QString room = event.value("room_id"_L1).toString();
    const QString eventId = event.value("event_id"_L1).toString();
    const QString type = event.value("type"_L1).toString();
    const bool isState = event.contains("state_key"_L1);
    const QString stateKey = event.value("state_key"_L1).toString();
    const qint64 streamId = m_storage->nextStreamId();
    const qint64 position = event.value("position"_L1).toInteger(streamId);
    if (isState) {
        const QVariant known = m_storage->value(
            u"SELECT position FROM room_state WHERE room_id = ? AND type = ? AND state_key = ?"_s, {room, type, stateKey});
        if (known.isValid() && known.toLongLong() >= position)
            return false;
    }
    const QString redacts = event.value("redacts"_L1).toString();
    const int added
        = m_storage->execute(u"INSERT INTO events (room_id, stream_id, event_id, sender, type, state_key, content, at, redacts) "
                             "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"_s,
            {room, streamId, eventId, event.value("sender"_L1).toString(), type, isState ? QVariant(stateKey) : QVariant(),
                compactText(event.value("content"_L1).toObject()), event.value("origin_server_ts"_L1).toInteger(),
                redacts.isEmpty() ? QVariant() : QVariant(redacts)});
    if (added == 0)
        return false;
    if (isState)
        m_storage->execute(u"INSERT OR REPLACE INTO room_state (room_id, type, state_key, event_id, position) VALUES (?, ?, ?, ?, ?)"_s,
            {room, type, stateKey, eventId, position});
    if (type == "m.room.redaction"_L1 && redacts != eventId)
        redact(room, redacts, eventId);
    m_changes->roomChanged(room);
    return true;
}

void RoomEvents::redact(const QString &room, const QString &eventId, const QString &because)
{
    QString type, content;
    {
        Rows query = m_storage->run(u"SELECT type, content FROM events WHERE event_id = ? AND room_id = ?"_s, {eventId, room});
        if (!query.next())
            return;
        type = query.value(0).toString();
        content = query.value(1).toString();
    }
    m_storage->execute(u"UPDATE events SET content = ?, redacted_by = ? WHERE event_id = ?"_s,
        {compactText(redacted(type, compactJson(content))), because, eventId});
}

void RoomEvents::rememberSender(const QString &eventId, const Viewer &sender, const QString &transaction)
{
    m_storage->execute(u"INSERT INTO sent_events (event_id, user_id, device_id, txn_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"_s,
        {eventId, sender.user.toString(), sender.device.toString(), transaction});
}

QList<RoomEvents::Event> RoomEvents::read(const QString &sql, const QVariantList &parameters, const Viewer &viewer) const
{
    QList<Event> result;
    QList<std::pair<qsizetype, QString>> redactions;
    Rows query = m_storage->run(
        u"SELECT e.stream_id, e.event_id, e.sender, e.type, e.content, e.at, e.state_key, e.redacts, e.redacted_by, (SELECT s.txn_id FROM "
        u"sent_events AS s WHERE s.event_id = e.event_id AND s.user_id = ? AND s.device_id = ?) FROM events AS e "_s
            + sql,
        QVariantList{viewer.user.toString(), viewer.device.toString()} + parameters);
    while (query.next()) {
        QJsonObject event{{u"event_id"_s, query.value(1).toString()}, {u"sender"_s, query.value(2).toString()},
            {u"type"_s, query.value(3).toString()}, {u"content"_s, compactJson(query.value(4).toString())},
            {u"origin_server_ts"_s, query.value(5).toLongLong()}};
        if (!query.value(6).isNull())
            event.insert(u"state_key"_s, query.value(6).toString());
        if (!query.value(7).isNull())
            event.insert(u"redacts"_s, query.value(7).toString());
        if (!query.value(8).isNull())
            redactions.append({result.size(), query.value(8).toString()});
        if (!query.value(9).isNull())
            event.insert(u"unsigned"_s, QJsonObject{{u"transaction_id"_s, query.value(9).toString()}});
        result.append({query.value(0).toLongLong(), event});
    }
    for (const auto &[index, because] : std::as_const(redactions)) {
        QJsonObject more = result[index].json.value("unsigned"_L1).toObject();
        more.insert(u"redacted_because"_s, redaction(because));
        result[index].json.insert(u"unsigned"_s, more);
    }
    return result;
}

// Not by read(): a redaction may itself be redacted, and so on.
QJsonObject RoomEvents::redaction(const QString &eventId) const
{
    Rows query = m_storage->run(u"SELECT sender, type, content, at, redacts FROM events WHERE event_id = ?"_s, {eventId});
    if (!query.next())
        return {};
    return {{u"event_id"_s, eventId}, {u"sender"_s, query.value(0).toString()}, {u"type"_s, query.value(1).toString()},
        {u"content"_s, compactJson(query.value(2).toString())}, {u"origin_server_ts"_s, query.value(3).toLongLong()},
        {u"redacts"_s, query.value(4).toString()}};
}

QList<RoomEvents::Event> RoomEvents::between(const QString &room, qint64 after, qint64 before, int limit, const Viewer &viewer) const
{
    QList<Event> result = read(u"WHERE e.room_id = ? AND e.stream_id > ? AND e.stream_id < ? ORDER BY e.stream_id DESC LIMIT ?"_s,
        {room, after, before, limit}, viewer);
    std::reverse(result.begin(), result.end());
    return result;
}

QList<RoomEvents::Event> RoomEvents::following(const QString &room, qint64 after, int limit, const Viewer &viewer) const
{
    return read(u"WHERE e.room_id = ? AND e.stream_id > ? ORDER BY e.stream_id LIMIT ?"_s, {room, after, limit}, viewer);
}

RoomEvents::Event RoomEvents::find(const QString &room, const QString &eventId, const Viewer &viewer) const
{
    const QList<Event> found = read(u"WHERE e.event_id = ? AND e.room_id = ?"_s, {eventId, room}, viewer);
    return found.isEmpty() ? Event() : found.first();
}

QList<RoomEvents::Event> RoomEvents::state(const QString &room, qint64 after, qint64 before) const
{
    return read(u"JOIN (SELECT MAX(stream_id) AS newest FROM events WHERE room_id = ? AND state_key IS NOT NULL AND stream_id > ? AND "
                u"stream_id < ? GROUP BY type, state_key) AS n ON n.newest = e.stream_id WHERE e.room_id = ? ORDER BY e.stream_id"_s,
        {room, after, before, room});
}

QJsonObject RoomEvents::stateContent(const QString &room, const QString &type, const QString &stateKey) const
{
    return compactJson(m_storage
                           ->value(u"SELECT e.content FROM room_state AS s JOIN events AS e ON e.event_id = s.event_id "
                                   "WHERE s.room_id = ? AND s.type = ? AND s.state_key = ?"_s,
                               {room, type, stateKey})
                           .toString());
}

QJsonArray RoomEvents::told(const QString &room, const QString &condition, const QVariantList &parameters) const
{
    QJsonArray result;
    Rows query = m_storage->run(
        u"SELECT e.event_id, e.sender, e.type, e.state_key, e.content, e.at, s.position FROM room_state AS s JOIN events AS e "
        u"ON e.event_id = s.event_id WHERE s.room_id = ?"_s
            + condition + u" ORDER BY s.position"_s,
        QVariantList{room} + parameters);
    while (query.next())
        result.append(QJsonObject{{u"room_id"_s, room}, {u"event_id"_s, query.value(0).toString()},
            {u"sender"_s, query.value(1).toString()}, {u"type"_s, query.value(2).toString()}, {u"state_key"_s, query.value(3).toString()},
            {u"content"_s, compactJson(query.value(4).toString())}, {u"origin_server_ts"_s, query.value(5).toLongLong()},
            {u"position"_s, query.value(6).toLongLong()}});
    return result;
}

QJsonArray RoomEvents::forOthers(const QString &room) const
{
    return told(room, {}, {});
}

QJsonObject RoomEvents::forOthers(const QString &room, const QString &type, const QString &stateKey) const
{
    return told(room, u" AND s.type = ? AND s.state_key = ?"_s, {type, stateKey}).first().toObject();
}

} // namespace Lockstep::Lab
