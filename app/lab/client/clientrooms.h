// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lab/client/clientcall.h"

namespace Lockstep::Lab {

class EventExchange;
class HomeserverState;
class Memberships;

/// Rooms: made, joined, left, and their state. Thread-safe.
class ClientRooms
{
public:
    ClientRooms(HomeserverState *state, Memberships *memberships, EventExchange *exchange);
    QList<ClientRoute> routes();

private:
    Answer createRoom(ClientCall &call);
    Answer invite(ClientCall &call);
    Answer kick(ClientCall &call);
    Answer join(ClientCall &call);
    Answer leave(ClientCall &call);
    Answer forget(ClientCall &call);
    Answer joinedRooms(ClientCall &call);
    Answer joinedMembers(ClientCall &call);
    Answer members(ClientCall &call);
    Answer roomState(ClientCall &call);
    Answer oneState(ClientCall &call);
    Answer setRoomState(ClientCall &call);

    Answer changed(ClientCall &call, const UserId &user, const QString &membership);
    /// The state if the caller is in the room.
    std::optional<QJsonArray> stateFor(const ClientCall &call);

    HomeserverState *m_state;
    Memberships *m_memberships;
    EventExchange *m_exchange;
};

} // namespace Lockstep::Lab
