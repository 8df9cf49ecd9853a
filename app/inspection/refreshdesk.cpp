// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/refreshdesk.h"

#include "core/log.h"
#include "inspection/ratelimiter.h"

#include <QDateTime>
#include <QHash>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace Lockstep::Inspection {

using namespace Qt::StringLiterals;

using Clock = std::chrono::steady_clock;

/// One resync, from the request until its outcome; those who join it share it.
struct RefreshDesk::Attempt
{
    UserId user;
    QString token;
    qint64 requested = 0;
    std::optional<Result<void>> outcome; ///< guarded by the desk's mutex
};

struct RefreshDesk::Private
{
    struct Outcome
    {
        RefreshStatus status;
        Clock::time_point succeededAt = {};
        quint64 order = 0; ///< the smallest is the oldest
    };

    Source *source = nullptr;
    RefreshOptions options;
    mutable std::mutex mutex;
    std::condition_variable work;
    std::condition_variable concluded;
    std::deque<Ticket> waiting;
    QHash<UserId, Ticket> open; ///< waiting or running
    QHash<UserId, Outcome> outcomes;
    RateLimiter callers;
    RateLimiter servers;
    quint64 order = 0;
    bool stopping = false;
    std::vector<std::thread> threads;

    void run();
    void perform(const Ticket &attempt);
    void remember(const RefreshStatus &status);
    void conclude(const Ticket &attempt, Result<void> outcome, RefreshStatus status);
    Result<DeviceList> listOf(const UserId &user, qint64 *retryAt) const;
    std::optional<Error> limited(const UserId &caller, const UserId &user);
    /// With the mutex held, so that events come in the order of the states.
    void publish(const UserId &user, const QString &state) const
    {
        source->events().publish(u"refresh"_s, {{u"user_id"_s, user.toString()}, {u"state"_s, state}});
    }
};

/// The list as the homeserver holds it now; an empty one where it holds nothing.
Result<DeviceList> RefreshDesk::Private::listOf(const UserId &user, qint64 *retryAt) const
{
    const auto details = source->user(user);
    if (!details) {
        if (details.error().kind == Error::NotFound)
            return DeviceList{.userId = user, .streamId = {}, .devices = {}, .crossSigning = {}};
        return failure(details.error());
    }
    if (retryAt)
        *retryAt = details->summary.retryAt;
    return DeviceList{
        .userId = user, .streamId = details->summary.streamId, .devices = details->devices, .crossSigning = details->crossSigning};
}

/// With the mutex held.
void RefreshDesk::Private::remember(const RefreshStatus &status)
{
    Outcome &outcome = outcomes[status.userId];
    outcome.status = status;
    outcome.order = ++order;
    if (status.state == u"succeeded")
        outcome.succeededAt = Clock::now();
    if (outcomes.size() <= options.maxOutcomes)
        return;
    auto oldest = outcomes.end();
    for (auto it = outcomes.begin(); it != outcomes.end(); ++it) {
        if (!open.contains(it.key()) && (oldest == outcomes.end() || it->order < oldest->order))
            oldest = it;
    }
    if (oldest != outcomes.end())
        outcomes.erase(oldest);
}

void RefreshDesk::Private::conclude(const Ticket &attempt, Result<void> outcome, RefreshStatus status)
{
    status.userId = attempt->user;
    status.requested = attempt->requested;
    status.finished = QDateTime::currentMSecsSinceEpoch();
    status.state = outcome ? u"succeeded"_s : u"failed"_s;
    {
        const std::lock_guard lock(mutex);
        open.remove(attempt->user);
        attempt->token.fill(u'\0');
        attempt->token.clear();
        remember(status);
        publish(attempt->user, status.state);
        attempt->outcome = std::move(outcome);
    }
    concluded.notify_all();
    if (status.change && !status.change->isEmpty())
        source->events().publish(u"user"_s, {{u"user_id"_s, attempt->user.toString()}});
}

void RefreshDesk::Private::perform(const Ticket &attempt)
{
    qint64 retryAt = 0;
    const auto before = listOf(attempt->user, nullptr);
    Result<void> outcome = source->resync(attempt->user, attempt->token, options.resyncTimeoutMs);
    const auto after = listOf(attempt->user, &retryAt);
    RefreshStatus status;
    // Also after a failure: what the remote refused may have changed by another way meanwhile.
    if (before && after && (outcome || before->streamId != after->streamId))
        status.change = difference(*before, *after);
    if (!outcome) {
        status.errcode = outcome.error().errcode;
        status.error = displayable(outcome.error().text, 500);
        status.retryAt = outcome.error().retryAt ? outcome.error().retryAt : retryAt;
        outcome.error().retryAt = status.retryAt;
        qCInfo(lcInspection) << "The refresh of" << displayable(attempt->user.toString()) << "failed:" << status.error;
    }
    conclude(attempt, std::move(outcome), std::move(status));
}

