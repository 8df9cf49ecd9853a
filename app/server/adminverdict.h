// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "core/result.h"

#include <QByteArray>

/// Why a caller may not, with the way out. Everybody who asks is refused with the cause that is true for their session: with the Matrix
/// Authentication Service being made an admin at Synapse has no effect, and without it there is no scope to ask for.
namespace Lockstep::Server::AdminVerdict {

enum class Case {
    Legacy, ///< sign-in is the homeserver's own, and it says that the user is no admin
    Compatibility, ///< delegated sign-in, a session by password, by SSO or of an older client: it never has the admin API
    Scope, ///< delegated sign-in, a session without the scope for the admin API
    Personal, ///< delegated sign-in, a personal access token without that scope
    Untold, ///< the homeserver refuses, and cannot say now who signs people in
    Hidden, ///< the admin API cannot be reached
};

/// A call of the admin API that only an admin's token may make, and a member that its answer has.
struct Probe
{
    QByteArray path;
    const char *member;
};

/// Of a session of a homeserver with delegated sign-in. The service's tokens begin with what they are; where another one's do not, a
/// session with a device is one of a password or of an older client, because ours asks for none.
Case delegatedCase(const QString &token, bool hasDevice);

/// All are Forbidden with http 403 and M_FORBIDDEN.
Error refusal(const UserId &user, Case why);
Error viewerOnly(const UserId &user);
Error noContents(const UserId &user);

} // namespace Lockstep::Server::AdminVerdict
