// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "matrix/clientapi.h"
#include "matrix/signin/loopbacklistener.h"

namespace Lockstep::Matrix {

/// Single sign-on through a browser on this machine (m.login.sso): waits for the login token with which it comes back. What
/// m.login.sso has no state for is a path that nobody can guess. Ends with its object.
class SsoSignIn : public QObject
{
    Q_OBJECT
public:
    SsoSignIn(const ClientApi &api, QObject *parent);

    /// \a provider: ID of an identity provider, or empty. \a done gets the login token, once, unless destroyed before.
    void start(const QString &provider, Http::Done<QString> done);

Q_SIGNALS:
    /// The address that a browser has to open.
    void opening(const QUrl &address);

private:
    QUrl m_base;
    LoopbackListener m_listener;
    Http::Done<QString> m_done;
};

} // namespace Lockstep::Matrix
