// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/refresh/refreshqueue.h"

#include "core/log.h"
#include "inspection/client/client.h"
#include "session/refresh/refreshrun.h"

#include <QDateTime>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

constexpr size_t atOnce = 2;
constexpr qint64 shortestWaitMs = 100;
constexpr qint64 firstWaitMs = 2'000;
constexpr qint64 longestWaitMs = 60'000;

} // namespace

RefreshQueue::RefreshQueue(Inspection::Client *client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
    m_pump.setSingleShot(true);
    connect(&m_pump, &QTimer::timeout, this, &RefreshQueue::pump);
}

RefreshQueue::~RefreshQueue() = default;

int RefreshQueue::refresh(const UserId &user)
{
    if (const auto active = m_active.constFind(user); active != m_active.cend())
        return m_jobs[*active].id;
    const int index = int(m_jobs.size());
    RefreshJob job;
    job.id = index + 1;
    job.user = user;
    job.state = RefreshJob::State::Waiting;
    job.requested = QDateTime::currentMSecsSinceEpoch();
    m_jobs.append(job);
    m_active.insert(user, index);
    m_newest.insert(user, index);
    m_waiting.push_back(index);
    Q_EMIT jobAdded(index);
    // From the event loop, so that a caller has the id before anything happens. A pause for a rate limit goes on.
    if (!m_pump.isActive())
        m_pump.start(0);
    return job.id;
}

QList<int> RefreshQueue::refreshAll(const QList<UserId> &users)
{
    QList<int> ids;
    ids.reserve(users.size());
    for (const UserId &user : users)
        ids.append(refresh(user));
    return ids;
}

void RefreshQueue::cancel(int id)
{
    const int index = id - 1;
    if (index < 0 || index >= m_jobs.size())
        return;
    const RefreshJob::State state = m_jobs[index].state;
    if (state != RefreshJob::State::Waiting && state != RefreshJob::State::Running)
        return;
    m_running.erase(index);
    conclude(index, RefreshJob::State::Cancelled);
}

void RefreshQueue::cancelAll()
{
    QList<int> indices = m_active.values();
    std::sort(indices.begin(), indices.end());
    m_waiting.clear();
    for (int index : indices)
        cancel(index + 1);
}

const RefreshJob *RefreshQueue::newestFor(const UserId &user) const
{
    const auto found = m_newest.constFind(user);
    return found == m_newest.cend() ? nullptr : &m_jobs[*found];
}

void RefreshQueue::onEvent(const Inspection::Event &event)
{
    if (event.type != Inspection::EventType::Refresh)
        return;
    const auto active = m_active.constFind(UserId(event.members.value("user_id"_L1).toString()));
    if (active == m_active.cend())
        return;
    if (const auto run = m_running.find(*active); run != m_running.end())
        run->second->poke();
}

void RefreshQueue::pump()
{
    while (m_running.size() < atOnce && !m_waiting.empty()) {
        const int index = m_waiting.front();
        m_waiting.pop_front();
        if (m_jobs[index].state == RefreshJob::State::Waiting)
            begin(index);
    }
}

void RefreshQueue::begin(int index)
{
    auto run = std::make_unique<RefreshRun>(m_client, m_jobs[index].user);
    RefreshRun *started = run.get();
    m_running.emplace(index, std::move(run));
    m_jobs[index].state = RefreshJob::State::Running;
    m_jobs[index].started = QDateTime::currentMSecsSinceEpoch();
    m_jobs[index].retryAt = 0;
    started->start([this, index](const Result<Inspection::RefreshStatus> &result) { ended(index, result); });
    Q_EMIT jobChanged(index);
}

void RefreshQueue::ended(int index, const Result<Inspection::RefreshStatus> &result)
{
    // This is called by the run itself, which therefore must not be deleted here.
    if (const auto run = m_running.find(index); run != m_running.end()) {
        run->second.release()->deleteLater();
        m_running.erase(run);
    }
    RefreshJob &job = m_jobs[index];
    if (!result) {
        if (postponed(index, result.error()))
            return;
        job.error = result.error().text;
        job.retryAt = result.error().retryAt;
        job.outcome.userId = job.user;
        job.outcome.state = Inspection::RefreshState::Failed;
        job.outcome.errcode = result.error().errcode;
        job.outcome.error = job.error;
        job.outcome.retryAt = job.retryAt;
        return conclude(index, RefreshJob::State::Failed);
    }
    m_limitedMs = 0;
    job.outcome = *result;
    if (result->state == Inspection::RefreshState::Succeeded)
        return conclude(index, RefreshJob::State::Succeeded);
    job.retryAt = result->retryAt;
    job.error = displayable(result->error.isEmpty() ? result->errcode : result->error, 400);
    if (job.error.isEmpty())
        job.error = tr("The homeserver does not say why it failed.");
    conclude(index, RefreshJob::State::Failed);
}

bool RefreshQueue::postponed(int index, const Error &error)
{
    if (error.kind != Error::RateLimited)
        return false;
    RefreshJob &job = m_jobs[index];
    // Without a hint each wait is twice as long as the one before.
    if (error.retryAfterMs < 0)
        m_limitedMs = std::clamp(m_limitedMs * 2, firstWaitMs, longestWaitMs);
    const qint64 wait = std::max(error.retryAfterMs < 0 ? m_limitedMs : error.retryAfterMs, shortestWaitMs);
    job.retryAt = QDateTime::currentMSecsSinceEpoch() + wait;
    m_pump.start(int(std::max(wait, qint64(m_pump.isActive() ? m_pump.remainingTime() : 0))));
    job.state = RefreshJob::State::Waiting;
    m_waiting.push_front(index);
    Q_EMIT jobChanged(index);
    return true;
}

void RefreshQueue::conclude(int index, RefreshJob::State state)
{
    RefreshJob &job = m_jobs[index];
    job.state = state;
    job.finished = QDateTime::currentMSecsSinceEpoch();
    m_active.remove(job.user);
    if (!m_pump.isActive())
        m_pump.start(0);
    Q_EMIT jobChanged(index);
}

} // namespace Lockstep
