// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/refresh/bulkrefresh.h"

#include "session/refresh/refreshrun.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep {

using EntryState = BulkEntry::State;

namespace {

constexpr int tickMs = 500;
constexpr int tellMs = 200;
constexpr qint64 slowAfterMs = 3'000;
constexpr qint64 rateWindowMs = 60'000;
constexpr qint64 rateNeedsMs = 3'000;
constexpr qint64 longestSleepMs = 60'000;

qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

} // namespace

BulkRefresh::BulkRefresh(Inspection::Client *client, const QString &folder, const QUrl &gateway, const QString &user, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_journal(folder, gateway, user)
    , m_lanes(BulkLanes::Limits())
{
    m_pump.setSingleShot(true);
    m_tell.setSingleShot(true);
    m_tick.setInterval(tickMs);
    connect(&m_pump, &QTimer::timeout, this, &BulkRefresh::pump);
    connect(&m_tick, &QTimer::timeout, this, &BulkRefresh::tick);
    connect(&m_tell, &QTimer::timeout, this, &BulkRefresh::tell);
    m_entries = m_journal.read();
    if (m_entries.isEmpty())
        return;
    for (const BulkEntry &entry : std::as_const(m_entries))
        m_counts.add(entry, 1);
    m_state = State::Interrupted;
}

BulkRefresh::~BulkRefresh() = default;

Result<void> BulkRefresh::start(const RefreshPlan &plan)
{
    if (m_state == State::Running || m_state == State::Paused)
        return failure(Error::Forbidden, tr("Many users are being refreshed already: wait for the end, or cancel it."));
    if (plan.users.isEmpty())
        return failure(Error::BadInput, tr("There is nobody to refresh."));
    QList<BulkEntry> entries;
    entries.reserve(plan.users.size());
    for (const UserId &user : plan.users) {
        BulkEntry entry;
        entry.user = user;
        entries.append(entry);
    }
    return begin(std::move(entries));
}

Result<void> BulkRefresh::begin(QList<BulkEntry> entries)
{
    const auto begun = m_journal.begin(entries);
    if (!begun && begun.error().kind == Error::Forbidden)
        return begun;
    m_journalProblem = begun ? QString() : begun.error().text;
    m_entries = std::move(entries);
    m_counts = {};
    m_touched.clear();
    m_tries.clear();
    for (const BulkEntry &entry : std::as_const(m_entries))
        m_counts.add(entry, 1);
    fillLanes();
    m_ends.clear();
    m_startedAt = now();
    m_brake = {};
    m_trouble.clear();
    m_tick.start();
    Q_EMIT restarted();
    setState(State::Running);
    pumpIn(0);
    return {};
}

void BulkRefresh::fillLanes()
{
    m_lanes = BulkLanes(BulkLanes::Limits());
    m_streaks.clear();
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        if (m_entries.at(i).state == EntryState::Waiting)
            m_lanes.add(int(i), m_entries.at(i).user.server());
    }
}

void BulkRefresh::goOn()
{
    if (m_state != State::Interrupted)
        return;
    begin(std::exchange(m_entries, {}));
}

void BulkRefresh::forget()
{
    if (m_state != State::Interrupted && m_state != State::Ended)
        return;
    m_journal.remove();
    m_entries.clear();
    m_counts = {};
    m_journalProblem.clear();
    Q_EMIT restarted();
    setState(State::Idle);
}

void BulkRefresh::pause()
{
    if (m_state == State::Running)
        setState(State::Paused);
}

void BulkRefresh::resume()
{
    if (m_state != State::Paused)
        return;
    // The time of the pause is no measure of the pace.
    m_ends.clear();
    m_startedAt = now();
    setState(State::Running);
    pumpIn(0);
}

