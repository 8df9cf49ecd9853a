// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/session.h"

#include "core/log.h"
#include "inspection/client/client.h"
#include "session/connector.h"
#include "session/liveevents.h"
#include "session/refresh/bulkrefresh.h"
#include "session/refresh/refreshqueue.h"
#include "session/secrets.h"
#include "session/settings.h"
#include "session/tokendesk.h"

#include <QDateTime>
#include <QNetworkAccessManager>
#include <QPointer>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr int logoutPatienceMs = 8'000;
constexpr int infoDelayMs = 500;
} // namespace

struct Session::Private
{
    Session *q = nullptr;
    SecretStore *secrets = nullptr;
    Settings *settings = nullptr;
    GatewayLauncher *launcher = nullptr;
    // What uses the network is declared after it, and so is destroyed before it.
    std::unique_ptr<QNetworkAccessManager> network;
    ConnectRequest request;
    Established made; ///< without its tokens, which the desk has
    QString userId;
    std::unique_ptr<TokenDesk> tokens;
    std::unique_ptr<Inspection::Client> client;
    std::unique_ptr<RefreshQueue> refreshes;
    std::unique_ptr<BulkRefresh> bulk;
    std::unique_ptr<LiveEvents> live;
    std::unique_ptr<Connector> connector;
    QTimer infoTimer;
    QPointer<QTimer> farewell; ///< while a logout is under way
    State state = State::Disconnected;
    bool resumed = false;
    void setState(State next);
    void connectBy(Connector::Plan plan);
    void dropConnector();
    void established(const Established &result);
    void failed(const Error &error);
    void remember();
    void startServices();
    void stopServices();
    void end(End why, const QString &reason);
    void event(const Inspection::Event &event);
    void liveProblem(const QString &text);
    void renewed();
};

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
    delete farewell;
    stopServices();
    resumed = plan.kept.has_value();
    plan.deviceId = [this](const QUrl &homeserver, const QString &user) { return settings->deviceId(homeserver, user); };
    plan.persist = [this](const QUrl &homeserver, const Matrix::Credentials &credentials, const std::function<void()> &then) {
        tokens->persist(homeserver, credentials, then);
    };
    plan.clients = tokens->clientMemory();
    connector = std::make_unique<Connector>(network.get(), secrets, launcher, nullptr);
    Connector *attempt = connector.get();
    // Queued, so that a slot may cancel the attempt without pulling the ground from under it.
    const auto tell = [this, attempt](auto signal, auto told) {
        QObject::connect(
            attempt, signal, q,
            [this, attempt, told](const auto &value) {
                if (connector.get() == attempt)
                    Q_EMIT(q->*told)(value);
            },
            Qt::QueuedConnection);
    };
    tell(&Connector::progress, &Session::progress);
    tell(&Connector::signInWaiting, &Session::signInWaiting);
    QObject::connect(attempt, &Connector::signedIn, q,
        [this](const QUrl &homeserver, const QString &user) { settings->setTokenKept(homeserver, user, false); });
    setState(State::Connecting);
    attempt->start(
        std::move(plan), [this](const Result<Established> &result) { return result ? established(*result) : failed(result.error()); });
}

void Session::Private::failed(const Error &error)
{
    connector.release()->deleteLater();
    if (resumed && Matrix::tokenTrouble(error) == Matrix::TokenTrouble::Rejected) {
        const RecentConnection last = settings->recentConnections().value(0);
        tokens->forget(last.homeserver, last.userId);
    }
    request.password = request.accessToken = QString();
    setState(State::Disconnected);
    Q_EMIT q->connectFailed(error);
}

void Session::Private::established(const Established &result)
{
    connector.release()->deleteLater();
    made = result;
    userId = result.credentials.userId;
    remember();
    startServices();
    made.credentials = {};
    request.password = request.accessToken = QString();
    live->start(made.eventsSince);
    setState(State::Connected);
    Q_EMIT q->connected();
}

