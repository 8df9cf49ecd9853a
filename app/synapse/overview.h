// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/store.h"
#include "inspection/types.h"
#include "synapse/lists/fetchledger.h"
#include "synapse/lists/keycheck.h"
#include "synapse/queues/queues.h"

#include <QElapsedTimer>

#include <mutex>

namespace Lockstep::Synapse {

/// The counts of the overview page. Made at most once a second, whoever asks, and seldom enough to take a thirtieth of the time at most;
/// each of them is bounded or an estimate. Thread-safe.
class OverviewCounter
{
public:
    struct Sources
    {
        const Schema &schema;
        const Queues &queues;
        const Sampler &sampler;
        const History::Store *history = nullptr; ///< may be null
        const FetchLedger &ledger;
        const KeyCheck &keys;
    };
    OverviewCounter(const Sql::Database &database, Sources sources);

    Result<Inspection::Overview> overview();

private:
    Result<Inspection::Overview> count() const;
    Result<void> countUsers(Inspection::Overview &overview) const;
    Result<void> countMarked(Inspection::Overview &overview) const;
    void countRemembered(Inspection::Overview &overview) const;

    const Sql::Database &m_database;
    const Sources m_sources;
    std::mutex m_mutex;
    QElapsedTimer m_age;
    qint64 m_keptMs = 0;
    Inspection::Overview m_last;
};

} // namespace Lockstep::Synapse
