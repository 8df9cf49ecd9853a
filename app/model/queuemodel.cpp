// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/queuemodel.h"

#include "inspection/client.h"

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

static QVariant trendValue(const QueueTrends &trends, const QString &key, bool atLeast, qint64 now)
{
    // Where counting stopped, two numbers cannot be compared.
    const auto trend = atLeast ? std::nullopt : trends.trend(key, now);
    return trend ? QVariant::fromValue(*trend) : QVariant();
}

/// What the trend column sorts by.
static QVariant trendRate(const QVariant &trend)
{
    return trend.isValid() ? QVariant(trend.value<Trend>().perSecond()) : QVariant();
}

QueueWait queueWait(qint64 failingSince, qint64 oldest, qint64 now)
{
    // A server that is up gets its messages within seconds; Synapse does not look again before something else is sent there.
    constexpr qint64 sendingWithin = 60'000;
    if (failingSince > 0)
        return QueueWait::ServerDown;
    return oldest > 0 && now - oldest > sendingWithin ? QueueWait::OtherTraffic : QueueWait::Sending;
}

template <typename Row, typename Key>
static void recordDepths(QueueTrends &trends, const QList<Row> &rows, qint64 Row::*depth, bool Row::*atLeast, qint64 now, Key key)
{
    for (const Row &row : rows) {
        if (row.*depth >= 0 && !(row.*atLeast))
            trends.record(key(row), row.*depth, now);
    }
}

InboxModel::InboxModel(Client *client, QObject *parent, Clock clock)
    : KeysetModel(parent)
    , m_client(client)
    , m_clock(std::move(clock))
{
    connect(this, &PagedModel::listRead, this, [this](bool whole) { m_trends.setWholeReadAt(whole ? m_clock() : 0); });
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
    return m_client->inbox(inbox, this, std::move(done));
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
        return trendRate(trendValue(m_trends, keyOf(row), row.messagesAtLeast, m_clock()));
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

QVariant InboxModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    if (role == TrendRole)
        return trendValue(m_trends, keyOf(at(index.row())), at(index.row()).messagesAtLeast, m_clock());
    if (role == AtLeastRole)
        return at(index.row()).messagesAtLeast;
    return KeysetModel::data(index, role);
}

void InboxModel::arrived(const QList<InboxQueue> &rows)
{
    recordDepths(m_trends, rows, &InboxQueue::messages, &InboxQueue::messagesAtLeast, m_clock(),
        [this](const InboxQueue &row) { return keyOf(row); });
}

OutboxModel::OutboxModel(Client *client, QObject *parent, Clock clock)
    : KeysetModel(parent)
    , m_client(client)
    , m_clock(std::move(clock))
{
    connect(this, &PagedModel::listRead, this, [this](bool whole) { m_trends.setWholeReadAt(whole ? m_clock() : 0); });
}

CallHandle OutboxModel::requestPage(const PageQuery &query, Done<Page<OutboxQueue>> done)
{
    return m_client->outbox(query, this, std::move(done));
}

QVariant OutboxModel::value(const OutboxQueue &row, int column) const
{
    switch (Column(column)) {
    case Destination:
        return row.destination.toString();
    case Messages:
        return rawCount(row.messages);
    case TrendColumn:
        return trendRate(trendValue(m_trends, keyOf(row), row.messagesAtLeast, m_clock()));
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
        return int(queueWait(row.failingSince, row.oldestQueued, m_clock()));
    case ColumnCount:
        break;
    }
    return {};
}

QVariant OutboxModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    if (role == TrendRole)
        return trendValue(m_trends, keyOf(at(index.row())), at(index.row()).messagesAtLeast, m_clock());
    if (role == AtLeastRole)
        return at(index.row()).messagesAtLeast;
    return KeysetModel::data(index, role);
}

void OutboxModel::arrived(const QList<OutboxQueue> &rows)
{
    recordDepths(m_trends, rows, &OutboxQueue::messages, &OutboxQueue::messagesAtLeast, m_clock(),
        [this](const OutboxQueue &row) { return keyOf(row); });
}

UpdatesQueueModel::UpdatesQueueModel(Client *client, QObject *parent, Clock clock)
    : KeysetModel(parent)
    , m_client(client)
    , m_clock(std::move(clock))
{
    connect(this, &PagedModel::listRead, this, [this](bool whole) { m_trends.setWholeReadAt(whole ? m_clock() : 0); });
}

CallHandle UpdatesQueueModel::requestPage(const PageQuery &query, Done<Page<UpdatesQueue>> done)
{
    return m_client->updateQueues(query, this, std::move(done));
}

QVariant UpdatesQueueModel::value(const UpdatesQueue &row, int column) const
{
    switch (Column(column)) {
    case Destination:
        return row.destination.toString();
    case Updates:
        return rawCount(row.updates);
    case TrendColumn:
        return trendRate(trendValue(m_trends, keyOf(row), row.updatesAtLeast, m_clock()));
    case Users:
        return rawCount(row.users);
    case Oldest:
        return rawTime(row.oldest);
    case FailingSince:
        return rawTime(row.failingSince);
    case RetryAt:
        return rawTime(row.retryAt);
    case Reason:
        return int(queueWait(row.failingSince, row.oldest, m_clock()));
    case ColumnCount:
        break;
    }
    return {};
}

QVariant UpdatesQueueModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    if (role == TrendRole)
        return trendValue(m_trends, keyOf(at(index.row())), at(index.row()).updatesAtLeast, m_clock());
    if (role == AtLeastRole)
        return at(index.row()).updatesAtLeast;
    return KeysetModel::data(index, role);
}

void UpdatesQueueModel::arrived(const QList<UpdatesQueue> &rows)
{
    recordDepths(m_trends, rows, &UpdatesQueue::updates, &UpdatesQueue::updatesAtLeast, m_clock(),
        [this](const UpdatesQueue &row) { return keyOf(row); });
}

} // namespace Lockstep
