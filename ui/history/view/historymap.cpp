// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/history/view/historymap.h"

#include "ui/history/view/historyplacelook.h"
#include "ui/words/presentation.h"

#include <QDateTime>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace Lockstep {

using namespace Qt::StringLiterals;

namespace {
constexpr int barWidth = 22;
constexpr int markWidth = 8;
/// So near to a mark, or to the window's edge, is on it.
constexpr int reach = 3;
constexpr int dragDistance = 4;
} // namespace

HistoryMap::HistoryMap(QWidget *parent)
    : QWidget(parent)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setAccessibleName(tr("The history over time"));
}

void HistoryMap::setModel(HistoryModel *model)
{
    if (m_model)
        m_model->disconnect(this);
    m_model = model;
    m_version = 0;
    m_lines.clear();
    if (model)
        connect(model, &HistoryModel::overviewChanged, this, qOverload<>(&QWidget::update));
    update();
}

void HistoryMap::setTimeStyle(const HistoryText::RowTimes &style)
{
    if (style.utc != m_times.utc)
        m_version = 0;
    m_times = style;
    update();
}

void HistoryMap::setWindow(qint64 newest, qint64 oldest)
{
    if (newest == m_windowNewest && oldest == m_windowOldest)
        return;
    m_windowNewest = newest;
    m_windowOldest = oldest;
    update();
}

void HistoryMap::setLabelled(bool labelled)
{
    m_labelled = labelled;
    m_version = 0;
}

int HistoryMap::labelWidth() const
{
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.8);
    return m_labelled ? QFontMetrics(small).horizontalAdvance(u"00:00:00"_s) + 8 : 0;
}

QSize HistoryMap::sizeHint() const
{
    return {labelWidth() + barWidth + markWidth, 200};
}

int HistoryMap::topOf() const
{
    return 4;
}

bool HistoryMap::hasTime() const
{
    return m_model && !m_model->timeline().isEmpty() && height() > 4 * topOf();
}

int HistoryMap::yOf(qint64 time) const
{
    if (!hasTime())
        return topOf();
    const HistoryTimeline &timeline = m_model->timeline();
    const double span = double(std::max<qint64>(1, timeline.end() - timeline.begin()));
    const int room = height() - 2 * topOf() - 1;
    const double y = double(timeline.end() - time) / span * room;
    return topOf() + int(std::lround(std::clamp(y, 0.0, double(room))));
}

qint64 HistoryMap::timeAt(int y) const
{
    if (!hasTime())
        return 0;
    const HistoryTimeline &timeline = m_model->timeline();
    const int room = std::max(1, height() - 2 * topOf() - 1);
    const double part = double(std::clamp(y - topOf(), 0, room)) / room;
    return timeline.end() - qint64(std::llround(part * double(timeline.end() - timeline.begin())));
}

/// What every line of pixels stands for. A place of the timeline goes to one line whole: nothing is counted twice, nothing gets lost.
void HistoryMap::makeLines()
{
    m_lines.assign(std::size_t(std::max(1, height())), {});
    const HistoryTimeline &timeline = m_model->timeline();
    qint64 at = timeline.origin();
    for (const HistoryPlace &place : timeline.places()) {
        const qint64 last = at + timeline.step() - 1;
        if (place.rows > 0 || place.breaks > 0) {
            Line &line = m_lines[std::size_t(std::clamp(yOf(at + timeline.step() / 2), 0, height() - 1))];
            line.from = line.to == 0 ? at : std::min(line.from, at);
            line.to = std::max(line.to, last);
            line.place.add(place);
        }
        at += timeline.step();
    }
}

