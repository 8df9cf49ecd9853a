// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"

#include <QHostAddress>
#include <QSet>
#include <QStringList>

#include <optional>

namespace Lockstep::Audits {

/// Where a homeserver's configuration lets it go when it asks other servers, and whom it believes there.
struct NetworkPolicy
{
    using Range = std::pair<QHostAddress, int>;

    std::optional<QSet<ServerName>> servers = {}; ///< these may be asked and no others; nothing: all
    QList<Range> blocked = usuallyBlocked();
    QList<Range> allowed = {}; ///< although blocked
    bool verifyCertificates = true;
    QStringList unverified = {}; ///< names whose certificates are not looked at; "*" and "?" stand for others
    QByteArray authorities = {}; ///< certificates in PEM that are believed; empty: the system's

    /// Synapse's default: what is no public address.
    static QList<Range> usuallyBlocked();
    /// An address or "ADDRESS/LENGTH"; BadInput.
    static Result<Range> readRange(const QString &text);

    /// Whether it may be connected to. "This host" (0.0.0.0, ::) never; an IPv4 address within one of IPv6 counts as itself.
    bool mayConnectTo(const QHostAddress &address) const;
    /// Whether the server of this name has to prove who it is.
    bool isVerified(const QString &host) const;
};

} // namespace Lockstep::Audits
