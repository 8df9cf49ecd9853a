// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/refreshdesk.h"

#include "core/log.h"
#include "http/ratelimiter.h"
#include "inspection/apiwords.h"
#include "server/heldlist.h"

#include <QDateTime>
#include <QHash>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

namespace Lockstep::Server {

using namespace Qt::StringLiterals;
using namespace Inspection;

using Clock = std::chrono::steady_clock;

namespace {

/// Users looked at in one round, so that a thousand failed refreshes cost no more than a few.
constexpr int lookedAtOnce = 5;
/// A longer list is not kept for telling later what changed.
constexpr qsizetype keptDevices = 200;

} // namespace

struct RefreshDesk::Private
{
    struct Outcome
    {
        RefreshStatus status;
        Clock::time_point succeededAt = {};
        quint64 order = 0; ///< the smallest is the oldest
        std::optional<DeviceList> before; ///< the list before a refresh that failed
        bool isOver = false; ///< the homeserver does not try any more, as the last look showed
    };

    Source *source = nullptr;
    RefreshOptions options;
    mutable std::mutex mutex;
    std::condition_variable work;
    std::condition_variable concluded;
    RefreshLanes lanes{{}};
    QHash<UserId, Ticket> open; ///< waiting or running
    QHash<UserId, Outcome> outcomes;
    std::set<UserId> awaited; ///< failed, but the homeserver goes on trying
    std::condition_variable awaiting;
    struct Buckets
    {
        Http::RateLimiter callers, servers;
    };
    Buckets admins, others;
    quint64 order = 0;
    bool stopping = false;
    std::vector<std::thread> threads;

