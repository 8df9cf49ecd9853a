// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/servers/reachstrip.h"

#include "ui/words/presentation.h"
#include "ui/words/timestyle.h"

#include <QDateTime>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QStyleOptionFocusRect>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Presentation::Tone;

namespace {
constexpr int barHeight = 26;
constexpr int margin = 4;
constexpr int tickHeight = 4;
constexpr int narrowest = 3; ///< px of a trouble, so that it can be seen and hit
constexpr qint64 hour = 3'600'000;
constexpr qint64 day = 24 * hour;

/// Of the bar: what is well is low, what is bad is high.
double heightOf(ReachSegment::Kind kind)
{
    switch (kind) {
    case ReachSegment::NotKnown:
        return 1;
    case ReachSegment::Clear:
        return 0.25;
    case ReachSegment::Failing:
        return 0.65;
    case ReachSegment::Backoff:
        return 1;
    }
    return 1;
}

/// Between two labels of the axis.
int hoursApart(qint64 range, int width, int labelWidth)
{
    const qint64 most = std::max(1, width / (labelWidth * 3 / 2));
    for (const int hours : {1, 2, 3, 6, 12, 24, 48, 120, 240}) {
        if (range / (hours * hour) <= most)
            return hours;
    }
    return 720;
}
} // namespace

