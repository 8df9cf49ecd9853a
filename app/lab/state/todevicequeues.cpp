// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/todevicequeues.h"

#include "lab/state/clock.h"
#include "lab/state/storage.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {
constexpr qint64 rememberSeenMs = 7LL * 24 * 60 * 60 * 1000;
}

ToDeviceQueues::ToDeviceQueues(Storage *storage, const Clock *clock)
    : m_storage(storage)
    , m_clock(clock)
{
}

qint64 ToDeviceQueues::enqueue(const UserId &user, const DeviceId &device, const Message &message)
{
    const qint64 position = m_storage->nextStreamId();
    m_storage->execute(
        u"INSERT INTO inbox (user_id, device_id, stream_id, sender, type, message_id, content) VALUES (?, ?, ?, ?, ?, ?, ?)"_s,
        {user.toString(), device.toString(), position, message.sender.toString(), message.type, message.messageId,
            QString::fromUtf8(QJsonDocument(message.content).toJson(QJsonDocument::Compact))});
    return position;
}

QList<ToDeviceQueues::Message> ToDeviceQueues::pending(const UserId &user, const DeviceId &device, qint64 after, int limit) const
{
    QList<Message> result;
    Rows query = m_storage->run(
        u"SELECT stream_id, sender, type, message_id, content FROM inbox WHERE user_id = ? AND device_id = ? AND stream_id > ? ORDER BY stream_id LIMIT ?"_s,
        {user.toString(), device.toString(), after, limit});
    while (query.next())
        result.append({query.value(0).toLongLong(), UserId(query.value(1).toString()), query.value(2).toString(), query.value(3).toString(),
            QJsonDocument::fromJson(query.value(4).toString().toUtf8()).object()});
    return result;
}

int ToDeviceQueues::acknowledge(const UserId &user, const DeviceId &device, qint64 upTo)
{
    return m_storage->execute(
        u"DELETE FROM inbox WHERE user_id = ? AND device_id = ? AND stream_id <= ?"_s, {user.toString(), device.toString(), upTo});
}

void ToDeviceQueues::removeDevice(const UserId &user, const DeviceId &device)
{
    m_storage->execute(u"DELETE FROM inbox WHERE user_id = ? AND device_id = ?"_s, {user.toString(), device.toString()});
}

bool ToDeviceQueues::seenBefore(const ServerName &origin, const QString &messageId)
{
    const qint64 now = m_clock->now();
    m_storage->execute(u"DELETE FROM seen_messages WHERE at < ?"_s, {now - rememberSeenMs});
    return m_storage->execute(u"INSERT INTO seen_messages (origin, message_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"_s,
               {origin.toString(), messageId, now})
        == 0;
}

} // namespace Lockstep::Lab
