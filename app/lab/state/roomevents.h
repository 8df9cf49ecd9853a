// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"

#include <QJsonObject>
#include <QList>

namespace Lockstep::Lab {

struct Context;

/// Messages in rooms, so that a client can send an encrypted one and another can fail to decrypt it. No event graph, no signatures: the
/// room's owner puts them in order and tells the servers of the room by an EDU of the lab's own, org.lockstep.lab.event:
/// {"room_id","event_id","sender","type","content","origin_server_ts"}.
class RoomEvents
{
public:
    static constexpr auto eduType = "org.lockstep.lab.event";

    explicit RoomEvents(Context *context);

    struct Event
    {
        qint64 streamId = 0; ///< this server's order, which is the owner's
        QJsonObject json; ///< as clients see it, without room_id
    };

    /// A local user sends; asks the owner where that is another server. \a transaction: what makes a retransmission the same event (the
    /// device and the request's path). Answers the event's ID. Errors: Forbidden, BadInput (no canonical JSON, too large), those of
    /// federation requests. Any thread but the state thread.
    Result<QString> send(
        const QString &room, const UserId &sender, const QString &type, const QJsonObject &content, const QString &transaction);
    /// The owner's side of PUT /_matrix/federation/unstable/org.lockstep.lab/event/{roomId}, whose body is the EDU's content.
    Result<void> sendForServer(const ServerName &origin, const QString &room, const QJsonObject &event);
    /// The EDU arrived (state thread, inside the caller's transaction). Ignored unless \a origin owns the room.
    void apply(const ServerName &origin, const QJsonObject &event);

    /// The newest events between two positions, both excluded, at most \a limit; oldest first. State thread.
    QList<Event> between(const QString &room, qint64 after, qint64 before, int limit) const;
    /// The oldest ones of them, oldest first. State thread.
    QList<Event> following(const QString &room, qint64 after, int limit) const;
    /// Empty if there is none. State thread.
    QJsonObject event(const QString &room, const QString &eventId) const;

private:
    Result<void> publish(const QJsonObject &event);
    bool store(const QJsonObject &event);
    QList<Event> read(const QString &sql, const QVariantList &parameters) const;

    Context *m_context;
};

} // namespace Lockstep::Lab
