// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/queues/queues.h"
#include "synapse/tables/queuesql.h"

#include <QDateTime>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;
using namespace Sql;

namespace {

/// Messages of a summary: all of a queue of so many, otherwise half of them from each end. One may have the 64 KiB of an event.
constexpr int mostLooked = 1'000;
/// Devices of a summary that are looked up: those who ask are few, those who pretend to are as many as they like.
constexpr int mostAskers = 200;

QJsonObject parsed(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

Error nothingWaits()
{
    return {.kind = Error::NotFound, .http = 404, .errcode = u"M_NOT_FOUND"_s, .text = u"Nothing waits in this queue (any more)."_s};
}

} // namespace

Result<bool> Queues::eachLooked(const Slice &slice, qint64 messages, const RowTaker &row) const
{
    const QString sql = u"SELECT stream_id, %1 FROM %2 WHERE %3"_s.arg(slice.columns, slice.table, slice.where);
    const bool isWhole = messages >= 0 && messages <= mostLooked;
    QVariantList values = slice.values;
    values += isWhole ? mostLooked : mostLooked / 2;
    qint64 last = 0;
    const auto done = m_database.each(sql + u" ORDER BY stream_id LIMIT ?"_s, values, [&](const Row &found) {
        last = found.integer(0);
        row(found);
    });
    if (!done)
        return failure(done.error());
    if (isWhole)
        return true;
    values = slice.values;
    values << last << mostLooked / 2;
    const auto rest = m_database.each(sql + u" AND stream_id > ? ORDER BY stream_id DESC LIMIT ?"_s, values, row);
    if (!rest)
        return failure(rest.error());
    return false;
}

/// A device that was not found where it would be. Of a remote user only if the list is followed and not marked as out of date.
bool Queues::isGone(const UserId &user, const DeviceId &device) const
{
    const QVariantList key{user.toString(), device.toString()};
    if (user.server() == m_own) {
        const auto known = m_database.value(u"SELECT 1 FROM devices WHERE user_id = ? AND device_id = ?"_s, key);
        return known && !known->isValid();
    }
    const auto fresh = m_database.value(u"SELECT 1 FROM device_lists_remote_extremeties e WHERE e.user_id = ?"
                                        " AND NOT EXISTS (SELECT 1 FROM device_lists_remote_resync r WHERE r.user_id = e.user_id)"_s,
        {user.toString()});
    if (!fresh || !fresh->isValid())
        return false;
    const auto known = m_database.value(u"SELECT 1 FROM device_lists_remote_cache WHERE user_id = ? AND device_id = ?"_s, key);
    return known && !known->isValid();
}

Result<QueueSummary> Queues::inboxSummary(const UserId &user, const DeviceId &device) const
{
    if (const auto can = m_schema.inbox(); !can.available)
        return failure(Error::Unsupported, can.reason);
    const auto described = describeInbox({{user, device}});
    if (!described)
        return failure(described.error());
    if (described->isEmpty())
        return failure(nothingWaits());
    const InboxQueue &queue = described->constFirst();
    QueueSummarizer summarizer;
    const auto whole = eachLooked({.table = u"device_inbox"_s,
                                      .where = u"user_id = ? AND device_id = ?"_s,
                                      .columns = u"message_json"_s,
                                      .values = {user.toString(), device.toString()}},
        queue.messages, [&](const Row &row) {
            const QByteArray json = row.bytes(1);
            const QJsonObject message = parsed(json);
            summarizer.add({.streamId = row.integer(0),
                               .sender = UserId(message.value(u"sender").toString()),
                               .type = message.value(u"type").toString(),
                               .content = message.value(u"content").toObject()},
                json.size(), 0);
        });
    if (!whole)
        return failure(whole.error());
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    QueueSummary summary = summarizer.summary(now);
    int askers = 0;
    summarizer.addStale(
        summary, now,
        [&](const UserId &asker, const DeviceId &askersDevice) { return ++askers <= mostAskers && isGone(asker, askersDevice); }, user,
        device);
    summary.waiting = queue.waiting;
    summary.growth = queue.growth;
    summary.messages = queue.messages;
    summary.messagesAtLeast = queue.messagesAtLeast;
    summary.isWhole = *whole;
    return summary;
}

Result<QueueSummary> Queues::outboxSummary(const ServerName &destination) const
{
    if (const auto can = m_schema.outbox(); !can.available)
        return failure(Error::Unsupported, can.reason);
    const QVariantList key{destination.toString()};
    qint64 oldest = 0, messages = 0;
    const auto counted = m_database.each(
        u"SELECT count(*), min(queued_ts) FROM (SELECT queued_ts FROM device_federation_outbox WHERE destination = ? ORDER BY stream_id LIMIT %1) t"_s
            .arg(countedMessages + 1),
        key, [&](const Row &row) {
            messages = row.integer(0);
            oldest = row.integer(1);
        });
    if (!counted)
        return failure(counted.error());
    if (messages == 0)
        return failure(nothingWaits());
    QueueSummarizer summarizer;
    const auto whole = eachLooked(
        {.table = u"device_federation_outbox"_s, .where = u"destination = ?"_s, .columns = u"messages_json, queued_ts"_s, .values = key},
        messages, [&](const Row &row) {
            const QByteArray json = row.bytes(1);
            const QJsonObject message = parsed(json);
            summarizer.add({.streamId = row.integer(0),
                               .sender = UserId(message.value(u"sender").toString()),
                               .type = message.value(u"type").toString(),
                               .content = {}},
                json.size(), row.integer(2));
        });
    if (!whole)
        return failure(whole.error());
    const auto state = m_destinations.lookup(destination);
    if (!state)
        return failure(state.error());
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    QueueSummary summary = summarizer.summary(now);
    summary.waiting = m_reasons.explain(destination, *state, oldest, now);
    summary.messages = std::min<qint64>(messages, countedMessages);
    summary.messagesAtLeast = messages > countedMessages;
    summary.isWhole = *whole;
    summary.stale = {.available = false, .reason = u"MSC3944 speaks of inboxes: what another server's device needs is known there."_s};
    return summary;
}

} // namespace Lockstep::Synapse
