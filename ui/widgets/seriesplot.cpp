// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/seriesplot.h"

#include "ui/words/presentation.h"
#include "ui/words/serieswords.h"
#include "ui/words/timestyle.h"

#include <QDateTime>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QStyleOptionFocusRect>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Inspection::SeriesKind;
using Inspection::SeriesPoint;

namespace {
constexpr int margin = 6;
constexpr qint64 day = 86'400'000;

bool isOldest(SeriesKind kind)
{
    return kind == SeriesKind::OutboxOldest || kind == SeriesKind::UpdatesOldest;
}
} // namespace

SeriesPlot::SeriesPlot(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize SeriesPlot::sizeHint() const
{
    return {400, m_plotHeight + fontMetrics().height() + 2 * margin};
}

QSize SeriesPlot::minimumSizeHint() const
{
    return {140, sizeHint().height()};
}

/// What is drawn of a step: how many there were, how old the oldest was, or how it stood at its end.
qint64 SeriesPlot::figure(const SeriesPoint &point) const
{
    if (Inspection::isCounted(m_kind))
        return point.sum;
    return isOldest(m_kind) ? std::max<qint64>(0, point.at + m_step - point.last) : point.last;
}

void SeriesPlot::setLine(SeriesKind kind, const TrendLine &line, qint64 step, const QString &range)
{
    m_kind = kind;
    m_line = line;
    m_step = std::max<qint64>(1, step);
    m_low = 0;
    m_high = 1;
    const bool hasBounds = !Inspection::isCounted(kind) && !isOldest(kind);
    for (const SeriesPoint &point : line.points) {
        m_low = std::min(m_low, hasBounds ? point.min : figure(point));
        m_high = std::max(m_high, hasBounds ? point.max : figure(point));
    }
    const QString before = chosenText();
    m_summary = SeriesWords::summary(kind, line, step, range);
    setAccessibleName(SeriesWords::title(kind));
    if (chosenText().isEmpty())
        setAccessibleDescription(m_summary);
    if (before != chosenText())
        Q_EMIT chosenChanged();
    update();
}

QString SeriesPlot::chosenText() const
{
    const auto found = std::find_if(m_line.points.cbegin(), m_line.points.cend(), [this](const SeriesPoint &point) { return point.at == m_chosen; });
    return m_chosen == 0 || found == m_line.points.cend() ? QString() : SeriesWords::point(m_kind, *found, m_step);
}

QRectF SeriesPlot::area() const
{
    const int left = margin + fontMetrics().horizontalAdvance(SeriesWords::value(m_kind, isOldest(m_kind) ? -m_high : m_high, 0)) + margin;
    return QRectF(left, margin, std::max(1, width() - left - margin), m_plotHeight);
}

double SeriesPlot::xOf(qint64 at) const
{
    const QRectF place = area();
    return place.left() + double(at - m_line.from) / double(std::max<qint64>(1, m_line.to - m_line.from)) * place.width();
}

double SeriesPlot::yOf(qint64 number) const
{
    const QRectF place = area();
    return place.bottom() - double(number - m_low) / double(std::max<qint64>(1, m_high - m_low)) * place.height();
}

/// Where nobody looked.
void SeriesPlot::paintGaps(QPainter &painter) const
{
    const QRectF place = area();
    const QBrush hatch(palette().color(QPalette::Mid), Qt::BDiagPattern);
    qint64 before = m_line.from;
    const auto gap = [&](qint64 to) {
        if (to - before > m_line.every)
            painter.fillRect(QRectF(QPointF(xOf(before), place.top()), QPointF(xOf(to), place.bottom())), hatch);
    };
    for (const SeriesPoint &point : m_line.points) {
        gap(point.at);
        before = point.at + m_step;
    }
    gap(m_line.to);
}

void SeriesPlot::paintAxes(QPainter &painter) const
{
    const QRectF place = area();
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawRect(place.adjusted(-1, -1, 0, 0));
    painter.setPen(palette().color(QPalette::PlaceholderText));
    const QFontMetrics metrics = fontMetrics();
    const auto label = [&](qint64 number, double y) {
        const QString text = SeriesWords::value(m_kind, isOldest(m_kind) ? -number : number, 0);
        const double top = std::clamp(y - metrics.height() / 2.0, 0.0, place.bottom() - metrics.height() + 2.0);
        painter.drawText(QRectF(margin, top, place.left() - 2 * margin, metrics.height()), Qt::AlignRight | Qt::AlignVCenter, text);
    };
    label(m_high, place.top());
    label(m_low, place.bottom());
    // From when to when; between them only what has room.
    const bool isDays = m_line.to - m_line.from > 2 * day;
    const QLocale locale;
    const auto time = [&](qint64 at) {
        const QDateTime when = Presentation::inZone(at);
        return isDays ? locale.toString(when, u"d MMM yyyy"_s) : m_line.to - m_line.from > day / 2 ? when.toString(u"ddd HH:mm"_s) : when.toString(u"HH:mm"_s);
    };
    const int wide = metrics.horizontalAdvance(time(m_line.to)) * 3 / 2;
    const int labels = std::clamp(int(place.width()) / std::max(1, wide), 2, 5);
    for (int i = 0; i < labels; ++i) {
        const qint64 at = m_line.from + (m_line.to - m_line.from) * i / (labels - 1);
        const QString text = time(at);
        const double half = metrics.horizontalAdvance(text) / 2.0 + 1;
        const double middle = std::clamp(xOf(at), half, std::max(half, width() - half));
        painter.drawText(QRectF(middle - half, place.bottom() + 2, 2 * half, metrics.height()), Qt::AlignCenter, text);
    }
}

void SeriesPlot::paintLine(QPainter &painter) const
{
    const QColor colour = Presentation::accentColor(palette());
    QColor tint = colour;
    tint.setAlphaF(0.2F);
    const bool hasBounds = !Inspection::isCounted(m_kind) && !isOldest(m_kind);
    painter.setRenderHint(QPainter::Antialiasing);
    for (qsizetype i = 0; i < m_line.points.size();) {
        qsizetype end = i + 1;
        while (end < m_line.points.size() && m_line.points.at(end).at - m_line.points.at(end - 1).at <= m_line.every)
            ++end;
        // A step has a width: what was so at its end was so nowhere before it was looked at.
        QPainterPath path;
        for (qsizetype j = i; j < end; ++j) {
            const SeriesPoint &point = m_line.points.at(j);
            const double left = xOf(point.at), right = std::max(left + 1, xOf(std::min(point.at + m_step, m_line.to)));
            const double y = yOf(figure(point));
            if (hasBounds && point.min != point.max)
                painter.fillRect(QRectF(QPointF(left, yOf(point.max)), QPointF(right, yOf(point.min))), tint);
            if (Inspection::isCounted(m_kind))
                painter.fillRect(QRectF(QPointF(left, y), QPointF(right, yOf(m_low))), tint);
            if (j == i)
                path.moveTo(left, y);
            path.lineTo(left, y);
            path.lineTo(right, y);
        }
        painter.setPen(QPen(colour, 1.5));
        painter.drawPath(path);
        i = end;
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (m_chosen != 0 && !chosenText().isEmpty()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 1));
        painter.drawLine(QPointF(xOf(m_chosen), area().top()), QPointF(xOf(m_chosen), area().bottom()));
    }
}

