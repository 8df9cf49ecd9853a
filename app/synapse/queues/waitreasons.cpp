// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/queues/waitreasons.h"

#include "synapse/tables/queuesql.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;
using namespace Sql;

namespace {

/// The homeserver notes a device's requests every few minutes; a message that was the oldest for so long is not being fetched.
constexpr qint64 standsStillMs = 10 * 60 * 1000;
/// A wait that is over is followed by a try within the minute in which Synapse looks for such servers, or that is nobody's job.
constexpr qint64 overdueMs = 2 * 60 * 1000;
/// Open tasks of one kind are few; nobody looks through more.
constexpr int mostTasks = 5'000;

QString timeText(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms).toUTC().toString(u"yyyy-MM-dd hh:mm:ss 'UTC'"_s);
}

} // namespace

Result<QSet<QueueKey>> WaitReasons::dehydrated(const QSet<UserId> &users) const
{
    QSet<QueueKey> found;
    if (users.isEmpty())
        return found;
    QVariantList values;
    for (const UserId &user : users)
        values += user.toString();
    const auto done = m_database.each(
        u"SELECT user_id, device_id FROM dehydrated_devices WHERE user_id IN (%1)"_s.arg(Database::placeholders(values.size())), values,
        [&](const Row &row) {
            found.insert({UserId(row.text(0)), DeviceId(row.text(1))});
        });
    if (!done)
        return failure(done.error());
    return found;
}

/// Synapse takes the messages of a device that was deleted away by a task.
Result<WaitReasons::Deletions> WaitReasons::deletions() const
{
    Deletions found;
    const auto can = m_schema.check(u"scheduled_tasks"_s, {u"action"_s, u"status"_s, u"params"_s});
    if (!can.available) {
        found.unknown = can.reason;
        return found;
    }
    const auto done = m_database.each(
        u"SELECT status, params FROM (SELECT action, status, params FROM scheduled_tasks"
        " WHERE status IN ('scheduled', 'active') LIMIT %1) t WHERE action = 'delete_device_messages'"_s.arg(mostTasks),
        {}, [&](const Row &row) {
            const QJsonObject task = QJsonDocument::fromJson(row.bytes(1)).object();
            found.status.insert({UserId(task.value(u"user_id").toString()), DeviceId(task.value(u"device_id").toString())}, row.text(0));
        });
    if (!done)
        return failure(done.error());
    return found;
}

Waiting WaitReasons::reasonOfKnown(const InboxQueue &queue, qint64 now) const
{
    Waiting waiting{.reason = WaitReason::NeverSynced, .evidence = u"devices.last_seen is null"_s};
    if (queue.lastSeen <= 0)
        return waiting;
    waiting.since = queue.lastSeen;
    waiting.evidence = u"devices.last_seen is %1"_s.arg(timeText(queue.lastSeen));
    if (queue.lastSeen < now - idleDeviceAfterMs) {
        waiting.reason = WaitReason::NotSeenLately;
        return waiting;
    }
    waiting.reason = WaitReason::Lags;
    const auto sampled = m_sampler.sampled({queue.userId, queue.deviceId});
    if (sampled && sampled->oldest == queue.oldestStreamId && queue.lastSeen > sampled->oldestSince + standsStillMs) {
        waiting.reason = WaitReason::DoesNotFetch;
        waiting.since = sampled->oldestSince;
        waiting.evidence += u"; message %1 is the oldest at least since %2"_s.arg(queue.oldestStreamId).arg(timeText(waiting.since));
    }
    return waiting;
}

