// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/desks/seriesdesk.h"

#include "core/log.h"

#include <QDateTime>
#include <QElapsedTimer>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace Lockstep::Server {

using namespace Qt::StringLiterals;
using namespace Inspection;

namespace {

/// A look may take this part of the time.
constexpr qint64 restForWork = 1'000;
/// After a minute began: near its end, so that what came in it is counted in it.
constexpr qint64 intoMinuteMs = 57'000;
constexpr qint64 minuteMs = seriesSteps[0];
constexpr QueueKind queueKinds[]{QueueKind::Inbox, QueueKind::Outbox, QueueKind::Updates};
constexpr SeriesKind countedKinds[]{SeriesKind::Updates, SeriesKind::Resyncs, SeriesKind::Failures};

/// By what an update or a resync was told of.
enum Way { Handled, LogContent, TapContent, OtherContent, Decided, Begun, Ended };

/// What is kept of a kind of queues.
struct QueueSeries
{
    SeriesKind depth = SeriesKind::Unknown, bytes = SeriesKind::Unknown, oldest = SeriesKind::Unknown;
};

QueueSeries seriesOf(QueueKind kind)
{
    switch (kind) {
    case QueueKind::Inbox:
        return {SeriesKind::InboxDepth, SeriesKind::InboxBytes, SeriesKind::Unknown};
    case QueueKind::Outbox:
        return {SeriesKind::OutboxDepth, SeriesKind::OutboxBytes, SeriesKind::OutboxOldest};
    case QueueKind::Updates:
        return {SeriesKind::UpdatesDepth, SeriesKind::Unknown, SeriesKind::UpdatesOldest};
    case QueueKind::Unknown:
        break;
    }
    return {};
}

const QueueTotals &totalsOf(const Overview &overview, QueueKind kind)
{
    return kind == QueueKind::Inbox ? overview.inbox : kind == QueueKind::Outbox ? overview.outbox : overview.updates;
}

/// \a depths: nothing where they could not be read; \a totals: the same, or an estimate, which is no look.
void addQueues(QList<Series::Look> &looks, QueueKind kind, const Result<QueueDepths> &depths, const QueueTotals &totals)
{
    const QueueSeries series = seriesOf(kind);
    Series::Look depth{.kind = series.depth}, bytes{.kind = series.bytes}, oldest{.kind = series.oldest};
    const bool isExact = totals.messages >= 0 && !totals.estimate;
    if (isExact)
        depth.values.append({QString(), totals.messages});
    if (isExact && totals.bytes >= 0)
        bytes.values.append({QString(), totals.bytes});
    if (depths) {
        depth.isWhole = depths->isWhole;
        depth.leftOut = depths->leftOut;
        qint64 sum = 0, first = 0;
        for (const QueueDepth &queue : depths->queues) {
            sum += queue.depth;
            first = first == 0 || (queue.oldest > 0 && queue.oldest < first) ? queue.oldest : first;
        }
        if (!isExact && depths->isWhole && depths->leftOut == 0)
            depth.values.append({QString(), sum});
        if (first > 0)
            oldest.values.append({QString(), first});
        for (const QueueDepth &queue : depths->queues) {
            if (queue.subject.isEmpty())
                continue;
            depth.values.append({queue.subject, queue.depth});
            if (queue.bytes >= 0)
                bytes.values.append({queue.subject, queue.bytes});
            if (queue.oldest > 0)
                oldest.values.append({queue.subject, queue.oldest});
        }
    }
    if (depths || isExact)
        looks.append(depth);
    for (const Series::Look &more : {bytes, oldest}) {
        if (more.kind != SeriesKind::Unknown && (depths || isExact))
            looks.append(more);
    }
}

} // namespace

struct SeriesDesk::Private
{
    Options options;
    std::unique_ptr<Series::Keeper> keeper;
    Series::Tally tally;
    Source *source = nullptr;
    std::mutex mutex;
    std::condition_variable changed;
    bool stopping = false;
    std::thread thread;
    Series::Tally::Counts counts; ///< of the minute under way; the thread's own, like the following
    qint64 countsOf = 0;

    qint64 now() const { return options.clock ? options.clock() : QDateTime::currentMSecsSinceEpoch(); }
    bool isStopping()
    {
        const std::lock_guard lock(mutex);
        return stopping;
    }
    void run();
    QList<Series::Look> look();
};

SeriesDesk::SeriesDesk(Options options)
    : d(std::make_unique<Private>())
{
    d->options = std::move(options);
    d->keeper = Series::Keeper::open(d->options.path, {.mostSubjects = d->options.mostQueues + 1});
}

SeriesDesk::~SeriesDesk()
{
    stop();
}

void SeriesDesk::start(Source *source)
{
    d->source = source;
    d->thread = std::thread([this] { d->run(); });
}

void SeriesDesk::stop()
{
    {
        const std::lock_guard lock(d->mutex);
        d->stopping = true;
    }
    d->changed.notify_all();
    if (d->thread.joinable())
        d->thread.join();
}

