// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/signin.h"

#include "core/ids.h"
#include "core/log.h"
#include "matrix/signin/codesignin.h"
#include "matrix/signin/devicesignin.h"
#include "matrix/signin/ssosignin.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep {

SignIn::SignIn(const Matrix::ClientApi &api, QNetworkAccessManager *manager, Matrix::ClientMemory memory, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_manager(manager)
    , m_memory(std::move(memory))
    , m_login(new Matrix::Login(api, manager, this))
{
    connect(m_login, &Matrix::Login::waiting, this, &SignIn::progress);
}

void SignIn::start(const ConnectRequest &request, const QString &deviceId, Http::Done<Matrix::Credentials> done)
{
    m_request = request;
    m_deviceId = deviceId;
    m_done = std::move(done);
    const QString token = request.accessToken.trimmed();
    if (!token.isEmpty()) {
        Matrix::Credentials given;
        given.accessToken = token;
        return m_login->withToken(given, [this](const Result<Matrix::Credentials> &credentials) { finish(credentials); });
    }
    if (request.way == SignInWay::Browser || request.way == SignInWay::DeviceCode)
        return askServer();
    byPassword();
}

void SignIn::askServer()
{
    m_api.authorizationServer(this, [this](const Result<std::optional<Matrix::AuthorizationServer>> &server) {
        if (!server)
            return finish(failure(server.error()));
        const QString host = m_api.base().host();
        const bool byDeviceCode = m_request.way == SignInWay::DeviceCode;
        if (!*server && byDeviceCode)
            return failWith(Error::Unsupported, u"%1 gives no codes for other devices. Sign in in another way."_s.arg(host));
        if (!*server)
            return askFlows();
        if (byDeviceCode && (*server)->deviceAuthorization.isEmpty())
            return failWith(Error::Unsupported,
                u"The authorization server of %1 gives no codes for other devices. Sign in in the browser, or with an access token."_s.arg(
                    host));
        if (!byDeviceCode && (*server)->authorization.isEmpty())
            return failWith(Error::Unsupported,
                u"The authorization server of %1 does not sign in by a browser on this machine. Sign in with a code, or with an access token."_s
                    .arg(host));
        const Matrix::OAuthApi oauth(m_manager, **server);
        byDeviceCode ? byDevice(oauth) : byCode(oauth);
    });
}

void SignIn::byCode(const Matrix::OAuthApi &oauth)
{
    auto *signIn = new Matrix::CodeSignIn(oauth, m_manager, m_memory, this);
    connect(signIn, &Matrix::CodeSignIn::opening, this, [this](const QUrl &address) { showBrowser(address, m_request.adminRights); });
    signIn->start(rights(), [this](const Result<Matrix::Credentials> &credentials) { signedIn(credentials); });
}

void SignIn::byDevice(const Matrix::OAuthApi &oauth)
{
    auto *signIn = new Matrix::DeviceSignIn(oauth, m_manager, m_memory, this);
    connect(signIn, &Matrix::DeviceSignIn::showing, this, [this](const Matrix::DeviceCode &code) {
        Q_EMIT progress(tr("Waiting for the code to be typed in"));
        Q_EMIT waiting({.way = SignInWait::Way::DeviceCode,
            .address = code.address,
            .completeAddress = code.completeAddress,
            .userCode = code.userCode,
            .asksForAdmin = m_request.adminRights});
    });
    signIn->start(rights(), [this](const Result<Matrix::Credentials> &credentials) { signedIn(credentials); });
}

void SignIn::askFlows()
{
    m_api.loginFlows(this, [this](const Result<Matrix::LoginFlows> &flows) {
        if (!flows && flows.error().kind != Error::NotFound)
            return finish(failure(flows.error()));
        if (!flows || !flows->sso)
            return failWith(Error::Unsupported,
                u"%1 does not sign in by a browser. Sign in with a password or with an access token."_s.arg(m_api.base().host()));
        bySso();
    });
}

void SignIn::bySso()
{
    auto *signIn = new Matrix::SsoSignIn(m_api, this);
    connect(signIn, &Matrix::SsoSignIn::opening, this, [this](const QUrl &address) { showBrowser(address, false); });
    signIn->start(m_request.identityProvider, [this](const Result<QString> &token) {
        if (!token)
            return finish(failure(token.error()));
        Q_EMIT progress(tr("Signing in to %1").arg(m_api.base().host()));
        Matrix::TokenLogin login;
        login.loginToken = *token;
        login.deviceId = m_deviceId;
        m_login->withLoginToken(login, [this](const Result<Matrix::Credentials> &credentials) { finish(credentials); });
    });
}

void SignIn::byPassword()
{
    const QString user = m_request.user.trimmed();
    if (user.isEmpty() || m_request.password.isEmpty())
        return failWith(
            Error::BadInput, u"Signing in to %1 takes a user name and a password, or an access token."_s.arg(m_api.base().host()));
    if (user.startsWith(u'@') && !UserId(user).isValid())
        return failWith(Error::BadInput, u"“%1” is not a user ID: one looks like @alice:example.org."_s.arg(displayable(user)));
    const Matrix::PasswordLogin password{.user = user, .password = m_request.password, .deviceId = m_deviceId};
    m_login->withPassword(password, [this](const Result<Matrix::Credentials> &credentials) { finish(credentials); });
}

/// The tokens of an authorization server are asked for whose they are.
void SignIn::signedIn(const Result<Matrix::Credentials> &credentials)
{
    if (!credentials)
        return finish(credentials);
    Q_EMIT progress(tr("Signing in to %1").arg(m_api.base().host()));
    Q_EMIT made(*credentials);
    m_login->withToken(*credentials, [this](const Result<Matrix::Credentials> &known) {
        if (known || Matrix::tokenTrouble(known.error()) != Matrix::TokenTrouble::Rejected)
            return finish(known);
        Error error = known.error();
        error.text = u"%1 does not accept what its authorization server has just issued: the administrator must look whether both belong "
                     u"together."_s.arg(m_api.base().host());
        finish(failure(error));
    });
}

void SignIn::showBrowser(const QUrl &address, bool asksForAdmin)
{
    Q_EMIT progress(tr("Waiting for the sign-in in the browser"));
    Q_EMIT waiting(
        {.way = SignInWait::Way::Browser, .address = address, .completeAddress = {}, .userCode = {}, .asksForAdmin = asksForAdmin});
}

void SignIn::failWith(Error::Kind kind, const QString &text)
{
    finish(failure(kind, text));
}

void SignIn::finish(const Result<Matrix::Credentials> &result)
{
    if (const auto done = std::exchange(m_done, nullptr))
        done(result);
}

} // namespace Lockstep
