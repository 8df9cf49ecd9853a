// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/recording/reachrecorder.h"
#include "sql/database.h"
#include "synapse/queues/sampler.h"

#include <QSet>

namespace Lockstep::Synapse {

/// Tells the recorder of reachability which servers are in backoff. It looks at rows that the sampler saw change, and once at those that an
/// earlier process knew. One thread at a time.
class ReachWatch
{
public:
    /// Rows that are looked at in a step.
    static constexpr qsizetype rowsPerStep = 2'000;

    ReachWatch(const Sql::Database &database, const Sampler &sampler, History::ReachRecorder &recorder)
        : m_database(database)
        , m_sampler(sampler)
        , m_recorder(recorder)
    {
    }

    /// \a changed: the sampler's word. What the recorder cannot write is written later, and is no error.
    Result<void> step(const QList<ServerName> &changed);

private:
    const Sql::Database &m_database;
    const Sampler &m_sampler;
    History::ReachRecorder &m_recorder;
    bool m_isFirst = true;
    bool m_isTroubled = false; ///< it could not be written last time
    QSet<ServerName> m_pending;
};

} // namespace Lockstep::Synapse
