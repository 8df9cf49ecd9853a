// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "logs/logfollower.h"

#include "core/log.h"
#include "logs/journalreader.h"
#include "logs/logset.h"
#include "logs/logstream.h"

#include <chrono>
#include <condition_variable>
#include <future>
#include <map>
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
// A round of reading and recording takes parts of a second, or a second or two of a busy database.
constexpr auto longestRound = 30s;
// A batch costs a page in the database for each of its users: of a backlog larger ones are made.
constexpr int behindFactor = 16;

} // namespace

struct LogFollower::Private
{
    QStringList patterns;
    LogDialect dialect;
    History::Recorder *recorder;
    Options options;

    std::vector<std::unique_ptr<LogStream>> streams; ///< of the follower's thread, as what follows
    QStringList journalNames; ///< as they were given
    QList<Inspection::SourceStatus> misnamed;

    std::thread thread;
    std::atomic<bool> stopping = false;
    mutable std::mutex mutex; ///< guards what follows
    std::condition_variable wake;
    QList<Inspection::SourceStatus> status;
    std::optional<Clock::time_point> roundSince; ///< when the round began that goes on now; nothing while none does

    void publish(QList<Inspection::SourceStatus> now)
    {
        const std::lock_guard lock(mutex);
        status = std::move(now);
        roundSince = Clock::now();
    }

