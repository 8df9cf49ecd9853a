// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The graph column: lines and nodes. What a node is shows in its shape; colours only help the eye to follow a lane.

#include "ui/history/view/historygeometry.h"
#include "ui/history/view/historyviewpaint.h"
#include "ui/words/presentation.h"

#include <QPainter>

namespace Lockstep {

using namespace Qt::StringLiterals;
using namespace HistoryGeometry;

void HistoryPainter::paintGraph(QPainter &painter, const Prepared &row, const QRect &cell, const View &view)
{
    painter.setRenderHint(QPainter::Antialiasing);
    paintLines(painter, row, cell, view);
    const qreal x = cell.left() + laneX(row.lanes.lane, m_pitch, cell.width(), view.rightToLeft);
    paintNode(painter, row, QPointF(x, cell.top() + cell.height() / 2.0), view);
}

void HistoryPainter::paintLines(QPainter &painter, const Prepared &row, const QRect &cell, const View &view)
{
    const LaneRow &lanes = row.lanes;
    const qreal top = cell.top();
    const qreal middle = top + cell.height() / 2.0;
    const qreal bottom = top + cell.height();
    const bool current = row.row == view.current;
    const bool tracing = view.lit && view.lit->isOn();
    const auto x = [&](int lane) { return cell.left() + laneX(lane, m_pitch, cell.width(), view.rightToLeft); };
    const auto pen = [&](int chain, int target, bool lit, int hidden) {
        QColor colour = current ? view.colours->highlightedText : view.colours->chain(chain);
        if (tracing && !lit && !current)
            colour.setAlphaF(0.35F);
        QPen line(colour, lit && tracing ? view.metrics->line * 1.7 : view.metrics->line, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
        if (Lanes::isGhost(target))
            line.setDashPattern({2, 1.6});
        else if (hidden > 0)
            line.setDashPattern({0.7, 1.6});
        return line;
    };
    painter.setBrush(Qt::NoBrush);
    for (const auto &pass : lanes.passes) {
        const bool lit = isLit(pass.from, pass.target, lanes.row, view);
        painter.setPen(pen(pass.colour, pass.target, lit, pass.hidden));
        painter.drawLine(QPointF(x(pass.lane), top), QPointF(x(pass.lane), bottom));
    }
    const bool litNode = isLit(lanes.row, view);
    const bool litAbove = isLit(lanes.above, lanes.row, lanes.row, view);
    const bool ghost = lanes.ghost >= 0;
    if (lanes.fromAbove) {
        painter.setPen(pen(lanes.colour, ghost ? Lanes::ghost(0) : lanes.row, litAbove, lanes.hiddenAbove));
        painter.drawLine(QPointF(x(lanes.lane), top), QPointF(x(lanes.lane), middle));
    }
    for (const auto &in : lanes.ins) {
        painter.setPen(pen(in.colour, in.target, isLit(in.from, in.target, lanes.row, view), in.hidden));
        painter.drawPath(branch(x(lanes.lane), middle, x(in.lane), top));
    }
    // From right to left, so that the first parent's line lies on top.
    for (auto out = lanes.outs.rbegin(); out != lanes.outs.rend(); ++out) {
        const bool lit = litNode || (row.item.type == HistoryItem::Fold && isLit(row.item.lastRow, view));
        // A bend into an older chain belongs to the branch that ends there.
        const bool joins = out->lane < lanes.lane;
        painter.setPen(
            pen(joins ? lanes.colour : out->colour, out->target, lit && isLit(lanes.row, out->target, lanes.row + 1, view), out->hidden));
        painter.drawPath(branch(x(lanes.lane), middle, x(out->lane), bottom));
    }
    if (lanes.tail > 0) {
        painter.setPen(pen(lanes.colour, lanes.row, litNode, lanes.tail));
        painter.drawLine(QPointF(x(lanes.lane), middle), QPointF(x(lanes.lane), bottom));
    }
    paintHiddenCounts(painter, row, cell, view);
    if (lanes.missing) {
        painter.setPen(pen(lanes.colour, Lanes::ghost(0), litNode, 0));
        painter.drawLine(QPointF(x(lanes.lane), middle), QPointF(x(lanes.lane), bottom - 1));
    }
    if (lanes.overflow) {
        QPen dots(current ? view.colours->highlightedText : view.colours->quiet, view.metrics->line, Qt::DotLine);
        painter.setPen(dots);
        const qreal edge = view.rightToLeft ? cell.left() + 2 : cell.right() - 1;
        painter.drawLine(QPointF(edge, top), QPointF(edge, bottom));
    }
}

bool HistoryPainter::isLit(int row, const View &view)
{
    if (!view.lit)
        return false;
    return view.lit->ground ? view.model->isPartOfTheList(row, *view.lit->ground) : view.lit->way.contains(row);
}

/// A line that passes, or comes into, a row of history.
bool HistoryPainter::isLit(int from, int target, int at, const View &view)
{
    if (!view.lit)
        return false;
    if (view.lit->ground)
        return Lanes::isRow(target) && isLit(from, view) && isLit(target, view);
    // Several lines may have become one on the way: it is enough that it leads to where the way goes.
    return at > view.lit->way.first() && view.lit->way.contains(target);
}

/// How many rows a dotted line stands for, beside where it leaves its newer end.
void HistoryPainter::paintHiddenCounts(QPainter &painter, const Prepared &row, const QRect &cell, const View &view)
{
    QFont small = view.metrics->font;
    small.setPointSizeF(std::max(6.0, small.pointSizeF() * 0.75));
    painter.setFont(small);
    painter.setPen(row.row == view.current ? view.colours->highlightedText : view.colours->quiet);
    const QFontMetrics metrics(small);
    int widest = row.lanes.lane;
    for (const auto *lines : {&row.lanes.passes, &row.lanes.outs}) {
        for (const auto &line : *lines)
            widest = std::max(widest, line.lane);
    }
    // Right of all lines, so that none runs through the figures.
    QStringList counts;
    for (const auto &out : row.lanes.outs) {
        if (out.hidden > 0)
            counts << Presentation::count(out.hidden);
    }
    if (row.lanes.tail > 0)
        counts << Presentation::count(row.lanes.tail);
    if (counts.isEmpty())
        return;
    const QString text = counts.join(u" · "_s);
    const qreal x = cell.left() + laneX(widest, m_pitch, cell.width(), view.rightToLeft);
    const qreal away = m_pitch * 0.6;
    const QRectF place = view.rightToLeft ? QRectF(cell.left(), cell.top(), x - away - cell.left(), cell.height())
                                          : QRectF(x + away, cell.top(), cell.right() - x - away, cell.height());
    if (metrics.horizontalAdvance(text) <= place.width())
        painter.drawText(place, Qt::AlignBottom | (view.rightToLeft ? Qt::AlignRight : Qt::AlignLeft), text);
}

namespace {
QPolygonF diamond(QPointF c, qreal r)
{
    return {{c + QPointF(0, -r), c + QPointF(r, 0), c + QPointF(0, r), c + QPointF(-r, 0)}};
}

/// Two short strokes across the line: it is broken here.
void paintGapMark(QPainter &painter, QPointF c, qreal r, const QColor &colour, const QColor &background)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(background);
    painter.drawRect(QRectF(c.x() - r * 1.2, c.y() - r * 0.45, r * 2.4, r * 0.9));
    painter.setPen(QPen(colour, r * 0.4, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(c + QPointF(-r, -r * 0.15), c + QPointF(r, -r * 0.75));
    painter.drawLine(c + QPointF(-r, r * 0.75), c + QPointF(r, r * 0.15));
}

void paintFoldMark(QPainter &painter, QPointF c, qreal r, const QColor &colour, const QColor &background)
{
    painter.setPen(Qt::NoPen);
    painter.setBrush(background);
    painter.drawRect(QRectF(c.x() - r, c.y() - r * 1.8, r * 2, r * 3.6));
    painter.setBrush(colour);
    for (const qreal offset : {-1.25, 0.0, 1.25})
        painter.drawEllipse(c + QPointF(0, offset * r), r * 0.36, r * 0.36);
}
} // namespace

void HistoryPainter::paintNode(QPainter &painter, const Prepared &row, QPointF centre, const View &view)
{
    const HistoryItem &item = row.item;
    const HistoryColours &colours = *view.colours;
    const qreal r = std::min(view.metrics->node, m_pitch * 0.45);
    const bool current = row.row == view.current;
    const QColor background = current ? colours.highlight : colours.base;
    const QColor lane = current ? colours.highlightedText : colours.chain(row.lanes.colour);
    const QPen outline(lane, view.metrics->line);
    if (item.type == HistoryItem::Gap) {
        const QColor loud = item.gap == GapState::NeverReceived ? colours.critical : colours.quiet;
        paintGapMark(painter, centre, r, current ? colours.highlightedText : loud, background);
        return;
    }
    if (item.type == HistoryItem::Fold) {
        paintFoldMark(painter, centre, r, lane, background);
        return;
    }
    painter.setPen(outline);
    painter.setBrush(background);
    if (item.kind == UpdateKind::Resync) {
        const bool failed = !item.detail.isEmpty() && !item.detail.at(0).isDigit();
        painter.setBrush(failed ? background : lane);
        painter.drawPolygon(diamond(centre, r * 1.35));
    } else if (item.kind == UpdateKind::Head) {
        painter.drawRect(QRectF(centre.x() - r * 0.85, centre.y() - r * 0.85, r * 1.7, r * 1.7));
    } else if (item.kind == UpdateKind::SigningKeys) {
        painter.setPen(QPen(current ? colours.highlightedText : colours.quiet, view.metrics->line));
        painter.drawEllipse(centre - QPointF(r * 0.6, 0), r * 0.6, r * 0.6);
        painter.drawLine(centre, centre + QPointF(r * 1.3, 0));
        painter.drawLine(centre + QPointF(r * 1.1, 0), centre + QPointF(r * 1.1, r * 0.6));
    } else if (item.verdict == Verdict::Applied) {
        painter.setBrush(lane);
        painter.drawEllipse(centre, r, r);
    } else if (item.verdict == Verdict::Resync) {
        painter.drawEllipse(centre, r * 1.1, r * 1.1);
        painter.setPen(Qt::NoPen);
        painter.setBrush(lane);
        painter.drawEllipse(centre, r * 0.45, r * 0.45);
    } else if (item.verdict == Verdict::Ignored) {
        painter.drawEllipse(centre, r, r);
        painter.drawLine(centre + QPointF(-r * 0.6, -r * 0.6), centre + QPointF(r * 0.6, r * 0.6));
    } else {
        painter.drawEllipse(
            centre, r * (item.verdict == Verdict::Duplicate ? 0.7 : 1.0), r * (item.verdict == Verdict::Duplicate ? 0.7 : 1.0));
    }
    // Nothing leads further down and nothing is missing: the chain starts here.
    if (row.lanes.outs.empty() && row.lanes.tail == 0 && item.kind == UpdateKind::Update) {
        painter.setPen(outline);
        const qreal y = centre.y() + r + view.metrics->line * 1.5;
        painter.drawLine(QPointF(centre.x() - r * 0.9, y), QPointF(centre.x() + r * 0.9, y));
    }
}

} // namespace Lockstep
