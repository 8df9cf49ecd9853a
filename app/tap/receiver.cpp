// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tap/receiver.h"

#include "core/jsonreader.h"
#include "core/log.h"
#include "http/httpserver.h"
#include "tap/followedusers.h"
#include "tap/keyring.h"
#include "tap/tally.h"
#include "tap/transaction.h"
#include "tap/unverifiedbudget.h"

#include <QDateTime>

#include <malloc.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace Lockstep::Tap {

using namespace Qt::StringLiterals;
using namespace Http;
using namespace Inspection;

namespace {

/// 50 PDUs and 100 EDUs of 64 KiB are less than 10 MiB.
constexpr qint64 maxTransaction = 12 * 1024 * 1024;
/// Proxies answer a mirror's slow requests themselves, so that few are open at once.
constexpr int maxConnections = 128;
constexpr auto retryRecordingAfter = std::chrono::seconds(1);
constexpr qsizetype maxIdLength = 1024;
/// After that much has come in and gone, what the allocator keeps is given back, once nothing waits.
constexpr qint64 trimAfterBytes = 4 * 1024 * 1024;
constexpr auto trimWhenQuietFor = std::chrono::milliseconds(500);
constexpr auto cutOffAgainAfter = std::chrono::milliseconds(20);

OutgoingAnswer accepted()
{
    return OutgoingAnswer::json({{u"pdus"_s, QJsonObject()}});
}

} // namespace

struct Receiver::Private
{
    struct Waiting
    {
        Transaction transaction;
        bool keysAwaited = false; ///< its bytes count among those of unknown origins
    };
    /// Transactions of one origin, in order.
    struct Origin
    {
        std::deque<Waiting> waiting;
        bool queued = false; ///< in ready or unknown, or being worked on
    };

    Options options;
    History::Recorder *recorder = nullptr;
    std::unique_ptr<KeyRing> keys;
    std::unique_ptr<HttpServer> server;
    std::vector<std::thread> threads;

    mutable std::mutex mutex;
    std::condition_variable changed;
    QHash<ServerName, Origin> origins;
    std::deque<ServerName> ready; ///< keys are here, or known not to come
    std::deque<ServerName> unknown; ///< keys have to be fetched
    qint64 waitingBytes = 0;
    qint64 awaitingKeysBytes = 0; ///< of these
    qint64 untrimmedBytes = 0;
    int fetching = 0;
    bool stopping = false;
    Tally tally;
    QString recordingProblem;
    QString keyProblem;

    // of the recording thread
    std::unique_ptr<FollowedUsers> followed;
    std::unique_ptr<UnverifiedBudget> budget;

    OutgoingAnswer receive(const IncomingRequest &request);
    Result<Transaction> read(const IncomingRequest &request) const;
    bool enqueue(Transaction transaction);
    void queue(const ServerName &name);
    void recordReady();
    bool record(const Transaction &transaction);
    Verification check(const Transaction &transaction) const;
    void count(qint64 Tally::*what, qint64 number = 1);
    void trimIfQuiet(std::unique_lock<std::mutex> &lock);
    void fetchKeys();
};

void Receiver::Private::count(qint64 Tally::*what, qint64 number)
{
    const std::lock_guard lock(mutex);
    tally.*what += number;
}

Result<Transaction> Receiver::Private::read(const IncomingRequest &request) const
{
    Transaction transaction;
    transaction.id = request.segments.constLast();
    transaction.target = request.target;
    transaction.received = QDateTime::currentMSecsSinceEpoch();
    const auto values = request.headers.values("authorization");
    for (const QByteArray &value : values) {
        const auto header = parseXMatrix(value);
        if (!header || !header->origin.isValid() || (!header->destination.isEmpty() && header->destination != options.serverName))
            continue;
        if (!transaction.headers.isEmpty() && header->origin != transaction.origin)
            continue;
        transaction.origin = header->origin;
        transaction.headers.append(*header);
    }
    if (transaction.headers.isEmpty() || transaction.origin == options.serverName)
        return failure(Error::Unauthorized,
            u"No X-Matrix header for %1. Does the proxy copy the Authorization header?"_s.arg(options.serverName.toString()));
    transaction.body = request.body;
    return transaction;
}

