// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/log.h"
#include "ui/words/findinghelp.h"
#include "ui/words/findingwords.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace Lockstep::FindingWords {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(FindingWords)
};

constexpr qsizetype maxError = 160;
constexpr qsizetype maxServer = 120;
} // namespace

QString causeText(std::optional<FetchCause> cause, const QString &answer, const QString &serverName)
{
    if (!cause)
        return {};
    const QString server = displayable(serverName, maxServer);
    QString error = displayable(answer, maxError);
    while (error.endsWith(u'.') || error.endsWith(u' '))
        error.chop(1);
    switch (*cause) {
    case FetchCause::Unknown:
        return error.isEmpty() ? Words::tr("the fetch from %1 fails").arg(server)
                               : Words::tr("the fetch from %1 fails with “%2”").arg(server, error);
    case FetchCause::Refused:
        return Words::tr("%1 refuses the connection: nothing listens at its port").arg(server);
    case FetchCause::NameUnknown:
        return Words::tr("DNS has no address for %1").arg(server);
    case FetchCause::Tls:
        return Words::tr("no TLS connection to %1 comes about (“%2”)").arg(server, error);
    case FetchCause::TimedOut:
        return Words::tr("%1 did not answer in time").arg(server);
    case FetchCause::NoNetwork:
        return Words::tr("there is no way to %1 (“%2”), and the fault may be in the homeserver's own network").arg(server, error);
    case FetchCause::ServerError:
        return Words::tr("%1 answers, with an error of its own, “%2”").arg(server, error);
    case FetchCause::Declined:
        return Words::tr("%1 answers “%2”").arg(server, error);
    case FetchCause::Unusable:
        return Words::tr("%1 answers with something that is no device list (“%2”)").arg(server, error);
    case FetchCause::OwnWhitelist:
        return Words::tr("the homeserver's own federation_domain_whitelist leaves %1 out, so that it asks nobody").arg(server);
    case FetchCause::OwnIpRange:
        return Words::tr("the homeserver's own ip_range_blacklist forbids the address of %1").arg(server);
    case FetchCause::TooManyDevices:
        return Words::tr("%1 has a list of more devices than the 1,000 that the homeserver takes").arg(server);
    }
    return {};
}

QString helpText(std::optional<FetchCause> cause, const QString &serverName, bool waits)
{
    const QString server = displayable(serverName, maxServer);
    switch (cause.value_or(FetchCause::Unknown)) {
    case FetchCause::OwnWhitelist:
        return Words::tr(
            "neither time nor a refresh helps until %1 is added to that list in homeserver.yaml and the homeserver is restarted")
            .arg(server);
    case FetchCause::OwnIpRange:
        return Words::tr("neither time nor a refresh helps until that address is allowed in homeserver.yaml (ip_range_whitelist) and the "
                         "homeserver is restarted");
    case FetchCause::TooManyDevices:
        return Words::tr("neither time nor a refresh helps: the user has to sign out of devices");
    case FetchCause::Declined:
    case FetchCause::Unusable:
        if (!waits)
            return Words::tr(
                "the homeserver asks again every 30 seconds, and a refresh gets the same answer until the operators of %1 change it")
                .arg(server);
        break;
    default:
        break;
    }
    return waits ? Words::tr("the homeserver waits before it tries again, and a refresh fails until then unless that wait is ended")
                 : Words::tr("the homeserver tries again by itself, and a refresh tries now");
}

} // namespace Lockstep::FindingWords
