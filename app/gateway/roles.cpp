// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gateway/roles.h"

#include "core/log.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Gateway {

Roles readRoles(const GatewayOptions &options, const ServerName &own)
{
    Roles roles;
    const auto read = [&](const QString &option, const QStringList &given, QList<UserId> &taken) {
        for (const QString &text : given) {
            const UserId user(text);
            taken.append(user);
            if (user.server() != own)
                roles.mistakes.append({.subject = option + u' ' + displayable(text),
                    .sentence = u"%1 is no user of %2, so that nobody can ever sign in as them."_s.arg(displayable(text), own.toString()),
                    .remedy = u"Name a user of this homeserver."_s});
        }
    };
    read(u"--viewer"_s, options.viewers, roles.viewers);
    read(u"--operator"_s, options.operators, roles.operators);
    read(u"--contents"_s, options.contents, roles.contents);
    for (const UserId &user : std::as_const(roles.viewers)) {
        if (roles.operators.contains(user))
            roles.mistakes.append({.subject = u"options"_s,
                .sentence = u"--viewer and --operator both name %1, and --operator counts."_s.arg(displayable(user.toString())),
                .remedy = u"Leave one of the two out."_s});
    }
    return roles;
}

} // namespace Lockstep::Gateway
