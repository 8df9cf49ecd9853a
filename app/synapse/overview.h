// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/store.h"
#include "inspection/types.h"
#include "synapse/queues.h"

#include <QElapsedTimer>

#include <mutex>

namespace Lockstep::Synapse {

/// The counts of the overview page. Made at most once a second, whoever asks; each of them is bounded or an estimate. Thread-safe.
class OverviewCounter
{
public:
    OverviewCounter(const Sql::Database &database, const Queues &queues, const Sampler &sampler, const History::Store *history);

    Result<Inspection::Overview> overview();

private:
    Result<Inspection::Overview> count() const;
    Result<void> countUsers(Inspection::Overview &overview) const;

    const Sql::Database &m_database;
    const Queues &m_queues;
    const Sampler &m_sampler;
    const History::Store *m_history;
    std::mutex m_mutex;
    QElapsedTimer m_age;
    Inspection::Overview m_last;
};

} // namespace Lockstep::Synapse
