// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/stage/homeserver.h"

#include "domain/signatures.h"
#include "http/httpserver.h"
#include "lab/federation/devicelisttracker.h"
#include "lab/federation/federationsender.h"
#include "lab/federation/network.h"
#include "lab/stage/labsource.h"
#include "lab/state/accounts.h"
#include "lab/state/actor.h"
#include "lab/state/changes.h"
#include "lab/state/clock.h"
#include "lab/state/keys.h"
#include "lab/state/memberships.h"
#include "lab/state/notifier.h"
#include "lab/state/publisher.h"
#include "lab/state/receivedupdates.h"
#include "lab/state/roomevents.h"
#include "lab/state/rooms.h"
#include "lab/state/storage.h"
#include "lab/state/todevicequeues.h"
#include "server/refreshdesk.h"
#include "server/server.h"

#include <QDateTime>

#include <atomic>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

using namespace Inspection;

namespace {

constexpr qint64 maxBody = 32 * 1024 * 1024; // a federation transaction of 100 EDUs may be large

/// Tokens of the lab server itself: no question goes over the network.
class LabAccess : public Access
{
public:
    explicit LabAccess(Context *context)
        : m_context(context)
    {
    }

    Result<UserId> authorise(const QString &token, Right right, const QString &) override
    {
        const auto caller = m_context->actor->call([&] { return m_context->accounts->callerOf(token); });
        if (!caller)
            return failure(Error::Unauthorized, u"This access token is not known, or was logged out."_s, 401, u"M_UNKNOWN_TOKEN"_s);
        if (right == Right::Inspect && !caller->admin)
            return failure(Error::Forbidden, u"%1 is not an admin of %2."_s.arg(caller->user.toString(), m_context->serverName.toString()),
                403, u"M_FORBIDDEN"_s);
        return caller->user;
    }
    Result<void> confirm(const QString &, const UserId &) override { return {}; } // every answer is of this moment

private:
    Context *m_context;
};

} // namespace

// In the order in which the parts are made; they end in reverse. The state thread, which all others ask, is made first and ends last.
struct Homeserver::Private
{
    HomeserverOptions options;
    Network *network = nullptr;
    std::atomic_bool ready = false; ///< requests may come before every part is there
    EventFeed events;
    Context context;
    Notifier notifier;
    std::unique_ptr<Actor> actor;
    std::unique_ptr<Storage> storage; ///< made and ended on the state thread
    std::unique_ptr<Rooms> rooms;
    std::unique_ptr<Keys> keys;
    std::unique_ptr<ToDeviceQueues> toDevice;
    std::unique_ptr<Accounts> accounts;
    std::unique_ptr<Changes> changes;
    std::unique_ptr<ReceivedUpdates> history;
    std::unique_ptr<FederationClient> client;
    std::unique_ptr<Publisher> publisher;
    std::unique_ptr<Memberships> memberships;
    std::unique_ptr<RoomEvents> roomEvents;
    std::unique_ptr<FederationSender> sender;
    std::unique_ptr<DeviceListTracker> tracker;
    std::unique_ptr<ClientService> clientService;
    std::unique_ptr<FederationService> federationService;
    std::unique_ptr<LabSource> source;
    std::unique_ptr<LabAccess> access;
    std::unique_ptr<RefreshDesk> desk;
    std::unique_ptr<Server> inspection;
    std::unique_ptr<HttpServer> http;

    ~Private();
    Result<void> openStorage();
    void makeState();
    OutgoingAnswer handle(const IncomingRequest &request);
};

Homeserver::Private::~Private()
{
    notifier.shutDown();
    events.shutDown();
    http.reset();
    inspection.reset();
    desk.reset();
    if (actor && sender)
        actor->call([this] {
            context.tracker = nullptr;
            sender->onRecovered({});
        });
    tracker.reset();
    // What was posted for the sender runs before it is taken away; then its threads, which ask the state thread, may end.
    std::unique_ptr<FederationSender> ending;
    if (actor)
        actor->call([&] { ending = std::move(sender); });
    ending.reset();
    if (actor)
        actor->call([this] {
            history.reset();
            storage.reset();
        });
}

Result<void> Homeserver::Private::openStorage()
{
    return actor->call([this]() -> Result<void> {
        Result<std::unique_ptr<Storage>> opened = Storage::open(options.dataFile);
        if (!opened)
            return failure(opened.error());
        storage = std::move(*opened);
        return storage->transaction([this] {
            const QString read = u"SELECT value FROM server WHERE name = ?"_s;
            const QString write = u"INSERT INTO server (name, value) VALUES (?, ?)"_s;
            if (!storage->value(read, {u"name"_s}).isValid()) {
                storage->execute(write, {u"name"_s, options.serverName.toString()});
                storage->execute(write, {u"seed"_s, SigningKey::generate().seed()});
                storage->execute(write, {u"started"_s, QString::number(QDateTime::currentMSecsSinceEpoch())});
            }
            // A server keeps its name for life: its users' IDs hold it.
            context.serverName = ServerName(storage->value(read, {u"name"_s}).toString());
            context.seed = storage->value(read, {u"seed"_s}).toByteArray();
            context.keyId = u"ed25519:lab"_s;
        });
    });
}

