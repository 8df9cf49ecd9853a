// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "matrix/authorizationserver.h"

#include <QList>

class QNetworkAccessManager;

namespace Lockstep::Matrix {

/// Names and values of a form.
using Form = QList<std::pair<QString, QString>>;

/// What the token endpoint answers. A secret.
struct TokenAnswer
{
    QString accessToken;
    QString refreshToken; ///< empty if there is none
    qint64 expiresAt = 0; ///< ms since the epoch; 0 if the server names no lifetime that can be used
    QString scope; ///< empty if it is what was asked for
};

/// What a person needs to let this program in from another device.
struct DeviceCode
{
    QString deviceCode; ///< a secret
    QString userCode; ///< letters, digits, hyphens and blanks
    QUrl address; ///< where to type it
    QUrl completeAddress; ///< the same with the code in it; empty if the server has none
    int intervalSeconds = 5; ///< between two polls; 1 … 60
    qint64 expiresAt = 0; ///< ms since the epoch
};

/// The calls of an authorization server. If \a context dies \a done is never called; otherwise exactly once. What the server refuses is
/// an Error whose errcode is OAuth's ("invalid_grant") and whose text can be shown. An answer that is not what the RFCs say is BadAnswer.
class OAuthApi
{
public:
    OAuthApi(QNetworkAccessManager *manager, AuthorizationServer server);

    const AuthorizationServer &server() const { return m_server; }

    /// RFC 7591: a native public client for the grants that the server has. Answers its client_id.
    Http::CallHandle registerClient(QObject *context, Http::Done<QString> done) const;
    Http::CallHandle startDevice(const QString &clientId, const QString &scope, QObject *context, Http::Done<DeviceCode> done) const;
    /// The token endpoint, with a form of any grant.
    Http::CallHandle token(const Form &form, QObject *context, Http::Done<TokenAnswer> done) const;
    Http::CallHandle refresh(const QString &clientId, const QString &refreshToken, QObject *context, Http::Done<TokenAnswer> done) const;
    /// RFC 7009, of an access or a refresh token; ends the session of both.
    Http::CallHandle revoke(
        const QString &clientId, const QString &token, const QString &hint, QObject *context, Http::Done<bool> done) const;

private:
    template <typename T, typename Read>
    Http::CallHandle call(const QUrl &url, const QByteArray &body, bool isJson, QObject *context, Http::Done<T> done, Read read) const;

    QNetworkAccessManager *m_manager;
    AuthorizationServer m_server;
};

/// Whether a refusal says that the server does not know the client (any more), or not for this: register anew.
bool isClientRefused(const Error &error);

} // namespace Lockstep::Matrix
