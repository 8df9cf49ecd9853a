// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "matrix/login.h"

#include "core/log.h"

#include <QNetworkAccessManager>

#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep::Matrix {

namespace {

constexpr qint64 maxWaitMs = 60'000;
constexpr qint64 defaultWaitMs = 5'000;

QString secondsText(qint64 ms)
{
    return QString::number((ms + 999) / 1000);
}

} // namespace

/// The request that makes a device. It is an object of its own, so that it can outlive the Login that was cancelled.
class Login::Post : public QObject
{
public:
    Post(ClientApi api, Login *login)
        : QObject(login)
        , m_api(std::move(api))
        , m_login(login)
    {
    }

    template <typename How>
    void start(const How &login)
    {
        m_api.login(login, this, [this](const Result<Credentials> &result) {
            deleteLater();
            if (m_login)
                return m_login->posted(result);
            if (result) {
                // The logout belongs to whatever Post belongs to now, which is not deleted with it.
                m_api.logout(*result, parent(), [](const Result<bool> &) {});
            }
        });
    }

    void abandon(QObject *keeper)
    {
        m_login = nullptr;
        setParent(keeper);
    }

private:
    ClientApi m_api;
    QPointer<Login> m_login;
};

Login::Login(ClientApi api, QNetworkAccessManager *manager, QObject *parent)
    : QObject(parent)
    , m_api(std::move(api))
    , m_manager(manager)
{
    m_retry.setSingleShot(true);
}

Login::~Login()
{
    cancel();
}

void Login::withPassword(const PasswordLogin &login, Http::Done<Credentials> done)
{
    cancel();
    m_done = std::move(done);
    m_login = login;
    m_waitedMs = 0;
    askFlows();
}

void Login::withLoginToken(const TokenLogin &login, Http::Done<Credentials> done)
{
    cancel();
    m_done = std::move(done);
    m_tokenLogin = login;
    m_waitedMs = 0;
    post();
}

void Login::withToken(const Credentials &credentials, Http::Done<Credentials> done)
{
    cancel();
    m_done = std::move(done);
    m_credentials = credentials;
    m_waitedMs = 0;
    if (!isToken(credentials.accessToken)) {
        QMetaObject::invokeMethod(
            this,
            [this] {
                finish(failure(Error::BadInput, u"This is not an access token: it must be one line without blanks, such as syt_…."_s));
            },
            Qt::QueuedConnection);
        return;
    }
    askWhoami();
}

void Login::cancel()
{
    m_done = nullptr;
    m_retry.stop();
    m_call.cancel();
    m_call = {};
    m_login = {};
    m_tokenLogin = {};
    m_credentials = {};
    if (m_post && m_manager)
        m_post->abandon(m_manager);
    m_post = nullptr;
}

void Login::askFlows()
{
    m_call = m_api.loginFlows(this, [this](const Result<LoginFlows> &flows) {
        if (flows && flows->password)
            return post();
        if (!flows && waitedOut(flows.error(), &Login::askFlows))
            return;
        if (!flows && flows.error().kind != Error::NotFound)
            return finish(failure(flows.error()));
        // Single sign-on, OAuth only (no /login at all), or logins by application services only.
        finish(failure(Error::Unsupported,
            u"%1 does not take passwords. Sign in in the browser, or with an access token."_s.arg(m_api.base().host())));
    });
}

void Login::post()
{
    m_post = new Post(m_api, this);
    if (m_tokenLogin.loginToken.isEmpty())
        m_post->start(m_login);
    else
        m_post->start(m_tokenLogin);
}

void Login::posted(const Result<Credentials> &result)
{
    m_post = nullptr;
    if (result)
        return finish(result);
    if (!waitedOut(result.error(), &Login::post))
        refused(result.error());
}

void Login::askWhoami()
{
    m_call = m_api.whoami(m_credentials.accessToken, this, [this](const Result<Whoami> &whoami) {
        if (whoami) {
            m_credentials.userId = whoami->userId;
            m_credentials.deviceId = whoami->deviceId;
            return finish(m_credentials);
        }
        if (waitedOut(whoami.error(), &Login::askWhoami))
            return;
        Error error = whoami.error();
        if (tokenTrouble(error) == TokenTrouble::Rejected)
            error.text
                = u"%1 does not know this access token: it is mistyped, or was logged out. Sign in with a password or a new token."_s.arg(
                    m_api.base().host());
        else if (tokenTrouble(error) == TokenTrouble::Locked)
            error.text = u"The account is locked: an administrator of %1 must unlock it first."_s.arg(m_api.base().host());
        finish(failure(error));
    });
}

bool Login::waitedOut(const Error &error, void (Login::*again)())
{
    if (error.kind != Error::RateLimited)
        return false;
    const qint64 wait = error.retryAfterMs >= 0 ? error.retryAfterMs : defaultWaitMs;
    if (m_waitedMs + wait > maxWaitMs) {
        finish(failure(Error{.kind = Error::RateLimited,
            .http = error.http,
            .errcode = error.errcode,
            .text = u"%1 refuses more attempts to sign in for now: try again in %2 s."_s.arg(m_api.base().host(), secondsText(wait)),
            .retryAfterMs = wait,
            .retryAt = 0,
            .remoteStatus = 0}));
        return true;
    }
    m_waitedMs += wait;
    m_retry.disconnect();
    connect(&m_retry, &QTimer::timeout, this, again);
    m_retry.start(int(wait));
    Q_EMIT waiting(tr("%1 asks to wait %2 s").arg(m_api.base().host(), secondsText(wait)));
    return true;
}

void Login::refused(const Error &error)
{
    Error own = error;
    const QString host = m_api.base().host();
    if (!m_tokenLogin.loginToken.isEmpty()) {
        own.text = u"%1 does not take what the browser came back with: %2 Sign in again."_s.arg(host, error.text);
        return finish(failure(own));
    }
    if (error.errcode == "M_USER_DEACTIVATED"_L1)
        own.text = u"The account %1 is deactivated at %2."_s.arg(displayable(m_login.user), host);
    else if (tokenTrouble(error) == TokenTrouble::Locked)
        own.text = u"The account %1 is locked: an administrator of %2 must unlock it first."_s.arg(displayable(m_login.user), host);
    else if (error.kind == Error::Forbidden)
        own.text = u"%1 does not accept this user name and password for %2: check both."_s.arg(host, displayable(m_login.user));
    else if (error.http > 0)
        own.text = u"%1 refused to sign %2 in: %3"_s.arg(host, displayable(m_login.user), error.text);
    finish(failure(own));
}

void Login::finish(const Result<Credentials> &result)
{
    m_call = {};
    m_login = {};
    m_tokenLogin = {};
    m_credentials = {};
    if (Http::Done<Credentials> done = std::exchange(m_done, nullptr))
        done(result);
}

} // namespace Lockstep::Matrix
