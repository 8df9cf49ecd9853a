// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/synapsesource.h"

#include "synapse/reachcontacts.h"
#include "synapse/synapsesourceparts.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;
using namespace Sql;

namespace {

constexpr qint64 versionKeptMs = 600'000;
constexpr qint64 versionRetryMs = 30'000;

} // namespace

QString SynapseSource::Private::serverVersion()
{
    {
        const std::lock_guard lock(mutex);
        if (versionAge.isValid() && !versionAge.hasExpired(version.isEmpty() ? versionRetryMs : versionKeptMs))
            return version;
        // Others need not wait for the same answer.
        versionAge.start();
    }
    const auto found = api.version();
    const std::lock_guard lock(mutex);
    if (found)
        version = *found;
    return version;
}

SourceStatus SynapseSource::Private::databaseStatus()
{
    SourceStatus status{SourceKind::Database, SourceState::Ok, database.address().describe(), 0};
    if (const auto alive = database.value(u"SELECT 1"_s); !alive) {
        status.state = SourceState::Failing;
        status.detail = alive.error().text;
    } else if (const QString warning = schema.warning(); !warning.isEmpty()) {
        status.detail += u": "_s + warning + u'.';
    }
    return status;
}

namespace {

Result<void> restoreLedger(const History::Store &history, FetchLedger &ledger)
{
    const auto dropped = history.droppedLists(int(FetchLedger::mostUsers));
    if (!dropped)
        return failure(dropped.error());
    ledger.restore(*dropped);
    const auto newest = history.newestReceived();
    const auto runs = history.fetchRuns(FetchLedger::loopLength, FetchLedger::mostApartMs, int(FetchLedger::mostUsers));
    if (!newest || !runs)
        return failure(newest ? runs.error() : newest.error());
    ledger.restore(*runs, *newest);
    return {};
}

} // namespace

Result<std::unique_ptr<SynapseSource>> SynapseSource::open(
    SynapseSettings settings, std::shared_ptr<const History::Store> history, EventFeed *events)
{
    auto address = DatabaseAddress::parse(settings.database);
    if (!address)
        return failure(address.error());
    std::unique_ptr<Database> marker;
    if (!settings.readOnly) {
        const auto where = DatabaseAddress::parse(settings.markerDatabase.isEmpty() ? settings.database : settings.markerDatabase);
        if (!where)
            return failure(where.error());
        marker = std::make_unique<Database>(*where, DatabaseOptions{.access = Access::Marker});
    }
    auto d = std::make_unique<Private>(std::move(settings), std::move(*address), std::move(marker), std::move(history), events);
    auto schema = Schema::read(d->database);
    if (!schema)
        return failure(schema.error());
    d->schema = std::move(*schema);
    if (d->history) {
        // A shared history that is away is waited for: what the ledger knew is only for who has to explain a fault.
        if (const auto restored = restoreLedger(*d->history, *d->ledger); !restored && !d->history->isShared())
            return failure(restored.error());
        auto reach = History::ReachRecorder::open(*d->history, {});
        if (!reach)
            return failure(reach.error());
        d->reach = std::move(*reach);
        d->reachWatch = std::make_unique<ReachWatch>(d->database, d->sampler, *d->reach);
    }
    return std::unique_ptr<SynapseSource>(new SynapseSource(std::move(d)));
}

SynapseSource::SynapseSource(std::unique_ptr<Private> p)
    : d(std::move(p))
{
}

SynapseSource::~SynapseSource()
{
    cutOff();
    stopPolling();
}

void SynapseSource::cutOff()
{
    d->resync.shutDown();
    d->api.stop();
    // A server that does not answer delays the end for nobody.
    d->database.shutDown();
    if (d->marker)
        d->marker->shutDown();
}

void SynapseSource::setStatusProvider(std::function<QList<SourceStatus>()> provider)
{
    const std::lock_guard lock(d->mutex);
    d->statusProvider = std::move(provider);
}

