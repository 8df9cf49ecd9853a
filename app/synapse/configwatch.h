// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "synapse/config/configuration.h"

#include <QDateTime>
#include <QHash>

namespace Lockstep::Synapse {

class FetchLedger;

/// Sees that the homeserver's configuration files were changed, and takes from them what it may ask. Synapse itself reads them when it is
/// started. For one thread.
class ConfigWatch
{
public:
    static constexpr qint64 lookEveryMs = 2'000;

    /// \a settings: as they were read first; of their files. \a ledger outlives it.
    ConfigWatch(SynapseSettings settings, FetchLedger &ledger);

    /// \a now: ms since the epoch. Files that are missing or wrong at the moment change nothing.
    void step(qint64 now);

private:
    QHash<QString, QDateTime> stamps() const;

    const SynapseSettings m_settings;
    FetchLedger &m_ledger;
    QHash<QString, QDateTime> m_stamps; ///< by file, when it was written
    qint64 m_looked = 0;
};

} // namespace Lockstep::Synapse
