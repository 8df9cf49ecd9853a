// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"
#include "lab/state/roomevents.h"

#include <QJsonObject>

namespace Lockstep::Lab {

class HomeserverState;
class Memberships;
class Peers;

/// Events on their way into rooms: a client's message, state or redaction goes to the room's owner, who decides, stores it and tells the
/// servers of the room by an EDU of the lab's own, org.lockstep.lab.event, whose content is what RoomEvents::append() takes. Members are
/// Memberships' business. Any thread but the state thread, except for apply().
class EventExchange
{
public:
    static constexpr auto eduType = "org.lockstep.lab.event";

    EventExchange(HomeserverState *state, Peers *peers, Memberships *memberships);

    /// A local user's device sends. \a transaction: what makes a retransmission the same event. Answers the event's ID. Errors: Forbidden,
    /// BadInput (no canonical JSON, too large), those of federation requests.
    Result<QString> send(
        const QString &room, const RoomEvents::Viewer &sender, const QString &type, const QJsonObject &content, const QString &transaction);
    Result<QString> redact(const QString &room, const RoomEvents::Viewer &sender, const QString &eventId, const QJsonObject &content,
        const QString &transaction);
    Result<QString> setState(
        const QString &room, const UserId &sender, const QString &type, const QString &stateKey, const QJsonObject &content);

    /// The owner's side of PUT /_matrix/federation/unstable/org.lockstep.lab/event/{roomId}, whose body is the event without a position.
    /// Answers it with one.
    Result<QJsonObject> sendForServer(const ServerName &origin, const QString &room, QJsonObject event);
    /// The EDU arrived (state thread, inside the caller's transaction). Ignored unless \a origin owns the room.
    void apply(const ServerName &origin, const QJsonObject &event);

private:
    Result<QString> submit(const QJsonObject &event, const RoomEvents::Viewer &sender, const QString &transaction);
    Result<QJsonObject> publish(QJsonObject event);
    /// Nothing if the event may be. State thread.
    std::optional<QString> refusal(const QJsonObject &event) const;

    HomeserverState *m_state;
    Peers *m_peers;
    Memberships *m_memberships;
};

} // namespace Lockstep::Lab
