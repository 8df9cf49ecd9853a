// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lab/client/clientcall.h"

namespace Lockstep::Lab {

class HomeserverState;
class Memberships;
class Peers;

/// Profiles of users, also those of other servers, and the search for users. Thread-safe.
class ClientProfile
{
public:
    ClientProfile(HomeserverState *state, Peers *peers, Memberships *memberships);
    QList<ClientRoute> routes();

private:
    Answer profile(ClientCall &call);
    Answer setProfile(ClientCall &call);
    Answer searchUsers(ClientCall &call);

    HomeserverState *m_state;
    Peers *m_peers;
    Memberships *m_memberships;
};

} // namespace Lockstep::Lab
