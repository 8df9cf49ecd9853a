// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lab/client/clientcall.h"

namespace Lockstep::Lab {

class HomeserverState;

/// Send-to-device messages of clients. Thread-safe.
class ClientToDevice
{
public:
    explicit ClientToDevice(HomeserverState *state);
    QList<ClientRoute> routes();

private:
    Answer sendToDevice(ClientCall &call);
    void enqueueMessages(const ServerName &destination, const UserId &sender, const QString &type,
        const QMap<UserId, QMap<DeviceId, QJsonObject>> &recipients);

    HomeserverState *m_state;
};

} // namespace Lockstep::Lab
