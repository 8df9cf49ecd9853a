// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/pagedmodel.h"
#include "model/queuetrend.h"

#include <functional>

namespace Lockstep {

namespace Inspection {
class Client;
}

/// Milliseconds since the epoch; a parameter, so that tests can say what time it is.
using Clock = std::function<qint64()>;
qint64 systemClock();

/// Why messages to a server wait.
enum class QueueWait { Sending, OtherTraffic, ServerDown };
QueueWait queueWait(qint64 failingSince, qint64 oldest, qint64 now);

enum QueueRole {
    TrendRole = PagedModel::FirstOwnRole, ///< a Trend, invalid if none is known yet
    AtLeastRole, ///< bool: counting stopped at the number shown
};

/// To-device messages that wait for local devices.
class InboxModel : public KeysetModel<Inspection::InboxQueue>
{
    Q_OBJECT
public:
    enum Column { User, Device, Messages, TrendColumn, Bytes, Oldest, Newest, LastSeen, DeviceKnown, ColumnCount };

    explicit InboxModel(Inspection::Client *client, QObject *parent = nullptr, Clock clock = systemClock);

    /// Deepest first, or by user. Reads again.
    void setByDepth(bool byDepth);
    /// The same before anything was read: reads nothing.
    void startByDepth(bool byDepth) { m_byDepth = byDepth; }
    bool isByDepth() const { return m_byDepth; }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role) const override;
    static QString key(const UserId &user, const DeviceId &device);

protected:
    Http::CallHandle requestPage(const Inspection::PageQuery &query, Http::Done<Inspection::Page<Inspection::InboxQueue>> done) override;
    QString keyOf(const Inspection::InboxQueue &row) const override { return key(row.userId, row.deviceId); }
    QVariant value(const Inspection::InboxQueue &row, int column) const override;
    void arrived(const QList<Inspection::InboxQueue> &rows) override;

private:
    Inspection::Client *m_client;
    Clock m_clock;
    QueueTrends m_trends;
    bool m_byDepth = false;
};

/// To-device messages that wait to be sent, one row a destination.
class OutboxModel : public KeysetModel<Inspection::OutboxQueue>
{
    Q_OBJECT
public:
    enum Column { Destination, Messages, TrendColumn, Bytes, Oldest, Newest, FailingSince, RetryAt, Reason, ColumnCount };

    explicit OutboxModel(Inspection::Client *client, QObject *parent = nullptr, Clock clock = systemClock);

    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role) const override;

protected:
    Http::CallHandle requestPage(const Inspection::PageQuery &query, Http::Done<Inspection::Page<Inspection::OutboxQueue>> done) override;
    QString keyOf(const Inspection::OutboxQueue &row) const override { return row.destination.toString(); }
    QVariant value(const Inspection::OutboxQueue &row, int column) const override;
    void arrived(const QList<Inspection::OutboxQueue> &rows) override;

private:
    Inspection::Client *m_client;
    Clock m_clock;
    QueueTrends m_trends;
};

/// Device list updates of local users that wait to be sent, one row a destination.
class UpdatesQueueModel : public KeysetModel<Inspection::UpdatesQueue>
{
    Q_OBJECT
public:
    enum Column { Destination, Updates, TrendColumn, Users, Oldest, FailingSince, RetryAt, Reason, ColumnCount };

    explicit UpdatesQueueModel(Inspection::Client *client, QObject *parent = nullptr, Clock clock = systemClock);

    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    QVariant data(const QModelIndex &index, int role) const override;

protected:
    Http::CallHandle requestPage(const Inspection::PageQuery &query, Http::Done<Inspection::Page<Inspection::UpdatesQueue>> done) override;
    QString keyOf(const Inspection::UpdatesQueue &row) const override { return row.destination.toString(); }
    QVariant value(const Inspection::UpdatesQueue &row, int column) const override;
    void arrived(const QList<Inspection::UpdatesQueue> &rows) override;

private:
    Inspection::Client *m_client;
    Clock m_clock;
    QueueTrends m_trends;
};

/// The messages of one queue, in the order in which they will be delivered.
class QueueMessagesModel : public KeysetModel<Inspection::ToDeviceMessage>
{
    Q_OBJECT
public:
    enum Column { StreamIdColumn, Queued, Sender, Type, Bytes, Recipients, MessageId, ColumnCount };

    explicit QueueMessagesModel(Inspection::Client *client, QObject *parent = nullptr);

    /// Each reads the first page, without content.
    void showInbox(const UserId &user, const DeviceId &device);
    void showOutbox(const ServerName &destination);
    void showNothing();
    bool isOutbox() const { return !m_destination.isEmpty(); }
    bool hasQueue() const { return isOutbox() || !m_user.isEmpty(); }
    /// Asks for the contents too, from now on until another queue is shown.
    void askForContent();
    bool hasContent() const { return m_content; }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }

protected:
    Http::CallHandle requestPage(
        const Inspection::PageQuery &query, Http::Done<Inspection::Page<Inspection::ToDeviceMessage>> done) override;
    QString keyOf(const Inspection::ToDeviceMessage &row) const override;
    QVariant value(const Inspection::ToDeviceMessage &row, int column) const override;

private:
    Inspection::Client *m_client;
    UserId m_user;
    DeviceId m_device;
    ServerName m_destination;
    bool m_content = false;
};

} // namespace Lockstep