History::Witness SynapseSource::witness() const
{
    return [ledger = d->ledger, silence = d->silence, sends = d->sends, reach = d->reach](
               const History::Observation &what, const History::Feed &feed) {
        if (const auto *trouble = std::get_if<History::ServerTrouble>(&what);
            trouble && trouble->kind == History::ServerTrouble::SendFailed) {
            sends->failed(trouble->server, fetchCauseOf(trouble->detail), trouble->detail, trouble->at);
            if (reach)
                noteContact(*reach, *trouble);
            return;
        }
        ledger->note(what, feed.isForgeable);
        if (reach) {
            reach->note(what, feed);
            if (const auto *outcome = std::get_if<History::ResyncOutcome>(&what))
                noteContact(*reach, *outcome, ledger->userTrouble(outcome->user));
        }
        silence->told(what, feed, QDateTime::currentMSecsSinceEpoch());
    };
}

void SynapseSource::startPolling(History::Recorder *recorder, std::chrono::milliseconds interval)
{
    stopPolling();
    auto poller = std::make_unique<HeadPoller>(d->database, d->schema, d->sampler, d->settings.serverName, recorder, d->events, &d->keys,
        d->ledger.get(), d->silence.get(), &d->own, d->reachWatch.get(), &d->config);
    poller->start(interval);
    std::unique_ptr<ReplicationFeed> replication;
    if (d->settings.redis.address) {
        replication = std::make_unique<ReplicationFeed>(
            *d->settings.redis.address, d->settings.serverName,
            [wake = poller.get()](ReplicationFeed::Look look) { wake->lookSoon({.lists = look.lists, .queues = look.queues}); }, d->events);
        replication->start();
    }
    const std::lock_guard lock(d->mutex);
    d->poller = std::move(poller);
    d->replication = std::move(replication);
}

void SynapseSource::stopPolling()
{
    std::unique_ptr<HeadPoller> poller;
    std::unique_ptr<ReplicationFeed> replication;
    {
        const std::lock_guard lock(d->mutex);
        poller = std::move(d->poller);
        replication = std::move(d->replication);
    }
    if (replication)
        replication->stop();
    if (poller)
        poller->stop();
}

QString SynapseSource::silence() const
{
    return d->silence->sentence(d->settings.processes, d->settings.writers, QDateTime::currentMSecsSinceEpoch());
}

Result<Info> SynapseSource::info()
{
    Info info;
    info.serverName = d->settings.serverName;
    info.kind = ServerKind::Synapse;
    info.serverVersion = d->serverVersion();
    info.refresh = d->resync.availability();
    info.inbox = d->schema.inbox();
    info.outbox = d->schema.outbox();
    info.destinations = {true, {}};
    info.sources += d->databaseStatus();
    std::function<QList<SourceStatus>()> provider;
    {
        const std::lock_guard lock(d->mutex);
        if (d->poller)
            info.sources += d->poller->status();
        if (const auto redis = ReplicationFeed::statusOf(d->replication.get(), d->settings.redis))
            info.sources += *redis;
        provider = d->statusProvider;
    }
    if (provider)
        info.sources += provider();
    if (const QString failed = d->ledger->failedUpdates(QDateTime::currentMSecsSinceEpoch()); !failed.isEmpty())
        info.sources += SourceStatus{SourceKind::Updates, SourceState::Failing, failed, 0};
    return info;
}

Result<Overview> SynapseSource::overview()
{
    const WholeCall call(d->database);
    return d->overview.overview();
}

Result<Page<UserSummary>> SynapseSource::users(const UserQuery &query)
{
    const WholeCall call(d->database);
    return d->lists.users(bounded(query));
}

Result<UserDetails> SynapseSource::user(const UserId &user)
{
    const WholeCall call(d->database);
    return d->lists.user(user);
}

Result<QList<UserId>> SynapseSource::trackedUsers(const UserId &after, int limit)
{
    return d->lists.trackedUsers(after, limit);
}

