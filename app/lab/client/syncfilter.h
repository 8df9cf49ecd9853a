// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>

namespace Lockstep::Lab {

/// As much of a filter (client-server API, "Filtering") as the lab has something to filter for: rooms, and types of events. The rest
/// is taken and has no effect. Send-to-device messages and device lists are never filtered.
class SyncFilter
{
public:
    SyncFilter() = default; ///< lets everything through
    explicit SyncFilter(const QJsonObject &filter);

    bool allowsRoom(const QString &room) const;
    bool includesLeft() const { return m_room.value(QLatin1StringView("include_leave")).toBool(); }
    bool allowsState(const QString &type) const;
    bool allowsTimeline(const QString &type) const;
    /// How many events of a room's timeline at most, 1 to 100; 10 unless the filter says something else.
    int timelineLimit() const;
    /// Members may be left out of the state, and the room's summary is wanted.
    bool lazyLoadsMembers() const;
    bool allowsAccountData(const QString &type) const;
    bool allowsRoomAccountData(const QString &type) const;

private:
    QJsonObject m_room;
    QJsonObject m_accountData;
};

/// What a filter has to look like, for a BodyShape.
QByteArray filterShape();

} // namespace Lockstep::Lab
