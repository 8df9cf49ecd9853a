// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/connector.h"

#include "core/log.h"
#include "inspection/client/client.h"
#include "session/connecterrors.h"
#include "session/secrets.h"
#include "session/signin.h"
#include "session/storedaddress.h"
#include "session/tokenrecord.h"

#include <QNetworkAccessManager>

#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

// A gateway remembers a few thousand events and gives a thousand at a time. If more than that happens in the meantime, the rest
// arrives as live events.
constexpr int maxEventBatches = 20;

} // namespace

Connector::Connector(QNetworkAccessManager *manager, SecretStore *secrets, GatewayLauncher *launcher, QObject *parent)
    : QObject(parent)
    , m_manager(manager)
    , m_secrets(secrets)
    , m_launcher(launcher)
{
}

Connector::~Connector()
{
    cancel();
}

void Connector::start(Plan plan, Http::Done<Established> done)
{
    cancel();
    m_plan = std::move(plan);
    m_done = std::move(done);
    m_attempt = new QObject(this);
    // From the event loop, so that nothing is reported before start() has returned.
    QMetaObject::invokeMethod(
        m_attempt,
        [this] {
            if (m_plan.request.gatewayPlace == GatewayPlace::Files)
                return openFiles();
            if (m_plan.request.gatewayPlace == GatewayPlace::InProcess)
                return readDatabasePassword(&LocalGatewayOptions::database, &Connector::readMarkerPassword);
            if (m_plan.kept) {
                m_result.homeserver = m_plan.homeserver;
                return useKept(true);
            }
            discover(m_plan.request.server);
        },
        Qt::QueuedConnection);
}

void Connector::cancel()
{
    m_done = nullptr;
    delete std::exchange(m_attempt, nullptr);
    if (std::exchange(m_fresh, false) && m_manager)
        api().logout(m_result.credentials, m_manager, [](const Result<bool> &) {});
    m_result = {};
    m_plan = {};
}

/// The settings keep database addresses without their passwords; the keychain has those.
void Connector::readDatabasePassword(QString LocalGatewayOptions::*database, void (Connector::*next)())
{
    const QString address = m_plan.request.local.*database;
    const bool mayNeedOne = address.startsWith("postgres"_L1) && withoutPassword(address).password.isEmpty();
    if (!mayNeedOne)
        return (this->*next)();
    Q_EMIT progress(tr("Asking the keychain for the database password"));
    m_secrets->read(databaseKey(address), m_attempt, [this, address, database, next](const Result<QString> &password) {
        // Without one the database is asked as it is: libpq has a password file of its own.
        if (password)
            m_plan.request.local.*database = withPassword(address, *password);
        (this->*next)();
    });
}

void Connector::readMarkerPassword()
{
    readDatabasePassword(&LocalGatewayOptions::markerDatabase, &Connector::launch);
}

void Connector::launch()
{
    if (!m_launcher)
        return fail({.kind = Error::Unsupported,
            .http = 0,
            .errcode = {},
            .text = u"This program was built without a gateway inside: give the address of one that runs beside the homeserver."_s});
    Q_EMIT progress(tr("Starting the gateway on this machine"));
    m_launcher->start(m_plan.request.local, m_attempt, [this](const Result<GatewayLauncher::Running> &running) {
        if (!running)
            return fail(running.error());
        m_result.gateway = running->url;
        m_result.localGateway = running->keepAlive;
        if (m_plan.kept) {
            m_result.homeserver = m_plan.homeserver;
            return useKept(true);
        }
        // The configuration says where the client API is; what was typed matters only if it does not.
        discover(running->clientApi.isEmpty() ? m_plan.request.server : running->clientApi.toString());
    });
}

/// Nobody signs in: who reads the files may.
void Connector::openFiles()
{
    if (!m_launcher)
        return fail({.kind = Error::Unsupported, .http = 0, .errcode = {}, .text = u"Files cannot be opened here."_s});
    Q_EMIT progress(tr("Reading …"));
    const QStringList files = m_plan.request.files;
    m_launcher->openFiles(
        files, m_attempt, [this](const QString &text) { Q_EMIT progress(text); },
        [this, files](const Result<GatewayLauncher::Running> &running) {
            if (!running)
                return fail(running.error());
            m_result.gateway = running->url;
            m_result.localGateway = running->keepAlive;
            m_result.homeserver = QUrl::fromLocalFile(files.value(0));
            m_result.credentials.accessToken = running->token;
            m_result.credentials.userId = running->reader;
            askInfo();
        });
}

void Connector::discover(const QString &server)
{
    Q_EMIT progress(tr("Looking up %1").arg(displayable(server.trimmed())));
    auto *discovery = new Matrix::Discovery(m_manager, m_attempt);
    discovery->start(server, [this](const Result<Matrix::Homeserver> &found) {
        if (!found)
            return fail(found.error());
        m_result.homeserver = found->clientApi;
        if (m_plan.request.user.isEmpty())
            m_plan.request.user = found->user.toString();
        signIn();
    });
}

