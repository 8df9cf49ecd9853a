// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/sparkline.h"

#include "ui/words/presentation.h"

#include <QApplication>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace Lockstep {

namespace {
constexpr int margin = 3;
constexpr double dot = 1.5;
} // namespace

void paintSparkline(QPainter &painter, const QRect &place, const TrendLine &line, const QColor &colour)
{
    if (line.points.isEmpty() || line.to <= line.from || place.width() < 4)
        return;
    qint64 low = 0, high = 0;
    for (const auto &point : line.points) {
        low = std::min(low, point.min);
        high = std::max(high, point.max);
    }
    const double height = double(std::max<qint64>(1, high - low));
    const QRectF inside = QRectF(place).adjusted(dot, dot, -dot, -dot);
    const auto at = [&](const Inspection::SeriesPoint &point) {
        const double x = double(point.at - line.from) / double(line.to - line.from);
        return QPointF(inside.left() + x * inside.width(), inside.bottom() - double(point.last - low) / height * inside.height());
    };
    painter.save();
    painter.setClipRect(place);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.2));
    for (qsizetype i = 0; i < line.points.size();) {
        qsizetype end = i + 1;
        while (end < line.points.size() && line.points.at(end).at - line.points.at(end - 1).at <= line.every)
            ++end;
        if (end - i == 1) {
            painter.setBrush(colour);
            painter.drawEllipse(at(line.points.at(i)), dot / 2, dot / 2);
            painter.setBrush(Qt::NoBrush);
        } else {
            QPainterPath path(at(line.points.at(i)));
            for (qsizetype j = i + 1; j < end; ++j)
                path.lineTo(at(line.points.at(j)));
            painter.drawPath(path);
        }
        i = end;
    }
    painter.restore();
}

SparklineDelegate::SparklineDelegate(int role, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_role(role)
{
}

QSize SparklineDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.rwidth() += lineWidth + 2 * margin;
    return size;
}

void SparklineDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QVariant value = index.data(m_role);
    if (!value.isValid()) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QStyle *style = cell.widget ? cell.widget->style() : QApplication::style();
    // The whole cell as the style has it, with the text moved aside.
    const QString text = std::exchange(cell.text, QString());
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    const bool isSelected = cell.state & QStyle::State_Selected;
    const QPalette::ColorRole textRole = isSelected ? QPalette::HighlightedText : QPalette::Text;
    const QRect inside = option.rect.adjusted(margin, margin, -margin, -margin);
    // A narrow column has its line, and the text in the tool tip.
    const QRect place(inside.left(), inside.top(), std::min(lineWidth, inside.width()), inside.height());
    paintSparkline(*painter, place, value.value<TrendLine>(),
        isSelected ? cell.palette.color(QPalette::HighlightedText) : Presentation::accentColor(cell.palette));
    const QRect rest = inside.adjusted(lineWidth + 2 * margin, 0, 0, 0);
    if (rest.width() > 0)
        style->drawItemText(painter, rest, int(Qt::AlignLeft | Qt::AlignVCenter), cell.palette, cell.state & QStyle::State_Enabled,
            cell.fontMetrics.elidedText(text, Qt::ElideRight, rest.width()), textRole);
}

} // namespace Lockstep
