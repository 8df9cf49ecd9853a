// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QJsonArray>
#include <QJsonObject>

#include <optional>

namespace Lockstep::Lab {

class Storage;

/// What clients keep on the server: account data, and filters for /sync. State thread only.
class AccountData
{
public:
    explicit AccountData(Storage *storage);

    /// \a room is empty for what belongs to no room.
    std::optional<QJsonObject> content(const UserId &user, const QString &room, const QString &type) const;
    void set(const UserId &user, const QString &room, const QString &type, const QJsonObject &content);
    /// {"type", "content"} of what changed after a position of the stream.
    QJsonArray events(const UserId &user, const QString &room, qint64 since) const;

    /// The filter's ID: the same filter again has the same one, so that a client that asks at each start fills nothing. Nothing if the user
    /// has too many.
    std::optional<qint64> addFilter(const UserId &user, const QJsonObject &filter);
    std::optional<QJsonObject> filter(const UserId &user, qint64 id) const;

private:
    Storage *m_storage;
};

} // namespace Lockstep::Lab
