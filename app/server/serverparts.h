// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/casefiles/casefile.h"
#include "inspection/paths.h"
#include "inspection/rowlines.h"
#include "server/desks/checkdesk.h"
#include "server/server.h"
#include "server/waitslots.h"

#include <atomic>
#include <vector>

namespace Lockstep::Server {

/// What a handler has to work with.
struct Call
{
    const Http::IncomingRequest &request;
    QStringList parts; ///< the segments that stand where the pattern has "*"
    UserId caller;
    QString token;

    /// The address that the call came from: the client's own if a proxy of this machine tells it.
    QString from() const;
    QString query(const QString &name) const { return request.query.value(name); }
    bool flag(const QString &name) const
    {
        const QString value = query(name);
        return value == QLatin1StringView("true") || value == QLatin1StringView("1");
    }
    /// Nothing if it is not an integer of [low, high]; \a fallback if it is absent.
    std::optional<qint64> number(const QString &name, qint64 fallback, qint64 low, qint64 high) const
    {
        if (!request.query.contains(name))
            return fallback;
        bool isNumber = false;
        const qint64 value = query(name).toLongLong(&isNumber);
        return isNumber && value >= low && value <= high ? std::optional(value) : std::nullopt;
    }
};

struct Server::Private
{
    using Handler = Http::OutgoingAnswer (Private::*)(const Call &);
    struct Route
    {
        QByteArray method;
        QStringList pattern;
        Right right;
        Handler handler;
    };

    ServerOptions options;
    Inspection::Source *source = nullptr;
    const History::Reader *history = nullptr; ///< may be null
    Access *access = nullptr;
    RefreshDesk *desk = nullptr;
    Trail *trail = nullptr;
    std::vector<Route> routes;
    std::atomic<int> polls = 0;
    std::unique_ptr<WaitSlots> refreshWaits;
    std::unique_ptr<WaitSlots> adminRefreshWaits;
    std::unique_ptr<WaitSlots> lineSearches;
    std::unique_ptr<CheckDesk> checkDesk;
    std::unique_ptr<Http::HttpServer> http;

    void addRoutes();
    template <int Identifiers>
    void add(const char *method, const Inspection::Path<Identifiers> &path, Right right, Handler handler)
    {
        routes.push_back({method, path.segments(), right, handler});
    }
    Http::OutgoingAnswer dispatch(const Http::IncomingRequest &request);
    Http::OutgoingAnswer noSuchMethod(const Http::IncomingRequest &request, const QList<const Route *> &others) const;
    Http::OutgoingAnswer authorised(const Route &route, Call call);

    Result<Inspection::Info> whole() const;
    Result<Inspection::Overview> wholeOverview();
    Http::OutgoingAnswer info(const Call &call);
    Http::OutgoingAnswer overview(const Call &call);
    Http::OutgoingAnswer metrics(const Call &call);
    Http::OutgoingAnswer users(const Call &call);
    Result<Inspection::Page<Inspection::UserSummary>> usersOf(const Inspection::UserQuery &query) const;
    Http::OutgoingAnswer user(const Call &call);
    Http::OutgoingAnswer updates(const Call &call);
    Http::OutgoingAnswer outline(const Call &call);
    Http::OutgoingAnswer rowLines(const Call &call);
    Http::OutgoingAnswer refreshStatus(const Call &call);
    Http::OutgoingAnswer inbox(const Call &call);
    Http::OutgoingAnswer inboxMessages(const Call &call);
    Http::OutgoingAnswer inboxSummary(const Call &call);
    Http::OutgoingAnswer outbox(const Call &call);
    Http::OutgoingAnswer outboxMessages(const Call &call);
    Http::OutgoingAnswer outboxSummary(const Call &call);
    Http::OutgoingAnswer updateQueues(const Call &call);
    Http::OutgoingAnswer waitingUpdates(const Call &call);
    Http::OutgoingAnswer own(const Call &call);
    Http::OutgoingAnswer ownUser(const Call &call);
    Result<void> addSender(Inspection::Case &file, const Inspection::OwnUserQuery &query) const;
    Result<void> addReceiver(Inspection::Case &file, const Inspection::Info &info) const;
    Http::OutgoingAnswer caseOf(const Call &call);
    Http::OutgoingAnswer destinations(const Call &call);
    Http::OutgoingAnswer destination(const Call &call);
    Http::OutgoingAnswer destinationRoute(const Call &call);
    Http::OutgoingAnswer resetDestination(const Call &call);
    Http::OutgoingAnswer entries(const Call &call);
    bool may(const Call &call, Right right) const { return access->authorise(call.token, right, call.from()).has_value(); }
    void tailor(Inspection::Info &info, const Call &call) const;
    std::optional<Http::OutgoingAnswer> refused(const Call &call, Right right, Inspection::TrailAction action, const QString &on) const;
    Http::OutgoingAnswer incidents(const Call &call);
    Http::OutgoingAnswer incident(const Call &call);
    Http::OutgoingAnswer incidentDeed(const Call &call);
    Http::OutgoingAnswer audits(const Call &call);
    Http::OutgoingAnswer audit(const Call &call);
    Http::OutgoingAnswer auditedLists(const Call &call);
    Http::OutgoingAnswer beginAudit(const Call &call);
    Http::OutgoingAnswer auditDeed(const Call &call);
    Http::OutgoingAnswer series(const Call &call);
    Http::OutgoingAnswer events(const Call &call);
    Http::OutgoingAnswer check(const Call &call);
    Http::OutgoingAnswer refresh(const Call &call);
};

} // namespace Lockstep::Server
