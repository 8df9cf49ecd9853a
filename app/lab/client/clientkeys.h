// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lab/client/clientcall.h"

namespace Lockstep::Lab {

class HomeserverState;
class Peers;
class Tracker;

/// Keys of devices: uploaded, asked for, claimed. Thread-safe.
class ClientKeys
{
public:
    ClientKeys(HomeserverState *state, Peers *peers, Tracker *tracker);
    QList<ClientRoute> routes();

private:
    Answer uploadKeys(ClientCall &call);
    Answer queryKeys(ClientCall &call);
    Answer claimKeys(ClientCall &call);
    void addOwnSignatures(const UserId &user, QJsonObject *masterKeys) const;

    HomeserverState *m_state;
    Peers *m_peers;
    Tracker *m_tracker;
};

} // namespace Lockstep::Lab
