// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/audit.h"
#include "inspection/destinationdetails.h"
#include "inspection/incidents.h"
#include "inspection/ownside.h"
#include "inspection/series.h"
#include "inspection/types.h"

#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>
#include <QUrlQuery>

#include <functional>

namespace Lockstep::Test {

struct Request
{
    QByteArray method;
    QString path; ///< percent-decoded
    QUrlQuery query;
    QByteArray body;
};

struct Answer
{
    int status = 200;
    QByteArray body = "{}";
};

/// A homeserver and its gateway on one loopback port, from values that the test sets: enough of the client API to sign in, and the
/// inspection API over \c users and the rest. Everything happens on the test's thread.
class FakeHomeserver : public QObject
{
    Q_OBJECT
public:
    explicit FakeHomeserver(QObject *parent = nullptr);
    ~FakeHomeserver() override;

    bool listen() { return m_server.listen(QHostAddress::LocalHost); }
    QUrl url() const;
    /// Stops listening and cuts what is connected.
    void goDown();

    /// "user state,state devices": "@bob:remote.example gap 5".
    void addUsers(const QString &lines);
    Inspection::UserDetails &user(const QString &id);
    /// "id severity kind subject users", and makes them available: "a error server_unreachable dead.example 3".
    void addIncidents(const QString &lines);
    Inspection::Incident &incident(const QString &id);
    /// It is over; those who follow events hear of it.
    void endIncident(const QString &id);
    void publish(Inspection::EventType type, const QJsonObject &members);
    /// How many requests had this method and path so far.
    int seen(const QByteArray &method, const QString &path) const;

    Inspection::Info info;
    Inspection::Overview overview;
    QList<Inspection::UserDetails> users; ///< by user ID
    QMap<QString, QList<DeviceListUpdate>> updates;
    bool hasOutlines = true; ///< otherwise a gateway that does not know the call
    QList<Inspection::InboxQueue> inbox;
    QList<Inspection::OutboxQueue> outbox;
    QList<Inspection::UpdatesQueue> updateQueues;
    QList<Inspection::Destination> destinations;
    /// What is told of one of them, by name; of others as much as the list says. Nothing at all: a gateway that does not know the call.
    std::optional<QMap<QString, Inspection::DestinationDetails>> destinationDetails = QMap<QString, Inspection::DestinationDetails>();
    QMap<QString, Inspection::DestinationRoute> routes; ///< to destinations; of others nothing is found
    QMap<QString, QList<Inspection::WaitingUpdates>> waitingUpdates; ///< by destination
    QMap<QString, Inspection::RefreshStatus> refreshes;
    QList<Inspection::Incident> incidents; ///< in any order
    /// What the gateway kept; what is asked for is answered from it, whatever the range. Nothing: a gateway that does not know the call.
    std::optional<QList<Inspection::Series>> series;
    bool tellsUntold = true; ///< otherwise a gateway that does not say when there were too many servers
    QList<Inspection::Audit> audits; ///< newest first
    QMap<QString, QList<Inspection::AuditedList>> auditedLists; ///< by the audit's ID
    std::optional<Inspection::AuditRequest> auditAsked; ///< the newest one
    /// What a refresh does: called when one is asked for; leave \c refreshes alone to keep it running.
    std::function<void(const UserId &)> onRefresh;
    /// Asked first; what it answers is sent instead. An answer with status 0 is never given.
    std::function<std::optional<Answer>(const Request &)> intercept;
    QString password = QStringLiteral("correct horse");
    int usersPartialAfter = -1; ///< with this many users the list says "partial"

private:
    void accept();
    void read(QTcpSocket *socket);
    bool takeRequest(QTcpSocket *socket);
    void answer(QTcpSocket *socket, const Request &request);
    std::optional<Answer> clientApi(const Request &request);
    std::optional<Answer> inspection(QTcpSocket *socket, const Request &request);
    Answer oneDestination(const QString &name) const;
    std::optional<Answer> queues(const QString &path, const Request &request);
    std::optional<Answer> auditCall(const QString &path, const Request &request);
    std::optional<Answer> incidentCall(const QString &path, const Request &request);
    Answer userList(const Request &request) const;
    Answer oneUser(const QString &rest, const Request &request);
    static void send(QTcpSocket *socket, const Answer &answer);
    void releaseEvents();

    QTcpServer m_server;
    QHash<QTcpSocket *, QByteArray> m_pending;
    QList<QPointer<QTcpSocket>> m_waiting; ///< long polls
    Inspection::EventBatch m_events;
    QList<std::pair<QByteArray, QString>> m_seen;
};

} // namespace Lockstep::Test
