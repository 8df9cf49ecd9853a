// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/queuemodel.h"
#include "ui/words/presentation.h"

/// Words for queues and for servers in backoff. \a now: ms since the epoch, 0 for the clock.
namespace Lockstep::QueueWords {

/// "▲ 25/min", "▼ 3/h", "steady"; "–" while nothing is known.
QString trendText(const std::optional<Trend> &trend);
/// "From 120 to 145 in 1 min. At this rate …", or why nothing is known.
QString trendHint(const std::optional<Trend> &trend);
/// A queue that grows is worth a look; one that shrinks does its work.
Presentation::Tone trendTone(const std::optional<Trend> &trend);

/// "server is down since 2 h, next try in 10 min", "waits for other traffic", "sending".
QString waitText(QueueWait wait, qint64 failingSince, qint64 retryAt, qint64 now = 0);
/// What that means and what to do.
QString waitExplanation(QueueWait wait);
Presentation::Tone waitTone(QueueWait wait);

/// "in 10 min", "due now", "–".
QString nextTry(qint64 retryAt, qint64 now = 0);

/// "about 1,200 messages, 80 GB": totals, with what is not known left out.
QString totalsText(const Inspection::QueueTotals &totals);
QString updateTotalsText(const Inspection::QueueTotals &totals);

/// Whether a device has not been seen for so long that it probably never comes back.
bool isIdle(qint64 lastSeen, qint64 now = 0);

/// Indented, bounded JSON; plain text.
QString prettyJson(const QJsonObject &object);

} // namespace Lockstep::QueueWords
