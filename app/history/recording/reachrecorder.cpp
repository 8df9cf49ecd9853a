// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/recording/reachrecorder.h"

#include <QDateTime>
#include <QHash>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <map>
#include <mutex>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep::History {

namespace {

/// Tries that fail within this time of one another, for the same cause, are one span.
constexpr qint64 joinedMs = 10 * 60'000;
/// The homeserver repeats a transaction for so long before it calls that a backoff: why it failed is why it waits.
constexpr qint64 beforeBackoffMs = 180'000;
/// Of the same beginning of a backoff, read twice.
constexpr qint64 sameMs = 1'000;
/// One fetch that is told of twice, by the log for each device, or by it and by who asked for it.
constexpr qint64 sameFetchMs = 5'000;
/// How often it is written that somebody looks.
constexpr qint64 watchEveryMs = 10'000;
constexpr qsizetype longestError = 300;
constexpr qsizetype mostUnwritten = 20'000;
constexpr qsizetype mostServers = ReachTable::mostServers;

/// How many updates came within the last hour, to some minutes.
class HourCount
{
public:
    void add(qint64 at)
    {
        turn(at);
        if (at / stepMs > m_newest - qint64(m_counts.size()))
            ++m_counts[size_t(at / stepMs) % m_counts.size()];
    }
    qint64 sum(qint64 now)
    {
        turn(now);
        qint64 sum = 0;
        for (const quint32 count : m_counts)
            sum += count;
        return sum;
    }
    static constexpr qint64 spanMs = 3'600'000;

private:
    void turn(qint64 at)
    {
        const qint64 step = at / stepMs;
        for (qint64 i = std::max(m_newest + 1, step - qint64(m_counts.size()) + 1); i <= step; ++i)
            m_counts[size_t(i) % m_counts.size()] = 0;
        m_newest = std::max(m_newest, step);
    }
    static constexpr qint64 stepMs = 300'000;
    std::array<quint32, spanMs / stepMs> m_counts{};
    qint64 m_newest = 0;
};

} // namespace

struct ReachRecorder::Private
{
    /// What goes on with a server, or did lately.
    struct Server
    {
        std::optional<ReachSpan> backoff = {}; ///< going on
        bool isRestored = false; ///< the backoff is an earlier process's word
        std::optional<ReachSpan> failing = {}; ///< the last one
        bool isFailingOver = false; ///< it answered since
        qint64 lastTry = 0;
        Contact last = {}; ///< fetch
        qint64 touched = 0;
    };
    struct Heard
    {
        qint64 last = 0;
        HourCount lately;
    };

    Private(const Store &store, Options theOptions)
        : table(store)
        , options(std::move(theOptions))
    {
        started = now();
    }

    ReachTable table;
    const Options options;
    qint64 started = 0;
    qint64 watchedBefore = 0; ///< until when an earlier process looked

    mutable std::mutex mutex; ///< guards what follows
    QHash<ServerName, Server> servers;
    QHash<ServerName, Heard> heard;
    std::map<std::tuple<ServerName, ReachState, qint64>, ReachSpan> spans; ///< to be written, as the following
    QList<std::pair<ServerName, Contact>> contacts;
    QHash<ServerName, qint64> newlyHeard;
    std::optional<WatchedSpan> watched;
    qint64 watchedWritten = 0;

    std::atomic<bool> isHandlingTold = false;

    std::mutex writing; ///< one at a time; taken before mutex

    qint64 now() const { return options.clock ? options.clock() : QDateTime::currentMSecsSinceEpoch(); }
    Server &entry(const ServerName &server);
    void write(const ServerName &server, const ReachSpan &span)
    {
        if (qsizetype(spans.size()) < mostUnwritten || spans.contains({server, span.state, span.since}))
            spans[{server, span.state, span.since}] = span;
    }
    void end(const ServerName &server, Server &of, qint64 at);
    void failed(const ServerName &server, Server &of, const Contact &contact);
    Result<void> flush();
};

ReachRecorder::ReachRecorder(std::unique_ptr<Private> priv)
    : d(std::move(priv))
{
}

ReachRecorder::~ReachRecorder()
{
    d->watchedWritten = 0;
    static_cast<void>(d->flush()); // who ends cannot do more
}

