// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/own/ownwatch.h"

#include "synapse/tables/queuesql.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;
using namespace Sql;

namespace {

/// How far what waits for one destination is counted.
constexpr int countedWaiting = 1'000;

const QString outboxTable = u"device_federation_outbox"_s;
const QString pokesTable = u"device_lists_outbound_pokes"_s;

bool isOlder(const UnwokenDestination &a, const UnwokenDestination &b)
{
    return a.oldest != b.oldest ? a.oldest < b.oldest : a.destination < b.destination;
}

} // namespace

Result<void> OwnWatch::lookAtConversion(qint64 now)
{
    auto lag = m_conversion.look(now);
    if (!lag)
        return failure(lag.error());
    const std::lock_guard lock(m_mutex);
    m_found.conversion = std::move(*lag);
    return {};
}

Result<QStringList> OwnWatch::nextOf(const QString &table, const QString &after) const
{
    QStringList found;
    const auto done = m_database.each(looseIndexScan(m_database.engine(), table, {u"destination"_s}), {after, destinationsPerStep},
        [&](const Row &row) { found += row.text(0); });
    if (!done)
        return failure(done.error());
    return found;
}

/// Runs \a wanted, which speaks of a row x of \a table, for each of the destinations, and hands out what it gives.
Result<void> OwnWatch::askEach(const QStringList &names, const QString &table, const QString &wanted,
    const std::function<void(const QString &name, qint64 value)> &take) const
{
    if (names.isEmpty())
        return {};
    QVariantList values;
    for (const QString &name : names)
        values += name;
    const QString sql = u"WITH k(destination) AS (VALUES %1) SELECT k.destination, (%2) FROM k"_s.arg(
        valueRows(values.size(), 1), wanted.arg(u"FROM %1 x WHERE x.destination = k.destination"_s.arg(table)));
    return m_database.each(sql, values, [&](const Row &row) {
        if (!row.isNull(1))
            take(row.text(0), row.integer(1));
    });
}

Result<void> OwnWatch::lookAtDestinations(qint64 now)
{
    const auto outbox = m_schema.outbox(), updates = m_schema.updates();
    if (!outbox.available || !updates.available) {
        const std::lock_guard lock(m_mutex);
        m_found.unwokenAvailable = outbox.available ? updates : outbox;
        return {};
    }
    const auto inOutbox = nextOf(outboxTable, m_after), inPokes = nextOf(pokesTable, m_after);
    if (!inOutbox || !inPokes)
        return failure(inOutbox ? inPokes.error() : inOutbox.error());
    // Up to the last name of the table whose step was full: what the other one has beyond it comes with the next step.
    QStringList names = *inOutbox + *inPokes;
    names.removeDuplicates();
    const auto isBefore = [](const QString &a, const QString &b) { return compareByCodePoint(a, b) < 0; };
    std::sort(names.begin(), names.end(), isBefore);
    QString end;
    for (const QStringList &some : {*inOutbox, *inPokes}) {
        if (some.size() == destinationsPerStep && (end.isEmpty() || isBefore(some.constLast(), end)))
            end = some.constLast();
    }
    if (!end.isEmpty())
        names.removeIf([&](const QString &name) { return isBefore(end, name); });

    QHash<QString, qint64> oldest;
    const auto older = [&](const QString &name, qint64 time) {
        const auto known = oldest.constFind(name);
        oldest.insert(name, known == oldest.cend() ? time : std::min(time, *known));
    };
    auto done = askEach(names, outboxTable, u"SELECT x.queued_ts %1 ORDER BY x.stream_id LIMIT 1"_s, older);
    if (done)
        done = askEach(names, pokesTable, u"SELECT x.ts %1 ORDER BY x.stream_id LIMIT 1"_s, older);
    if (!done)
        return done;
    QSet<ServerName> old;
    for (auto it = oldest.cbegin(); it != oldest.cend(); ++it) {
        if (it.value() < now - sendingWithinMs)
            old.insert(ServerName(it.key()));
    }
    const auto states = m_destinations.lookup(old);
    if (!states)
        return failure(states.error());
    QHash<QString, UnwokenDestination> unwoken;
    for (const ServerName &server : std::as_const(old)) {
        const auto state = states->constFind(server);
        const qint64 since = oldest.value(server.toString());
        const auto why = m_reasons.explain(server, state == states->cend() ? std::nullopt : std::optional(*state), since, now);
        if (why.reason == WaitReason::NotWoken)
            unwoken.insert(server.toString(), {.destination = server, .oldest = since});
    }
    const QString counted = u"SELECT count(*) FROM (SELECT 1 %1 LIMIT "_s + QString::number(countedWaiting) + u") c"_s;
    done = askEach(unwoken.keys(), outboxTable, counted, [&](const QString &name, qint64 value) { unwoken[name].messages = value; });
    if (done)
        done = askEach(unwoken.keys(), pokesTable, counted, [&](const QString &name, qint64 value) { unwoken[name].updates = value; });
    if (!done)
        return done;
    m_sweep += unwoken.values();
    std::sort(m_sweep.begin(), m_sweep.end(), isOlder);
    m_sweep.resize(std::min(m_sweep.size(), mostUnwoken));
    m_swept += oldest.size();
    m_after = end;

    const std::lock_guard lock(m_mutex);
    const bool isFirst = !m_looked || m_found.isPartial;
    m_found.unwokenAvailable = {.available = true, .reason = {}};
    // While the first sweep is under way, what it found so far is better than nothing.
    if (m_after.isEmpty() || isFirst) {
        m_found.unwoken = m_sweep;
        m_found.destinationsLooked = m_swept;
        m_found.isPartial = !m_after.isEmpty();
    }
    if (m_after.isEmpty()) {
        m_sweep.clear();
        m_swept = 0;
    }
    return {};
}

Result<void> OwnWatch::step(qint64 now)
{
    const std::lock_guard stepping(m_stepping);
    if (m_sinceLook.isValid() && !m_sinceLook.hasExpired(lookEveryMs))
        return {};
    if (const auto done = m_streams.look(now); !done)
        return done;
    if (const auto done = lookAtConversion(now); !done)
        return done;
    if (const auto done = lookAtDestinations(now); !done)
        return done;
    m_sinceLook.start();
    const std::lock_guard lock(m_mutex);
    m_found.streamsAvailable = m_schema.streamPositions();
    m_found.streams = m_streams.standing(now);
    m_found.streamsWatched = m_streams.watched();
    m_looked = true;
    return {};
}

Result<OwnSide> OwnWatch::state(qint64 now)
{
    // At once, where the last look is not long ago.
    if (const auto done = step(now); !done)
        return failure(done.error());
    const std::lock_guard lock(m_mutex);
    return m_found;
}

} // namespace Lockstep::Synapse
