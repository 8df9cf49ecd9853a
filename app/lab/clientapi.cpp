// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/clientapi.h"

#include "core/canonicaljson.h"
#include "core/jsonreader.h"
#include "lab/actor.h"
#include "lab/storage.h"

#include <QJsonDocument>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

using Inspection::IncomingRequest;
using Inspection::OutgoingAnswer;

namespace {

enum Need { Open, Token };

struct Route
{
    QByteArray method;
    QStringList path; ///< "*" stands for one variable segment
    Need need;
    OutgoingAnswer (ClientApi::*handler)(ClientCall &);
};

Route route(const char *method, QStringView path, Need need, OutgoingAnswer (ClientApi::*handler)(ClientCall &))
{
    return {method, path.toString().split(u'/'), need, handler};
}

// "V" stands for the version segment: v3, the historical r0, and v1 for newer endpoints.
const QList<Route> &routes()
{
    static const QList<Route> table = {
        route("GET", u".well-known/matrix/client", Open, &ClientApi::wellKnownClient),
        route("GET", u".well-known/matrix/server", Open, &ClientApi::wellKnownServer),
        route("GET", u"_matrix/client/versions", Open, &ClientApi::versions),
        route("GET", u"_matrix/client/V/login", Open, &ClientApi::loginFlows),
        route("POST", u"_matrix/client/V/login", Open, &ClientApi::login),
        route("POST", u"_matrix/client/V/refresh", Open, &ClientApi::refreshToken),
        route("POST", u"_matrix/client/V/logout", Token, &ClientApi::logout),
        route("POST", u"_matrix/client/V/logout/all", Token, &ClientApi::logoutAll),
        route("POST", u"_matrix/client/V/register", Open, &ClientApi::registerUser),
        route("GET", u"_matrix/client/V/account/whoami", Token, &ClientApi::whoami),
        route("GET", u"_matrix/client/V/capabilities", Token, &ClientApi::capabilities),
        route("GET", u"_synapse/admin/v1/users/*/admin", Token, &ClientApi::isAdmin),
        route("GET", u"_matrix/client/V/profile/*", Open, &ClientApi::profile),
        route("GET", u"_matrix/client/V/profile/*/*", Open, &ClientApi::profile),
        route("GET", u"_matrix/client/V/devices", Token, &ClientApi::devices),
        route("GET", u"_matrix/client/V/devices/*", Token, &ClientApi::device),
        route("PUT", u"_matrix/client/V/devices/*", Token, &ClientApi::renameDevice),
        route("DELETE", u"_matrix/client/V/devices/*", Token, &ClientApi::deleteDevice),
        route("POST", u"_matrix/client/V/delete_devices", Token, &ClientApi::deleteDevices),
        route("PUT", u"_matrix/client/V/sendToDevice/*/*", Token, &ClientApi::sendToDevice),
        route("POST", u"_matrix/client/V/keys/upload", Token, &ClientApi::uploadKeys),
        route("POST", u"_matrix/client/V/keys/query", Token, &ClientApi::queryKeys),
        route("POST", u"_matrix/client/V/keys/claim", Token, &ClientApi::claimKeys),
        route("GET", u"_matrix/client/V/keys/changes", Token, &ClientApi::keyChanges),
        route("POST", u"_matrix/client/V/keys/device_signing/upload", Token, &ClientApi::uploadCrossSigning),
        route("POST", u"_matrix/client/V/keys/signatures/upload", Token, &ClientApi::uploadSignatures),
        route("GET", u"_matrix/client/V/sync", Token, &ClientApi::sync),
        route("POST", u"_matrix/client/V/user/*/filter", Token, &ClientApi::makeFilter),
        route("GET", u"_matrix/client/V/user/*/filter/*", Token, &ClientApi::filter),
        route("GET", u"_matrix/client/V/user/*/account_data/*", Token, &ClientApi::accountData),
        route("PUT", u"_matrix/client/V/user/*/account_data/*", Token, &ClientApi::setAccountData),
        route("GET", u"_matrix/client/V/pushrules", Token, &ClientApi::pushRules),
        route("GET", u"_matrix/client/V/pushrules/", Token, &ClientApi::pushRules),
        route("GET", u"_matrix/client/V/room_keys/version", Token, &ClientApi::notHere),
        route("GET", u"_matrix/client/V/voip/turnServer", Token, &ClientApi::emptyAnswer),
        route("GET", u"_matrix/client/V/thirdparty/protocols", Token, &ClientApi::emptyAnswer),
        route("PUT", u"_matrix/client/V/presence/*/status", Token, &ClientApi::emptyAnswer),
        route("POST", u"_matrix/client/V/createRoom", Token, &ClientApi::createRoom),
        route("POST", u"_matrix/client/V/rooms/*/invite", Token, &ClientApi::invite),
        route("POST", u"_matrix/client/V/rooms/*/join", Token, &ClientApi::join),
        route("POST", u"_matrix/client/V/join/*", Token, &ClientApi::join),
        route("POST", u"_matrix/client/V/rooms/*/leave", Token, &ClientApi::leave),
        route("POST", u"_matrix/client/V/rooms/*/forget", Token, &ClientApi::emptyAnswer),
        route("GET", u"_matrix/client/V/joined_rooms", Token, &ClientApi::joinedRooms),
        route("GET", u"_matrix/client/V/rooms/*/joined_members", Token, &ClientApi::joinedMembers),
        route("GET", u"_matrix/client/V/rooms/*/members", Token, &ClientApi::roomState),
        route("GET", u"_matrix/client/V/rooms/*/state", Token, &ClientApi::roomState),
        route("GET", u"_matrix/client/V/rooms/*/state/*", Token, &ClientApi::roomState),
        route("GET", u"_matrix/client/V/rooms/*/state/*/*", Token, &ClientApi::roomState),
        route("PUT", u"_matrix/client/V/rooms/*/state/*", Token, &ClientApi::setRoomState),
        route("PUT", u"_matrix/client/V/rooms/*/state/*/*", Token, &ClientApi::setRoomState),
    };
    return table;
}

std::optional<QStringList> match(const Route &route, const QStringList &segments)
{
    if (segments.size() != route.path.size())
        return {};
    QStringList arguments;
    for (qsizetype i = 0; i < segments.size(); ++i) {
        if (route.path[i] == "*"_L1)
            arguments += segments[i];
        else if (route.path[i] == "V"_L1 ? !(segments[i] == "v3"_L1 || segments[i] == "r0"_L1 || segments[i] == "v1"_L1)
                                         : route.path[i] != segments[i])
            return {};
    }
    return arguments;
}

} // namespace

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

