// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/history/historymodel.h"

#include <QDate>
#include <QString>

/// Words for the rows of the history. What came from a remote server is escaped and cut.
namespace Lockstep::HistoryText {

/// What the column of times says.
enum class Times {
    Clock, ///< when it was received
    Age, ///< how long ago that is
    SinceBefore, ///< how long after the row before it
    SinceMarked, ///< how long after, or before, the marked row
};

/// How times are said, everywhere in a history: column, details, copies.
struct RowTimes
{
    Times times = Times::Clock;
    bool utc = false; ///< otherwise in the zone of this machine
    qint64 marked = 0; ///< when the marked row was received, ms; 0: none is marked
    friend bool operator==(const RowTimes &, const RowTimes &) = default;
};

QString columnTitle(int column, const RowTimes &style = {});
/// What the title does not say: the zone, whatever is shown, and how to change it. Empty for other columns than that of times.
QString columnToolTip(int column, const RowTimes &style);
/// "first seen", "renamed, keys changed". Never that a device is new: a resync may have brought it, and its devices are not recorded. \a
/// knowsTheStart: see HistoryModel.
QString changes(HistoryChanges changes, bool knowsTheStart);
/// What stands in the column; empty where the row has nothing to say.
QString cell(const HistoryItem &item, int column, bool knowsTheStart, const RowTimes &style = {});
/// What the column of times says of a row of the model; empty for a gap, which has none.
QString shownTime(const HistoryModel &model, int row, const RowTimes &style);
/// The same, whole, for the clipboard: exact times, ids as they were received.
QString copy(const HistoryItem &item, int column, bool knowsTheStart, const RowTimes &style = {});
/// All columns of a row of the model, separated by tabs; at the end the time as it is shown, where that is not when it was received.
QString copyRow(const HistoryModel &model, int row, const RowTimes &style);
/// One sentence for a screen reader. \a time: as it is shown, instead of when it was received.
QString spoken(const HistoryItem &item, bool knowsTheStart, const QString &time = {});
/// What the row is, as a title: "BOBPHONE: renamed (update 17)".
QString heading(const HistoryItem &item, bool knowsTheStart);
/// What the list, as it is held now, rests on, and what it may lack. \a complete: nothing older is still to be read.
QString explanation(const HistoryGround &ground, bool complete, bool utc);
/// What stands above the column of times.
QString timesTitle(const RowTimes &style);
/// The time to the millisecond, with its zone.
QString exactTime(qint64 ms, bool utc = false);
/// The same without the zone, and without the date if it is today's: what the column says.
QString clock(qint64 ms, bool utc);
/// "12:00:00 – 12:05:30", with the date where it is not today's. Without the zone.
QString range(qint64 from, qint64 to, bool utc);
/// "CET", or "UTC".
QString zone(qint64 ms, bool utc);
/// The day that a time lies in, in that zone.
QDate day(qint64 ms, bool utc);
/// A difference with its sign, as exactly as it can be of use: "+0.042 s", "−3 min 12.5 s", "+2 d 3 h".
QString difference(qint64 ms);
/// The mark of a row that the sender's next update should name, and what it means.
QString head();
QString headExplanation();
/// What stands below the oldest row: so many older updates are no longer kept, the newest of which was received at \a until (ms; 0: not
/// told).
QString end(qint64 updates, qint64 until, bool utc);
/// The mark of an update whose sender's signature does not hold.
QString unverified();
/// What every break of the row means, and what became of it. Plain text, one sentence a line.
QStringList explanations(const HistoryItem &item);

} // namespace Lockstep::HistoryText