OutgoingAnswer Receiver::Private::receive(const IncomingRequest &request)
{
    const QStringList prefix{u"_matrix"_s, u"federation"_s, u"v1"_s, u"send"_s};
    if (request.method != "PUT" || request.segments.size() != 5 || request.segments.mid(0, 4) != prefix
        || request.segments.constLast().size() > maxIdLength)
        return OutgoingAnswer::error(
            404, u"M_UNRECOGNIZED"_s, u"The tap takes PUT /_matrix/federation/v1/send/{txnId} and nothing else."_s);
    {
        const std::lock_guard lock(mutex);
        ++tally.arrived;
        untrimmedBytes += request.body.size();
    }
    // A mirror that copies more than it needs is no mistake.
    if (!concernsDevices(request.body))
        return accepted();
    auto transaction = read(request);
    if (!transaction) {
        count(&Tally::unsigned_);
        return OutgoingAnswer::error(401, u"M_UNAUTHORIZED"_s, transaction.error().text);
    }
    if (!enqueue(std::move(*transaction)))
        return OutgoingAnswer::error(503, u"M_UNKNOWN"_s, u"Too much waits to be recorded."_s);
    return accepted();
}

bool Receiver::Private::enqueue(Transaction transaction)
{
    {
        const std::lock_guard lock(mutex);
        const qint64 size = transaction.body.size();
        const bool keysAwaited = !keys->lookUp(transaction.origin, transaction.keyIds()).settled;
        // Servers that nobody knows can be invented without end: they leave room for the others.
        const bool full
            = waitingBytes + size > options.maxWaitingBytes || (keysAwaited && awaitingKeysBytes + size > options.maxWaitingBytes / 4);
        if (stopping || full) {
            ++tally.overflowed;
            return false;
        }
        ++tally.taken;
        waitingBytes += size;
        awaitingKeysBytes += keysAwaited ? size : 0;
        const ServerName name = transaction.origin;
        origins[name].waiting.push_back({std::move(transaction), keysAwaited});
        queue(name);
    }
    changed.notify_all();
    return true;
}

/// With the mutex held.
void Receiver::Private::queue(const ServerName &name)
{
    Origin &origin = origins[name];
    if (origin.queued)
        return;
    if (origin.waiting.empty()) {
        origins.remove(name);
        return;
    }
    origin.queued = true;
    (keys->lookUp(name, origin.waiting.front().transaction.keyIds()).settled || stopping ? ready : unknown).push_back(name);
}

Verification Receiver::Private::check(const Transaction &transaction) const
{
    const auto known = keys->lookUp(transaction.origin, transaction.keyIds());
    if (known.lacking)
        return {.holds = false};
    return known.keys ? verify(transaction, options.serverName, *known.keys) : Verification{};
}

bool Receiver::Private::record(const Transaction &transaction)
{
    const Verification verified = check(transaction);
    const bool trusted = verified.holds == std::optional(true);
    count(trusted ? &Tally::verified : verified.holds ? &Tally::forged : &Tally::unchecked);
    // Before the work of reading it.
    if (!trusted && !budget->hasRoomFor(transaction.body.size())) {
        count(&Tally::overBudget);
        return true;
    }
    Contents contents = contentsOf(transaction, verified);
    const qsizetype all = contents.observations.size();
    // Also for users who are not followed, before anybody is asked about them: forged ones cost no question each, for ever.
    const bool fits = trusted || all == 0 || budget->take(all, transaction.body.size());
    const auto isWanted = [&](const UserId &user) { return fits && followed->isFollowed(user).value_or(trusted); };
    contents.observations.removeIf(
        [&](const History::Observation &what) { return !std::visit([&](const auto &value) { return isWanted(value.user); }, what); });
    const qsizetype wanted = contents.observations.size();
    {
        const std::lock_guard lock(mutex);
        tally.otherServers += contents.otherServers;
        tally.malformed += contents.malformed;
        tally.tooMany += contents.tooMany ? 1 : 0;
        tally.notFollowed += fits ? all - wanted : 0;
        tally.overBudget += fits ? 0 : 1;
    }
    if (wanted == 0)
        return true;
    const Result<void> recorded = recorder->record({.source = UpdateSource::Tap, .stream = {}}, contents.observations);
    const std::lock_guard lock(mutex);
    recordingProblem = recorded ? QString() : recorded.error().text;
    return recorded.has_value();
}

/// With the lock held. After a flood the allocator would keep what it took for good.
void Receiver::Private::trimIfQuiet(std::unique_lock<std::mutex> &lock)
{
    if (untrimmedBytes < trimAfterBytes || changed.wait_for(lock, trimWhenQuietFor, [this] { return stopping || !ready.empty(); }))
        return;
    untrimmedBytes = 0;
    lock.unlock();
    ::malloc_trim(0);
    lock.lock();
}

