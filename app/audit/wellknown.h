// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "audit/dnsresolver.h"
#include "audit/networkpolicy.h"

#include <QHash>

#include <mutex>
#include <optional>

namespace Lockstep::Audits {

/// What https://HOST/.well-known/matrix/server says, kept as long as it says itself, within bounds. Thread-safe.
class WellKnown
{
public:
    static constexpr qint64 usualMs = 24LL * 3600 * 1000; ///< kept where the answer says nothing
    static constexpr qint64 mostMs = 48LL * 3600 * 1000, leastMs = 300'000;
    static constexpr qint64 firstFailureMs = 120'000, mostFailureMs = 3'600'000; ///< doubled from failure to failure
    static constexpr int mostRedirects = 10;
    static constexpr qint64 mostBytes = 50 * 1024;
    static constexpr qsizetype mostKept = 10'000;

    struct Options
    {
        NetworkPolicy policy = {};
        quint16 port = 443;
        int timeoutMs = 10'000; ///< for each hop
    };
    WellKnown(Options options, const Resolver *resolver);

    struct Answer
    {
        QString server = {}; ///< the server name that it delegates to; empty: it delegates to nobody, and the name stands for itself
        QString step = {}; ///< what was asked and said, a sentence
    };
    /// Never fails: what gives no proper answer delegates to nobody. Cancelled is the only error.
    Result<Answer> delegation(const QString &host, Http::CutOff *cutOff) const;

    /// How long an answer with these headers is kept, ms.
    static qint64 keptFor(const Http::HttpReply &reply, qint64 nowMs);

private:
    struct Fetched;
    Result<Fetched> fetch(const QString &host, Http::CutOff *cutOff) const;

    const Options m_options;
    const Resolver *m_resolver;
    struct Kept
    {
        Answer answer;
        qint64 until = 0;
        qint64 failedForMs = 0; ///< how long the last failure was kept
    };
    mutable std::mutex m_mutex;
    mutable QHash<QString, Kept> m_kept;
};

/// The addresses of a host, without those that the policy forbids. Errors as ServerDiscovery::find().
Result<QList<QHostAddress>> permittedAddresses(
    const QString &host, const NetworkPolicy &policy, const Resolver &resolver, const Http::CutOff *cutOff);
QByteArrayList texts(const QList<QHostAddress> &addresses);

} // namespace Lockstep::Audits
