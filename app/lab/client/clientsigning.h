// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lab/client/clientcall.h"

namespace Lockstep::Lab {

class HomeserverState;
class InteractiveAuth;

/// Cross-signing keys and signatures. Thread-safe.
class ClientSigning
{
public:
    ClientSigning(HomeserverState *state, InteractiveAuth *interactive);
    QList<ClientRoute> routes();

private:
    Answer uploadCrossSigning(ClientCall &call);
    Answer uploadSignatures(ClientCall &call);
    /// What is wrong, empty if it was stored. State thread.
    QString storeSignatures(const UserId &caller, const UserId &target, const QString &keyId, const QJsonObject &object);

    HomeserverState *m_state;
    InteractiveAuth *m_interactive;
};

} // namespace Lockstep::Lab
