// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/ids.h"

#include <QList>

namespace Lockstep {

/// One user of a refresh of many, and what became of it.
struct BulkEntry
{
    enum class State : quint8 {
        Waiting,
        Running,
        Succeeded,
        Failed,
        NotAsked, ///< others of the same server had failed, so that it was not tried
        NotStarted, ///< cancelled before its turn
        Unfinished, ///< cancelled while it was under way: the homeserver may still finish it
    };
    UserId user;
    State state = State::Waiting;
    /// When it was asked for, ms since the epoch; 0: not yet. One that waits with a time was asked for, and the answer got lost.
    qint64 asked = 0;
    qint64 finished = 0;
    // What the refresh changed: numbers of devices.
    int added = 0;
    int removed = 0;
    int changed = 0;
    bool crossSigning = false; ///< its cross-signing keys changed
    QString error; ///< displayable; why it failed, or was not asked

    bool hasChanged() const { return added + removed + changed > 0 || crossSigning; }
};

/// How many users are in which state.
struct BulkCounts
{
    qsizetype total = 0, waiting = 0, running = 0, succeeded = 0, failed = 0, notAsked = 0, notStarted = 0, unfinished = 0;
    qsizetype changed = 0; ///< of those that succeeded

    qsizetype done() const { return succeeded + failed + notAsked; }
    bool wasCancelled() const { return notStarted + unfinished > 0; }
    /// \a by: 1, or -1 to take it out.
    void add(const BulkEntry &entry, int by);
};

/// Users of one server who were not refreshed.
struct BulkFailures
{
    ServerName server;
    qsizetype failed = 0, notAsked = 0;
    QString error; ///< of the first one; displayable
};

/// Most users first.
QList<BulkFailures> failuresOf(const QList<BulkEntry> &entries);

} // namespace Lockstep
