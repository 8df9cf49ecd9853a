// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/desks/refreshdeskparts.h"

#include "core/log.h"

#include <QDateTime>

namespace Lockstep::Server {

using namespace Qt::StringLiterals;
using namespace Inspection;

/// With the mutex held. What the caller is refused for must not cost the server's allowance.
std::optional<Error> RefreshDesk::Private::limited(const RefreshCaller &caller, const UserId &user)
{
    Error error{.kind = Error::RateLimited, .http = 429, .errcode = u"M_LIMIT_EXCEEDED"_s};
    if (!lanes.hasRoomFor(caller.user, caller.isAdmin)) {
        error.retryAfterMs = 5000;
        error.text = u"Too many refreshes wait already; try again later."_s;
        return error;
    }
    Buckets &buckets = caller.isAdmin ? admins : others;
    error.retryAfterMs = buckets.callers.take(caller.user.toString());
    if (error.retryAfterMs > 0) {
        error.text = u"You asked for too many refreshes; wait a moment."_s;
        return error;
    }
    error.retryAfterMs = buckets.servers.take(user.server().toString());
    if (error.retryAfterMs > 0) {
        error.text = u"Too many refreshes of users on %1; wait a moment, so that its server is not flooded."_s.arg(
            displayable(user.server().toString()));
        return error;
    }
    return {};
}

/// With the mutex held. The user's resync under way, or one that is done without a new one; null if there is neither.
RefreshTicket RefreshDesk::Private::openOrFresh(const UserId &user, bool forAdmin)
{
    if (const Ticket joined = open.value(user)) {
        if (forAdmin && !joined->isAdmin)
            lanes.promote(joined);
        return joined;
    }
    const auto last = outcomes.constFind(user);
    if (last == outcomes.constEnd() || last->status.state != RefreshState::Succeeded
        || Clock::now() - last->succeededAt >= std::chrono::milliseconds(options.freshForMs))
        return {};
    auto done = std::make_shared<RefreshAttempt>();
    done->user = user;
    done->outcome = Result<void>();
    return done;
}

RefreshDesk::RefreshDesk(Source *source, RefreshOptions options, Trail *trail)
    : d(std::make_unique<Private>())
{
    d->source = source;
    d->trail = trail;
    d->options = std::move(options);
    d->options.lanes.workers = std::max(1, d->options.lanes.workers);
    d->lanes = RefreshLanes(d->options.lanes);
    d->others = {Http::RateLimiter(d->options.perCaller), Http::RateLimiter(d->options.perServer)};
    d->admins = {Http::RateLimiter(d->options.perAdmin), Http::RateLimiter(d->options.perServerForAdmins)};
    for (int i = 0; i < d->options.lanes.workers; ++i)
        d->threads.emplace_back([this] { d->run(); });
    d->threads.emplace_back([this] { d->watch(); });
}

RefreshDesk::~RefreshDesk()
{
    shutDown();
}

Result<RefreshDesk::Ticket> RefreshDesk::begin(const RefreshCaller &caller, const UserId &user)
{
    if (!user.isValid())
        return failure(Error::BadInput, u"\"%1\" is not a user ID; it should look like @name:server."_s.arg(displayable(user.toString())),
            400, u"M_INVALID_PARAM"_s);
    auto attempt = std::make_shared<RefreshAttempt>();
    attempt->user = user;
    // A local user's list is the homeserver's own: there is nothing to fetch.
    if (user.server() == d->options.serverName) {
        attempt->outcome = Result<void>();
        return attempt;
    }
    // Before anything else, and the same answer whatever goes on: who may not ask about the user learns nothing.
    if (const auto may = d->source->mayResync(caller.user, caller.isAdmin, user); !may)
        return failure(may.error());
    const Error stopped{.kind = Error::Cancelled, .http = 503, .text = u"The server is stopping."_s};
    Ticket known;
    {
        const std::lock_guard lock(d->mutex);
        if (d->stopping)
            return failure(stopped);
        known = d->openOrFresh(user, caller.isAdmin);
        // Who asks again and again for what is under way shall not fill the trail.
        if (known && (!caller.isAdmin || known->trail.contains(caller.user)))
            return known;
        if (!known) {
            if (const auto error = d->limited(caller, user))
                return failure(*error);
        }
    }
    if (!known && caller.confirm) {
        if (const auto confirmed = caller.confirm(); !confirmed)
            return failure(confirmed.error());
    }
    const auto entry = d->trail->begin({.by = caller.user,
        .role = caller.isAdmin ? Role::Operator : Role::Unknown,
        .action = TrailAction::Refresh,
        .on = user.toString()});
    const qint64 n = entry.value_or(0); // a list out of step is worse than a line that is missing, which is told
    {
        const std::lock_guard lock(d->mutex);
        if (!known && !d->stopping)
            known = d->openOrFresh(user, caller.isAdmin); // meanwhile
        if (known && !known->outcome) {
            known->trail.insert(caller.user, n);
            return known;
        }
        if (!known && !d->stopping) {
            attempt->caller = caller.user;
            attempt->isAdmin = caller.isAdmin;
            attempt->token = caller.token;
            attempt->requested = QDateTime::currentMSecsSinceEpoch();
            attempt->trail.insert(caller.user, n);
            d->open.insert(user, attempt);
            d->lanes.add(attempt);
            RefreshStatus status{
                .userId = user, .state = RefreshState::Running, .requested = attempt->requested, .errcode = {}, .error = {}, .change = {}};
            d->remember(status);
            d->publish(user, RefreshState::Running);
        }
    }
    if (known || attempt->requested == 0) {
        d->trail->conclude(n, known ? *known->outcome : Result<void>(failure(stopped)));
        return known ? Result<Ticket>(known) : failure(stopped);
    }
    d->work.notify_all();
    return attempt;
}

std::optional<Result<void>> RefreshDesk::wait(const Ticket &ticket, int timeoutMs)
{
    std::unique_lock lock(d->mutex);
    d->concluded.wait_for(lock, std::chrono::milliseconds(std::max(0, timeoutMs)), [&] { return ticket->outcome.has_value(); });
    return ticket->outcome;
}

RefreshStatus RefreshDesk::status(const UserId &user) const
{
    d->lookAgain(user);
    const std::lock_guard lock(d->mutex);
    const auto it = d->outcomes.constFind(user);
    if (it != d->outcomes.constEnd())
        return it->status;
    RefreshStatus status;
    status.userId = user;
    return status;
}

int RefreshDesk::running() const
{
    const std::lock_guard lock(d->mutex);
    return int(d->open.size());
}

void RefreshDesk::shutDown()
{
    std::deque<Ticket> abandoned;
    {
        const std::lock_guard lock(d->mutex);
        d->stopping = true;
        abandoned = d->lanes.takeWaiting();
    }
    d->work.notify_all();
    d->awaiting.notify_all();
    for (const Ticket &attempt : abandoned)
        d->conclude(attempt, failure(Error::Cancelled, u"The server stopped before the refresh began."_s, 503), {});
    for (std::thread &thread : d->threads) {
        if (thread.joinable())
            thread.join();
    }
}

} // namespace Lockstep::Server
