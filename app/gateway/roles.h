// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "check/subject.h"
#include "gateway/options.h"

namespace Lockstep::Gateway {

/// Who may do what, as the options say.
struct Roles
{
    QList<UserId> viewers, operators, contents;
    /// What cannot be meant so: users of other servers, who can never sign in here, and users with two roles.
    QList<Checking::Mistake> mistakes;
};

/// \a own: the homeserver, whose users can sign in.
Roles readRoles(const GatewayOptions &options, const ServerName &own);

} // namespace Lockstep::Gateway