void Homeserver::Private::makeState()
{
    rooms = std::make_unique<Rooms>(storage.get(), context.serverName);
    keys = std::make_unique<Keys>(storage.get(), context.serverName);
    toDevice = std::make_unique<ToDeviceQueues>(storage.get(), context.clock);
    accounts = std::make_unique<Accounts>(storage.get(), context.serverName);
    changes = std::make_unique<Changes>(storage.get(), rooms.get(), &notifier);
    history = std::make_unique<ReceivedUpdates>(storage.get(), context.clock);
    client = std::make_unique<FederationClient>(network, context.serverName, context.keyId, context.seed);
    publisher = std::make_unique<Publisher>(storage.get(), rooms.get(), keys.get(), context.clock, [this](const ServerName &destination) {
        // After the commit: what is woken earlier would find nothing.
        actor->post([this, destination] {
            if (sender)
                sender->wake(destination);
        });
    });
    context.actor = actor.get();
    context.storage = storage.get();
    context.notifier = &notifier;
    context.rooms = rooms.get();
    context.keys = keys.get();
    context.toDevice = toDevice.get();
    context.accounts = accounts.get();
    context.changes = changes.get();
    context.publisher = publisher.get();
    context.limits = options.limits;
    context.federationRequest = [this](const ServerName &destination, const QByteArray &method, const QByteArray &target,
                                    const std::optional<QJsonObject> &content,
                                    int timeoutMs) { return client->request(destination, method, target, content, timeoutMs); };
    memberships = std::make_unique<Memberships>(&context);
    context.memberships = memberships.get();
    roomEvents = std::make_unique<RoomEvents>(&context);
    context.roomEvents = roomEvents.get();
}

Homeserver::Homeserver(std::unique_ptr<Private> priv)
    : d(std::move(priv))
{
}

Homeserver::~Homeserver() = default;

Result<std::unique_ptr<Homeserver>> Homeserver::start(const HomeserverOptions &options, Network *network)
{
    auto priv = std::make_unique<Private>();
    Private *d = priv.get();
    d->options = options;
    d->network = network;
    d->context.clock = options.clock ? options.clock : &Clock::system();
    d->actor = std::make_unique<Actor>();
    if (const Result<void> opened = d->openStorage(); !opened)
        return failure(opened.error());
    d->makeState();

    HttpServerOptions http;
    http.listen = options.listen;
    http.maxBody = maxBody;
    http.maxConnections = 1024;
    Result<std::unique_ptr<HttpServer>> server
        = HttpServer::start(http, [d](const IncomingRequest &request) { return d->handle(request); });
    if (!server)
        return failure(server.error());
    d->http = std::move(*server);
    d->context.clientApi = d->http->url();
    network->announce(d->context.serverName, d->http->url());

    DeviceListTracker::Options tracking;
    tracking.firstRetryMs = options.firstRetryMs;
    tracking.lastRetryMs = options.lastRetryMs;
    tracking.fetchTimeoutMs = options.fetchTimeoutMs;
    FederationSender::Options sending;
    sending.firstRetryMs = options.firstRetryMs;
    sending.lastRetryMs = options.lastRetryMs;
    auto sender = std::make_unique<FederationSender>(&d->context, d->client.get(), &d->events, sending);
    d->actor->call([&] { d->sender = std::move(sender); });
    d->context.recovered = [d](const ServerName &destination) { d->sender->endBackoff(destination); };
    d->tracker = std::make_unique<DeviceListTracker>(&d->context, d->history.get(), &d->events, tracking);
    d->actor->call([d] {
        d->context.tracker = d->tracker.get();
        d->sender->onRecovered([d](const ServerName &destination) { d->tracker->retryNow(destination); });
    });
    d->clientService = std::make_unique<ClientService>(&d->context);
    d->federationService = std::make_unique<FederationService>(&d->context, d->tracker.get(), d->sender.get(), d->client.get());

    d->source = std::make_unique<LabSource>(&d->context, d->tracker.get(), d->history.get(), d->sender.get(), &d->events);
    d->access = std::make_unique<LabAccess>(&d->context);
    RefreshOptions refresh;
    refresh.serverName = d->context.serverName;
    d->desk = std::make_unique<RefreshDesk>(d->source.get(), refresh);
    ServerOptions inspection;
    inspection.http.listen = options.inspectionListen;
    inspection.literalRoutes = true;
    Result<std::unique_ptr<Server>> inspectionServer = Server::start(inspection, d->source.get(), d->access.get(), d->desk.get());
    if (!inspectionServer)
        return failure(inspectionServer.error());
    d->inspection = std::move(*inspectionServer);
    d->ready = true;
    return std::unique_ptr<Homeserver>(new Homeserver(std::move(priv)));
}

OutgoingAnswer Homeserver::Private::handle(const IncomingRequest &request)
{
    if (!ready || network->isDown(context.serverName))
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
    return d->context.serverName;
}

QUrl Homeserver::clientApi() const
{
    return d->http->url();
}

QUrl Homeserver::inspectionApi() const
{
    return d->inspection->url();
}

Context &Homeserver::context()
{
    return d->context;
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

EventFeed &Homeserver::events()
{
    return d->events;
}

} // namespace Lockstep::Lab
