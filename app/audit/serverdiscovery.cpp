// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "audit/serverdiscovery.h"

#include "audit/hostname.h"
#include "core/log.h"

#include <QDateTime>
#include <QRandomGenerator>

#include <algorithm>
#include <array>

namespace Lockstep::Audits {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostEndpoints = 8, mostKept = 10'000;

/// What a certificate is for stays the name that was asked for, wherever services lead.
QByteArray asHostHeader(const HostName &name)
{
    return (name.inUrl() + (name.port ? u":%1"_s.arg(name.port) : QString())).toLatin1();
}

/// As RFC 2782 has it: by priority, and among equals by chance, the heavier the likelier first.
QList<ServiceRecord> inOrder(QList<ServiceRecord> records)
{
    std::stable_sort(
        records.begin(), records.end(), [](const ServiceRecord &a, const ServiceRecord &b) { return a.priority < b.priority; });
    for (auto from = records.begin(); from != records.end(); ++from) {
        const auto to = std::find_if(from, records.end(), [&](const ServiceRecord &one) { return one.priority != from->priority; });
        qint64 total = 0;
        for (auto one = from; one != to; ++one)
            total += one->weight + 1;
        qint64 drawn = QRandomGenerator::global()->bounded(total);
        auto chosen = from;
        for (; drawn >= chosen->weight + 1; ++chosen)
            drawn -= chosen->weight + 1;
        std::rotate(from, chosen, chosen + 1);
    }
    return records;
}

tl::unexpected<Error> about(const ServerName &server, Error error)
{
    // A clause becomes a sentence.
    error.text = u"%1: %2."_s.arg(displayable(server.toString()), error.text);
    return failure(std::move(error));
}

} // namespace

QUrl ServerRoute::base(const Endpoint &endpoint) const
{
    QUrl url;
    url.setScheme(u"https"_s);
    url.setHost(certificateName);
    url.setPort(endpoint.port);
    return url;
}

ServerDiscovery::ServerDiscovery(Options options, const Resolver *resolver)
    : m_options(std::move(options))
    , m_resolver(resolver)
    , m_wellKnown({.policy = m_options.policy, .port = m_options.wellKnownPort, .timeoutMs = m_options.timeoutMs}, resolver)
{
}

ServerDiscovery::~ServerDiscovery() = default;

Result<void> ServerDiscovery::addEndpoint(const QString &host, quint16 port, ServerRoute &route, Http::CutOff *cutOff) const
{
    const auto addresses = permittedAddresses(host, m_options.policy, *m_resolver, cutOff);
    if (!addresses)
        return failure(addresses.error());
    route.steps.append(
        u"%1 has the address %2; port %3."_s.arg(host, QString::fromLatin1(texts(addresses->mid(0, 4)).join(", ")), QString::number(port)));
    route.endpoints.append({.port = port, .addresses = *addresses});
    return {};
}

/// Whether there is such a service, and then it is the way.
Result<bool> ServerDiscovery::followServices(const QString &host, const QString &service, ServerRoute &route, Http::CutOff *cutOff) const
{
    const QString name = service + u'.' + host;
    const auto found = m_resolver->services(name, cutOff);
    if (!found)
        return failure(found.error());
    if (found->isEmpty())
        return false;
    if (found->size() == 1 && found->constFirst().host.isEmpty())
        return failure(Error::Network, u"the service %1 is said to be nowhere"_s.arg(name));
    Error last{.kind = Error::NotFound, .text = u"the service %1 names no host"_s.arg(name)};
    const QList<ServiceRecord> records = inOrder(*found);
    for (const ServiceRecord &record : records) {
        const auto target = readHostName(record.host);
        if (!target || target->isAddress() || target->port || record.port == 0 || route.endpoints.size() >= mostEndpoints)
            continue;
        route.steps.append(u"The service %1 is at %2, port %3."_s.arg(name, target->host, QString::number(record.port)));
        const auto added = addEndpoint(target->host, record.port, route, cutOff);
        if (!added && added.error().kind == Error::Cancelled)
            return failure(added.error());
        if (!added)
            last = added.error();
    }
    if (route.endpoints.isEmpty())
        return failure(last);
    return true;
}

Result<void> ServerDiscovery::resolve(const HostName &name, ServerRoute &route, Http::CutOff *cutOff) const
{
    route.certificateName = name.host;
    route.hostHeader = asHostHeader(name);
    const quint16 port = name.port ? name.port : m_options.defaultPort;
    if (name.isAddress()) {
        if (!m_options.policy.mayConnectTo(name.address))
            return failure(Error::Forbidden,
                u"%1 is not a public address, or the homeserver's ip_range_blacklist has it: it is not asked"_s.arg(name.host));
        route.steps.append(u"%1 is an address; port %2."_s.arg(name.host, QString::number(port)));
        route.endpoints.append({.port = port, .addresses = {name.address}});
        return {};
    }
    if (!name.port) {
        for (const QString &service : {u"_matrix-fed._tcp"_s, u"_matrix._tcp"_s}) {
            const auto followed = followServices(name.host, service, route, cutOff);
            if (!followed)
                return failure(followed.error());
            if (*followed)
                return {};
        }
    }
    return addEndpoint(name.host, port, route, cutOff);
}

Result<ServerRoute> ServerDiscovery::look(const ServerName &server, Http::CutOff *cutOff) const
{
    auto name = readHostName(server.toString());
    if (!name)
        return failure(Error::BadInput, u"this is not the name of a server"_s);
    ServerRoute route;
    if (!name->isAddress() && !name->port) {
        const auto delegated = m_wellKnown.delegation(name->host, cutOff);
        if (!delegated)
            return failure(delegated.error());
        route.steps.append(delegated->step);
        if (!delegated->server.isEmpty())
            name = readHostName(delegated->server);
    }
    const auto resolved = resolve(*name, route, cutOff);
    if (!resolved)
        return failure(resolved.error());
    return route;
}

Result<ServerRoute> ServerDiscovery::find(const ServerName &server, Http::CutOff *cutOff) const
{
    if (m_options.policy.servers && !m_options.policy.servers->contains(server))
        return about(
            server, {.kind = Error::Forbidden, .text = u"the homeserver's federation_domain_whitelist leaves it out: it is not asked"_s});
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    {
        const std::lock_guard lock(m_mutex);
        if (const auto kept = m_kept.constFind(server); kept != m_kept.constEnd() && kept->until > now)
            return kept->route;
    }
    const auto route = look(server, cutOff);
    if (!route)
        return about(server, route.error());
    const std::lock_guard lock(m_mutex);
    if (m_kept.size() >= mostKept)
        m_kept.removeIf([&](const auto &kept) { return kept.value().until <= now; });
    if (m_kept.size() < mostKept)
        m_kept.insert(server, {.route = *route, .until = now + m_options.routeKeptMs});
    return route;
}

} // namespace Lockstep::Audits
