// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httpcall.h"
#include "inspection/types.h"

#include <QObject>
#include <QUrl>

class QNetworkAccessManager;

namespace Lockstep::Inspection {

struct CheckReport;
struct Audit;
struct AuditedList;
struct AuditedListQuery;
struct AuditRequest;
struct DestinationDetails;
struct DestinationRoute;
struct Incident;
struct IncidentQuery;
enum class AuditDeed : quint8;
enum class IncidentDeed : quint8;
struct Outline;
struct OwnSide;
struct Case;
struct OwnUser;
struct OwnUserQuery;
struct QueueSummary;
struct RowLines;
struct SeriesAnswer;
struct SeriesQuery;
struct WaitingUpdates;

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
    /// Asked when a server does not know \a token; calls \a then once there is a new one by setToken(), or none. The call is
    /// made once more then if the token is another one, and nobody hears of the first.
    using Authorizer = std::function<void(const QString &token, std::function<void()> then)>;
    void setAuthorizer(Authorizer authorizer) { m_authorizer = std::move(authorizer); }

    Http::CallHandle info(QObject *context, Http::Done<Info> done);
    Http::CallHandle overview(QObject *context, Http::Done<Overview> done);
    /// What the gateway finds when it looks at what it rests on; may take half a minute.
    Http::CallHandle check(QObject *context, Http::Done<CheckReport> done);
    Http::CallHandle users(const UserQuery &query, QObject *context, Http::Done<Page<UserSummary>> done);
    Http::CallHandle user(const UserId &user, QObject *context, Http::Done<UserDetails> done);
    Http::CallHandle updates(const UserId &user, const UpdateQuery &query, QObject *context, Http::Done<Page<DeviceListUpdate>> done);
    /// A block of the user's history without contents: those with n < before (0: the newest), at most \a limit. A gateway that is too old
    /// for it answers NotFound with M_UNRECOGNIZED.
    Http::CallHandle outline(const UserId &user, qint64 before, int limit, QObject *context, Http::Done<Outline> done);
    /// The lines of the log that row \a n of the user's history was read from; may take half a minute. A gateway that is too old for it
    /// answers NotFound with M_UNRECOGNIZED.
    Http::CallHandle rowLines(const UserId &user, qint64 n, QObject *context, Http::Done<RowLines> done);
    Http::CallHandle refreshStatus(const UserId &user, QObject *context, Http::Done<RefreshStatus> done);
    Http::CallHandle inbox(const InboxQuery &query, QObject *context, Http::Done<Page<InboxQueue>> done);
    Http::CallHandle inboxMessages(
        const UserId &user, const DeviceId &device, const MessageQuery &query, QObject *context, Http::Done<Page<ToDeviceMessage>> done);
    Http::CallHandle inboxSummary(const UserId &user, const DeviceId &device, QObject *context, Http::Done<QueueSummary> done);
    Http::CallHandle outbox(const PageQuery &query, QObject *context, Http::Done<Page<OutboxQueue>> done);
    Http::CallHandle outboxMessages(
        const ServerName &destination, const MessageQuery &query, QObject *context, Http::Done<Page<ToDeviceMessage>> done);
    Http::CallHandle outboxSummary(const ServerName &destination, QObject *context, Http::Done<QueueSummary> done);
    Http::CallHandle updateQueues(const PageQuery &query, QObject *context, Http::Done<Page<UpdatesQueue>> done);
    /// The local users whose updates wait for the destination.
    Http::CallHandle waitingUpdates(
        const ServerName &destination, const PageQuery &query, QObject *context, Http::Done<Page<WaitingUpdates>> done);
    Http::CallHandle ownSide(QObject *context, Http::Done<OwnSide> done);
    /// A local user's list as others are told of it.
    Http::CallHandle ownUser(const UserId &user, const OwnUserQuery &query, QObject *context, Http::Done<OwnUser> done);
    /// What the gateway knows of the user, local or remote. \a destination: of a local one, the server that is meant; empty for many.
    Http::CallHandle caseOf(const UserId &user, const ServerName &destination, QObject *context, Http::Done<Case> done);
    Http::CallHandle destinations(const DestinationQuery &query, QObject *context, Http::Done<Page<Destination>> done);
    Http::CallHandle destination(const ServerName &destination, QObject *context, Http::Done<DestinationDetails> done);
    /// Looks the way to it up anew; may take a minute.
    Http::CallHandle destinationRoute(const ServerName &destination, QObject *context, Http::Done<DestinationRoute> done);
    Http::CallHandle resetDestination(const ServerName &destination, QObject *context, Http::Done<bool> done);
    /// MSC2638. \a timeoutMs: how long the server may wait for the outcome before it answers 202 all the same.
    Http::CallHandle refresh(const UserId &user, int timeoutMs, QObject *context, Http::Done<bool> done);
    Http::CallHandle trail(const TrailQuery &query, QObject *context, Http::Done<Page<TrailEntry>> done);
    Http::CallHandle incidents(const IncidentQuery &query, QObject *context, Http::Done<Page<Incident>> done);
    Http::CallHandle incident(const QString &id, QObject *context, Http::Done<Incident> done);
    /// \a note: what the operator has to say, at most 1,000 characters. Gives the incident as it is then.
    Http::CallHandle incidentDeed(const QString &id, IncidentDeed deed, const QString &note, QObject *context, Http::Done<Incident> done);
    /// Newest first.
    Http::CallHandle audits(const PageQuery &query, QObject *context, Http::Done<Page<Audit>> done);
    Http::CallHandle audit(const QString &id, QObject *context, Http::Done<Audit> done);
    Http::CallHandle auditedLists(const QString &id, const AuditedListQuery &query, QObject *context, Http::Done<Page<AuditedList>> done);
    /// Begins one; gives it as it is then.
    Http::CallHandle startAudit(const AuditRequest &request, QObject *context, Http::Done<Audit> done);
    Http::CallHandle auditDeed(const QString &id, AuditDeed deed, QObject *context, Http::Done<Audit> done);
    /// How figures went over time. A gateway that is too old for it answers NotFound with M_UNRECOGNIZED.
    Http::CallHandle series(const SeriesQuery &query, QObject *context, Http::Done<SeriesAnswer> done);
    Http::CallHandle events(qint64 since, int timeoutMs, QObject *context, Http::Done<EventBatch> done);

private:
    template <typename T>
    Http::CallHandle startCall(Http::HttpRequest request, QObject *context, Http::Done<T> done);
    template <typename T>
    void attempt(const Http::HttpRequest &request, Http::HttpCall *call, const std::shared_ptr<bool> &wanted, QObject *context,
        Http::Done<T> done, bool mayRenew);

    QNetworkAccessManager *m_manager;
    QUrl m_base;
    QString m_token;
    Authorizer m_authorizer;
};

} // namespace Lockstep::Inspection