void Connector::signIn()
{
    const ConnectRequest &request = m_plan.request;
    Q_EMIT progress(tr("Signing in to %1").arg(m_result.homeserver.host()));
    auto *signIn = new SignIn(api(), m_manager, m_plan.clients, m_attempt);
    connect(signIn, &SignIn::progress, this, &Connector::progress);
    connect(signIn, &SignIn::waiting, this, &Connector::signInWaiting);
    connect(signIn, &SignIn::made, this, [this](const Matrix::Credentials &credentials) {
        m_result.credentials = credentials;
        m_fresh = true;
    });
    const QString device = m_plan.deviceId ? m_plan.deviceId(m_result.homeserver, request.user.trimmed()) : QString();
    signIn->start(request, device, [this](const Result<Matrix::Credentials> &credentials) {
        m_fresh = m_fresh || (credentials && credentials->fromLogin);
        signedInAs(credentials);
    });
}

void Connector::useKept(bool mayRenew)
{
    Q_EMIT progress(tr("Going on as %1").arg(displayable(m_plan.kept->userId)));
    auto *login = new Matrix::Login(api(), m_manager, m_attempt);
    login->withToken(*m_plan.kept, [this, mayRenew](const Result<Matrix::Credentials> &credentials) {
        const bool refused = !credentials && Matrix::tokenTrouble(credentials.error()) == Matrix::TokenTrouble::Rejected;
        if (refused && mayRenew && !m_plan.kept->refreshToken.isEmpty())
            return renewKept();
        signedInAs(credentials);
    });
}

void Connector::renewKept()
{
    api().refresh(*m_plan.kept, m_attempt, [this](const Result<Matrix::Credentials> &renewed) {
        if (!renewed)
            return fail(renewed.error());
        m_plan.persist(m_result.homeserver, *renewed, [attempt = QPointer(m_attempt), this, credentials = *renewed] {
            if (!attempt)
                return;
            m_plan.kept = credentials;
            useKept(false);
        });
    });
}

void Connector::signedInAs(const Result<Matrix::Credentials> &credentials)
{
    if (!credentials)
        return fail(credentials.error());
    m_result.credentials = *credentials;
    if (m_fresh)
        Q_EMIT signedIn(m_result.homeserver, credentials->userId);
    askInfo();
}

void Connector::askInfo()
{
    const ConnectRequest &request = m_plan.request;
    if (request.gatewayPlace == GatewayPlace::Given) {
        if (!request.gateway.isValid() || request.gateway.host().isEmpty() || !Http::mayCarryToken(request.gateway))
            return fail({.kind = Error::BadInput,
                .http = 0,
                .errcode = {},
                .text = u"“%1” cannot be the gateway's address: it must start with https://, or be http:// on this machine."_s.arg(
                    displayable(request.gateway.toDisplayString(QUrl::RemoveUserInfo)))});
        m_result.gateway = request.gateway;
    } else if (request.gatewayPlace == GatewayPlace::AtHomeserver) {
        m_result.gateway = m_result.homeserver;
    }
    Q_EMIT progress(tr("Asking the gateway"));
    auto *client = new Inspection::Client(m_manager, m_result.gateway, m_attempt);
    client->setToken(m_result.credentials.accessToken);
    client->info(m_attempt, [this](const Result<Inspection::Info> &info) { readInfo(info); });
}

void Connector::readInfo(const Result<Inspection::Info> &info)
{
    const QString user = m_result.credentials.userId;
    if (!info)
        return fail(explainGatewayError(info.error(), m_plan.request.gatewayPlace, m_result.gateway, user));
    if (info->serverName != UserId(user).server())
        return fail({.kind = Error::BadInput,
            .http = 0,
            .errcode = {},
            .text
            = u"The gateway at %1 watches the homeserver %2, but %3 is a user of another one: give the gateway of that homeserver."_s.arg(
                displayable(m_result.gateway.toDisplayString()), displayable(info->serverName.toString()), displayable(user))});
    m_result.info = *info;
    askEvents(maxEventBatches);
}

/// From here on nothing that happens is missed: pages load after this, and live events go on from this point. What the gateway
/// remembers from before is skipped, batch by batch.
void Connector::askEvents(int batchesLeft)
{
    auto *client = new Inspection::Client(m_manager, m_result.gateway, m_attempt);
    client->setToken(m_result.credentials.accessToken);
    client->events(m_result.eventsSince, 0, m_attempt, [this, batchesLeft](const Result<Inspection::EventBatch> &batch) {
        // Without live events the connection is still of use; what is wrong with them shows when they are followed.
        const bool more = batch && batch->next > m_result.eventsSince && batchesLeft > 0;
        if (batch)
            m_result.eventsSince = batch->next;
        if (more)
            return askEvents(batchesLeft - 1);
        m_fresh = false;
        finish(m_result);
    });
}

void Connector::fail(const Error &error)
{
    const Error explained = explainConnectError(error);
    if (!std::exchange(m_fresh, false) || !m_manager)
        return finish(failure(explained));
    Q_EMIT progress(tr("Signing out again"));
    // The logout belongs to the manager: cancelling now must not stop it.
    api().logout(m_result.credentials, m_manager,
        [this, attempt = QPointer(m_attempt), explained, device = m_result.credentials.deviceId](const Result<bool> &done) {
            if (!attempt)
                return;
            Error own = explained;
            if (!done)
                own.text += device.isEmpty()
                    ? u" (The new session could not be signed out again: end it in the account's settings.)"_s
                    : u" (The new device %1 could not be signed out again: remove it from the account.)"_s.arg(displayable(device));
            finish(failure(own));
        });
}

void Connector::finish(const Result<Established> &result)
{
    if (m_attempt)
        std::exchange(m_attempt, nullptr)->deleteLater(); // one of its children may be calling
    if (auto done = std::exchange(m_done, nullptr))
        done(result);
}

} // namespace Lockstep
