// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/logfollower.h"

#include "core/log.h"
#include "logs/logset.h"
#include "logs/logstream.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

using namespace Qt::StringLiterals;

namespace Lockstep::Logs {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto tickEvery = 1s;
constexpr auto retryAfter = 5s;
// Positions behind lines of no interest need not be recorded at once: at worst they are read again.
constexpr auto positionsEvery = 2s;
constexpr auto seenEvery = 6h;

} // namespace

struct LogFollower::Private
{
    QStringList patterns;
    LogDialect dialect;
    History::Recorder *recorder;
    Options options;

    std::vector<std::unique_ptr<LogStream>> streams; ///< of the follower's thread

    std::thread thread;
    std::atomic<bool> stopping = false;
    mutable std::mutex mutex; ///< guards what follows
    std::condition_variable wake;
    QList<Inspection::SourceStatus> status;

    void publish(QList<Inspection::SourceStatus> now)
    {
        const std::lock_guard lock(mutex);
        status = std::move(now);
    }

    void pause(Clock::duration time)
    {
        std::unique_lock lock(mutex);
        wake.wait_for(lock, time, [this] { return stopping.load(); });
    }

    void run()
    {
        while (!stopping) {
            const Result<void> done = follow();
            if (done)
                return;
            // The set in memory is ahead of what is recorded: begin again where the store says.
            qCWarning(lcHistory, "%ls", qUtf16Printable(done.error().text));
            publish({{.kind = Inspection::SourceKind::Log,
                .state = Inspection::SourceState::Failing,
                .detail = done.error().text,
                .behind = 0}});
            pause(retryAfter);
        }
    }

    /// Pipes are recorded apart from the files, because nothing of them can be read again. Returns whether there may be more.
    Result<bool> followStreams()
    {
        bool isMore = false;
        for (const auto &stream : streams) {
            isMore = stream->read(options.batch) || isMore;
            if (stream->items().isEmpty())
                continue;
            if (const auto done = recorder->record(stream->items()); !done)
                return failure(done.error());
            stream->recorded();
        }
        return isMore;
    }

    /// A pipe may be made after the program has started.
    void openStreams()
    {
        for (auto it = patterns.begin(); it != patterns.end();) {
            if (!LogStream::isStream(*it)) {
                ++it;
                continue;
            }
            streams.push_back(std::make_unique<LogStream>(*it, dialect, options.zone, options.maxLine));
            it = patterns.erase(it);
        }
    }

    QList<Inspection::SourceStatus> statusOf(const LogSet &set) const
    {
        bool contents = set.hasContents() || (options.contentsElsewhere && options.contentsElsewhere());
        for (const auto &stream : streams)
            contents |= stream->hasContents();
        QList<Inspection::SourceStatus> all = set.status(contents);
        for (const auto &stream : streams)
            all.append(stream->status(contents));
        return all;
    }

    /// Until stopped, or an error of the store.
    Result<void> follow()
    {
        openStreams();
        const auto positions = recorder->store()->logPositions();
        if (!positions)
            return failure(positions.error());
        LogSet set(patterns, dialect, options.zone, {.block = options.blockSize, .maxLine = options.maxLine});
        set.restore(*positions);
        auto searched = Clock::time_point(), ticked = Clock::time_point(), recorded = Clock::now(), seen = Clock::time_point();
        while (!stopping) {
            if (Clock::now() - searched >= std::chrono::milliseconds(options.searchMs)) {
                set.search();
                searched = Clock::now();
                if (searched - seen >= seenEvery) {
                    if (const auto done = recorder->seePositions(set.present()); !done)
                        return done;
                    seen = searched;
                }
            }
            const LogSet::Chunk chunk = set.next(options.batch, stopping);
            const bool due
                = !chunk.items.isEmpty() || (!chunk.positions.isEmpty() && (!chunk.atEnd || Clock::now() - recorded >= positionsEvery));
            if (due || stopping) {
                if (const auto done = recorder->record(chunk.items, chunk.positions, chunk.forgotten); !done)
                    return done;
                set.recorded(chunk);
                recorded = ticked = Clock::now();
            } else if (Clock::now() - ticked >= tickEvery) {
                if (const auto done = recorder->tick(); !done)
                    return done;
                ticked = Clock::now();
            }
            const auto isMore = followStreams();
            if (!isMore)
                return failure(isMore.error());
            publish(statusOf(set));
            if (chunk.atEnd && !*isMore)
                pause(std::chrono::milliseconds(options.pollMs));
        }
        return {};
    }
};

LogFollower::LogFollower(QStringList patterns, LogDialect dialect, History::Recorder *recorder)
    : LogFollower(std::move(patterns), std::move(dialect), recorder, Options())
{
}

LogFollower::LogFollower(QStringList patterns, LogDialect dialect, History::Recorder *recorder, Options options)
    : d(std::make_unique<Private>())
{
    d->patterns = std::move(patterns);
    d->dialect = std::move(dialect);
    d->recorder = recorder;
    d->options = std::move(options);
    for (const QString &pattern : std::as_const(d->patterns))
        d->status.append({.kind = Inspection::SourceKind::Log, .state = Inspection::SourceState::Starting, .detail = pattern, .behind = 0});
}

LogFollower::~LogFollower()
{
    stop();
}

void LogFollower::start()
{
    if (d->thread.joinable())
        return;
    d->stopping = false;
    d->thread = std::thread([this] { d->run(); });
}

void LogFollower::stop()
{
    {
        const std::lock_guard lock(d->mutex);
        d->stopping = true;
    }
    d->wake.notify_all();
    if (d->thread.joinable())
        d->thread.join();
}

QList<Inspection::SourceStatus> LogFollower::status() const
{
    const std::lock_guard lock(d->mutex);
    return d->status;
}

} // namespace Lockstep::Logs
