// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/signinscout.h"

#include "matrix/discovery.h"

#include <utility>

namespace Lockstep {

SignInScout::SignInScout(QNetworkAccessManager *manager, QObject *parent)
    : QObject(parent)
    , m_manager(manager)
{
}

void SignInScout::cancel()
{
    if (m_attempt)
        std::exchange(m_attempt, nullptr)->deleteLater(); // one of its children may be calling
}

void SignInScout::ask(const QString &server)
{
    if (server == m_server && (m_attempt || m_known)) {
        if (m_known)
            Q_EMIT found(m_offers);
        return;
    }
    cancel();
    m_server = server;
    m_known = false;
    m_attempt = new QObject(this);
    auto *discovery = new Matrix::Discovery(m_manager, m_attempt);
    discovery->start(server, [this, attempt = m_attempt](const Result<Matrix::Homeserver> &homeserver) {
        if (attempt != m_attempt)
            return;
        if (!homeserver)
            return conclude({.providers = {}, .problem = homeserver.error().text});
        askServer(homeserver->clientApi);
    });
}

void SignInScout::askServer(const QUrl &homeserver)
{
    Matrix::ClientApi(m_manager, homeserver)
        .authorizationServer(
            m_attempt, [this, homeserver, attempt = m_attempt](const Result<std::optional<Matrix::AuthorizationServer>> &server) {
                if (attempt != m_attempt)
                    return;
                SignInOffers offers;
                if (!server) {
                    offers.problem = server.error().text;
                } else if (*server) {
                    offers.oauth = true;
                    offers.browser = !(*server)->authorization.isEmpty();
                    offers.deviceCode = !(*server)->deviceAuthorization.isEmpty();
                }
                askFlows(homeserver, offers);
            });
}

void SignInScout::askFlows(const QUrl &homeserver, SignInOffers offers)
{
    Matrix::ClientApi(m_manager, homeserver)
        .loginFlows(m_attempt, [this, offers, attempt = m_attempt](const Result<Matrix::LoginFlows> &flows) mutable {
            if (attempt != m_attempt)
                return;
            // Where users are with an authorization server there often is no /login at all.
            if (!flows && flows.error().kind != Error::NotFound && offers.problem.isEmpty())
                offers.problem = flows.error().text;
            offers.password = flows && flows->password;
            if (flows && flows->sso && !offers.oauth) {
                offers.browser = true;
                for (const Matrix::IdentityProvider &provider : flows->providers)
                    offers.providers.append({.id = provider.id, .name = provider.name});
            }
            conclude(offers);
        });
}

void SignInScout::conclude(const SignInOffers &offers)
{
    cancel();
    m_known = offers.problem.isEmpty();
    m_offers = offers;
    Q_EMIT found(offers);
}

} // namespace Lockstep
