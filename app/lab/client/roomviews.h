// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lab/client/syncfilter.h"
#include "lab/state/roomevents.h"

#include <QJsonArray>
#include <QJsonObject>

namespace Lockstep::Lab {

class HomeserverState;

/// What /sync shows a user of the rooms. State thread.
class RoomViews
{
public:
    explicit RoomViews(HomeserverState *state);

    /// What is new after \a since: {"join", "invite", "leave"}, each only if there is something. \a isWhole: all of it, as for a client
    /// that begins.
    QJsonObject since(const RoomEvents::Viewer &viewer, qint64 since, bool isWhole, const SyncFilter &filter) const;

private:
    QJsonObject joined(const QString &room, const RoomEvents::Viewer &viewer, qint64 since, const SyncFilter &filter) const;
    QJsonObject invited(const QString &room, const UserId &user) const;
    QJsonObject left(const QString &room, const RoomEvents::Viewer &viewer, qint64 since, const SyncFilter &filter) const;
    /// "timeline": the newest events between two positions; and "state": what was in force where it begins, as far as that is newer than
    /// \a after.
    QJsonObject timelineAndState(
        const QString &room, const RoomEvents::Viewer &viewer, qint64 after, qint64 before, const SyncFilter &filter) const;
    QJsonObject summary(const QString &room, const UserId &user) const;

    HomeserverState *m_state;
};

} // namespace Lockstep::Lab