Result<QList<ListTexts>> SynapseSource::listTexts(const QList<UserId> &users)
{
    const WholeCall call(d->database);
    return d->lists.listTexts(users);
}

Result<QList<UserSummary>> SynapseSource::summaries(const QList<UserId> &users)
{
    const WholeCall call(d->database);
    return d->lists.summaries(users);
}

Result<void> SynapseSource::resetDestination(const ServerName &destination, const QString &accessToken)
{
    if (!destination.isValid())
        return failure(Error::BadInput, u"\"%1\" is not a server name."_s.arg(destination.toString().left(80)), 400, u"M_INVALID_PARAM"_s);
    if (d->settings.readOnly)
        return failure(Error::Unsupported, u"The gateway was started with --read-only, so it changes nothing."_s);
    auto done = d->api.resetConnection(destination, accessToken);
    if (done)
        return done;
    Error error = done.error();
    if (error.http == 404 && error.errcode == "M_NOT_FOUND"_L1) {
        error.kind = Error::NotFound;
        error.text = u"The homeserver has never sent anything to %1."_s.arg(destination.toString());
    } else if (error.http == 404) {
        error.kind = Error::Unsupported;
        error.text = u"The homeserver's admin API is not reachable at %1: let the gateway use the homeserver's own port."_s.arg(
            d->settings.clientApi.toString(QUrl::RemoveUserInfo));
    } else if (error.http == 400) {
        error.text = u"The homeserver does not wait with %1: there is no backoff to end."_s.arg(destination.toString());
    }
    return failure(error);
}

std::optional<bool> SynapseSource::isFollowed(const UserId &user) const
{
    const auto tracked = d->lists.isTracked(user);
    if (!tracked)
        return {};
    if (*tracked)
        return true;
    const auto member = d->rooms.isMember(user);
    if (member)
        return *member;
    // A role that may not see memberships: what is tracked is all that there is to know.
    return member.error().kind == Error::Forbidden ? std::optional(false) : std::nullopt;
}

QString SynapseSource::whyOnlyAdminsRefresh() const
{
    const auto can = d->rooms.availability();
    if (can.available || d->settings.readOnly)
        return {};
    return u"Only admins may refresh, because it cannot be seen who shares a room with whom. "_s + can.reason;
}

Result<void> SynapseSource::mayResync(const UserId &caller, bool isAdmin, const UserId &user)
{
    const WholeCall call(d->database);
    if (!d->resync.availability().available)
        return {}; // resync() says why
    if (const auto remote = d->lists.checkRemote(user); !remote)
        return failure(remote.error());
    const auto refused = [](const QString &text) { return failure(Error::Forbidden, text, 403, u"M_FORBIDDEN"_s); };
    if (!isAdmin && !d->rooms.availability().available)
        return refused(u"Only admins may refresh here: the gateway may not see who shares a room with whom."_s);
    const auto tracked = d->lists.isTracked(user);
    if (!tracked)
        return failure(tracked.error());
    if (isAdmin) {
        if (*tracked)
            return {};
        return refused(u"The homeserver does not follow the devices of %1: no local user shares a room with them."_s.arg(user.toString()));
    }
    const auto shared = d->rooms.share(caller, user);
    if (!shared)
        return failure(shared.error());
    if (*tracked && *shared)
        return {};
    // The same words for both, so that nobody learns whom others of this homeserver know.
    return refused(u"You share no room with %1."_s.arg(user.toString()));
}

Result<void> SynapseSource::resync(const UserId &user, const QString &accessToken, int timeoutMs)
{
    // It may be seen to move while this is under way, and after it.
    d->silence->refreshed(user, QDateTime::currentMSecsSinceEpoch());
    auto done = d->resync.run(user, accessToken, timeoutMs);
    d->silence->refreshed(user, QDateTime::currentMSecsSinceEpoch());
    if (d->reach)
        noteContact(*d->reach, user, done);
    return done;
}

EventFeed &SynapseSource::events()
{
    return d->events;
}

} // namespace Lockstep::Synapse
