// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tap/tap.h"

#include "core/jsonreader.h"
#include "core/log.h"
#include "http/httpserver.h"
#include "tap/keyring.h"
#include "tap/transaction.h"

#include <QDateTime>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace Lockstep::Gateway {

using namespace Qt::StringLiterals;
using namespace Inspection;

namespace {

/// 50 PDUs and 100 EDUs of 64 KiB are 10 MiB.
constexpr qint64 maxTransaction = 32 * 1024 * 1024;
constexpr auto retryRecordingAfter = std::chrono::seconds(1);
constexpr qsizetype maxIdLength = 1024;

OutgoingAnswer accepted()
{
    return OutgoingAnswer::json({{u"pdus"_s, QJsonObject()}});
}

} // namespace

struct Tap::Private
{
    /// Transactions of one origin, in order.
    struct Origin
    {
        std::deque<Transaction> waiting;
        bool queued = false; ///< in ready or unknown, or being worked on
    };

    TapOptions options;
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
    bool stopping = false;
    // for the status
    qint64 taken = 0;
    qint64 dropped = 0;
    qint64 refused = 0;
    int unchecked = 0;
    std::chrono::steady_clock::time_point uncheckedSince = std::chrono::steady_clock::now();
    QString recordingProblem;
    QString keyProblem;

    OutgoingAnswer receive(const IncomingRequest &request);
    Result<Transaction> read(const IncomingRequest &request) const;
    bool enqueue(Transaction transaction);
    void queue(const ServerName &name);
    void recordReady();
    bool record(const Transaction &transaction);
    bool mayRecordUnchecked();
    void fetchKeys();
};

Result<Transaction> Tap::Private::read(const IncomingRequest &request) const
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

OutgoingAnswer Tap::Private::receive(const IncomingRequest &request)
{
    const QStringList prefix{u"_matrix"_s, u"federation"_s, u"v1"_s, u"send"_s};
    if (request.method != "PUT" || request.segments.size() != 5 || request.segments.mid(0, 4) != prefix
        || request.segments.constLast().size() > maxIdLength)
        return OutgoingAnswer::error(
            404, u"M_UNRECOGNIZED"_s, u"The tap takes PUT /_matrix/federation/v1/send/{txnId} and nothing else."_s);
    // A mirror that copies more than it needs is no mistake.
    if (!concernsDevices(request.body))
        return accepted();
    auto transaction = read(request);
    if (!transaction) {
        const std::lock_guard lock(mutex);
        ++refused;
        return OutgoingAnswer::error(401, u"M_UNAUTHORIZED"_s, transaction.error().text);
    }
    if (!enqueue(std::move(*transaction)))
        return OutgoingAnswer::error(503, u"M_UNKNOWN"_s, u"Too much waits to be recorded."_s);
    return accepted();
}

bool Tap::Private::enqueue(Transaction transaction)
{
    {
        const std::lock_guard lock(mutex);
        if (stopping || waitingBytes + transaction.body.size() > options.maxWaitingBytes) {
            ++dropped;
            return false;
        }
        ++taken;
        waitingBytes += transaction.body.size();
        const ServerName name = transaction.origin;
        origins[name].waiting.push_back(std::move(transaction));
        queue(name);
    }
    changed.notify_all();
    return true;
}

/// With the mutex held.
void Tap::Private::queue(const ServerName &name)
{
    Origin &origin = origins[name];
    if (origin.queued)
        return;
    if (origin.waiting.empty()) {
        origins.remove(name);
        return;
    }
    QStringList ids;
    for (const XMatrixHeader &header : origin.waiting.front().headers)
        ids.append(header.key);
    origin.queued = true;
    (keys->lookUp(name, ids).settled || stopping ? ready : unknown).push_back(name);
}

/// Anybody can invent servers without keys; they shall not fill the disk.
bool Tap::Private::mayRecordUnchecked()
{
    const std::lock_guard lock(mutex);
    const auto now = std::chrono::steady_clock::now();
    if (now - uncheckedSince > std::chrono::hours(1)) {
        uncheckedSince = now;
        unchecked = 0;
    }
    if (++unchecked <= options.uncheckedPerHour)
        return true;
    ++dropped;
    return false;
}

bool Tap::Private::record(const Transaction &transaction)
{
    QStringList ids;
    for (const XMatrixHeader &header : transaction.headers)
        ids.append(header.key);
    const auto known = keys->lookUp(transaction.origin, ids).keys;
    const auto verified = known ? verify(transaction, options.serverName, *known) : std::nullopt;
    if (!verified && !mayRecordUnchecked())
        return true;
    const Result<void> recorded = recorder->record({.source = u"tap"_s, .stream = {}}, observationsIn(transaction, verified));
    const std::lock_guard lock(mutex);
    recordingProblem = recorded ? QString() : recorded.error().text;
    return recorded.has_value();
}

