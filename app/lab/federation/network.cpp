// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/federation/network.h"

#include "core/canonicaljson.h"
#include "core/jsonreader.h"
#include "domain/xmatrix.h"
#include "http/blockingcall.h"
#include "http/httpcall.h"

#include <QDateTime>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {
constexpr qint64 keepKeysMs = 60LL * 60 * 1000;
constexpr int keyTimeoutMs = 5000;
constexpr qint64 maxAnswer = 64 * 1024 * 1024;
} // namespace

void Network::announce(const ServerName &server, const QUrl &federationApi)
{
    const std::lock_guard lock(m_mutex);
    m_addresses.insert(server, federationApi);
}

std::optional<QUrl> Network::addressOf(const ServerName &server) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_addresses.constFind(server);
    return found == m_addresses.constEnd() ? std::nullopt : std::optional(*found);
}

QList<ServerName> Network::servers() const
{
    const std::lock_guard lock(m_mutex);
    return m_addresses.keys();
}

void Network::setDown(const ServerName &server, bool down)
{
    const std::lock_guard lock(m_mutex);
    m_down.insert(server, down);
}

bool Network::isDown(const ServerName &server) const
{
    const std::lock_guard lock(m_mutex);
    return m_down.value(server);
}

void Network::setDeaf(const ServerName &server, bool deaf)
{
    const std::lock_guard lock(m_mutex);
    m_deaf.insert(server, deaf);
}

bool Network::isDeaf(const ServerName &server) const
{
    const std::lock_guard lock(m_mutex);
    return m_deaf.value(server);
}

void Network::loseNext(const ServerName &from, const ServerName &to, int transactions)
{
    const std::lock_guard lock(m_mutex);
    m_losses.insert({from, to}, transactions);
}

bool Network::takeLoss(const ServerName &from, const ServerName &to)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_losses.find({from, to});
    if (found == m_losses.end() || *found <= 0)
        return false;
    --*found;
    return true;
}

int Network::lossesLeft(const ServerName &from, const ServerName &to) const
{
    const std::lock_guard lock(m_mutex);
    return m_losses.value({from, to});
}

void Network::onTraffic(std::function<void(const Traffic &)> listener)
{
    const std::lock_guard lock(m_mutex);
    m_listener = std::move(listener);
}

void Network::report(const Traffic &traffic)
{
    std::function<void(const Traffic &)> listener;
    {
        const std::lock_guard lock(m_mutex);
        listener = m_listener;
    }
    if (listener)
        listener(traffic);
}

FederationClient::FederationClient(Network *network, ServerName self, QString keyId, QByteArray seed)
    : m_network(network)
    , m_self(std::move(self))
    , m_keyId(std::move(keyId))
    , m_seed(std::move(seed))
{
}

Result<QByteArray> FederationClient::exchange(const ServerName &destination, const QByteArray &method, const QByteArray &target,
    const QByteArray &authorization, const std::optional<QByteArray> &content, int timeoutMs) const
{
    const std::optional<QUrl> address = m_network->addressOf(destination);
    if (!address)
        return failure(Error::Network, u"%1 is not a server of this lab."_s.arg(destination.toString()));
    if (m_network->isDown(m_self))
        return failure(Error::Network, u"%1 is down and cannot reach anybody."_s.arg(m_self.toString()));
    if (m_network->isDown(destination) || m_network->isDeaf(destination))
        return failure(Error::Network, u"%1 refused the connection."_s.arg(destination.toString()));
    Http::HttpQuestion question{.base = *address,
        .path = target,
        .method = method,
        .body = content,
        .timeoutMs = timeoutMs,
        .connectTimeoutMs = timeoutMs,
        .maxAnswer = maxAnswer};
    if (!authorization.isEmpty())
        question.headers.append({"Authorization", authorization});
    const Result<Http::HttpReply> reply = Http::callHttp(question);
    if (!reply && reply.error().kind == Error::BadAnswer)
        return failure(Error::BadAnswer, u"%1 answered with more than %2 MB."_s.arg(destination.toString()).arg(maxAnswer / (1024 * 1024)));
    if (!reply)
        return failure(reply.error().kind == Error::Timeout ? Error::Timeout : Error::Network,
            reply.error().kind == Error::Timeout ? u"%1 did not answer in time."_s.arg(destination.toString())
                                                 : u"%1 refused the connection."_s.arg(destination.toString()));
    if (reply->status >= 400) {
        Error error = Http::errorFromAnswer(reply->status, reply->body, reply->retryAfter);
        error.remoteStatus = reply->status;
        return failure(error);
    }
    return reply->body;
}

Result<QJsonObject> FederationClient::request(const ServerName &destination, const QByteArray &method, const QByteArray &target,
    const std::optional<QJsonObject> &content, int timeoutMs) const
{
    FederationRequest request{.method = method, .target = target, .origin = m_self, .destination = destination, .body = {}};
    if (content)
        request.body = QJsonDocument(*content).toJson(QJsonDocument::Compact);
    const auto key = SigningKey::fromSeed(m_seed);
    const Result<QByteArray> header = signRequest(request, m_keyId, *key);
    if (!header)
        return failure(header.error());
    const Result<QByteArray> answer = exchange(destination, method, target, *header, request.body, timeoutMs);
    if (!answer)
        return failure(answer.error());
    return parseJsonObject(*answer);
}

Result<QByteArray> FederationClient::verifyKey(const ServerName &server, const QString &keyId) const
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_keys.constFind(server);
        if (found != m_keys.constEnd() && found->until > now && found->keys.contains(keyId))
            return found->keys.value(keyId);
    }
    const Result<QByteArray> answer = exchange(server, "GET", "/_matrix/key/v2/server", {}, {}, keyTimeoutMs);
    if (!answer)
        return failure(answer.error());
    const Result<ServerKeys> keys = readServerKeys(*answer, server);
    if (!keys)
        return failure(keys.error());
    const std::lock_guard lock(m_mutex);
    m_keys.insert(server, {keys->verifyKeys, qMin(keys->usableUntil(now), now + keepKeysMs)});
    if (!keys->verifyKeys.contains(keyId))
        return failure(Error::Forbidden, u"%1 does not publish the key %2."_s.arg(server.toString(), keyId), 401, u"M_UNAUTHORIZED"_s);
    return keys->verifyKeys.value(keyId);
}

} // namespace Lockstep::Lab
