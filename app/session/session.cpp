// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/session.h"

#include "core/log.h"
#include "session/sessionprivate.h"
#include "session/tokenrecord.h"

#include <QPointer>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

constexpr int logoutPatienceMs = 8'000;

} // namespace

Session::Session(SecretStore *secrets, Settings *settings, GatewayLauncher *launcher, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->q = this;
    d->secrets = secrets;
    d->settings = settings;
    d->launcher = launcher;
    d->network = std::make_unique<QNetworkAccessManager>();
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
    Connector::Plan plan;
    plan.request = request;
    d->connectBy(std::move(plan));
}

bool Session::canResume() const
{
    const QList<RecentConnection> recent = d->settings->recentConnections();
    return !recent.isEmpty() && recent.first().tokenKept;
}

void Session::resume()
{
    const QList<RecentConnection> recent = d->settings->recentConnections();
    const RecentConnection last = recent.value(0);
    d->dropConnector();
    d->stopServices();
    d->request = {};
    d->request.server = last.server;
    d->request.user = last.userId;
    d->request.gatewayPlace = last.gatewayPlace;
    d->request.gateway = last.gateway;
    d->request.local = last.local;
    d->setState(State::Connecting);
    // Made here already, so that cancelConnect() ends the reading too.
    d->connector = std::make_unique<Connector>(d->network.get(), d->secrets, d->launcher, nullptr);
    Q_EMIT progress(tr("Asking the keychain"));
    d->secrets->read(tokenKey(last.homeserver, last.userId), d->connector.get(), [this, last](const Result<QString> &secret) {
        const std::optional<Matrix::Credentials> kept = secret ? credentialsFromSecret(*secret) : std::nullopt;
        if (!kept) {
            Error error;
            error.kind = secret ? Error::Io : secret.error().kind;
            error.text = u"The earlier session cannot go on: %1 Sign in again."_s.arg(
                secret ? u"what the keychain holds for it is not usable."_s : secret.error().text);
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
    d->stopServices();
    const Matrix::Credentials credentials = d->made.credentials;
    d->forgetToken();
    if (!credentials.fromLogin)
        return d->end(
            tr("Lockstep has forgotten the access token. It was given, not made here, and stays valid at %1 until it is logged out there.")
                .arg(d->made.homeserver.host()));
    d->setState(State::Disconnected);
    Q_EMIT progress(tr("Signing out"));
    // Said once: by the answer, or by the end of our patience; the request itself goes on as long as the session object lives.
    auto *waiting = new QTimer(this);
    waiting->setSingleShot(true);
    const auto report = [this, waiting = QPointer(waiting), device = credentials.deviceId](const Result<bool> &result) {
        if (!waiting)
            return;
        delete waiting;
        d->end(result ? tr("Signed out.")
                      : tr("Signed out here only: %1 Remove the device %2 from the account by other means.")
                            .arg(result.error().text, displayable(device)));
    };
    const QString host = d->made.homeserver.host();
    connect(
        waiting, &QTimer::timeout, this, [report, host] { report(failure(Error::Timeout, tr("%1 did not answer in time.").arg(host))); },
        Qt::QueuedConnection);
    waiting->start(logoutPatienceMs);
    d->api().logout(credentials.accessToken, d->network.get(), report);
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

const Inspection::Info &Session::info() const
{
    return d->made.info;
}

QString Session::userId() const
{
    return d->made.credentials.userId;
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
    return d->secretKept;
}

QString Session::secretProblem() const
{
    return d->secretProblem;
}

} // namespace Lockstep
