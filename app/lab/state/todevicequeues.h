// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QJsonObject>
#include <QList>

namespace Lockstep::Lab {

class Clock;
class Storage;

/// Queues of send-to-device messages: the inbox of local devices, the outbox to other servers. State thread only.
class ToDeviceQueues
{
public:
    ToDeviceQueues(Storage *storage, const Clock *clock);

    struct Message
    {
        qint64 streamId = 0;
        UserId sender;
        QString type;
        QString messageId;
        QJsonObject content;
    };

    /// Appends to a local device's inbox; returns the message's position.
    qint64 enqueue(const UserId &user, const DeviceId &device, const Message &message);
    /// The oldest, after \a after, at most \a limit.
    QList<Message> pending(const UserId &user, const DeviceId &device, qint64 after, int limit) const;
    /// Deletes what was delivered, up to and with \a upTo.
    int acknowledge(const UserId &user, const DeviceId &device, qint64 upTo);
    void removeDevice(const UserId &user, const DeviceId &device);

    /// Whether this (origin, message_id) came before; remembers it for seven days.
    bool seenBefore(const ServerName &origin, const QString &messageId);

private:
    Storage *m_storage;
    const Clock *m_clock;
};

} // namespace Lockstep::Lab
