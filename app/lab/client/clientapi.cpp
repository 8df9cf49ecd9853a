// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/client/clientapi.h"

#include "core/canonicaljson.h"
#include "lab/state/actor.h"
#include "lab/state/bodyshape.h"
#include "lab/state/storage.h"

#include <QJsonDocument>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

using Inspection::IncomingRequest;
using Inspection::OutgoingAnswer;

RateLimiter::RateLimiter(double burst, double perSecond)
    : m_burst(burst)
    , m_perSecond(perSecond)
{
    m_clock.start();
}

qint64 RateLimiter::take(const QString &key)
{
    const std::lock_guard lock(m_mutex);
    if (m_burst <= 0)
        return 0;
    const qint64 now = m_clock.elapsed();
    if (m_buckets.size() > 10'000) // full buckets say nothing
        m_buckets.removeIf(
            [&](auto entry) { return entry.value().tokens + double(now - entry.value().at) / 1000 * m_perSecond >= m_burst; });
    auto found = m_buckets.find(key);
    if (found == m_buckets.end())
        found = m_buckets.insert(key, {m_burst, now});
    found->tokens = std::min(m_burst, found->tokens + double(now - found->at) / 1000 * m_perSecond);
    found->at = now;
    if (found->tokens >= 1) {
        found->tokens -= 1;
        return 0;
    }
    return qint64((1 - found->tokens) / m_perSecond * 1000) + 1;
}

std::optional<OutgoingAnswer> InteractiveAuth::check(
    const QString &operation, const QString &stage, const QJsonValue &auth, const std::function<bool(const QJsonObject &)> &checkPassword)
{
    const QJsonObject given = auth.toObject();
    QString session = given.value("session"_L1).toString();
    QJsonObject more;
    {
        const std::lock_guard lock(m_mutex);
        const bool isKnown = m_sessions.value(session) == operation;
        // A stage without a session is taken too: clients that know the flow may send it at once.
        if (given.value("type"_L1).toString() == stage && (isKnown || session.isEmpty())) {
            if (stage == "m.login.dummy"_L1 || checkPassword(given)) {
                m_sessions.remove(session);
                return {};
            }
            more = {{u"errcode"_s, u"M_FORBIDDEN"_s}, {u"error"_s, u"The password is wrong."_s}};
        }
        if (!isKnown) {
            if (m_sessions.size() > 10'000)
                m_sessions.clear();
            session = QUuid::createUuid().toString(QUuid::Id128);
            m_sessions.insert(session, operation);
        }
    }
    more.insert(u"flows"_s, QJsonArray{QJsonObject{{u"stages"_s, QJsonArray{stage}}}});
    more.insert(u"params"_s, QJsonObject());
    more.insert(u"session"_s, session);
    return OutgoingAnswer::json(more, 401);
}

ClientApi::ClientApi(Context *context)
    : m_context(context)
    , m_loginLimit(context->limits.loginBurst, context->limits.loginPerSecond)
    , m_callLimit(context->limits.callBurst, context->limits.callPerSecond)
{
}

std::optional<OutgoingAnswer> ClientApi::authenticate(ClientCall &call)
{
    if (call.token.isEmpty())
        return OutgoingAnswer::error(401, u"M_MISSING_TOKEN"_s, u"This call needs an access token in the Authorization header."_s);
    std::optional<Accounts::Caller> caller;
    const Result<void> asked = m_context->commit([&]() -> Result<void> {
        caller = m_context->accounts->callerOf(call.token);
        if (caller)
            m_context->accounts->confirmTokens(call.token);
        return {};
    });
    if (!asked)
        return answerOf(asked.error());
    if (!caller)
        return OutgoingAnswer::error(
            401, u"M_UNKNOWN_TOKEN"_s, u"This access token is not known, or was logged out."_s, {{u"soft_logout"_s, false}});
    call.caller = *caller;
    if (const qint64 wait = m_callLimit.take(call.caller.user.toString()))
        return tooMany(wait);
    return {};
}

struct ClientService::Private
{
    ClientApi api;
    Context *context;
};

ClientService::ClientService(Context *context)
    : d(new Private{.api = ClientApi(context), .context = context})
{
}

ClientService::~ClientService() = default;

OutgoingAnswer ClientService::handle(const IncomingRequest &request)
{
    return d->api.handle(request);
}

Result<void> ClientService::registerUser(const QString &localpart, const QString &password, bool admin)
{
    return d->context->commit([&]() -> Result<void> {
        const Result<UserId> user = d->context->accounts->add(localpart, password, admin);
        return user ? Result<void>() : failure(user.error());
    });
}

} // namespace Lockstep::Lab
