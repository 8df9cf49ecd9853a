// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/types.h"

#include <QObject>
#include <QUrl>

class QNetworkAccessManager;

namespace Lockstep::Inspection {

/// The API's client, for the desktop program. Asynchronous, on the thread that owns it. Each call takes a context: if that object dies
/// or the handle is cancelled, \a done is never called; otherwise it is called exactly once. Large answers are parsed in a worker thread.
class Client : public QObject
{
    Q_OBJECT
public:
    /// \a base: the server's address, without "/_lockstep/v1"; a path prefix is kept.
    Client(QNetworkAccessManager *manager, QUrl base, QObject *parent = nullptr);

    QUrl base() const { return m_base; }
    void setToken(const QString &token) { m_token = token; }

    CallHandle info(QObject *context, Done<Info> done);
    CallHandle overview(QObject *context, Done<Overview> done);
    CallHandle users(const UserQuery &query, QObject *context, Done<Page<UserSummary>> done);
    CallHandle user(const UserId &user, QObject *context, Done<UserDetails> done);
    CallHandle updates(const UserId &user, const UpdateQuery &query, QObject *context, Done<Page<DeviceListUpdate>> done);
    CallHandle refreshStatus(const UserId &user, QObject *context, Done<RefreshStatus> done);
    CallHandle inbox(const InboxQuery &query, QObject *context, Done<Page<InboxQueue>> done);
    CallHandle inboxMessages(
        const UserId &user, const DeviceId &device, const MessageQuery &query, QObject *context, Done<Page<ToDeviceMessage>> done);
    CallHandle outbox(const PageQuery &query, QObject *context, Done<Page<OutboxQueue>> done);
    CallHandle outboxMessages(const ServerName &destination, const MessageQuery &query, QObject *context, Done<Page<ToDeviceMessage>> done);
    CallHandle updateQueues(const PageQuery &query, QObject *context, Done<Page<UpdatesQueue>> done);
    CallHandle destinations(const DestinationQuery &query, QObject *context, Done<Page<Destination>> done);
    CallHandle resetDestination(const ServerName &destination, QObject *context, Done<bool> done);
    /// MSC2638. \a timeoutMs: how long the server may wait for the outcome before it answers 202 all the same.
    CallHandle refresh(const UserId &user, int timeoutMs, QObject *context, Done<bool> done);
    CallHandle events(qint64 since, int timeoutMs, QObject *context, Done<EventBatch> done);

private:
    QNetworkAccessManager *m_manager;
    QUrl m_base;
    QString m_token;
};

} // namespace Lockstep::Inspection
