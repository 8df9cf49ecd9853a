// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/fetchtrouble.h"

#include "core/log.h"

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

constexpr qsizetype maxError = 160;

QString shown(QString error)
{
    error = displayable(error, maxError);
    while (error.endsWith(u'.') || error.endsWith(u' '))
        error.chop(1);
    return error;
}

} // namespace

QString whatHappens(const FetchTrouble &trouble, const QString &server)
{
    const QString error = shown(trouble.error);
    switch (trouble.cause) {
    case FetchCause::Unknown:
        return error.isEmpty() ? u"the fetch from %1 fails"_s.arg(server) : u"the fetch from %1 fails with \"%2\""_s.arg(server, error);
    case FetchCause::Refused:
        return u"%1 refuses the connection: nothing listens at its port"_s.arg(server);
    case FetchCause::NameUnknown:
        return u"DNS has no address for %1"_s.arg(server);
    case FetchCause::Tls:
        return u"no TLS connection to %1 comes about (%2)"_s.arg(server, error);
    case FetchCause::TimedOut:
        return u"%1 did not answer in time"_s.arg(server);
    case FetchCause::NoNetwork:
        return u"there is no way to %1 (%2), and the fault may be in the homeserver's own network"_s.arg(server, error);
    case FetchCause::ServerError:
        return u"%1 answers, with an error of its own, \"%2\""_s.arg(server, error);
    case FetchCause::Declined:
        return u"%1 answers \"%2\""_s.arg(server, error);
    case FetchCause::Unusable:
        return u"%1 answers with something that is no device list (%2)"_s.arg(server, error);
    case FetchCause::OwnWhitelist:
        return u"the homeserver's own federation_domain_whitelist leaves %1 out, so that it asks nobody"_s.arg(server);
    case FetchCause::OwnIpRange:
        return u"the homeserver's own ip_range_blacklist forbids the address of %1"_s.arg(server);
    case FetchCause::TooManyDevices:
        return trouble.devices > 0
            ? u"%1 has a list of %L2 devices, and the homeserver takes no more than 1,000"_s.arg(server).arg(trouble.devices)
            : u"%1 has a list of more devices than the 1,000 that the homeserver takes"_s.arg(server);
    }
    return {};
}

QString whatHelps(const FetchTrouble &trouble, const QString &server, bool waits)
{
    switch (trouble.cause) {
    case FetchCause::OwnWhitelist:
        return u"neither time nor a refresh helps until %1 is added to that list in homeserver.yaml and the homeserver is restarted"_s.arg(
            server);
    case FetchCause::OwnIpRange:
        return u"neither time nor a refresh helps until that address is allowed in homeserver.yaml (ip_range_whitelist) and the homeserver is restarted"_s;
    case FetchCause::TooManyDevices:
        return u"neither time nor a refresh helps: the user has to sign out of devices"_s;
    case FetchCause::Declined:
    case FetchCause::Unusable:
        if (waits)
            break;
        return u"the homeserver asks again every 30 seconds, and a refresh gets the same answer until the operators of %1 change it"_s.arg(
            server);
    case FetchCause::Unknown:
        if (!waits)
            return u"the homeserver tries again by itself, and a refresh tries now"_s;
        break;
    default:
        break;
    }
    return waits ? u"the homeserver waits before it tries again, and a refresh fails until then unless that wait is ended"_s
                 : u"the homeserver tries again by itself, and a refresh tries now"_s;
}

} // namespace Lockstep
