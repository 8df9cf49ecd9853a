// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/retention/retention.h"

#include "core/log.h"

#include <QDateTime>
#include <QHash>

#include <condition_variable>
#include <mutex>
#include <thread>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

/// Users who were tried in vain and are remembered for that.
constexpr qsizetype mostHeld = 100'000;

/// Of so many at the most it is said in a round that they cannot be read; more are a fault of the store.
constexpr int mostUnread = 20;

/// Whether it may go away by itself: the store is not there, or too busy.
bool passes(const Error &error)
{
    return error.kind == Error::Network || error.kind == Error::Timeout || error.kind == Error::Cancelled;
}

} // namespace

struct Retention::Private
{
    Private(Store *itsStore, Options itsOptions)
        : store(itsStore)
        , options(std::move(itsOptions))
    {
    }

    /// Who was tried in vain is tried again when there is a tenth more, or a day later.
    struct Held
    {
        qint64 newest = 0;
        qint64 at = 0;
    };

    Store *const store;
    const Options options;
    QHash<UserId, Held> held; ///< of whoever runs the round

    mutable std::mutex mutex;
    std::condition_variable wake;
    bool isStopping = false;
    RetentionStatus status;
    std::thread thread;

    qint64 now() const { return options.clock ? options.clock() : QDateTime::currentMSecsSinceEpoch(); }

    bool isOver() const
    {
        const std::lock_guard lock(mutex);
        return isStopping;
    }

    /// Waits; false if it is to end.
    bool waits(std::chrono::milliseconds time)
    {
        std::unique_lock lock(mutex);
        return !wake.wait_for(lock, time, [this] { return isStopping; });
    }

    /// Does a step and rests. False if it is to end.
    template <typename Step>
    bool step(bool rests, const Step &what)
    {
        const auto begun = std::chrono::steady_clock::now();
        what();
        const auto took = std::chrono::steady_clock::now() - begun;
        return rests ? waits(std::chrono::ceil<std::chrono::milliseconds>(took * options.rest)) : !isOver();
    }

    /// Who is a little beyond what is to be kept is left alone: what is read of a user for a step should be worth it.
    KeepLimits limits() const
    {
        KeepLimits limits;
        if (options.rules.ms > 0)
            limits.before = now() - options.rules.ms - (options.isExact ? 0 : std::max<qint64>(options.rules.ms / 20, KeepRules::leastMs / 24));
        if (options.rules.rows > 0)
            limits.rows = options.rules.rows + (options.isExact ? 0 : options.rules.rows / 10);
        return limits;
    }

    /// Asked before each step that changes anything: who rests for long, or was stopped for a while, may find that another one cuts by now.
    bool mayGoOn(Result<void> &done)
    {
        const auto may = store->mayCut();
        if (!may)
            done = failure(may.error());
        return may && *may;
    }

    Result<void> remove(const UserId &user, bool rests)
    {
        Result<void> done;
        for (bool goesOn = true; done && goesOn;) {
            goesOn = step(rests, [&] {
                if (!mayGoOn(done)) {
                    goesOn = false;
                    return;
                }
                const auto gone = store->removeCut(user, options.rowsAtOnce);
                if (!gone) {
                    done = failure(gone.error());
                    return;
                }
                goesOn = *gone > 0;
                const std::lock_guard lock(mutex);
                status.rows += *gone;
            }) && goesOn;
        }
        return done;
    }

    Result<void> cut(const UserId &user)
    {
        const auto history = store->currentHistory(user);
        if (!history)
            return failure(history.error());
        const auto known = held.constFind(user);
        if (known != held.cend() && history->updates < known->newest + known->newest / 10 && now() - known->at < KeepRules::leastMs) {
            ++round.held;
            return {};
        }
        const auto timeline = store->timeline(user);
        if (!timeline)
            return failure(timeline.error());
        const auto ground = findCut(*timeline, *history, options.rules, now(), options.outageMs);
        if (!ground) {
            if (held.size() >= mostHeld)
                held.clear();
            held.insert(user, {.newest = history->updates, .at = now()});
            ++round.held;
            return {};
        }
        held.remove(user);
        const auto cut = store->cut(user, *timeline, *ground);
        if (!cut)
            return failure(cut.error());
        round.users += *cut; // whoever is being recorded of has his turn in the next round
        return {};
    }

