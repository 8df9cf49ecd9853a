// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lab/client/clientcall.h"

namespace Lockstep::Lab {

class HomeserverState;
class InteractiveAuth;

/// The caller's own devices: listed, renamed, ended. Thread-safe.
class ClientDevices
{
public:
    ClientDevices(HomeserverState *state, InteractiveAuth *interactive);
    QList<ClientRoute> routes();

private:
    Answer devices(ClientCall &call);
    Answer device(ClientCall &call);
    Answer renameDevice(ClientCall &call);
    Answer deleteDevice(ClientCall &call);
    Answer deleteDevices(ClientCall &call);

    HomeserverState *m_state;
    InteractiveAuth *m_interactive;
};

} // namespace Lockstep::Lab
