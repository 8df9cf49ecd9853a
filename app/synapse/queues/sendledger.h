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
    /// What was not told again for so long has ended, or has become a backoff: Synapse waits 84 s at most between two tries, and as much as
    /// another minute for one that gets no answer.
    static constexpr qint64 endsAfterMs = 100'000;
    static constexpr qint64 endsAfterSilenceMs = 180'000;
    static constexpr qsizetype mostServers = 20'000;

    /// A try failed. \a at: ms since the epoch, by the log.
    void failed(const ServerName &server, FetchCause cause, const QString &error, qint64 at);
    /// What fails now; not known if nothing does.
    FetchTrouble trouble(const ServerName &server, qint64 now) const;

private:
    static bool isOver(const FetchTrouble &trouble, qint64 now)
    {
        return trouble.last < now - (trouble.cause == FetchCause::TimedOut ? endsAfterSilenceMs : endsAfterMs);
    }

    mutable std::mutex m_mutex;
    QHash<ServerName, FetchTrouble> m_servers;
};

} // namespace Lockstep::Synapse
