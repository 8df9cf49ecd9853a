// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/federation/devicelisttracker.h"

#include "core/log.h"
#include "domain/wholelist.h"
#include "lab/federation/observationjournal.h"
#include "lab/state/actor.h"
#include "lab/state/changes.h"
#include "lab/state/clock.h"
#include "lab/state/rooms.h"
#include "lab/state/storage.h"

#include <QJsonArray>

#include <algorithm>
#include <chrono>

// The fetching half of the tracker: what is due, one fetch at a time for each user, the outcome, the next try.

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {

constexpr qint64 idleMs = 60'000;
constexpr qsizetype mostDevices = 10'000;
const QString noSharedRoom = u"no room is shared with this user"_s;

/// Nobody can reach the server.
bool isUnreachable(const Error &error)
{
    return error.kind == Error::Network || error.kind == Error::Timeout || error.kind == Error::Tls;
}

/// The server is away or unwell, and to ask it again at once would make it no better.
bool isServerFailing(const Error &error)
{
    return isUnreachable(error) || error.remoteStatus >= 500 || error.remoteStatus == 401 || error.remoteStatus == 429;
}

} // namespace

void DeviceListTracker::schedule(const UserId &user, qint64 due)
{
    {
        const std::lock_guard lock(m_mutex);
        const auto found = std::find_if(m_due.begin(), m_due.end(), [&](const Fetch &fetch) { return fetch.user == user; });
        if (found == m_due.end())
            m_due.push_back({user, due});
        else
            found->due = std::min(found->due, due);
    }
    m_wake.notify_one();
}

// One fetch at a time for a user, and a slow server leaves one thread to the others.
bool DeviceListTracker::mayFetch(const UserId &user) const
{
    const auto ofThisServer = std::count_if(
        m_fetching.cbegin(), m_fetching.cend(), [server = user.server()](const UserId &other) { return other.server() == server; });
    return !m_fetching.contains(user) && ofThisServer < std::max(1, m_options.threads - 1);
}

void DeviceListTracker::work()
{
    std::unique_lock lock(m_mutex);
    while (!m_ending) {
        const qint64 at = m_state->clock().now();
        auto next = m_due.end();
        for (auto fetch = m_due.begin(); fetch != m_due.end(); ++fetch)
            if ((next == m_due.end() || fetch->due < next->due) && mayFetch(fetch->user))
                next = fetch;
        if (next == m_due.end()) {
            m_state->clock().waitUntil(m_wake, lock, at + idleMs);
            continue;
        }
        if (next->due > at) {
            m_state->clock().waitUntil(m_wake, lock, next->due);
            continue;
        }
        const UserId user = next->user;
        m_due.erase(next);
        m_fetching.insert(user);
        lock.unlock();
        fetch(user);
        lock.lock();
        m_fetching.remove(user);
        m_wake.notify_one();
    }
}

void DeviceListTracker::fetch(const UserId &user)
{
    enum {
        Wanted,
        UpToDate,
        Untracked
    } need
        = m_state->actor().call([&] {
              if (!m_state->storage().value(u"SELECT 1 FROM tracked WHERE user_id = ?"_s, {user.toString()}).isValid())
                  return Untracked;
              TrackedList &list = listOf(user);
              if (!list.isStale())
                  return UpToDate;
              list.resyncStarted();
              m_keysMeanwhile.remove(user);
              // A history that misses the start shows the end alone.
              static_cast<void>(m_state->commit([&]() -> Result<void> {
                  note({.user = user, .step = History::ResyncOutcome::Started});
                  return {};
              }));
              return Wanted;
          });
    if (need == UpToDate) // an earlier fetch served this wish too
        return;
    Result<void> outcome
        = failure(Error::Forbidden, u"%1 is not tracked: no room is shared with this user."_s.arg(user.toString()), 403, u"M_FORBIDDEN"_s);
    if (need == Wanted)
        outcome = concludeFetch(user,
            m_peers->request(user.server(), "GET", "/_matrix/federation/v1/user/devices/" + encodePathSegment(user.toString()), {},
                m_options.fetchTimeoutMs));
    {
        const std::lock_guard lock(m_mutex);
        Outcome &known = m_outcomes[user];
        if (known.concluded == known.generation) // nothing could be stored
            ++known.concluded;
        known.generation = known.concluded;
        known.result = outcome;
    }
    m_finished.notify_all();
}

