// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "matrix/signin/codesignin.h"

#include "core/log.h"

#include <QCryptographicHash>

#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep::Matrix {

namespace {

constexpr int verifierBytes = 48;
constexpr int stateBytes = 24;

QByteArray challengeOf(const QString &verifier)
{
    return QCryptographicHash::hash(verifier.toLatin1(), QCryptographicHash::Sha256)
        .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

Error refusal(const QString &code, const QString &description)
{
    if (code == "access_denied"_L1)
        return {.kind = Error::Forbidden,
            .errcode = code,
            .text = u"The sign-in was refused or cancelled in the browser. If the page said that this account may not have admin rights, "
                    u"sign in without them."_s};
    if (code == "invalid_scope"_L1)
        return {.kind = Error::Forbidden,
            .errcode = code,
            .text = u"The authorization server does not give the rights that were asked for. Sign in without admin rights, or with an "
                    u"access token."_s};
    const QString detail = description.isEmpty() ? QString() : u" (%1)"_s.arg(displayable(redacted(description), 300));
    return {.kind = Error::Http,
        .errcode = displayable(code, 80),
        .text = u"The authorization server did not sign in: %1%2."_s.arg(displayable(code, 80), detail)};
}

} // namespace

CodeSignIn::CodeSignIn(OAuthApi api, QNetworkAccessManager *manager, ClientMemory memory, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_manager(manager)
    , m_registration(api, std::move(memory), nullptr)
{
    connect(&m_listener, &LoopbackListener::arrived, this, &CodeSignIn::arrived);
}

void CodeSignIn::start(Rights rights, Http::Done<Credentials> done)
{
    m_done = std::move(done);
    m_rights = rights;
    m_registration.obtain([this](const Result<QString> &clientId) {
        if (!clientId)
            return finish(failure(clientId.error()));
        m_clientId = *clientId;
        const Result<QUrl> here = m_listener.listen();
        if (!here)
            return finish(failure(here.error()));
        m_redirect = here->toString() + u'/';
        begin();
    });
}

void CodeSignIn::begin()
{
    m_verifier = randomText(verifierBytes);
    m_state = randomText(stateBytes);
    m_listener.expect("/", [state = m_state, issuer = m_api.server().issuer](const LoopbackListener::Query &query) {
        // RFC 9207: who says who they are shall be who was asked.
        const bool isOthers = query.contains(u"iss"_s) && query.value(u"iss"_s) != issuer;
        return !isOthers && query.value(u"state"_s) == state && query.contains(u"code"_s) != query.contains(u"error"_s);
    });
    const Form parameters{
        {u"response_type"_s, u"code"_s},
        {u"response_mode"_s, u"query"_s},
        {u"client_id"_s, m_clientId},
        {u"redirect_uri"_s, m_redirect},
        {u"scope"_s, scopeFor(m_rights, m_names)},
        {u"state"_s, m_state},
        {u"code_challenge"_s, QString::fromLatin1(challengeOf(m_verifier))},
        {u"code_challenge_method"_s, u"S256"_s},
    };
    QByteArray address = m_api.server().authorization.toEncoded();
    for (const auto &[name, value] : parameters)
        address += (address.contains('?') ? '&' : '?') + QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value);
    Q_EMIT opening(QUrl::fromEncoded(address, QUrl::StrictMode));
}

void CodeSignIn::arrived(const LoopbackListener::Query &query)
{
    if (const QString error = query.value(u"error"_s); query.contains(u"error"_s)) {
        if (error == "invalid_scope"_L1 && m_names == ScopeNames::Stable) {
            m_names = ScopeNames::Msc2967;
            return begin();
        }
        return finish(failure(refusal(error, query.value(u"error_description"_s))));
    }
    exchangeForSession(m_api, m_manager, m_clientId,
        {
            {u"grant_type"_s, u"authorization_code"_s},
            {u"code"_s, query.value(u"code"_s)},
            {u"redirect_uri"_s, m_redirect},
            {u"client_id"_s, m_clientId},
            {u"code_verifier"_s, m_verifier},
        },
        m_rights, this, [this](const Result<Credentials> &credentials) { finish(credentials); });
}

void CodeSignIn::finish(const Result<Credentials> &result)
{
    if (const auto done = std::exchange(m_done, nullptr))
        done(result);
}

} // namespace Lockstep::Matrix