    /// Hands the users beyond these limits to \a take, until that fails, it is to end, or another one cuts.
    Result<void> each(const KeepLimits &limits, bool rests, const std::function<Result<void>(const UserId &)> &take)
    {
        Result<void> done;
        for (UserId after; done;) {
            CutCandidates found;
            const bool goesOn = step(rests, [&] {
                auto asked = mayGoOn(done) ? store->cutCandidates(limits, after, options.usersAtOnce) : Result<CutCandidates>();
                if (asked)
                    found = std::move(*asked);
                else
                    done = failure(asked.error());
            });
            for (const UserId &user : std::as_const(found.users)) {
                if (!done || isOver())
                    break;
                if (!mayGoOn(done))
                    return done;
                done = take(user);
            }
            after = found.last;
            if (after.isEmpty() || !goesOn)
                break;
        }
        return done;
    }

    /// First what goes is taken out of the histories, then whole months of it go, and then the rows that are left over, also where months
    /// could not go.
    Result<void> steps(bool rests)
    {
        const KeepLimits limits = this->limits();
        // Whoever cannot be read stays as he is, and does not keep all others from being looked at.
        Result<void> unread;
        int failures = 0;
        auto done = each(limits, rests, [&](const UserId &user) {
            Result<void> cutOff;
            step(rests, [&] { cutOff = cut(user); });
            if (cutOff || cutOff.error().kind != Error::Database || ++failures > mostUnread)
                return cutOff;
            if (unread)
                unread = cutOff;
            return Result<void>();
        });
        if (!done)
            return done;
        done = unread;
        for (bool more = options.rules.ms > 0; more && !isOver();) {
            step(rests, [&] {
                more = mayGoOn(done);
                if (!more)
                    return;
                const auto dropped = store->dropMonth(limits.before);
                more = dropped && *dropped;
                if (!dropped)
                    done = failure(dropped.error());
            });
        }
        const auto removed = each({}, rests, [&](const UserId &user) { return remove(user, rests); });
        return done ? removed : done;
    }

    Result<void> runRound(bool rests)
    {
        round = {};
        const auto before = store->removed();
        {
            const std::lock_guard lock(mutex);
            status.isRunning = true;
        }
        const auto done = before ? steps(rests) : failure(before.error());
        const auto after = before ? store->removed() : before; // also of one that failed half-way
        const std::lock_guard lock(mutex);
        status.isRunning = false;
        status.users += round.users;
        status.held = round.held;
        status.error = done ? QString() : done.error().text;
        status.failures = done ? 0 : status.failures + 1;
        status.isLasting = !done && !passes(done.error());
        if (!isStopping)
            status.lastRound = now();
        const qint64 rows = before && after ? *after - *before : 0;
        status.updates += rows;
        if (rows > 0)
            qCInfo(lcHistory, "%lld updates of %lld users are older or more than what is kept, and were let go", rows, round.users);
        return done;
    }

    void run()
    {
        for (auto wait = options.firstAfter; waits(wait); wait = options.between) {
            if (const auto done = runRound(true); !done)
                qCWarning(lcHistory, "What is no longer kept could not be removed: %ls", qUtf16Printable(done.error().text));
        }
    }

    RetentionStatus round; ///< of the round under way
};

Retention::Retention(Store *store, Options options)
    : d(std::make_unique<Private>(store, std::move(options)))
{
}

Retention::~Retention()
{
    stop();
}

void Retention::start()
{
    if (!d->thread.joinable() && !d->options.rules.isAll())
        d->thread = std::thread([this] { d->run(); });
}

void Retention::stop()
{
    {
        const std::lock_guard lock(d->mutex);
        d->isStopping = true;
    }
    d->wake.notify_all();
    if (d->thread.joinable())
        d->thread.join();
}

RetentionStatus Retention::status() const
{
    const std::lock_guard lock(d->mutex);
    return d->status;
}

const KeepRules &Retention::rules() const
{
    return d->options.rules;
}

Result<RetentionStatus> Retention::runOnce()
{
    const auto done = d->runRound(false);
    return done ? Result<RetentionStatus>(status()) : failure(done.error());
}

} // namespace Lockstep::History
