// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"
#include "domain/fetchtrouble.h"

#include <QHash>

#include <mutex>

namespace Lockstep::Synapse {

/// Remembers which servers the homeserver's transactions do not get through to, as its log tells it: Synapse repeats a transaction for
/// minutes before it calls that a failure in its database. Bounded, not kept over a restart. Thread-safe.
class SendLedger
{
public:
    /// What was not told again for so long has ended, or has become a backoff: Synapse waits a minute at most between two tries.
    static constexpr qint64 endsAfterMs = 3 * 60 * 1000;
    static constexpr qsizetype mostServers = 20'000;

    /// A try failed. \a at: ms since the epoch, by the log.
    void failed(const ServerName &server, FetchCause cause, const QString &error, qint64 at);
    /// What fails now; not known if nothing does.
    FetchTrouble trouble(const ServerName &server, qint64 now) const;

private:
    mutable std::mutex m_mutex;
    QHash<ServerName, FetchTrouble> m_servers;
};

} // namespace Lockstep::Synapse
