// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/serverdiscovery.h"
#include "audit/signingkey.h"
#include "domain/device.h"

namespace Lockstep::Audits {

/// What a list's origin says of it. Thread-safe.
class Origins
{
public:
    virtual ~Origins() = default;
    /// Blocks. Errors, one sentence each: BadInput (nobody to ask), Forbidden without a status (the homeserver's configuration does not let
    /// it go there), NotFound (no such host), Network, Timeout, Tls, BadAnswer (no device list, too long), Http with remoteStatus,
    /// RateLimited with retryAfterMs, Cancelled.
    virtual Result<DeviceList> list(const UserId &user, Http::CutOff *cutOff) = 0;
};

/// Asks a user's own server, as the homeserver: GET /_matrix/federation/v1/user/devices/{userId}, signed, TLS verified.
class FederationOrigins : public Origins
{
public:
    static constexpr qsizetype mostDevices = 1'000; ///< Synapse drops longer lists
    static constexpr qint64 mostBytes = 16 * 1024 * 1024;
    static constexpr int timeoutMs = 30'000; ///< as Synapse's

    FederationOrigins(std::unique_ptr<const HomeserverKey> key, ServerDiscovery::Options options, std::unique_ptr<const Resolver> resolver);

    Result<DeviceList> list(const UserId &user, Http::CutOff *cutOff) override;

private:
    Result<Http::HttpReply> ask(const ServerName &server, const HomeserverKey::ListRequest &request, Http::CutOff *cutOff);

    const std::unique_ptr<const HomeserverKey> m_key;
    const std::unique_ptr<const Resolver> m_resolver;
    const ServerDiscovery m_discovery;
};

} // namespace Lockstep::Audits