void BulkRefresh::cancel()
{
    if (m_state != State::Running && m_state != State::Paused)
        return;
    dropRuns();
    m_journal.remove();
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        if (m_entries.at(i).state == EntryState::Running)
            set(int(i), EntryState::Unfinished);
        else if (m_entries.at(i).state == EntryState::Waiting) // asked for before, and the answer got lost: may be under way too
            set(int(i), m_entries.at(i).asked > 0 ? EntryState::Unfinished : EntryState::NotStarted);
    }
    setState(State::Ended);
}

void BulkRefresh::retryFailed()
{
    if (m_state != State::Ended)
        return;
    QList<BulkEntry> entries = m_entries;
    for (BulkEntry &entry : entries) {
        if (entry.state != EntryState::Failed && entry.state != EntryState::NotAsked)
            continue;
        const UserId user = entry.user;
        entry = {};
        entry.user = user;
    }
    if (m_counts.failed + m_counts.notAsked > 0)
        if (const auto begun = begin(std::move(entries)); !begun) {
            m_trouble = begun.error().text;
            Q_EMIT changed();
        }
}

void BulkRefresh::suspend()
{
    dropRuns();
    m_journal.close();
    m_state = State::Idle;
}

void BulkRefresh::dropRuns()
{
    m_pump.stop();
    m_tick.stop();
    // One of them may be the caller.
    for (auto &[index, under] : m_under)
        under.run.release()->deleteLater();
    m_under.clear();
    m_running.clear();
    m_lanes = BulkLanes(BulkLanes::Limits());
}

void BulkRefresh::setState(State state)
{
    m_state = state;
    if (state == State::Ended) {
        m_tick.stop();
        m_pump.stop();
        m_trouble.clear();
    }
    tell();
}

void BulkRefresh::pumpIn(qint64 ms)
{
    m_pump.start(int(std::clamp<qint64>(ms, 0, longestSleepMs)));
}

void BulkRefresh::pump()
{
    if (m_state != State::Running && m_state != State::Paused)
        return;
    if (m_lanes.waiting() == 0 && m_under.empty()) {
        m_journal.remove();
        return setState(State::Ended);
    }
    while (m_state == State::Running) {
        const qint64 time = now();
        if (m_brake.notBefore() > time)
            return pumpIn(m_brake.notBefore() - time);
        const auto index = m_lanes.next(time);
        if (!index)
            break;
        launch(*index);
        m_brake.began(time);
    }
    if (const auto release = m_lanes.nextRelease())
        pumpIn(*release - now() + 1);
}

void BulkRefresh::set(int index, EntryState state)
{
    BulkEntry &entry = m_entries[index];
    m_counts.add(entry, -1);
    entry.state = state;
    m_counts.add(entry, 1);
    note(index);
    touch(index);
}

void BulkRefresh::note(int index)
{
    if (const auto noted = m_journal.note(index, m_entries.at(index)); !noted)
        m_journalProblem = noted.error().text;
}

qint64 BulkRefresh::remainingMs() const
{
    const qint64 window = std::min(rateWindowMs, now() - m_startedAt);
    if (m_state != State::Running || m_ends.empty() || window < rateNeedsMs)
        return -1;
    return window * (m_counts.waiting + m_counts.running) / qint64(m_ends.size());
}

void BulkRefresh::tick()
{
    const qint64 time = now();
    for (const auto &[index, under] : m_under) {
        if (time - under.since >= slowAfterMs)
            m_lanes.setSlow(index);
    }
    while (!m_ends.empty() && m_ends.front() < time - rateWindowMs)
        m_ends.pop_front();
    if (m_state == State::Running && !m_pump.isActive())
        pumpIn(0);
    if (!m_tell.isActive())
        m_tell.start(tellMs);
}

void BulkRefresh::touch(int index)
{
    m_touched.insert(index);
    if (!m_tell.isActive())
        m_tell.start(tellMs);
}

void BulkRefresh::tell()
{
    m_tell.stop();
    const std::set<int> touched = std::exchange(m_touched, {});
    if (!touched.empty())
        Q_EMIT entriesChanged(QList<int>(touched.begin(), touched.end()));
    Q_EMIT changed();
}

} // namespace Lockstep
