// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lab/client/clientcall.h"

namespace Lockstep::Lab {

class HomeserverState;

/// What clients keep on the server, and what they ask for when they start and the lab has little of. Thread-safe.
class ClientData
{
public:
    explicit ClientData(HomeserverState *state);
    QList<ClientRoute> routes();

private:
    Answer makeFilter(ClientCall &call);
    Answer filter(ClientCall &call);
    Answer accountData(ClientCall &call);
    Answer setAccountData(ClientCall &call);
    Answer pushRules(ClientCall &call);
    Answer presence(ClientCall &call);
    Answer notHere(ClientCall &call);
    Answer notServed(ClientCall &call);
    Answer emptyAnswer(ClientCall &call);
    Answer emptyList(ClientCall &call);

    HomeserverState *m_state;
};

} // namespace Lockstep::Lab
