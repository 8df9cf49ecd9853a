// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/destinations.h"

#include "synapse/cursor.h"
#include "synapse/sampler.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

namespace {

const QString columns = u"destination, retry_last_ts, retry_interval, failure_ts"_s;
/// Placeholders per statement: far below every engine's limit, and a plan that stays an index scan.
constexpr int chunk = 500;
constexpr int sweepRows = 1000;

Inspection::Destination fromRow(const Row &row)
{
    Inspection::Destination destination;
    destination.destination = ServerName(row.text(0));
    destination.retryLast = row.integer(1);
    destination.retryInterval = row.integer(2);
    destination.failingSince = row.integer(3);
    // Servers that failed before Synapse had failure_ts.
    if (destination.retryInterval > 0 && destination.failingSince == 0)
        destination.failingSince = destination.retryLast;
    if (destination.retryInterval > 0)
        destination.retryAt = destination.retryLast + destination.retryInterval;
    return destination;
}

} // namespace

Result<DestinationMap> Destinations::lookup(const QSet<ServerName> &servers) const
{
    DestinationMap found;
    const QList<ServerName> all = servers.values();
    for (qsizetype from = 0; from < all.size(); from += chunk) {
        QVariantList names;
        for (const ServerName &server : all.mid(from, chunk))
            names += server.toString();
        const auto sql = u"SELECT %1 FROM destinations WHERE destination IN (%2)"_s.arg(columns, Database::placeholders(names.size()));
        const auto done = m_database.each(sql, names, [&](const Row &row) {
            auto destination = fromRow(row);
            destination.usersTracked = m_sampler.usersTracked(destination.destination);
            destination.usersStale = m_sampler.usersStale(destination.destination);
            found.insert(destination.destination, std::move(destination));
        });
        if (!done)
            return failure(done.error());
    }
    return found;
}

Result<std::optional<Inspection::Destination>> Destinations::lookup(const ServerName &server) const
{
    const auto found = lookup(QSet<ServerName>{server});
    if (!found)
        return failure(found.error());
    if (const auto it = found->constFind(server); it != found->cend())
        return std::optional(*it);
    return std::optional<Inspection::Destination>();
}

Result<QList<Inspection::Destination>> Destinations::sweep(const Database &database, const QString &after, int limit)
{
    QList<Inspection::Destination> found;
    const auto sql = u"SELECT %1 FROM destinations WHERE destination > ? ORDER BY destination LIMIT ?"_s.arg(columns);
    const auto done = database.each(sql, {after, limit}, [&](const Row &row) { found.append(fromRow(row)); });
    if (!done)
        return failure(done.error());
    return found;
}

Result<Inspection::Page<Inspection::Destination>> Destinations::list(const Inspection::DestinationQuery &query) const
{
    // Two lists one after the other: "f" by (retry, name) from the sampler's sweep, "o" by name from the table.
    const QString failingList = u"f"_s, otherList = u"o"_s;
    Inspection::Page<Inspection::Destination> page;
    const auto inOthers = decodeCursor(query.after, otherList, "s");
    const auto inFailing = inOthers ? Result<QJsonArray>(QJsonArray()) : decodeCursor(query.after, failingList, "is");
    if (!inFailing)
        return failure(inFailing.error());
    const auto counted = [this](Inspection::Destination destination) {
        destination.usersTracked = m_sampler.usersTracked(destination.destination);
        destination.usersStale = m_sampler.usersStale(destination.destination);
        return destination;
    };

    if (query.after.isEmpty() || !inFailing->isEmpty()) {
        const auto failing = m_sampler.failing();
        if (!failing)
            return failure(failing.error());
        page.partial = !failing->complete;
        auto from = failing->destinations.cbegin();
        if (!inFailing->isEmpty()) {
            const std::pair key{inFailing->at(0).toInteger(), ServerName(inFailing->at(1).toString())};
            from = std::find_if(failing->destinations.cbegin(), failing->destinations.cend(),
                [&](const auto &destination) { return std::pair(destination.retryAt, destination.destination) > key; });
        }
        const auto rest = std::distance(from, failing->destinations.cend());
        const auto taken = std::min<std::ptrdiff_t>(rest, query.limit);
        std::for_each(from, from + taken, [&](const auto &destination) { page.items += counted(destination); });
        if (taken < rest) {
            page.next = encodeCursor(failingList, {page.items.constLast().retryAt, page.items.constLast().destination.toString()});
            return page;
        }
        if (query.failingOnly)
            return page;
        if (page.items.size() == query.limit) {
            page.next = encodeCursor(otherList, {u""_s});
            return page;
        }
    }
    if (query.failingOnly)
        return page;

    // The others, skipping failing ones; a chunk at a time, so that a server with nothing but dead neighbours still answers.
    QString after = inOthers && !inOthers->isEmpty() ? inOthers->at(0).toString() : QString();
    for (int chunks = 0; chunks < 20; ++chunks) {
        const auto found = sweep(m_database, after, sweepRows);
        if (!found)
            return failure(found.error());
        for (const auto &destination : *found) {
            after = destination.destination.toString();
            if (isFailing(destination))
                continue;
            page.items += counted(destination);
            if (page.items.size() == query.limit) {
                page.next = encodeCursor(otherList, {after});
                return page;
            }
        }
        if (found->size() < sweepRows)
            return page;
    }
    page.partial = true;
    page.next = encodeCursor(otherList, {after});
    return page;
}

} // namespace Lockstep::Synapse
