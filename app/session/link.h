// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QVariantMap>

#include <optional>

namespace Lockstep {

/// A place in the program, as a link leads to it. A link only goes somewhere: nothing is done by one.
struct Link
{
    /// Whose window; empty: any, the link is of Matrix and knows no homeserver that inspects.
    ServerName homeserver;
    QString page; ///< "users", "servers", "overview", …
    QVariantMap arguments; ///< of Page::activate(): "user" and "update", "server", "incident", "audit", or "view" of the servers; nothing else

    friend bool operator==(const Link &, const Link &) = default;
};

/// Whether a text means to be a link, right or wrong: lockstep:, matrix: or https://matrix.to/.
bool isLink(const QString &text);

/// Reads, strictly, one of
///     lockstep://HOMESERVER/users/USER[/updates/N]   …/servers/SERVER   …/heat-map   …/incidents/ID   …/audits/ID   …/PAGE
///     matrix:u/NAME:SERVER   https://matrix.to/#/@NAME:SERVER
/// with identifiers percent-encoded (RFC 3986). What follows "?" in a matrix link is not heeded: it may ask for an action. Nothing for
/// everything else: other kinds, identifiers that are none, control characters, what is longer than maxLinkLength.
std::optional<Link> readLink(const QString &text);
constexpr qsizetype maxLinkLength = 2048;

/// The lockstep: link to a place; empty if there is no such link.
QString linkTo(const Link &link);

} // namespace Lockstep
