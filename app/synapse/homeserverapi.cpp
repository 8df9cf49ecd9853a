// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/homeserverapi.h"

#include "core/jsonreader.h"
#include "core/log.h"
#include "http/httpcall.h"

#include <QJsonDocument>

#include <httplib.h>

#include <chrono>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

namespace {

constexpr size_t largestAnswer = 16 * 1024 * 1024;

Error unreachable(const QUrl &base, httplib::Error error)
{
    const QString where = base.toString(QUrl::RemoveUserInfo | QUrl::RemovePath);
    switch (error) {
    case httplib::Error::SSLConnection:
    case httplib::Error::SSLLoadingCerts:
    case httplib::Error::SSLServerVerification:
        return {.kind = Error::Tls,
            .text = u"The TLS certificate of the homeserver at %1 is not valid for this address; check --client-api."_s.arg(where)};
    case httplib::Error::Read:
        return {.kind = Error::Timeout, .text = u"The homeserver at %1 did not answer in time."_s.arg(where)};
    case httplib::Error::Canceled:
        return {.kind = Error::BadAnswer, .text = u"The homeserver at %1 sent an answer that is too long."_s.arg(where)};
    default:
        return {
            .kind = Error::Network, .text = u"The homeserver at %1 cannot be reached; is it running, is --client-api right?"_s.arg(where)};
    }
}

} // namespace

HomeserverApi::HomeserverApi(QUrl base)
    : m_base(std::move(base))
{
}

bool HomeserverApi::enter(httplib::Client *client) const
{
    const std::lock_guard lock(m_mutex);
    if (!m_stopped)
        m_underWay.push_back(client);
    return !m_stopped;
}

void HomeserverApi::leave(httplib::Client *client) const
{
    const std::lock_guard lock(m_mutex);
    std::erase(m_underWay, client);
}

bool HomeserverApi::isStopped() const
{
    const std::lock_guard lock(m_mutex);
    return m_stopped;
}

void HomeserverApi::stop()
{
    const std::lock_guard lock(m_mutex);
    m_stopped = true;
    for (httplib::Client *client : m_underWay)
        client->stop();
}

Result<QJsonObject> HomeserverApi::call(const Request &request) const
{
    if (!m_base.isValid() || m_base.host().isEmpty())
        return failure(Error::BadInput, u"The homeserver's client API is not known; give --client-api."_s);
    if (!request.token.isEmpty() && !mayCarryToken(m_base))
        return failure(Error::BadInput,
            u"The client API %1 has no TLS and is not on this machine, so no access token may travel there; use its https address."_s.arg(
                m_base.toString(QUrl::RemoveUserInfo)));
    const QString origin = m_base.toString(QUrl::RemoveUserInfo | QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment);
    httplib::Client client(origin.toStdString());
    client.enable_server_certificate_verification(true);
    client.set_follow_location(false);
    client.set_connection_timeout(std::chrono::milliseconds(std::min(request.timeoutMs, 5'000)));
    client.set_read_timeout(std::chrono::milliseconds(request.timeoutMs));
    client.set_write_timeout(std::chrono::milliseconds(std::min(request.timeoutMs, 5'000)));

    httplib::Request out;
    out.method = request.method.toStdString();
    QString prefix = m_base.path(QUrl::FullyEncoded);
    while (prefix.endsWith(u'/'))
        prefix.chop(1);
    out.path = prefix.toStdString() + request.path.toStdString();
    if (!request.token.isEmpty()) {
        // A token with a line break would smuggle in headers.
        for (const QChar c : request.token) {
            if (c.unicode() < 0x21 || c.unicode() > 0x7e)
                return failure(
                    Error::Unauthorized, u"The access token holds characters that no token can hold."_s, 401, u"M_UNKNOWN_TOKEN"_s);
        }
        out.set_header("Authorization", "Bearer " + request.token.toStdString());
    }
    if (request.method == "POST") {
        out.body = request.body.toStdString();
        out.set_header("Content-Type", "application/json");
    }
    std::string body;
    out.content_receiver = [&](const char *data, size_t size, uint64_t, uint64_t) {
        body.append(data, size);
        return body.size() <= largestAnswer;
    };
    httplib::Response answer;
    auto error = httplib::Error::Success;
    const bool sent = enter(&client) && client.send(out, answer, error);
    leave(&client);
    if (!sent && isStopped())
        return failure(Error::Cancelled, u"The gateway is stopping."_s);
    if (!sent)
        return failure(unreachable(m_base, error));
    const QByteArray bytes = QByteArray::fromStdString(body);
    if (answer.status >= 300)
        return failure(errorFromAnswer(answer.status, bytes, QByteArray::fromStdString(answer.get_header_value("Retry-After"))));
    return parseJsonObject(bytes);
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
