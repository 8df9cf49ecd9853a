// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "check/checks.h"
#include "core/jsonreader.h"
#include "core/log.h"

using namespace Qt::StringLiterals;

namespace Lockstep::Checking {

namespace {

const QByteArray adminProbe = "/_synapse/admin/v1/federation/destinations?limit=1";

QString member(const Answer &answer, QLatin1StringView name)
{
    const auto object = parseJsonObject(answer.body);
    return object ? object->value(name).toString() : QString();
}

QString adminRemedy()
{
    return u"Let --client-api be Synapse's own port, such as http://127.0.0.1:8008: proxies hide /_synapse/admin. Or name who may inspect with --operator."_s;
}

/// Whether there is an admin API, which a question without a token tells.
bool checkAdminApi(const Context &context, Findings &found)
{
    const QUrl &base = context.subject.settings.clientApi;
    const Answer answer = ask(context, base, adminProbe);
    if ((answer.status == 401 || answer.status == 403) && !member(answer, "errcode"_L1).isEmpty()) {
        found.ok(u"admin API"_s, u"It answers at %1."_s.arg(shown(base)));
        return true;
    }
    const QString text = answer.status == 0
        ? u"It cannot be asked at %1: %2."_s.arg(shown(base), answer.problem)
        : u"It does not answer at %1 (HTTP status %2), so the homeserver cannot be asked who is an admin."_s.arg(shown(base))
              .arg(answer.status);
    if (context.subject.operators.isEmpty())
        found.warn(u"admin API"_s, text, adminRemedy());
    else
        found.ok(u"admin API"_s, text + u" Those named with --operator may inspect."_s);
    return false;
}

void checkToken(const Context &context, bool hasAdminApi, Findings &found)
{
    const Subject &subject = context.subject;
    const QUrl &base = subject.settings.clientApi;
    const Answer who = ask(context, base, "/_matrix/client/v3/account/whoami", subject.token);
    const UserId user(member(who, "user_id"_L1));
    if (who.status == 401) {
        found.fault(u"token"_s, u"The homeserver does not know this access token (any more): %1"_s.arg(member(who, "error"_L1)),
            u"Sign in again, and give the new token."_s);
        return;
    }
    if (who.status != 200 || !user.isValid()) {
        found.notChecked(u"token"_s,
            who.status == 0 ? u"Whose it is could not be asked: %1."_s.arg(who.problem)
                            : u"Whose it is could not be asked: HTTP status %1."_s.arg(who.status));
        return;
    }
    if (user.server() != subject.settings.serverName) {
        found.fault(u"server name"_s,
            u"The homeserver at %1 is %2 and not %3."_s.arg(shown(base), user.server().toString(), subject.settings.serverName.toString()),
            u"Correct --server-name, or --client-api."_s, u"whose the token is"_s);
        return;
    }
    const bool isNamed = subject.viewers.contains(user) || subject.operators.contains(user) || subject.readers.contains(user);
    const Answer probe = hasAdminApi ? ask(context, base, adminProbe, subject.token) : Answer();
    if (probe.status == 200 && parseJsonObject(probe.body))
        found.ok(u"admin"_s, u"%1 is a server admin, and may inspect."_s.arg(user.toString()));
    else if (isNamed)
        found.ok(u"admin"_s, u"%1 has a role by the gateway's options, and may inspect."_s.arg(user.toString()));
    else if (probe.status == 403)
        found.warn(u"admin"_s,
            u"%1 is not a server admin, so that the gateway refuses to show anything to this user: %2"_s.arg(
                user.toString(), member(probe, "error"_L1)),
            u"Make the user an admin, sign in with a token that has the scope urn:synapse:admin:* where OAuth is in use, or name the user with --operator."_s);
    else if (!hasAdminApi)
        found.warn(u"admin"_s, u"The homeserver does not say whether %1 is a server admin."_s.arg(user.toString()), adminRemedy());
    else
        found.notChecked(u"admin"_s,
            u"Whether %1 is a server admin could not be asked: %2."_s.arg(
                user.toString(), probe.status ? u"HTTP status %1"_s.arg(probe.status) : probe.problem));
}

} // namespace

Checks checkHomeserver(const Context &context)
{
    Findings found(CheckArea::Homeserver);
    const QUrl &base = context.subject.settings.clientApi;
    const Answer versions = ask(context, base, "/_matrix/client/versions");
    const auto object = parseJsonObject(versions.body);
    if (versions.status != 200 || !object || !object->value("versions"_L1).isArray()) {
        const bool isTls = versions.kind == Error::Tls && versions.status == 0;
        found.fault(shown(base),
            versions.status == 0 ? u"The homeserver does not answer: %1."_s.arg(versions.problem)
                                 : u"What answers here is no Matrix client API (HTTP status %1)."_s.arg(versions.status),
            isTls ? u"Give an address with --client-api that the certificate is valid for, or the port on this machine."_s
                  : u"Start Synapse, or correct --client-api: where this machine reaches a listener with the resource client."_s);
        return found.all();
    }
    found.ok(shown(base), u"The client API answers."_s);
    const Answer version = ask(context, base, "/_synapse/admin/v1/server_version");
    const QString named = member(version, "server_version"_L1);
    if (version.status == 200 && !named.isEmpty())
        found.ok(u"version"_s, u"Synapse %1, Lockstep %2."_s.arg(named, u"" LOCKSTEP_VERSION ""_s));
    else
        found.notChecked(u"version"_s, u"Synapse's version is not told at %1; Lockstep %2."_s.arg(shown(base), u"" LOCKSTEP_VERSION ""_s));
    const bool hasAdminApi = checkAdminApi(context, found);
    if (context.subject.sources)
        return found.all(); // whoever asks a gateway may inspect
    if (context.subject.token.isEmpty())
        found.notChecked(u"admin"_s, u"Whether you may inspect was not asked, because no access token was given."_s,
            u"Put it into LOCKSTEP_TOKEN, or give --token-stdin and write it there."_s);
    else
        checkToken(context, hasAdminApi, found);
    return found.all();
}

} // namespace Lockstep::Checking