void HistoryMap::makePicture()
{
    const HistoryTimeline &timeline = m_model->timeline();
    if (m_version == timeline.version() && m_picture.deviceIndependentSize().toSize() == size()
        && qFuzzyCompare(m_picture.devicePixelRatio(), devicePixelRatioF()))
        return;
    m_version = timeline.version();
    makeLines();
    m_picture = QPixmap(size() * devicePixelRatioF());
    m_picture.setDevicePixelRatio(devicePixelRatioF());
    QPainter painter(&m_picture);
    painter.fillRect(rect(), palette().color(QPalette::Window));
    const int left = labelWidth();
    const int bars = width() - left - markWidth;
    painter.fillRect(left, 0, width() - left, height(), palette().color(QPalette::Base));
    quint32 most = 1;
    for (const Line &line : m_lines)
        most = std::max(most, line.place.rows);
    QColor density = Presentation::accentColor(palette());
    density.setAlphaF(0.55F);
    for (int y = 0; y < int(m_lines.size()); ++y) {
        const quint32 rows = m_lines[std::size_t(y)].place.rows;
        if (rows == 0)
            continue;
        // Bursts are a thousand times as dense as a quiet day: the logarithm shows both.
        const double part = std::log1p(double(rows)) / std::log1p(double(most));
        painter.fillRect(left, y, std::max(2, int(part * bars)), 1, density);
    }
    // The worst last, so that it is what one sees where several fall together.
    std::vector<HistoryPlaceLook> looks;
    for (const Line &line : m_lines)
        looks.push_back(HistoryPlaceLook::of(line.place, palette()));
    for (int badness = 1; badness <= HistoryPlaceLook::worst; ++badness) {
        for (int y = 0; y < int(looks.size()); ++y) {
            const HistoryPlaceLook &look = looks[std::size_t(y)];
            if (look.badness == badness)
                painter.fillRect(width() - markWidth, y - HistoryPlaceLook::height / 2, markWidth, HistoryPlaceLook::height, look.colour);
        }
    }
    paintLabels(painter);
    QColor rule = palette().color(QPalette::Text);
    rule.setAlphaF(0.2F);
    painter.fillRect(isRightToLeft() ? 0 : width() - 1, 0, 1, height(), rule);
    setAccessibleDescription(
        tr("%1 updates and %2 breaks from %3 to %4")
            .arg(Presentation::count(timeline.rows()), Presentation::count(timeline.breaks()),
                HistoryText::exactTime(timeline.begin(), m_times.utc), HistoryText::exactTime(timeline.end(), m_times.utc)));
}

void HistoryMap::paintLabels(QPainter &painter) const
{
    if (!m_labelled)
        return;
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.8);
    painter.setFont(small);
    painter.setPen(Presentation::toneColor(Presentation::Tone::Quiet, palette()));
    const QFontMetrics metrics(small);
    const HistoryTimeline &timeline = m_model->timeline();
    constexpr qint64 second = 1'000;
    constexpr qint64 minute = 60 * second;
    constexpr qint64 hour = 60 * minute;
    constexpr qint64 day = 24 * hour;
    const int most = std::max(1, height() / (metrics.height() * 3));
    const qint64 span = std::max<qint64>(1, timeline.end() - timeline.begin());
    qint64 step = 0;
    for (const qint64 one : {second, 2 * second, 5 * second, 10 * second, 30 * second, minute, 2 * minute, 5 * minute, 10 * minute,
             30 * minute, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 14 * day, 30 * day, 91 * day, 365 * day}) {
        step = one;
        if (span / one <= most)
            break;
    }
    while (span / step > most)
        step *= 2;
    const auto inZone = [utc = m_times.utc](qint64 ms) {
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(ms);
        return utc ? time.toUTC() : time;
    };
    const qint64 offset = inZone(timeline.end()).offsetFromUtc() * second;
    // Steps of the clock on the wall: where summer time begins or ends they are an hour nearer or further in time.
    constexpr qint64 mostShift = 2 * hour;
    for (qint64 wall = (timeline.begin() + offset - mostShift) / step * step; wall - offset - mostShift <= timeline.end(); wall += step) {
        const qint64 time = wall - inZone(wall - offset).offsetFromUtc() * second;
        if (time < timeline.begin() || time > timeline.end())
            continue;
        const QDateTime then = inZone(time);
        const bool midnight = then.time().msecsSinceStartOfDay() == 0;
        const QString text = step >= 30 * day ? then.toString(u"yyyy-MM"_s)
            : step >= day || midnight         ? then.toString(u"MM-dd"_s)
                                              : then.toString(step >= minute ? u"HH:mm"_s : u"HH:mm:ss"_s);
        const int y = yOf(time);
        painter.fillRect(labelWidth() - 4, y, 4, 1, painter.pen().color());
        const QRect place(0, std::clamp(y - metrics.height() / 2, 0, height() - metrics.height()), labelWidth() - 6, metrics.height());
        painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter, text);
    }
}

QRect HistoryMap::windowRect() const
{
    const int top = yOf(m_windowNewest);
    const int bottom = yOf(m_windowOldest);
    return {labelWidth(), top - 1, width() - labelWidth() - 1, std::max(3, bottom - top + 3)};
}

