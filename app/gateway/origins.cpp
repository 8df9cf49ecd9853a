// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gateway/origins.h"

#include "synapse/config/federationsettings.h"

#include <QDateTime>
#include <QFile>

namespace Lockstep::Gateway {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 longestAuthorities = 4 * 1024 * 1024;
const QString automatic = u"auto"_s;

Result<Audits::NetworkPolicy> policyOf(const Synapse::FederationSettings &settings)
{
    Audits::NetworkPolicy policy;
    const auto read = [](const QStringList &texts, QList<Audits::NetworkPolicy::Range> &ranges) -> Result<void> {
        ranges.clear();
        for (const QString &text : texts) {
            const auto range = Audits::NetworkPolicy::readRange(text);
            if (!range)
                return failure(
                    range.error().kind, u"homeserver.yaml, ip_range_blacklist and ip_range_whitelist: %1"_s.arg(range.error().text));
            ranges.append(*range);
        }
        return {};
    };
    auto done = settings.blocked ? read(*settings.blocked, policy.blocked) : Result<void>();
    if (done)
        done = read(settings.allowed, policy.allowed);
    if (!done)
        return failure(done.error());
    if (settings.whitelist)
        policy.servers.emplace(settings.whitelist->cbegin(), settings.whitelist->cend());
    policy.verifyCertificates = settings.verifyCertificates;
    policy.unverified = settings.unverified;
    for (const QString &path : settings.authorities) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return failure(Error::Io, u"%1, which federation_custom_ca_list names, cannot be read: %2."_s.arg(path, file.errorString()));
        policy.authorities += file.read(longestAuthorities) + '\n';
    }
    return policy;
}

} // namespace

Routes::Routes(Audits::NetworkPolicy policy)
    : m_discovery({.policy = std::move(policy)}, &m_resolver)
{
}

Result<Inspection::DestinationRoute> Routes::find(const ServerName &server)
{
    const auto found = m_discovery.find(server, &m_cutOff);
    if (!found)
        return failure(found.error());
    Inspection::DestinationRoute route{.destination = server,
        .at = QDateTime::currentMSecsSinceEpoch(),
        .certificateName = found->certificateName,
        .endpoints = {},
        .steps = found->steps};
    for (const Audits::ServerRoute::Endpoint &endpoint : found->endpoints) {
        for (const QHostAddress &address : endpoint.addresses)
            route.endpoints.append((address.protocol() == QAbstractSocket::IPv6Protocol ? u"[%1]:%2"_s : u"%1:%2"_s)
                                       .arg(address.toString(), QString::number(endpoint.port)));
    }
    return route;
}

Result<QString> signingKeyFile(const GatewayOptions &options, const ServerName &server)
{
    if (options.signingKey != automatic)
        return options.signingKey;
    if (options.homeserverConfigs.isEmpty())
        return failure(
            Error::BadInput, u"--signing-key auto takes what homeserver.yaml names: give --homeserver-config, or the key's file."_s);
    const auto settings = Synapse::readFederation(options.homeserverConfigs, server);
    if (!settings)
        return failure(settings.error());
    if (settings->holdsSigningKey)
        return failure(Error::BadInput,
            u"homeserver.yaml holds the signing key itself: put it into a file of its own (signing_key_path), or name one with --signing-key."_s);
    return settings->signingKeyPath;
}

Result<OriginAccess> openOrigins(const GatewayOptions &options, const ServerName &server)
{
    OriginAccess access;
    Result<Audits::NetworkPolicy> policy = Audits::NetworkPolicy();
    std::optional<Synapse::FederationSettings> settings;
    if (!options.homeserverConfigs.isEmpty()) {
        auto read = Synapse::readFederation(options.homeserverConfigs, server);
        policy = read ? policyOf(*read) : Result<Audits::NetworkPolicy>(failure(read.error()));
        if (read)
            settings = std::move(*read);
    }
    if (policy)
        access.routes = std::make_unique<Routes>(*policy);
    else if (options.signingKey.isEmpty())
        access.warnings.append(policy.error().text + u" Until then the way to other servers is not looked up."_s);
    if (options.signingKey.isEmpty()) {
        access.availability = {
            .available = false, .reason = u"The gateway has no signing key to ask other servers with: start it with --signing-key FILE."_s};
        return access;
    }
    const auto path = signingKeyFile(options, server);
    if (!path)
        return failure(path.error());
    auto key = Audits::HomeserverKey::read(*path, server);
    if (!key)
        return failure(key.error());
    if (const QString warning = (*key)->warning(); !warning.isEmpty())
        access.warnings.append(warning);
    if (!policy)
        return failure(policy.error());
    Audits::ServerDiscovery::Options discovery;
    discovery.policy = std::move(*policy);
    if (settings && !settings->verifyCertificates)
        access.warnings.append(
            u"federation_verify_certificates is off in homeserver.yaml: an audit believes whoever answers in another server's place."_s);
    access.availability.available = true;
    access.origins
        = std::make_unique<Audits::FederationOrigins>(std::move(*key), std::move(discovery), std::make_unique<Audits::DnsResolver>());
    return access;
}

} // namespace Lockstep::Gateway
