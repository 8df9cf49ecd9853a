// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "matrix/signin/clientregistration.h"
#include "matrix/signin/loopbacklistener.h"
#include "matrix/signin/oauthsession.h"

namespace Lockstep::Matrix {

/// Signs in through a browser on this machine: authorization code with PKCE (S256), back by 127.0.0.1 (RFC 8252). Ends with its object;
/// there is no time limit, because nobody can tell how long a person needs.
class CodeSignIn : public QObject
{
    Q_OBJECT
public:
    CodeSignIn(OAuthApi api, QNetworkAccessManager *manager, ClientMemory memory, QObject *parent);

    /// \a done is called once, unless destroyed before; userId is empty in the credentials. Errors: Forbidden (the person said no, or the
    /// server gave less), others as OAuthApi's.
    void start(Rights rights, Http::Done<Credentials> done);

Q_SIGNALS:
    /// The address that a browser has to open. A second time if the server did not take the first.
    void opening(const QUrl &address);

private:
    void begin();
    void arrived(const LoopbackListener::Query &query);
    void finish(const Result<Credentials> &result);

    OAuthApi m_api;
    QNetworkAccessManager *m_manager;
    ClientRegistration m_registration;
    LoopbackListener m_listener;
    Http::Done<Credentials> m_done;
    Rights m_rights = Rights::Admin;
    ScopeNames m_names = ScopeNames::Stable;
    QString m_redirect;
    QString m_clientId;
    QString m_verifier;
    QString m_state;
};

} // namespace Lockstep::Matrix