    void pause(Clock::duration time)
    {
        std::unique_lock lock(mutex);
        roundSince.reset();
        wake.wait_for(lock, time, [this] { return stopping.load(); });
        roundSince = Clock::now();
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
            followStreamsMeanwhile();
        }
    }

    /// Nobody keeps what a pipe tells; where it goes may be another place than where the files' lines go.
    void followStreamsMeanwhile()
    {
        openStreams();
        const auto until = Clock::now() + retryAfter;
        while (!stopping && Clock::now() < until) {
            const auto isMore = followStreams();
            if (!isMore || !*isMore)
                pause(std::min<Clock::duration>(std::chrono::milliseconds(options.pollMs), until - Clock::now()));
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

    using Journals = std::map<QString, std::unique_ptr<JournalReader>>; ///< by JournalPlace::id()

    /// Those that are named; of one journal all units together.
    Journals namedJournals(const QList<History::LogPosition> &positions)
    {
        std::map<QString, JournalPlace> places;
        misnamed.clear();
        for (const QString &source : std::as_const(journalNames)) {
            auto place = JournalPlace::parse(source);
            if (!place) {
                misnamed.append({.kind = Inspection::SourceKind::Log,
                    .state = Inspection::SourceState::Failing,
                    .detail = place.error().text,
                    .behind = 0});
                continue;
            }
            const auto [known, isNew] = places.try_emplace(place->id(), *place);
            if (isNew)
                continue;
            if (known->second.units.isEmpty() || place->units.isEmpty())
                known->second.units.clear();
            else
                known->second.units += place->units;
        }
        Journals journals;
        for (const auto &[id, place] : places)
            addJournal(journals, place, positions);
        return journals;
    }

    void addJournal(Journals &journals, const JournalPlace &place, const QList<History::LogPosition> &positions)
    {
        auto &journal = journals[place.id()];
        if (journal)
            return;
        journal = std::make_unique<JournalReader>(place, dialect, options.zone, options.maxLine);
        journal->restore(positions);
    }

    /// Those that the patterns of files find.
    Result<void> addFoundJournals(Journals &journals, const LogSet &set)
    {
        for (const QString &file : set.journals()) {
            const JournalPlace place{.directory = {}, .file = file, .units = {}};
            if (journals.contains(place.id()))
                continue;
            const auto positions = recorder->store()->logPositions();
            if (!positions)
                return failure(positions.error());
            addJournal(journals, place, *positions);
        }
        return {};
    }

    /// Returns whether there may be more. \a isDue: positions behind what is of no interest are to be recorded too.
    Result<bool> followJournals(Journals &journals, bool isDue)
    {
        bool isMore = false;
        for (const auto &[id, journal] : journals) {
            isMore = journal->read(options.batch, stopping) || isMore;
            const QList<History::LogPosition> positions = journal->positions();
            if (journal->items().isEmpty() && (positions.isEmpty() || !(isDue || stopping)))
                continue;
            if (const auto done = recorder->record(journal->items(), positions); !done)
                return failure(done.error());
            journal->recorded();
        }
        return isMore;
    }

    /// A pipe may be made after the program has started.
    void openStreams()
    {
        for (auto it = patterns.begin(); it != patterns.end();) {
            if (JournalPlace::isJournal(*it)) {
                journalNames += *it;
                it = patterns.erase(it);
                continue;
            }
            if (!LogStream::isStream(*it)) {
                ++it;
                continue;
            }
            streams.push_back(std::make_unique<LogStream>(*it, dialect, options.zone, options.maxLine));
            it = patterns.erase(it);
        }
    }

    QList<Inspection::SourceStatus> statusOf(const LogSet &set, const Journals &journals) const
    {
        bool contents = set.hasContents() || (options.contentsElsewhere && options.contentsElsewhere());
        for (const auto &stream : streams)
            contents |= stream->hasContents();
        for (const auto &[id, journal] : journals)
            contents |= journal->hasContents();
        QList<Inspection::SourceStatus> all = set.status(contents) + misnamed;
        for (const auto &[id, journal] : journals)
            all += journal->status(contents);
        for (const auto &stream : streams)
            all.append(stream->status(contents));
        return all;
    }

    Result<void> record(LogSet &set, const LogSet::Chunk &chunk)
    {
        if (const auto done = recorder->flush(); !done)
            return done;
        const auto done = recorder->record(chunk.items, chunk.positions, chunk.forgotten);
        if (done)
            set.recorded(chunk);
        return done;
    }

    /// Of a backlog the next chunk is read while this one is recorded, and that while the one before it is written.
    Result<void> recordAndReadAhead(LogSet &set, const LogSet::Chunk &chunk, std::optional<LogSet::Chunk> &next)
    {
        set.recorded(chunk); // after an error all begins anew, where the store says
        auto reading = std::async(std::launch::async, [&] { return set.next(options.batch * behindFactor, stopping); });
        const auto done = recorder->recordBehind(chunk.items, chunk.positions, chunk.forgotten);
        next = reading.get();
        return done;
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
        Journals journals = namedJournals(*positions);
        auto searched = Clock::time_point(), ticked = Clock::time_point(), recorded = Clock::now(), seen = Clock::time_point(),
             journalsRecorded = Clock::now();
        std::optional<LogSet::Chunk> readAhead;
        while (!stopping) {
            if (!readAhead && Clock::now() - searched >= std::chrono::milliseconds(options.searchMs)) {
                set.search();
                searched = Clock::now();
                if (const auto done = addFoundJournals(journals, set); !done)
                    return done;
                if (searched - seen >= seenEvery) {
                    QStringList present = set.present();
                    for (const auto &[id, journal] : journals)
                        present += journal->present();
                    if (const auto done = recorder->seePositions(present); !done)
                        return done;
                    seen = searched;
                }
            }
            const LogSet::Chunk chunk = readAhead ? std::move(*readAhead) : set.next(options.batch, stopping);
            readAhead.reset();
            const bool due
                = !chunk.items.isEmpty() || (!chunk.positions.isEmpty() && (!chunk.atEnd || Clock::now() - recorded >= positionsEvery));
            if (due || stopping) {
                // A look for files must find all recorded that was read.
                const bool isSearchDue = Clock::now() - searched >= std::chrono::milliseconds(options.searchMs);
                const bool isBacklog = !chunk.atEnd && !stopping && !isSearchDue;
                const auto done = isBacklog ? recordAndReadAhead(set, chunk, readAhead) : record(set, chunk);
                if (!done)
                    return done;
                recorded = ticked = Clock::now();
            } else if (Clock::now() - ticked >= tickEvery) {
                if (const auto done = recorder->tick(); !done)
                    return done;
                ticked = Clock::now();
            }
            const auto isMore = followStreams();
            if (!isMore)
                return failure(isMore.error());
            const bool journalsDue = Clock::now() - journalsRecorded >= positionsEvery;
            const auto isMoreJournal = followJournals(journals, journalsDue);
            if (!isMoreJournal)
                return failure(isMoreJournal.error());
            journalsRecorded = journalsDue ? Clock::now() : journalsRecorded;
            publish(statusOf(set, journals));
            if (chunk.atEnd) {
                if (const auto done = recorder->flush(); !done)
                    return done;
            }
            if (chunk.atEnd && !*isMore && !*isMoreJournal)
                pause(std::chrono::milliseconds(options.pollMs));
        }
        return recorder->flush();
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
    d->roundSince = Clock::now();
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
    QList<Inspection::SourceStatus> all = d->status;
    const auto since = d->roundSince ? Clock::now() - *d->roundSince : Clock::duration::zero();
    if (since < longestRound)
        return all;
    // What was so then is no word about now.
    for (Inspection::SourceStatus &one : all) {
        one.state = Inspection::SourceState::Failing;
        one.detail
            += u" – nothing of the logs was read for %1 s: a file system that they lie on does not answer, or the history cannot be written."_s
                   .arg(std::chrono::duration_cast<std::chrono::seconds>(since).count());
    }
    return all;
}

} // namespace Lockstep::Logs
