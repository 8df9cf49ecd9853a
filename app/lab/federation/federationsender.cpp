// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/federation/federationsender.h"

#include "core/log.h"
#include "inspection/apiwords.h"
#include "lab/federation/network.h"
#include "lab/state/actor.h"
#include "lab/state/clock.h"
#include "lab/state/homeserverstate.h"
#include "lab/state/storage.h"

#include <QJsonArray>
#include <QRandomGenerator>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

constexpr int maxEdus = 100; // of one transaction (server-server API)
constexpr qsizetype maxBytes = 4 * 1024 * 1024; // of one transaction's EDUs, unless a single one is larger

// Whether the destination refuses this content, and will the next time. It may come to know us (401, 403), the endpoint (404, 405), or have
// time (408, 429).
bool isRefusal(const Error &error)
{
    const int status = error.remoteStatus;
    const bool mayChange = status == 401 || status == 403 || status == 404 || status == 405 || status == 408 || status == 429;
    return (status >= 400 && status < 500 && !mayChange) || (status == 0 && error.kind == Error::BadInput); // what cannot be signed
}

} // namespace

FederationSender::FederationSender(HomeserverState *state, const FederationClient *client, Inspection::EventFeed *events, Options options)
    : m_state(state)
    , m_client(client)
    , m_events(events)
    , m_options(options)
{
    QList<ServerName> waiting;
    m_state->actor().call([&] {
        Rows query = m_state->storage().run(u"SELECT DISTINCT destination FROM outgoing UNION SELECT destination FROM transactions_out"_s);
        while (query.next())
            waiting.append(ServerName(query.value(0).toString()));
    });
    for (const ServerName &destination : std::as_const(waiting))
        wake(destination);
}

FederationSender::~FederationSender()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_wake.notify_all();
    for (auto &[destination, lane] : m_lanes)
        lane.thread.join();
}

void FederationSender::wake(const ServerName &destination)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_ending)
            return;
        Lane &lane = m_lanes[destination];
        lane.wanted = true;
        if (!lane.thread.joinable())
            lane.thread = std::thread([this, destination] { run(destination); });
    }
    m_wake.notify_all();
}

void FederationSender::endBackoff(const ServerName &destination)
{
    m_state->actor().post([this, destination] {
        bool wasFailing = false;
        const Result<void> done = m_state->commit([&]() -> Result<void> {
            wasFailing = m_state->storage().execute(u"DELETE FROM destinations WHERE destination = ?"_s, {destination.toString()}) > 0;
            return {};
        });
        if (!done || !wasFailing)
            return;
        {
            const std::lock_guard lock(m_mutex);
            const auto lane = m_lanes.find(destination);
            if (lane != m_lanes.end())
                lane->second.hurry = lane->second.wanted = true;
        }
        m_wake.notify_all();
        m_events->publish(Inspection::EventType::Destination, {{u"destination"_s, destination.toString()}});
        if (m_recovered)
            m_recovered(destination);
    });
}

void FederationSender::run(ServerName destination)
{
    // Before the lock: the state thread takes it in wake().
    qint64 retryAt = m_state->actor().call([&] {
        return m_state->storage()
            .value(u"SELECT retry_last + retry_interval FROM destinations WHERE destination = ?"_s, {destination.toString()})
            .toLongLong();
    });
    Refusals refusals;
    std::unique_lock lock(m_mutex);
    Lane &lane = m_lanes[destination];
    while (!m_ending) {
        if (!lane.wanted) {
            m_wake.wait(lock, [&] { return m_ending || lane.wanted; });
            continue;
        }
        const qint64 wait = retryAt - m_state->clock().now();
        if (wait > 0 && !lane.hurry) {
            m_state->clock().waitUntil(m_wake, lock, retryAt);
            continue;
        }
        lane.wanted = lane.hurry = false;
        lock.unlock();
        const std::optional<Transaction> transaction = nextTransaction(destination, refusals.oneByOneUpTo > 0 ? 1 : maxEdus);
        bool more = false;
        if (transaction) {
            const int edus = int(transaction->content.value("edus"_L1).toArray().size());
            Network *network = m_client->network();
            const bool isLost = !network->isDown(m_state->serverName()) && !network->isDown(destination) && !network->isDeaf(destination)
                && network->takeLoss(m_state->serverName(), destination);
            const Result<QJsonObject> answer = isLost
                ? Result<QJsonObject>(QJsonObject())
                : m_client->request(
                    destination, "PUT", "/_matrix/federation/v1/send/" + transaction->txnId, transaction->content, m_options.timeoutMs);
            if (answer) {
                delivered(destination, *transaction);
                if (transaction->lastId >= refusals.oneByOneUpTo)
                    refusals = {};
                refusals.count = 0;
                refusals.othersArrived = refusals.oneByOneUpTo > 0;
            }
            const bool isOver = answer || givenUp(destination, *transaction, answer.error(), &refusals);
            retryAt = isOver ? 0 : failed(destination);
            more = true;
            network->report({m_state->serverName(), destination,
                isLost       ? Network::Traffic::Lost
                    : answer ? Network::Traffic::Delivered
                             : Network::Traffic::Refused,
                edus});
        }
        lock.lock();
        lane.wanted = lane.wanted || more;
    }
}

