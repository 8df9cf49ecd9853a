// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/tables/destinationtable.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Sql;

namespace {

const QString columns = u"destination, retry_last_ts, retry_interval, failure_ts"_s;
/// Placeholders per statement: far below every engine's limit, and a plan that stays an index scan.
constexpr int chunk = 500;

/// A time or a span in ms as a damaged table may hold it: between 0 and the year 9999, so that sums of two stay in range.
qint64 bounded(qint64 ms)
{
    return std::clamp<qint64>(ms, 0, 253'402'300'799'000);
}

Inspection::Destination fromRow(const Row &row)
{
    Inspection::Destination destination;
    destination.destination = ServerName(row.text(0));
    destination.retryLast = bounded(row.integer(1));
    destination.retryInterval = bounded(row.integer(2));
    destination.failingSince = bounded(row.integer(3));
    // Servers that failed before Synapse had failure_ts.
    if (destination.retryInterval > 0 && destination.failingSince == 0)
        destination.failingSince = destination.retryLast;
    if (destination.retryInterval > 0)
        destination.retryAt = bounded(destination.retryLast + destination.retryInterval);
    return destination;
}

} // namespace

Result<QList<Inspection::Destination>> destinationsAfter(const Database &database, const QString &after, int limit)
{
    QList<Inspection::Destination> found;
    const auto sql = u"SELECT %1 FROM destinations WHERE destination > ? ORDER BY destination LIMIT ?"_s.arg(columns);
    const auto done = database.each(sql, {after, limit}, [&](const Row &row) { found.append(fromRow(row)); });
    if (!done)
        return failure(done.error());
    return found;
}

Result<QList<Inspection::Destination>> destinationsNamed(const Database &database, const QSet<ServerName> &names)
{
    QList<Inspection::Destination> found;
    const QList<ServerName> all = names.values();
    for (qsizetype from = 0; from < all.size(); from += chunk) {
        QVariantList values;
        for (const ServerName &name : all.mid(from, chunk))
            values += name.toString();
        const auto sql = u"SELECT %1 FROM destinations WHERE destination IN (%2)"_s.arg(columns, Database::placeholders(values.size()));
        const auto done = database.each(sql, values, [&](const Row &row) { found.append(fromRow(row)); });
        if (!done)
            return failure(done.error());
    }
    return found;
}

} // namespace Lockstep::Synapse
