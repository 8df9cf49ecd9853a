// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lab/client/clientcall.h"

namespace Lockstep::Lab {

class HomeserverState;

/// Server-side backups of room keys. Thread-safe.
class ClientBackup
{
public:
    explicit ClientBackup(HomeserverState *state);
    QList<ClientRoute> routes();

private:
    Answer create(ClientCall &call);
    Answer describe(ClientCall &call);
    Answer update(ClientCall &call);
    Answer remove(ClientCall &call);
    Answer store(ClientCall &call);
    Answer keys(ClientCall &call);
    Answer removeKeys(ClientCall &call);
    /// What a change of the keys answers: the new etag and count.
    Answer keysChanged(ClientCall &call, const std::function<Result<void>(const QString &version)> &change);

    HomeserverState *m_state;
};

} // namespace Lockstep::Lab
