// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lab/client/clientcall.h"

namespace Lockstep::Lab {

class EventExchange;
class HomeserverState;

/// What is said in rooms: sent, redacted, read back. Thread-safe.
class ClientTimeline
{
public:
    ClientTimeline(HomeserverState *state, EventExchange *exchange);
    QList<ClientRoute> routes();

private:
    Answer send(ClientCall &call);
    Answer redact(ClientCall &call);
    Answer event(ClientCall &call);
    Answer context(ClientCall &call);
    Answer messages(ClientCall &call);

    bool isIn(const ClientCall &call, const QString &room) const;

    HomeserverState *m_state;
    EventExchange *m_exchange;
};

} // namespace Lockstep::Lab
