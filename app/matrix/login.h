// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "matrix/clientapi.h"

#include <QNetworkAccessManager>
#include <QObject>
#include <QPointer>
#include <QTimer>

namespace Lockstep::Matrix {

/// Signs in with a password or a login token, or makes sure whose an access token is. Waits when the homeserver is rate limiting and says
/// how long it wants; gives up when that is more than a minute in all.
class Login : public QObject
{
    Q_OBJECT
public:
    Login(ClientApi api, QNetworkAccessManager *manager, QObject *parent);
    ~Login() override;

    /// \a done is called once, unless cancelled or destroyed before.
    void withPassword(const PasswordLogin &login, Http::Done<Credentials> done);
    /// With what single sign-on has left behind.
    void withLoginToken(const TokenLogin &login, Http::Done<Credentials> done);
    /// Of \a credentials only the tokens need to be set.
    void withToken(const Credentials &credentials, Http::Done<Credentials> done);
    /// Ends it. A login that is under way at the homeserver is let finish and logged out again at once, so that no device stays behind.
    void cancel();

Q_SIGNALS:
    /// "The homeserver asks to wait 3 s."
    void waiting(const QString &text);

private:
    class Post;

    void askFlows();
    void post();
    void posted(const Result<Credentials> &result);
    void askWhoami();
    /// Whether \a error was a rate limit that can be waited out; then \a again runs later.
    bool waitedOut(const Error &error, void (Login::*again)());
    void refused(const Error &error);
    void finish(const Result<Credentials> &result);

    ClientApi m_api;
    QPointer<QNetworkAccessManager> m_manager;
    Http::Done<Credentials> m_done;
    PasswordLogin m_login;
    TokenLogin m_tokenLogin; ///< instead, if it has a token
    Credentials m_credentials;
    Http::CallHandle m_call;
    QPointer<Post> m_post;
    QTimer m_retry;
    qint64 m_waitedMs = 0;
};

} // namespace Lockstep::Matrix
