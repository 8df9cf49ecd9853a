// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "matrix/tokenkeeper.h"

#include "core/log.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep::Matrix {

namespace {

// A timer counts milliseconds in an int and stands still while the machine sleeps, so a far expiry is looked at again each hour.
constexpr qint64 minTimerMs = 1'000;
constexpr qint64 maxTimerMs = 3'600'000;
// An answer that got lost is asked for again soon, while the server still gives it; after that more seldom.
constexpr qint64 firstRetryMs = 1'000;
constexpr qint64 lastRetryMs = 30'000;

} // namespace

TokenKeeper::TokenKeeper(ClientApi api, Credentials credentials, Persist persist, QObject *parent)
    : QObject(parent)
    , m_api(std::move(api))
    , m_credentials(std::move(credentials))
    , m_persist(std::move(persist))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &TokenKeeper::check);
    arm();
}

/// A renewal begins when a fifth of the token's life, at most five minutes, is left; never within a second of the last one, whatever
/// lifetime the server names.
void TokenKeeper::arm()
{
    if (m_credentials.expiresAt == 0 || m_credentials.refreshToken.isEmpty() || m_lost)
        return;
    const qint64 left = m_credentials.expiresAt - QDateTime::currentMSecsSinceEpoch();
    if (m_margin < 0)
        m_margin = std::clamp(left / 5, qint64(0), qint64(300'000));
    m_timer.start(int(std::clamp(left - m_margin, minTimerMs, maxTimerMs)));
}

void TokenKeeper::check()
{
    if (m_credentials.expiresAt == 0 || m_credentials.refreshToken.isEmpty())
        return; // nothing is known to end, or nothing can be done before it does
    if (m_credentials.expiresAt - QDateTime::currentMSecsSinceEpoch() <= m_margin)
        begin();
    else
        arm();
}

void TokenKeeper::renew(const QString &refusedToken, QObject *context, Http::Done<QString> done)
{
    if (refusedToken != m_credentials.accessToken && !m_running) {
        // Somebody else's renewal came first.
        QMetaObject::invokeMethod(
            context, [done = std::move(done), token = m_credentials.accessToken] { done(token); }, Qt::QueuedConnection);
        return;
    }
    m_waiters.push_back({context, std::move(done)});
    begin();
}

void TokenKeeper::begin()
{
    if (m_running)
        return;
    m_running = true;
    m_timer.stop();
    if (m_lost || m_credentials.refreshToken.isEmpty()) {
        QMetaObject::invokeMethod(
            this,
            [this] {
                failedWith({.kind = Error::Unauthorized,
                    .http = 401,
                    .errcode = u"M_UNKNOWN_TOKEN"_s,
                    .text = u"%1 does not accept the access token any more: sign in again."_s.arg(m_api.base().host())});
            },
            Qt::QueuedConnection);
        return;
    }
    m_api.refresh(m_credentials, this, [this](const Result<Credentials> &renewed) {
        if (!renewed)
            return failedWith(renewed.error());
        m_persist(*renewed, [guard = QPointer(this), credentials = *renewed] {
            if (guard)
                guard->renewedWith(credentials);
        });
    });
}

void TokenKeeper::renewedWith(const Credentials &credentials)
{
    m_running = false;
    m_failures = 0;
    m_credentials = credentials;
    m_margin = -1;
    arm();
    Q_EMIT renewed();
    answer(m_credentials.accessToken);
}

void TokenKeeper::failedWith(const Error &error)
{
    // Synapse answers 403 for a refresh token that was used before, other servers 401.
    const bool over = tokenTrouble(error) == TokenTrouble::Rejected || error.kind == Error::Forbidden;
    if (over && !m_lost)
        return m_recall ? lookElsewhere(error) : endWith(error);
    m_running = false;
    if (!over)
        m_timer.start(int(std::clamp(error.retryAfterMs, std::min(firstRetryMs << std::min(m_failures++, 10), lastRetryMs), maxTimerMs)));
    answer(failure(error));
}

void TokenKeeper::lookElsewhere(const Error &error)
{
    m_recall([guard = QPointer(this), error](const std::optional<Credentials> &stored) {
        if (!guard)
            return;
        const Credentials &own = guard->m_credentials;
        const bool newer = stored && stored->refreshToken != own.refreshToken && stored->accessToken != own.accessToken
            && stored->userId == own.userId && stored->oauth == own.oauth;
        if (newer)
            return guard->renewedWith(*stored);
        guard->endWith(error);
    });
}

void TokenKeeper::endWith(const Error &error)
{
    m_running = false;
    m_lost = true;
    const QString reason = error.softLogout ? u"The sign-in at %1 has expired: it asks for the password again."_s.arg(m_api.base().host())
                                            : u"%1 ended the session, or it expired: sign in again."_s.arg(m_api.base().host());
    answer(failure(Error::Unauthorized, reason, error.http, u"M_UNKNOWN_TOKEN"_s));
    Q_EMIT lost(reason, error.softLogout);
}

void TokenKeeper::answer(const Result<QString> &result)
{
    const std::vector<Waiter> waiters = std::exchange(m_waiters, {});
    for (const Waiter &waiter : waiters) {
        if (waiter.context)
            waiter.done(result);
    }
}

} // namespace Lockstep::Matrix
