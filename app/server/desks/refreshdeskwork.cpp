// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/desks/refreshdeskparts.h"

#include "core/log.h"
#include "inspection/apiwords.h"
#include "server/desks/heldlist.h"

#include <QDateTime>

#include <utility>

namespace Lockstep::Server {

using namespace Qt::StringLiterals;
using namespace Inspection;

namespace {

/// Users looked at in one round, so that a thousand failed refreshes cost no more than a few.
constexpr int lookedAtOnce = 5;
/// A longer list is not kept for telling later what changed.
constexpr qsizetype keptDevices = 200;

} // namespace

void RefreshDesk::Private::publish(const UserId &user, RefreshState state) const
{
    source->events().publish(EventType::Refresh, {{u"user_id"_s, user.toString()}, {u"state"_s, toApiName(state)}});
}

void RefreshDesk::Private::remember(const RefreshStatus &status)
{
    Outcome &outcome = outcomes[status.userId];
    outcome.status = status;
    outcome.order = ++order;
    outcome.before.reset();
    outcome.trail.clear();
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
    const auto change = status.change;
    const Result<void> ended = outcome;
    QList<qint64> asked;
    // Before anybody learns of it, and looks.
    if (outcome && options.fetched)
        options.fetched(attempt->user);
    {
        const std::lock_guard lock(mutex);
        open.remove(attempt->user);
        attempt->token.fill(u'\0');
        attempt->token.clear();
        remember(status);
        asked = std::exchange(attempt->trail, {}).values();
        if (outcomes.contains(attempt->user))
            outcomes[attempt->user].trail = asked;
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
    for (const qint64 n : std::as_const(asked))
        trail->conclude(n, ended, change);
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
    std::unique_lock lock(mutex);
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
    const QList<qint64> asked = outcome.trail;
    remember(status);
    publish(user, status.state);
    lock.unlock();
    if (status.state == RefreshState::Succeeded && options.fetched)
        options.fetched(user);
    const Result<void> ended = status.state == RefreshState::Succeeded
        ? Result<void>()
        : failure(Error{.kind = Error::Http, .errcode = status.errcode, .text = status.error});
    for (const qint64 n : asked)
        trail->conclude(n, ended, status.change);
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

} // namespace Lockstep::Server
