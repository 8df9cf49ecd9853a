// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Ways through a history: where somebody was, where a row came from, and what explains the list as it is.

#include "ui/history/view/historyview.h"

#include <QHeaderView>

namespace Lockstep {

void HistoryView::noteVisit(bool jumped)
{
    if (currentRow() < 0)
        return;
    const HistoryItem item = m_model->item(currentRow());
    m_trail.visit({item.n, item.ghost}, jumped);
    Q_EMIT visited(jumped);
}

bool HistoryView::goTo(qint64 n, int ghost)
{
    int row = m_model->rowOfUpdate(n);
    // The place of a missing update lies below the row that names it.
    if (row >= 0 && ghost >= 0) {
        const int missing = m_model->shownRow(m_model->item(row).row, ghost);
        row = missing >= 0 ? missing : row;
    }
    if (row < 0)
        return false;
    setCurrentRow(row);
    return true;
}

void HistoryView::goBack(int step)
{
    HistoryTrail trail = m_trail;
    while (const auto place = trail.go(step)) {
        const int before = currentRow();
        if (goTo(place->n, place->ghost) && currentRow() != before) {
            m_trail = trail; // what stands for the place, as a fold does, is no new one
            return;
        }
    }
    Q_EMIT statusMessage(
        step < 0 ? tr("There is no row before this one that is shown.") : tr("There is no row after this one that is shown."));
}

bool HistoryView::isPinned(int row) const
{
    return m_pinned && row >= 0 && m_lit.way.update() == m_model->item(row).n;
}

void HistoryView::togglePin()
{
    const int row = currentRow();
    if (row < 0)
        return;
    const bool wasPinned = isPinned(row);
    unlight();
    const HistoryItem item = m_model->item(row);
    if (wasPinned || item.type == HistoryItem::Gap)
        return;
    m_lit.way.start(item.row, item.n);
    m_pinned = true;
    viewport()->update();
}

void HistoryView::toggleExplanation()
{
    const bool wasOn = m_lit.ground.has_value();
    unlight();
    if (wasOn || !m_model || m_model->loaded() == 0)
        return;
    m_lit.ground = m_model->ground();
    viewport()->update();
    Q_EMIT explanationChanged();
}

bool HistoryView::unlight()
{
    const bool wasOn = m_lit.isOn();
    const bool explained = m_lit.ground.has_value();
    m_lit = {};
    m_pinned = false;
    if (wasOn)
        viewport()->update();
    if (explained)
        Q_EMIT explanationChanged();
    return wasOn;
}

/// What came meanwhile may be part of it.
void HistoryView::renewExplanation()
{
    if (!m_lit.ground)
        return;
    m_lit.ground = m_model->ground();
    viewport()->update();
    Q_EMIT explanationChanged();
}

void HistoryView::setHovered(int row)
{
    if (row == m_hovered)
        return;
    m_hovered = row;
    if (!m_pinned && !m_lit.ground) {
        m_lit = {};
        if (row >= 0) {
            if (const HistoryItem item = m_model->item(row); item.type != HistoryItem::Gap)
                m_lit.way.start(item.row, item.n);
        }
    }
    viewport()->update();
}

/// Rows that stay visible are moved, not painted again, but for the arrows at the edges.
void HistoryView::moveRows(int dy)
{
    const bool arrows = m_painter.hasJumps();
    viewport()->scroll(0, dy * m_metrics.rowHeight);
    const int height = m_metrics.rowHeight;
    const int left = m_header->sectionViewportPosition(HistoryModel::Graph);
    const int width = m_header->sectionSize(HistoryModel::Graph);
    const int whole = viewport()->height() / height;
    for (const int row : {0, whole - 1}) {
        viewport()->update(QRect(left, row * height, width, height));
        if (arrows)
            viewport()->update(QRect(left, (row + dy) * height, width, height));
    }
}

} // namespace Lockstep