void HistoryMap::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (!hasTime()) {
        painter.fillRect(rect(), palette().color(QPalette::Window));
        return;
    }
    makePicture();
    painter.drawPixmap(0, 0, m_picture);
    QColor frame = palette().color(QPalette::Text);
    frame.setAlphaF(0.7F);
    if (m_windowNewest > 0) {
        QColor fill = frame;
        fill.setAlphaF(0.10F);
        painter.setPen(frame);
        painter.setBrush(fill);
        painter.drawRect(windowRect());
    }
    if (m_drag == Drag::Brush) {
        QColor accent = Presentation::accentColor(palette());
        painter.setPen(accent);
        accent.setAlphaF(0.25F);
        painter.setBrush(accent);
        painter.drawRect(QRect(QPoint(0, std::min(m_dragFrom, m_dragTo)), QPoint(width() - 2, std::max(m_dragFrom, m_dragTo))));
    }
}

std::pair<int, int> HistoryMap::markNear(int y) const
{
    // The worst of those that are near; of equals the nearest.
    std::pair<int, int> best{-1, -1};
    int badness = 0;
    int distance = reach + 1;
    for (int line = std::max(0, y - reach); line <= std::min(int(m_lines.size()) - 1, y + reach); ++line) {
        const HistoryPlaceLook look = HistoryPlaceLook::of(m_lines[std::size_t(line)].place, palette());
        if (look.badness > badness || (look.badness == badness && look.badness > 0 && std::abs(line - y) < distance)) {
            badness = look.badness;
            distance = std::abs(line - y);
            best = {line, line};
        }
    }
    return best;
}

void HistoryMap::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !hasTime())
        return;
    m_dragFrom = m_dragTo = int(event->position().y());
    m_drag = windowRect().adjusted(0, -reach, 0, reach).contains(event->position().toPoint()) && markNear(m_dragFrom).first < 0
        ? Drag::Window
        : Drag::Press;
}

void HistoryMap::mouseMoveEvent(QMouseEvent *event)
{
    if (m_drag == Drag::None)
        return;
    m_dragTo = std::clamp(int(event->position().y()), 0, height() - 1);
    if (m_drag == Drag::Press && std::abs(m_dragTo - m_dragFrom) >= dragDistance)
        m_drag = Drag::Brush;
    if (m_drag == Drag::Window)
        Q_EMIT timeRequested(timeAt(m_dragTo));
    update();
}

void HistoryMap::mouseReleaseEvent(QMouseEvent *)
{
    const Drag drag = std::exchange(m_drag, Drag::None);
    update();
    if (drag == Drag::Brush) {
        Q_EMIT rangeRequested(timeAt(std::max(m_dragFrom, m_dragTo)), timeAt(std::min(m_dragFrom, m_dragTo)));
    } else if (drag == Drag::Press) {
        const auto [first, last] = markNear(m_dragFrom);
        if (first >= 0)
            Q_EMIT breakRequested(m_lines[std::size_t(first)].from, m_lines[std::size_t(last)].to);
        else
            Q_EMIT timeRequested(timeAt(m_dragFrom));
    }
}

void HistoryMap::contextMenuEvent(QContextMenuEvent *event)
{
    Q_EMIT menuRequested(event->globalPos());
}

void HistoryMap::showToolTip(QHelpEvent *event)
{
    if (!hasTime())
        return;
    makePicture();
    const int y = std::clamp(event->pos().y(), 0, int(m_lines.size()) - 1);
    const auto [mark, last] = markNear(y);
    const Line &line = m_lines[std::size_t(mark >= 0 ? mark : y)];
    QStringList texts{HistoryText::exactTime(mark >= 0 ? line.from : timeAt(y), m_times.utc)};
    if (line.place.rows > 0)
        texts << tr("%n update(s) or resync(s) here", nullptr, int(std::min<quint32>(line.place.rows, INT_MAX)));
    if (line.place.breaks > 0)
        texts << HistoryText::breaksIn(line.place) << tr("A click goes to one after the other.");
    texts << tr("Drag to show a range alone.");
    QToolTip::showText(event->globalPos(), Presentation::toolTip(texts.join(u'\n')), this);
}

bool HistoryMap::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        showToolTip(static_cast<QHelpEvent *>(event));
        return true;
    }
    return QWidget::event(event);
}

void HistoryMap::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    m_version = 0;
    update();
}

} // namespace Lockstep