/// The only thread that records, and it never waits for the network.
void Tap::Private::recordReady()
{
    std::unique_lock lock(mutex);
    for (;;) {
        changed.wait(lock, [this] { return stopping || !ready.empty(); });
        if (ready.empty())
            return;
        const ServerName name = ready.front();
        ready.pop_front();
        const auto waiting = origins.constFind(name);
        if (waiting == origins.constEnd() || waiting->waiting.empty())
            continue; // queued twice, by stop()
        const Transaction transaction = waiting->waiting.front();
        lock.unlock();
        const bool recorded = record(transaction);
        lock.lock();
        if (recorded || stopping) {
            Origin &origin = origins[name];
            origin.waiting.pop_front();
            origin.queued = false;
            waitingBytes -= transaction.body.size();
            queue(name);
        } else {
            ready.push_front(name); // such as a full disk: nothing is given up for it
            changed.wait_for(lock, retryRecordingAfter, [this] { return stopping; });
        }
        changed.notify_all();
    }
}

void Tap::Private::fetchKeys()
{
    std::unique_lock lock(mutex);
    for (;;) {
        changed.wait(lock, [this] { return stopping || !unknown.empty(); });
        if (stopping)
            return;
        const ServerName name = unknown.front();
        unknown.pop_front();
        lock.unlock();
        const Result<void> fetched = keys->fetch(name);
        lock.lock();
        if (stopping)
            return;
        keyProblem = fetched ? QString() : fetched.error().text;
        ready.push_back(name);
        changed.notify_all();
    }
}

Tap::Tap(std::unique_ptr<Private> priv)
    : d(std::move(priv))
{
}

Result<std::unique_ptr<Tap>> Tap::start(const TapOptions &options, History::Recorder *recorder)
{
    auto d = std::make_unique<Private>();
    d->options = options;
    d->recorder = recorder;
    d->keys = std::make_unique<KeyRing>(options.homeserver);
    HttpServerOptions serving;
    serving.listen = options.listen;
    serving.maxBody = maxTransaction;
    serving.cors = false;
    auto server = HttpServer::start(serving, [priv = d.get()](const IncomingRequest &request) { return priv->receive(request); });
    if (!server)
        return failure(server.error());
    d->server = std::move(*server);
    d->threads.emplace_back([priv = d.get()] { priv->recordReady(); });
    for (int i = 0; i < std::max(1, options.fetchers); ++i)
        d->threads.emplace_back([priv = d.get()] { priv->fetchKeys(); });
    return std::unique_ptr<Tap>(new Tap(std::move(d)));
}

Tap::~Tap()
{
    stop();
}

QUrl Tap::url() const
{
    return d->server->url();
}

SourceStatus Tap::status() const
{
    const std::lock_guard lock(d->mutex);
    SourceStatus status{.kind = u"tap"_s, .state = u"ok"_s, .detail = {}, .behind = d->waitingBytes};
    if (!d->recordingProblem.isEmpty()) {
        status.state = u"failing"_s;
        status.detail = d->recordingProblem;
    } else if (d->taken == 0 && d->refused == 0) {
        status.state = u"starting"_s;
        status.detail = u"Nothing has arrived at %1 yet: let the proxy mirror PUT /_matrix/federation/v1/send/ to it."_s.arg(
            d->server->url().toString());
    } else {
        status.detail = u"%1 transactions with device list updates."_s.arg(d->taken);
        if (d->refused > 0)
            status.detail += u" %1 without a fitting X-Matrix header."_s.arg(d->refused);
        if (d->dropped > 0)
            status.detail += u" %1 were dropped: too many at once, or too many that cannot be checked."_s.arg(d->dropped);
        if (!d->keyProblem.isEmpty())
            status.detail += u' ' + d->keyProblem;
    }
    return status;
}

void Tap::stop()
{
    d->server->stop();
    {
        const std::lock_guard lock(d->mutex);
        d->stopping = true;
        for (auto it = d->origins.cbegin(); it != d->origins.cend(); ++it)
            d->ready.push_back(it.key());
    }
    d->changed.notify_all();
    for (std::thread &thread : d->threads) {
        if (thread.joinable())
            thread.join();
    }
}

} // namespace Lockstep::Gateway
