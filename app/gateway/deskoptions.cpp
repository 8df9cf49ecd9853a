// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gateway/deskoptions.h"

#include "logs/lookup/linesearch.h"
#include "synapse/log/logline.h"

#include <algorithm>

namespace Lockstep::Gateway {

using namespace Qt::StringLiterals;

namespace {

/// They only wait for the homeserver, which waits for others: many slow servers must not hold up the rest.
constexpr int refreshWorkers = 16;

} // namespace

Server::RefreshOptions refreshOptions(const GatewayOptions &options, const ServerName &server)
{
    Server::RefreshOptions refresh;
    refresh.serverName = server;
    refresh.lanes.workers = refreshWorkers;
    if (options.refreshPerMinute >= 0) {
        const double perMinute = options.refreshPerMinute;
        const auto share = [perMinute](double part) {
            return Http::RateLimit{.burst = perMinute > 0 ? std::max(1.0, perMinute * part / 2) : 0, .perSecond = perMinute * part / 60};
        };
        refresh.perServer = share(1);
        refresh.perCaller = share(0.5);
        refresh.perServerForAdmins = share(1);
        refresh.perAdmin = share(1);
    }
    return refresh;
}

Server::AuditDesk::Options auditOptions(
    const GatewayOptions &options, const ServerName &server, const OriginAccess &access, const Server::ListCheck::Parts &parts)
{
    Server::AuditDesk::Options auditing;
    auditing.serverName = server;
    auditing.parts = parts;
    auditing.federation = access.availability;
    if (options.auditPerMinute >= 0) {
        const double perSecond = options.auditPerMinute / 60.0;
        auditing.limits.perServer = {.burst = perSecond > 0 ? std::max(1.0, perSecond) : 0, .perSecond = perSecond};
        if (options.auditPerMinute == 0)
            auditing.limits.inAll = {};
    }
    return auditing;
}

Server::SeriesDesk::Options seriesOptions(const QString &historyPath, std::function<QList<Inspection::SourceStatus>()> sources)
{
    using namespace Inspection;
    Server::SeriesDesk::Options series;
    series.path = historyPath.endsWith(".sqlite"_L1) ? historyPath.chopped(7) : historyPath;
    series.path += ".series.sqlite"_L1;
    series.isToldOfUpdates = [told = std::move(sources)] {
        const QList<SourceStatus> all = told();
        return std::any_of(all.cbegin(), all.cend(), [](const SourceStatus &source) {
            const bool tells = source.kind == SourceKind::Log || source.kind == SourceKind::Tap;
            return tells && (source.state == SourceState::Ok || source.state == SourceState::CatchingUp);
        });
    };
    return series;
}

decltype(Server::ServerOptions::lines) lineSearch(const QStringList &logs)
{
    if (logs.isEmpty())
        return {};
    return [search = Logs::LineSearch(logs, Synapse::logDialect())](const UserId &user, const DeviceListUpdate &row,
               const QList<DeviceListUpdate> &before, const std::function<bool()> &isAbandoned) {
        return search.find(user, row, before, isAbandoned);
    };
}

Inspection::SourceStatus noLogStatus()
{
    return {.kind = Inspection::SourceKind::Log,
        .state = Inspection::SourceState::Off,
        .detail = u"No log is followed, so that updates are only noticed by polling: give Synapse's log with --log, or mirror "
                  u"federation traffic to --tap. "
                  "Where Synapse logs to the journal: --log journal:matrix-synapse.service."_s,
        .behind = 0};
}

Inspection::SourceStatus asideStatus(const QStringList &aside)
{
    return {.kind = Inspection::SourceKind::Updates,
        .state = Inspection::SourceState::Ok,
        .detail = u"The history was damaged and begun anew; what was recorded before is set aside: "_s + aside.join(u", "_s),
        .behind = 0};
}

} // namespace Lockstep::Gateway
