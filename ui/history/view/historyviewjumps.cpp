// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Lines that are longer than what is seen: they end in arrows at its edges, which lead to their other end.

#include "ui/history/view/historygeometry.h"
#include "ui/history/view/historyviewpaint.h"

#include <QHeaderView>
#include <QPainter>

#include <algorithm>
#include <climits>

namespace Lockstep {

using namespace HistoryGeometry;

namespace {
/// More arrows than this are a beam of light, and each costs a search for its row.
constexpr std::size_t mostJumps = 32;
} // namespace

void HistoryPainter::findJumps(const View &view)
{
    m_jumps.clear();
    const int rowHeight = view.metrics->rowHeight;
    const int column = view.header->sectionViewportPosition(HistoryModel::Graph);
    const int width = view.header->sectionSize(HistoryModel::Graph);
    const int whole = std::min(int(m_rows.size()), view.height / std::max(1, rowHeight));
    if (whole < 2 || view.header->isSectionHidden(HistoryModel::Graph))
        return;
    const auto place = [&](int lane, int y, bool down) {
        const qreal x = column + laneX(lane, m_pitch, width, view.rightToLeft);
        const qreal size = view.metrics->node * 2;
        return QRectF(x - size / 2, down ? y + rowHeight - size : qreal(y), size, size);
    };
    const auto add = [&](const QRectF &rect, int target, bool down) {
        const bool inside = rect.left() >= column && rect.right() <= column + width;
        if (m_jumps.size() >= mostJumps || !inside || !Lanes::isRow(target))
            return;
        const int row = view.model->shownRow(target);
        // A row that is next to those that are seen needs no arrow.
        if (row > m_rows.back().row + 1 || (!down && row >= 0 && row < m_rows.front().row - 1))
            m_jumps.push_back({rect, row, down});
    };
    const Prepared &last = m_rows[std::size_t(whole) - 1];
    const int lastY = yOfRow(last.row, view.top, rowHeight);
    for (const auto *lines : {&last.lanes.passes, &last.lanes.outs}) {
        for (const LaneRow::Line &line : *lines)
            add(place(line.lane, lastY, true), line.target, true);
    }
    const Prepared &first = m_rows.front();
    const int firstY = yOfRow(first.row, view.top, rowHeight);
    for (const auto *lines : {&first.lanes.passes, &first.lanes.ins}) {
        for (const LaneRow::Line &line : *lines)
            add(place(line.lane, firstY, false), line.from, false);
    }
    if (first.lanes.fromAbove && first.lanes.ghost < 0)
        add(place(first.lanes.lane, firstY, false), first.lanes.above, false);
}

void HistoryPainter::paintJumps(QPainter &painter, const View &view) const
{
    if (m_jumps.empty())
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    for (const Jump &jump : m_jumps) {
        const QRectF &at = jump.place;
        const qreal tip = jump.down ? at.bottom() : at.top();
        const qreal back = jump.down ? at.top() : at.bottom();
        painter.setPen(QPen(view.colours->base, 1.5));
        painter.setBrush(view.colours->quiet);
        painter.drawPolygon(QPolygonF({{at.left(), back}, {at.right(), back}, {at.center().x(), tip}}));
    }
    painter.restore();
}

const HistoryPainter::Jump *HistoryPainter::jumpAt(QPointF position) const
{
    constexpr qreal reach = 3;
    const auto found = std::ranges::find_if(
        m_jumps, [&](const Jump &jump) { return jump.place.adjusted(-reach, -reach, reach, reach).contains(position); });
    return found == m_jumps.end() ? nullptr : &*found;
}

} // namespace Lockstep
