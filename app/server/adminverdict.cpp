// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/adminverdict.h"

namespace Lockstep::Server::AdminVerdict {

using namespace Qt::StringLiterals;

namespace {

Error forbidden(const QString &text)
{
    return {.kind = Error::Forbidden, .http = 403, .errcode = u"M_FORBIDDEN"_s, .text = text};
}

/// \a text with %1 for the user and %2 for the last way out.
Error withWayOut(const QString &text, const UserId &user)
{
    const QString name = user.toString();
    return forbidden(text.arg(name, u"start the gateway with --operator %1, or --viewer %1 to look only"_s.arg(name)));
}

} // namespace

Case delegatedCase(const QString &token, bool hasDevice)
{
    if (token.startsWith("mpt_"_L1))
        return Case::Personal;
    if (token.startsWith("mct_"_L1))
        return Case::Compatibility;
    if (token.startsWith("mat_"_L1))
        return Case::Scope;
    return hasDevice ? Case::Compatibility : Case::Scope;
}

Error refusal(const UserId &user, Case why)
{
    switch (why) {
    case Case::Legacy:
        return withWayOut(u"%1 is not a server admin; only admins may inspect. Make the user an admin, or %2."_s, user);
    case Case::Compatibility:
        return withWayOut(
            u"This session of %1 was made by a password, by single sign-on or by an older client. Such a session may not use the "
            u"homeserver's "
            "admin API, whoever the user is, because sign-in is delegated to an authentication service. Sign in through the browser and "
            "ask for admin rights (scope urn:synapse:admin:*), or %2, which admits every session of the user."_s,
            user);
    case Case::Scope:
        return withWayOut(
            u"This session of %1 was not granted the homeserver's admin API (scope urn:synapse:admin:*). Sign in through the browser again "
            u"and "
            "ask for it. If its page refuses that, the account may not ask: the authentication service has to allow it (mas-cli manage "
            "promote-admin); to make the user an admin in Synapse has no effect there. Or %2, which admits every session of the user."_s,
            user);
    case Case::Personal:
        return withWayOut(
            u"This personal access token of %1 was issued without the scope urn:synapse:admin:*. Have one issued with it, or %2, which admits every session of the user."_s,
            user);
    case Case::Untold:
        return withWayOut(
            u"The homeserver refuses this session of %1 its admin API, and does not say at the moment whether sign-in is delegated to an "
            "authentication service, so that the cause is not known. Try again later, or %2."_s,
            user);
    case Case::Hidden:
        break;
    }
    return withWayOut(
        u"Whether %1 is a server admin cannot be found out: the homeserver's admin API is hidden or switched off, or --client-api names a worker or proxy that does not serve it. Give the main process's address with --client-api, or %2."_s,
        user);
}

Error viewerOnly(const UserId &user)
{
    return forbidden(
        u"%1 is a viewer here, who may look and not act. Start the gateway with --operator %1 instead of --viewer for more."_s.arg(
            user.toString()));
}

Error noContents(const UserId &user)
{
    return forbidden(
        u"%1 may not read the contents of messages: that is a right of its own, which admins have not either. Start the gateway with --contents %1."_s
            .arg(user.toString()));
}

} // namespace Lockstep::Server::AdminVerdict
