// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "history/reader.h"
#include "http/httpserver.h"
#include "inspection/checks.h"
#include "inspection/destinationdetails.h"
#include "inspection/rowlines.h"
#include "inspection/source.h"
#include "server/access.h"
#include "server/desks/incidentdesk.h"
#include "server/desks/refreshdesk.h"
#include "server/desks/trail.h"

namespace Lockstep::Server {

class AuditDesk;
class ListDifferences;
class SeriesDesk;
class SearchDesk;

struct ServerOptions
{
    Http::HttpServerOptions http;
    ServerName serverName; ///< the homeserver's own: its users have no history here
    /// Long polls at the same time; one more is answered at once, empty, so that polls never starve other calls.
    int maxPolls = 96;
    int maxPollMs = 60'000;
    /// Callers of a refresh that wait for its outcome at the same time, in all and for one caller, admins and others apart; one more is
    /// answered with 202 at once.
    int maxRefreshWaits = 64;
    int maxRefreshWaitsPerCaller = 4;
    /// Also serve the routes that the text of MSC2638 names literally: GET /_matrix/unstable/org.matrix.msc2638/user/{userId}/devices and
    /// so on.
    bool literalRoutes = false;
    /// What GET /check answers; may block for half a minute, one call at a time. Empty: there is nothing to check.
    std::function<Inspection::CheckReport()> check = {};
    /// Finds the lines of the log that a row of a user's history was read from; the rows just before it help. May block for half a minute,
    /// asks whether anybody still waits, and is called maxLineSearches times at once at most. Empty: no log is followed.
    std::function<Result<Inspection::RowLines>(
        const UserId &, const DeviceListUpdate &row, const QList<DeviceListUpdate> &before, const std::function<bool()> &isAbandoned)>
        lines = {};
    int maxLineSearches = 2;
    /// Looks up the way to a server; may block for a minute, many calls at once. Empty: nobody does.
    std::function<Result<Inspection::DestinationRoute>(const ServerName &)> route = {};
    /// Tells of incidents; null: nobody does. Outlives the server.
    IncidentDesk *incidents = nullptr;
    /// Compares lists with their origins; null: nobody does. Outlives the server.
    AuditDesk *audits = nullptr;
    /// What these found, beside what the source says; null: nobody compares. Outlives the server.
    const ListDifferences *differences = nullptr;
    /// Keeps how figures went; null: nobody does. Outlives the server.
    const SeriesDesk *series = nullptr;
    /// Searches users; null: as the source does by itself. Outlives the server.
    const SearchDesk *search = nullptr;
};

/// The inspection API and MSC2638's refresh over HTTP. What it is given must outlive it.
class Server
{
public:
    /// What the homeserver holds comes from \a source, what it received from \a history, which may be null.
    static Result<std::unique_ptr<Server>> start(const ServerOptions &options, Inspection::Source *source, const History::Reader *history,
        Access *access, RefreshDesk *desk, Trail *trail);
    ~Server();
    QUrl url() const;
    /// Answers a request that came to another HttpServer, for those who serve this API beside their own. Thread-safe.
    Http::OutgoingAnswer answer(const Http::IncomingRequest &request);
    /// Ends waiting polls and blocks until no call runs. Does not shut down the source's event feed or the desk.
    void stop();

private:
    struct Private;
    explicit Server(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace Lockstep::Server
