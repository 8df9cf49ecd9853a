// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/pagedmodel.h"

#include <QHash>

namespace Lockstep {

namespace Inspection {
class Client;
}

/// Remote servers, those in backoff first: the failing ones are read by their own query and then all, whatever the server's order.
class DestinationModel : public KeysetModel<Inspection::Destination>
{
    Q_OBJECT
public:
    enum Column { Destination, FailingSince, UsersTracked, UsersStale, RetryLast, RetryInterval, RetryAt, Waiting, ColumnCount };

    explicit DestinationModel(Inspection::Client *client, QObject *parent = nullptr);

    /// Reads again.
    void setFailingOnly(bool failingOnly);
    /// The same before anything was read: reads nothing.
    void startFailingOnly(bool failingOnly) { m_failingOnly = failingOnly; }
    bool isFailingOnly() const { return m_failingOnly; }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }
    /// -1 if no such destination has been read.
    int rowOf(const ServerName &destination) const { return rowOfKey(destination.toString()); }

protected:
    Http::CallHandle requestPage(const Inspection::PageQuery &query, Http::Done<Inspection::Page<Inspection::Destination>> done) override;
    QString keyOf(const Inspection::Destination &row) const override { return row.destination.toString(); }
    QVariant value(const Inspection::Destination &row, int column) const override;

private:
    void readWaiting();

    Inspection::Client *m_client;
    bool m_failingOnly = false;
    Http::CallHandle m_waitingCall;
    QHash<ServerName, qint64> m_waiting; ///< messages in the outbox
    bool m_waitingWhole = false; ///< a server that is not in it has none
};

} // namespace Lockstep
