// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "server/server.h"
#include "server/waitslots.h"

#include <atomic>
#include <vector>

namespace Lockstep::Inspection {

/// What a handler has to work with.
struct Call
{
    const IncomingRequest &request;
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
    using Handler = OutgoingAnswer (Private::*)(const Call &);
    struct Route
    {
        QByteArray method;
        QStringList pattern;
        Right right;
        Handler handler;
    };

    ServerOptions options;
    Source *source = nullptr;
    Access *access = nullptr;
    RefreshDesk *desk = nullptr;
    std::vector<Route> routes;
    std::atomic<int> polls = 0;
    std::unique_ptr<WaitSlots> refreshWaits;
    std::unique_ptr<WaitSlots> adminRefreshWaits;
    std::unique_ptr<HttpServer> http;

    void addRoutes();
    void add(const char *method, const QString &pattern, Right right, Handler handler)
    {
        routes.push_back({method, pattern.mid(1).split(u'/'), right, handler});
    }
    OutgoingAnswer dispatch(const IncomingRequest &request);
    OutgoingAnswer noSuchMethod(const IncomingRequest &request, const QList<const Route *> &others) const;
    OutgoingAnswer authorised(const Route &route, Call call);

    OutgoingAnswer info(const Call &call);
    OutgoingAnswer overview(const Call &call);
    OutgoingAnswer metrics(const Call &call);
    OutgoingAnswer users(const Call &call);
    OutgoingAnswer user(const Call &call);
    OutgoingAnswer updates(const Call &call);
    OutgoingAnswer refreshStatus(const Call &call);
    OutgoingAnswer inbox(const Call &call);
    OutgoingAnswer inboxMessages(const Call &call);
    OutgoingAnswer outbox(const Call &call);
    OutgoingAnswer outboxMessages(const Call &call);
    OutgoingAnswer updateQueues(const Call &call);
    OutgoingAnswer destinations(const Call &call);
    OutgoingAnswer resetDestination(const Call &call);
    void noteContents(const Call &call, const QString &whose) const;
    OutgoingAnswer events(const Call &call);
    OutgoingAnswer refresh(const Call &call);
};

} // namespace Lockstep::Inspection
