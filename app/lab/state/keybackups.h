// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"

#include <QJsonObject>

namespace Lockstep::Lab {

class Storage;

/// Server-side backups of room keys (client-server API, "Server-side key backups"): a user has any number of versions, of which the newest
/// that was not deleted is the current one; only that takes keys. State thread only, changes inside a transaction.
class KeyBackups
{
public:
    explicit KeyBackups(Storage *storage);

    /// The new version's name.
    QString create(const UserId &user, const QString &algorithm, const QJsonObject &authData);
    /// {"algorithm", "auth_data", "count", "etag", "version"}; \a version empty: of the current one. Error: NotFound.
    Result<QJsonObject> describe(const UserId &user, const QString &version) const;
    /// Only auth_data may change. Errors: NotFound; BadInput for another algorithm.
    Result<void> update(const UserId &user, const QString &version, const QString &algorithm, const QJsonObject &authData);
    /// With its keys. One that was deleted before is deleted again; NotFound for what never was.
    Result<void> remove(const UserId &user, const QString &version);

    /// Keys by room and session: {room: {"sessions": {session: key}}}. Of two keys of one session the better stays. Errors: NotFound if
    /// there is no such version; Forbidden with M_WRONG_ROOM_KEYS_VERSION and the current version in the text if it is not the current one.
    Result<void> store(const UserId &user, const QString &version, const QJsonObject &rooms);
    /// The same shape; \a room and \a session narrow it where they are not empty. Error: NotFound (the version).
    Result<QJsonObject> keys(const UserId &user, const QString &version, const QString &room, const QString &session) const;
    Result<void> removeKeys(const UserId &user, const QString &version, const QString &room, const QString &session);
    /// The current version; empty if there is none.
    QString current(const UserId &user) const;

private:
    bool exists(const UserId &user, const QString &version) const;
    void changed(const UserId &user, const QString &version);

    Storage *m_storage;
};

} // namespace Lockstep::Lab
