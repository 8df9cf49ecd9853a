// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/series.h"
#include "model/seriestrends.h"

/// Series in words.
namespace Lockstep::SeriesWords {

/// "Messages that wait", "Updates that came", …
QString title(Inspection::SeriesKind kind);
/// A figure of the kind with its unit: "1,200", "4.2 MB", "3 h ago".
QString value(Inspection::SeriesKind kind, qint64 number, qint64 at);
/// What a line shows, for those who do not see it: "From 12 to 340 within the last day; at most 400. Not known for 3 h of it."
/// \a range: "day".
QString summary(Inspection::SeriesKind kind, const TrendLine &line, qint64 step, const QString &range);
/// One point: when, and the figures of its step.
QString point(Inspection::SeriesKind kind, const Inspection::SeriesPoint &point, qint64 step);
/// Time within \a line that nobody looked at, ms.
qint64 unknownTime(const TrendLine &line, qint64 step);

} // namespace Lockstep::SeriesWords
