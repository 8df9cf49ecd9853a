// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/connecterrors.h"

#include "core/log.h"

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

QString missingGateway(GatewayPlace place, const QString &where)
{
    switch (place) {
    case GatewayPlace::AtHomeserver:
        return u"There is no Lockstep gateway at %1: run lockstep-gateway beside the homeserver and let its reverse proxy pass /_lockstep/ "
               u"and "
               u"the refresh call on to it, give the gateway's own address, or choose “in this program”."_s.arg(where);
    case GatewayPlace::Given:
        return u"%1 answers, but not as a Lockstep gateway: check the address and the port (lockstep-gateway prints both when it starts)."_s
            .arg(where);
    case GatewayPlace::InProcess:
    case GatewayPlace::Files:
        break;
    }
    return u"The gateway inside the program does not answer as one: start the program again."_s;
}

QString explanation(const Error &error, GatewayPlace place, const QString &where, const QString &userId)
{
    switch (error.kind) {
    case Error::NotFound:
    case Error::BadAnswer:
        return missingGateway(place, where);
    case Error::Forbidden:
        // A gateway that names the user knows the cause better than we do.
        if (!userId.isEmpty() && error.text.contains(userId))
            return error.text;
        return u"%1 may not inspect this homeserver: make the account a server admin, or start the gateway with “--admin %1”."_s.arg(
            displayable(userId));
    case Error::Unauthorized:
        return u"The gateway at %1 does not accept the sign-in of %2: is it the gateway of that homeserver?"_s.arg(
            where, displayable(userId));
    case Error::RateLimited:
        return u"The gateway at %1 takes no more requests for now: try again in %2 s."_s.arg(where).arg((error.retryAfterMs + 999) / 1000);
    case Error::Network:
    case Error::Timeout:
        return u"The gateway cannot be reached: %1 Is lockstep-gateway running there?"_s.arg(error.text);
    default:
        break;
    }
    if (error.http >= 502 && error.http <= 504)
        return u"The reverse proxy at %1 gets no answer from the gateway (HTTP %2): is lockstep-gateway running behind it?"_s.arg(where)
            .arg(error.http);
    if (error.http > 0)
        return u"The gateway at %1 failed (HTTP %2): %3"_s.arg(where).arg(error.http).arg(error.text);
    return error.text;
}

} // namespace

Error explainGatewayError(const Error &error, GatewayPlace place, const QUrl &gateway, const QString &userId)
{
    Error own = error;
    own.text = explanation(error, place, displayable(gateway.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemoveQuery)), userId);
    return own;
}

Error explainConnectError(const Error &error)
{
    Error own = error;
    if (error.kind == Error::Tls)
        own.text += u" Lockstep does not go on without a valid certificate: install one there, or add its authority to those that this "
                    u"machine trusts."_s;
    return own;
}

} // namespace Lockstep
