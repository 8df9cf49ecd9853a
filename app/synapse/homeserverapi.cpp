// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/homeserverapi.h"

#include "core/jsonreader.h"
#include "core/log.h"
#include "http/httpcall.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;
using namespace Lockstep::Http;

namespace Lockstep::Synapse {

namespace {

constexpr qint64 largestAnswer = 16 * 1024 * 1024;
constexpr int connectTimeoutMs = 5'000;

Error unreachable(const QUrl &base, const Error &error)
{
    const QString where = base.toString(QUrl::RemoveUserInfo | QUrl::RemovePath);
    switch (error.kind) {
    case Error::Cancelled:
        return {.kind = Error::Cancelled, .text = u"The gateway is stopping."_s};
    case Error::Tls:
        return {.kind = Error::Tls,
            .text = u"The TLS certificate of the homeserver at %1 is not valid for this address; check --client-api."_s.arg(where)};
    case Error::Timeout:
        return {.kind = Error::Timeout, .text = u"The homeserver at %1 did not answer in time."_s.arg(where)};
    case Error::BadAnswer:
        return {.kind = Error::BadAnswer, .text = u"The homeserver at %1 sent an answer that is too long, or none of HTTP."_s.arg(where)};
    default:
        return {
            .kind = Error::Network, .text = u"The homeserver at %1 cannot be reached; is it running, is --client-api right?"_s.arg(where)};
    }
}

} // namespace

HomeserverApi::HomeserverApi(QUrl base, bool inClear)
    : m_base(std::move(base))
    , m_inClear(inClear)
{
}

void HomeserverApi::stop()
{
    m_cutOff.cut();
}

Result<QJsonObject> HomeserverApi::call(const Request &request) const
{
    if (!m_base.isValid() || m_base.host().isEmpty())
        return failure(Error::BadInput, u"The homeserver's client API is not known; give --client-api."_s);
    if (!request.token.isEmpty() && !m_inClear && !mayCarryToken(m_base))
        return failure(Error::BadInput,
            u"The client API %1 has no TLS and is not on this machine, so no access token may travel there; use its https address."_s.arg(
                m_base.toString(QUrl::RemoveUserInfo)));
    HttpQuestion question{.base = m_base,
        .path = request.path,
        .method = request.method,
        .timeoutMs = request.timeoutMs,
        .connectTimeoutMs = connectTimeoutMs,
        .maxAnswer = largestAnswer};
    if (!request.token.isEmpty()) {
        // A token with a line break would smuggle in headers.
        for (const QChar c : request.token) {
            if (c.unicode() < 0x21 || c.unicode() > 0x7e)
                return failure(
                    Error::Unauthorized, u"The access token holds characters that no token can hold."_s, 401, u"M_UNKNOWN_TOKEN"_s);
        }
        question.headers.append({"Authorization", "Bearer " + request.token.toLatin1()});
    }
    if (request.method == "POST")
        question.body = request.body;
    const Result<HttpReply> reply = callHttp(question, &m_cutOff);
    if (!reply)
        return failure(unreachable(m_base, reply.error()));
    if (reply->status >= 300)
        return failure(errorFromAnswer(reply->status, reply->body, reply->retryAfter));
    return parseJsonObject(reply->body);
}

Result<HomeserverApi::KeysAnswer> HomeserverApi::queryKeys(const UserId &user, const QString &token, int timeoutMs) const
{
    const QJsonObject body{{u"device_keys"_s, QJsonObject{{user.toString(), QJsonArray()}}}, {u"timeout"_s, timeoutMs}};
    const auto answer = call({.method = "POST",
        .path = "/_matrix/client/v3/keys/query",
        .body = QJsonDocument(body).toJson(QJsonDocument::Compact),
        .token = token,
        .timeoutMs = timeoutMs});
    if (!answer)
        return failure(answer.error());
    return KeysAnswer{answer->value(u"failures").toObject().value(user.server().toString()).toObject()};
}

Result<void> HomeserverApi::resetConnection(const ServerName &destination, const QString &token) const
{
    const auto answer = call({.method = "POST",
        .path = "/_synapse/admin/v1/federation/destinations/" + encodePathSegment(destination.toString()) + "/reset_connection",
        .body = "{}",
        .token = token});
    return answer ? Result<void>() : failure(answer.error());
}

Result<QString> HomeserverApi::version() const
{
    const auto answer = call({.method = "GET", .path = "/_synapse/admin/v1/server_version", .body = {}, .token = {}, .timeoutMs = 3'000});
    if (answer && answer->value(u"server_version").isString())
        return displayable(answer->value(u"server_version").toString(), 100);
    // A reverse proxy often hides /_synapse/admin.
    const auto open = call({.method = "GET", .path = "/_matrix/federation/v1/version", .body = {}, .token = {}, .timeoutMs = 3'000});
    if (!open)
        return failure(answer ? open.error() : answer.error());
    return displayable(open->value(u"server").toObject().value(u"version").toString(), 100);
}

} // namespace Lockstep::Synapse
