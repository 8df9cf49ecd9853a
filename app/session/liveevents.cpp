// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/liveevents.h"

#include "inspection/client/client.h"

#include <QDateTime>
#include <QPointer>
#include <QRandomGenerator>

#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Lockstep {

namespace {

// Shorter than the minute after which proxies usually give up on an idle upstream.
constexpr int pollTimeoutMs = 25'000;
// A burst of changes arrives as a few batches instead of one request for each.
constexpr qint64 spacingMs = 100;
// A server that answers an empty batch at once, against its own rules, must not be asked in a tight loop.
constexpr qint64 idleSpacingMs = 1'000;
constexpr qint64 firstPauseMs = 1'000;
constexpr qint64 longestPauseMs = 30'000;
constexpr qint64 refusedPauseMs = 60'000;
constexpr auto watchInterval = 5s;
constexpr qint64 sleptMs = 20'000;

} // namespace

LiveEvents::LiveEvents(Inspection::Client *client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{
    m_next.setSingleShot(true);
    connect(&m_next, &QTimer::timeout, this, &LiveEvents::poll);
    // Timers and timeouts count the time that the machine was awake, the wall clock goes on: the difference is sleep.
    connect(&m_watch, &QTimer::timeout, this, &LiveEvents::lookAtClock);
}

void LiveEvents::start(qint64 since)
{
    stop();
    m_since = since;
    m_running = true;
    m_failures = 0;
    m_lastLook = QDateTime::currentMSecsSinceEpoch();
    m_watch.start(watchInterval);
    poll();
}

void LiveEvents::stop()
{
    m_running = false;
    m_next.stop();
    m_watch.stop();
    m_call.cancel();
    m_call = {};
    m_problem.clear();
}

void LiveEvents::retryNow()
{
    if (!m_running)
        return;
    m_call.cancel();
    m_next.start(0);
}

void LiveEvents::poll()
{
    m_call.cancel();
    m_polled.start();
    m_call = m_client->events(m_since, pollTimeoutMs, this, [this](const Result<Inspection::EventBatch> &batch) { read(batch); });
}

void LiveEvents::read(const Result<Inspection::EventBatch> &batch)
{
    m_call = {};
    if (!batch)
        return failed(batch.error());
    m_failures = 0;
    const bool restarted = batch->next < m_since;
    m_since = batch->next;
    const qint64 spacing = batch->events.isEmpty() ? idleSpacingMs : spacingMs;
    m_next.start(int(std::clamp(spacing - m_polled.elapsed(), qint64(0), spacing)));
    // A slot may stop or delete this.
    const QPointer guard(this);
    setProblem({});
    if (restarted && guard && m_running)
        Q_EMIT eventReceived({.id = m_since, .type = Inspection::EventType::Gap, .members = {}}); // a new process counts from the start
    for (const Inspection::Event &event : batch->events) {
        if (!guard || !m_running)
            return;
        Q_EMIT eventReceived(event);
    }
}

void LiveEvents::failed(const Error &error)
{
    ++m_failures;
    qint64 pause = std::min(firstPauseMs << std::min(m_failures - 1, 10), longestPauseMs);
    if (error.kind == Error::Forbidden || error.errcode == "M_USER_LOCKED"_L1)
        pause = refusedPauseMs;
    pause += QRandomGenerator::global()->bounded(pause / 5 + 1); // so that many desktops do not come back in one moment
    m_next.start(int(std::max(pause, error.retryAfterMs)));
    setProblem(error.text);
}

void LiveEvents::setProblem(const QString &text)
{
    if (m_problem == text)
        return;
    m_problem = text;
    Q_EMIT problem(text);
}

void LiveEvents::lookAtClock()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const qint64 slept = now - m_lastLook - std::chrono::milliseconds(watchInterval).count();
    m_lastLook = now;
    if (slept < sleptMs)
        return;
    retryNow();
    Q_EMIT wokeUp();
}

} // namespace Lockstep