void Session::Private::remember()
{
    RecentConnection connection = recentFor(request);
    connection.homeserver = made.homeserver;
    connection.userId = made.credentials.userId;
    connection.deviceId = made.credentials.deviceId;
    connection.tokenKept = resumed;
    connection.lastUsed = QDateTime::currentMSecsSinceEpoch();
    settings->rememberConnection(connection);
    if (made.credentials.fromLogin && !made.credentials.deviceId.isEmpty())
        settings->setDeviceId(made.homeserver, made.credentials.userId, made.credentials.deviceId);
    tokens->hold(made.homeserver, made.credentials, resumed);
    if (request.gatewayPlace == GatewayPlace::InProcess)
        tokens->persistDatabasePasswords(request.local);
}

void Session::Private::startServices()
{
    refreshes.reset();
    client = std::make_unique<Inspection::Client>(network.get(), made.gateway);
    client->setToken(made.credentials.accessToken);
    client->setAuthorizer([this](const QString &token, const std::function<void()> &then) { tokens->refused(token, then); });
    refreshes = std::make_unique<RefreshQueue>(client.get());
    const bool isPortNew = request.gatewayPlace == GatewayPlace::InProcess; // each time, so that it is no name
    bulk = std::make_unique<BulkRefresh>(client.get(), settings->stateFolder(), isPortNew ? made.homeserver : made.gateway, userId);
    live = std::make_unique<LiveEvents>(client.get());
    QObject::connect(live.get(), &LiveEvents::eventReceived, q, [this](const Inspection::Event &received) { event(received); });
    QObject::connect(live.get(), &LiveEvents::problem, q, [this](const QString &text) { liveProblem(text); });
    QObject::connect(live.get(), &LiveEvents::wokeUp, tokens.get(), &TokenDesk::check);
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
    tokens->release();
    if (refreshes)
        refreshes->cancelAll();
    if (bulk)
        bulk->suspend();
    if (client)
        client->setToken({});
}

void Session::Private::end(End why, const QString &reason)
{
    made.localGateway.reset();
    setState(State::SignedOut);
    Q_EMIT q->signedOut(why, reason);
}

void Session::Private::event(const Inspection::Event &received)
{
    if (received.type == Inspection::EventType::Source || received.type == Inspection::EventType::Gap)
        infoTimer.start(infoDelayMs);
    refreshes->onEvent(received);
    bulk->onEvent(received);
    Q_EMIT q->eventReceived(received);
}

void Session::Private::liveProblem(const QString &text)
{
    setState(text.isEmpty() ? State::Connected : State::Reconnecting);
    Q_EMIT q->liveProblem(text);
}

void Session::Private::renewed()
{
    client->setToken(tokens->credentials().accessToken);
    if (state != State::Reconnecting)
        return;
    live->retryNow();
    // Pages may have been refused in between.
    event({.id = 0, .type = Inspection::EventType::Gap, .members = {}});
}

Session::Session(SecretStore *secrets, Settings *settings, GatewayLauncher *launcher, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->q = this;
    d->secrets = secrets;
    d->settings = settings;
    d->launcher = launcher;
    d->network = std::make_unique<QNetworkAccessManager>();
    d->tokens = std::make_unique<TokenDesk>(d->network.get(), secrets, settings);
    connect(d->tokens.get(), &TokenDesk::keptChanged, this, &Session::secretStateChanged);
    connect(d->tokens.get(), &TokenDesk::renewed, this, [this] { d->renewed(); });
    connect(d->tokens.get(), &TokenDesk::lost, this, [this](const QString &reason, bool deviceStays) {
        d->stopServices();
        d->end(deviceStays ? End::Expired : End::Revoked, reason);
    });
    d->infoTimer.setSingleShot(true);
    connect(&d->infoTimer, &QTimer::timeout, this, &Session::reloadInfo);
}

Session::~Session() = default;

Session::State Session::state() const
{
    return d->state;
}

void Session::connectTo(const ConnectRequest &request)
{
    d->request = request;
    d->tokens->setRemember(request.rememberSecret);
    d->connectBy({.request = request, .kept = {}, .homeserver = {}, .deviceId = {}, .clients = {}, .persist = {}});
}

bool Session::canResume() const
{
    return d->settings->recentConnections().value(0).tokenKept;
}

