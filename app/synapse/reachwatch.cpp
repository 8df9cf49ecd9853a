// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/reachwatch.h"

#include "core/log.h"
#include "synapse/tables/destinationtable.h"

#include <algorithm>

namespace Lockstep::Synapse {

Result<void> ReachWatch::step(const QList<ServerName> &changed)
{
    m_pending.unite(QSet<ServerName>(changed.begin(), changed.end()));
    if (m_isFirst) {
        const auto failing = m_sampler.failing();
        if (!failing)
            return failure(failing.error());
        for (const ServerName &server : m_recorder.allInBackoff())
            m_pending.insert(server);
        for (const Inspection::Destination &destination : failing->destinations) {
            m_recorder.inBackoff(destination.destination, destination.failingSince);
            m_pending.remove(destination.destination);
        }
        m_isFirst = false;
    }
    QSet<ServerName> looked;
    for (auto it = m_pending.cbegin(); it != m_pending.cend() && looked.size() < rowsPerStep; ++it)
        looked.insert(*it);
    const auto rows = destinationsNamed(m_database, looked);
    if (!rows)
        return failure(rows.error());
    QSet<ServerName> others = looked;
    for (const Inspection::Destination &destination : *rows) {
        if (!isFailing(destination))
            continue;
        m_recorder.inBackoff(destination.destination, destination.failingSince);
        others.remove(destination.destination);
    }
    for (const ServerName &server : std::as_const(others))
        m_recorder.notInBackoff(server);
    m_pending.subtract(looked);
    if (!m_pending.isEmpty())
        return {}; // what is claimed of a time is the whole of it
    const auto kept = m_recorder.keep();
    if (!kept && !m_isTroubled)
        qCWarning(lcSynapse).noquote() << "When servers could be reached is not kept:" << kept.error().text;
    m_isTroubled = !kept;
    return {};
}

} // namespace Lockstep::Synapse
