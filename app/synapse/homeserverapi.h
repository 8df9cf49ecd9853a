// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"
#include "http/blockingcall.h"

#include <QJsonObject>
#include <QUrl>

namespace Lockstep::Synapse {

/// The few calls to the homeserver's own HTTP APIs that inspection needs. Blocking, for worker threads; thread-safe.
class HomeserverApi
{
public:
    /// \a inClear: tokens may travel to \a base although it has no TLS and is not this machine.
    explicit HomeserverApi(QUrl base, bool inClear = false);

    /// Makes the homeserver answer for every device of the user, which fetches the list if it is marked as stale. \a failure is what the
    /// homeserver says of the user's server, empty if nothing.
    struct KeysAnswer
    {
        QJsonObject failure;
    };
    Result<KeysAnswer> queryKeys(const UserId &user, const QString &token, int timeoutMs) const;
    /// Ends the backoff of a destination. NotFound if the homeserver has never sent to it; the text says what the homeserver said.
    Result<void> resetConnection(const ServerName &destination, const QString &token) const;
    /// "1.160.0"; needs no token.
    Result<QString> version() const;
    /// Cuts off the calls under way, which fail with Cancelled as do all later ones. From any thread.
    void stop();

private:
    struct Request
    {
        QByteArray method;
        QByteArray path;
        QByteArray body;
        QString token;
        int timeoutMs = 10'000;
    };
    Result<QJsonObject> call(const Request &request) const;

    QUrl m_base;
    bool m_inClear;
    mutable Http::CutOff m_cutOff;
};

} // namespace Lockstep::Synapse
