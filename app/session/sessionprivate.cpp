// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/sessionprivate.h"

#include "core/log.h"
#include "session/databaseaddress.h"
#include "session/tokenrecord.h"

#include <QDateTime>
#include <QPointer>

#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

// A gateway that refuses every token must not make us renew them in a circle.
constexpr qint64 renewSpacingMs = 30'000;
constexpr int infoDelayMs = 500;
// A keychain that waits for its owner to unlock it must not keep a renewed token from being used for ever.
constexpr int keychainPatienceMs = 10'000;

} // namespace

void Session::Private::setState(State next)
{
    if (state == next)
        return;
    state = next;
    Q_EMIT q->stateChanged(next);
}

void Session::Private::dropConnector()
{
    if (!connector)
        return;
    connector->cancel();
    connector.release()->deleteLater();
}

void Session::Private::connectBy(Connector::Plan plan)
{
    dropConnector();
    stopServices();
    resumed = plan.kept.has_value();
    plan.deviceId = [this](const QUrl &homeserver, const QString &user) { return settings->deviceId(homeserver, user); };
    plan.persist = [this](const QUrl &homeserver, const Matrix::Credentials &credentials, const std::function<void()> &then) {
        persist(homeserver, credentials, then);
    };
    connector = std::make_unique<Connector>(network.get(), secrets, launcher, nullptr);
    Connector *attempt = connector.get();
    // Queued, so that a slot may cancel the attempt without pulling the ground from under it.
    QObject::connect(
        attempt, &Connector::progress, q,
        [this, attempt](const QString &text) {
            if (connector.get() == attempt)
                Q_EMIT q->progress(text);
        },
        Qt::QueuedConnection);
    QObject::connect(attempt, &Connector::signedIn, q,
        [this](const QUrl &homeserver, const QString &userId) { settings->setTokenKept(homeserver, userId, false); });
    setState(State::Connecting);
    attempt->start(std::move(plan), [this](const Result<Established> &result) {
        if (result)
            established(*result);
        else
            failed(result.error());
    });
}

void Session::Private::failed(const Error &error)
{
    connector.release()->deleteLater();
    if (resumed && Matrix::tokenTrouble(error) == Matrix::TokenTrouble::Rejected) {
        const RecentConnection last = settings->recentConnections().value(0);
        settings->setTokenKept(last.homeserver, last.userId, false);
        secrets->remove(tokenKey(last.homeserver, last.userId), q, [](const Result<bool> &) {});
    }
    request.password.clear();
    request.accessToken.clear();
    setState(State::Disconnected);
    Q_EMIT q->connectFailed(error);
}

void Session::Private::established(const Established &result)
{
    connector.release()->deleteLater();
    made = result;
    startServices();
    remember();
    request.password.clear();
    request.accessToken.clear();
    live->start(made.eventsSince);
    setState(State::Connected);
    Q_EMIT q->connected();
}

void Session::Private::startServices()
{
    refreshes.reset();
    client = std::make_unique<Inspection::Client>(network.get(), made.gateway);
    client->setToken(made.credentials.accessToken);

    refreshes = std::make_unique<RefreshQueue>(client.get());
    refreshes->setAuthorizer([this](const std::function<void(bool)> &done) {
        Error refused;
        refused.errcode = u"M_UNKNOWN_TOKEN"_s;
        tokenRefused(refused, done);
    });

    live = std::make_unique<LiveEvents>(client.get());
    QObject::connect(live.get(), &LiveEvents::eventReceived, q, [this](const Inspection::Event &received) { event(received); });
    QObject::connect(live.get(), &LiveEvents::problem, q, [this](const QString &text) { liveProblem(text); });
    QObject::connect(live.get(), &LiveEvents::unauthorized, q, [this](const Error &error) { tokenRefused(error, [](bool) {}); });

    keeper = std::make_unique<Matrix::TokenKeeper>(
        api(), made.credentials,
        [this](const Matrix::Credentials &credentials, const std::function<void()> &then) { persist(made.homeserver, credentials, then); },
        nullptr);
    QObject::connect(keeper.get(), &Matrix::TokenKeeper::renewed, q, [this] { renewed(); });
    QObject::connect(keeper.get(), &Matrix::TokenKeeper::lost, q, [this](const QString &reason) { lost(reason); });
    QObject::connect(live.get(), &LiveEvents::wokeUp, keeper.get(), &Matrix::TokenKeeper::check);
}

/// Client and refreshes stay for pages that are about to go, without a token.
void Session::Private::stopServices()
{
    infoTimer.stop();
    if (live) {
        live->disconnect(q);
        live->stop();
        live.release()->deleteLater();
    }
    if (keeper) {
        keeper->disconnect(q);
        keeper.release()->deleteLater();
    }
    if (refreshes)
        refreshes->cancelAll();
    if (client)
        client->setToken({});
}

void Session::Private::end(const QString &reason)
{
    made.credentials.accessToken.clear();
    made.credentials.refreshToken.clear();
    made.localGateway.reset();
    setState(State::SignedOut);
    Q_EMIT q->signedOut(reason);
}

