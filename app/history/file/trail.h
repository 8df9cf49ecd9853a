// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/store.h"

namespace Lockstep::History {

/// One thing that somebody did, as it is kept; the words are those of the inspection API, which knows what they mean.
struct TrailRow
{
    qint64 n = 0; ///< given by the trail, rising
    qint64 at = 0; ///< ms since the epoch
    qint64 finished = 0; ///< 0: not yet
    QString by = {};
    QString role = {}; ///< empty: none, any user of the homeserver
    QString action = {};
    QString on = {};
    QString outcome = {};
    QString errcode = {};
    QString error = {};
    qint64 count = 1;
    QByteArray change = {}; ///< opaque here
};

/// What is asked of the trail; empty texts ask for all.
struct TrailFilter
{
    QString action = {};
    QString by = {};
    QString on = {}; ///< exactly, or what follows it after a space
    qint64 before = 0; ///< rows with a smaller n; 0: the newest
    int limit = 100;
};

/// Who did what, in the store's file. Rows of those without a role are bounded by themselves: no user can push out what operators did.
/// Thread-safe; as a store's calls, these may block for as long as another writer takes.
class Trail
{
public:
    static constexpr int keptOfRoles = 50'000;
    static constexpr int keptOfOthers = 10'000;

    /// What a trail that ended in the middle left "running" becomes \a abandoned: nobody knows how it ended.
    static Result<std::unique_ptr<Trail>> open(const Store &store, const QString &running, const QString &abandoned);
    ~Trail();

    /// The new row's n.
    Result<qint64> append(const TrailRow &row);
    /// Sets finished, outcome and, unless they are empty, errcode, error and change: what went wrong at first stays beside a later success.
    Result<void> conclude(qint64 n, const TrailRow &end);
    /// The same happened once more at \a at.
    Result<void> repeat(qint64 n, qint64 at);
    /// Newest first.
    Result<QList<TrailRow>> rows(const TrailFilter &filter) const;

private:
    struct Private;
    explicit Trail(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::History
