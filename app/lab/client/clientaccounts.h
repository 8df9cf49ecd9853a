// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lab/client/clientcall.h"

#include <QUrl>

namespace Lockstep::Lab {

class HomeserverState;
class InteractiveAuth;

/// Accounts and sessions: what the server offers, registration, login, logout, and who is who. Thread-safe.
class ClientAccounts
{
public:
    ClientAccounts(HomeserverState *state, InteractiveAuth *interactive, QUrl address);
    QList<ClientRoute> routes();

private:
    Answer versions(ClientCall &call);
    Answer wellKnownClient(ClientCall &call);
    Answer wellKnownServer(ClientCall &call);
    Answer loginFlows(ClientCall &call);
    Answer login(ClientCall &call);
    Answer refreshToken(ClientCall &call);
    Answer logout(ClientCall &call);
    Answer logoutAll(ClientCall &call);
    Answer registerUser(ClientCall &call);
    Answer whoami(ClientCall &call);
    Answer capabilities(ClientCall &call);
    Answer isNameFree(ClientCall &call);
    Answer whois(ClientCall &call);
    Answer isAdmin(ClientCall &call);

    HomeserverState *m_state;
    InteractiveAuth *m_interactive;
    QUrl m_address;
};

} // namespace Lockstep::Lab
