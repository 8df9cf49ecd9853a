// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/result.h"
#include "search/query.h"

#include <QHash>
#include <QSet>

namespace Lockstep::Search {

/// What an index holds.
struct Extent
{
    qint64 users = 0;
    qint64 cut = 0; ///< users of whom a part is not indexed
};

/// How far the looking through of all tracked users came; kept with the index, so that another process goes on there.
struct Progress
{
    UserId scanned = {}; ///< the last user in order of a pass under way that looks for users who are not indexed; empty: none is under way
    bool isComplete = false; ///< a pass came to its end once
    qint64 asOf = 0; ///< what is indexed is as the homeserver had it then, or newer; ms since the epoch
    qint64 total = -1; ///< users that the last whole pass came by

    friend bool operator==(const Progress &, const Progress &) = default;
};

/// An index of texts by user. Derived from what a homeserver holds: it may be thrown away at any time. Thread-safe: one thread writes,
/// many ask. Errors: Io (no room, or no right to write), BadAnswer (what it keeps is damaged or cannot be read, build it anew), Database,
/// Timeout, Cancelled.
class Index
{
public:
    virtual ~Index() = default;

    struct Hit
    {
        UserId user;
        QList<Inspection::Match> matches;
    };
    struct Hits
    {
        QList<Hit> hits; ///< the best first; of equals, those that were indexed first
        QString next; ///< where to go on; empty at the end
        bool isPartial = false; ///< it stopped before it had as many as it should: the time was over
    };
    /// The time for one look; what it has by then it gives. Any number of users takes no longer.
    static constexpr int budgetMs = 250;

    /// \a after: what another look for the same gave as \c next; BadInput for what it did not.
    virtual Result<Hits> find(const Query &query, const QString &after, int limit) const = 0;
    /// What is indexed of these; who is not is left out.
    virtual Result<QHash<UserId, Inspection::ListTexts>> texts(const QList<UserId> &users) const = 0;
    /// Users in the order in which they were indexed, after place \a place, which is moved on; fewer than \a limit at the end.
    virtual Result<QList<UserId>> users(qint64 &place, int limit) const = 0;
    virtual Extent extent() const = 0;
    virtual Progress progress() const = 0;

    /// Takes these users' texts instead of what there was, takes out those in \a gone, and keeps the progress: all or nothing.
    virtual Result<void> change(const QList<Inspection::ListTexts> &texts, const QList<UserId> &gone, const Progress &progress) = 0;
    /// A bounded piece of the work that makes questions cheaper after many changes; false when there is none left.
    virtual Result<bool> tidy() = 0;
    /// Ends what is under way and to come.
    virtual void cutOff() = 0;
};

} // namespace Lockstep::Search