void Session::resume()
{
    const RecentConnection last = d->settings->recentConnections().value(0);
    d->dropConnector();
    delete d->farewell;
    d->stopServices();
    d->resumed = false;
    d->tokens->setRemember(true);
    d->request = requestFor(last);
    d->setState(State::Connecting);
    // Made here already, so that cancelConnect() ends the reading too.
    d->connector = std::make_unique<Connector>(d->network.get(), d->secrets, d->launcher, nullptr);
    Connector *attempt = d->connector.get();
    Q_EMIT progress(tr("Asking the keychain"));
    d->tokens->read(last.homeserver, last.userId, attempt, [this, last, attempt](const Result<Matrix::Credentials> &kept) {
        if (d->connector.get() != attempt)
            return;
        if (!kept) {
            Error error = kept.error();
            error.text = u"The earlier session cannot go on: %1 Sign in again."_s.arg(error.text);
            if (error.kind == Error::NotFound)
                d->settings->setTokenKept(last.homeserver, last.userId, false);
            return d->failed(error);
        }
        Connector::Plan plan;
        plan.request = d->request;
        plan.kept = *kept;
        plan.homeserver = last.homeserver;
        d->connectBy(std::move(plan));
    });
}

void Session::cancelConnect()
{
    if (!d->connector)
        return;
    d->dropConnector();
    d->setState(State::Disconnected);
}

void Session::logOut()
{
    cancelConnect();
    if (d->state != State::Connected && d->state != State::Reconnecting)
        return;
    const Matrix::Credentials credentials = d->tokens->credentials();
    d->stopServices();
    d->tokens->forget(d->made.homeserver, credentials.userId);
    if (d->made.homeserver.isLocalFile())
        return d->end(End::SignedOut, tr("The files are closed."));
    if (!credentials.fromLogin)
        return d->end(End::SignedOut,
            tr("Lockstep has forgotten the access token. It was given, not made here, and stays valid at %1 until it is logged out there.")
                .arg(d->made.homeserver.host()));
    d->setState(State::Disconnected);
    Q_EMIT progress(tr("Signing out"));
    // Said once: by the answer, or by the end of our patience; the request itself goes on as long as the session object lives.
    auto *waiting = new QTimer(this);
    waiting->setSingleShot(true);
    d->farewell = waiting;
    const auto report = [this, waiting = QPointer(waiting), credentials](const Result<bool> &result) {
        if (!waiting)
            return;
        delete waiting;
        d->end(End::SignedOut, TokenDesk::farewell(credentials, result));
    };
    const Error late{.kind = Error::Timeout, .text = tr("%1 did not answer in time.").arg(d->made.homeserver.host())};
    connect(
        waiting, &QTimer::timeout, this, [report, late] { report(failure(late)); }, Qt::QueuedConnection);
    waiting->start(logoutPatienceMs);
    Matrix::ClientApi(d->network.get(), d->made.homeserver).logout(credentials, d->network.get(), report);
}

void Session::reloadInfo()
{
    if (d->state != State::Connected && d->state != State::Reconnecting)
        return;
    d->client->info(d->live.get(), [this](const Result<Inspection::Info> &info) {
        if (!info)
            return; // what is wrong shows by the live events, which ask the same gateway
        d->made.info = *info;
        Q_EMIT infoChanged();
    });
}

Inspection::Client *Session::client() const
{
    return d->client.get();
}

QNetworkAccessManager *Session::network() const
{
    return d->network.get();
}

Settings *Session::settings() const
{
    return d->settings;
}

RefreshQueue *Session::refreshes() const
{
    return d->refreshes.get();
}

BulkRefresh *Session::bulk() const
{
    return d->bulk.get();
}

const Inspection::Info &Session::info() const
{
    return d->made.info;
}

QString Session::userId() const
{
    return d->userId;
}

QUrl Session::homeserver() const
{
    return d->made.homeserver;
}

QUrl Session::gateway() const
{
    return d->made.gateway;
}

bool Session::isSecretKept() const
{
    return d->tokens->isKept();
}

QString Session::secretProblem() const
{
    return d->tokens->problem();
}

} // namespace Lockstep
