// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/history/view/historyviewpaint.h"

#include "ui/history/view/historygeometry.h"
#include "ui/history/view/historyviewtext.h"
#include "ui/words/presentation.h"

#include <QFontMetrics>
#include <QHeaderView>
#include <QPainter>

#include <algorithm>

namespace Lockstep {

using namespace HistoryGeometry;

HistoryMetrics HistoryMetrics::of(const QFont &font)
{
    HistoryMetrics metrics;
    metrics.font = font;
    metrics.fixed = Presentation::fixedFont();
    metrics.strong = font;
    metrics.strong.setWeight(QFont::DemiBold);
    const QFontMetrics text(font);
    const int height = std::max(text.height(), QFontMetrics(metrics.fixed).height());
    metrics.rowHeight = height + std::max(6, height / 2);
    metrics.padding = std::max(4, text.averageCharWidth() / 2);
    metrics.lanePitch = std::max(8.0, height * 0.9);
    metrics.node = std::max(3.0, height * 0.27);
    metrics.line = std::max(1.5, height * 0.11);
    return metrics;
}

HistoryColours HistoryColours::of(const QPalette &palette, bool active)
{
    using Presentation::Tone;
    const auto group = active ? QPalette::Active : QPalette::Inactive;
    HistoryColours colours;
    colours.base = palette.color(QPalette::Base);
    colours.text = palette.color(QPalette::Text);
    colours.quiet = Presentation::toneColor(Tone::Quiet, palette);
    colours.highlight = palette.color(group, QPalette::Highlight);
    colours.highlightedText = palette.color(group, QPalette::HighlightedText);
    colours.accent = Presentation::accentColor(palette);
    colours.hover = colours.accent;
    colours.hover.setAlphaF(0.08F);
    colours.rule = colours.text;
    colours.rule.setAlphaF(0.08F);
    colours.critical = Presentation::toneColor(Tone::Critical, palette);
    colours.warning = Presentation::toneColor(Tone::Warning, palette);
    colours.notice = Presentation::toneColor(Tone::Notice, palette);
    colours.good = Presentation::toneColor(Tone::Good, palette);
    // The first lane is the accent. The others are told apart by whoever sees no red, no green or no blue as well, and none looks like
    // something critical: found by a search, held to it by tst_tones.
    static constexpr std::array<QRgb, Lanes::colours> onLight{0x1f5aa8, 0xc05a15, 0x513d23, 0x8021e2, 0x742056, 0xb17756};
    static constexpr std::array<QRgb, Lanes::colours> onDark{0x8ab8f5, 0xcd5f1f, 0xe2c3a5, 0xb87396, 0x7f6dd7, 0xb6df6f};
    const bool dark = colours.base.lightness() < 128;
    std::ranges::transform(dark ? onDark : onLight, colours.lanes.begin(), [](QRgb rgb) { return QColor(rgb); });
    colours.lanes[0] = colours.accent;
    return colours;
}

void HistoryPainter::prepare(const View &view)
{
    QByteArray columns;
    for (int column = 0; column < HistoryModel::ColumnCount; ++column)
        columns += QByteArray::number(view.header->sectionSize(column)) + ' ';
    if (m_version != view.model->version() || m_width != view.width || m_columns != columns) {
        m_rows.clear();
        m_version = view.model->version();
        m_width = view.width;
        m_columns = columns;
    }
    const auto [first, count] = visibleRows(view.top, view.height, view.metrics->rowHeight, view.model->rowCount());
    if (!m_rows.empty() && m_rows.front().row == first && int(m_rows.size()) == count)
        return;
    if (view.picturePitch <= 0)
        view.model->look(first, count);
    std::vector<Prepared> rows(static_cast<std::size_t>(count));
    const std::vector<LaneRow> lanes = view.model->layout(first, count);
    const int oldFirst = m_rows.empty() ? 0 : m_rows.front().row;
    int widest = 0;
    for (int i = 0; i < count; ++i) {
        Prepared &row = rows[std::size_t(i)];
        const int old = first + i - oldFirst;
        if (old >= 0 && old < int(m_rows.size()))
            row = std::move(m_rows[std::size_t(old)]);
        else
            row.item = view.model->item(first + i);
        if (!row.day.isValid() && row.item.received > 0)
            row.day = HistoryText::day(row.item.received, view.times.utc);
        row.row = first + i;
        row.lanes = lanes[std::size_t(i)];
        widest = std::max(widest, lanesOf(row.lanes));
    }
    findDayChanges(rows, view);
    m_rows = std::move(rows);
    m_pitch = view.picturePitch > 0 ? view.picturePitch
                                    : lanePitch(view.header->sectionSize(HistoryModel::Graph), widest, view.metrics->lanePitch);
}

int HistoryPainter::lanesOf(const LaneRow &row)
{
    int widest = row.lane + 1;
    if (!row.passes.empty())
        widest = std::max(widest, row.passes.back().lane + 1);
    for (const auto &out : row.outs)
        widest = std::max(widest, out.lane + 1);
    return widest;
}

void HistoryPainter::paint(QPainter &painter, const QRegion &exposed, const View &view)
{
    for (const QRect &rect : exposed)
        painter.fillRect(rect, view.colours->base);
    if (!view.model || view.model->rowCount() == 0)
        return;
    prepare(view);
    if (view.lit && !m_rows.empty())
        view.lit->way.extendTo(*view.model, m_rows.back().item.lastRow);
    for (Prepared &row : m_rows) {
        const int y = yOfRow(row.row, view.top, view.metrics->rowHeight);
        if (exposed.intersects(QRect(0, y, view.width, view.metrics->rowHeight)))
            paintRow(painter, row, y, view);
    }
    if (view.picturePitch > 0)
        return;
    paintEnd(painter, exposed, view);
    findJumps(view);
    paintJumps(painter, view);
}

/// Below the oldest row: that there were older ones, which are no longer kept.
void HistoryPainter::paintEnd(QPainter &painter, const QRegion &exposed, const View &view)
{
    const qint64 updates = view.model->noLongerKept();
    const int height = view.metrics->rowHeight;
    const QRect rect(0, yOfRow(view.model->rowCount(), view.top, height), view.width, height);
    if (updates <= 0 || !exposed.intersects(rect))
        return;
    painter.setPen(QPen(view.colours->quiet, 1, Qt::DashLine));
    painter.drawLine(rect.topLeft(), rect.topRight());
    painter.setPen(view.colours->quiet);
    const QRect place = rect.adjusted(view.metrics->padding, 0, -view.metrics->padding, 0);
    const QString text = HistoryText::end(updates, view.model->keptSince(), view.times.utc);
    painter.drawText(place, Qt::AlignVCenter | Qt::AlignHCenter, painter.fontMetrics().elidedText(text, Qt::ElideRight, place.width()));
}

void HistoryPainter::paintBackground(QPainter &painter, const Prepared &row, const QRect &rect, const View &view)
{
    const HistoryColours &colours = *view.colours;
    if (row.row == view.current) {
        painter.fillRect(rect, colours.highlight);
    } else {
        if (row.item.type == HistoryItem::Gap && row.item.gap == GapState::NeverReceived) {
            QColor tint = colours.critical;
            tint.setAlphaF(0.07F);
            painter.fillRect(rect, tint);
        }
        if (row.row == view.hovered)
            painter.fillRect(rect, colours.hover);
    }
    if (row.row == view.compared) {
        painter.setPen(QPen(colours.accent, 1, Qt::DashLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect.adjusted(0, 0, -1, -1));
    }
}

void HistoryPainter::paintRow(QPainter &painter, Prepared &row, int y, const View &view)
{
    const QHeaderView *header = view.header;
    const int height = view.metrics->rowHeight;
    paintBackground(painter, row, QRect(0, y, view.width, height), view);
    paintDayChange(painter, row, y, view);
    const bool wide = row.item.type == HistoryItem::Update && row.item.kind != UpdateKind::Update;
    for (int column = 0; column < HistoryModel::ColumnCount; ++column) {
        if (header->isSectionHidden(column))
            continue;
        const int x = header->sectionViewportPosition(column);
        const int width = header->sectionSize(column);
        if (x >= view.width || x + width <= 0)
            continue;
        QRect rect = cell(x, y, width, height, view.metrics->padding);
        if (column == HistoryModel::Graph) {
            painter.save();
            painter.setClipRect(QRect(x, y, width, height), Qt::IntersectClip);
            paintGraph(painter, row, QRect(x, y, width, height), view);
            painter.restore();
            continue;
        }
        if (column == HistoryModel::Change && !rect.isEmpty()) {
            const int chips = paintBreaks(painter, row, rect, view);
            rect.adjust(view.rightToLeft ? chips : 0, 0, view.rightToLeft ? 0 : -chips, 0);
        }
        if (!rect.isEmpty() && !(wide && column == HistoryModel::Device && row.item.deviceId.isEmpty()))
            paintText(painter, row, column, rect, view);
    }
}

void HistoryPainter::findDayChanges(std::vector<Prepared> &rows, const View &view)
{
    QDate above;
    // Places of missing updates have no time; there are few in a row.
    for (int row = rows.empty() ? -1 : rows.front().row - 1; row >= 0 && !above.isValid(); --row) {
        if (const HistoryItem item = view.model->item(row); item.received > 0)
            above = HistoryText::day(item.received, view.times.utc);
    }
    for (Prepared &row : rows) {
        row.newDay = above.isValid() && row.day.isValid() && row.day != above;
        if (row.day.isValid())
            above = row.day;
    }
}

/// Where another day begins: a line across the columns, and the date loud enough to be found.
void HistoryPainter::paintDayChange(QPainter &painter, const Prepared &row, int y, const View &view)
{
    if (!row.newDay)
        return;
    QColor colour = view.colours->accent;
    colour.setAlphaF(0.6F);
    painter.setPen(QPen(colour, 1, Qt::DotLine));
    painter.drawLine(0, y, view.width, y);
}

void HistoryPainter::paintText(QPainter &painter, Prepared &row, int column, const QRect &cell, const View &view)
{
    const HistoryItem &item = row.item;
    const bool gap = item.type == HistoryItem::Gap;
    const bool never = gap && item.gap == GapState::NeverReceived;
    const bool id = column == HistoryModel::Stream || (column == HistoryModel::Device && item.type == HistoryItem::Update);
    const bool loud = never || (column == HistoryModel::Change && item.kind == UpdateKind::Resync && item.type == HistoryItem::Update);
    const QFont &font = id ? view.metrics->fixed : loud ? view.metrics->strong : view.metrics->font;
    painter.setFont(font);
    auto &text = row.texts[std::size_t(column)];
    if (!row.ready[std::size_t(column)]) {
        row.ready[std::size_t(column)] = true;
        const QString whole = column == HistoryModel::Received ? HistoryText::shownTime(*view.model, row.row, view.times)
                                                               : HistoryText::cell(item, column, view.model->knowsTheStart());
        text.setTextFormat(Qt::PlainText);
        text.setText(QFontMetrics(font).elidedText(whole, Qt::ElideRight, cell.width()));
        text.prepare({}, font);
    }
    if (text.text().isEmpty())
        return;
    const HistoryColours &colours = *view.colours;
    QColor colour = colours.text;
    if (row.row == view.current)
        colour = colours.highlightedText;
    else if (never)
        colour = colours.critical;
    else if (column == HistoryModel::Change && item.type == HistoryItem::Fold)
        colour = colours.accent;
    else if (column == HistoryModel::VerdictColumn && item.verdict == Verdict::Resync)
        colour = colours.notice;
    else if (column == HistoryModel::VerdictColumn && item.verdict == Verdict::Ignored)
        colour = colours.warning;
    else if (column == HistoryModel::Received && item.n == view.marked && item.type != HistoryItem::Gap)
        colour = colours.accent;
    else if ((column == HistoryModel::Received && !row.newDay) || column == HistoryModel::VerdictColumn || gap
        || item.type == HistoryItem::Fold || item.changes.testFlag(HistoryChange::Same)
        || item.changes.testFlag(HistoryChange::NotYetKnown))
        colour = colours.quiet;
    painter.setPen(colour);
    const QSizeF size = text.size();
    const qreal x = view.rightToLeft ? cell.right() + 1 - size.width() : cell.left();
    painter.drawStaticText(QPointF(x, cell.top() + (cell.height() - size.height()) / 2), text);
}

int HistoryPainter::paintBreaks(QPainter &painter, const Prepared &row, const QRect &cell, const View &view)
{
    const HistoryItem &item = row.item;
    const bool unverified = item.verified && !*item.verified;
    if (item.type != HistoryItem::Update || (!item.breaks && !unverified && !item.head))
        return 0;
    const HistoryMetrics &metrics = *view.metrics;
    painter.setFont(metrics.font);
    const QFontMetrics text(metrics.font);
    const int height = text.height() + 2;
    int used = 0;
    const auto chip = [&](const QString &word, Presentation::Tone tone) {
        const int width = text.horizontalAdvance(word) + 3 * metrics.padding;
        if (used + width > cell.width() * 3 / 4)
            return;
        const int x = view.rightToLeft ? cell.left() + used : cell.right() + 1 - used - width;
        QColor colour = tone == Presentation::Tone::Critical ? view.colours->critical
            : tone == Presentation::Tone::Warning            ? view.colours->warning
            : tone == Presentation::Tone::Notice             ? view.colours->notice
            : tone == Presentation::Tone::Good               ? view.colours->good
                                                             : view.colours->quiet;
        if (row.row == view.current)
            colour = view.colours->highlightedText;
        const QRectF rect(x + 0.5, cell.top() + (cell.height() - height) / 2 + 0.5, width - 1, height - 1);
        QColor fill = colour;
        fill.setAlphaF(0.12F);
        QColor edge = colour;
        edge.setAlphaF(0.55F);
        painter.setPen(QPen(edge, 1));
        painter.setBrush(fill);
        painter.drawRoundedRect(rect, height / 2.0, height / 2.0);
        painter.setPen(colour);
        painter.drawText(rect, Qt::AlignCenter, word);
        used += width + metrics.padding / 2;
    };
    if (item.head)
        chip(HistoryText::head(), Presentation::Tone::Good);
    if (unverified)
        chip(HistoryText::unverified(), Presentation::Tone::Warning);
    for (const Break flag : {Break::Gap, Break::Rewound, Break::Rebuilt, Break::NeedlessResync, Break::OutOfOrder, Break::Fork,
             Break::Merge, Break::Restarted, Break::Pruned, Break::Placeholder, Break::Duplicate, Break::First}) {
        if (item.breaks.testFlag(flag))
            chip(Presentation::breakText(flag), Presentation::breakTone(flag));
    }
    return used > 0 ? used + metrics.padding : 0;
}

} // namespace Lockstep
