// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/clientapi.h"

#include "core/canonicaljson.h"
#include "lab/actor.h"
#include "lab/bodyshape.h"
#include "lab/storage.h"

#include <QJsonDocument>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

using Inspection::IncomingRequest;
using Inspection::OutgoingAnswer;

OutgoingAnswer tooMany(qint64 waitMs)
{
    return answerOf({.kind = Error::RateLimited,
        .http = 429,
        .errcode = u"M_LIMIT_EXCEEDED"_s,
        .text = u"Too many requests; wait a moment."_s,
        .retryAfterMs = waitMs});
}

std::optional<OutgoingAnswer> readBody(const IncomingRequest &request, const BodyShape &shape, QJsonObject *body)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(request.body, &problem);
    if (!document.isObject()) {
        // In brackets, because a document of Qt holds no lone string or number.
        const bool isJson = problem.error == QJsonParseError::NoError || problem.error == QJsonParseError::DeepNesting
            || QJsonDocument::fromJson('[' + request.body + ']').array().size() == 1;
        return OutgoingAnswer::error(
            400, isJson ? u"M_BAD_JSON"_s : u"M_NOT_JSON"_s, isJson ? u"The body is not a JSON object."_s : u"The body is not JSON."_s);
    }
    *body = document.object();
    if (const auto mismatch = shape.mismatch(*body))
        return OutgoingAnswer::error(400, mismatch->errcode, mismatch->text);
    return {};
}

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

OutgoingAnswer answerOf(const Error &error)
{
    QJsonObject more;
    if (error.retryAfterMs >= 0)
        more.insert(u"retry_after_ms"_s, error.retryAfterMs);
    const int ownStatus = error.kind == Error::Timeout ? 504 : error.kind == Error::Network || error.kind == Error::BadAnswer ? 502 : 500;
    OutgoingAnswer answer = OutgoingAnswer::error(
        error.http ? error.http : ownStatus, error.errcode.isEmpty() ? u"M_UNKNOWN"_s : error.errcode, error.text, more);
    if (error.retryAfterMs >= 0)
        answer.headers.emplaceBack("Retry-After", QByteArray::number((error.retryAfterMs + 999) / 1000));
    return answer;
}

QJsonObject compactJson(const QString &text)
{
    return QJsonDocument::fromJson(text.toUtf8()).object();
}

QString compactText(const QJsonObject &object)
{
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
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
