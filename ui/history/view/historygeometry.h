// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QPainterPath>
#include <QRect>

#include <algorithm>
#include <utility>

/// Rows and lanes to pixels and back, for HistoryView. Pure functions. Positions within the list are counted in rows, never in
/// pixels: a hundred million rows of 26 pixels would not fit an int.
namespace Lockstep::HistoryGeometry {

/// Rows of which at least a pixel is seen: first, count. Empty for an empty list or no room.
inline std::pair<int, int> visibleRows(int top, int height, int rowHeight, int rowCount)
{
    if (rowCount <= 0 || height <= 0 || rowHeight <= 0)
        return {0, 0};
    const int first = std::clamp(top, 0, rowCount - 1);
    const int fitting = (height + rowHeight - 1) / rowHeight;
    return {first, std::min(fitting, rowCount - first)};
}

/// Whole rows that fit, at least one: what Page Down moves by.
inline int pageRows(int height, int rowHeight)
{
    return rowHeight > 0 ? std::max(1, height / rowHeight) : 1;
}

/// The largest row that can be on top, so that the last one is seen whole.
inline int largestTop(int height, int rowHeight, int rowCount)
{
    return std::max(0, rowCount - pageRows(height, rowHeight));
}

/// The row at this height, or -1 below the last one.
inline int rowAt(int y, int top, int rowHeight, int rowCount)
{
    if (y < 0 || rowHeight <= 0)
        return -1;
    const qint64 row = qint64(top) + y / rowHeight;
    return row >= 0 && row < rowCount ? int(row) : -1;
}

/// Upper edge of a row that is near the viewport; rows far away give a position just outside of it.
inline int yOfRow(int row, int top, int rowHeight)
{
    constexpr qint64 farAway = 1 << 20;
    return int(std::clamp((qint64(row) - top) * rowHeight, -farAway, farAway));
}

/// The top row that shows this one, moving as little as possible; a row far away comes to the middle.
inline int topToShow(int row, int top, int height, int rowHeight, int rowCount)
{
    const int page = pageRows(height, rowHeight);
    int wanted = top;
    if (row < top - page || row >= top + 2 * page)
        wanted = row - page / 2;
    else if (row < top)
        wanted = row;
    else if (row >= top + page)
        wanted = row - page + 1;
    return std::clamp(wanted, 0, largestTop(height, rowHeight, rowCount));
}

/// Distance between lanes: the preferred one, or less so that all fit, but never below a third of it (then the rest is clipped).
inline qreal lanePitch(int width, int lanes, qreal preferred)
{
    if (lanes <= 0 || width <= 0)
        return preferred;
    return std::clamp(qreal(width) / (lanes + 1), preferred / 3, preferred);
}

/// Middle of a lane, from the column's leading edge; mirrored for right-to-left.
inline qreal laneX(int lane, qreal pitch, int width, bool rightToLeft)
{
    const qreal x = (lane + 1) * pitch;
    return rightToLeft ? width - x : x;
}

/// From a node at the middle of its row to a lane at one of the row's edges: straight, or first sideways and then along the lane,
/// so that lines of neighbouring rows meet without a kink.
inline QPainterPath branch(qreal fromX, qreal fromY, qreal toX, qreal toY)
{
    QPainterPath path(QPointF(fromX, fromY));
    if (qFuzzyCompare(fromX + 1, toX + 1)) {
        path.lineTo(toX, toY);
        return path;
    }
    const qreal reach = std::min(std::abs(toX - fromX), std::abs(toY - fromY));
    const qreal bendX = toX > fromX ? toX - reach : toX + reach;
    const qreal bendY = toY > fromY ? fromY + reach : fromY - reach;
    path.lineTo(bendX, fromY);
    path.quadTo(toX, fromY, toX, bendY);
    path.lineTo(toX, toY);
    return path;
}

/// A part of a row's rectangle for one column, with room between the columns. Empty if the column is too narrow for text.
inline QRect cell(int x, int y, int width, int height, int padding)
{
    return width > 2 * padding ? QRect(x + padding, y, width - 2 * padding, height) : QRect(x, y, 0, height);
}

} // namespace Lockstep::HistoryGeometry
