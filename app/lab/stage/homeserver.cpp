// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/stage/homeserver.h"

#include "core/log.h"
#include "history/file/audits.h"
#include "history/file/incidents.h"
#include "history/file/trail.h"
#include "history/recording/reachrecorder.h"
#include "history/recording/recorder.h"
#include "history/store.h"
#include "http/httpserver.h"
#include "lab/federation/devicelisttracker.h"
#include "lab/federation/federationsender.h"
#include "lab/federation/federationservice.h"
#include "lab/federation/network.h"
#include "lab/federation/observationjournal.h"
#include "lab/stage/laborigins.h"
#include "lab/stage/labsearch.h"
#include "lab/stage/labsource.h"
#include "lab/state/accounts.h"
#include "lab/state/actor.h"
#include "lab/state/clock.h"
#include "lab/state/eventexchange.h"
#include "lab/state/homeserverstate.h"
#include "lab/state/memberships.h"
#include "lab/state/notifier.h"
#include "server/desks/auditdesk.h"
#include "server/desks/listdifferences.h"
#include "server/desks/refreshdesk.h"
#include "server/desks/seriesdesk.h"
#include "server/server.h"

#include <atomic>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

using namespace Http;
using namespace Inspection;

namespace {

constexpr qint64 maxBody = 32 * 1024 * 1024; // a federation transaction of 100 EDUs may be large
/// Long polls wait without a thread; the rest is for all other calls.
constexpr int maxConnections = 4096;
constexpr int maxThreads = 256;
constexpr qsizetype longestError = 300;
constexpr qint64 seriesEveryMs = 10'000; ///< a lab is looked at as it goes, and is small

/// Tokens of the lab server itself: no question goes over the network.
class LabAccess : public Server::Access
{
public:
    explicit LabAccess(HomeserverState *state)
        : m_state(state)
    {
    }

    Result<UserId> authorise(const QString &token, Server::Right right, const QString &) override
    {
        const auto caller = m_state->actor().call([&] { return m_state->accounts().callerOf(token); });
        if (!caller)
            return failure(Error::Unauthorized, u"This access token is not known, or was logged out."_s, 401, u"M_UNKNOWN_TOKEN"_s);
        if (right != Server::Right::Refresh && !caller->admin)
            return failure(Error::Forbidden, u"%1 is not an admin of %2."_s.arg(caller->user.toString(), m_state->serverName().toString()),
                403, u"M_FORBIDDEN"_s);
        return caller->user;
    }
    Result<void> confirm(const QString &, const UserId &) override { return {}; } // every answer is of this moment

private:
    HomeserverState *m_state;
};

} // namespace

// In the order in which the parts are made; they end in reverse.
struct Homeserver::Private
{
    HomeserverOptions options;
    Network *network = nullptr;
    std::atomic_bool ready = false; ///< requests may come before every part is there
    EventFeed events;
    std::unique_ptr<HomeserverState> state;
    std::unique_ptr<History::Store> history;
    std::unique_ptr<History::Trail> keptTrail;
    std::unique_ptr<Server::Trail> trail;
    std::unique_ptr<History::ReachRecorder> reach;
    std::unique_ptr<Server::SeriesDesk> series; ///< what the recorder sees goes there as well
    std::unique_ptr<History::Recorder> recorder;
    std::unique_ptr<ObservationJournal> journal;
    std::unique_ptr<FederationClient> client;
    std::unique_ptr<FederationSender> sender;
    std::unique_ptr<DeviceListTracker> tracker;
    std::unique_ptr<Memberships> memberships;
    std::unique_ptr<EventExchange> exchange;
    std::unique_ptr<ClientService> clientService;
    std::unique_ptr<FederationService> federationService;
    std::unique_ptr<LabSource> source;
    std::unique_ptr<LabSearch> search;
    std::unique_ptr<LabAccess> access;
    std::unique_ptr<History::Audits> keptAudits;
    std::unique_ptr<Server::ListDifferences> differences;
    std::unique_ptr<Server::RefreshDesk> desk;
    std::unique_ptr<History::Incidents> keptIncidents;
    std::unique_ptr<Server::IncidentDesk> incidents;
    std::unique_ptr<LabOrigins> origins;
    std::unique_ptr<Server::AuditDesk> audits;
    std::unique_ptr<Server::Server> inspection;
    std::unique_ptr<HttpServer> http;

    ~Private();
    Result<void> openHistory();
    Result<void> listen();
    void makeParts();
    Result<void> serveInspection();
    OutgoingAnswer handle(const IncomingRequest &request);
};

Homeserver::Private::~Private()
{
    events.shutDown();
    http.reset();
    inspection.reset();
    audits.reset();
    desk.reset();
    incidents.reset();
    if (series)
        series->stop(); // the journal still tells it what comes
    if (search)
        search->indexer.stop();
    if (!state)
        return;
    if (sender)
        state->actor().call([this] { sender->onRecovered({}); });
    tracker.reset();
    state->onOutgoing({});
    sender.reset();
}

