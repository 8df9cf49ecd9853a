// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/matrix/fakeserver.h"

#include <QSet>
#include <QUrlQuery>

#include <functional>

namespace Lockstep::Tests {

/// A homeserver and its authorization server at one address. A test changes the metadata, answers of single calls, and what is known.
class FakeAuthorization : public FakeServer
{
public:
    FakeAuthorization()
    {
        const QString base = url().toString();
        const auto at = [&base](const char *path) { return QString(base + QLatin1String(path)); };
        metadata = {
            {QStringLiteral("issuer"), at("/")},
            {QStringLiteral("authorization_endpoint"), at("/authorize?own=1")},
            {QStringLiteral("token_endpoint"), at("/token")},
            {QStringLiteral("registration_endpoint"), at("/register")},
            {QStringLiteral("revocation_endpoint"), at("/revoke")},
            {QStringLiteral("device_authorization_endpoint"), at("/device")},
            {QStringLiteral("code_challenge_methods_supported"), QJsonArray{QStringLiteral("S256")}},
        };
        deviceAnswer = {
            {QStringLiteral("device_code"), QStringLiteral("device-SECRET")},
            {QStringLiteral("user_code"), QStringLiteral("ABCD-EFGH")},
            {QStringLiteral("verification_uri"), at("/link")},
            {QStringLiteral("expires_in"), 1200},
            {QStringLiteral("interval"), 1},
        };
        tokenAnswer = {
            {QStringLiteral("access_token"), QStringLiteral("access-SECRET")},
            {QStringLiteral("refresh_token"), QStringLiteral("refresh-SECRET")},
            {QStringLiteral("token_type"), QStringLiteral("Bearer")},
            {QStringLiteral("expires_in"), 300},
        };
        handler = [this](const FakeRequest &request) { return answer(request); };
    }

    static QHash<QString, QString> form(const FakeRequest &request)
    {
        QHash<QString, QString> values;
        const auto items = QUrlQuery(QString::fromLatin1(request.body)).queryItems(QUrl::FullyDecoded);
        for (const auto &[name, value] : items)
            values.insert(name, value);
        return values;
    }
    static FakeReply refusal(int status, const char *error) { return json({{QStringLiteral("error"), QLatin1String(error)}}, status); }

    QJsonObject metadata;
    QJsonObject deviceAnswer;
    QJsonObject tokenAnswer;
    QSet<QString> clients; ///< that are registered
    QList<FakeReply> tokenReplies; ///< of the next calls of the token endpoint; then tokenAnswer
    QList<FakeReply> deviceReplies; ///< of the next calls of the device endpoint; then deviceAnswer
    QList<QHash<QString, QString>> tokenForms;
    QList<QHash<QString, QString>> deviceForms;
    QStringList revoked;
    QJsonObject registration; ///< the last one
    std::function<FakeReply(const FakeRequest &)> elsewhere = [](const FakeRequest &) { return matrixError(404, "M_UNRECOGNIZED"); };

private:
    FakeReply answer(const FakeRequest &request)
    {
        if (request.target == "/_matrix/client/v1/auth_metadata")
            return json(metadata);
        if (request.target == "/register") {
            registration = request.json();
            const QString id = QStringLiteral("client%1").arg(++m_registered);
            clients.insert(id);
            return json({{QStringLiteral("client_id"), id}}, 201);
        }
        const QHash<QString, QString> values = form(request);
        const bool known = clients.contains(values.value(QStringLiteral("client_id")));
        if (request.target == "/device") {
            deviceForms.append(values);
            if (!known)
                return refusal(401, "invalid_client");
            return deviceReplies.isEmpty() ? json(deviceAnswer) : deviceReplies.takeFirst();
        }
        if (request.target == "/token") {
            if (!known)
                return refusal(401, "invalid_client");
            if (values.value(QStringLiteral("refresh_token")) == QStringLiteral("lockstep-is-this-client-known"))
                return refusal(400, "invalid_grant");
            tokenForms.append(values);
            return tokenReplies.isEmpty() ? json(tokenAnswer) : tokenReplies.takeFirst();
        }
        if (request.target == "/revoke") {
            revoked.append(values.value(QStringLiteral("token")));
            return {.body = {}};
        }
        return elsewhere(request);
    }

    int m_registered = 0;
};

} // namespace Lockstep::Tests
