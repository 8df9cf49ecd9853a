// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "synapse/homeserverapi.h"
#include "synapse/lists/devicelists.h"
#include "synapse/queues/destinations.h"

#include <atomic>
#include <mutex>

namespace Lockstep::Synapse {

/// Makes Synapse fetch a user's list. Synapse's documentation names the way: a row in device_lists_remote_resync, which Synapse reads
/// anew each time. Its own retry comes within 30 s; a /keys/query for the user makes it happen at once. The row is gone when the fetch
/// succeeded, and stays, to be tried again, when it did not. Only tracked users are marked: for others Synapse would begin to follow a list
/// that nobody sends updates for. Thread-safe.
class Resync
{
public:
    /// \a marker may be null: never write.
    Resync(const DeviceLists &lists, const Destinations &destinations, const HomeserverApi &api, FetchLedger &ledger,
        const Sql::Database *marker);

    Result<void> run(const UserId &user, const QString &token, int timeoutMs);
    Inspection::Availability availability() const;
    /// Ends waiting calls soon.
    void shutDown() { m_stopping = true; }

private:
    Result<void> mark(const UserId &user);
    Result<void> outcome(const UserId &user, const StreamId &before, qint64 deadline) const;
    Result<void> waitUntilDone(
        const UserId &user, const StreamId &before, const Result<HomeserverApi::KeysAnswer> &answer, qint64 deadline);
    Error explain(const UserId &user, const QJsonObject &failure) const;

    const DeviceLists &m_lists;
    const Destinations &m_destinations;
    const HomeserverApi &m_api;
    FetchLedger &m_ledger;
    const Sql::Database *m_marker;
    std::atomic<bool> m_stopping{false};
};

} // namespace Lockstep::Synapse
