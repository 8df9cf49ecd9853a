// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/retention/cutplace.h"

#include <chrono>
#include <functional>
#include <memory>

namespace Lockstep::History {

/// What retention has come to.
struct RetentionStatus
{
    bool isRunning = false; ///< a round is under way
    qint64 lastRound = 0; ///< when the last one ended, ms since the epoch; 0: none did
    qint64 updates = 0; ///< that no history shows any more, since this was made
    qint64 rows = 0; ///< of these removed one by one
    qint64 users = 0; ///< whose history was shortened, as often as it was
    qint64 held = 0; ///< users of the last round who have more than the rules want, and nothing of theirs could go
    QString error = {}; ///< of the last round, one sentence; it is tried again
    int failures = 0; ///< rounds that failed, one after another, until now
    bool isLasting = false; ///< the last round failed for what does not go away by itself: a right is missing, a disk is full
};

/// Lets go of rows that are older, or more, than is to be kept: in rounds, in small steps with rests between them, on a thread of its own,
/// so that whoever records waits for one step at most. What findCut() says goes, and nothing else. A kill at any time leaves what the next
/// round goes on with. Thread-safe.
class Retention
{
public:
    struct Options
    {
        KeepRules rules;
        /// Whoever is a little beyond the rules has his turn, too: for one round after which there is none.
        bool isExact = false;
        int rowsAtOnce = 300; ///< of one transaction
        int usersAtOnce = 2'000; ///< that are looked at by one question
        /// Rests so many times as long as the step before it took.
        int rest = 10;
        std::chrono::milliseconds between = std::chrono::hours(1);
        std::chrono::milliseconds firstAfter = std::chrono::minutes(1);
        qint64 outageMs = UpdateGraph::outage;
        std::function<qint64()> clock = {}; ///< present time, ms since the epoch; for tests
    };

    /// \a store outlives it.
    Retention(Store *store, Options options);
    /// Stops; takes no longer than one step.
    ~Retention();

    /// Rounds on a thread of its own from now on.
    void start();
    void stop();
    RetentionStatus status() const;
    const KeepRules &rules() const;

    /// One round on the calling thread, without rests: for a history that nobody else uses. Errors: those of the store.
    Result<RetentionStatus> runOnce();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::History
