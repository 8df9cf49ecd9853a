// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "search/indexer.h"

#include "core/log.h"
#include "inspection/apiwords.h"
#include "search/sqliteindex.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

#include <time.h>

using namespace Qt::StringLiterals;

namespace Lockstep::Search {

using namespace Inspection;

namespace {

/// Lists that changed and wait; with more, the next round finds them.
constexpr qsizetype mostChanged = 20'000;
constexpr auto slice = std::chrono::milliseconds(100);
/// Changes are collected so long: a list that changes many times is read once.
constexpr auto changesWait = std::chrono::milliseconds(300);

/// What this thread has worked. A step's share is between that, which leaves out a database server's work, and the clock's time, in which
/// others may have had the machine.
std::chrono::nanoseconds threadTime()
{
    timespec time = {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

} // namespace

Indexer::Indexer(Source *source, Options options)
    : m_source(source)
    , m_options(std::move(options))
    , m_free(m_options.freeUsers)
{
    m_status = {SourceKind::Index, SourceState::Off, u"The search index is not kept."_s, 0};
}

Indexer::~Indexer()
{
    stop();
}

void Indexer::start()
{
    if (m_thread.joinable())
        return;
    // What changes from here on is told.
    m_seen = m_source->events().wait(0, 0).next;
    open();
    m_thread = std::thread([this] { run(); });
}

void Indexer::stop()
{
    std::shared_ptr<Index> index;
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        index = m_index;
    }
    m_wake.notify_all();
    if (index)
        index->cutOff();
    if (m_thread.joinable())
        m_thread.join();
}

bool Indexer::isStopping() const
{
    const std::lock_guard lock(m_mutex);
    return m_stopping;
}

qint64 Indexer::now() const
{
    return m_options.clock ? m_options.clock() : QDateTime::currentMSecsSinceEpoch();
}

void Indexer::say(SourceState state, const QString &detail)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_status.state == state && m_status.detail == detail)
            return;
        const bool isOther = m_status.state != state;
        m_status.state = state;
        m_status.detail = detail;
        if (!isOther)
            return;
    }
    m_source->events().publish(EventType::Source, {{u"kind"_s, toApiName(SourceKind::Index)}, {u"state"_s, toApiName(state)}});
}

std::shared_ptr<const Index> Indexer::index() const
{
    const std::lock_guard lock(m_mutex);
    return m_index;
}

SearchState Indexer::state() const
{
    const std::lock_guard lock(m_mutex);
    if (!m_index)
        return {};
    const Progress progress = m_index->progress();
    const Extent extent = m_index->extent();
    return {.complete = progress.isComplete,
        .indexed = extent.users,
        .total = progress.isComplete ? std::max(progress.total, extent.users) : m_total,
        .asOf = progress.isComplete ? progress.asOf : 0,
        .waiting = m_waiting,
        .cut = extent.cut};
}

UserId Indexer::scannedTo() const
{
    const std::lock_guard lock(m_mutex);
    return m_index ? m_index->progress().scanned : UserId();
}

void Indexer::distrust(const QString &why)
{
    const std::lock_guard lock(m_mutex);
    m_distrusted = why;
}

QString Indexer::distrusted()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_distrusted, {});
}

SourceStatus Indexer::status() const
{
    const std::lock_guard lock(m_mutex);
    SourceStatus status = m_status;
    if (!m_thrownAway.isEmpty())
        status.detail += u' ' + m_thrownAway;
    return status;
}

bool Indexer::open()
{
    QString reason;
    auto opened = SqliteIndex::open(m_options.path, &reason);
    if (!reason.isEmpty())
        qCWarning(lcInspection).noquote() << reason;
    if (!opened) {
        say(SourceState::Failing, opened.error().text);
        return false;
    }
    m_progress = (*opened)->progress();
    m_read.clear();
    m_come = 0;
    m_place = -1;
    m_isTidy = false;
    m_nextRound = Clock::now();
    say(m_progress.isComplete ? SourceState::Ok : SourceState::Starting, u"The first scan of all tracked users is under way."_s);
    const std::lock_guard lock(m_mutex);
    m_index = std::move(*opened);
    if (!reason.isEmpty())
        m_thrownAway = u"It was built anew: "_s + reason;
    return true;
}

void Indexer::throwAway(const QString &why)
{
    qCWarning(lcInspection).noquote() << "The search index is thrown away and built anew:" << why;
    {
        const std::lock_guard lock(m_mutex);
        m_index.reset(); // who still asks it holds it
        m_thrownAway = u"It was built anew: "_s + why;
    }
    if (!m_options.path.isEmpty())
        SqliteIndex::remove(m_options.path);
    m_free = m_options.freeUsers;
    open();
}

void Indexer::takeEvents(int timeoutMs)
{
    const EventBatch batch = m_source->events().wait(m_seen, timeoutMs);
    m_seen = batch.next;
    for (const Event &event : batch.events) {
        if (event.type != EventType::User && event.type != EventType::Update && event.type != EventType::Refresh)
            continue;
        const UserId user(event.members.value(u"user_id"_s).toString());
        if (user.isValid() && m_changed.size() < mostChanged)
            m_changed.insert(user);
    }
    const std::lock_guard lock(m_mutex);
    m_waiting = m_changed.size();
}

void Indexer::rest(Clock::duration forHow)
{
    const auto until = Clock::now() + forHow;
    while (!isStopping()) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
        const auto begun = Clock::now();
        takeEvents(int(std::clamp(left, std::chrono::milliseconds(0), slice).count()));
        if (Clock::now() >= until)
            return;
        // A feed that was shut down, or that is busy, answers at once: no reason to spin.
        std::unique_lock lock(m_mutex);
        const auto pause = std::min<Clock::duration>(until - Clock::now(), slice / 10);
        if (Clock::now() - begun < slice / 10)
            m_wake.wait_for(lock, pause, [this] { return m_stopping; });
    }
}

void Indexer::run()
{
    while (!isStopping()) {
        if (!index() && !open()) {
            rest(m_options.afterFailure);
            continue;
        }
        if (const QString why = distrusted(); !why.isEmpty()) {
            throwAway(why);
            continue;
        }
        const auto begun = Clock::now();
        const auto used = threadTime();
        const qint64 free = m_free;
        m_isRound = m_isIdle = false;
        const auto done = step();
        if (isStopping())
            return;
        if (!done) {
            if (done.error().kind == Error::BadAnswer) {
                throwAway(done.error().text);
            } else {
                if (m_status.state != SourceState::Failing)
                    qCWarning(lcInspection).noquote() << "The search index:" << done.error().text;
                say(SourceState::Failing, done.error().text);
            }
            rest(m_options.afterFailure);
            continue;
        }
        const auto took = (Clock::now() - begun + threadTime() - used) / 2;
        const double share = m_isRound ? m_options.roundShare : m_options.share;
        if (m_isIdle)
            rest(changesWait);
        else if (free > 0 && m_free < free && !m_isRound)
            rest({});
        else
            rest(std::max<Clock::duration>(std::chrono::duration_cast<Clock::duration>(took * (1 / share - 1)), changesWait / 30));
    }
}

} // namespace Lockstep::Search