Result<void> DeviceListTracker::concludeFetch(const UserId &user, const Result<QJsonObject> &answer)
{
    const Result<DeviceList> list = answer ? readDeviceList(*answer, user, mostDevices) : Result<DeviceList>(failure(answer.error()));
    qint64 retryAt = 0;
    bool isDueAgain = false;
    bool hasRecovered = false;
    const Result<void> stored = m_state->commit([&]() -> Result<void> {
        {
            const std::lock_guard lock(m_mutex);
            Outcome &known = m_outcomes[user];
            ++known.concluded;
            known.result = list ? Result<void>() : failure(list.error());
        }
        // Who left the last room meanwhile is not tracked; who came back since waits for a fetch of its own: this one began before.
        if (!listOf(user).isResyncing())
            return {};
        TrackedList &tracked = changing(user);
        if (!list) {
            tracked.resyncFailed();
            retryAt = storeFailure(user, list.error());
        } else {
            storeList(user, *answer, *list);
            isDueAgain = tracked.isResyncDue();
            if (isDueAgain)
                markStale(user);
            hasRecovered
                = m_state->storage()
                      .value(u"SELECT 1 FROM destinations WHERE destination = ? AND failing_since > 0"_s, {user.server().toString()})
                      .isValid();
        }
        save(user, tracked);
        return {};
    });
    if (!stored) { // nothing was kept, so the list is as stale as before
        m_state->actor().call([&] {
            if (TrackedList &tracked = listOf(user); tracked.isResyncing())
                tracked.resyncFailed();
        });
        retryAt = m_state->clock().now() + m_options.firstRetryMs;
    }
    m_journal->waitForHistory(); // who is told, or waits for the outcome, finds it there
    tell(user);
    if (stored && isDueAgain)
        schedule(user, m_state->clock().now());
    else if (retryAt > 0)
        schedule(user, retryAt);
    if (stored && hasRecovered)
        m_options.recovered(user.server());
    return list ? stored : failure(list.error());
}

void DeviceListTracker::storeList(const UserId &user, const QJsonObject &answer, const DeviceList &list)
{
    if (replaceList(user, answer, list))
        m_state->changes().deviceListChanged(user);
    m_state->storage().execute(
        u"UPDATE tracked SET stale_since = 0, retry_at = 0, retry_interval = 0, error = NULL WHERE user_id = ?"_s, {user.toString()});
    // What waited for the list gets its verdicts after the end of what it waited for.
    note({.user = user, .step = History::ResyncOutcome::Succeeded, .streamId = list.streamId, .devices = list.devices.size()});
    TrackedList &tracked = changing(user);
    settleWaiting(user, tracked.resyncSucceeded(list.streamId));
    if (m_keysMeanwhile.remove(user))
        tracked.requestResync();
}

void DeviceListTracker::settleWaiting(const UserId &user, const QList<TrackedList::Decided> &queued)
{
    QHash<qint64, TrackedList::Decision> decisions;
    for (const TrackedList::Decided &one : queued)
        decisions.insert(one.update.tag, one.decision);
    m_waiting.removeDecided(user);
    const QList<WaitingUpdates::Update> waiting = m_waiting.list(user);
    for (const WaitingUpdates::Update &one : waiting) {
        const Result<DeviceListUpdate> update = readUpdate(one.content);
        const Arrival arrival{.origin = user.server(), .transaction = one.transaction, .index = one.index};
        const TrackedList::Decision decision = decisions.value(one.tag, TrackedList::Decision::Ignore);
        if (!update || decision == TrackedList::Decision::Queue) // for the next fetch
            continue;
        m_waiting.remove(user, one.tag);
        switch (decision) {
        case TrackedList::Decision::Apply:
            applyDevice(user, *update);
            m_state->changes().deviceListChanged(user);
            decided(user, *update, arrival, Verdict::Applied);
            break;
        case TrackedList::Decision::Resync:
            m_waiting.addDecided(user, one.tag, one.streamId);
            decided(user, *update, arrival, Verdict::Resync);
            break;
        default: // part of the list that was fetched
            decided(user, *update, arrival, one.chains ? Verdict::Applied : Verdict::Resync);
            break;
        }
    }
}

void DeviceListTracker::forgetWaiting(const UserId &user)
{
    const QList<WaitingUpdates::Update> waiting = m_waiting.list(user);
    for (const WaitingUpdates::Update &one : waiting) {
        if (const Result<DeviceListUpdate> update = readUpdate(one.content))
            decided(user, *update, {.origin = user.server(), .transaction = one.transaction, .index = one.index}, Verdict::Ignored,
                noSharedRoom);
    }
    m_waiting.removeAll(user);
    if (listOf(user).isResyncing())
        note({.user = user, .step = History::ResyncOutcome::Failed, .error = noSharedRoom});
}

void DeviceListTracker::note(History::ResyncOutcome outcome)
{
    outcome.at = m_state->clock().now();
    m_journal->add(outcome);
}