std::optional<FederationSender::Transaction> FederationSender::nextTransaction(const ServerName &destination, int limit)
{
    std::optional<Transaction> result;
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        Storage &storage = m_state->storage();
        {
            Rows query
                = storage.run(u"SELECT txn_id, last_id, content FROM transactions_out WHERE destination = ?"_s, {destination.toString()});
            if (query.next()) { // not answered yet: the same again
                result = Transaction{
                    query.value(0).toString().toLatin1(), query.value(1).toLongLong(), compactJson(query.value(2).toString())};
                return {};
            }
        }
        const QVariant oldest = storage.value(
            u"SELECT queued FROM outgoing WHERE destination = ? AND edu_type = 'm.device_list_update' ORDER BY id LIMIT 1"_s,
            {destination.toString()});
        if (!oldest.isNull() && oldest.toLongLong() < m_state->clock().now() - m_options.pruneAfterMs)
            prune(destination);
        QJsonArray edus;
        qint64 lastId = 0;
        {
            Rows query = storage.run(
                u"SELECT id, edu_type, content FROM outgoing WHERE destination = ? ORDER BY id LIMIT ?"_s, {destination.toString(), limit});
            qsizetype bytes = 0;
            while (query.next()) {
                bytes += query.value(2).toString().size();
                if (bytes > maxBytes && !edus.isEmpty())
                    break;
                lastId = query.value(0).toLongLong();
                edus.append(
                    QJsonObject{{u"edu_type"_s, query.value(1).toString()}, {u"content"_s, compactJson(query.value(2).toString())}});
            }
        }
        if (edus.isEmpty())
            return {};
        const QJsonObject content{{u"origin"_s, m_state->serverName().toString()}, {u"origin_server_ts"_s, m_state->clock().now()},
            {u"pdus"_s, QJsonArray()}, {u"edus"_s, edus}};
        const QString txnId = u"%1-%2"_s.arg(m_state->clock().now()).arg(storage.nextStreamId());
        storage.execute(u"INSERT INTO transactions_out (destination, txn_id, last_id, content) VALUES (?, ?, ?, ?)"_s,
            {destination.toString(), txnId, lastId, compactText(content)});
        result = Transaction{txnId.toLatin1(), lastId, content};
        return {};
    });
    if (!done)
        qCWarning(lcLab) << done.error().text;
    return result;
}

void FederationSender::delivered(const ServerName &destination, const Transaction &transaction)
{
    bool hasRecovered = false;
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        Storage &storage = m_state->storage();
        storage.execute(u"DELETE FROM transactions_out WHERE destination = ?"_s, {destination.toString()});
        storage.execute(u"DELETE FROM outgoing WHERE destination = ? AND id <= ?"_s, {destination.toString(), transaction.lastId});
        hasRecovered = storage.execute(u"DELETE FROM destinations WHERE destination = ?"_s, {destination.toString()}) > 0;
        return {};
    });
    if (!done)
        qCWarning(lcLab) << done.error().text;
    if (done && hasRecovered)
        m_state->actor().call([&] {
            if (m_recovered)
                m_recovered(destination);
        });
    m_events->publish(Inspection::EventType::Queue, {{u"queue"_s, toApiName(Inspection::QueueKind::Outbox)}});
    m_events->publish(Inspection::EventType::Destination, {{u"destination"_s, destination.toString()}});
}

