// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"
#include "synapse/config/configfiles.h"

#include <QStringList>

#include <optional>

namespace Lockstep::Synapse {

/// How the homeserver goes to other servers, as its configuration says.
struct FederationSettings
{
    QString signingKeyPath; ///< Synapse's own default where the configuration names none; empty where it is not known
    bool holdsSigningKey = false; ///< the key stands in the configuration itself
    std::optional<QStringList> blocked = {}; ///< federation_ip_range_blacklist, or ip_range_blacklist; nothing: Synapse's default
    QStringList allowed = {}; ///< ip_range_whitelist
    bool verifyCertificates = true;
    QStringList unverified = {}; ///< federation_certificate_verification_whitelist
    QStringList authorities = {}; ///< files of federation_custom_ca_list
    std::optional<QList<ServerName>> whitelist = {}; ///< as SynapseSettings::whitelist
};

/// federation_domain_whitelist: an empty one lets nobody in, none at all everybody.
std::optional<QList<ServerName>> whitelistOf(const Merged &merged);

/// From Synapse's configuration files, as readHomeserverConfig() reads them. Errors: Io, BadInput.
Result<FederationSettings> readFederation(const QStringList &files, const ServerName &server);

} // namespace Lockstep::Synapse