qint64 DeviceListTracker::storeFailure(const UserId &user, const Error &error)
{
    Storage &storage = m_state->storage();
    const qint64 now = m_state->clock().now();
    const qint64 last = storage.value(u"SELECT retry_interval FROM tracked WHERE user_id = ?"_s, {user.toString()}).toLongLong();
    const qint64 interval = std::clamp(last * 2, m_options.firstRetryMs, m_options.lastRetryMs);
    storage.execute(u"UPDATE tracked SET retry_at = ?, retry_interval = ?, error = ? WHERE user_id = ?"_s,
        {now + interval, interval, error.text, user.toString()});
    if (isUnreachable(error)) // for all that is sent there too
        storage.execute(u"INSERT INTO destinations (destination, failing_since, retry_last, retry_interval) VALUES (?, ?, ?, ?) "
                        "ON CONFLICT DO NOTHING"_s,
            {user.server().toString(), now, now, interval});
    // That it still fails is state: the history takes the first failure of a row alone.
    note({.user = user, .step = History::ResyncOutcome::Failed, .error = error.text});
    return now + interval;
}

bool DeviceListTracker::replaceList(const UserId &user, const QJsonObject &answer, const DeviceList &list)
{
    const std::optional<DeviceList> before = cached(user);
    m_state->storage().execute(u"DELETE FROM remote_devices WHERE user_id = ?"_s, {user.toString()});
    for (const Device &device : list.devices)
        storeDevice(user, device.deviceId, device.displayName, device.keys);
    applySigningKeys(user, answer, true);
    const std::optional<DeviceList> after = cached(user);
    return !before || !difference(*before, *after).isEmpty();
}

void DeviceListTracker::retryNow(const ServerName &server)
{
    {
        const std::lock_guard lock(m_mutex);
        for (Fetch &fetch : m_due)
            if (fetch.user.server() == server)
                fetch.due = 0;
    }
    m_wake.notify_all();
}

// A server in backoff is not asked again just because somebody wants to know ("Asking for a resync" in domain/PROTOCOL.md): the last answer
// stands.
std::optional<Error> DeviceListTracker::refusedByBackoff(const UserId &user)
{
    const qint64 retryAt = m_state->actor().call(
        [&] { return m_state->storage().value(u"SELECT retry_at FROM tracked WHERE user_id = ?"_s, {user.toString()}).toLongLong(); });
    if (retryAt <= m_state->clock().now())
        return {};
    const std::lock_guard lock(m_mutex);
    const auto last = m_outcomes.constFind(user);
    if (last == m_outcomes.constEnd() || last->result || !isServerFailing(last->result.error()))
        return {};
    Error error = last->result.error();
    error.retryAt = retryAt;
    return error;
}

Result<DeviceList> DeviceListTracker::resync(const UserId &user, int timeoutMs)
{
    if (const std::optional<Error> refused = refusedByBackoff(user))
        return failure(*refused);
    qint64 generation = 0;
    const bool isTracked = m_state->actor().call([&] {
        {
            const std::lock_guard lock(m_mutex);
            // A fetch under way may have begun before what the caller knows of; its outcome serves all the same (coalescing), unless it
            // is over and only waits to be told.
            generation = m_outcomes.value(user).concluded;
        }
        if (!m_state->storage().value(u"SELECT 1 FROM tracked WHERE user_id = ?"_s, {user.toString()}).isValid())
            return false;
        return m_state
            ->commit([&]() -> Result<void> {
                TrackedList &list = changing(user);
                list.requestResync();
                markStale(user);
                save(user, list);
                return {};
            })
            .has_value();
    });
    if (!isTracked)
        return failure(
            Error::Forbidden, u"%1 is not tracked here: no room is shared with this user."_s.arg(user.toString()), 403, u"M_FORBIDDEN"_s);
    schedule(user, m_state->clock().now());
    {
        std::unique_lock lock(m_mutex);
        const bool finished = m_finished.wait_for(lock, std::chrono::milliseconds(qMax(timeoutMs, 0)),
            [&] { return m_ending || m_outcomes.value(user).generation > generation; });
        if (m_ending)
            return failure(Error::Cancelled, u"The server is stopping."_s);
        if (!finished)
            return failure(Error::Timeout, u"%1 has not answered yet."_s.arg(user.server().toString()));
        const Result<void> result = m_outcomes.value(user).result;
        if (!result) {
            Error error = result.error();
            lock.unlock();
            error.retryAt = m_state->actor().call([&] {
                return m_state->storage().value(u"SELECT retry_at FROM tracked WHERE user_id = ?"_s, {user.toString()}).toLongLong();
            });
            return failure(error);
        }
    }
    const std::optional<DeviceList> list = m_state->actor().call([&] { return cached(user); });
    if (!list)
        return failure(Error::Forbidden, u"%1 is not tracked any more."_s.arg(user.toString()), 403, u"M_FORBIDDEN"_s);
    return *list;
}

} // namespace Lockstep::Lab
