// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "gateway/options.h"
#include "gateway/origins.h"
#include "server/desks/auditdesk.h"
#include "server/desks/refreshdesk.h"
#include "server/desks/seriesdesk.h"
#include "server/server.h"

namespace Lockstep::Gateway {

/// What the options come to for those who carry out what callers ask for.
Server::RefreshOptions refreshOptions(const GatewayOptions &options, const ServerName &server);
Server::AuditDesk::Options auditOptions(
    const GatewayOptions &options, const ServerName &server, const OriginAccess &access, const Server::ListCheck::Parts &parts);

/// \a sources: those that tell of updates among others; called on the desk's thread.
Server::SeriesDesk::Options seriesOptions(const QString &historyPath, std::function<QList<Inspection::SourceStatus>()> sources);

/// What finds the lines behind a row in these logs; empty where there are none.
decltype(Server::ServerOptions::lines) lineSearch(const QStringList &logs);

/// What is said where no log is followed, and of histories that were set aside because they were damaged.
Inspection::SourceStatus noLogStatus();
Inspection::SourceStatus asideStatus(const QStringList &aside);

} // namespace Lockstep::Gateway
