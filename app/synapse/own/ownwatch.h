// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "synapse/own/conversion.h"
#include "synapse/own/streamwatch.h"
#include "synapse/queues/waitreasons.h"

#include <QElapsedTimer>

#include <functional>
#include <mutex>

namespace Lockstep::Synapse {

/// Watches what the homeserver owes others: changes that it has not turned into updates, positions that stand still, destinations that
/// nothing wakes. step() is called about once a second, and each look is a few bounded statements. Thread-safe.
class OwnWatch
{
public:
    static constexpr qint64 lookEveryMs = 2'000;
    /// Destinations looked at in a step, and unwoken ones that are kept.
    static constexpr int destinationsPerStep = 200;
    static constexpr qsizetype mostUnwoken = 200;

    OwnWatch(const Sql::Database &database, const Schema &schema, const Destinations &destinations, const WaitReasons &reasons)
        : m_database(database)
        , m_schema(schema)
        , m_destinations(destinations)
        , m_reasons(reasons)
        , m_streams(database, schema)
        , m_conversion(database, schema)
    {
    }

    Result<void> step(qint64 now);
    /// What was found last, or now if that is some time ago.
    Result<Inspection::OwnSide> state(qint64 now);

private:
    Result<void> lookAtConversion(qint64 now);
    Result<void> lookAtDestinations(qint64 now);
    Result<QStringList> nextOf(const QString &table, const QString &after) const;
    Result<void> askEach(const QStringList &names, const QString &table, const QString &wanted,
        const std::function<void(const QString &name, qint64 value)> &take) const;

    const Sql::Database &m_database;
    const Schema &m_schema;
    const Destinations &m_destinations;
    const WaitReasons &m_reasons;

    std::mutex m_stepping; ///< held by a look
    StreamWatch m_streams;
    ConversionWatch m_conversion;
    QElapsedTimer m_sinceLook;
    QString m_after;
    QList<Inspection::UnwokenDestination> m_sweep;
    qint64 m_swept = 0;

    std::mutex m_mutex;
    bool m_looked = false;
    Inspection::OwnSide m_found;
};

} // namespace Lockstep::Synapse
