// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/publisher.h"

#include "lab/state/clock.h"
#include "lab/state/keys.h"
#include "lab/state/rooms.h"
#include "lab/state/storage.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

QString compact(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

} // namespace

Publisher::Publisher(Storage *storage, Rooms *rooms, Keys *keys, const Clock *clock, std::function<void(const ServerName &)> wake)
    : m_storage(storage)
    , m_rooms(rooms)
    , m_keys(keys)
    , m_clock(clock)
    , m_wake(std::move(wake))
{
}

void Publisher::enqueue(const ServerName &destination, const QString &eduType, const UserId &user, const QString &content)
{
    m_storage->execute(u"INSERT INTO outgoing (destination, id, edu_type, user_id, content, queued) VALUES (?, ?, ?, ?, ?, ?)"_s,
        {destination.toString(), m_storage->nextStreamId(), eduType, user.toString(), content, m_clock->now()});
    m_wake(destination);
}

qint64 Publisher::streamId(const UserId &user) const
{
    return m_storage->value(u"SELECT update_stream FROM users WHERE user_id = ?"_s, {user.toString()}).toLongLong();
}

QJsonArray Publisher::advanceHeads(const UserId &user, qint64 streamId)
{
    // visible: what every writer knows; hidden: what only the writer knows that made it
    QList<qint64> visible;
    QList<qint64> hidden;
    Rows heads = m_storage->run(u"SELECT stream_id, hidden FROM heads WHERE user_id = ? ORDER BY stream_id"_s, {user.toString()});
    while (heads.next())
        (heads.value(1).toBool() ? hidden : visible).append(heads.value(0).toLongLong());
    const auto idsOf = [](const QList<qint64> &ids) {
        QJsonArray result;
        for (const qint64 id : ids)
            result.append(id);
        return result;
    };
    const bool fork = m_clustered && hidden.isEmpty() && visible.size() == 1;
    if (fork) {
        // The first writer's update: the other writer does not see it yet and will name the same prev_id.
        m_storage->execute(u"INSERT INTO heads (user_id, stream_id, hidden) VALUES (?, ?, 1)"_s, {user.toString(), streamId});
        return idsOf(visible);
    }
    // Where the cluster was switched off between two writers, the hidden update is what nothing refers to yet.
    const QJsonArray previous = idsOf(!m_clustered && !hidden.isEmpty() ? hidden : visible);
    if (m_clustered && !hidden.isEmpty()) {
        m_storage->execute(u"DELETE FROM heads WHERE user_id = ? AND hidden = 0"_s, {user.toString()});
        m_storage->execute(u"UPDATE heads SET hidden = 0 WHERE user_id = ?"_s, {user.toString()});
    } else {
        m_storage->execute(u"DELETE FROM heads WHERE user_id = ?"_s, {user.toString()});
    }
    m_storage->execute(u"INSERT INTO heads (user_id, stream_id, hidden) VALUES (?, ?, 0)"_s, {user.toString(), streamId});
    return previous;
}

void Publisher::deviceChanged(const UserId &user, const DeviceId &device)
{
    const qint64 streamId = m_storage->nextStreamId();
    const QJsonArray previous = advanceHeads(user, streamId);
    QJsonObject content{
        {u"user_id"_s, user.toString()}, {u"device_id"_s, device.toString()}, {u"stream_id"_s, streamId}, {u"prev_id"_s, previous}};
    const QVariant name = m_storage->value(
        u"SELECT COALESCE(display_name, '') FROM devices WHERE user_id = ? AND device_id = ?"_s, {user.toString(), device.toString()});
    if (!name.isValid()) {
        content.insert(u"deleted"_s, true);
    } else {
        if (!name.toString().isEmpty())
            content.insert(u"device_display_name"_s, name.toString());
        const QJsonObject keys = m_keys->deviceKeys(user, device);
        if (!keys.isEmpty())
            content.insert(u"keys"_s, keys);
    }
    m_storage->execute(u"UPDATE users SET update_stream = ? WHERE user_id = ?"_s, {streamId, user.toString()});
    const QList<ServerName> destinations = m_rooms->serversSharingWith(user);
    forgetServersBut(destinations, user);
    for (const ServerName &destination : destinations) {
        m_storage->execute(u"INSERT INTO told_servers (user_id, destination) VALUES (?, ?) ON CONFLICT DO NOTHING"_s,
            {user.toString(), destination.toString()});
        enqueue(destination, u"m.device_list_update"_s, user, compact(content));
    }
}

// A server that shares no room any more misses this update: should it come back, it has to be told of everything.
void Publisher::forgetServersBut(const QList<ServerName> &destinations, const UserId &user)
{
    QStringList gone;
    Rows told = m_storage->run(u"SELECT destination FROM told_servers WHERE user_id = ?"_s, {user.toString()});
    while (told.next())
        if (const QString name = told.value(0).toString(); !destinations.contains(ServerName(name)))
            gone.append(name);
    for (const QString &name : std::as_const(gone))
        m_storage->execute(u"DELETE FROM told_servers WHERE user_id = ? AND destination = ?"_s, {user.toString(), name});
}

void Publisher::signingKeysChanged(const UserId &user)
{
    QJsonObject content{{u"user_id"_s, user.toString()}};
    const QJsonObject master = m_keys->crossSigningKey(user, u"master"_s);
    const QJsonObject selfSigning = m_keys->crossSigningKey(user, u"self_signing"_s);
    if (!master.isEmpty())
        content.insert(u"master_key"_s, master);
    if (!selfSigning.isEmpty())
        content.insert(u"self_signing_key"_s, selfSigning);
    const QList<ServerName> destinations = m_rooms->serversSharingWith(user);
    for (const ServerName &destination : destinations) {
        enqueue(destination, u"m.signing_key_update"_s, user, compact(content));
    }
}

void Publisher::joinedRoom(const UserId &user, const QString &room)
{
    bool isNew = false;
    const QList<ServerName> servers = m_rooms->otherServers(room, u"join"_s);
    for (const ServerName &server : servers)
        isNew = isNew
            || !m_storage->value(
                             u"SELECT 1 FROM told_servers WHERE user_id = ? AND destination = ?"_s, {user.toString(), server.toString()})
                    .isValid();
    if (!isNew)
        return;
    // Servers that are told already see one more update of a device; the new ones see an unknown prev_id and fetch the whole list.
    const QList<Device> devices = m_keys->devices(user);
    for (const Device &device : devices)
        deviceChanged(user, device.deviceId);
}

} // namespace Lockstep::Lab
