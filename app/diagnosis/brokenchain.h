// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "diagnosis/sides.h"

#include <QHash>

namespace Lockstep::Diagnosis {

/// Follows one change from the sender's queue to the receiver's list. What it is made of has to outlive it.
class BrokenChain
{
public:
    /// \a told: what the sender remembers of the receiver; nothing if that is not known.
    BrokenChain(const Inspection::OwnUser &own, const Inspection::ToldServer *told, const Inspection::ReceiversView &view,
        const QList<Inspection::SourceStatus> &sources);

    /// Fills in where the change stopped, for a row that differs.
    void explain(SidesRow &row) const;

private:
    struct Place
    {
        Station station;
        Ground ground;
    };
    Place placeOf(SidesRow &row) const;
    Place atReceiver(SidesRow &row) const;
    Place ofSeen(const SidesRow &row, const DeviceListUpdate &update) const;
    bool isFetched(const SidesRow &row) const;
    /// Nothing if the history would show the change, had it come.
    std::optional<Ground> whyNotCovered(const SidesRow &row) const;
    bool isOf(const SidesRow &row, const DeviceListUpdate &update) const;
    bool isNewEnough(const SidesRow &row, const DeviceListUpdate &update) const;
    bool isAwaited(const SidesRow &row) const;
    bool isNamedByLater(const SidesRow &row) const;
    bool isJustNow(const SidesRow &row) const;

    const Inspection::OwnUser &m_own;
    const Inspection::ToldServer *m_told;
    const Inspection::ReceiversView &m_view;
    QList<DeviceListUpdate> m_updates; ///< newest first, those that count
    QHash<DeviceId, qsizetype> m_changes; ///< index into m_own.changes
    QHash<DeviceId, const Device *> m_devices; ///< the sender's
    bool m_isStale = false;
    bool m_fails = false;
    bool m_logTells = false, m_tapTells = false, m_isWhole = true; ///< of the sources
};

} // namespace Lockstep::Diagnosis
