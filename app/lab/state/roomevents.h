// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QList>

#include <limits>

namespace Lockstep::Lab {

class Changes;
class Storage;

/// What was said and set in rooms: messages and state, in the order in which this server has them. No event graph, no signatures: the
/// room's owner decides and puts them in order. State thread only, changes inside a transaction.
class RoomEvents
{
public:
    static constexpr qint64 end = std::numeric_limits<qint64>::max(); ///< behind every position of the stream

    RoomEvents(Storage *storage, Changes *changes);

    struct Event
    {
        qint64 streamId = 0; ///< this server's order
        QJsonObject json; ///< as clients see it, without room_id
    };
    /// Whose device looks: of what it sent itself it is told the transaction.
    struct Viewer
    {
        UserId user;
        DeviceId device;
    };

    /// A state event of now with an ID of its own, not stored.
    static QJsonObject make(
        const QString &room, const UserId &sender, const QString &type, const QString &stateKey, const QJsonObject &content, qint64 now);
    static QString newEventId();

    /// Stores {"room_id", "event_id", "sender", "type", "state_key"?, "content", "origin_server_ts", "redacts"?, "position"?}. The position
    /// is the owner's; without one, this server is the owner and has it here. False, and nothing happened, for an event that is here
    /// already and for state that is older than what is known.
    bool append(const QJsonObject &event);
    /// A device of this server sent it.
    void rememberSender(const QString &eventId, const Viewer &sender, const QString &transaction);

    /// The newest events between two positions, both excluded, at most \a limit; oldest first.
    QList<Event> between(const QString &room, qint64 after, qint64 before, int limit, const Viewer &viewer) const;
    /// The oldest ones of them, oldest first.
    QList<Event> following(const QString &room, qint64 after, int limit, const Viewer &viewer) const;
    /// No position and no JSON if there is none.
    Event find(const QString &room, const QString &eventId, const Viewer &viewer) const;

    /// The newest state events of each type and key between two positions, both excluded; in order.
    QList<Event> state(const QString &room, qint64 after = -1, qint64 before = end) const;
    /// The content of what is in force now; empty if nothing is.
    QJsonObject stateContent(const QString &room, const QString &type, const QString &stateKey = {}) const;
    /// What is in force now, with room_id and position, as append() takes it, in the owner's order. \a type, \a stateKey: of one only.
    QJsonArray forOthers(const QString &room) const;
    QJsonObject forOthers(const QString &room, const QString &type, const QString &stateKey) const;

private:
    QList<Event> read(const QString &sql, const QVariantList &parameters, const Viewer &viewer = {}) const;
    QJsonArray told(const QString &room, const QString &condition, const QVariantList &parameters) const;
    QJsonObject redaction(const QString &eventId) const;
    void redact(const QString &room, const QString &eventId, const QString &because);

    Storage *m_storage;
    Changes *m_changes;
};

} // namespace Lockstep::Lab
