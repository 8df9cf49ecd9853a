// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "domain/reachability.h"
#include "history/store.h"

namespace Lockstep::History {

/// What is to be kept of many servers.
struct ReachBatch
{
    QList<std::pair<ServerName, ReachSpan>> spans = {}; ///< by server, state and since: a new one, or what became of it
    QList<std::pair<ServerName, Contact>> contacts = {};
    QList<std::pair<ServerName, qint64>> heard = {}; ///< when an update came last
    std::optional<WatchedSpan> watched = {}; ///< by since
    bool isEmpty() const { return spans.isEmpty() && contacts.isEmpty() && heard.isEmpty() && !watched; }
};

/// Reachability in the store's file, bounded for each server and in all. Thread-safe; as a store's calls, these may block for as long as
/// another writer takes.
class ReachTable
{
public:
    static constexpr int mostSpans = 100'000;
    static constexpr int mostContacts = 200'000;
    static constexpr int mostServers = 50'000;
    static constexpr qint64 keptMs = 35LL * 24 * 3600 * 1000;

    /// \a store outlives it.
    explicit ReachTable(const Store &store);
    ~ReachTable();

    /// All or, on an error, nothing. \a now: ms since the epoch.
    Result<void> save(const ReachBatch &batch, qint64 now);
    /// Servers whose backoff was going on when it was written last, at most mostServers.
    Result<QList<std::pair<ServerName, ReachSpan>>> open() const;
    /// When it was watched last, 0 if never.
    Result<qint64> watchedUntil() const;
    /// Without the rate of updates.
    Result<Reachability> of(const ServerName &server) const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::History