    void run();
    void perform(const Ticket &attempt);
    void remember(const RefreshStatus &status);
    void conclude(const Ticket &attempt, Result<void> outcome, RefreshStatus status, std::optional<DeviceList> pending = {});
    void watch();
    void lookAgain(const UserId &user);
    std::optional<Error> limited(const RefreshCaller &caller, const UserId &user);
    Ticket openOrFresh(const UserId &user, bool forAdmin);
    /// With the mutex held, so that events come in the order of the states.
    void publish(const UserId &user, RefreshState state) const
    {
        source->events().publish(EventType::Refresh, {{u"user_id"_s, user.toString()}, {u"state"_s, toApiName(state)}});
    }
};

void RefreshDesk::Private::remember(const RefreshStatus &status)
{
    Outcome &outcome = outcomes[status.userId];
    outcome.status = status;
    outcome.order = ++order;
    outcome.before.reset();
    awaited.erase(status.userId);
    if (status.state == RefreshState::Succeeded)
        outcome.succeededAt = Clock::now();
    if (outcomes.size() <= options.maxOutcomes)
        return;
    auto oldest = outcomes.end();
    for (auto it = outcomes.begin(); it != outcomes.end(); ++it) {
        if (!open.contains(it.key()) && (oldest == outcomes.end() || it->order < oldest->order))
            oldest = it;
    }
    if (oldest != outcomes.end()) {
        awaited.erase(oldest.key());
        outcomes.erase(oldest);
    }
}

/// \a pending: the list before, if the homeserver goes on trying after a failure.
void RefreshDesk::Private::conclude(const Ticket &attempt, Result<void> outcome, RefreshStatus status, std::optional<DeviceList> pending)
{
    status.userId = attempt->user;
    status.requested = attempt->requested;
    status.finished = QDateTime::currentMSecsSinceEpoch();
    status.state = outcome ? RefreshState::Succeeded : RefreshState::Failed;
    {
        const std::lock_guard lock(mutex);
        open.remove(attempt->user);
        attempt->token.fill(u'\0');
        attempt->token.clear();
        remember(status);
        if (pending && outcomes.contains(attempt->user)) {
            if (pending->devices.size() <= keptDevices)
                outcomes[attempt->user].before = std::move(pending);
            awaited.insert(attempt->user);
            awaiting.notify_all();
        }
        publish(attempt->user, status.state);
        attempt->outcome = std::move(outcome);
    }
    concluded.notify_all();
    if (status.change && !status.change->isEmpty())
        source->events().publish(EventType::User, {{u"user_id"_s, attempt->user.toString()}});
}

void RefreshDesk::Private::perform(const Ticket &attempt)
{
    const auto before = HeldList::of(*source, attempt->user);
    Result<void> outcome = source->resync(attempt->user, attempt->token, options.resyncTimeoutMs);
    const auto after = HeldList::of(*source, attempt->user);
    RefreshStatus status;
    // Also after a failure: what the remote refused may have changed by another way meanwhile.
    if (before && after && (outcome || before->list.streamId != after->list.streamId))
        status.change = difference(before->list, after->list);
    std::optional<DeviceList> pending;
    if (!outcome) {
        status.errcode = outcome.error().errcode;
        status.error = displayable(outcome.error().text, 500);
        status.retryAt = outcome.error().retryAt || !after ? outcome.error().retryAt : after->retryAt;
        outcome.error().retryAt = status.retryAt;
        qCInfo(lcInspection) << "The refresh of" << displayable(attempt->user.toString()) << "failed:" << status.error;
        if (before && after && after->pending)
            pending = before->list;
    }
    conclude(attempt, std::move(outcome), std::move(status), std::move(pending));
}

/// Whether the homeserver, which goes on trying what a failed refresh asked for, has succeeded meanwhile.
void RefreshDesk::Private::lookAgain(const UserId &user)
{
    quint64 failed = 0;
    const auto isAwaited = [&] { return !stopping && awaited.contains(user) && !open.contains(user) && outcomes.contains(user); };
    {
        const std::lock_guard lock(mutex);
        if (!isAwaited())
            return;
        failed = outcomes[user].order;
    }
    const auto now = HeldList::of(*source, user);
    const std::lock_guard lock(mutex);
    if (!now || now->pending || !isAwaited() || outcomes[user].order != failed)
        return;
    if (now->list.streamId.isEmpty()) { // not tracked any more: there is nothing to wait for
        awaited.erase(user);
        return;
    }
    Outcome &outcome = outcomes[user];
    // Why a list was not taken is told a little later than that it came.
    const bool isAsBefore = outcome.before && outcome.before->streamId == now->list.streamId;
    if (isAsBefore && now->dropped.isEmpty() && !std::exchange(outcome.isOver, true))
        return;
    RefreshStatus status;
    status.userId = user;
    status.state = now->dropped.isEmpty() ? RefreshState::Succeeded : RefreshState::Failed;
    status.requested = outcome.status.requested;
    status.finished = QDateTime::currentMSecsSinceEpoch();
    if (!now->dropped.isEmpty()) {
        status.errcode = u"M_UNKNOWN"_s;
        status.error = displayable(now->dropped, 500);
    } else if (outcome.before)
        status.change = difference(*outcome.before, now->list);
    remember(status);
    publish(user, status.state);
}

void RefreshDesk::Private::watch()
{
    std::unique_lock lock(mutex);
    UserId last;
    while (!stopping) {
        awaiting.wait(lock, [this] { return stopping || !awaited.empty(); });
        awaiting.wait_for(lock, std::chrono::milliseconds(options.lookAgainMs), [this] { return stopping; });
        for (int i = 0; i < lookedAtOnce && !stopping && !awaited.empty(); ++i) {
            const auto next = awaited.upper_bound(last);
            last = next == awaited.end() ? *awaited.begin() : *next;
            lock.unlock();
            try {
                lookAgain(last);
            } catch (const std::exception &problem) {
                qCWarning(lcInspection) << "Looking at" << displayable(last.toString()) << "again failed:" << problem.what();
            }
            lock.lock();
        }
    }
}

void RefreshDesk::Private::run()
{
    std::unique_lock lock(mutex);
    for (;;) {
        work.wait(lock, [this] { return stopping || lanes.hasNext(); });
        if (stopping)
            return;
        const Ticket attempt = lanes.next();
        lock.unlock();
        try {
            perform(attempt);
        } catch (const std::exception &problem) {
            conclude(attempt, failure(Error::Internal, QString::fromLocal8Bit(problem.what())), {});
        }
        lock.lock();
        lanes.finished(attempt);
        work.notify_all(); // those who waited for this one's server or caller
    }
}

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

RefreshDesk::RefreshDesk(Source *source, RefreshOptions options)
    : d(std::make_unique<Private>())
{
    d->source = source;
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
    {
        const std::lock_guard lock(d->mutex);
        if (d->stopping)
            return failure(stopped);
        if (const Ticket known = d->openOrFresh(user, caller.isAdmin))
            return known;
        if (const auto error = d->limited(caller, user))
            return failure(*error);
    }
    if (caller.confirm) {
        if (const auto confirmed = caller.confirm(); !confirmed)
            return failure(confirmed.error());
    }
    {
        const std::lock_guard lock(d->mutex);
        if (d->stopping)
            return failure(stopped);
        if (const Ticket known = d->openOrFresh(user, caller.isAdmin)) // meanwhile
            return known;
        attempt->caller = caller.user;
        attempt->isAdmin = caller.isAdmin;
        attempt->token = caller.token;
        attempt->requested = QDateTime::currentMSecsSinceEpoch();
        d->open.insert(user, attempt);
        d->lanes.add(attempt);
        RefreshStatus status{
            .userId = user, .state = RefreshState::Running, .requested = attempt->requested, .errcode = {}, .error = {}, .change = {}};
        d->remember(status);
        d->publish(user, RefreshState::Running);
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