ReachStrip::ReachStrip(QWidget *parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("When it could be reached"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize ReachStrip::sizeHint() const
{
    return {400, barHeight + 2 * margin + tickHeight + fontMetrics().height() + 2};
}

QSize ReachStrip::minimumSizeHint() const
{
    return {120, sizeHint().height()};
}

void ReachStrip::setReach(const QString &server, const Reachability &reach, qint64 now)
{
    if (m_server != server)
        m_chosenSince = 0;
    m_server = server;
    m_reach = reach;
    m_now = now;
    rebuild();
}

void ReachStrip::setRange(qint64 ms)
{
    m_range = ms;
    rebuild();
}

void ReachStrip::rebuild()
{
    const QString before = chosenText();
    m_segments = segmentsOf(m_reach, m_now - m_range, m_now);
    if (chosenText() != before)
        Q_EMIT chosenChanged();
    setAccessibleDescription(rangeText(m_segments));
    update();
}

QString ReachStrip::chosenText() const
{
    for (const ReachSegment &segment : m_segments) {
        if (m_chosenSince != 0 && (segment.isTrouble() ? segment.span.since : segment.since) == m_chosenSince)
            return segmentText(segment, m_server, m_now);
    }
    return {};
}

QRect ReachStrip::bar() const
{
    return {margin, margin, std::max(1, width() - 2 * margin), barHeight};
}

int ReachStrip::xOf(qint64 ms) const
{
    const QRect place = bar();
    return place.left() + int(double(ms - (m_now - m_range)) / double(m_range) * place.width());
}

QRect ReachStrip::rectOf(const ReachSegment &segment) const
{
    const QRect place = bar();
    int left = xOf(segment.since), right = xOf(segment.until);
    if (segment.isTrouble() && right - left < narrowest) {
        left = std::clamp(left, place.left(), std::max(place.left(), place.right() + 1 - narrowest));
        right = left + narrowest;
    }
    const int height = int(place.height() * heightOf(segment.kind));
    return {left, place.bottom() + 1 - height, std::max(0, right - left), height};
}

void ReachStrip::paintSegment(QPainter &painter, const ReachSegment &segment) const
{
    const QRect place = rectOf(segment);
    switch (segment.kind) {
    case ReachSegment::NotKnown:
        painter.fillRect(place, QBrush(palette().color(QPalette::Mid), Qt::BDiagPattern));
        return;
    case ReachSegment::Clear:
        painter.fillRect(place, Presentation::toneColor(Tone::Good, palette()));
        return;
    case ReachSegment::Failing:
        painter.fillRect(place, palette().base());
        painter.fillRect(place, QBrush(Presentation::toneColor(Tone::Warning, palette()), Qt::Dense2Pattern));
        return;
    case ReachSegment::Backoff:
        painter.fillRect(place, Presentation::toneColor(Tone::Critical, palette()));
        return;
    }
}

void ReachStrip::paintAxis(QPainter &painter) const
{
    const QRect place = bar();
    const qint64 from = m_now - m_range;
    const bool isDays = m_range > 2 * day;
    const QLocale locale;
    const QString wide = isDays ? u"00. 00."_s : u"00:00"_s;
    const int hours = hoursApart(m_range, place.width(), fontMetrics().horizontalAdvance(wide));
    // Whole hours and midnights of the place where one looks from, over changes of its clock.
    QDateTime tick = Presentation::inZone(from);
    tick.setTime(QTime(0, 0));
    painter.setPen(palette().color(QPalette::PlaceholderText));
    const int top = place.bottom() + 2;
    for (int steps = 0; steps < 1'000 && tick.toMSecsSinceEpoch() <= m_now; ++steps) {
        if (tick.toMSecsSinceEpoch() >= from) {
            const int x = xOf(tick.toMSecsSinceEpoch());
            painter.drawLine(x, top, x, top + tickHeight);
            const QString text = isDays ? locale.toString(tick, u"d MMM"_s) : tick.toString(u"HH:mm"_s);
            const int half = painter.fontMetrics().horizontalAdvance(text) / 2 + 1;
            const int middle = std::clamp(x, half, std::max(half, width() - half));
            painter.drawText(QRect(middle - half, top + tickHeight, 2 * half, painter.fontMetrics().height()), Qt::AlignCenter, text);
        }
        const QDateTime next = hours % 24 == 0 ? tick.addDays(hours / 24) : tick.addSecs(qint64(hours) * 3600);
        tick = next;
    }
}

void ReachStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(bar(), palette().base());
    // Troubles last: what is narrow is drawn wider than it is.
    for (const bool troubles : {false, true}) {
        for (const ReachSegment &segment : m_segments) {
            if (segment.isTrouble() == troubles)
                paintSegment(painter, segment);
        }
    }
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawRect(bar().adjusted(-1, -1, 0, 0));
    for (const ReachSegment &segment : m_segments) {
        if (m_chosenSince == 0 || (segment.isTrouble() ? segment.span.since : segment.since) != m_chosenSince)
            continue;
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
        painter.drawRect(rectOf(segment).adjusted(-1, 0, 1, 0));
    }
    paintAxis(painter);
    if (hasFocus()) {
        QStyleOptionFocusRect option;
        option.initFrom(this);
        option.rect = rect();
        style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
    }
}

qsizetype ReachStrip::at(const QPoint &point) const
{
    qsizetype found = -1;
    for (qsizetype i = 0; i < m_segments.size(); ++i) {
        const QRect place = rectOf(m_segments.at(i));
        if (point.x() < place.left() - 1 || point.x() > place.right() + 1)
            continue;
        if (found < 0 || m_segments.at(i).isTrouble())
            found = i;
    }
    return found;
}

void ReachStrip::choose(qsizetype segment)
{
    const ReachSegment *chosen = segment >= 0 ? &m_segments.at(segment) : nullptr;
    const qint64 since = !chosen ? 0 : chosen->isTrouble() ? chosen->span.since : chosen->since;
    if (since == m_chosenSince)
        return;
    m_chosenSince = since;
    // Read out as it is chosen.
    setAccessibleDescription(chosen ? chosenText() : rangeText(m_segments));
    update();
    Q_EMIT chosenChanged();
}

void ReachStrip::step(int by)
{
    qsizetype from = by > 0 ? -1 : m_segments.size();
    for (qsizetype i = 0; i < m_segments.size(); ++i) {
        const ReachSegment &segment = m_segments.at(i);
        if (m_chosenSince != 0 && (segment.isTrouble() ? segment.span.since : segment.since) == m_chosenSince)
            from = i;
    }
    for (qsizetype i = from + by; i >= 0 && i < m_segments.size(); i += by) {
        if (m_segments.at(i).isTrouble())
            return choose(i);
    }
}

void ReachStrip::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        return step(-1);
    case Qt::Key_Right:
        return step(1);
    case Qt::Key_Home:
        m_chosenSince = 0;
        return step(1);
    case Qt::Key_End:
        m_chosenSince = 0;
        return step(-1);
    case Qt::Key_Escape:
        if (m_chosenSince != 0)
            return choose(-1);
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void ReachStrip::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        choose(at(event->position().toPoint()));
}

bool ReachStrip::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const qsizetype segment = at(help->pos());
        if (segment >= 0)
            QToolTip::showText(help->globalPos(), Presentation::toolTip(segmentText(m_segments.at(segment), m_server, m_now)), this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

} // namespace Lockstep
