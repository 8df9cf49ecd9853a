// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The axis of time beside the rows: where it stands, what it shows, and what is asked for there.

#include "ui/history/view/historymap.h"
#include "ui/history/view/historyview.h"

#include <QMenu>
#include <QScrollBar>

#include <algorithm>

namespace Lockstep {

namespace {
/// In a narrower view the axis has no words; a history's columns need the room.
constexpr int wideEms = 110;
} // namespace

void HistoryView::connectMap()
{
    connect(m_map, &HistoryMap::timeRequested, this, &HistoryView::goToTime);
    connect(m_map, &HistoryMap::breakRequested, this, [this](qint64 from, qint64 to) {
        int row = m_model->nextBreakWithin(currentRow(), from, to);
        if (row >= 0 && m_model->item(row).type == HistoryItem::Fold) {
            m_model->unfold(row);
            row = m_model->nextBreakWithin(currentRow(), from, to);
        }
        if (row >= 0)
            setCurrentRow(row);
        else if (m_model->filter() != HistoryFilter())
            Q_EMIT statusMessage(tr("The filter hides the breaks of that time."));
        else
            Q_EMIT statusMessage(tr("The rows of that time are not shown yet."));
    });
    connect(m_map, &HistoryMap::rangeRequested, this, &HistoryView::setRange);
    connect(m_map, &HistoryMap::menuRequested, this, [this](const QPoint &position) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillTimesMenu(menu);
        menu->popup(position);
    });
}

void HistoryView::setMapShown(bool shown)
{
    if (shown == isMapShown())
        return;
    m_map->setVisible(shown);
    placeHeader();
    layoutScrollBars();
    Q_EMIT timesChanged();
}

bool HistoryView::isMapShown() const
{
    return !m_map->isHidden();
}

/// Room for the axis at the leading side. Returns its width.
int HistoryView::placeMap(int headerHeight)
{
    if (!isMapShown())
        return 0;
    m_map->setLabelled(width() >= wideEms * fontMetrics().averageCharWidth());
    const int breadth = m_map->sizeHint().width();
    const QRect inside = contentsRect();
    const int bottom = viewport()->geometry().bottom();
    m_map->setGeometry(isRightToLeft() ? inside.right() + 1 - breadth : inside.left(), inside.top() + headerHeight, breadth,
        std::max(0, bottom + 1 - inside.top() - headerHeight));
    return breadth;
}

void HistoryView::showWindow()
{
    if (!m_model || m_model->rowCount() == 0) {
        m_map->setWindow(0, 0);
        return;
    }
    const int first = std::min(topRow(), m_model->rowCount() - 1);
    const int last = std::min(first + std::max(0, viewport()->height() / m_metrics.rowHeight - 1), m_model->rowCount() - 1);
    m_map->setWindow(m_model->timeOf(first), m_model->timeOf(last));
}

void HistoryView::goToTime(qint64 ms)
{
    const int row = m_model ? m_model->rowAtTime(ms) : -1;
    if (row >= 0)
        verticalScrollBar()->setValue(row - viewport()->height() / m_metrics.rowHeight / 2);
}

void HistoryView::setRange(qint64 from, qint64 to)
{
    HistoryFilter filter = m_model->filter();
    filter.from = from;
    filter.to = to;
    m_model->setFilter(filter);
}

/// The time between the marked row and the current one.
void HistoryView::showMarkedRange()
{
    if (m_times.marked == 0 || currentRow() < 0) {
        Q_EMIT statusMessage(tr("Mark a row (M), then select the other end of the range."));
        return;
    }
    const qint64 here = m_model->timeOf(currentRow());
    setRange(std::min(here, m_times.marked), std::max(here, m_times.marked));
}

} // namespace Lockstep
