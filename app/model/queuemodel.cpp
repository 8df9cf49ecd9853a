// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/queuemodel.h"

#include "inspection/client/client.h"

#include <QDateTime>

namespace Lockstep {

using namespace Http;
using namespace Inspection;

qint64 systemClock()
{
    return QDateTime::currentMSecsSinceEpoch();
}

/// Text of one part of a key, so that two parts cannot be read in two ways: IDs are opaque and may hold any character.
static QString counted(const QString &text)
{
    return QString::number(text.size()) + QLatin1Char(':') + text;
}

QueueWait queueWait(qint64 failingSince, qint64 oldest, qint64 now)
{
    // A server that is up gets its messages within seconds; Synapse does not look again before something else is sent there.
    constexpr qint64 sendingWithin = 60'000;
    if (failingSince > 0)
        return QueueWait::ServerDown;
    return oldest > 0 && now - oldest > sendingWithin ? QueueWait::OtherTraffic : QueueWait::Sending;
}

InboxModel::InboxModel(Client *client, QObject *parent, Clock clock)
    : QueueModel(QueueKind::Inbox, client, parent, std::move(clock))
{
}

void InboxModel::setByDepth(bool byDepth)
{
    m_byDepth = byDepth;
    restart();
}

QString InboxModel::key(const UserId &user, const DeviceId &device)
{
    return counted(user.toString()) + device.toString();
}

CallHandle InboxModel::requestPage(const PageQuery &query, Done<Page<InboxQueue>> done)
{
    InboxQuery inbox;
    inbox.limit = query.limit;
    inbox.after = query.after;
    inbox.order = m_byDepth ? InboxOrder::ByDepth : InboxOrder::ByUser;
    return client()->inbox(inbox, this, std::move(done));
}

QVariant InboxModel::value(const InboxQueue &row, int column) const
{
    switch (Column(column)) {
    case User:
        return row.userId.toString();
    case Device:
        return row.deviceId.toString();
    case Messages:
        return rawCount(row.messages);
    case TrendColumn:
        return rate(row);
    case Bytes:
        return rawCount(row.bytes);
    case Oldest:
        return rawTime(row.oldestStreamId);
    case Newest:
        return rawTime(row.newestStreamId);
    case DeviceKnown:
        return row.deviceKnown;
    case LastSeen:
        return rawTime(row.lastSeen);
    case ColumnCount:
        break;
    }
    return {};
}

OutboxModel::OutboxModel(Client *client, QObject *parent, Clock clock)
    : QueueModel(QueueKind::Outbox, client, parent, std::move(clock))
{
}

CallHandle OutboxModel::requestPage(const PageQuery &query, Done<Page<OutboxQueue>> done)
{
    return client()->outbox(query, this, std::move(done));
}

QVariant OutboxModel::value(const OutboxQueue &row, int column) const
{
    switch (Column(column)) {
    case Destination:
        return row.destination.toString();
    case Messages:
        return rawCount(row.messages);
    case TrendColumn:
        return rate(row);
    case Bytes:
        return rawCount(row.bytes);
    case Oldest:
        return rawTime(row.oldestQueued);
    case Newest:
        return rawTime(row.newestQueued);
    case FailingSince:
        return rawTime(row.failingSince);
    case RetryAt:
        return rawTime(row.retryAt);
    case Reason:
        return int(queueWait(row.failingSince, row.oldestQueued, now()));
    case ColumnCount:
        break;
    }
    return {};
}

UpdatesQueueModel::UpdatesQueueModel(Client *client, QObject *parent, Clock clock)
    : QueueModel(QueueKind::Updates, client, parent, std::move(clock))
{
}

CallHandle UpdatesQueueModel::requestPage(const PageQuery &query, Done<Page<UpdatesQueue>> done)
{
    return client()->updateQueues(query, this, std::move(done));
}

QVariant UpdatesQueueModel::value(const UpdatesQueue &row, int column) const
{
    switch (Column(column)) {
    case Destination:
        return row.destination.toString();
    case Updates:
        return rawCount(row.updates);
    case TrendColumn:
        return rate(row);
    case Users:
        return rawCount(row.users);
    case Oldest:
        return rawTime(row.oldest);
    case FailingSince:
        return rawTime(row.failingSince);
    case RetryAt:
        return rawTime(row.retryAt);
    case Reason:
        return int(queueWait(row.failingSince, row.oldest, now()));
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace Lockstep
