// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/queues/sampler.h"

#include "synapse/tables/destinationtable.h"
#include "synapse/tables/queuesql.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Sql;

namespace {

/// Queues looked at in a step: each costs one descent of the index and at most countedMessages entries.
constexpr int queuesPerStep = 100;
/// A sweep may take a hundredth of the time: a short one is repeated soon, so that what is queued shows up.
constexpr qint64 restAfterSweep = 100;
constexpr qint64 shortestPauseMs = 1'000;
constexpr qint64 longestPauseMs = 30'000;
/// Whoever waits for a change can wait for a sweep that takes no longer.
constexpr qint64 soonMs = 5;
constexpr qint64 growthStepMs = 30 * 60 * 1000;
/// How long a sweep of the destinations serves: thirty times what it took.
constexpr qint64 failingKeptMs = 10'000;
constexpr qint64 failingKeptAtLeastMs = 300;
constexpr qint64 restForWork = 30;
constexpr qint64 sweepBudgetMs = 1'000;
constexpr int destinationsPerStatement = 2'000;

bool deeper(const Sampler::Depth &a, const Sampler::Depth &b)
{
    if (a.messages != b.messages)
        return a.messages > b.messages;
    return a.key.user != b.key.user ? a.key.user < b.key.user : a.key.device < b.key.device;
}

void keepDeepest(QList<Sampler::Depth> &queues)
{
    std::sort(queues.begin(), queues.end(), deeper);
    if (queues.size() > Sampler::keptQueues)
        queues.resize(Sampler::keptQueues);
}

} // namespace

Sampler::Sampler(const Database &database, const Schema &schema)
    : m_database(database)
    , m_schema(schema)
{
}

Result<void> Sampler::step()
{
    if (m_schema.inbox().available) {
        if (const auto done = stepInbox(); !done)
            return done;
    }
    const auto swept = failing();
    return swept ? Result<void>() : failure(swept.error());
}

Result<void> Sampler::inboxMoved()
{
    const bool isUnderWay = !m_inboxPause.isValid(); // or there was none yet
    if (!m_schema.inbox().available || isUnderWay || m_inboxCostMs > soonMs)
        return {};
    m_inboxCostMs = 0;
    m_inboxPause.invalidate();
    return stepInbox();
}

Result<void> Sampler::stepInbox()
{
    const qint64 pauseMs = std::clamp(m_inboxCostMs * restAfterSweep, shortestPauseMs, longestPauseMs);
    if (m_inboxPause.isValid() && !m_inboxPause.hasExpired(pauseMs))
        return {};
    if (m_inboxPause.isValid())
        m_inboxCostMs = 0;
    m_inboxPause.invalidate();
    QElapsedTimer clock;
    clock.start();

    const QString keys = looseIndexScan(m_database.engine(), u"device_inbox"_s, {u"user_id"_s, u"device_id"_s});
    const QString sql = u"SELECT k.user_id, k.device_id, (SELECT count(*) FROM (SELECT 1 FROM device_inbox i"
                        " WHERE i.user_id = k.user_id AND i.device_id = k.device_id LIMIT %1) c), (SELECT i.stream_id FROM device_inbox i"
                        " WHERE i.user_id = k.user_id AND i.device_id = k.device_id ORDER BY i.stream_id LIMIT 1)"
                        " FROM (%2) k ORDER BY 1, 2"_s.arg(countedMessages)
                            .arg(keys);
    int seen = 0;
    const auto done = m_database.each(sql, {m_position.user.toString(), m_position.device.toString(), queuesPerStep}, [&](const Row &row) {
        ++seen;
        m_sweep.append({{UserId(row.text(0)), DeviceId(row.text(1))}, row.integer(2), row.integer(3)});
        m_position = m_sweep.constLast().key;
    });
    if (!done)
        return done;
    keepDeepest(m_sweep);
    const bool finished = seen < queuesPerStep;
    {
        const std::lock_guard lock(m_mutex);
        if (finished)
            m_inboxChanged = m_inboxChanged || m_deepest.queues != m_sweep;
        // While the first sweep is under way, what it found so far is better than nothing.
        if (finished || !m_deepest.complete)
            m_deepest = {m_sweep, m_deepest.complete || finished};
    }
    if (finished) {
        remember(QDateTime::currentMSecsSinceEpoch());
        m_sweep.clear();
        m_position = {};
        m_inboxPause.start();
    }
    m_inboxCostMs += clock.elapsed();
    return {};
}

bool Sampler::takeInboxChanged()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_inboxChanged, false);
}

void Sampler::remember(qint64 now)
{
    const std::lock_guard lock(m_mutex);
    QHash<QueueKey, Sampled> before = std::exchange(m_sampled, {});
    for (const Depth &depth : std::as_const(m_sweep)) {
        const Sampled::Look look{depth.messages, now};
        const auto known = before.constFind(depth.key);
        Sampled sampled = known == before.cend() ? Sampled{.from = look, .next = look, .oldest = depth.oldest, .oldestSince = now} : *known;
        if (sampled.next.at < now - growthStepMs) {
            sampled.from = sampled.next;
            sampled.next = look;
        }
        if (sampled.oldest != depth.oldest) {
            sampled.oldest = depth.oldest;
            sampled.oldestSince = now;
        }
        m_sampled.insert(depth.key, sampled);
    }
}