void RefreshDesk::Private::run()
{
    std::unique_lock lock(mutex);
    for (;;) {
        work.wait(lock, [this] { return stopping || !waiting.empty(); });
        if (stopping)
            return;
        const Ticket attempt = waiting.front();
        waiting.pop_front();
        lock.unlock();
        try {
            perform(attempt);
        } catch (const std::exception &problem) {
            conclude(attempt, failure(Error::Internal, QString::fromLocal8Bit(problem.what())), {});
        }
        lock.lock();
    }
}

/// With the mutex held. What the caller is refused for must not cost the server's allowance.
std::optional<Error> RefreshDesk::Private::limited(const UserId &caller, const UserId &user)
{
    Error error{.kind = Error::RateLimited, .http = 429, .errcode = u"M_LIMIT_EXCEEDED"_s};
    if (int(waiting.size()) >= options.maxWaiting) {
        error.retryAfterMs = 5000;
        error.text = u"Too many refreshes wait already; try again later."_s;
        return error;
    }
    error.retryAfterMs = callers.take(caller.toString());
    if (error.retryAfterMs > 0) {
        error.text = u"You asked for too many refreshes; wait a moment."_s;
        return error;
    }
    error.retryAfterMs = servers.take(user.server().toString());
    if (error.retryAfterMs > 0) {
        error.text = u"Too many refreshes of users on %1; wait a moment, so that its server is not flooded."_s.arg(
            displayable(user.server().toString()));
        return error;
    }
    return {};
}

RefreshDesk::RefreshDesk(Source *source, RefreshOptions options)
    : d(std::make_unique<Private>())
{
    d->source = source;
    d->options = std::move(options);
    d->callers = RateLimiter(d->options.perCaller);
    d->servers = RateLimiter(d->options.perServer);
    for (int i = 0; i < std::max(1, d->options.workers); ++i)
        d->threads.emplace_back([this] { d->run(); });
}

RefreshDesk::~RefreshDesk()
{
    shutDown();
}

Result<RefreshDesk::Ticket> RefreshDesk::begin(const UserId &caller, const QString &accessToken, const UserId &user)
{
    if (!user.isValid())
        return failure(Error::BadInput, u"\"%1\" is not a user ID; it should look like @name:server."_s.arg(displayable(user.toString())),
            400, u"M_INVALID_PARAM"_s);
    auto attempt = std::make_shared<Attempt>();
    attempt->user = user;
    attempt->requested = QDateTime::currentMSecsSinceEpoch();
    {
        const std::lock_guard lock(d->mutex);
        if (d->stopping)
            return failure(Error::Cancelled, u"The server is stopping."_s, 503);
        if (const Ticket joined = d->open.value(user))
            return joined;
        const auto last = d->outcomes.constFind(user);
        const bool fresh = last != d->outcomes.constEnd() && last->status.state == u"succeeded"
            && Clock::now() - last->succeededAt < std::chrono::milliseconds(d->options.freshForMs);
        // A local user's list is the homeserver's own: there is nothing to fetch.
        if (fresh || user.server() == d->options.serverName) {
            attempt->outcome = Result<void>();
            return attempt;
        }
        if (const auto error = d->limited(caller, user))
            return failure(*error);
        attempt->token = accessToken;
        d->open.insert(user, attempt);
        d->waiting.push_back(attempt);
        RefreshStatus status;
        status.userId = user;
        status.state = u"running"_s;
        status.requested = attempt->requested;
        d->remember(status);
        d->publish(user, status.state);
    }
    d->work.notify_one();
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
        abandoned.swap(d->waiting);
    }
    d->work.notify_all();
    for (const Ticket &attempt : abandoned)
        d->conclude(attempt, failure(Error::Cancelled, u"The server stopped before the refresh began."_s, 503), {});
    for (std::thread &thread : d->threads) {
        if (thread.joinable())
            thread.join();
    }
}

} // namespace Lockstep::Inspection
