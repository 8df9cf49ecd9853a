// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/devicelistfetch.h"
#include "gateway/options.h"
#include "http/httpcall.h"
#include "inspection/destinationdetails.h"

namespace Lockstep::Gateway {

/// Finds the way to other servers within what the homeserver's configuration lets it. Thread-safe.
class Routes
{
public:
    explicit Routes(Audits::NetworkPolicy policy);
    /// Errors as of Audits::ServerDiscovery::find().
    Result<Inspection::DestinationRoute> find(const ServerName &server);
    void cutOff() { m_cutOff.cut(); }

private:
    const Audits::DnsResolver m_resolver;
    const Audits::ServerDiscovery m_discovery;
    Http::CutOff m_cutOff;
};

/// How lists' origins are asked in the homeserver's name, if the options let it.
struct OriginAccess
{
    std::unique_ptr<Audits::Origins> origins; ///< null: they are not asked
    Inspection::Availability availability; ///< and then why not
    std::unique_ptr<Routes> routes;
    QStringList warnings; ///< a sentence each
};

/// The file that --signing-key comes to; empty if it is not given. Errors: BadInput, Io.
Result<QString> signingKeyFile(const GatewayOptions &options, const ServerName &server);
/// Errors: the key, or what homeserver.yaml says about federation, cannot be used; a sentence that says what to change.
Result<OriginAccess> openOrigins(const GatewayOptions &options, const ServerName &server);

} // namespace Lockstep::Gateway
