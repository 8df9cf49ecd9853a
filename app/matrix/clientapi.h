// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "matrix/authorizationserver.h"
#include "matrix/tokentext.h"

#include <QJsonObject>
#include <QSet>
#include <QStringList>
#include <QUrl>

#include <optional>

class QNetworkAccessManager;

namespace Lockstep::Matrix {

/// GET /_matrix/client/versions.
struct Versions
{
    QStringList versions;
    QSet<QString> unstableFeatures; ///< those that are true
};

/// One of the ways of single sign-on.
struct IdentityProvider
{
    QString id; ///< letters, digits and ".-_~"
    QString name; ///< fit to be shown

    friend bool operator==(const IdentityProvider &, const IdentityProvider &) = default;
};

/// GET /login: how a user may sign in.
struct LoginFlows
{
    bool password = false;
    bool sso = false;
    QList<IdentityProvider> providers; ///< of single sign-on, at most 20; with none the server lets the user choose
    QStringList types;
};

/// The sign-in at an authorization server that tokens come from.
struct OAuthClient
{
    QString issuer;
    QString clientId; ///< empty: the tokens are the homeserver's own

    friend bool operator==(const OAuthClient &, const OAuthClient &) = default;
};

/// An access token and what belongs to it. A secret: never log, never store outside the keychain.
struct Credentials
{
    QString userId;
    QString deviceId; ///< empty if the token has no device
    QString accessToken;
    QString refreshToken; ///< empty if the token cannot be renewed
    qint64 expiresAt = 0; ///< ms since the epoch, 0 if it does not expire
    bool fromLogin = false; ///< made by our own login, and therefore ours to log out
    OAuthClient oauth = {};
};

struct PasswordLogin
{
    QString user; ///< localpart or full user ID
    QString password;
    QString deviceId; ///< reused if the homeserver knows it
    QString deviceName = QStringLiteral("Lockstep");
};

/// What single sign-on has left behind (m.login.token).
struct TokenLogin
{
    QString loginToken; ///< a secret, for one login
    QString deviceId; ///< reused if the homeserver knows it
    QString deviceName = QStringLiteral("Lockstep");
};

struct Whoami
{
    QString userId;
    QString deviceId;
};

/// The client-server calls that the desktop program makes itself. Values only: tokens are given to each call. If \a context dies or
/// the handle is cancelled, \a done is never called; otherwise exactly once. Errors as HttpCall's; an answer that is not what the
/// specification says is BadAnswer.
class ClientApi
{
public:
    /// \a base: client API base URL, with or without a path prefix and a trailing slash.
    ClientApi(QNetworkAccessManager *manager, const QUrl &base);

    QUrl base() const { return m_base; }

    Http::CallHandle versions(QObject *context, Http::Done<Versions> done) const;
    Http::CallHandle loginFlows(QObject *context, Http::Done<LoginFlows> done) const;
    /// The server's OAuth 2.0 API (v1.15, and its proposal MSC2965 before); nothing if it says that it has none. Any other failure is
    /// an error: a server whose authorization server is away does not know.
    void authorizationServer(QObject *context, Http::Done<std::optional<AuthorizationServer>> done) const;
    Http::CallHandle login(const PasswordLogin &login, QObject *context, Http::Done<Credentials> done) const;
    Http::CallHandle login(const TokenLogin &login, QObject *context, Http::Done<Credentials> done) const;
    Http::CallHandle whoami(const QString &token, QObject *context, Http::Done<Whoami> done) const;
    /// Invalidates the tokens and deletes their device, where they have one; those of an authorization server are revoked there. A token
    /// that is already unknown counts as logged out.
    void logout(const Credentials &credentials, QObject *context, Http::Done<bool> done) const;
    /// New tokens for \a credentials, from where they came; all else is taken over. Where the session is over the error is Unauthorized
    /// with M_UNKNOWN_TOKEN.
    void refresh(const Credentials &credentials, QObject *context, Http::Done<Credentials> done) const;

private:
    template <typename T, typename Read>
    Http::CallHandle call(const Http::HttpRequest &request, QObject *context, Http::Done<T> done, Read read) const;
    Http::HttpRequest request(const char *method, const QString &path) const;
    void askMetadata(const QStringList &paths, QObject *context, Http::Done<std::optional<AuthorizationServer>> done) const;
    Http::CallHandle postLogin(QJsonObject body, const QString &deviceId, QObject *context, Http::Done<Credentials> done) const;
    void refreshByOAuth(const Credentials &credentials, QObject *context, Http::Done<Credentials> done) const;
    void revoke(const Credentials &credentials, QObject *context, Http::Done<bool> done) const;

    QNetworkAccessManager *m_manager;
    QUrl m_base;
};

/// \a base with \a path ("_matrix/client/versions") appended, whatever slashes base ends with.
QUrl endpoint(const QUrl &base, const QString &path);

/// What a failed call says about the access token. A 401 of user-interactive authentication, or of a proxy, has no token errcode and
/// says nothing about the token.
enum class TokenTrouble {
    None,
    Rejected, ///< M_UNKNOWN_TOKEN, M_MISSING_TOKEN: renew it, or sign in again
    Locked, ///< M_USER_LOCKED: keep the session, it works again when an administrator unlocks the account
};
TokenTrouble tokenTrouble(const Error &error);

} // namespace Lockstep::Matrix
