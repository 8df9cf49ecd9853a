// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "lab/client/clientcall.h"

#include <QHash>
#include <QJsonValue>

#include <mutex>

namespace Lockstep::Lab {

class HomeserverState;

/// User-interactive authentication (specification, client-server API, "User-Interactive Authentication API"): one stage. Thread-safe.
class InteractiveAuth
{
public:
    explicit InteractiveAuth(HomeserverState *state);

    /// For who registers. Nothing if the call completes the stage; else the 401 to answer.
    std::optional<Answer> askNothing(const ClientCall &call, const QString &operation);
    /// The caller's own password, likewise.
    std::optional<Answer> askPassword(const ClientCall &call, const QString &operation);

private:
    std::optional<Answer> check(
        const QString &operation, const QString &stage, const QJsonValue &auth, const std::function<bool(const QJsonObject &)> &isRight);

    HomeserverState *m_state;
    std::mutex m_mutex;
    QHash<QString, QString> m_sessions; ///< session → operation
};

/// The user that a login or an authentication stage names: a whole ID or a localpart of this server.
UserId userOf(const QJsonObject &identifier, const ServerName &self);

} // namespace Lockstep::Lab
