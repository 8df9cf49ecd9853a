// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/ratelimiter.h"
#include "inspection/source.h"

#include <memory>

namespace Lockstep::Inspection {

struct RefreshOptions
{
    ServerName serverName; ///< the homeserver's own: its users need no resync
    int workers = 4; ///< resyncs at the same time
    int maxWaiting = 256; ///< requests that wait for a worker; one more is refused with 429
    int resyncTimeoutMs = 60'000; ///< for one resync at the homeserver
    int freshForMs = 10'000; ///< a success younger than this is success again, without a new resync
    int lookAgainMs = 5'000; ///< how often it is seen whether the homeserver itself succeeded after a failure
    RateLimit perCaller = {30, 2};
    RateLimit perServer = {20, 1};
    int maxOutcomes = 10'000; ///< users whose last outcome is kept
};

/// Resyncs on request (MSC2638): one at a time for a user whoever asks, limited in rate, with what each changed. Thread-safe. The caller's
/// token lives in memory while its resync waits or runs, and nowhere else. Publishes an event "refresh" for each change of state.
/// A refresh that failed becomes "succeeded" when the homeserver, which goes on trying by itself, has fetched the list later.
class RefreshDesk
{
public:
    RefreshDesk(Source *source, RefreshOptions options);
    /// Shuts down.
    ~RefreshDesk();

    struct Attempt;
    using Ticket = std::shared_ptr<Attempt>;

    /// Joins the user's resync or starts one. Errors: BadInput (malformed user ID), RateLimited with retryAfterMs, Cancelled (shut down).
    Result<Ticket> begin(const UserId &caller, const QString &accessToken, const UserId &user);
    /// The outcome, or nothing if it is still open after \a timeoutMs.
    std::optional<Result<void>> wait(const Ticket &ticket, int timeoutMs);

    /// The user's last resync; "idle" if none is known. Asks the source if the last one failed.
    RefreshStatus status(const UserId &user) const;
    int running() const;
    /// Ends what waits with Cancelled, and returns when no worker runs any more.
    void shutDown();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Inspection
