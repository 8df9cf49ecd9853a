// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/devicelistfetch.h"

#include "core/jsonreader.h"
#include "core/log.h"
#include "domain/wholelist.h"
#include "http/httpcall.h"

namespace Lockstep::Audits {

using namespace Qt::StringLiterals;

namespace {

/// Another endpoint of the same server may do better.
bool isWorthAnother(const Error &error)
{
    return error.kind == Error::Network || error.kind == Error::Timeout || error.kind == Error::Tls;
}

} // namespace

FederationOrigins::FederationOrigins(
    std::unique_ptr<const HomeserverKey> key, ServerDiscovery::Options options, std::unique_ptr<const Resolver> resolver)
    : m_key(std::move(key))
    , m_resolver(std::move(resolver))
    , m_discovery(std::move(options), m_resolver.get())
{
}

Result<Http::HttpReply> FederationOrigins::ask(const ServerName &server, const HomeserverKey::ListRequest &request, Http::CutOff *cutOff)
{
    const auto route = m_discovery.find(server, cutOff);
    if (!route)
        return failure(route.error());
    Error first{.kind = Error::Internal};
    for (const ServerRoute::Endpoint &endpoint : route->endpoints) {
        const auto reply = Http::callHttp({.base = route->base(endpoint),
                                              .path = request.target,
                                              .headers = {{"Host", route->hostHeader}, {"Authorization", request.authorization},
                                                  {"User-Agent", "Lockstep/" LOCKSTEP_VERSION}},
                                              .timeoutMs = timeoutMs,
                                              .maxAnswer = mostBytes,
                                              .addresses = texts(endpoint.addresses),
                                              .tls = {.authorities = m_discovery.policy().authorities,
                                                  .isVerified = m_discovery.policy().isVerified(route->certificateName)}},
            cutOff);
        if (reply)
            return reply;
        if (first.text.isEmpty())
            first = reply.error();
        if (!isWorthAnother(reply.error()))
            break;
    }
    first.text = u"%1: %2."_s.arg(displayable(server.toString()), first.text);
    return failure(first);
}

Result<DeviceList> FederationOrigins::list(const UserId &user, Http::CutOff *cutOff)
{
    const auto request = m_key->requestFor(user);
    if (!request)
        return failure(request.error());
    const auto reply = ask(user.server(), *request, cutOff);
    if (!reply)
        return failure(reply.error());
    if (reply->status != 200) {
        Error error = Http::errorFromAnswer(reply->status, reply->body, reply->retryAfter);
        error.kind = error.kind == Error::RateLimited ? Error::RateLimited : Error::Http;
        error.remoteStatus = reply->status;
        error.text = u"%1 answered HTTP status %2: %3"_s.arg(
            displayable(user.server().toString()), QString::number(reply->status), displayable(error.text));
        return failure(error);
    }
    const auto object = parseJsonObject(reply->body);
    auto list = object ? readDeviceList(*object, user, mostDevices) : Result<DeviceList>(failure(object.error()));
    if (!list) {
        Error error = list.error();
        error.text = u"%1: what it answered is no device list: %2"_s.arg(displayable(user.server().toString()), displayable(error.text));
        return failure(error);
    }
    return list;
}

} // namespace Lockstep::Audits
