// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/tokenrecord.h"

#include "core/jsonreader.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Lockstep {

QString tokenKey(const QUrl &homeserver, const QString &userId)
{
    return homeserver.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::StripTrailingSlash) + u' ' + userId;
}

QString clientKey(const QString &issuer)
{
    return u"client "_s + issuer;
}

QString databaseKey(const QString &address)
{
    return u"database "_s + address;
}

QString toSecret(const Matrix::Credentials &credentials)
{
    QJsonObject object{
        {u"user_id"_s, credentials.userId},
        {u"device_id"_s, credentials.deviceId},
        {u"access_token"_s, credentials.accessToken},
        {u"refresh_token"_s, credentials.refreshToken},
        {u"expires_at"_s, credentials.expiresAt},
        {u"from_login"_s, credentials.fromLogin},
    };
    if (!credentials.oauth.clientId.isEmpty()) {
        object.insert(u"issuer"_s, credentials.oauth.issuer);
        object.insert(u"client_id"_s, credentials.oauth.clientId);
    }
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

std::optional<Matrix::Credentials> credentialsFromSecret(const QString &secret)
{
    const Result<QJsonObject> object = parseJsonObject(secret.toUtf8());
    if (!object)
        return {};
    JsonReader in(*object);
    Matrix::Credentials credentials;
    credentials.userId = in.string(u"user_id");
    credentials.deviceId = in.string(u"device_id");
    credentials.accessToken = in.string(u"access_token");
    credentials.refreshToken = in.string(u"refresh_token");
    credentials.expiresAt = in.integer(u"expires_at");
    credentials.fromLogin = in.boolean(u"from_login");
    credentials.oauth.issuer = in.optionalString(u"issuer").value_or(QString());
    credentials.oauth.clientId = in.optionalString(u"client_id").value_or(QString());
    const bool usable
        = Matrix::isToken(credentials.accessToken) && (credentials.refreshToken.isEmpty() || Matrix::isToken(credentials.refreshToken));
    if (!in.ok() || !usable)
        return {};
    return credentials;
}

} // namespace Lockstep
