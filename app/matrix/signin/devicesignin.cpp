// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "matrix/signin/devicesignin.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep::Matrix {

namespace {

constexpr int slowerBySeconds = 5; // RFC 8628 section 3.5
constexpr int longestIntervalSeconds = 120;

} // namespace

DeviceSignIn::DeviceSignIn(OAuthApi api, QNetworkAccessManager *manager, ClientMemory memory, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_manager(manager)
    , m_registration(api, std::move(memory), nullptr)
{
    m_timer.setSingleShot(true);
    // A coarse timer may be early by a twentieth, and a server says slow_down to who asks before the interval is over.
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &DeviceSignIn::poll);
}

void DeviceSignIn::start(Rights rights, Http::Done<Credentials> done)
{
    m_done = std::move(done);
    m_rights = rights;
    m_registration.obtain([this](const Result<QString> &clientId) {
        if (!clientId)
            return finish(failure(clientId.error()));
        m_clientId = *clientId;
        ask();
    });
}

void DeviceSignIn::ask()
{
    m_api.startDevice(m_clientId, scopeFor(m_rights, m_names), this, [this](const Result<DeviceCode> &code) { asked(code); });
}

void DeviceSignIn::asked(const Result<DeviceCode> &code)
{
    if (code) {
        m_code = *code;
        Q_EMIT showing(m_code);
        return again();
    }
    const Error &error = code.error();
    if (error.errcode == "invalid_scope"_L1 && m_names == ScopeNames::Stable) {
        m_names = ScopeNames::Msc2967;
        return ask();
    }
    // An ID from a time when the server had no device grant is not allowed to use it.
    if (isClientRefused(error) && !std::exchange(m_registeredAnew, true))
        return m_registration.renew([this](const Result<QString> &clientId) {
            if (!clientId)
                return finish(failure(clientId.error()));
            m_clientId = *clientId;
            ask();
        });
    finish(failure(error));
}

void DeviceSignIn::poll()
{
    if (QDateTime::currentMSecsSinceEpoch() >= m_code.expiresAt)
        return finish(failure(Error::Timeout,
            u"Nobody let this program in before the code expired. If the page refused the request, this account may not have admin rights: "
            u"sign in without them, or try again."_s,
            0, u"expired_token"_s));
    exchangeForSession(m_api, m_manager, m_clientId,
        {
            {u"grant_type"_s, u"urn:ietf:params:oauth:grant-type:device_code"_s},
            {u"device_code"_s, m_code.deviceCode},
            {u"client_id"_s, m_clientId},
        },
        m_rights, this, [this](const Result<Credentials> &result) { polled(result); });
}

void DeviceSignIn::polled(const Result<Credentials> &result)
{
    if (result)
        return finish(result);
    const Error &error = result.error();
    const QString &name = error.errcode;
    if (name == "authorization_pending"_L1)
        return again();
    // Too often, too busy, or not reachable for now: more seldom, until the code expires.
    const bool passing
        = error.kind == Error::Network || error.kind == Error::Timeout || error.kind == Error::RateLimited || error.http >= 500;
    if (name == "slow_down"_L1 || passing) {
        m_code.intervalSeconds = std::min(m_code.intervalSeconds + slowerBySeconds, longestIntervalSeconds);
        return again();
    }
    if (name == "access_denied"_L1)
        return finish(failure(Error::Forbidden,
            u"The sign-in was refused or cancelled in the browser. If the page said that this account may not have admin rights, sign in "
            u"without them."_s,
            0, name));
    if (name == "expired_token"_L1) {
        m_code.expiresAt = 0;
        return poll();
    }
    finish(failure(error));
}

void DeviceSignIn::again()
{
    m_timer.start(m_code.intervalSeconds * 1000);
}

void DeviceSignIn::finish(const Result<Credentials> &result)
{
    m_timer.stop();
    if (const auto done = std::exchange(m_done, nullptr))
        done(result);
}

} // namespace Lockstep::Matrix
