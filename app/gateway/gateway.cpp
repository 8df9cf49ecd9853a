// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gateway/gateway.h"

#include "check/checker.h"
#include "gateway/checksubject.h"
#include "gateway/deskoptions.h"
#include "gateway/historylock.h"
#include "gateway/keeping.h"
#include "gateway/roles.h"
#include "gateway/searching.h"
#include "gateway/sharedhistory.h"
#include "history/file/audits.h"
#include "history/file/incidents.h"
#include "history/file/trail.h"
#include "history/recording/recorder.h"
#include "http/httpcall.h"
#include "inspection/apiwords.h"
#include "logs/journalplace.h"
#include "logs/logfollower.h"
#include "server/desks/listdifferences.h"
#include "server/desks/seriesdesk.h"
#include "server/server.h"
#include "synapse/log/logline.h"
#include "synapse/synapsesource.h"
#include "tap/receiver.h"

#include <QDir>
#include <QFileInfo>

#include <atomic>

namespace Lockstep::Gateway {

using namespace Qt::StringLiterals;

namespace {

/// Connections have a thread each; what polls leave of them is for all other calls.
constexpr int maxConnections = 1024, maxPolls = 768;

} // namespace

Result<Synapse::SynapseSettings> settingsOf(const GatewayOptions &options)
{
    Synapse::SynapseSettings settings;
    settings.serverName = ServerName(options.serverName);
    settings.clientApi = options.clientApi;
    settings.database = options.database;
    settings.markerDatabase = options.markerDatabase;
    settings.logs = options.logs;
    settings.readOnly = options.readOnly;
    if (options.redis == "off"_L1) {
        settings.redis.isOff = true;
    } else if (!options.redis.isEmpty()) {
        auto redis = Synapse::RedisAddress::parse(options.redis);
        if (!redis)
            return failure(redis.error());
        settings.redis.address = std::move(*redis);
    }
    settings.clientApiInClear = options.clientApiInClear;
    if (!options.homeserverConfigs.isEmpty()) {
        auto read = Synapse::readHomeserverConfig(options.homeserverConfigs, settings);
        if (!read)
            return read;
        settings = std::move(*read);
    }

    const auto missing = [](const QString &what, const QString &option) {
        return failure(
            Error::BadInput, u"%1 is not known: give --homeserver-config with Synapse's homeserver.yaml, or --%2."_s.arg(what, option));
    };
    if (settings.serverName.isEmpty())
        return missing(u"The homeserver's name"_s, u"server-name"_s);
    if (settings.database.isEmpty())
        return missing(u"The homeserver's database"_s, u"database"_s);
    if (settings.clientApi.isEmpty())
        return missing(u"The address of the homeserver's client API"_s, u"client-api"_s);
    for (const QString &log : std::as_const(settings.logs)) {
        if (!Logs::JournalPlace::isJournal(log))
            continue;
        if (const auto place = Logs::JournalPlace::parse(log); !place)
            return failure(place.error());
    }
    // One rule, decided here and not by the first caller's token.
    if (!settings.clientApiInClear && !Http::mayCarryToken(settings.clientApi))
        return failure(Error::BadInput,
            u"The client API %1 has no TLS and is not on this machine, so the callers' access tokens would travel there for everybody to read: give its https address with --client-api, or --client-api-in-clear if the network between is the two programs' own, such as that of containers on one machine."_s
                .arg(settings.clientApi.toDisplayString(QUrl::RemoveUserInfo | QUrl::RemovePath | QUrl::RemoveQuery)));
    return settings;
}

/// In the order in which they are made; stopped in the opposite one.
struct Gateway::Private
{
    Synapse::SynapseSettings settings;
    QString historyPath;
    QStringList warnings;
    QStringList unfollowed; ///< processes without a log
    std::unique_ptr<HistoryLock> lock;
    Inspection::EventFeed feed;
    std::shared_ptr<History::Store> store;
    std::unique_ptr<History::Recorder> recorder;
    std::unique_ptr<SharedHistory> shared; ///< null of a history in a file
    std::unique_ptr<History::Retention> retention; ///< null where everything is kept
    std::unique_ptr<History::Trail> keptTrail;
    std::unique_ptr<Server::Trail> trail;
    std::unique_ptr<Synapse::SynapseSource> source;
    std::unique_ptr<Server::SeriesDesk> series;
    std::unique_ptr<Searching> searching;
    std::unique_ptr<Logs::LogFollower> follower;
    std::unique_ptr<Tap::Receiver> tap;
    std::unique_ptr<Server::HomeserverAccess> access;
    std::unique_ptr<History::Audits> keptAudits;
    std::unique_ptr<Server::ListDifferences> differences;
    std::unique_ptr<Server::RefreshDesk> desk;
    std::unique_ptr<History::Incidents> keptIncidents;
    std::unique_ptr<Server::IncidentDesk> incidents;
    OriginAccess origins;
    std::unique_ptr<Server::AuditDesk> audits;
    std::unique_ptr<Checking::Checker> checker;
    std::unique_ptr<Server::Server> server;

