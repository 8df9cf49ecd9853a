// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// One user at a time: from the beginning to what becomes of it.

#include "session/refresh/bulkrefresh.h"

#include "core/log.h"
#include "inspection/client/client.h"
#include "session/refresh/refreshrun.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace Lockstep {

using EntryState = BulkEntry::State;

namespace {

/// A call that waits for the outcome keeps a connection, of which there are few to one gateway.
constexpr int patienceMs = 1'000;
constexpr int alikeUntilGivenUp = 5;
constexpr int triesOfTheGateway = 3;
constexpr qsizetype maxError = 300;

qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
}

} // namespace

void BulkRefresh::launch(int index)
{
    BulkEntry &entry = m_entries[index];
    const qint64 askedBefore = entry.asked;
    if (askedBefore == 0)
        entry.asked = now();
    set(index, EntryState::Running);
    auto run = std::make_unique<RefreshRun>(m_client, entry.user);
    run->setPatience(patienceMs);
    RefreshRun *started = run.get();
    m_under[index] = {.run = std::move(run), .since = now(), .askedBefore = askedBefore > 0};
    m_running.insert(entry.user, index);
    const auto done = [this, index](const Result<Inspection::RefreshStatus> &result) { ended(index, result); };
    if (askedBefore > 0)
        started->startUnlessDone(askedBefore, done);
    else
        started->start(done);
}

void BulkRefresh::ended(int index, const Result<Inspection::RefreshStatus> &result)
{
    bool askedBefore = false;
    // This is called by the run itself, which therefore must not be deleted here.
    if (const auto under = m_under.find(index); under != m_under.end()) {
        askedBefore = under->second.askedBefore;
        under->second.run.release()->deleteLater();
        m_under.erase(under);
    }
    m_running.remove(m_entries.at(index).user);
    if (!result && postponed(index, result.error(), askedBefore))
        return;
    m_lanes.finished(index);
    m_entries[index].finished = now();
    m_brake.wentWell();
    m_trouble.clear();
    m_ends.push_back(now());
    if (!result)
        failed(index, displayable(result.error().text, maxError), result.error().retryAt);
    else if (result->state == Inspection::RefreshState::Succeeded)
        succeeded(index, *result);
    else
        failed(index, displayable(result->error.isEmpty() ? result->errcode : result->error, maxError), result->retryAt);
    pumpIn(m_brake.notBefore() - now());
}

void BulkRefresh::succeeded(int index, const Inspection::RefreshStatus &status)
{
    BulkEntry &entry = m_entries[index];
    m_streaks.remove(entry.user.server());
    if (status.change) {
        entry.added = int(status.change->added.size());
        entry.removed = int(status.change->removed.size());
        entry.changed = int(status.change->changed.size());
        entry.crossSigning = status.change->crossSigningChanged;
    }
    set(index, EntryState::Succeeded);
}

void BulkRefresh::failed(int index, const QString &error, qint64 retryAt)
{
    m_entries[index].error = error.isEmpty() ? tr("The homeserver does not say why it failed.") : error;
    set(index, EntryState::Failed);
    const ServerName server = m_entries.at(index).user.server();
    Streak &streak = m_streaks[server];
    streak.length = streak.error == error ? streak.length + 1 : 1;
    streak.error = error;
    // In backoff the homeserver asks nobody, and every further one would fail by that.
    if (retryAt > now() || streak.length >= alikeUntilGivenUp)
        giveUp(server, m_entries.at(index).error);
}

void BulkRefresh::giveUp(const ServerName &server, const QString &why)
{
    const QList<int> rest = m_lanes.takeAll(server);
    for (const int index : rest) {
        m_entries[index].error = why;
        m_entries[index].finished = now();
        set(index, EntryState::NotAsked);
    }
}

/// Whether the entry went back to waiting because of \a error.
bool BulkRefresh::postponed(int index, const Error &error, bool askedBefore)
{
    const qint64 time = now();
    if (error.kind == Error::RateLimited) {
        // Refused, nothing was begun; unless it was the question about one that may have been begun before.
        if (!askedBefore)
            m_entries[index].asked = 0;
        m_lanes.putBack(index);
        const ServerName server = m_entries.at(index).user.server();
        if (const auto held = m_brake.refused(server, error.retryAfterMs, time))
            m_lanes.hold(server, *held);
    } else {
        const bool isGatewaysFault = error.kind != Error::Timeout && (error.http == 500 || error.http == 503);
        const bool isAway = error.kind == Error::Network || error.kind == Error::Tls || error.kind == Error::Unauthorized;
        if (!isAway && !(isGatewaysFault && ++m_tries[index] < triesOfTheGateway))
            return false;
        m_lanes.putBack(index);
        m_brake.away(time);
        m_trouble = displayable(error.text, maxError);
    }
    set(index, EntryState::Waiting);
    pumpIn(m_brake.notBefore() - time);
    return true;
}

void BulkRefresh::onEvent(const Inspection::Event &event)
{
    if (event.type != Inspection::EventType::Refresh)
        return;
    const auto running = m_running.constFind(UserId(event.members.value("user_id"_L1).toString()));
    if (running != m_running.cend())
        m_under.at(*running).run->poke();
}

} // namespace Lockstep
