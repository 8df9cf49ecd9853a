// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/file/reachtable.h"
#include "history/observation.h"

#include <functional>
#include <memory>

namespace Lockstep::History {

/// Makes what the homeserver's tables and its log tell of other servers into times in which they were not reached, and keeps that in the
/// history's file. What is told waits in memory, bounded, until keep(). Times are ms since the epoch; such as lie in the future count as
/// now. Thread-safe.
class ReachRecorder
{
public:
    struct Options
    {
        /// Looks that are further apart leave a time between of which nothing is known.
        qint64 mostApartMs = 60'000;
        std::function<qint64()> clock = {}; ///< present time of the homeserver; empty: the machine's
    };

    /// \a store outlives it. Takes up what an earlier process left going on. Errors: those of the history's file.
    static Result<std::unique_ptr<ReachRecorder>> open(const Store &store, Options options);
    ~ReachRecorder();

    /// The homeserver waits with the server since \a since.
    void inBackoff(const ServerName &server, qint64 since);
    /// It does not. What went on when an earlier process ended is over since then: nobody saw when.
    void notInBackoff(const ServerName &server);
    /// Servers that it waits for, as far as was told, those of an earlier process too.
    QList<ServerName> allInBackoff() const;

    /// A try was told of. The same may be told again.
    void note(const ServerName &server, Contact contact);
    /// An update of one of its users' lists came.
    void heard(const ServerName &server, qint64 at);
    /// The same if this is an update that is believed.
    void note(const Observation &what, const Feed &feed);

    /// It was looked at which servers are in backoff, and what was found was told: writes what there is to write. Errors: those of the
    /// file; what was not written is next time.
    Result<void> keep();

    Result<Reachability> of(const ServerName &server);

private:
    struct Private;
    explicit ReachRecorder(std::unique_ptr<Private> priv);
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::History
