// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace Lockstep {

/// Why a homeserver does not get a remote user's device list.
enum class FetchCause : quint8 {
    Unknown, ///< it failed, and nothing tells more than the error's text
    Refused, ///< nobody listens at the server's port
    NameUnknown, ///< DNS has no address for it
    Tls, ///< no TLS connection, or a certificate that does not hold
    TimedOut,
    NoNetwork, ///< no way to the server; the fault may be in the homeserver's own network
    ServerError, ///< an HTTP answer of 500 or above: the homeserver waits before it asks again
    Declined, ///< any other HTTP answer that is no list: the homeserver asks again every 30 seconds
    Unusable, ///< an answer of 200 that is no device list
    OwnWhitelist, ///< the homeserver's own federation_domain_whitelist leaves the server out: it is not asked at all
    OwnIpRange, ///< the homeserver's own ip_range_blacklist forbids the server's address
    TooManyDevices, ///< the list came, and is longer than the homeserver takes
};

/// Fetches of one list, or from one server, that failed in a row.
struct FetchTrouble
{
    FetchCause cause = FetchCause::Unknown;
    QString error = {}; ///< the last one, as the homeserver tells it: text of a remote server
    qint64 since = 0; ///< the first one, ms since the epoch, 0 if not known
    qint64 last = 0; ///< the last one
    qint64 tries = 0; ///< how many were seen
    qint64 devices = -1; ///< for TooManyDevices

    bool isKnown() const { return cause != FetchCause::Unknown || !error.isEmpty(); }
    /// Whether the homeserver's own configuration is at fault, not the remote server.
    bool isOwnFault() const { return cause == FetchCause::OwnWhitelist || cause == FetchCause::OwnIpRange; }
    friend bool operator==(const FetchTrouble &, const FetchTrouble &) = default;
};

/// What happens with a fetch from \a server (made displayable): "remote.example answers \"404: Not Found\"". No full stop.
QString whatHappens(const FetchTrouble &trouble, const QString &server);
/// What follows from it, in the same form: whether time or a refresh helps, and who can mend it. \a waits: the homeserver is in backoff.
QString whatHelps(const FetchTrouble &trouble, const QString &server, bool waits);

} // namespace Lockstep
