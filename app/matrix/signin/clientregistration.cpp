// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "matrix/signin/clientregistration.h"

#include "matrix/tokentext.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep::Matrix {

ClientRegistration::ClientRegistration(OAuthApi api, ClientMemory memory, QObject *parent)
    : QObject(parent)
    , m_api(std::move(api))
    , m_memory(std::move(memory))
{
}

void ClientRegistration::obtain(Http::Done<QString> done)
{
    m_done = std::move(done);
    if (!m_memory.recall)
        return enroll();
    m_memory.recall(m_api.server().issuer, this, [this](const QString &clientId) { recalled(clientId); });
}

void ClientRegistration::recalled(const QString &clientId)
{
    if (!isToken(clientId))
        return enroll();
    // No refresh token is this: a server that knows the client says "invalid_grant", one that does not "invalid_client".
    m_api.refresh(clientId, u"lockstep-is-this-client-known"_s, this, [this, clientId](const Result<TokenAnswer> &answer) {
        if (!answer && isClientRefused(answer.error()))
            return enroll();
        finish(clientId);
    });
}

void ClientRegistration::renew(Http::Done<QString> done)
{
    m_done = std::move(done);
    enroll();
}

void ClientRegistration::enroll()
{
    m_api.registerClient(this, [this](const Result<QString> &clientId) {
        if (!clientId) {
            Error error = clientId.error();
            if (error.http >= 400 && error.http < 500 && error.kind != Error::RateLimited)
                error.text
                    = u"The authorization server lets no program register itself: %1 Its operator must allow Lockstep, or sign in with an access token."_s
                          .arg(error.text);
            return finish(failure(error));
        }
        if (m_memory.remember)
            m_memory.remember(m_api.server().issuer, *clientId);
        finish(*clientId);
    });
}

void ClientRegistration::finish(const Result<QString> &result)
{
    if (const auto done = std::exchange(m_done, nullptr))
        done(result);
}

} // namespace Lockstep::Matrix
