// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/blockingcall.h"

#include <QHostAddress>

namespace Lockstep::Audits {

/// What a name server says of a service: which host has it, and at which port.
struct ServiceRecord
{
    int priority = 0; ///< lower ones first
    int weight = 0;
    quint16 port = 0;
    QString host; ///< without a dot at its end; empty: the service is decidedly not there
};

/// Asks name servers. Thread-safe; blocks for as long as they take.
class Resolver
{
public:
    virtual ~Resolver() = default;
    /// In the order in which to try them; none where there are none. Errors: Timeout, Network, Cancelled; texts as callHttp()'s.
    virtual Result<QList<QHostAddress>> addresses(const QString &host, const Http::CutOff *cutOff) const = 0;
    /// \a service is "_matrix-fed._tcp.b.test". As they come, at most some dozens; none where there are none.
    virtual Result<QList<ServiceRecord>> services(const QString &service, const Http::CutOff *cutOff) const = 0;
};

/// The system's name servers and /etc/hosts, by c-ares: unlike the C library's resolver it knows services, and can be ended.
class DnsResolver : public Resolver
{
public:
    struct Options
    {
        QString servers = {}; ///< "ADDRESS:PORT,…"; empty: the system's
        int timeoutMs = 5'000; ///< for one question, whoever is asked
    };
    DnsResolver() = default;
    explicit DnsResolver(Options options);

    Result<QList<QHostAddress>> addresses(const QString &host, const Http::CutOff *cutOff) const override;
    Result<QList<ServiceRecord>> services(const QString &service, const Http::CutOff *cutOff) const override;

private:
    const Options m_options;
};

} // namespace Lockstep::Audits