bool FederationSender::givenUp(const ServerName &destination, const Transaction &transaction, const Error &error, Refusals *refusals)
{
    if (!isRefusal(error)) {
        refusals->count = 0;
        return false;
    }
    const bool isSame = refusals->status == error.remoteStatus && refusals->errcode == error.errcode;
    refusals->count = isSame ? refusals->count + 1 : 1;
    refusals->status = error.remoteStatus;
    refusals->errcode = error.errcode;
    const bool isSingle = transaction.content.value("edus"_L1).toArray().size() == 1;
    if (refusals->count < m_options.refusals && !(isSingle && refusals->othersArrived))
        return false;
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        Storage &storage = m_state->storage();
        storage.execute(u"DELETE FROM transactions_out WHERE destination = ?"_s, {destination.toString()});
        storage.execute(u"DELETE FROM destinations WHERE destination = ?"_s, {destination.toString()}); // it is alive, after all
        if (!isSingle)
            return {}; // its EDUs are still in the queue
        storage.execute(u"DELETE FROM outgoing WHERE destination = ? AND id <= ?"_s, {destination.toString(), transaction.lastId});
        storage.execute(u"INSERT INTO parked (destination, txn_id, error, content, at) VALUES (?, ?, ?, ?, ?)"_s,
            {destination.toString(), QString::fromLatin1(transaction.txnId), error.text, compactText(transaction.content),
                m_state->clock().now()});
        return {};
    });
    if (!done) {
        qCWarning(lcLab) << done.error().text;
        return false;
    }
    refusals->count = 0;
    if (!isSingle) {
        refusals->oneByOneUpTo = transaction.lastId;
        refusals->othersArrived = false;
        return true;
    }
    qCWarning(lcLab).noquote() << destination.toString() << "keeps refusing an EDU, which is parked:" << error.text;
    if (transaction.lastId >= refusals->oneByOneUpTo)
        *refusals = {};
    m_events->publish(Inspection::EventType::Queue, {{u"queue"_s, toApiName(Inspection::QueueKind::Outbox)}});
    return true;
}

qint64 FederationSender::failed(const ServerName &destination)
{
    qint64 retryAt = m_state->clock().now() + m_options.lastRetryMs;
    const Result<void> done = m_state->commit([&]() -> Result<void> {
        Storage &storage = m_state->storage();
        const qint64 last
            = storage.value(u"SELECT retry_interval FROM destinations WHERE destination = ?"_s, {destination.toString()}).toLongLong();
        qint64 interval = std::clamp(last * 2, m_options.firstRetryMs, m_options.lastRetryMs);
        interval += qint64(QRandomGenerator::global()->bounded(0.2) * double(interval)); // so that servers do not all return at once
        storage.execute(
            u"INSERT INTO destinations (destination, failing_since, retry_last, retry_interval) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (destination) DO UPDATE SET retry_last = excluded.retry_last, retry_interval = excluded.retry_interval, "
            "failing_since = CASE failing_since WHEN 0 THEN excluded.failing_since ELSE failing_since END"_s,
            {destination.toString(), m_state->clock().now(), m_state->clock().now(), interval});
        retryAt = m_state->clock().now() + interval;
        return {};
    });
    if (!done)
        qCWarning(lcLab) << done.error().text;
    m_events->publish(Inspection::EventType::Destination, {{u"destination"_s, destination.toString()}});
    m_events->publish(Inspection::EventType::Queue, {{u"queue"_s, toApiName(Inspection::QueueKind::Outbox)}});
    return retryAt;
}

void FederationSender::prune(const ServerName &destination)
{
    Storage &storage = m_state->storage();
    const qint64 inFlight
        = storage.value(u"SELECT COALESCE((SELECT last_id FROM transactions_out WHERE destination = ?), 0)"_s, {destination.toString()})
              .toLongLong();
    storage.execute(u"DELETE FROM outgoing WHERE destination = ? AND id > ? AND edu_type = 'm.device_list_update' AND id NOT IN "
                    "(SELECT MAX(id) FROM outgoing WHERE destination = ? AND edu_type = 'm.device_list_update' GROUP BY user_id)"_s,
        {destination.toString(), inFlight, destination.toString()});
    QList<std::pair<qint64, QJsonObject>> kept;
    {
        Rows query
            = storage.run(u"SELECT id, content FROM outgoing WHERE destination = ? AND id > ? AND edu_type = 'm.device_list_update'"_s,
                {destination.toString(), inFlight});
        while (query.next())
            kept.append({query.value(0).toLongLong(), compactJson(query.value(1).toString())});
    }
    for (auto &[id, content] : kept) {
        content.insert(u"prev_id"_s, QJsonArray()); // refers to nothing the receiver has, so that it fetches the whole list
        storage.execute(u"UPDATE outgoing SET content = ?, queued = ? WHERE destination = ? AND id = ?"_s,
            {compactText(content), m_state->clock().now(), destination.toString(), id});
    }
}

} // namespace Lockstep::Lab
