// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/ratelimiter.h"
#include "inspection/source.h"
#include "server/desks/refreshlanes.h"

#include <functional>
#include <memory>

namespace Lockstep::Server {

class Trail;

struct RefreshOptions
{
    ServerName serverName; ///< the homeserver's own: its users need no resync
    RefreshLanes::Limits lanes; ///< resyncs at the same time, and how many wait; one more is refused with 429
    int resyncTimeoutMs = 60'000; ///< for one resync at the homeserver
    int freshForMs = 10'000; ///< a success younger than this is success again, without a new resync
    int lookAgainMs = 5'000; ///< how often it is seen whether the homeserver itself succeeded after a failure
    /// A caller runs dry before a server does, so that no caller uses up what is meant for all. Admins have buckets of their own, for
    /// servers too.
    Http::RateLimit perCaller = {10, 0.5};
    Http::RateLimit perServer = {20, 1};
    Http::RateLimit perAdmin = {60, 4};
    Http::RateLimit perServerForAdmins = {40, 2};
    int maxOutcomes = 10'000; ///< users whose last outcome is kept
    /// Told of each success, on a thread of the desk's; may block for a moment. Empty: nobody wants to know.
    std::function<void(const UserId &)> fetched = {};
};

/// What is known of who asks for a refresh.
struct RefreshCaller
{
    UserId user;
    bool isAdmin = false;
    QString token;
    /// Asks once more whether the caller may, just before something is done for them that writes; unset: it is known well enough. May
    /// block.
    std::function<Result<void>()> confirm = {};
};

/// Resyncs on request (MSC2638): one at a time for a user whoever asks, limited in rate, with what each changed. Thread-safe. The caller's
/// token lives in memory while its resync waits or runs, and nowhere else. Publishes an event "refresh" for each change of state.
/// A refresh that failed becomes "succeeded" when the homeserver, which goes on trying by itself, has fetched the list later.
class RefreshDesk
{
public:
    /// Both outlive the desk.
    RefreshDesk(Inspection::Source *source, RefreshOptions options, Trail *trail);
    /// Shuts down.
    ~RefreshDesk();

    using Ticket = RefreshTicket;

    /// Joins the user's resync or starts one. First of all the source says whether the caller may; who may not costs nobody anything.
    /// Errors: BadInput (malformed user ID), Forbidden (http 403), RateLimited with retryAfterMs, Cancelled (shut down), those of confirm.
    Result<Ticket> begin(const RefreshCaller &caller, const UserId &user);
    /// The outcome, or nothing if it is still open after \a timeoutMs.
    std::optional<Result<void>> wait(const Ticket &ticket, int timeoutMs);

    /// The user's last resync; "idle" if none is known. Asks the source if the last one failed.
    Inspection::RefreshStatus status(const UserId &user) const;
    int running() const;
    /// Ends what waits with Cancelled, and returns when no worker runs any more.
    void shutDown();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Server
