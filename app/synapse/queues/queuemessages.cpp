// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "synapse/queues/queues.h"
#include "synapse/tables/cursor.h"
#include "synapse/tables/queuesql.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <limits>

using namespace Qt::StringLiterals;

namespace Lockstep::Synapse {

using namespace Inspection;
using namespace Sql;

namespace {

/// What a broken message still tells is its size and number, so bad JSON gives an empty object and no error.
QJsonObject parsed(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

ToDeviceMessage inboxMessage(qint64 streamId, const QByteArray &json, bool withContent)
{
    const QJsonObject message = parsed(json);
    ToDeviceMessage result;
    result.streamId = streamId;
    result.bytes = json.size();
    result.sender = UserId(message.value(u"sender").toString());
    result.type = message.value(u"type").toString();
    const QJsonObject content = message.value(u"content").toObject();
    result.messageId = content.value(u"org.matrix.msgid").toString();
    if (withContent)
        result.content = content;
    return result;
}

ToDeviceMessage outboxMessage(qint64 streamId, qint64 queued, const QByteArray &json, bool withContent)
{
    const QJsonObject message = parsed(json);
    ToDeviceMessage result;
    result.streamId = streamId;
    result.queued = queued;
    result.bytes = json.size();
    result.sender = UserId(message.value(u"sender").toString());
    result.type = message.value(u"type").toString();
    result.messageId = message.value(u"message_id").toString();
    const QJsonObject messages = message.value(u"messages").toObject();
    for (auto user = messages.constBegin(); user != messages.constEnd(); ++user) {
        const QJsonObject devices = user.value().toObject();
        for (auto device = devices.constBegin(); device != devices.constEnd(); ++device)
            result.recipients.append({UserId(user.key()), DeviceId(device.key())});
    }
    if (withContent)
        result.content = messages;
    return result;
}

/// A page by stream_id. The inbox has no unique key: messages that share one stream_id stay on one page, or some would be lost between two.
Page<ToDeviceMessage> toPage(QList<ToDeviceMessage> found, const QString &list, int limit)
{
    Page<ToDeviceMessage> page;
    if (found.size() > limit) {
        const qint64 cut = found.at(limit).streamId;
        qsizetype keep = limit;
        while (keep > 0 && found.at(keep - 1).streamId == cut)
            --keep;
        found.resize(keep > 0 ? keep : limit);
        page.next = encodeCursor(list, {found.constLast().streamId});
    }
    page.items = std::move(found);
    return page;
}

} // namespace

Result<Page<ToDeviceMessage>> Queues::inboxMessages(const UserId &user, const DeviceId &device, const MessageQuery &query) const
{
    if (const auto can = m_schema.inbox(); !can.available)
        return failure(Error::Unsupported, can.reason);
    const QString list = u"inboxmessages"_s;
    const auto after = decodeCursor(query.after, list, "i");
    if (!after)
        return failure(after.error());
    QList<ToDeviceMessage> found;
    const qint64 from = after->isEmpty() ? std::numeric_limits<qint64>::min() : after->at(0).toInteger();
    const auto done
        = m_database.each(u"SELECT stream_id, message_json FROM device_inbox WHERE user_id = ? AND device_id = ? AND stream_id > ?"
                          " ORDER BY stream_id LIMIT ?"_s,
            {user.toString(), device.toString(), from, query.limit + 1},
            [&](const Row &row) { found += inboxMessage(row.integer(0), row.bytes(1), query.content); });
    if (!done)
        return failure(done.error());
    return toPage(std::move(found), list, query.limit);
}

Result<Page<ToDeviceMessage>> Queues::outboxMessages(const ServerName &destination, const MessageQuery &query) const
{
    if (const auto can = m_schema.outbox(); !can.available)
        return failure(Error::Unsupported, can.reason);
    const QString list = u"outboxmessages"_s;
    const auto after = decodeCursor(query.after, list, "i");
    if (!after)
        return failure(after.error());
    QList<ToDeviceMessage> found;
    const qint64 from = after->isEmpty() ? std::numeric_limits<qint64>::min() : after->at(0).toInteger();
    const auto done = m_database.each(
        u"SELECT stream_id, queued_ts, messages_json FROM device_federation_outbox WHERE destination = ? AND stream_id > ?"
        " ORDER BY stream_id LIMIT ?"_s,
        {destination.toString(), from, query.limit + 1},
        [&](const Row &row) { found += outboxMessage(row.integer(0), row.integer(1), row.bytes(2), query.content); });
    if (!done)
        return failure(done.error());
    return toPage(std::move(found), list, query.limit);
}

} // namespace Lockstep::Synapse
