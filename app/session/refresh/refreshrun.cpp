// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/refresh/refreshrun.h"

#include "inspection/client/client.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {

constexpr qint64 firstPollMs = 300;
constexpr qint64 longestPollMs = 3'000;
// A remote server gets 30 s for its answer and a homeserver may try more than once.
constexpr qint64 watchLimitMs = 5 * 60 * 1000;
// The gateway's clock may be another machine's. A list that was fetched this little before is as good.
constexpr qint64 clockTolerance = 60'000;
// How long a gateway may take to note a refresh that it has accepted.
constexpr int idlePolls = 5;

} // namespace

RefreshRun::RefreshRun(Inspection::Client *client, const UserId &user, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_user(user)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &RefreshRun::poll);
}

void RefreshRun::start(Http::Done<Inspection::RefreshStatus> done)
{
    m_done = std::move(done);
    ask();
}

void RefreshRun::startUnlessDone(qint64 asked, Http::Done<Inspection::RefreshStatus> done)
{
    m_done = std::move(done);
    m_client->refreshStatus(m_user, this, [this, asked](const Result<Inspection::RefreshStatus> &status) {
        if (!status && status.error().kind != Error::NotFound)
            return finish(status);
        const bool isOurs = status && status->requested >= asked - clockTolerance;
        const bool isOver
            = isOurs && (status->state == Inspection::RefreshState::Succeeded || status->state == Inspection::RefreshState::Failed);
        if (isOver)
            return finish(status);
        if (!status || status->state != Inspection::RefreshState::Running)
            return ask();
        m_watched.start();
        read(status);
    });
}

void RefreshRun::ask()
{
    m_client->refresh(m_user, m_patienceMs, this, [this](const Result<bool> &accepted) { answered(accepted); });
}

void RefreshRun::answered(const Result<bool> &accepted)
{
    m_watched.start();
    if (!accepted) {
        const Error &error = accepted.error();
        const bool relayed = error.http == 502 || error.http == 504 || error.remoteStatus > 0;
        const bool timedOut = error.kind == Error::Timeout; // the gateway may well be at work
        if (!relayed && !timedOut)
            return finish(failure(error));
        m_refused = error;
    }
    poll();
}

void RefreshRun::poke()
{
    if (!m_watched.isValid())
        return;
    if (m_polling)
        m_pokedMeanwhile = true;
    else
        poll();
}

void RefreshRun::poll()
{
    m_timer.stop();
    m_polling = true;
    m_pokedMeanwhile = false;
    m_client->refreshStatus(m_user, this, [this](const Result<Inspection::RefreshStatus> &status) {
        m_polling = false;
        read(status);
    });
}

void RefreshRun::read(const Result<Inspection::RefreshStatus> &status)
{
    ++m_polls;
    if (!status) {
        const Error &error = status.error();
        const bool passing = error.kind == Error::Network || error.kind == Error::Timeout || error.kind == Error::RateLimited
            || error.kind == Error::Unauthorized || error.http >= 500;
        if (m_refused && error.kind != Error::RateLimited)
            return finish(failure(*m_refused));
        if (!passing)
            return finish(failure(error));
        if (m_watched.hasExpired(watchLimitMs))
            return finish(failure(Error::Timeout, u"The refresh was requested, but its outcome could not be read: %1"_s.arg(error.text)));
        return again(std::max(error.retryAfterMs, longestPollMs));
    }
    if (status->state == Inspection::RefreshState::Succeeded || status->state == Inspection::RefreshState::Failed)
        return finish(status);
    if (status->state == Inspection::RefreshState::Idle) {
        if (m_refused)
            return finish(failure(*m_refused));
        if (m_polls >= idlePolls)
            return finish(failure(Error::BadAnswer, u"The gateway accepted the refresh and then knew nothing of it: try again."_s));
    }
    if (m_watched.hasExpired(watchLimitMs))
        return finish(failure(Error::Timeout,
            u"The refresh is still running after %1 minutes: its outcome will show in the user's state."_s.arg(watchLimitMs / 60'000)));
    again(m_pokedMeanwhile ? 0 : std::min(firstPollMs << std::min(m_polls - 1, 4), longestPollMs));
}

void RefreshRun::again(qint64 ms)
{
    m_timer.start(int(ms));
}

void RefreshRun::finish(const Result<Inspection::RefreshStatus> &result)
{
    m_timer.stop();
    if (auto done = std::exchange(m_done, nullptr))
        done(result);
}

} // namespace Lockstep