/// The only thread that records, and it never waits for the network.
void Receiver::Private::recordReady()
{
    std::unique_lock lock(mutex);
    for (;;) {
        changed.wait(lock, [this] { return stopping || !ready.empty() || untrimmedBytes >= trimAfterBytes; });
        trimIfQuiet(lock);
        if (ready.empty()) {
            if (stopping)
                return;
            continue;
        }
        const ServerName name = ready.front();
        ready.pop_front();
        const auto found = origins.constFind(name);
        if (found == origins.constEnd() || found->waiting.empty())
            continue; // queued twice, by stop()
        const Waiting next = found->waiting.front();
        lock.unlock();
        const bool recorded = record(next.transaction);
        lock.lock();
        if (recorded || stopping) {
            Origin &origin = origins[name];
            origin.waiting.pop_front();
            origin.queued = false;
            waitingBytes -= next.transaction.body.size();
            awaitingKeysBytes -= next.keysAwaited ? next.transaction.body.size() : 0;
            queue(name);
        } else {
            ready.push_front(name); // such as a full disk: nothing is given up for it
            changed.wait_for(lock, retryRecordingAfter, [this] { return stopping; });
        }
        changed.notify_all();
    }
}

void Receiver::Private::fetchKeys()
{
    std::unique_lock lock(mutex);
    for (;;) {
        changed.wait(lock, [this] { return stopping || !unknown.empty(); });
        if (stopping)
            return;
        const ServerName name = unknown.front();
        unknown.pop_front();
        const QStringList ids = origins[name].waiting.front().transaction.keyIds();
        ++fetching;
        lock.unlock();
        const Result<void> fetched = keys->fetch(name, ids);
        lock.lock();
        --fetching;
        changed.notify_all();
        if (stopping)
            return;
        keyProblem = fetched ? QString() : fetched.error().text;
        ready.push_back(name);
    }
}

Receiver::Receiver(std::unique_ptr<Private> priv)
    : d(std::move(priv))
{
}

Result<std::unique_ptr<Receiver>> Receiver::start(const Options &options, History::Recorder *recorder)
{
    auto d = std::make_unique<Private>();
    d->options = options;
    d->recorder = recorder;
    d->keys = std::make_unique<KeyRing>(options.homeserver);
    d->followed = std::make_unique<FollowedUsers>(options.isFollowed);
    d->budget = std::make_unique<UnverifiedBudget>(options.unverifiedEdusPerHour, options.unverifiedBytesPerHour);
    HttpServerOptions serving;
    serving.listen = options.listen;
    serving.maxBody = maxTransaction;
    serving.maxConnections = maxConnections;
    serving.cors = false;
    auto server = HttpServer::start(serving, [priv = d.get()](const IncomingRequest &request) { return priv->receive(request); });
    if (!server)
        return failure(server.error());
    d->server = std::move(*server);
    d->threads.emplace_back([priv = d.get()] { priv->recordReady(); });
    for (int i = 0; i < std::max(1, options.fetchers); ++i)
        d->threads.emplace_back([priv = d.get()] { priv->fetchKeys(); });
    return std::unique_ptr<Receiver>(new Receiver(std::move(d)));
}

Receiver::~Receiver()
{
    stop();
}

QUrl Receiver::url() const
{
    return d->server->url();
}

SourceStatus Receiver::status() const
{
    const std::lock_guard lock(d->mutex);
    SourceStatus status{.kind = SourceKind::Tap, .state = SourceState::Ok, .detail = {}, .behind = d->waitingBytes};
    if (!d->recordingProblem.isEmpty()) {
        status.state = SourceState::Failing;
        status.detail = d->recordingProblem;
    } else if (d->tally.arrived == 0) {
        status.state = SourceState::Starting;
        status.detail = u"Nothing has arrived at %1 yet: let the proxy mirror PUT /_matrix/federation/v1/send/ to it."_s.arg(
            d->server->url().toString());
    } else {
        status.detail = d->tally.describe();
        if (!d->keyProblem.isEmpty())
            status.detail += u' ' + d->keyProblem;
    }
    return status;
}

void Receiver::stop()
{
    d->server->stop();
    {
        std::unique_lock lock(d->mutex);
        d->stopping = true;
        for (auto it = d->origins.cbegin(); it != d->origins.cend(); ++it)
            d->ready.push_back(it.key());
        d->changed.notify_all();
        while (d->fetching > 0) {
            d->keys->cutOff();
            d->changed.wait_for(lock, cutOffAgainAfter);
        }
    }
    d->changed.notify_all();
    for (std::thread &thread : d->threads) {
        if (thread.joinable())
            thread.join();
    }
}

} // namespace Lockstep::Tap