std::optional<Sampler::Sampled> Sampler::sampled(const QueueKey &key) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_sampled.constFind(key);
    return found == m_sampled.cend() ? std::nullopt : std::optional(*found);
}

Sampler::Deepest Sampler::deepest() const
{
    const std::lock_guard lock(m_mutex);
    return m_deepest;
}

Result<void> Sampler::sweepDestinations() const
{
    Failing found{{}, true};
    QElapsedTimer clock;
    clock.start();
    for (QString after;;) {
        const auto some = destinationsAfter(m_database, after, destinationsPerStatement);
        if (!some)
            return failure(some.error());
        for (const auto &destination : *some) {
            if (isFailing(destination) && found.destinations.size() < keptDestinations)
                found.destinations += destination;
        }
        if (some->size() < destinationsPerStatement)
            break;
        after = some->constLast().destination.toString();
        if (clock.hasExpired(sweepBudgetMs) || found.destinations.size() == keptDestinations) {
            found.complete = false;
            break;
        }
    }
    std::sort(found.destinations.begin(), found.destinations.end(),
        [](const auto &a, const auto &b) { return std::pair(a.retryAt, a.destination) < std::pair(b.retryAt, b.destination); });

    const std::lock_guard lock(m_mutex);
    QHash<ServerName, qint64> retryAt;
    for (const auto &destination : found.destinations)
        retryAt.insert(destination.destination, destination.retryAt);
    QHash<ServerName, qint64> before = std::exchange(m_retryAt, std::move(retryAt));
    if (m_failingAge.isValid()) {
        for (const auto &destination : found.destinations) {
            if (const auto old = before.constFind(destination.destination); old == before.cend() || *old != destination.retryAt)
                m_changed.insert(destination.destination);
            before.remove(destination.destination);
        }
        for (auto it = before.cbegin(); it != before.cend(); ++it)
            m_changed.insert(it.key());
    }
    m_failing = std::move(found);
    m_failingKeptMs = std::clamp(clock.elapsed() * restForWork, failingKeptAtLeastMs, failingKeptMs);
    m_failingAge.start();
    return {};
}

Result<Sampler::Failing> Sampler::failing() const
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_failingAge.isValid() && !m_failingAge.hasExpired(m_failingKeptMs))
            return m_failing;
    }
    if (const auto done = sweepDestinations(); !done)
        return failure(done.error());
    const std::lock_guard lock(m_mutex);
    return m_failing;
}

void Sampler::noticed(const Inspection::Destination &destination) const
{
    const std::lock_guard lock(m_mutex);
    if (!m_failingAge.isValid())
        return;
    const bool failing = isFailing(destination);
    const auto known = m_retryAt.constFind(destination.destination);
    if (known == m_retryAt.cend() ? !failing : failing && *known == destination.retryAt)
        return;
    auto &all = m_failing.destinations;
    all.removeIf([&](const auto &one) { return one.destination == destination.destination; });
    m_retryAt.remove(destination.destination);
    if (failing && all.size() < keptDestinations) {
        m_retryAt.insert(destination.destination, destination.retryAt);
        const auto place = std::lower_bound(all.begin(), all.end(), destination,
            [](const auto &a, const auto &b) { return std::pair(a.retryAt, a.destination) < std::pair(b.retryAt, b.destination); });
        all.insert(place, destination);
    }
    m_changed.insert(destination.destination);
}

QList<ServerName> Sampler::takeChangedDestinations()
{
    const std::lock_guard lock(m_mutex);
    const QList<ServerName> changed = m_changed.values();
    m_changed.clear();
    return changed;
}

void Sampler::setUsersTracked(QHash<ServerName, qint64> perServer, qint64 total)
{
    const std::lock_guard lock(m_mutex);
    m_usersTracked = std::move(perServer);
    m_usersTotal = total;
}

void Sampler::setUsersStale(QHash<ServerName, qint64> perServer)
{
    const std::lock_guard lock(m_mutex);
    m_usersStale = std::move(perServer);
}

qint64 Sampler::usersTracked(const ServerName &server) const
{
    const std::lock_guard lock(m_mutex);
    return m_usersTracked ? m_usersTracked->value(server, 0) : -1;
}

qint64 Sampler::usersStale(const ServerName &server) const
{
    const std::lock_guard lock(m_mutex);
    return m_usersStale ? m_usersStale->value(server, 0) : -1;
}

QList<ServerName> Sampler::serversTracked(const ServerName &after) const
{
    QList<ServerName> servers;
    {
        const std::lock_guard lock(m_mutex);
        if (m_usersTracked)
            std::copy_if(m_usersTracked->keyBegin(), m_usersTracked->keyEnd(), std::back_inserter(servers),
                [&](const ServerName &server) { return server > after; });
    }
    std::sort(servers.begin(), servers.end());
    return servers;
}

qint64 Sampler::usersTracked() const
{
    const std::lock_guard lock(m_mutex);
    return m_usersTotal;
}

} // namespace Lockstep::Synapse
