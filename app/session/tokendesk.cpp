// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/tokendesk.h"

#include "core/log.h"
#include "session/secrets.h"
#include "session/settings.h"
#include "session/storedaddress.h"
#include "session/tokenrecord.h"

#include <QDateTime>
#include <QTimer>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

// A gateway that refuses every token must not make us renew them in a circle.
constexpr qint64 renewSpacingMs = 30'000;
// After a renewal that failed, which the keeper tries again by itself.
constexpr qint64 attemptSpacingMs = 1'000;
// A keychain that waits for its owner to unlock it must not keep a renewed token from being used for ever.
constexpr int keychainPatienceMs = 10'000;

} // namespace

TokenDesk::TokenDesk(QNetworkAccessManager *network, SecretStore *secrets, Settings *settings, QObject *parent)
    : QObject(parent)
    , m_network(network)
    , m_secrets(secrets)
    , m_settings(settings)
{
}

void TokenDesk::read(const QUrl &homeserver, const QString &userId, QObject *context, Http::Done<Matrix::Credentials> done)
{
    m_secrets->read(tokenKey(homeserver, userId), context, [done = std::move(done)](const Result<QString> &secret) {
        if (!secret)
            return done(failure(secret.error()));
        const std::optional<Matrix::Credentials> credentials = credentialsFromSecret(*secret);
        if (!credentials)
            return done(failure(Error::Io, u"What the keychain holds for this connection is not usable."_s));
        done(*credentials);
    });
}

void TokenDesk::persist(const QUrl &homeserver, const Matrix::Credentials &credentials, const std::function<void()> &then)
{
    if (!m_remember)
        return then();
    const auto goOn = std::make_shared<std::function<void()>>(then);
    const auto once = [goOn] {
        if (const auto next = std::exchange(*goOn, nullptr))
            next();
    };
    QTimer::singleShot(keychainPatienceMs, this, once);
    m_secrets->write(tokenKey(homeserver, credentials.userId), toSecret(credentials), this,
        [this, once, homeserver, user = credentials.userId, written = m_generation](const Result<bool> &result) {
            if (written == m_generation) {
                m_settings->setTokenKept(homeserver, user, result.has_value());
                setKept(result.has_value(), result ? QString() : tr("The sign-in is kept for this run only. %1").arg(result.error().text));
            }
            once();
        });
}

void TokenDesk::forget(const QUrl &homeserver, const QString &userId)
{
    ++m_generation;
    if (homeserver.isLocalFile())
        return;
    m_settings->setTokenKept(homeserver, userId, false);
    m_secrets->remove(tokenKey(homeserver, userId), this, [](const Result<bool> &removed) {
        if (!removed && removed.error().kind != Error::Unsupported)
            qCWarning(lcSession) << "The access token could not be removed from the keychain:" << removed.error().text;
    });
}

void TokenDesk::persistDatabasePasswords(const LocalGatewayOptions &local)
{
    if (!m_remember)
        return;
    for (const QString &database : {local.database, local.markerDatabase}) {
        const StoredAddress parts = withoutPassword(database);
        if (parts.password.isEmpty() || parts.address.isEmpty())
            continue;
        m_secrets->write(databaseKey(parts.address), parts.password, this, [](const Result<bool> &written) {
            if (!written)
                qCWarning(lcSession) << "The database password is not kept:" << written.error().text;
        });
    }
}

Matrix::ClientMemory TokenDesk::clientMemory()
{
    return {
        .recall =
            [this](const QString &issuer, QObject *context, const std::function<void(const QString &)> &done) {
                if (m_remember && !m_clients.contains(issuer))
                    return m_secrets->read(clientKey(issuer), context, [done](const Result<QString> &id) { done(id.value_or(QString())); });
                QMetaObject::invokeMethod(
                    context, [done, id = m_clients.value(issuer)] { done(id); }, Qt::QueuedConnection);
            },
        .remember =
            [this](const QString &issuer, const QString &clientId) {
                m_clients.insert(issuer, clientId);
                if (m_remember)
                    m_secrets->write(clientKey(issuer), clientId, this, [](const Result<bool> &) {}); // without, we register anew
            },
    };
}

