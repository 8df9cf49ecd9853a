// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "matrix/signin/oauthsession.h"

#include "core/log.h"

#include <QNetworkAccessManager>
#include <QPointer>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace Lockstep::Matrix {

namespace {

/// Nothing if it is enough.
QString lacking(const QString &scope, Rights rights)
{
    if (scope.isEmpty() || scopeCovers(scope, rights))
        return {};
    if (scopeCovers(scope, Rights::ApiOnly))
        return u"The authorization server signed this account in without the admin rights that were asked for: sign in without them, or as "
               u"an account that may have them."_s;
    return u"The authorization server gave other rights than were asked for (“%1”): nothing can be done with them."_s.arg(
        displayable(scope));
}

} // namespace

QString randomText(int bytes)
{
    QByteArray random;
    while (random.size() < bytes)
        random.append(char(QRandomGenerator::system()->bounded(256)));
    return QString::fromLatin1(random.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

void exchangeForSession(const OAuthApi &api, QNetworkAccessManager *manager, const QString &clientId, const Form &form, Rights rights,
    QObject *context, Http::Done<Credentials> done)
{
    api.token(form, manager,
        [api, manager, clientId, rights, guard = QPointer(context), done = std::move(done)](const Result<TokenAnswer> &answer) {
            const QString problem = answer ? lacking(answer->scope, rights) : QString();
            if (answer && (!guard || !problem.isEmpty()) && !api.server().revocation.isEmpty()) {
                const bool byRefresh = !answer->refreshToken.isEmpty();
                api.revoke(clientId, byRefresh ? answer->refreshToken : answer->accessToken,
                    byRefresh ? u"refresh_token"_s : u"access_token"_s, manager, [](const Result<bool> &) {});
            }
            if (!guard)
                return;
            if (!answer)
                return done(failure(answer.error()));
            if (!problem.isEmpty())
                return done(failure(Error::Forbidden, problem, 0, u"insufficient_scope"_s));
            Credentials credentials;
            credentials.accessToken = answer->accessToken;
            credentials.refreshToken = answer->refreshToken;
            credentials.expiresAt = answer->expiresAt;
            credentials.fromLogin = true;
            credentials.oauth = {.issuer = api.server().issuer, .clientId = clientId};
            done(credentials);
        });
}

} // namespace Lockstep::Matrix
