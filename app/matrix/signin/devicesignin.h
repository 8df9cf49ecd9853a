// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "matrix/signin/clientregistration.h"
#include "matrix/signin/oauthsession.h"

#include <QTimer>

namespace Lockstep::Matrix {

/// Signs in with a code that a person types in a browser of another device (RFC 8628). Asks the server as often as it allows until the
/// code is taken, refused or too old. Ends with its object.
class DeviceSignIn : public QObject
{
    Q_OBJECT
public:
    DeviceSignIn(OAuthApi api, QNetworkAccessManager *manager, ClientMemory memory, QObject *parent);

    /// \a done is called once, unless destroyed before; userId is empty in the credentials. Errors: Forbidden (the person said no, or the
    /// server gave less), Timeout (nobody typed the code in time), others as OAuthApi's.
    void start(Rights rights, Http::Done<Credentials> done);

Q_SIGNALS:
    /// What to show: userCode and address, until expiresAt.
    void showing(const Lockstep::Matrix::DeviceCode &code);

private:
    void ask();
    void asked(const Result<DeviceCode> &code);
    void poll();
    void polled(const Result<Credentials> &result);
    void again();
    void finish(const Result<Credentials> &result);

    OAuthApi m_api;
    QNetworkAccessManager *m_manager;
    ClientRegistration m_registration;
    Http::Done<Credentials> m_done;
    QTimer m_timer;
    DeviceCode m_code;
    QString m_clientId;
    Rights m_rights = Rights::Admin;
    ScopeNames m_names = ScopeNames::Stable;
    bool m_registeredAnew = false;
};

} // namespace Lockstep::Matrix