void SeriesDesk::Private::run()
{
    qint64 every = options.everyMs;
    for (bool isFirst = true; !isStopping(); isFirst = false) {
        QElapsedTimer clock;
        clock.start();
        const QList<Series::Look> looks = look();
        if (isStopping())
            return; // what was cut off in the middle is no look
        every = std::clamp(clock.elapsed() * restForWork, options.everyMs, std::max(options.everyMs, options.longestMs));
        keeper->take(now(), looks, every);
        // At the same place of each minute, so that none is left out; but for the first look, which is at once.
        qint64 rest = every;
        if (options.everyMs >= minuteMs) {
            const qint64 into = (now() - intoMinuteMs) % minuteMs;
            rest = std::max<qint64>(1, isFirst ? minuteMs - into : every - std::min(into, minuteMs / 2));
        }
        std::unique_lock lock(mutex);
        changed.wait_for(lock, std::chrono::milliseconds(rest), [this] { return stopping; });
    }
}

/// What cannot be read is left out: it stays without ground.
QList<Series::Look> SeriesDesk::Private::look()
{
    QList<Series::Look> looks;
    const auto overview = source->overview();
    for (const QueueKind kind : queueKinds) {
        if (isStopping())
            return {};
        // More than are followed: what somebody looks at is followed beside the deepest.
        addQueues(looks, kind, source->queueDepths(kind, 2 * options.mostQueues), overview ? totalsOf(*overview, kind) : QueueTotals());
    }
    if (overview) {
        if (const qint64 stale = overview->states.value(UserState::Stale, -1); stale >= 0)
            looks.append({.kind = SeriesKind::StaleUsers, .values = {{QString(), stale}}});
        if (overview->destinationsFailing >= 0)
            looks.append({.kind = SeriesKind::DestinationsFailing, .values = {{QString(), overview->destinationsFailing}}});
    }
    // Several looks in one minute add up.
    const qint64 minute = now() / minuteMs;
    if (std::exchange(countsOf, minute) != minute)
        counts.clear();
    for (const auto &[key, times] : tally.take())
        counts[key] += times;
    if (options.isToldOfUpdates && !options.isToldOfUpdates())
        return looks;
    for (const SeriesKind kind : countedKinds) {
        Series::Look counted{.kind = kind, .values = {}, .isWhole = true};
        for (const auto &[key, times] : counts) {
            if (key.first == kind && !key.second.isEmpty())
                counted.values.append({key.second, times});
        }
        std::sort(counted.values.begin(), counted.values.end(), [](const auto &a, const auto &b) { return a.second > b.second; });
        const auto whole = counts.find({kind, QString()});
        counted.values.prepend({QString(), whole == counts.end() ? 0 : whole->second});
        looks.append(counted);
    }
    return looks;
}

void SeriesDesk::note(const History::Observation &what, const History::Feed &from)
{
    using namespace History;
    if (from.isUnproven)
        return;
    const qint64 now = d->now();
    Series::Tally &tally = d->tally;
    if (const auto *handled = std::get_if<HandledUpdate>(&what)) {
        tally.count(SeriesKind::Updates, Handled, handled->user.server(), handled->at, now);
    } else if (const auto *content = std::get_if<UpdateContent>(&what)) {
        const Way way = from.source == UpdateSource::Log ? LogContent : from.source == UpdateSource::Tap ? TapContent : OtherContent;
        // What no signature proves counts for nothing.
        if (way == TapContent ? content->verified == std::optional(true) : content->verified != std::optional(false))
            tally.count(SeriesKind::Updates, way, content->user.server(), content->at, now);
    } else if (const auto *verdict = std::get_if<BatchVerdict>(&what)) {
        tally.count(SeriesKind::Updates, Decided, verdict->user.server(), verdict->at, now, 1 + verdict->devices.count(", "_L1));
        if (verdict->requiringResync)
            tally.count(SeriesKind::Resyncs, Decided, verdict->user.server(), verdict->at, now);
    } else if (const auto *resync = std::get_if<ResyncOutcome>(&what)) {
        if (resync->step == ResyncOutcome::Device)
            return;
        const bool isBegin = resync->step == ResyncOutcome::Started;
        tally.count(SeriesKind::Resyncs, isBegin ? Begun : Ended, resync->user.server(), resync->at, now);
        if (resync->step == ResyncOutcome::Failed || resync->step == ResyncOutcome::TooMany)
            tally.count(SeriesKind::Failures, Ended, resync->user.server(), resync->at, now);
    } else if (const auto *trouble = std::get_if<ServerTrouble>(&what)) {
        // A transaction and a fetch that fail are two failures: the same way, so that they add up.
        if (trouble->kind == ServerTrouble::SendFailed || trouble->kind == ServerTrouble::UpdateFailed)
            tally.count(SeriesKind::Failures, Ended, trouble->server, trouble->at, now);
    }
}

Result<SeriesAnswer> SeriesDesk::read(const SeriesQuery &query) const
{
    return d->keeper->read(query, d->now());
}

SeriesDesk::Figures SeriesDesk::figures() const
{
    const Series::Keeper::Status status = d->keeper->status();
    Figures figures{.deepest = {}, .counted = {}, .kept = status.kept, .leftOut = status.leftOut, .isWritten = status.problem.isEmpty()};
    for (const QueueKind kind : queueKinds) {
        for (const Series::Keeper::Top &top : d->keeper->top(depthSeries(kind), mostDeepest))
            figures.deepest.append({.kind = kind, .subject = top.subject, .depth = top.value});
    }
    if (!d->options.isToldOfUpdates || d->options.isToldOfUpdates()) {
        const auto totals = d->tally.totals();
        for (const SeriesKind kind : countedKinds) {
            const auto known = totals.find(kind);
            figures.counted[kind] = known == totals.end() ? 0 : known->second;
        }
    }
    return figures;
}

} // namespace Lockstep::Server
