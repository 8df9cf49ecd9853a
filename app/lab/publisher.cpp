// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/publisher.h"

#include "lab/keys.h"
#include "lab/rooms.h"
#include "lab/storage.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

void enqueue(Storage *storage, const ServerName &destination, const QString &type, const UserId &user, const QJsonObject &content)
{
    storage->execute(u"INSERT INTO outgoing (destination, id, edu_type, user_id, content, queued) VALUES (?, ?, ?, ?, ?, ?)"_s,
        {destination.toString(), storage->nextStreamId(), type, user.toString(),
            QString::fromUtf8(QJsonDocument(content).toJson(QJsonDocument::Compact)), QDateTime::currentMSecsSinceEpoch()});
}

} // namespace

Publisher::Publisher(Storage *storage, Rooms *rooms, Keys *keys, std::function<void(const ServerName &)> wake)
    : m_storage(storage)
    , m_rooms(rooms)
    , m_keys(keys)
    , m_wake(std::move(wake))
{
}

qint64 Publisher::streamId(const UserId &user) const
{
    return m_storage->value(u"SELECT update_stream FROM users WHERE user_id = ?"_s, {user.toString()}).toLongLong();
}

void Publisher::deviceChanged(const UserId &user, const DeviceId &device)
{
    const qint64 streamId = m_storage->nextStreamId();
    // Clustered: each update is written by one of two writers, in pairs (0 0 1 1 …), and a writer knows its own heads only when the other
    // one is at work: the first update of a pair forks from what both knew before, the second one merges.
    const int writer = m_clustered ? int(streamId % 2) : 0;
    QJsonArray previous;
    QList<qint64> referred;
    QSqlQuery heads = m_storage->run(u"SELECT stream_id, writer FROM heads WHERE user_id = ? ORDER BY stream_id"_s, {user.toString()});
    QList<std::pair<qint64, int>> known;
    while (heads.next())
        known.append({heads.value(0).toLongLong(), heads.value(1).toInt()});
    const bool merge = !m_clustered || known.size() != 1;
    for (const auto &[id, by] : std::as_const(known)) {
        previous.append(id);
        // A writer that does not know of the other's update leaves the common predecessor a head for the other one too.
        if (merge || by != writer)
            referred.append(id);
    }
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
    for (const qint64 id : std::as_const(referred))
        m_storage->execute(u"DELETE FROM heads WHERE user_id = ? AND stream_id = ?"_s, {user.toString(), id});
    m_storage->execute(u"INSERT INTO heads (user_id, stream_id, writer) VALUES (?, ?, ?)"_s, {user.toString(), streamId, writer});
    m_storage->execute(u"UPDATE users SET update_stream = ? WHERE user_id = ?"_s, {streamId, user.toString()});
    const QList<ServerName> destinations = m_rooms->serversSharingWith(user);
    for (const ServerName &destination : destinations) {
        m_storage->execute(u"INSERT INTO told_servers (user_id, destination) VALUES (?, ?) ON CONFLICT DO NOTHING"_s,
            {user.toString(), destination.toString()});
        enqueue(m_storage, destination, u"m.device_list_update"_s, user, content);
        m_wake(destination);
    }
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
        enqueue(m_storage, destination, u"m.signing_key_update"_s, user, content);
        m_wake(destination);
    }
}

void Publisher::joinedRoom(const UserId &user, const QString &room)
{
    bool isNew = false;
    const QList<Rooms::Member> members = m_rooms->members(room);
    for (const Rooms::Member &member : members) {
        const ServerName server = member.user.server();
        if (member.membership != "join"_L1 || server == user.server())
            continue;
        isNew = isNew
            || !m_storage->value(
                             u"SELECT 1 FROM told_servers WHERE user_id = ? AND destination = ?"_s, {user.toString(), server.toString()})
                    .isValid();
    }
    if (!isNew)
        return;
    // Servers that are told already see one more update of a device; the new ones see an unknown prev_id and fetch the whole list.
    const QList<Device> devices = m_keys->devices(user);
    for (const Device &device : devices)
        deviceChanged(user, device.deviceId);
}

} // namespace Lockstep::Lab
