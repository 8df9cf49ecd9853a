// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/dnsresolver.h"
#include "audit/networkpolicy.h"
#include "audit/wellknown.h"
#include "core/ids.h"

#include <functional>
#include <memory>
#include <mutex>

namespace Lockstep::Audits {

struct HostName;

/// Where a server of federation is reached, and how it proves that it is that server.
struct ServerRoute
{
    struct Endpoint
    {
        quint16 port = 0;
        QList<QHostAddress> addresses; ///< at least one, none that the policy forbids
    };
    QString certificateName; ///< what the certificate has to be for: a name, or an address without brackets
    QByteArray hostHeader;
    QList<Endpoint> endpoints; ///< in the order in which to try them, at least one
    QStringList steps; ///< how it was found, a sentence each; texts of others are fit to be shown

    /// "https://NAME:PORT" of an endpoint, for callHttp() with its addresses.
    QUrl base(const Endpoint &endpoint) const;
};

/// Server discovery as the specification says ("Resolving server names"): an address, a port, delegation by .well-known, services of the
/// name system, port 8448. Everything that is asked may answer to do harm: answers are bounded, redirects go by https only and end,
/// what is no server name counts for nothing, a delegation is followed once, and what leads to an address that the policy forbids is not
/// followed. Thread-safe; what was found is kept for a while.
class ServerDiscovery
{
public:
    struct Options
    {
        NetworkPolicy policy = {};
        quint16 wellKnownPort = 443; ///< another one for tests
        quint16 defaultPort = 8448;
        int routeKeptMs = 60'000;
        int timeoutMs = 10'000; ///< for each question
    };
    /// \a resolver outlives it.
    ServerDiscovery(Options options, const Resolver *resolver);
    ~ServerDiscovery();

    /// Errors: BadInput (no server name), Forbidden (addresses that the policy forbids), NotFound (there is no such host), Network,
    /// Timeout, Cancelled; one sentence each that names the server.
    Result<ServerRoute> find(const ServerName &server, Http::CutOff *cutOff) const;
    const NetworkPolicy &policy() const { return m_options.policy; }

private:
    Result<ServerRoute> look(const ServerName &server, Http::CutOff *cutOff) const;
    Result<void> resolve(const HostName &name, ServerRoute &route, Http::CutOff *cutOff) const;
    Result<bool> followServices(const QString &host, const QString &service, ServerRoute &route, Http::CutOff *cutOff) const;
    Result<void> addEndpoint(const QString &host, quint16 port, ServerRoute &route, Http::CutOff *cutOff) const;

    const Options m_options;
    const Resolver *m_resolver;
    const WellKnown m_wellKnown;
    struct Kept
    {
        ServerRoute route;
        qint64 until = 0;
    };
    mutable std::mutex m_mutex;
    mutable QHash<ServerName, Kept> m_kept;
};

} // namespace Lockstep::Audits
