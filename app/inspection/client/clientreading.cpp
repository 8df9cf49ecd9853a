// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/apiwords.h"
#include "inspection/casefiles/casefile.h"
#include "inspection/checks.h"
#include "inspection/client/clientcalls.h"
#include "inspection/destinationdetails.h"
#include "inspection/incidents.h"
#include "inspection/ownside.h"
#include "inspection/ownuser.h"
#include "inspection/paths.h"
#include "inspection/queuesummary.h"
#include "inspection/rowlines.h"

#include <QJsonDocument>

namespace Lockstep::Inspection {

using namespace Qt::StringLiterals;
using namespace Http;
using namespace ClientDetail;

namespace {

/// So long a gateway may look at its surroundings, or wait for another caller's look.
constexpr int checkMs = 30'000;
constexpr int linesMs = 30'000;
/// So long a gateway may look for the way to a server: several questions of ten seconds each.
constexpr int routeMs = 60'000;

} // namespace

Client::Client(QNetworkAccessManager *manager, QUrl base, QObject *parent)
    : QObject(parent)
    , m_manager(manager)
    , m_base(std::move(base))
{
}

CallHandle Client::info(QObject *context, Done<Info> done)
{
    return startCall<Info>(get(address(m_base, Paths::info.of()), m_token), context, std::move(done));
}

CallHandle Client::overview(QObject *context, Done<Overview> done)
{
    return startCall<Overview>(get(address(m_base, Paths::overview.of()), m_token), context, std::move(done));
}

CallHandle Client::check(QObject *context, Done<CheckReport> done)
{
    HttpRequest request = get(address(m_base, Paths::check.of()), m_token);
    request.timeoutMs = checkMs + answerAllowanceMs;
    return startCall<CheckReport>(std::move(request), context, std::move(done));
}

CallHandle Client::rowLines(const UserId &user, qint64 n, QObject *context, Done<RowLines> done)
{
    HttpRequest request = get(address(m_base, Paths::rowLines.of(user, QString::number(n))), m_token);
    request.timeoutMs = linesMs + answerAllowanceMs;
    return startCall<RowLines>(std::move(request), context, std::move(done));
}

CallHandle Client::users(const UserQuery &query, QObject *context, Done<Page<UserSummary>> done)
{
    Query parameters;
    parameters.page(query)
        .add("state", query.state ? toApiName(*query.state) : QString())
        .add("server", query.server)
        .add("search", query.search);
    return startCall<Page<UserSummary>>(get(address(m_base, Paths::users.of(), parameters), m_token), context, std::move(done));
}

CallHandle Client::user(const UserId &user, QObject *context, Done<UserDetails> done)
{
    const QUrl url = address(m_base, Paths::user.of(user));
    return startCall<UserDetails>(get(url, m_token), context, std::move(done));
}

CallHandle Client::updates(const UserId &user, const UpdateQuery &query, QObject *context, Done<Page<DeviceListUpdate>> done)
{
    Query parameters;
    parameters.page(query);
    if (query.order != UpdateOrder::OfArrival)
        parameters.add("dir", toApiName(query.order));
    const QUrl url = address(m_base, Paths::updates.of(user), parameters);
    return startCall<Page<DeviceListUpdate>>(get(url, m_token), context, std::move(done));
}

CallHandle Client::outline(const UserId &user, qint64 before, int limit, QObject *context, Done<Outline> done)
{
    Query parameters;
    parameters.add("limit", limit);
    if (before > 0)
        parameters.add("after", before);
    HttpRequest request = get(address(m_base, Paths::outline.of(user), parameters), m_token);
    request.maxBody = Outline::mostBytes;
    return startCall<Outline>(std::move(request), context, std::move(done));
}

CallHandle Client::refreshStatus(const UserId &user, QObject *context, Done<RefreshStatus> done)
{
    const QUrl url = address(m_base, Paths::refreshStatus.of(user));
    return startCall<RefreshStatus>(get(url, m_token), context, std::move(done));
}

CallHandle Client::inbox(const InboxQuery &query, QObject *context, Done<Page<InboxQueue>> done)
{
    Query parameters;
    parameters.page(query);
    if (query.order != InboxOrder::ByUser)
        parameters.add("order", toApiName(query.order));
    return startCall<Page<InboxQueue>>(get(address(m_base, Paths::inbox.of(), parameters), m_token), context, std::move(done));
}

CallHandle Client::inboxMessages(
    const UserId &user, const DeviceId &device, const MessageQuery &query, QObject *context, Done<Page<ToDeviceMessage>> done)
{
    Query parameters;
    parameters.page(query).flag("content", query.content);
    const QUrl url = address(m_base, Paths::inboxMessages.of(user, device), parameters);
    return startCall<Page<ToDeviceMessage>>(get(url, m_token), context, std::move(done));
}

CallHandle Client::inboxSummary(const UserId &user, const DeviceId &device, QObject *context, Done<QueueSummary> done)
{
    return startCall<QueueSummary>(get(address(m_base, Paths::inboxSummary.of(user, device)), m_token), context, std::move(done));
}

CallHandle Client::outbox(const PageQuery &query, QObject *context, Done<Page<OutboxQueue>> done)
{
    const QUrl url = address(m_base, Paths::outbox.of(), Query().page(query));
    return startCall<Page<OutboxQueue>>(get(url, m_token), context, std::move(done));
}

CallHandle Client::outboxMessages(
    const ServerName &destination, const MessageQuery &query, QObject *context, Done<Page<ToDeviceMessage>> done)
{
    Query parameters;
    parameters.page(query).flag("content", query.content);
    const QUrl url = address(m_base, Paths::outboxMessages.of(destination), parameters);
    return startCall<Page<ToDeviceMessage>>(get(url, m_token), context, std::move(done));
}

CallHandle Client::outboxSummary(const ServerName &destination, QObject *context, Done<QueueSummary> done)
{
    return startCall<QueueSummary>(get(address(m_base, Paths::outboxSummary.of(destination)), m_token), context, std::move(done));
}

CallHandle Client::updateQueues(const PageQuery &query, QObject *context, Done<Page<UpdatesQueue>> done)
{
    const QUrl url = address(m_base, Paths::updateQueues.of(), Query().page(query));
    return startCall<Page<UpdatesQueue>>(get(url, m_token), context, std::move(done));
}

CallHandle Client::waitingUpdates(const ServerName &destination, const PageQuery &query, QObject *context, Done<Page<WaitingUpdates>> done)
{
    const QUrl url = address(m_base, Paths::waitingUpdates.of(destination), Query().page(query));
    return startCall<Page<WaitingUpdates>>(get(url, m_token), context, std::move(done));
}

CallHandle Client::ownSide(QObject *context, Done<OwnSide> done)
{
    return startCall<OwnSide>(get(address(m_base, Paths::own.of()), m_token), context, std::move(done));
}

CallHandle Client::ownUser(const UserId &user, const OwnUserQuery &query, QObject *context, Done<OwnUser> done)
{
    Query parameters;
    parameters.page(query).add("destination", query.destination ? query.destination->toString() : QString());
    return startCall<OwnUser>(get(address(m_base, Paths::ownUser.of(user), parameters), m_token), context, std::move(done));
}

CallHandle Client::caseOf(const UserId &user, const ServerName &destination, QObject *context, Done<Case> done)
{
    const QUrl url = address(m_base, Paths::caseOf.of(user), Query().add("destination", destination.toString()));
    return startCall<Case>(get(url, m_token), context, std::move(done));
}

CallHandle Client::destinations(const DestinationQuery &query, QObject *context, Done<Page<Destination>> done)
{
    const QUrl url = address(m_base, Paths::destinations.of(), Query().page(query).flag("failing", query.failingOnly));
    return startCall<Page<Destination>>(get(url, m_token), context, std::move(done));
}

CallHandle Client::destination(const ServerName &destination, QObject *context, Done<DestinationDetails> done)
{
    return startCall<DestinationDetails>(get(address(m_base, Paths::destination.of(destination)), m_token), context, std::move(done));
}

CallHandle Client::destinationRoute(const ServerName &destination, QObject *context, Done<DestinationRoute> done)
{
    HttpRequest request = get(address(m_base, Paths::destinationRoute.of(destination)), m_token);
    request.timeoutMs = routeMs + answerAllowanceMs;
    return startCall<DestinationRoute>(std::move(request), context, std::move(done));
}

CallHandle Client::resetDestination(const ServerName &destination, QObject *context, Done<bool> done)
{
    const QUrl url = address(m_base, Paths::resetDestination.of(destination));
    return startCall<bool>(post(url, m_token), context, std::move(done));
}

CallHandle Client::refresh(const UserId &user, int timeoutMs, QObject *context, Done<bool> done)
{
    HttpRequest request = post(address(m_base, Paths::refresh.of(user), Query().add("timeout", timeoutMs)), m_token);
    request.timeoutMs = timeoutMs + answerAllowanceMs;
    return startCall<bool>(std::move(request), context, std::move(done));
}

CallHandle Client::trail(const TrailQuery &query, QObject *context, Done<Page<TrailEntry>> done)
{
    Query asked;
    asked.page(query).add("action", query.action ? toApiName(*query.action) : QString()).add("by", query.by).add("on", query.on);
    return startCall<Page<TrailEntry>>(get(address(m_base, Paths::trail.of(), asked), m_token), context, std::move(done));
}

CallHandle Client::incidents(const IncidentQuery &query, QObject *context, Done<Page<Incident>> done)
{
    Query parameters;
    parameters.page(query)
        .add("state", query.state ? toApiName(*query.state) : u"all"_s)
        .add("kind", query.kind ? toApiName(*query.kind) : QString())
        .add("subject", query.subject)
        .add("since", query.since > 0 ? QString::number(query.since) : QString());
    return startCall<Page<Incident>>(get(address(m_base, Paths::incidents.of(), parameters), m_token), context, std::move(done));
}

CallHandle Client::incident(const QString &id, QObject *context, Done<Incident> done)
{
    return startCall<Incident>(get(address(m_base, Paths::incident.of(id)), m_token), context, std::move(done));
}

CallHandle Client::incidentDeed(const QString &id, IncidentDeed deed, const QString &note, QObject *context, Done<Incident> done)
{
    HttpRequest request = post(address(m_base, Paths::incidentDeed.of(id, toApiName(deed))), m_token);
    request.body = QJsonDocument(QJsonObject{{u"note"_s, note}}).toJson(QJsonDocument::Compact);
    return startCall<Incident>(std::move(request), context, std::move(done));
}

CallHandle Client::events(qint64 since, int timeoutMs, QObject *context, Done<EventBatch> done)
{
    HttpRequest request = get(address(m_base, Paths::events.of(), Query().add("since", since).add("timeout", timeoutMs)), m_token);
    request.timeoutMs = timeoutMs + answerAllowanceMs;
    return startCall<EventBatch>(std::move(request), context, std::move(done));
}

} // namespace Lockstep::Inspection
