// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Times: how they are said, in which zone, and how the operator chooses.

#include "ui/history/view/historyactions.h"
#include "ui/history/view/historymap.h"
#include "ui/history/view/historyview.h"
#include "ui/history/view/historyviewtext.h"
#include "ui/words/presentation.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QDateTime>
#include <QHeaderView>
#include <QLocale>
#include <QMenu>

#include <cmath>

namespace Lockstep {

using namespace Qt::StringLiterals;

namespace HistoryText {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(HistoryText)
};

constexpr qint64 secondMs = 1'000;
constexpr qint64 minuteMs = 60 * secondMs;
constexpr qint64 hourMs = 60 * minuteMs;
constexpr qint64 dayMs = 24 * hourMs;

QDateTime timeOf(qint64 ms, bool utc)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(ms);
    return utc ? time.toUTC() : time;
}

QString seconds(qint64 ms, int digits)
{
    return Words::tr("%1 s").arg(QLocale().toString(double(ms) / double(secondMs), 'f', digits));
}
} // namespace

QString zone(qint64 ms, bool utc)
{
    return utc ? u"UTC"_s : timeOf(ms, utc).timeZoneAbbreviation();
}

QDate day(qint64 ms, bool utc)
{
    return timeOf(ms, utc).date();
}

QString clock(qint64 ms, bool utc)
{
    const QDateTime time = timeOf(ms, utc);
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const bool today = ms > now - 2 * dayMs && ms < now + 2 * dayMs && time.date() == timeOf(now, utc).date();
    const QString text = time.toString(today ? u"HH:mm:ss.zzz"_s : u"yyyy-MM-dd HH:mm:ss.zzz"_s);
    // The title says the zone of now, which was another one before summer time ended.
    return zone(ms, utc) == zone(now, utc) ? text : text + u' ' + zone(ms, utc);
}

QString range(qint64 from, qint64 to, bool utc)
{
    const bool oneDay = day(from, utc) == day(to, utc);
    const QString end = oneDay ? timeOf(to, utc).toString(u"HH:mm:ss"_s) : clock(to, utc).section(u'.', 0, 0);
    return clock(from, utc).section(u'.', 0, 0) + u" \u2013 "_s + end;
}

QString exactTime(qint64 ms, bool utc)
{
    return timeOf(ms, utc).toString(u"yyyy-MM-dd HH:mm:ss.zzz "_s) + zone(ms, utc);
}

QString difference(qint64 ms)
{
    qint64 size = std::abs(ms);
    // Rounded before it is split, or there would be 60.0 seconds.
    if (size >= minuteMs && size < hourMs)
        size = (size + 50) / 100 * 100;
    QString text;
    if (size < minuteMs)
        text = seconds(size, 3);
    else if (size < hourMs)
        text = Words::tr("%1 min %2").arg(size / minuteMs).arg(seconds(size % minuteMs, 1));
    else if (size < dayMs)
        text = Words::tr("%1 h %2 min").arg(size / hourMs).arg(size % hourMs / minuteMs);
    else
        text = Words::tr("%1 d %2 h").arg(size / dayMs).arg(size % dayMs / hourMs);
    return (ms < 0 ? u"\u2212"_s : u"+"_s) + text;
}

QString timesTitle(const RowTimes &style)
{
    switch (style.times) {
    case Times::Age:
        return Words::tr("Received ago");
    case Times::SinceBefore:
        return Words::tr("After the row below");
    case Times::SinceMarked:
        return Words::tr("After the marked row");
    case Times::Clock:
        break;
    }
    //: %1 is a time zone: "UTC", "CET"
    return Words::tr("Received (%1)").arg(zone(QDateTime::currentMSecsSinceEpoch(), style.utc));
}

QString columnToolTip(int column, const RowTimes &style)
{
    if (column != HistoryModel::Received)
        return {};
    const QString whole
        = Words::tr("When the homeserver received it, by its own clock. Times are in %1. T: the next way to say them, U: UTC or local "
                    "time, M: marks the row to count from.")
              .arg(zone(QDateTime::currentMSecsSinceEpoch(), style.utc));
    return style.marked > 0 ? whole + u'\n' + Words::tr("The marked row: %1").arg(exactTime(style.marked, style.utc)) : whole;
}

QString shownTime(const HistoryModel &model, int row, const RowTimes &style)
{
    const HistoryItem item = model.item(row);
    if (item.type == HistoryItem::Gap)
        return {};
    switch (style.times) {
    case Times::Clock:
        return clock(item.received, style.utc);
    case Times::Age:
        return Presentation::relativeTime(item.received);
    case Times::SinceMarked:
        return style.marked > 0 ? difference(item.received - style.marked) : clock(item.received, style.utc);
    case Times::SinceBefore:
        break;
    }
    for (int older = row + 1; older < model.rowCount(); ++older) {
        const HistoryItem before = model.item(older);
        if (before.type != HistoryItem::Gap)
            return difference(item.received - before.received);
    }
    return {};
}

} // namespace HistoryText