Result<std::unique_ptr<ReachRecorder>> ReachRecorder::open(const Store &store, Options options)
{
    auto d = std::make_unique<Private>(store, std::move(options));
    const auto open = d->table.open();
    const auto until = d->table.watchedUntil();
    if (!open || !until)
        return failure(open ? until.error() : open.error());
    d->watchedBefore = *until;
    for (const auto &[server, span] : *open)
        d->servers.insert(server, {.backoff = span, .isRestored = true});
    return std::unique_ptr<ReachRecorder>(new ReachRecorder(std::move(d)));
}

/// Makes room for it among those that nothing goes on with.
ReachRecorder::Private::Server &ReachRecorder::Private::entry(const ServerName &server)
{
    if (servers.size() >= mostServers && !servers.contains(server)) {
        QList<qint64> touched;
        for (const Server &one : std::as_const(servers)) {
            if (!one.backoff)
                touched.append(one.touched);
        }
        if (!touched.isEmpty()) {
            const auto middle = touched.begin() + touched.size() / 2;
            std::nth_element(touched.begin(), middle, touched.end());
            servers.removeIf([limit = *middle](const auto &it) { return !it.value().backoff && it.value().touched <= limit; });
        }
    }
    Server &found = servers[server];
    found.touched = now();
    return found;
}

void ReachRecorder::Private::end(const ServerName &server, Server &of, qint64 at)
{
    if (of.isRestored)
        at = std::min(at, watchedBefore);
    of.backoff->until = std::max(at, of.backoff->since + 1);
    write(server, *of.backoff);
    of.backoff.reset();
    of.isRestored = false;
    of.isFailingOver = true;
}

void ReachRecorder::inBackoff(const ServerName &server, qint64 since)
{
    const std::lock_guard lock(d->mutex);
    const qint64 now = d->now();
    since = since > 0 ? std::min(since, now) : now;
    Private::Server &of = d->entry(server);
    if (of.backoff) {
        if (since <= of.backoff->since + sameMs) {
            of.isRestored = false; // it has gone on all the time
            return;
        }
        d->end(server, of, since);
    }
    of.backoff = ReachSpan{.state = ReachState::Backoff, .since = since};
    if (of.failing && of.failing->until >= since - beforeBackoffMs) {
        of.backoff->cause = of.failing->cause;
        of.backoff->error = of.failing->error;
        of.backoff->tries = of.failing->tries;
    }
    d->write(server, *of.backoff);
}

void ReachRecorder::notInBackoff(const ServerName &server)
{
    const std::lock_guard lock(d->mutex);
    const auto found = d->servers.find(server);
    if (found != d->servers.end() && found->backoff)
        d->end(server, *found, d->now());
}

QList<ServerName> ReachRecorder::allInBackoff() const
{
    const std::lock_guard lock(d->mutex);
    QList<ServerName> found;
    for (auto it = d->servers.cbegin(); it != d->servers.cend(); ++it) {
        if (it->backoff)
            found.append(it.key());
    }
    return found;
}

void ReachRecorder::Private::failed(const ServerName &server, Server &of, const Contact &contact)
{
    if (contact.at <= of.lastTry)
        return; // told before, or of before that
    of.lastTry = contact.at;
    if (of.backoff && contact.at >= of.backoff->since - beforeBackoffMs) {
        of.backoff->cause = contact.cause;
        of.backoff->error = contact.error;
        ++of.backoff->tries;
        write(server, *of.backoff);
        return;
    }
    const bool goesOn = of.failing && !of.isFailingOver && contact.at - of.failing->until <= joinedMs && of.failing->cause == contact.cause;
    if (!goesOn)
        of.failing = ReachSpan{.state = ReachState::Failing, .since = contact.at, .until = contact.at, .cause = contact.cause};
    of.isFailingOver = false;
    of.failing->until = contact.at;
    of.failing->error = contact.error;
    ++of.failing->tries;
    write(server, *of.failing);
}

void ReachRecorder::note(const ServerName &server, Contact contact)
{
    if (!server.isValid() || contact.at <= 0)
        return;
    const std::lock_guard lock(d->mutex);
    contact.at = std::min(contact.at, d->now());
    contact.error.truncate(longestError);
    Private::Server &of = d->entry(server);
    if (contact.kind == ContactKind::Fetch) {
        if (of.last.user == contact.user && of.last.answered == contact.answered && std::abs(of.last.at - contact.at) <= sameFetchMs)
            return;
        of.last = contact;
    }
    if (!contact.answered) {
        d->failed(server, of, contact);
    } else if (contact.at > of.lastTry) {
        of.lastTry = contact.at;
        of.isFailingOver = true;
    }
    if (d->contacts.size() >= mostUnwritten)
        d->contacts.remove(0, mostUnwritten / 4);
    d->contacts.append({server, contact});
}