OutgoingAnswer ClientApi::handle(const IncomingRequest &request)
{
    bool pathIsKnown = false;
    for (const Route &candidate : routes()) {
        const auto arguments = match(candidate, request.segments);
        if (!arguments)
            continue;
        pathIsKnown = true;
        if (candidate.method != request.method)
            continue;
        ClientCall call{.request = request, .arguments = *arguments, .caller = {}, .body = {}, .token = request.bearerToken()};
        if (candidate.need == Token) {
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
                return answerOf({.kind = Error::RateLimited,
                    .http = 429,
                    .errcode = u"M_LIMIT_EXCEEDED"_s,
                    .text = u"Too many requests."_s,
                    .retryAfterMs = wait});
        } else if (request.method == "POST") {
            if (const qint64 wait = m_loginLimit.take(request.remoteAddress))
                return answerOf({.kind = Error::RateLimited,
                    .http = 429,
                    .errcode = u"M_LIMIT_EXCEEDED"_s,
                    .text = u"Too many attempts."_s,
                    .retryAfterMs = wait});
        }
        if (request.method == "POST" || request.method == "PUT" || (request.method == "DELETE" && !request.body.isEmpty())) {
            const bool mayBeEmpty
                = request.segments.value(3) == "logout"_L1 || request.segments.contains(u"join"_s) || request.segments.contains(u"leave"_s);
            if (!(mayBeEmpty && request.body.trimmed().isEmpty())) {
                const Result<QJsonObject> body = parseJsonObject(request.body);
                if (!body)
                    return OutgoingAnswer::error(400, u"M_NOT_JSON"_s, body.error().text);
                call.body = *body;
            }
        }
        return (this->*candidate.handler)(call);
    }
    return pathIsKnown ? OutgoingAnswer::error(405, u"M_UNRECOGNIZED"_s, u"This method is not known here."_s)
                       : OutgoingAnswer::error(404, u"M_UNRECOGNIZED"_s, u"There is no such endpoint in the lab."_s);
}

OutgoingAnswer answerOf(const Error &error)
{
    QJsonObject more;
    OutgoingAnswer answer;
    if (error.retryAfterMs >= 0)
        more.insert(u"retry_after_ms"_s, error.retryAfterMs);
    answer
        = OutgoingAnswer::error(error.http ? error.http : 500, error.errcode.isEmpty() ? u"M_UNKNOWN"_s : error.errcode, error.text, more);
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
