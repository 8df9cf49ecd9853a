// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QByteArray>
#include <QList>
#include <QUrl>

#include <mutex>
#include <optional>
#include <vector>

namespace Lockstep::Http {

/// Ends calls under way from another thread, so that who stops never waits for a server that does not answer. Thread-safe; outlives the
/// calls that it was given to.
class CutOff
{
public:
    /// Calls under way return at once, and so do all later ones, with Cancelled.
    void cut();
    bool isCut() const;

private:
    friend class CutOffPlace;
    mutable std::mutex m_mutex;
    std::vector<void *> m_underWay; ///< libcurl's multi handles
    bool m_cut = false;
};

/// Whom a call over TLS believes.
struct TlsTrust
{
    QByteArray authorities; ///< certificates in PEM; empty: the system's
    bool isVerified = true; ///< false: any certificate will do
};

struct HttpQuestion
{
    QUrl base; ///< http or https; a path prefix is kept, user and password are not
    QByteArray path; ///< encoded, with its query
    QByteArray method = "GET";
    QList<std::pair<QByteArray, QByteArray>> headers = {};
    std::optional<QByteArray> body = {}; ///< JSON
    int timeoutMs = 10'000; ///< for the whole of it, however slowly it trickles in
    int connectTimeoutMs = 10'000;
    qint64 maxAnswer = 1024 * 1024; ///< bytes
    /// The only addresses that the base's host is taken to have, tried in this order; empty: what the resolver says. The host stays the one
    /// that the certificate has to name.
    QByteArrayList addresses = {};
    TlsTrust tls = {};
};

struct HttpReply
{
    int status = 0;
    QByteArray body;
    QByteArray retryAfter; ///< the header, as it came
    QByteArray date; ///< likewise
    QByteArray location, cacheControl, expires; ///< likewise
    QByteArray peer; ///< the address that answered
};

/// One request by libcurl, from a worker thread; blocks, unless \a cutOff, which may be null, ends it. Redirects are not followed, so that
/// a token follows nobody elsewhere; certificates are checked; proxies of the environment are not used, because they would see the token.
/// Errors, each text a clause about the server ("it did not answer in time"): BadInput (not http or https, a line break in a header),
/// Network, Tls, Timeout, BadAnswer (not HTTP, or longer than maxAnswer), Cancelled. Any HTTP status is an answer.
Result<HttpReply> callHttp(const HttpQuestion &question, CutOff *cutOff = nullptr);

} // namespace Lockstep::Http
