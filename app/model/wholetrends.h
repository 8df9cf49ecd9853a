// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/seriestrends.h"

namespace Lockstep {

/// How the queues of the whole homeserver move: by what the gateway kept, and where it keeps nothing, by what was read here. GUI thread.
class WholeTrends : public QObject
{
    Q_OBJECT
public:
    WholeTrends(Inspection::Client *client, QObject *parent);

    /// The newest totals; reads the gateway's series too, once a minute at most.
    void record(const Inspection::Overview &overview);
    /// Nothing if it is not known, or what there is are estimates.
    std::optional<Trend> trend(Inspection::QueueKind kind) const;

Q_SIGNALS:
    /// The gateway told more.
    void changed();

private:
    SeriesTrends m_kept;
    QueueTrends m_own;
    QMap<Inspection::QueueKind, qint64> m_depths; ///< exact ones
};

} // namespace Lockstep
