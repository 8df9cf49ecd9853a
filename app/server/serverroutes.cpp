// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/server.h"

#include "server/answers.h"
#include "server/serverparts.h"

#include <QHostAddress>

#include <algorithm>

namespace Lockstep::Server {

using namespace Qt::StringLiterals;
using namespace Http;
using namespace Inspection;

namespace {

constexpr qint64 mostBroughtBytes = 2 * 1024 * 1024;

/// Clients that run in a browser ask for a refresh, as for everything of the client API. The inspection API has one client, and that is
/// no page of the web.
bool isForBrowsers(Right right)
{
    return right == Right::Refresh;
}

QList<std::pair<QByteArray, QByteArray>> corsHeaders()
{
    return {{"Access-Control-Allow-Origin", "*"}, {"Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, OPTIONS"},
        {"Access-Control-Allow-Headers", "X-Requested-With, Content-Type, Authorization"}};
}

} // namespace

void Server::Private::addRoutes()
{
    add("GET", Paths::info, Right::View, &Private::info);
    add("GET", Paths::overview, Right::View, &Private::overview);
    add("GET", Paths::metrics, Right::View, &Private::metrics);
    add("GET", Paths::users, Right::View, &Private::users);
    add("GET", Paths::user, Right::View, &Private::user);
    add("GET", Paths::updates, Right::View, &Private::updates);
    add("GET", Paths::outline, Right::View, &Private::outline);
    add("GET", Paths::rowLines, Right::View, &Private::rowLines);
    add("GET", Paths::refreshStatus, Right::View, &Private::refreshStatus);
    add("GET", Paths::inbox, Right::View, &Private::inbox);
    add("GET", Paths::inboxMessages, Right::View, &Private::inboxMessages);
    add("GET", Paths::inboxSummary, Right::View, &Private::inboxSummary);
    add("GET", Paths::outbox, Right::View, &Private::outbox);
    add("GET", Paths::outboxMessages, Right::View, &Private::outboxMessages);
    add("GET", Paths::outboxSummary, Right::View, &Private::outboxSummary);
    add("GET", Paths::updateQueues, Right::View, &Private::updateQueues);
    add("GET", Paths::waitingUpdates, Right::View, &Private::waitingUpdates);
    add("GET", Paths::own, Right::View, &Private::own);
    add("GET", Paths::ownUser, Right::View, &Private::ownUser);
    add("GET", Paths::caseOf, Right::View, &Private::caseOf);
    add("GET", Paths::destinations, Right::View, &Private::destinations);
    add("GET", Paths::destination, Right::View, &Private::destination);
    add("GET", Paths::destinationRoute, Right::Operate, &Private::destinationRoute);
    add("POST", Paths::resetDestination, Right::View, &Private::resetDestination);
    add("GET", Paths::trail, Right::View, &Private::entries);
    add("GET", Paths::incidents, Right::View, &Private::incidents);
    add("GET", Paths::incident, Right::View, &Private::incident);
    add("POST", Paths::incidentDeed, Right::View, &Private::incidentDeed);
    add("GET", Paths::audits, Right::View, &Private::audits);
    add("POST", Paths::audits, Right::View, &Private::beginAudit);
    add("GET", Paths::audit, Right::View, &Private::audit);
    add("GET", Paths::auditedLists, Right::View, &Private::auditedLists);
    add("POST", Paths::auditDeed, Right::View, &Private::auditDeed);
    add("GET", Paths::events, Right::View, &Private::events);
    add("GET", Paths::series, Right::View, &Private::series);
    add("GET", Paths::check, Right::View, &Private::check);

    add("POST", Paths::refresh, Right::Refresh, &Private::refresh);
    add("POST", Paths::refreshR0, Right::Refresh, &Private::refresh);
    add("POST", Paths::refreshV3, Right::Refresh, &Private::refresh);
    if (!options.literalRoutes)
        return;
    add("GET", Paths::literalRefresh, Right::Refresh, &Private::refresh);
    add("GET", Paths::literalRefreshOfDraft, Right::Refresh, &Private::refresh);
    add("GET", Paths::literalRefreshR0, Right::Refresh, &Private::refresh);
}

OutgoingAnswer Server::Private::dispatch(const IncomingRequest &request)
{
    QList<const Route *> others;
    for (const Route &route : routes) {
        if (route.pattern.size() != request.segments.size())
            continue;
        QStringList parts;
        bool matches = true;
        for (qsizetype i = 0; matches && i < route.pattern.size(); ++i) {
            if (route.pattern.at(i) == "*"_L1)
                parts.append(request.segments.at(i));
            else
                matches = route.pattern.at(i) == request.segments.at(i);
        }
        if (!matches)
            continue;
        if (route.method != request.method) {
            others.append(&route);
            continue;
        }
        OutgoingAnswer answer = authorised(route, Call{.request = request, .parts = parts, .caller = {}, .token = request.bearerToken()});
        if (isForBrowsers(route.right))
            answer.headers += corsHeaders();
        return answer;
    }
    return noSuchMethod(request, others);
}

OutgoingAnswer Server::Private::noSuchMethod(const IncomingRequest &request, const QList<const Route *> &others) const
{
    if (others.isEmpty())
        return OutgoingAnswer::error(404, u"M_UNRECOGNIZED"_s, u"This server has no such endpoint."_s);
    if (request.method == "OPTIONS"
        && std::any_of(others.begin(), others.end(), [](const Route *route) { return isForBrowsers(route->right); })) {
        OutgoingAnswer answer = OutgoingAnswer::json({});
        answer.headers = corsHeaders();
        return answer;
    }
    QByteArrayList allowed;
    for (const Route *route : others)
        allowed.append(route->method);
    OutgoingAnswer answer = OutgoingAnswer::error(405, u"M_UNRECOGNIZED"_s, u"This endpoint has no such method."_s);
    answer.headers.append({"Allow", allowed.join(", ")});
    return answer;
}

QString Call::from() const
{
    QHostAddress address;
    const QByteArray told = request.header("x-forwarded-for");
    if (told.isEmpty() || !address.setAddress(request.remoteAddress) || !address.isLoopback())
        return request.remoteAddress;
    // The last one is the proxy's word; what stands before it is the client's.
    return QString::fromLatin1(told.mid(told.lastIndexOf(',') + 1).trimmed().left(64));
}

OutgoingAnswer Server::Private::authorised(const Route &route, Call call)
{
    if (!call.request.headers.contains("authorization"))
        return OutgoingAnswer::error(401, u"M_MISSING_TOKEN"_s, u"Send your Matrix access token: \"Authorization: Bearer …\"."_s);
    if (call.token.isEmpty())
        return OutgoingAnswer::error(401, u"M_UNKNOWN_TOKEN"_s, u"The Authorization header holds no usable Bearer token."_s);
    const auto caller = access->authorise(call.token, route.right, call.from());
    if (!caller)
        return answerFor(caller.error());
    call.caller = *caller;
    return (this->*route.handler)(call);
}

Server::Server(std::unique_ptr<Private> priv)
    : d(std::move(priv))
{
}

Result<std::unique_ptr<Server>> Server::start(
    const ServerOptions &options, Source *source, const History::Reader *history, Access *access, RefreshDesk *desk, Trail *trail)
{
    auto d = std::make_unique<Private>();
    d->options = options;
    d->source = source;
    d->history = history;
    d->access = access;
    d->desk = desk;
    d->trail = trail;
    d->refreshWaits = std::make_unique<WaitSlots>(options.maxRefreshWaits, options.maxRefreshWaitsPerCaller);
    d->adminRefreshWaits = std::make_unique<WaitSlots>(options.maxRefreshWaits, options.maxRefreshWaitsPerCaller);
    d->lineSearches = std::make_unique<WaitSlots>(options.maxLineSearches, options.maxLineSearches);
    d->checkDesk = std::make_unique<CheckDesk>(options.check);
    d->addRoutes();
    HttpServerOptions serving = options.http;
    serving.cors = false; // by route, in dispatch()
    serving.largePath = Paths::audits.of(); // lists that an audit is to compare with
    serving.maxLargeBody = mostBroughtBytes;
    auto http = HttpServer::start(serving, [priv = d.get()](const IncomingRequest &request) { return priv->dispatch(request); });
    if (!http)
        return failure(http.error());
    d->http = std::move(*http);
    return std::unique_ptr<Server>(new Server(std::move(d)));
}

Server::~Server()
{
    stop();
}

QUrl Server::url() const
{
    return d->http->url();
}

OutgoingAnswer Server::answer(const IncomingRequest &request)
{
    return d->dispatch(request);
}

void Server::stop()
{
    d->access->cutOff();
    d->http->stop();
}

} // namespace Lockstep::Server
