// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/historymodel.h"

#include <QString>

/// Words for the rows of the history. What came from a remote server is escaped and cut.
namespace Lockstep::HistoryText {

/// What the column of times says.
enum class Times {
    Clock, ///< when it was received
    Age, ///< how long ago that is
    SinceBefore, ///< how long after the row before it
};

QString columnTitle(int column, Times times = Times::Clock);
/// "first seen", "renamed, keys changed". Never that a device is new: a resync may have brought it, and its devices are not recorded. \a
/// knowsTheStart: see HistoryModel.
QString changes(HistoryChanges changes, bool knowsTheStart);
/// What stands in the column; empty where the row has nothing to say.
QString cell(const HistoryItem &item, int column, bool knowsTheStart);
/// The same, whole, for the clipboard: exact times, ids as they were received.
QString copy(const HistoryItem &item, int column, bool knowsTheStart);
/// All columns, separated by tabs.
QString copyRow(const HistoryItem &item, bool knowsTheStart);
/// One sentence for a screen reader.
QString spoken(const HistoryItem &item, bool knowsTheStart);
/// What the row is, as a title: "BOBPHONE: renamed (update 17)".
QString heading(const HistoryItem &item, bool knowsTheStart);
/// Local time to the millisecond, with its zone.
QString exactTime(qint64 ms);
/// How long after the row before it: "+12 s".
QString sinceBefore(qint64 received, qint64 before);
/// The mark of an update whose sender's signature does not hold.
QString unverified();
/// What every break of the row means, and what became of it. Plain text, one sentence a line.
QStringList explanations(const HistoryItem &item);

} // namespace Lockstep::HistoryText
