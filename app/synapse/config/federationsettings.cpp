// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/config/federationsettings.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

namespace {

FederationSettings read(const Merged &shared, const ServerName &server)
{
    FederationSettings settings;
    settings.holdsSigningKey = bool(find(shared, "signing_key"));
    const Place path = find(shared, "signing_key_path");
    const Place name = find(shared, "server_name");
    if (const auto named = scalar(path))
        settings.signingKeyPath = resolved(path, *named);
    else if (name)
        settings.signingKeyPath = QFileInfo(name.file).absolutePath() + u'/' + server.toString() + u".signing.key"_s;
    const Place own = find(shared, "federation_ip_range_blacklist"), all = find(shared, "ip_range_blacklist");
    if (shared.contains("federation_ip_range_blacklist"))
        settings.blocked = texts(own); // and then no exceptions count
    else if (shared.contains("ip_range_blacklist"))
        settings.blocked = texts(all);
    if (!shared.contains("federation_ip_range_blacklist"))
        settings.allowed = texts(find(shared, "ip_range_whitelist"));
    const Place verify = find(shared, "federation_verify_certificates");
    settings.verifyCertificates = !verify || truth(verify);
    settings.unverified = texts(find(shared, "federation_certificate_verification_whitelist"));
    const Place authorities = find(shared, "federation_custom_ca_list");
    for (const QString &file : texts(authorities))
        settings.authorities.append(resolved(authorities, file));
    settings.whitelist = whitelistOf(shared);
    return settings;
}

} // namespace

std::optional<QList<ServerName>> whitelistOf(const Merged &merged)
{
    const Place servers = find(merged, "federation_domain_whitelist");
    if (!servers || !servers.node.IsSequence())
        return {};
    QList<ServerName> allowed;
    for (const QString &server : texts(servers))
        allowed += ServerName(server);
    return allowed;
}

Result<FederationSettings> readFederation(const QStringList &files, const ServerName &server)
{
    try {
        const auto found = readConfigFiles(files);
        if (!found)
            return failure(found.error());
        return read(found->shared, server);
    } catch (const YAML::Exception &error) {
        return failure(Error::BadInput,
            u"%1: this is not how a homeserver configuration is built (%2)."_s.arg(files.join(", "_L1), toText(error.msg)));
    }
}

} // namespace Lockstep::Synapse
