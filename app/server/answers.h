// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "http/httptypes.h"
#include "inspection/types.h"
#include "server/desks/auditdesk.h"
#include "server/desks/incidentdesk.h"
#include "server/desks/seriesdesk.h"

namespace Lockstep::Server {

/// An error of the gateway or of the caller, in Matrix form with the fitting status.
Http::OutgoingAnswer answerFor(const Error &error);

/// How a refresh failed, by the table of MSC2638's open points: what the remote server said is copied, but never so that a client could
/// take it for a word about its own token.
Http::OutgoingAnswer refreshAnswerFor(const Error &error);

/// The overview's figures in Prometheus' text format. \a series, \a audits: nothing where nobody keeps them.
QByteArray metricsText(const Inspection::Info &info, const Inspection::Overview &overview, const QList<IncidentDesk::Figure> &incidents,
    const std::optional<SeriesDesk::Figures> &series, const std::optional<AuditDesk::Figures> &audits);

} // namespace Lockstep::Server
