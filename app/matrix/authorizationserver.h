// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"

#include <QJsonObject>
#include <QStringList>
#include <QUrl>

namespace Lockstep::Matrix {

/// What an operator lets Lockstep do. There is never a device among it: a device would be announced to the federation.
enum class Rights {
    Admin, ///< the client-server API and the admin API of Synapse
    ApiOnly, ///< the client-server API
};

/// Servers know the client API's scope by its name in the specification, older ones by that of its proposal.
enum class ScopeNames { Stable, Msc2967 };

/// "urn:matrix:client:api:* urn:synapse:admin:*"
QString scopeFor(Rights rights, ScopeNames names);
/// Whether \a given, the scope of a token's answer, is enough for \a rights, by either name.
bool scopeCovers(const QString &given, Rights rights);

/// The authorization server of a homeserver, as its auth_metadata names it. Every address may be used: it is https, or http on this
/// machine if the homeserver is on this machine too.
struct AuthorizationServer
{
    QString issuer;
    QUrl authorization; ///< empty: no code grant
    QUrl token;
    QUrl registration;
    QUrl revocation; ///< empty: tokens cannot be revoked
    QUrl deviceAuthorization; ///< empty: no device grant
};

/// Checks auth_metadata (specification, "Server metadata discovery"; RFC 8414) of the client API \a homeserver. Errors are BadAnswer
/// and name the member. A grant that is not complete is taken as not offered.
Result<AuthorizationServer> readAuthorizationServer(const QJsonObject &metadata, const QUrl &homeserver);

/// Whether a server that is at \a source may send people, codes and tokens to \a target: https, without user information and fragment;
/// this machine itself only if \a source is on it.
bool mayLeadTo(const QUrl &target, const QUrl &source);

} // namespace Lockstep::Matrix