void HistoryView::setTimeStyle(const HistoryText::RowTimes &style)
{
    if (style == m_times)
        return;
    m_times = style;
    if (style.times == HistoryText::Times::Age)
        m_age.start();
    else
        m_age.stop();
    showTitles();
    m_map->setTimeStyle(style);
    m_painter.forget();
    viewport()->update();
    Q_EMIT timesChanged();
}

void HistoryView::setTimes(HistoryText::Times times)
{
    HistoryText::RowTimes style = m_times;
    style.times = times;
    setTimeStyle(style);
}

void HistoryView::setUtc(bool utc)
{
    HistoryText::RowTimes style = m_times;
    style.utc = utc;
    setTimeStyle(style);
}

void HistoryView::nextTimes()
{
    using HistoryText::Times;
    const bool last = m_times.times == Times::SinceMarked || (m_times.times == Times::SinceBefore && m_times.marked == 0);
    setTimes(last ? Times::Clock : Times(int(m_times.times) + 1));
    Q_EMIT statusMessage(tr("Times: %1").arg(HistoryText::columnTitle(HistoryModel::Received, m_times)));
}

/// Counts times from the current row on; again on the same row: no longer.
void HistoryView::toggleMark()
{
    if (currentRow() < 0)
        return;
    const HistoryItem item = m_model->item(currentRow());
    if (item.type == HistoryItem::Gap) {
        Q_EMIT statusMessage(tr("This one was never received and has no time to count from."));
        return;
    }
    HistoryText::RowTimes style = m_times;
    if (m_marked == item.n) {
        unmark();
        return;
    }
    m_marked = item.n;
    style.marked = item.received;
    style.times = HistoryText::Times::SinceMarked;
    setTimeStyle(style);
    Q_EMIT statusMessage(tr("Times are counted from this row on; T says them otherwise."));
}

void HistoryView::unmark()
{
    HistoryText::RowTimes style = m_times;
    m_marked = 0;
    style.marked = 0;
    if (style.times == HistoryText::Times::SinceMarked)
        style.times = HistoryText::Times::Clock;
    setTimeStyle(style);
}

void HistoryView::showTitles()
{
    for (int column = 0; column < HistoryModel::ColumnCount; ++column) {
        m_header->model()->setHeaderData(column, Qt::Horizontal, HistoryText::columnTitle(column, m_times));
        m_header->model()->setHeaderData(
            column, Qt::Horizontal, Presentation::toolTip(HistoryText::columnToolTip(column, m_times)), Qt::ToolTipRole);
    }
}

QString HistoryView::timeText(int row) const
{
    return HistoryText::shownTime(*m_model, row, m_times);
}

void HistoryView::fillTimesMenu(QMenu *menu)
{
    using HistoryText::Times;
    auto *group = new QActionGroup(menu);
    for (const auto &[times, text] : {std::pair{Times::Clock, tr("When it was received")}, {Times::Age, tr("How long ago that is")},
             {Times::SinceBefore, tr("How long after the row below")}, {Times::SinceMarked, tr("How long after the marked row")}}) {
        QAction *action = menu->addAction(text, this, [this, chosen = times] { setTimes(chosen); });
        action->setCheckable(true);
        action->setChecked(times == m_times.times);
        action->setEnabled(times != Times::SinceMarked || m_times.marked > 0);
        group->addAction(action);
    }
    menu->addSeparator();
    updateActions();
    using Id = HistoryActions::Id;
    for (const Id id : {Id::NextTimes, Id::Utc, Id::Mark})
        menu->addAction(m_actions->at(id));
    menu->addSeparator();
    for (const Id id : {Id::Axis, Id::MarkedRange, Id::WholeHistory})
        menu->addAction(m_actions->at(id));
}

void HistoryView::showHeaderMenu(const QPoint &position)
{
    // Shown without a nested event loop: it belongs to the view and goes when it is closed.
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillTimesMenu(menu->addMenu(tr("Times")));
    menu->addSeparator();
    for (int column = HistoryModel::Stream; column < HistoryModel::ColumnCount; ++column) {
        QAction *action = menu->addAction(HistoryText::columnTitle(column, {}));
        action->setCheckable(true);
        action->setChecked(!m_header->isSectionHidden(column));
        connect(action, &QAction::toggled, m_header, [this, column](bool shown) { m_header->setSectionHidden(column, !shown); });
    }
    menu->popup(m_header->viewport()->mapToGlobal(position));
}

} // namespace Lockstep