/// Beside the state's file, or in memory like it.
Result<void> Homeserver::Private::openHistory()
{
    QString path = options.dataFile;
    if (path.endsWith(".sqlite"_L1))
        path.chop(7);
    auto opened = path.isEmpty() ? History::Store::openInMemory() : History::Store::open(path + ".history.sqlite"_L1);
    if (!opened)
        return failure(opened.error());
    history = std::move(*opened);
    History::Recorder::Options recording;
    recording.outageMs = 0; // a scenario's day lasts some seconds
    auto kept = Server::openTrail(*history);
    if (!kept)
        return failure(kept.error());
    keptTrail = std::move(*kept);
    trail = std::make_unique<Server::Trail>(keptTrail.get(), &events);
    auto reaching = History::ReachRecorder::open(
        *history, {.clock = [clock = options.clock ? options.clock : &Clock::system()] { return clock->now(); }});
    if (!reaching)
        return failure(reaching.error());
    reach = std::move(*reaching);
    Server::SeriesDesk::Options following;
    following.path = path.isEmpty() ? QString() : path + ".series.sqlite"_L1;
    following.clock = [clock = options.clock ? options.clock : &Clock::system()] { return clock->now(); };
    following.everyMs = seriesEveryMs;
    series = std::make_unique<Server::SeriesDesk>(std::move(following));
    recorder = std::make_unique<History::Recorder>(history.get(), recording);
    recorder->setWitness([this](const History::Observation &what, const History::Feed &feed) {
        reach->note(what, feed);
        series->note(what, feed);
        const auto *outcome = std::get_if<History::ResyncOutcome>(&what);
        if (outcome && (outcome->step == History::ResyncOutcome::Succeeded || outcome->step == History::ResyncOutcome::Failed))
            reach->note(outcome->user.server(),
                {.at = outcome->at,
                    .kind = ContactKind::Fetch,
                    .user = outcome->user,
                    .answered = outcome->step == History::ResyncOutcome::Succeeded,
                    .error = displayable(outcome->error, longestError)});
    });
    recorder->setPublisher([this](const UserId &user, qint64 n) {
        events.publish(EventType::Update, {{u"user_id"_s, user.toString()}, {u"n"_s, n}});
    });
    auto begun = ObservationJournal::open(state.get(), recorder.get());
    if (!begun)
        return failure(begun.error());
    journal = std::move(*begun);
    return {};
}

Result<void> Homeserver::Private::listen()
{
    HttpServerOptions listening;
    listening.listen = options.listen;
    listening.maxBody = maxBody;
    listening.maxConnections = maxConnections;
    listening.maxThreads = maxThreads;
    Result<std::unique_ptr<HttpServer>> server
        = HttpServer::start(listening, [this](const IncomingRequest &request) { return handle(request); });
    if (!server)
        return failure(server.error());
    http = std::move(*server);
    network->announce(state->serverName(), http->url());
    return {};
}

void Homeserver::Private::makeParts()
{
    const HomeserverState::Identity &identity = state->identity();
    client = std::make_unique<FederationClient>(network, identity.name, identity.keyId, identity.seed);
    FederationSender::Options sending;
    sending.firstRetryMs = options.firstRetryMs;
    sending.lastRetryMs = options.lastRetryMs;
    sender = std::make_unique<FederationSender>(state.get(), client.get(), &events, sending);
    state->onOutgoing([this](const ServerName &destination) { sender->wake(destination); });
    DeviceListTracker::Options tracking;
    tracking.firstRetryMs = options.firstRetryMs;
    tracking.lastRetryMs = options.lastRetryMs;
    tracking.fetchTimeoutMs = options.fetchTimeoutMs;
    tracking.recovered = [this](const ServerName &destination) { sender->endBackoff(destination); };
    tracker = std::make_unique<DeviceListTracker>(state.get(), client.get(), journal.get(), &events, tracking);
    state->actor().call([this] { sender->onRecovered([this](const ServerName &destination) { tracker->retryNow(destination); }); });
    memberships = std::make_unique<Memberships>(state.get(), client.get(), tracker.get());
    exchange = std::make_unique<EventExchange>(state.get(), client.get(), memberships.get());
    clientService = std::make_unique<ClientService>(ClientParts{.state = state.get(),
                                                        .peers = client.get(),
                                                        .tracker = tracker.get(),
                                                        .memberships = memberships.get(),
                                                        .exchange = exchange.get()},
        http->url(), options.limits);
    federationService = std::make_unique<FederationService>(state.get(),
        FederationService::Parts{.tracker = tracker.get(),
            .journal = journal.get(),
            .sender = sender.get(),
            .client = client.get(),
            .memberships = memberships.get(),
            .exchange = exchange.get()});
    source = std::make_unique<LabSource>(state.get(),
        LabSource::Parts{.tracker = tracker.get(),
            .sender = sender.get(),
            .history = history.get(),
            .journal = journal.get(),
            .reach = reach.get(),
            .events = &events});
}