    ~Private();
    Result<void> openHistory(const GatewayOptions &options);
    Result<void> openSource(const GatewayOptions &options);
    Result<void> openAudits(const GatewayOptions &options);
    Result<void> serve(const GatewayOptions &options);
    QList<Inspection::SourceStatus> sourceStatus() const;
};

Gateway::Private::~Private()
{
    feed.shutDown();
    if (shared && shared->store()->isAway())
        shared->stop(); // or what ends would wait for it
    if (access)
        access->cutOff();
    if (source)
        source->cutOff(); // or the desk would wait a minute for a remote server that does not answer
    if (checker)
        checker->cutOff();
    if (origins.routes)
        origins.routes->cutOff();
    if (server)
        server->stop();
    if (searching)
        searching->indexer.stop();
    if (audits)
        audits->stop();
    if (desk)
        desk->shutDown();
    if (incidents)
        incidents->stop();
    if (series)
        series->stop();
    if (tap)
        tap->stop();
    if (follower)
        follower->stop();
    if (source)
        source->stopPolling();
}

Result<void> Gateway::Private::openHistory(const GatewayOptions &options)
{
    const bool isShared = isSharedHistory(options.history);
    auto path = prepareHistory(isShared ? options.historySpool : options.history, settings.serverName);
    if (!path)
        return failure(path.error());
    historyPath = *path;
    auto taken = HistoryLock::take(historyPath);
    if (!taken)
        return failure(taken.error());
    lock = std::move(*taken);
    if (isShared) {
        auto opened = SharedHistory::open(options, historyPath, settings.serverName);
        if (!opened)
            return failure(opened.error());
        shared = std::move(*opened);
        store = shared->store();
        warnings += shared->warnings();
    } else {
        auto opened = History::Store::open(historyPath);
        if (!opened)
            return failure(opened.error());
        store = std::move(*opened);
    }
    auto kept = Server::openTrail(*store);
    if (!kept)
        return failure(kept.error());
    keptTrail = std::move(*kept);
    trail = std::make_unique<Server::Trail>(keptTrail.get(), &feed);
    recorder = std::make_unique<History::Recorder>(store.get());
    const auto publish = [this](const UserId &user, qint64 n) {
        feed.publish(Inspection::EventType::Update, {{u"user_id"_s, user.toString()}, {u"n"_s, n}});
    };
    recorder->setPublisher(publish);
    if (shared)
        shared->begin(recorder.get(), publish);
    retention = makeRetention(keepRules(options.historyKeepDays, options.historyKeepUpdates), store.get());
    return {};
}

Result<void> Gateway::Private::openSource(const GatewayOptions &options)
{
    auto opened = Synapse::SynapseSource::open(settings, store, &feed);
    if (!opened)
        return failure(opened.error());
    source = std::move(*opened);
    const auto tapTells = std::make_shared<std::atomic<bool>>(false);
    series = std::make_unique<Server::SeriesDesk>(seriesOptions(historyPath, [this] { return sourceStatus(); }));
    recorder->setWitness([this, witness = source->witness(), tapTells](const History::Observation &what, const History::Feed &from) {
        const auto *content = std::get_if<History::UpdateContent>(&what);
        if (from.source == UpdateSource::Tap && content && content->verified == std::optional(true))
            *tapTells = true;
        witness(what, from);
        series->note(what, from);
    });
    if (!settings.logs.isEmpty() || options.tap.isEmpty())
        unfollowed = Synapse::unfollowed(settings.processes, settings.logs);
    if (!settings.logs.isEmpty()) {
        Logs::LogFollower::Options following;
        following.contentsElsewhere = [tapTells] { return tapTells->load(); };
        follower = std::make_unique<Logs::LogFollower>(settings.logs, Synapse::logDialect(), recorder.get(), following);
    }
    if (!options.tap.isEmpty()) {
        auto started = Tap::Receiver::start({.listen = options.tap,
                                                .serverName = settings.serverName,
                                                .homeserver = options.notary.isEmpty() ? settings.clientApi : options.notary,
                                                .isFollowed = [this](const UserId &user) { return source->isFollowed(user); }},
            recorder.get());
        if (!started)
            return failure(started.error());
        tap = std::move(*started);
    }
    searching = std::make_unique<Searching>(source.get(), historyPath);
    source->setStatusProvider([this] { return sourceStatus(); });
    if (follower)
        follower->start();
    source->startPolling(recorder.get());
    return {};
}

QList<Inspection::SourceStatus> Gateway::Private::sourceStatus() const
{
    QList<Inspection::SourceStatus> all{searching->indexer.status()};
    if (tap)
        all.append(tap->status());
    if (follower)
        all += follower->status();
    else if (!tap)
        all.append(noLogStatus());
    if (shared)
        all += shared->status();
    all += statusOf(retention.get());
    QStringList missed = unfollowed;
    if (follower || tap)
        missed += source->silence();
    if (const QStringList aside = History::Store::asideFiles(historyPath); !aside.isEmpty())
        all.append(asideStatus(aside));
    for (const QString &sentence : missed) {
        if (!sentence.isEmpty())
            all.append({.kind = Inspection::SourceKind::Log, .state = Inspection::SourceState::Failing, .detail = sentence, .behind = 0});
    }
    return all;
}

Result<void> Gateway::Private::openAudits(const GatewayOptions &options)
{
    auto opened = openOrigins(options, settings.serverName);
    if (!opened)
        return failure(opened.error());
    origins = std::move(*opened);
    warnings += origins.warnings;
    const auto auditing = auditOptions(options, settings.serverName, origins,
        {.source = source.get(), .history = store.get(), .origins = origins.origins.get(), .refreshes = desk.get()});
    audits = std::make_unique<Server::AuditDesk>(auditing, keptAudits.get());
    return audits->start();
}

Result<void> Gateway::Private::serve(const GatewayOptions &options)
{
    Server::HomeserverAccessOptions who;
    who.clientApi = settings.clientApi;
    const Roles roles = readRoles(options, settings.serverName);
    who.viewers = roles.viewers;
    who.operators = roles.operators;
    who.contents = roles.contents;
    for (const Checking::Mistake &mistake : roles.mistakes)
        warnings.append(mistake.sentence + u' ' + mistake.remedy);
    who.operatorsReadContents = options.operatorsReadContents;
    access = std::make_unique<Server::HomeserverAccess>(who);
    if (const QString why = source->whyOnlyAdminsRefresh(); !why.isEmpty())
        warnings.append(why);
    keptAudits = std::make_unique<History::Audits>(*store, toApiName(Inspection::ListOutcome::Differs));
    differences = std::make_unique<Server::ListDifferences>(source.get(), keptAudits.get());
    Server::RefreshOptions refreshing = refreshOptions(options, settings.serverName);
    refreshing.fetched = [this](const UserId &user) { differences->fetched(user); };
    desk = std::make_unique<Server::RefreshDesk>(source.get(), std::move(refreshing), trail.get());
    Server::ServerOptions serving;
    serving.http.listen = options.listen;
    serving.serverName = settings.serverName;
    serving.http.maxConnections = maxConnections;
    serving.maxPolls = maxPolls;
    serving.literalRoutes = options.literalMsc2638Routes;
    Checking::Subject subject = checkSubject(options, settings, historyPath);
    subject.sources = [this] {
        const auto info = source->info();
        return info ? info->sources : QList<Inspection::SourceStatus>();
    };
    checker = std::make_unique<Checking::Checker>(std::move(subject));
    serving.check = [this] { return checker->run(); };
    serving.lines = lineSearch(settings.logs);
    keptIncidents = std::make_unique<History::Incidents>(*store);
    incidents = std::make_unique<Server::IncidentDesk>(
        Server::IncidentDesk::Options{.serverName = settings.serverName, .differing = [this] { return differences->all(); }}, source.get(),
        store.get(), keptIncidents.get());
    if (const auto looking = incidents->start(); !looking)
        return looking;
    serving.incidents = incidents.get();
    if (const auto auditing = openAudits(options); !auditing)
        return auditing;
    serving.audits = audits.get();
    serving.differences = differences.get();
    series->start(source.get());
    serving.series = series.get();
    serving.search = &searching->desk;
    if (origins.routes)
        serving.route = [this](const ServerName &destination) { return origins.routes->find(destination); };
    auto started = Server::Server::start(serving, source.get(), store.get(), access.get(), desk.get(), trail.get());
    if (!started)
        return failure(started.error());
    server = std::move(*started);
    if (!Http::isLoopbackHost(server->url().host()))
        warnings.append(
            u"%1 is not a loopback address: access tokens would travel unencrypted. Listen on 127.0.0.1 and put a reverse proxy with https in front."_s
                .arg(server->url().toString()));
    return {};
}

Gateway::Gateway(std::unique_ptr<Private> priv)
    : d(std::move(priv))
{
}

Gateway::~Gateway() = default;

Result<std::unique_ptr<Gateway>> Gateway::start(const GatewayOptions &options)
{
    auto settings = settingsOf(options);
    if (!settings)
        return failure(settings.error());
    // Before anything is opened: a mistyped address should not cost the wait for a database.
    if (const auto address = Http::parseListenAddress(options.listen); !address)
        return failure(address.error());
    auto d = std::make_unique<Private>();
    d->settings = std::move(*settings);
    auto step = d->openHistory(options);
    if (step)
        step = d->openSource(options);
    if (step)
        step = d->serve(options);
    if (!step)
        return failure(step.error());
    return std::unique_ptr<Gateway>(new Gateway(std::move(d)));
}

QUrl Gateway::url() const
{
    return d->server->url();
}

QUrl Gateway::tapUrl() const
{
    return d->tap ? d->tap->url() : QUrl();
}

QUrl Gateway::clientApi() const
{
    return d->settings.clientApi;
}

ServerName Gateway::serverName() const
{
    return d->settings.serverName;
}

QString Gateway::historyPath() const
{
    return d->historyPath;
}

QStringList Gateway::warnings() const
{
    return d->warnings;
}

} // namespace Lockstep::Gateway
