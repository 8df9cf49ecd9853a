// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/headpoller.h"

#include "core/log.h"
#include "inspection/apiwords.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;
using namespace Sql;

namespace {

constexpr auto lookInterval = std::chrono::milliseconds(100);
constexpr auto intervalWhenFailing = std::chrono::milliseconds(5'000);
/// Looks between the rounds cost the database no more than this share of its time, however much is told.
constexpr int lookShare = 30;
constexpr std::chrono::milliseconds shortestPause(100), longestPause(500);
/// What is told again and again, and is nothing that is shown here, such as local users' lists, is looked at less often.
constexpr std::chrono::milliseconds idlePause(250);

} // namespace

HeadPoller::HeadPoller(const Database &database, const Schema &schema, Sampler &sampler, ServerName own, History::Recorder *recorder,
    Inspection::EventFeed &events, KeyCheck *keys, FetchLedger *ledger, SilenceWatch *silence, OwnWatch *ownSide, ReachWatch *reach,
    ConfigWatch *config)
    : m_database(database)
    , m_schema(schema)
    , m_sampler(sampler)
    , m_own(std::move(own))
    , m_recorder(recorder)
    , m_events(events)
    , m_keys(keys)
    , m_ledger(ledger)
    , m_silence(silence)
    , m_ownSide(ownSide)
    , m_reach(reach)
    , m_config(config)
    , m_gaps(database, recorder, ledger)
{
    m_status = {SourceKind::Heads, SourceState::Off, u"The database is not polled."_s, 0};
}

HeadPoller::~HeadPoller()
{
    stop();
}

void HeadPoller::start(std::chrono::milliseconds interval)
{
    if (m_thread.joinable())
        return;
    m_interval = interval;
    m_stopping = false;
    setStatus(SourceState::Starting, u"The first scan of all tracked users is under way."_s);
    m_thread = std::thread([this] { run(); });
}

void HeadPoller::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

HeadPoller::Wake HeadPoller::waitUntil(Clock::time_point until)
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        if (m_stopping)
            return {.isStopped = true};
        const auto now = Clock::now();
        const bool isWanted = m_wanted.lists || m_wanted.queues;
        if (isWanted && now >= m_nextLook)
            return {.look = std::exchange(m_wanted, {})};
        if (now >= until)
            return {};
        m_wake.wait_until(lock, isWanted ? std::min(until, m_nextLook) : until);
    }
}

void HeadPoller::run()
{
    for (;;) {
        const auto done = poll();
        const auto next = Clock::now() + (done ? m_interval : intervalWhenFailing);
        while (Clock::now() < next) {
            const Wake woken = waitUntil(done ? std::min(next, Clock::now() + lookInterval) : next);
            if (woken.isStopped)
                return;
            if (!done)
                continue; // what is told now, the next round finds
            if (woken.look.lists || woken.look.queues)
                lookNow(woken.look);
            // What fails here, the next round says.
            static_cast<void>(m_gaps.lookForMarks(QDateTime::currentMSecsSinceEpoch()));
        }
    }
}

void HeadPoller::lookSoon(Look look)
{
    {
        const std::lock_guard lock(m_mutex);
        m_wanted.lists = m_wanted.lists || look.lists;
        m_wanted.queues = m_wanted.queues || look.queues;
    }
    m_wake.notify_all();
}

void HeadPoller::lookNow(Look look)
{
    m_published.clear();
    const qint64 queuesBefore = m_queueChanges;
    const auto begun = Clock::now();
    Result<void> done = look.lists ? pollTail(Tail::New) : Result<void>();
    if (done)
        done = pollQueues({.lists = look.lists, .queues = look.queues});
    const auto took = Clock::now() - begun;
    const bool isIdle = m_published.isEmpty() && m_queueChanges == queuesBefore;
    const std::lock_guard lock(m_mutex);
    // A standby shows a row a moment later: once more, then the rounds have time for it.
    m_isSecondLook = isIdle && !m_isSecondLook;
    if (m_isSecondLook) {
        m_wanted.lists = m_wanted.lists || look.lists;
        m_wanted.queues = m_wanted.queues || look.queues;
    }
    m_nextLook = Clock::now() + std::clamp<Clock::duration>(took * lookShare, isIdle ? idlePause : shortestPause, longestPause);
}

SourceStatus HeadPoller::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

void HeadPoller::setStatus(SourceState state, const QString &detail)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_status.state == state && m_status.detail == detail)
            return;
        m_status.state = state;
        m_status.detail = detail;
    }
    m_events.publish(EventType::Source, {{u"kind"_s, toApiName(SourceKind::Heads)}, {u"state"_s, toApiName(state)}});
}

Result<void> HeadPoller::poll()
{
    m_published.clear();
    const auto all = [this]() -> Result<void> {
        if (auto done = pollTail(Tail::Overlapping); !done)
            return done;
        for (const auto step : {&HeadPoller::pollScan, &HeadPoller::pollMarkers}) {
            if (auto done = (this->*step)(); !done)
                return done;
        }
        if (auto done = pollQueues({.lists = true, .queues = true}); !done)
            return done;
        if (auto done = m_sampler.step(); !done)
            return done;
        const QList<ServerName> changed = m_sampler.takeChangedDestinations();
        for (const ServerName &server : changed)
            m_events.publish(EventType::Destination, {{u"destination"_s, server.toString()}});
        if (auto done = m_reach ? m_reach->step(changed) : Result<void>(); !done)
            return done;
        if (m_sampler.takeInboxChanged()) // the list of the deepest is another one since this moment, not since the table is
            m_events.publish(EventType::Queue, {{u"queue"_s, toApiName(QueueKind::Inbox)}});
        if (m_config)
            m_config->step(QDateTime::currentMSecsSinceEpoch());
        if (auto done = m_ownSide ? m_ownSide->step(QDateTime::currentMSecsSinceEpoch()) : Result<void>(); !done)
            return done;
        if (auto done = pollKeys(); !done)
            return done;
        publishSilence();
        if (auto done = m_gaps.step(QDateTime::currentMSecsSinceEpoch()); !done)
            return done;
        return m_recorder ? m_recorder->tick() : Result<void>();
    };
    const auto done = all();
    if (!done && done.error().kind == Error::Cancelled)
        return done; // the program ends
    if (!done) {
        if (status().state != SourceState::Failing)
            qCWarning(lcSynapse).noquote() << done.error().text;
        setStatus(SourceState::Failing, done.error().text);
    } else if (m_firstScan) {
        setStatus(SourceState::Starting, u"The first scan of all tracked users is under way."_s);
    } else {
        setStatus(SourceState::Ok, u"The database is polled every second."_s);
    }
    return done;
}

} // namespace Lockstep::Synapse
