// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/devicelisttracker.h"

#include "core/log.h"
#include "lab/actor.h"
#include "lab/changes.h"
#include "lab/clientapi.h"
#include "lab/rooms.h"
#include "lab/storage.h"

#include <QDateTime>
#include <QJsonArray>

#include <algorithm>
#include <chrono>

// The fetching half of the tracker: what is due, one fetch at a time for each user, the outcome, the next try.

using namespace Qt::StringLiterals;

namespace Lockstep::Lab {

namespace {
qint64 now()
{
    return QDateTime::currentMSecsSinceEpoch();
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

void DeviceListTracker::work()
{
    std::unique_lock lock(m_mutex);
    while (!m_ending) {
        const qint64 at = now();
        auto next = m_due.end();
        for (auto fetch = m_due.begin(); fetch != m_due.end(); ++fetch)
            if (!m_fetching.contains(fetch->user) && (next == m_due.end() || fetch->due < next->due))
                next = fetch;
        if (next == m_due.end()) {
            m_wake.wait_for(lock, std::chrono::seconds(60));
            continue;
        }
        if (next->due > at) {
            m_wake.wait_for(lock, std::chrono::milliseconds(next->due - at));
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
    const bool isWanted = m_context->actor->call([&] {
        if (!m_context->storage->value(u"SELECT 1 FROM tracked WHERE user_id = ?"_s, {user.toString()}).isValid())
            return false;
        TrackedList &list = listOf(user);
        if (!list.isStale())
            return false;
        list.resyncStarted();
        return true;
    });
    Result<QJsonObject> answer
        = failure(Error::NotFound, u"%1 is not tracked: no room is shared with this user."_s.arg(user.toString()), 403, u"M_FORBIDDEN"_s);
    if (isWanted) {
        answer = m_context->federationRequest(user.server(), "GET",
            "/_matrix/federation/v1/user/devices/" + encodePathSegment(user.toString()), {}, m_options.fetchTimeoutMs);
        concludeFetch(user, answer);
    }
    {
        const std::lock_guard lock(m_mutex);
        Outcome &outcome = m_outcomes[user];
        ++outcome.generation;
        outcome.result = answer ? Result<void>() : failure(answer.error());
    }
    m_finished.notify_all();
}

void DeviceListTracker::concludeFetch(const UserId &user, const Result<QJsonObject> &answer)
{
    const Result<DeviceList> list = answer ? readDeviceList(*answer, user) : Result<DeviceList>(failure(answer.error()));
    qint64 retryAt = 0;
    bool isDueAgain = false;
    const Result<void> stored = m_context->commit([&]() -> Result<void> {
        Storage &storage = *m_context->storage;
        if (!storage.value(u"SELECT 1 FROM tracked WHERE user_id = ?"_s, {user.toString()}).isValid())
            return {}; // left the last room meanwhile
        TrackedList &tracked = listOf(user);
        DeviceListUpdate node;
        node.kind = UpdateKind::Resync;
        bool isFirstFailure = false;
        if (!list) {
            tracked.resyncFailed();
            const qint64 last = storage.value(u"SELECT retry_interval FROM tracked WHERE user_id = ?"_s, {user.toString()}).toLongLong();
            isFirstFailure = last == 0;
            const qint64 interval = std::clamp(last * 2, m_options.firstRetryMs, m_options.lastRetryMs);
            retryAt = now() + interval;
            storage.execute(u"UPDATE tracked SET retry_at = ?, retry_interval = ?, error = ? WHERE user_id = ?"_s,
                {retryAt, interval, list.error().text, user.toString()});
            node.verdict = Verdict::Ignored;
            node.detail = list.error().text;
        } else {
            const bool changed = replaceList(user, *answer);
            const QList<TrackedList::Decided> queued = tracked.resyncSucceeded(list->streamId);
            storage.execute(u"UPDATE tracked SET stale_since = 0, retry_at = 0, retry_interval = 0, error = NULL WHERE user_id = ?"_s,
                {user.toString()});
            node.verdict = Verdict::Applied;
            node.streamId = list->streamId;
            node.detail = QString::number(list->devices.size());
            if (changed)
                m_context->changes->deviceListChanged(user);
            m_history->append(user, node);
            for (const TrackedList::Decided &decided : queued) {
                const QJsonObject content = m_queued[user].take(decided.update.tag);
                if (decided.decision == TrackedList::Decision::Apply) {
                    applyDevice(user, content);
                    m_context->changes->deviceListChanged(user);
                }
                m_history->setVerdict(user, decided.update.tag,
                    decided.decision == TrackedList::Decision::Apply        ? Verdict::Applied
                        : decided.decision == TrackedList::Decision::Resync ? Verdict::Resync
                                                                            : Verdict::Ignored);
            }
            // What the tracker no longer queues was part of the list already.
            const QMap<qint64, QJsonObject> included = m_queued.take(user);
            for (auto update = included.cbegin(); update != included.cend(); ++update)
                m_history->setVerdict(user, update.key(), Verdict::Ignored, u"part of the list that was fetched"_s);
            isDueAgain = tracked.isResyncDue();
            if (isDueAgain)
                markStale(user);
        }
        // The first failure of a row is history; that it still fails is state, and would fill the history of a dead server.
        if (!list && isFirstFailure)
            m_history->append(user, node);
        save(user, tracked);
        return {};
    });
    if (!stored)
        qCWarning(lcLab) << stored.error().text;
    m_events->publish(u"update"_s, {{u"user_id"_s, user.toString()}});
    tell(user);
    if (isDueAgain)
        schedule(user, now());
    else if (retryAt > 0)
        schedule(user, retryAt);
}

bool DeviceListTracker::replaceList(const UserId &user, const QJsonObject &answer)
{
    const std::optional<DeviceList> before = cached(user);
    m_context->storage->execute(u"DELETE FROM remote_devices WHERE user_id = ?"_s, {user.toString()});
    const QJsonArray devices = answer.value("devices"_L1).toArray();
    for (const QJsonValue &device : devices)
        applyDevice(user, device.toObject());
    applySigningKeys(user, answer, true);
    const std::optional<DeviceList> after = cached(user);
    return !before || !difference(*before, *after).isEmpty();
}

Result<DeviceList> DeviceListTracker::resync(const UserId &user, int timeoutMs)
{
    qint64 generation = 0;
    {
        const std::lock_guard lock(m_mutex);
        // A fetch under way may have begun before what the caller knows of; its outcome serves all the same (coalescing).
        generation = m_outcomes.value(user).generation;
    }
    const bool isTracked = m_context->actor->call([&] {
        if (!m_context->storage->value(u"SELECT 1 FROM tracked WHERE user_id = ?"_s, {user.toString()}).isValid())
            return false;
        TrackedList &list = listOf(user);
        list.requestResync();
        const Result<void> saved = m_context->storage->transaction([&] {
            markStale(user);
            save(user, list);
        });
        return saved.has_value();
    });
    if (!isTracked)
        return failure(
            Error::Forbidden, u"%1 is not tracked here: no room is shared with this user."_s.arg(user.toString()), 403, u"M_FORBIDDEN"_s);
    schedule(user, now());
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
            error.retryAt = m_context->actor->call([&] {
                return m_context->storage->value(u"SELECT retry_at FROM tracked WHERE user_id = ?"_s, {user.toString()}).toLongLong();
            });
            return failure(error);
        }
    }
    const std::optional<DeviceList> list = m_context->actor->call([&] { return cached(user); });
    if (!list)
        return failure(Error::Forbidden, u"%1 is not tracked any more."_s.arg(user.toString()), 403, u"M_FORBIDDEN"_s);
    return *list;
}

} // namespace Lockstep::Lab