Result<void> WaitReasons::explain(QList<InboxQueue> &queues, const QList<DeviceRow> &rows, qint64 now) const
{
    QSet<UserId> neverSeen;
    bool anyGone = false;
    for (qsizetype i = 0; i < queues.size(); ++i) {
        anyGone = anyGone || rows.at(i) == DeviceRow::None;
        if (rows.at(i) == DeviceRow::Device && queues.at(i).lastSeen <= 0)
            neverSeen.insert(queues.at(i).userId);
    }
    // A version without the table has no dehydrated devices.
    const auto canDehydrate = m_schema.check(u"dehydrated_devices"_s, {u"user_id"_s, u"device_id"_s});
    const bool mayHide = !canDehydrate.available && m_schema.exists(u"dehydrated_devices"_s);
    const auto dehydratedOnes = canDehydrate.available ? dehydrated(neverSeen) : Result<QSet<QueueKey>>(QSet<QueueKey>());
    if (!dehydratedOnes)
        return failure(dehydratedOnes.error());
    const auto tasks = anyGone ? deletions() : Result<Deletions>(Deletions());
    if (!tasks)
        return failure(tasks.error());

    for (qsizetype i = 0; i < queues.size(); ++i) {
        InboxQueue &queue = queues[i];
        const QueueKey key{queue.userId, queue.deviceId};
        Waiting &waiting = queue.waiting;
        if (rows.at(i) == DeviceRow::Hidden) {
            waiting = {.reason = WaitReason::Hidden, .evidence = u"devices.hidden is true"_s};
        } else if (rows.at(i) == DeviceRow::None) {
            const QString status = tasks->status.value(key);
            waiting.reason = status.isEmpty() ? WaitReason::DeviceDeleted : WaitReason::BeingDeleted;
            waiting.evidence = u"no row in devices; "_s
                + (!status.isEmpty()               ? u"scheduled_tasks has delete_device_messages for it: %1"_s.arg(status)
                        : tasks->unknown.isEmpty() ? u"no open delete_device_messages for it in scheduled_tasks"_s
                                                   : u"whether Synapse will delete them cannot be told. %1"_s.arg(tasks->unknown));
        } else if (dehydratedOnes->contains(key)) {
            waiting = {.reason = WaitReason::Dehydrated, .evidence = u"dehydrated_devices names this device"_s};
        } else if (mayHide && queue.lastSeen <= 0) {
            waiting = {.reason = WaitReason::CannotTell, .evidence = u"devices.last_seen is null. "_s + canDehydrate.reason};
        } else {
            waiting = reasonOfKnown(queue, now);
        }
        // Two counts that both stopped at the limit tell nothing.
        const auto sampled = m_sampler.sampled(key);
        if (sampled && sampled->from.messages < countedMessages && queue.messages >= 0 && !queue.messagesAtLeast)
            queue.growth = Growth{.messages = queue.messages - sampled->from.messages, .since = sampled->from.at};
    }
    return {};
}

Waiting WaitReasons::explain(const ServerName &server, const std::optional<Destination> &state, qint64 oldest, qint64 now) const
{
    Waiting waiting{.reason = WaitReason::BeingSent, .since = oldest};
    const FetchTrouble trouble = m_sends.trouble(server, now);
    if (trouble.isKnown()) {
        waiting.cause = trouble.cause;
        waiting.error = trouble.error;
    }
    const bool failing = state && state->failingSince > 0;
    if (failing && (state->retryAt > now - overdueMs || trouble.last > state->retryAt)) {
        waiting.reason = WaitReason::Backoff;
        waiting.since = state->failingSince;
        waiting.nextTry = state->retryAt;
        waiting.evidence = u"destinations.failure_ts is %1, retry_last_ts %2, retry_interval %3 s"_s.arg(
            timeText(state->failingSince), timeText(state->retryLast), QString::number(state->retryInterval / 1000));
    } else if (trouble.isKnown()) {
        waiting.reason = WaitReason::Unreachable;
        waiting.since = trouble.since;
        waiting.evidence = u"the log tells of %1 failed tries, the last one at %2; destinations has no backoff"_s.arg(trouble.tries)
                               .arg(timeText(trouble.last));
    } else if (oldest > 0 && oldest < now - sendingWithinMs) {
        waiting.reason = WaitReason::NotWoken;
        waiting.evidence = u"the oldest entry is of %1; "_s.arg(timeText(oldest))
            + (failing      ? u"the wait in destinations was over at %1, and nothing was tried since"_s.arg(timeText(state->retryAt))
                    : state ? u"destinations.retry_interval is 0"_s
                            : u"destinations has no row for the server"_s);
    } else {
        waiting.evidence = oldest > 0 ? u"the oldest entry is of %1"_s.arg(timeText(oldest)) : u"there is no backoff in destinations"_s;
    }
    return waiting;
}

} // namespace Lockstep::Synapse
