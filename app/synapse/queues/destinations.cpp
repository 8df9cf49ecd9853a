// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/queues/destinations.h"

#include "synapse/queues/sampler.h"
#include "synapse/tables/cursor.h"
#include "synapse/tables/destinationtable.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;

namespace {

constexpr int sweepRows = 1'000;
constexpr int mostSweeps = 20;
/// Lists one after the other: failing ones by (retry, name) from the sampler's sweep, the others by name from the table, and servers
/// without a row by name.
const QString failingList = u"failing"_s;
const QString otherList = u"others"_s;
const QString untriedList = u"untried"_s;

} // namespace

Destination Destinations::counted(Destination destination) const
{
    destination.usersTracked = m_sampler.usersTracked(destination.destination);
    destination.usersStale = m_sampler.usersStale(destination.destination);
    return destination;
}

Result<DestinationMap> Destinations::lookup(const QSet<ServerName> &servers) const
{
    const auto rows = destinationsNamed(m_database, servers);
    if (!rows)
        return failure(rows.error());
    DestinationMap found;
    for (const Destination &destination : *rows) {
        m_sampler.noticed(destination);
        found.insert(destination.destination, counted(destination));
    }
    return found;
}

Result<std::optional<Destination>> Destinations::lookup(const ServerName &server) const
{
    const auto found = lookup(QSet<ServerName>{server});
    if (!found)
        return failure(found.error());
    if (const auto it = found->constFind(server); it != found->cend())
        return std::optional(*it);
    return std::optional<Destination>();
}

/// True if the page is complete.
Result<bool> Destinations::addFailing(Page<Destination> &page, const DestinationQuery &query, const QJsonArray &after) const
{
    const auto failing = m_sampler.failing();
    if (!failing)
        return failure(failing.error());
    page.partial = !failing->complete;
    auto from = failing->destinations.cbegin();
    if (!after.isEmpty()) {
        const std::pair key{after.at(0).toInteger(), ServerName(after.at(1).toString())};
        from = std::find_if(failing->destinations.cbegin(), failing->destinations.cend(),
            [&](const Destination &destination) { return std::pair(destination.retryAt, destination.destination) > key; });
    }
    const auto rest = std::distance(from, failing->destinations.cend());
    const auto taken = std::min<std::ptrdiff_t>(rest, query.limit);
    std::for_each(from, from + taken, [&](const Destination &destination) { page.items += counted(destination); });
    if (taken < rest)
        page.next = encodeCursor(failingList, {page.items.constLast().retryAt, page.items.constLast().destination.toString()});
    else if (!query.failingOnly && taken == query.limit)
        page.next = encodeCursor(otherList, {u""_s});
    return query.failingOnly || !page.next.isEmpty();
}

Result<void> Destinations::addOthers(Page<Destination> &page, const DestinationQuery &query, QString after) const
{
    // A chunk at a time, so that a server with nothing but dead neighbours still answers.
    QSet<ServerName> listed;
    if (const auto failing = m_sampler.failing()) {
        for (const Destination &destination : failing->destinations)
            listed.insert(destination.destination);
    }
    for (int sweeps = 0; sweeps < mostSweeps; ++sweeps) {
        const auto found = destinationsAfter(m_database, after, sweepRows);
        if (!found)
            return failure(found.error());
        for (const Destination &destination : *found) {
            after = destination.destination.toString();
            // One that began to fail after the sweep is in none of its pages.
            if (isFailing(destination) && listed.contains(destination.destination))
                continue;
            page.items += counted(destination);
            if (page.items.size() == query.limit) {
                page.next = encodeCursor(otherList, {after});
                return {};
            }
        }
        if (found->size() < sweepRows)
            return {};
    }
    page.partial = true;
    page.next = encodeCursor(otherList, {after});
    return {};
}

Result<void> Destinations::addUntried(Page<Destination> &page, const DestinationQuery &query, const ServerName &after) const
{
    const QList<ServerName> servers = m_sampler.serversTracked(after);
    for (qsizetype first = 0; first < servers.size(); first += sweepRows) {
        const QList<ServerName> some = servers.sliced(first, std::min<qsizetype>(sweepRows, servers.size() - first));
        const auto rows = destinationsNamed(m_database, QSet<ServerName>(some.begin(), some.end()));
        if (!rows)
            return failure(rows.error());
        QSet<ServerName> listed;
        for (const Destination &row : *rows)
            listed.insert(row.destination);
        for (const ServerName &server : some) {
            if (listed.contains(server))
                continue;
            Destination untried;
            untried.destination = server;
            page.items += counted(untried);
            if (page.items.size() == query.limit) {
                page.next = encodeCursor(untriedList, {server.toString()});
                return {};
            }
        }
    }
    return {};
}

Result<Page<Destination>> Destinations::list(const DestinationQuery &query) const
{
    Page<Destination> page;
    ServerName afterUntried;
    if (const auto inUntried = decodeCursor(query.after, untriedList, "s"); inUntried && !inUntried->isEmpty()) {
        afterUntried = ServerName(inUntried->at(0).toString());
    } else {
        const auto inOthers = decodeCursor(query.after, otherList, "s");
        if (query.after.isEmpty() || !inOthers) {
            const auto inFailing = decodeCursor(query.after, failingList, "is");
            if (!inFailing)
                return failure(inFailing.error());
            const auto complete = addFailing(page, query, *inFailing);
            if (!complete)
                return failure(complete.error());
            if (*complete)
                return page;
        }
        if (query.failingOnly)
            return page;
        const auto done = addOthers(page, query, inOthers && !inOthers->isEmpty() ? inOthers->at(0).toString() : QString());
        if (!done)
            return failure(done.error());
        if (!page.next.isEmpty())
            return page;
    }
    if (const auto done = addUntried(page, query, afterUntried); !done)
        return failure(done.error());
    return page;
}

} // namespace Lockstep::Synapse
