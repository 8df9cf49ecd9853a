// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "matrix/login.h"
#include "matrix/signin/clientregistration.h"
#include "session/connectrequest.h"
#include "session/signinoffers.h"

#include <QObject>

namespace Lockstep {

/// Signs in at a homeserver that was found, in the way that a request asks for. Ends with its object; what it has made at the server by
/// then, and not handed over, it takes back.
class SignIn : public QObject
{
    Q_OBJECT
public:
    SignIn(const Matrix::ClientApi &api, QNetworkAccessManager *manager, Matrix::ClientMemory memory, QObject *parent);

    /// \a deviceId: to sign in with, where a sign-in makes a device. \a done is called once, unless destroyed before.
    void start(const ConnectRequest &request, const QString &deviceId, Http::Done<Matrix::Credentials> done);

Q_SIGNALS:
    void progress(const QString &text);
    void waiting(const Lockstep::SignInWait &wait);
    /// There are tokens now that have to be logged out if nothing comes of it; whose they are is not known yet.
    void made(const Lockstep::Matrix::Credentials &credentials);

private:
    void askServer();
    void byCode(const Matrix::OAuthApi &oauth);
    void byDevice(const Matrix::OAuthApi &oauth);
    void askFlows();
    void bySso();
    void byPassword();
    void signedIn(const Result<Matrix::Credentials> &credentials);
    void finish(const Result<Matrix::Credentials> &result);
    void failWith(Error::Kind kind, const QString &text);
    void showBrowser(const QUrl &address, bool asksForAdmin);
    Matrix::Rights rights() const { return m_request.adminRights ? Matrix::Rights::Admin : Matrix::Rights::ApiOnly; }

    Matrix::ClientApi m_api;
    QNetworkAccessManager *m_manager;
    Matrix::ClientMemory m_memory;
    Matrix::Login *m_login;
    ConnectRequest m_request;
    QString m_deviceId;
    Http::Done<Matrix::Credentials> m_done;
};

} // namespace Lockstep
