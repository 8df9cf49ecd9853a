// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"

#include <QByteArray>
#include <QJsonObject>

#include <optional>

namespace Lockstep::Lab {

class Storage;

/// Local users, their devices and tokens. Tokens are kept as hashes. State thread only. Passwords are salted and hashed, but cheaply: ten
/// thousand lab users are made in a moment, and nobody guards a secret with them.
class Accounts
{
public:
    Accounts(Storage *storage, ServerName self);

    struct Caller
    {
        UserId user;
        DeviceId device;
        bool admin = false;
    };
    struct Session
    {
        UserId user;
        DeviceId device;
        QString accessToken;
        QString refreshToken; ///< empty unless asked for
        bool deviceIsNew = false;
    };

    /// Whether a user of this name could be made: the grammar of localparts, and the length of the whole ID. Any thread.
    static bool isUsableName(const QString &localpart, const ServerName &server);
    Result<UserId> add(const QString &localpart, const QString &password, bool admin);
    bool exists(const UserId &user) const;
    bool isAdmin(const UserId &user) const;
    bool checkPassword(const UserId &user, const QString &password) const;

    /// Makes the device if it is new; the tokens of an earlier session of this device end.
    Session signIn(const UserId &user, const DeviceId &wanted, const QString &displayName, bool refreshable);
    std::optional<Caller> callerOf(const QString &accessToken) const;
    /// A new pair of tokens; the old refresh token works until one of the new ones is used.
    std::optional<Session> refresh(const QString &refreshToken);
    /// A new token was used: its predecessors end now.
    void confirmTokens(const QString &accessToken);

    /// A session of the device began from there.
    void noteAddress(const UserId &user, const DeviceId &device, const QString &address);
    /// {"displayname", "avatar_url"?}; the name is the localpart until the user sets one.
    QJsonObject profile(const UserId &user) const;
    /// \a field: "displayname" or "avatar_url"; an empty value takes it away.
    void setProfile(const UserId &user, const QString &field, const QString &value);

    bool hasDevice(const UserId &user, const DeviceId &device) const;
    void makeDevice(const UserId &user, const DeviceId &device, const QString &displayName);
    /// Ends its tokens and forgets the device; keys and queues are the caller's business.
    bool removeDevice(const UserId &user, const DeviceId &device);
    QList<DeviceId> devices(const UserId &user) const;
    bool rename(const UserId &user, const DeviceId &device, const QString &displayName);
    QString displayName(const UserId &user, const DeviceId &device) const;
    /// {"device_id", "display_name", "last_seen_ip", "last_seen_ts"}, null where unknown; empty if there is none.
    QJsonObject describe(const UserId &user, const DeviceId &device) const;

private:
    QString issue(const UserId &user, const DeviceId &device, const QString &kind, qint64 pair);

    Storage *m_storage;
    ServerName m_self;
};

} // namespace Lockstep::Lab
