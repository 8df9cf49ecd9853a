// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/client/clientservice.h"

#include "http/ratelimiter.h"
#include "lab/client/clientaccounts.h"
#include "lab/client/clientbackup.h"
#include "lab/client/clientcall.h"
#include "lab/client/clientdata.h"
#include "lab/client/clientdevices.h"
#include "lab/client/clientkeys.h"
#include "lab/client/clientprofile.h"
#include "lab/client/clientrooms.h"
#include "lab/client/clientsigning.h"
#include "lab/client/clientsync.h"
#include "lab/client/clienttimeline.h"
#include "lab/client/clienttodevice.h"
#include "lab/client/interactiveauth.h"
#include "lab/client/roomviews.h"
#include "lab/state/answers.h"
#include "lab/state/homeserverstate.h"

#include <mutex>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

using Http::IncomingRequest;

namespace {

/// The shared limiter, for many threads.
class Limiter
{
public:
    Limiter(double burst, double perSecond)
        : m_limiter({.burst = burst, .perSecond = perSecond})
    {
    }
    qint64 take(const QString &name)
    {
        const std::lock_guard lock(m_mutex);
        return m_limiter.take(name);
    }

private:
    std::mutex m_mutex;
    Http::RateLimiter m_limiter;
};

} // namespace

struct ClientService::Private
{
    Private(const ClientParts &parts, const QUrl &address, const ClientLimits &limits)
        : state(parts.state)
        , loginLimit(limits.loginBurst, limits.loginPerSecond)
        , callLimit(limits.callBurst, limits.callPerSecond)
        , interactive(parts.state)
        , views(parts.state)
        , accounts(parts.state, &interactive, address)
        , devices(parts.state, &interactive)
        , toDevice(parts.state)
        , keys(parts.state, parts.peers, parts.tracker)
        , signing(parts.state, &interactive)
        , backup(parts.state)
        , sync(parts.state, &views, {.polls = limits.polls, .pollsOfUser = limits.pollsOfUser})
        , data(parts.state)
        , profile(parts.state, parts.peers, parts.memberships)
        , rooms(parts.state, parts.memberships, parts.exchange)
        , timeline(parts.state, parts.exchange)
    {
        routes = accounts.routes() + devices.routes() + toDevice.routes() + keys.routes() + signing.routes() + backup.routes()
            + sync.routes() + data.routes() + profile.routes() + rooms.routes() + timeline.routes();
    }

    Answer run(const ClientRoute &route, const IncomingRequest &request, const QStringList &arguments);
    /// Fills in the caller, or says why not.
    std::optional<Answer> authenticate(ClientCall &call);

    HomeserverState *state;
    Limiter loginLimit;
    Limiter callLimit;
    InteractiveAuth interactive;
    RoomViews views;
    ClientAccounts accounts;
    ClientDevices devices;
    ClientToDevice toDevice;
    ClientKeys keys;
    ClientSigning signing;
    ClientBackup backup;
    ClientSync sync;
    ClientData data;
    ClientProfile profile;
    ClientRooms rooms;
    ClientTimeline timeline;
    QList<ClientRoute> routes; ///< the first that matches path and method counts
};

std::optional<QStringList> ClientRoute::match(const QStringList &segments) const
{
    if (segments.size() != path.size())
        return {};
    QStringList arguments;
    for (qsizetype i = 0; i < segments.size(); ++i) {
        if (path[i] == "*"_L1)
            arguments += segments[i];
        else if (path[i] == "V"_L1 ? !(segments[i] == "v3"_L1 || segments[i] == "r0"_L1 || segments[i] == "v1"_L1) : path[i] != segments[i])
            return {};
    }
    return arguments;
}

ClientService::ClientService(const ClientParts &parts, const QUrl &address, const ClientLimits &limits)
    : d(new Private(parts, address, limits))
{
}

ClientService::~ClientService() = default;

Answer ClientService::handle(const IncomingRequest &request)
{
    bool pathIsKnown = false;
    for (const ClientRoute &route : std::as_const(d->routes)) {
        const auto arguments = route.match(request.segments);
        if (!arguments)
            continue;
        pathIsKnown = true;
        if (route.method == request.method)
            return d->run(route, request, *arguments);
    }
    return pathIsKnown ? Answer::error(405, u"M_UNRECOGNIZED"_s, u"This method is not known here."_s)
                       : Answer::error(404, u"M_UNRECOGNIZED"_s, u"There is no such endpoint in the lab."_s);
}

Answer ClientService::Private::run(const ClientRoute &route, const IncomingRequest &request, const QStringList &arguments)
{
    // In the query, as clients do that were written before version 1.11 of the specification; the versions that the lab claims have both.
    const QString bearer = request.bearerToken();
    ClientCall call{.request = request,
        .arguments = arguments,
        .caller = {},
        .body = {},
        .token = bearer.isEmpty() ? request.query.value(u"access_token"_s) : bearer};
    if (route.need == ClientRoute::Token) {
        if (auto refused = authenticate(call))
            return *refused;
    } else if (request.method == "POST") {
        if (const qint64 wait = loginLimit.take(request.remoteAddress))
            return tooMany(wait);
    }
    const bool isEmpty = request.body.trimmed().isEmpty();
    if (request.method == "GET" || route.bodyNeed == ClientRoute::Ignored || (route.bodyNeed == ClientRoute::Optional && isEmpty))
        return route.handler(call);
    if (auto refused = readBody(request, route.body, &call.body))
        return *refused;
    return route.handler(call);
}

std::optional<Answer> ClientService::Private::authenticate(ClientCall &call)
{
    if (call.token.isEmpty())
        return Answer::error(401, u"M_MISSING_TOKEN"_s, u"This call needs an access token in the Authorization header."_s);
    std::optional<Accounts::Caller> caller;
    const Result<void> asked = state->commit([&]() -> Result<void> {
        caller = state->accounts().callerOf(call.token);
        if (caller)
            state->accounts().confirmTokens(call.token);
        return {};
    });
    if (!asked)
        return answerOf(asked.error());
    if (!caller)
        return Answer::error(
            401, u"M_UNKNOWN_TOKEN"_s, u"This access token is not known, or was logged out."_s, {{u"soft_logout"_s, false}});
    call.caller = *caller;
    if (const qint64 wait = callLimit.take(call.caller.user.toString()))
        return tooMany(wait);
    return {};
}

Result<void> ClientService::registerUser(const QString &localpart, const QString &password, bool admin)
{
    return d->state->commit([&]() -> Result<void> {
        const Result<UserId> user = d->state->accounts().add(localpart, password, admin);
        return user ? Result<void>() : failure(user.error());
    });
}

} // namespace Lockstep::Lab