void TokenDesk::hold(const QUrl &homeserver, const Matrix::Credentials &credentials, bool stored)
{
    release();
    m_homeserver = homeserver;
    m_credentials = credentials;
    m_keeper = std::make_unique<Matrix::TokenKeeper>(
        api(), credentials,
        [this](const Matrix::Credentials &renewedOnes, const std::function<void()> &then) { persist(m_homeserver, renewedOnes, then); },
        nullptr);
    if (m_remember)
        m_keeper->setRecall([this](const std::function<void(const std::optional<Matrix::Credentials> &)> &answer) {
            read(m_homeserver, m_credentials.userId, m_keeper.get(), [answer](const Result<Matrix::Credentials> &found) {
                answer(found ? std::optional(*found) : std::optional<Matrix::Credentials>());
            });
        });
    connect(m_keeper.get(), &Matrix::TokenKeeper::renewed, this, [this] {
        m_credentials = m_keeper->credentials();
        // A server whose clock or rounding is another one may end it a little sooner than we think.
        const qint64 life = m_credentials.expiresAt > 0 ? m_credentials.expiresAt - QDateTime::currentMSecsSinceEpoch() : renewSpacingMs * 2;
        m_fresh.setRemainingTime(std::clamp(life / 2, qint64(0), renewSpacingMs));
        Q_EMIT renewed();
    });
    connect(m_keeper.get(), &Matrix::TokenKeeper::lost, this, &TokenDesk::end);
    if (stored || homeserver.isLocalFile())
        return setKept(true, {});
    if (m_remember)
        return persist(homeserver, credentials, [] {});
    forget(homeserver, credentials.userId); // of an earlier run
    setKept(false, tr("The sign-in is kept for this run only, as you chose."));
}

void TokenDesk::release()
{
    m_lastAttempt.invalidate();
    m_fresh = {};
    m_credentials = {};
    if (!m_keeper)
        return;
    m_keeper->disconnect(this);
    m_keeper.release()->deleteLater(); // it may be what is calling
    setKept(false, {});
}

void TokenDesk::check()
{
    if (m_keeper)
        m_keeper->check();
}

void TokenDesk::refused(const QString &token, const std::function<void()> &then)
{
    if (!m_keeper)
        return then();
    if (token != m_credentials.accessToken)
        return then(); // it was on its way while the next one came
    const bool renewable = !m_credentials.refreshToken.isEmpty();
    const bool tooSoon = m_lastAttempt.isValid() && !m_lastAttempt.hasExpired(renewable ? attemptSpacingMs : renewSpacingMs);
    if ((tooSoon || !m_fresh.hasExpired()) && !m_keeper->isRenewing())
        return then();
    m_lastAttempt.start();
    if (!renewable) {
        verify();
        return then();
    }
    m_keeper->renew(m_credentials.accessToken, m_keeper.get(), [then](const Result<QString> &) { then(); });
}

/// Only the homeserver itself can end a session: a gateway that refuses the token may be a wrong or a broken one.
void TokenDesk::verify()
{
    api().whoami(m_credentials.accessToken, m_keeper.get(), [this](const Result<Matrix::Whoami> &whoami) {
        if (whoami || Matrix::tokenTrouble(whoami.error()) != Matrix::TokenTrouble::Rejected)
            return;
        const bool deviceStays = whoami.error().softLogout;
        end(deviceStays ? tr("The sign-in at %1 has expired: it asks for the password again.").arg(m_homeserver.host())
                        : tr("%1 ended the session: sign in again.").arg(m_homeserver.host()),
            deviceStays);
    });
}

void TokenDesk::end(const QString &reason, bool deviceStays)
{
    forget(m_homeserver, m_credentials.userId);
    release();
    Q_EMIT lost(reason, deviceStays);
}

QString TokenDesk::farewell(const Matrix::Credentials &credentials, const Result<bool> &result)
{
    const bool oauth = !credentials.oauth.clientId.isEmpty();
    if (result)
        return oauth ? tr("Signed out. The homeserver may accept the token for two more minutes.") : tr("Signed out.");
    if (oauth)
        return tr("Signed out here only: %1 End the session of Lockstep in the account's settings.").arg(result.error().text);
    return tr("Signed out here only: %1 Remove the device %2 from the account by other means.")
        .arg(result.error().text, displayable(credentials.deviceId));
}

void TokenDesk::setKept(bool kept, const QString &problem)
{
    m_kept = kept;
    m_problem = problem;
    Q_EMIT keptChanged();
}

} // namespace Lockstep