void Session::Private::event(const Inspection::Event &received)
{
    if (received.type == "source"_L1 || received.type == "gap"_L1)
        infoTimer.start(infoDelayMs);
    refreshes->onEvent(received);
    Q_EMIT q->eventReceived(received);
}

void Session::Private::liveProblem(const QString &text)
{
    setState(text.isEmpty() ? State::Connected : State::Reconnecting);
    Q_EMIT q->liveProblem(text);
}

void Session::Private::remember()
{
    RecentConnection connection;
    connection.server = request.server.trimmed();
    connection.homeserver = made.homeserver;
    connection.userId = made.credentials.userId;
    connection.deviceId = made.credentials.deviceId;
    connection.gatewayPlace = request.gatewayPlace;
    connection.gateway = request.gateway;
    connection.local = request.local;
    connection.tokenKept = resumed;
    connection.lastUsed = QDateTime::currentMSecsSinceEpoch();
    settings->rememberConnection(connection);
    if (made.credentials.fromLogin)
        settings->setDeviceId(made.homeserver, made.credentials.userId, made.credentials.deviceId);
    if (resumed)
        return setSecretState(true, {});
    if (!request.rememberSecret) {
        secrets->remove(tokenKey(made.homeserver, made.credentials.userId), q, [](const Result<bool> &) {});
        return setSecretState(false, tr("The sign-in is kept for this run only, as you chose."));
    }
    persist(made.homeserver, made.credentials, [] {});
    keepDatabasePassword(request.local.database);
    keepDatabasePassword(request.local.markerDatabase);
}

void Session::Private::keepDatabasePassword(const QString &database)
{
    const DatabaseAddress parts = withoutPassword(database);
    if (request.gatewayPlace != GatewayPlace::InProcess || parts.password.isEmpty() || parts.address.isEmpty())
        return;
    secrets->write(databaseKey(parts.address), parts.password, q, [](const Result<bool> &written) {
        if (!written)
            qCWarning(lcSession) << "The database password is not kept:" << written.error().text;
    });
}

void Session::Private::setSecretState(bool kept, const QString &problem)
{
    secretKept = kept;
    secretProblem = problem;
    Q_EMIT q->secretStateChanged();
}

void Session::Private::persist(const QUrl &homeserver, const Matrix::Credentials &credentials, const std::function<void()> &then)
{
    if (!request.rememberSecret)
        return then();
    const auto goOn = std::make_shared<std::function<void()>>(then);
    const auto once = [goOn] {
        if (const auto next = std::exchange(*goOn, nullptr))
            next();
    };
    QTimer::singleShot(keychainPatienceMs, q, once);
    secrets->write(tokenKey(homeserver, credentials.userId), toSecret(credentials), q,
        [this, once, homeserver, user = credentials.userId, written = generation](const Result<bool> &result) {
            if (written == generation) {
                settings->setTokenKept(homeserver, user, result.has_value());
                setSecretState(
                    result.has_value(), result ? QString() : tr("The sign-in is kept for this run only. %1").arg(result.error().text));
            }
            once();
        });
}

void Session::Private::forgetToken()
{
    ++generation;
    settings->setTokenKept(made.homeserver, made.credentials.userId, false);
    secrets->remove(tokenKey(made.homeserver, made.credentials.userId), q, [](const Result<bool> &removed) {
        if (!removed && removed.error().kind != Error::Unsupported)
            qCWarning(lcSession) << "The access token could not be removed from the keychain:" << removed.error().text;
    });
    setSecretState(false, {});
}

void Session::Private::tokenRefused(const Error &error, const std::function<void(bool)> &done)
{
    const bool tooSoon = lastRenewal.isValid() && !lastRenewal.hasExpired(renewSpacingMs);
    if (!keeper || Matrix::tokenTrouble(error) != Matrix::TokenTrouble::Rejected || tooSoon)
        return done(false);
    lastRenewal.start();
    if (made.credentials.refreshToken.isEmpty()) {
        verifyToken();
        return done(false);
    }
    keeper->renew(made.credentials.accessToken, keeper.get(), [done](const Result<QString> &token) { done(token.has_value()); });
}

/// Only the homeserver itself can end a session: a gateway that refuses the token may be a wrong or a broken one.
void Session::Private::verifyToken()
{
    api().whoami(made.credentials.accessToken, keeper.get(), [this](const Result<Matrix::Whoami> &whoami) {
        if (!whoami && Matrix::tokenTrouble(whoami.error()) == Matrix::TokenTrouble::Rejected)
            lost(tr("%1 ended the session: sign in again.").arg(made.homeserver.host()));
    });
}

void Session::Private::renewed()
{
    made.credentials = keeper->credentials();
    client->setToken(made.credentials.accessToken);
    if (state != State::Reconnecting)
        return;
    live->retryNow();
    // Pages may have been refused in between.
    event({.id = 0, .type = u"gap"_s, .members = {}});
}

void Session::Private::lost(const QString &reason)
{
    forgetToken();
    stopServices();
    end(reason);
}

} // namespace Lockstep
