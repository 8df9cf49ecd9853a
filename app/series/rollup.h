// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/series.h"

/// Steps of a series: narrow ones become wide ones, and few bytes. Pure; time is given in.
namespace Lockstep::Series {

using Step = Inspection::SeriesPoint;

inline constexpr qint64 minuteMs = Inspection::seriesSteps[0];

/// Where the stretch of this width begins that \a at is in; for times before 1970 as well.
qint64 floorTo(qint64 at, qint64 width);

/// The same figures in steps of \a width, which is a multiple of theirs. What was not looked at stays away: a wide step has the minutes that
/// there were.
QList<Step> coarser(const QList<Step> &steps, qint64 width);

/// Both in order of time; of two with one time that of \a newer stands.
QList<Step> merged(const QList<Step> &older, const QList<Step> &newer);

/// Steps of one \a width, none before \a start, as bytes: one that stays as it was costs next to nothing.
QByteArray packed(const QList<Step> &steps, qint64 start, qint64 width);
/// Damaged bytes give the steps up to the damage, and never more than \a most.
QList<Step> unpacked(const QByteArray &bytes, qint64 start, qint64 width, qsizetype most);

} // namespace Lockstep::Series