void SeriesPlot::paint(QPainter &painter) const
{
    painter.fillRect(area(), palette().base());
    if (m_line.to > m_line.from) {
        paintGaps(painter);
        paintAxes(painter);
        paintLine(painter);
    }
}

void SeriesPlot::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint(painter);
    if (hasFocus()) {
        QStyleOptionFocusRect option;
        option.initFrom(this);
        option.rect = rect();
        style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
    }
}

qsizetype SeriesPlot::nearest(double x) const
{
    qsizetype found = -1;
    double distance = 8;
    for (qsizetype i = 0; i < m_line.points.size(); ++i) {
        const double left = xOf(m_line.points.at(i).at), right = xOf(m_line.points.at(i).at + m_step);
        const double away = x < left ? left - x : x > right ? x - right : 0;
        if (away < distance) {
            distance = away;
            found = i;
        }
    }
    return found;
}

void SeriesPlot::choose(qsizetype point)
{
    const qint64 at = point >= 0 && point < m_line.points.size() ? m_line.points.at(point).at : 0;
    if (at == m_chosen)
        return;
    m_chosen = at;
    // Read out as it is chosen.
    setAccessibleDescription(at == 0 ? m_summary : chosenText());
    update();
    Q_EMIT chosenChanged();
}

void SeriesPlot::chooseWithin(qint64 from, qint64 to)
{
    qsizetype found = -1;
    for (qsizetype i = 0; i < m_line.points.size(); ++i) {
        const SeriesPoint &point = m_line.points.at(i);
        if (point.at + m_step > from && point.at < to && (found < 0 || figure(point) >= figure(m_line.points.at(found))))
            found = i;
    }
    choose(found);
}

void SeriesPlot::keyPressEvent(QKeyEvent *event)
{
    const auto &points = m_line.points;
    const auto found = std::find_if(points.cbegin(), points.cend(), [this](const SeriesPoint &point) { return point.at == m_chosen; });
    const qsizetype now = found == points.cend() ? points.size() : found - points.cbegin();
    switch (event->key()) {
    case Qt::Key_Left:
        return choose(std::max<qsizetype>(0, now - 1));
    case Qt::Key_Right:
        return choose(std::min(points.size() - 1, now + 1));
    case Qt::Key_Home:
        return choose(0);
    case Qt::Key_End:
        return choose(points.size() - 1);
    case Qt::Key_Escape:
        if (m_chosen != 0)
            return choose(-1);
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void SeriesPlot::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        choose(nearest(event->position().x()));
}

bool SeriesPlot::event(QEvent *event)
{
    // What is chosen goes first, before a shortcut of what is around.
    if (event->type() == QEvent::ShortcutOverride && m_chosen != 0 && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const qsizetype point = nearest(help->pos().x());
        if (point >= 0)
            QToolTip::showText(help->globalPos(), Presentation::toolTip(SeriesWords::point(m_kind, m_line.points.at(point), m_step)), this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

} // namespace Lockstep