/// In memory: a lab is small, and is read in a moment.
Result<void> Homeserver::Private::serveInspection()
{
    search = std::make_unique<LabSearch>(source.get(), options.clock);
    access = std::make_unique<LabAccess>(state.get());
    Server::RefreshOptions refresh;
    refresh.serverName = state->serverName();
    keptAudits = std::make_unique<History::Audits>(*history, toApiName(ListOutcome::Differs));
    differences = std::make_unique<Server::ListDifferences>(source.get(), keptAudits.get());
    refresh.fetched = [this](const UserId &user) { differences->fetched(user); };
    desk = std::make_unique<Server::RefreshDesk>(source.get(), refresh, trail.get());
    Server::ServerOptions serving;
    serving.http.listen = options.inspectionListen;
    serving.serverName = state->serverName();
    serving.literalRoutes = true;
    keptIncidents = std::make_unique<History::Incidents>(*history);
    const auto present = [clock = options.clock ? options.clock : &Clock::system()] { return clock->now(); };
    incidents = std::make_unique<Server::IncidentDesk>(
        Server::IncidentDesk::Options{
            .serverName = state->serverName(), .clock = present, .differing = [this] { return differences->all(); }},
        source.get(), history.get(), keptIncidents.get());
    if (const auto looking = incidents->start(); !looking)
        return looking;
    serving.incidents = incidents.get();
    origins = std::make_unique<LabOrigins>(client.get(), options.fetchTimeoutMs);
    Server::AuditDesk::Options auditing;
    auditing.serverName = state->serverName();
    auditing.parts = {.source = source.get(), .history = history.get(), .origins = origins.get(), .refreshes = desk.get()};
    auditing.parts.clock = present;
    auditing.federation = {.available = true, .reason = {}};
    audits = std::make_unique<Server::AuditDesk>(auditing, keptAudits.get());
    if (const auto auditingBegun = audits->start(); !auditingBegun)
        return auditingBegun;
    serving.audits = audits.get();
    serving.differences = differences.get();
    series->start(source.get());
    serving.series = series.get();
    serving.search = &search->desk;
    Result<std::unique_ptr<Server::Server>> server
        = Server::Server::start(serving, source.get(), history.get(), access.get(), desk.get(), trail.get());
    if (!server)
        return failure(server.error());
    inspection = std::move(*server);
    return {};
}

Homeserver::Homeserver(std::unique_ptr<Private> priv)
    : d(std::move(priv))
{
}

Homeserver::~Homeserver() = default;

Result<std::unique_ptr<Homeserver>> Homeserver::start(const HomeserverOptions &options, Network *network)
{
    auto priv = std::make_unique<Private>();
    priv->options = options;
    priv->network = network;
    Result<std::unique_ptr<HomeserverState>> state
        = HomeserverState::open(options.dataFile, options.serverName, options.clock ? options.clock : &Clock::system());
    if (!state)
        return failure(state.error());
    priv->state = std::move(*state);
    if (const Result<void> opened = priv->openHistory(); !opened)
        return failure(opened.error());
    if (const Result<void> listening = priv->listen(); !listening)
        return failure(listening.error());
    priv->makeParts();
    if (const Result<void> serving = priv->serveInspection(); !serving)
        return failure(serving.error());
    priv->ready = true;
    return std::unique_ptr<Homeserver>(new Homeserver(std::move(priv)));
}

OutgoingAnswer Homeserver::Private::handle(const IncomingRequest &request)
{
    if (!ready || network->isDown(state->serverName()))
        return OutgoingAnswer::error(503, u"M_UNKNOWN"_s, u"This server is down."_s);
    const QString first = request.segments.value(0);
    const QString second = request.segments.value(1);
    if (first == "_matrix"_L1 && (second == "federation"_L1 || second == "key"_L1))
        return federationService->handle(request);
    // The inspection API, and MSC2638's refresh in both of its forms, also stand where a client looks for them.
    // /_matrix/client/{unstable/org.matrix.msc2638 | v1 | …}/user/{userId}/devices[/refresh]: never a type or an ID that reads so.
    const qsizetype size = request.segments.size();
    const bool isRefresh = (second == "client"_L1 || second == "unstable"_L1) && size > 5
        && ((request.segments.last() == "refresh"_L1 && size > 6 && request.segments.at(size - 4) == "user"_L1
                && request.segments.at(size - 2) == "devices"_L1)
            || (request.segments.last() == "devices"_L1 && request.segments.at(size - 3) == "user"_L1 && request.method == "GET"));
    if (first == "_lockstep"_L1 || isRefresh)
        return inspection->answer(request);
    return clientService->handle(request);
}

ServerName Homeserver::serverName() const
{
    return d->state->serverName();
}

QUrl Homeserver::clientApi() const
{
    return d->http->url();
}

QUrl Homeserver::inspectionApi() const
{
    return d->inspection->url();
}

HomeserverState &Homeserver::state()
{
    return *d->state;
}

Memberships &Homeserver::memberships()
{
    return *d->memberships;
}

ClientService &Homeserver::client()
{
    return *d->clientService;
}

FederationSender &Homeserver::sender()
{
    return *d->sender;
}

Source &Homeserver::source()
{
    return *d->source;
}

const History::Reader &Homeserver::history() const
{
    return *d->history;
}

EventFeed &Homeserver::events()
{
    return d->events;
}

} // namespace Lockstep::Lab
