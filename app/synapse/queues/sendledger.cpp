// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/queues/sendledger.h"

#include <algorithm>

namespace Lockstep::Synapse {

namespace {

constexpr qsizetype longestError = 400;

} // namespace

void SendLedger::failed(const ServerName &server, FetchCause cause, const QString &error, qint64 at)
{
    const std::lock_guard lock(m_mutex);
    if (!m_servers.contains(server) && m_servers.size() >= mostServers) {
        m_servers.removeIf([at](const auto &it) { return isOver(it.value(), at); });
        if (m_servers.size() >= mostServers)
            return; // so many fail at once that one more says nothing
    }
    FetchTrouble &trouble = m_servers[server];
    if (isOver(trouble, at))
        trouble = {};
    trouble.cause = cause;
    trouble.error = error.left(longestError);
    trouble.since = trouble.since == 0 ? at : std::min(trouble.since, at);
    trouble.last = std::max(trouble.last, at);
    ++trouble.tries;
}

FetchTrouble SendLedger::trouble(const ServerName &server, qint64 now) const
{
    const std::lock_guard lock(m_mutex);
    const FetchTrouble trouble = m_servers.value(server);
    return isOver(trouble, now) ? FetchTrouble() : trouble;
}

} // namespace Lockstep::Synapse
