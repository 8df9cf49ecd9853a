// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/pagedmodel.h"
#include "model/queuetrend.h"
#include "model/seriestrends.h"

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
    TrendLineRole, ///< a TrendLine: the last hour as the gateway kept it, invalid if it keeps nothing
    WaitingRole, ///< an Inspection::Waiting: why it waits
};

/// Queues of one kind, and how fast each grows or shrinks: by what the gateway kept of the last hour, and where it keeps nothing, by what
/// was read here. \a depth and \a atLeast are where a row says how much waits in it.
template <typename Row, qint64 Row::*depth, bool Row::*atLeast>
class QueueModel : public KeysetModel<Row>
{
public:
    QVariant data(const QModelIndex &index, int role) const override
    {
        if (!index.isValid() || index.row() >= this->rowCount())
            return {};
        if (role == TrendRole)
            return trend(this->at(index.row()));
        if (role == TrendLineRole) {
            const auto line = m_series.line(m_kind, subjectOf(this->at(index.row())));
            return line ? QVariant::fromValue(*line) : QVariant();
        }
        if (role == AtLeastRole)
            return this->at(index.row()).*atLeast;
        if (role == WaitingRole)
            return QVariant::fromValue(this->at(index.row()).waiting);
        return KeysetModel<Row>::data(index, role);
    }

    /// Brings what the gateway kept up to date where it is older than a minute, of the rows that were read first.
    void refreshTrends() { wantTrends(this->rows()); }

protected:
    QueueModel(Inspection::QueueKind kind, Inspection::Client *client, QObject *parent, Clock clock)
        : KeysetModel<Row>(parent)
        , m_client(client)
        , m_kind(Inspection::depthSeries(kind))
        , m_clock(std::move(clock))
        , m_series(client, {m_kind}, nullptr, m_clock)
    {
        QObject::connect(&m_series, &SeriesTrends::changed, this, [this] {
            if (this->rowCount() > 0)
                Q_EMIT this->dataChanged(this->index(0, 0), this->index(this->rowCount() - 1, this->columnCount() - 1));
        });
        QObject::connect(this, &PagedModel::listRead, this, [this](bool whole) { m_trends.setWholeReadAt(whole ? now() : 0); });
    }

    Inspection::Client *client() const { return m_client; }
    qint64 now() const { return m_clock(); }
    /// As the gateway's series call the queue.
    virtual QString subjectOf(const Row &row) const = 0;
    /// Invalid where two numbers cannot be compared: counting stopped at one of them, or there is only one.
    QVariant trend(const Row &row) const
    {
        if (row.*atLeast)
            return {};
        const auto kept = m_series.trend(m_kind, subjectOf(row), row.*depth);
        const auto known = kept ? kept : m_trends.trend(this->keyOf(row), now());
        return known ? QVariant::fromValue(*known) : QVariant();
    }
    /// What a column of trends sorts by.
    QVariant rate(const Row &row) const
    {
        const QVariant known = trend(row);
        return known.isValid() ? QVariant(known.template value<Trend>().perSecond()) : QVariant();
    }
    void arrived(const QList<Row> &rows) override
    {
        for (const Row &row : rows) {
            if (row.*depth >= 0 && !(row.*atLeast))
                m_trends.record(this->keyOf(row), row.*depth, now());
        }
        wantTrends(rows);
    }

private:
    void wantTrends(const QList<Row> &rows)
    {
        QStringList subjects;
        for (qsizetype i = 0; i < std::min<qsizetype>(rows.size(), SeriesTrends::maxSubjects); ++i)
            subjects.append(subjectOf(rows.at(i)));
        if (!subjects.isEmpty())
            m_series.want(subjects);
    }

    Inspection::Client *m_client;
    const Inspection::SeriesKind m_kind;
    Clock m_clock;
    SeriesTrends m_series;
    QueueTrends m_trends;
};

/// To-device messages that wait for local devices.
class InboxModel : public QueueModel<Inspection::InboxQueue, &Inspection::InboxQueue::messages, &Inspection::InboxQueue::messagesAtLeast>
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
    static QString key(const UserId &user, const DeviceId &device);

protected:
    Http::CallHandle requestPage(const Inspection::PageQuery &query, Http::Done<Inspection::Page<Inspection::InboxQueue>> done) override;
    QString keyOf(const Inspection::InboxQueue &row) const override { return key(row.userId, row.deviceId); }
    QString subjectOf(const Inspection::InboxQueue &row) const override { return row.userId.toString() + u' ' + row.deviceId.toString(); }
    QVariant value(const Inspection::InboxQueue &row, int column) const override;

private:
    bool m_byDepth = false;
};

/// To-device messages that wait to be sent, one row a destination.
class OutboxModel
    : public QueueModel<Inspection::OutboxQueue, &Inspection::OutboxQueue::messages, &Inspection::OutboxQueue::messagesAtLeast>
{
    Q_OBJECT
public:
    enum Column { Destination, Messages, TrendColumn, Bytes, Oldest, Newest, FailingSince, RetryAt, Reason, ColumnCount };

    explicit OutboxModel(Inspection::Client *client, QObject *parent = nullptr, Clock clock = systemClock);

    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }

protected:
    Http::CallHandle requestPage(const Inspection::PageQuery &query, Http::Done<Inspection::Page<Inspection::OutboxQueue>> done) override;
    QString keyOf(const Inspection::OutboxQueue &row) const override { return row.destination.toString(); }
    QString subjectOf(const Inspection::OutboxQueue &row) const override { return row.destination.toString(); }
    QVariant value(const Inspection::OutboxQueue &row, int column) const override;
};

/// Device list updates of local users that wait to be sent, one row a destination.
class UpdatesQueueModel
    : public QueueModel<Inspection::UpdatesQueue, &Inspection::UpdatesQueue::updates, &Inspection::UpdatesQueue::updatesAtLeast>
{
    Q_OBJECT
public:
    enum Column { Destination, Updates, TrendColumn, Users, Oldest, FailingSince, RetryAt, Reason, ColumnCount };

    explicit UpdatesQueueModel(Inspection::Client *client, QObject *parent = nullptr, Clock clock = systemClock);

    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }

protected:
    Http::CallHandle requestPage(const Inspection::PageQuery &query, Http::Done<Inspection::Page<Inspection::UpdatesQueue>> done) override;
    QString keyOf(const Inspection::UpdatesQueue &row) const override { return row.destination.toString(); }
    QString subjectOf(const Inspection::UpdatesQueue &row) const override { return row.destination.toString(); }
    QVariant value(const Inspection::UpdatesQueue &row, int column) const override;
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
