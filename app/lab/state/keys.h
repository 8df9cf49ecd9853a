// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "domain/device.h"

#include <QJsonObject>

namespace Lockstep::Lab {

class Storage;

/// Local users' device and cross-signing keys, one-time and fallback keys. State thread only.
class Keys
{
public:
    Keys(Storage *storage, ServerName self);

    /// Stores DeviceKeys as uploaded, merging signatures already known; returns whether they changed.
    bool setDeviceKeys(const UserId &user, const DeviceId &device, const QJsonObject &keys);
    QJsonObject deviceKeys(const UserId &user, const DeviceId &device) const;
    void removeDevice(const UserId &user, const DeviceId &device);
    /// All devices of a local user (also those without keys), ordered by ID, as federation and /keys/query show them.
    QList<Device> devices(const UserId &user) const;

    /// Nothing is stored twice. Returns the name of a key that is here already with another content; the transaction is to be rolled back
    /// then.
    QString addOneTimeKeys(const UserId &user, const DeviceId &device, const QJsonObject &keys);
    void setFallbackKeys(const UserId &user, const DeviceId &device, const QJsonObject &keys);
    /// {algorithm: number}
    QJsonObject oneTimeKeyCounts(const UserId &user, const DeviceId &device) const;
    QStringList unusedFallbackKeyTypes(const UserId &user, const DeviceId &device) const;
    /// Hands out one key, each at most once, then the fallback key; empty if there is none.
    QJsonObject claim(const UserId &user, const DeviceId &device, const QString &algorithm);

    /// usage: "master", "self_signing", "user_signing". Returns whether it changed.
    bool setCrossSigningKey(const UserId &user, const QString &usage, const QJsonObject &key);
    QJsonObject crossSigningKey(const UserId &user, const QString &usage) const;

private:
    Storage *m_storage;
    ServerName m_self;
};

/// The one public key of a cross-signing key object, unpadded base64; empty if it does not have exactly one.
QString publicKeyOf(const QJsonObject &crossSigningKey);

} // namespace Lockstep::Lab
