// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The part of ClientApi that leads to an authorization server. It is looked for before each call: between two of them hours may pass, and
// its operator may move it.

#include "core/jsonreader.h"
#include "matrix/clientapi.h"
#include "matrix/oauthapi.h"

using namespace Qt::StringLiterals;
using namespace Lockstep::Http;

namespace Lockstep::Matrix {

namespace {

constexpr int metadataTimeoutMs = 15'000;
constexpr qint64 metadataMaxBody = 256 * 1024;

Error sessionOver(const QString &text)
{
    return {.kind = Error::Unauthorized, .http = 401, .errcode = u"M_UNKNOWN_TOKEN"_s, .text = text};
}

/// Only these say that a refresh token will never be good again.
bool isOver(const Error &error)
{
    return isClientRefused(error) || error.errcode == "invalid_grant"_L1 || error.errcode == "unsupported_grant_type"_L1;
}

} // namespace

void ClientApi::authorizationServer(QObject *context, Done<std::optional<AuthorizationServer>> done) const
{
    askMetadata(
        {u"_matrix/client/v1/auth_metadata"_s, u"_matrix/client/unstable/org.matrix.msc2965/auth_metadata"_s}, context, std::move(done));
}

void ClientApi::askMetadata(const QStringList &paths, QObject *context, Done<std::optional<AuthorizationServer>> done) const
{
    HttpRequest get;
    get.url = endpoint(m_base, paths.constFirst());
    get.timeoutMs = metadataTimeoutMs;
    get.maxBody = metadataMaxBody;
    auto *call = new HttpCall(m_manager, get, context);
    QObject::connect(call, &HttpCall::finished, call, [*this, paths, context, done = std::move(done)](const Result<HttpAnswer> &answer) {
        const QString host = m_base.host();
        if (!answer) {
            const bool unknown = answer.error().kind == Error::NotFound || answer.error().errcode == "M_UNRECOGNIZED"_L1;
            if (unknown && paths.size() > 1)
                return askMetadata(paths.mid(1), context, done);
            if (unknown)
                return done(std::optional<AuthorizationServer>());
            Error error = answer.error();
            // Whoever refuses this page, a proxy perhaps, says nothing about anybody's token.
            if (error.kind == Error::Unauthorized || error.kind == Error::Forbidden)
                error.kind = Error::Http;
            error.errcode.clear();
            error.text = u"%1 cannot say now how to sign in: %2 Try again in a moment."_s.arg(host, error.text);
            return done(failure(error));
        }
        const Result<QJsonObject> object = parseJsonObject(answer->body);
        if (answer->status != 200 || !object)
            return done(failure(Error::BadAnswer, u"%1 did not answer with the metadata of its authorization server."_s.arg(host)));
        const Result<AuthorizationServer> server = readAuthorizationServer(*object, m_base);
        if (!server)
            return done(failure(server.error()));
        done(std::optional(*server));
    });
    call->start();
}

void ClientApi::refreshByOAuth(const Credentials &credentials, QObject *context, Done<Credentials> done) const
{
    authorizationServer(context,
        [manager = m_manager, host = m_base.host(), credentials, context, done = std::move(done)](
            const Result<std::optional<AuthorizationServer>> &found) {
            if (!found)
                return done(failure(found.error()));
            // A refresh token is a secret between us and the server that issued it.
            if (!*found || (*found)->issuer != credentials.oauth.issuer)
                return done(failure(sessionOver(u"%1 has another authorization server than before: sign in again."_s.arg(host))));
            OAuthApi(manager, **found)
                .refresh(credentials.oauth.clientId, credentials.refreshToken, context,
                    [host, credentials, done](const Result<TokenAnswer> &answer) {
                        if (!answer && isOver(answer.error()))
                            return done(failure(sessionOver(u"%1 ended the session, or it expired: sign in again."_s.arg(host))));
                        if (!answer)
                            return done(failure(answer.error()));
                        Credentials renewed = credentials;
                        renewed.accessToken = answer->accessToken;
                        if (!answer->refreshToken.isEmpty()) // absent: the old one goes on being valid
                            renewed.refreshToken = answer->refreshToken;
                        renewed.expiresAt = answer->expiresAt;
                        done(renewed);
                    });
        });
}

void ClientApi::revoke(const Credentials &credentials, QObject *context, Done<bool> done) const
{
    authorizationServer(context,
        [manager = m_manager, host = m_base.host(), credentials, context, done = std::move(done)](
            const Result<std::optional<AuthorizationServer>> &found) {
            if (!found)
                return done(failure(found.error()));
            if (!*found || (*found)->issuer != credentials.oauth.issuer || (*found)->revocation.isEmpty())
                return done(failure(Error::Unsupported, u"%1 does not say where its tokens are revoked."_s.arg(host)));
            const bool byRefresh = !credentials.refreshToken.isEmpty();
            OAuthApi(manager, **found)
                .revoke(credentials.oauth.clientId, byRefresh ? credentials.refreshToken : credentials.accessToken,
                    byRefresh ? u"refresh_token"_s : u"access_token"_s, context, done);
        });
}

} // namespace Lockstep::Matrix