void ReachRecorder::heard(const ServerName &server, qint64 at)
{
    const std::lock_guard lock(d->mutex);
    at = std::min(at, d->now());
    if (!server.isValid() || at <= 0)
        return;
    if (d->heard.size() >= mostServers && !d->heard.contains(server))
        d->heard.clear();
    Private::Heard &one = d->heard[server];
    one.last = std::max(one.last, at);
    if (at >= d->started) // what a log that is caught up with tells of before says nothing of how many there were
        one.lately.add(at);
    d->newlyHeard.insert(server, one.last);
}

void ReachRecorder::note(const Observation &what, const Feed &feed)
{
    if (feed.isUnproven)
        return;
    // Each update once: a log tells of its handling, and what else tells of it brings its content.
    if (const auto *handled = std::get_if<HandledUpdate>(&what)) {
        d->isHandlingTold = true;
        heard(handled->user.server(), handled->at);
        return;
    }
    const auto *content = std::get_if<UpdateContent>(&what);
    const bool isLog = feed.source == UpdateSource::Log, isTap = feed.source == UpdateSource::Tap;
    if (content && !isLog && (!isTap || content->verified == std::optional(true)) && !d->isHandlingTold)
        heard(content->user.server(), content->at);
}

Result<void> ReachRecorder::Private::flush()
{
    const std::lock_guard alone(writing);
    ReachBatch batch;
    {
        const std::lock_guard lock(mutex);
        for (const auto &[key, span] : std::exchange(spans, {}))
            batch.spans.append({std::get<0>(key), span});
        batch.contacts = std::exchange(contacts, {});
        for (auto it = newlyHeard.cbegin(); it != newlyHeard.cend(); ++it)
            batch.heard.append({it.key(), it.value()});
        newlyHeard.clear();
        if (watched && (watched->until >= watchedWritten + watchEveryMs || !batch.isEmpty())) {
            batch.watched = watched;
            watchedWritten = watched->until;
        }
    }
    if (batch.isEmpty())
        return {};
    auto done = table.save(batch, now());
    if (done)
        return done;
    // What became of them since is newer.
    const std::lock_guard lock(mutex);
    watchedWritten = 0;
    for (const auto &[server, span] : std::as_const(batch.spans)) {
        if (!spans.contains({server, span.state, span.since}))
            write(server, span);
    }
    contacts = batch.contacts + contacts;
    if (contacts.size() > mostUnwritten)
        contacts = contacts.last(mostUnwritten);
    for (const auto &[server, at] : std::as_const(batch.heard))
        newlyHeard[server] = std::max(newlyHeard.value(server), at);
    return done;
}

Result<void> ReachRecorder::keep()
{
    {
        const std::lock_guard lock(d->mutex);
        const qint64 now = d->now();
        // A clock that was set back: what was claimed stands.
        if (!d->watched || now < d->watched->since || now > d->watched->until + d->options.mostApartMs)
            d->watched = WatchedSpan{now, now};
        d->watched->until = std::max(d->watched->until, now);
    }
    return d->flush();
}

Result<Reachability> ReachRecorder::of(const ServerName &server)
{
    if (const auto done = d->flush(); !done)
        return failure(done.error());
    auto found = d->table.of(server);
    if (!found)
        return found;
    const std::lock_guard lock(d->mutex);
    const qint64 now = d->now();
    // Of a clock that was ahead.
    found->watched.removeIf([&](const WatchedSpan &one) { return one.since > now; });
    found->spans.removeIf([&](const ReachSpan &span) { return span.since > now; });
    if (d->watched && !found->watched.isEmpty() && d->watched->since <= found->watched.constLast().until)
        found->watched.last().until = std::max(found->watched.constLast().until, d->watched->until);
    for (WatchedSpan &one : found->watched)
        one.until = std::min(one.until, now);
    found->updatesSince = std::max(d->started, now - HourCount::spanMs);
    const auto heard = d->heard.find(server);
    found->updates = heard == d->heard.end() ? 0 : heard->lately.sum(now);
    return found;
}

} // namespace Lockstep::History
