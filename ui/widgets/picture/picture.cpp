// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/picture/picture.h"

#include "ui/words/presentation.h"

#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace Lockstep {

namespace {
constexpr int wrapped = Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap;
constexpr double endless = 1e6;
} // namespace

Picture::Picture(Heading heading, const QPalette &palette, const QFont &font)
    : m_heading(std::move(heading))
    , m_palette(palette)
    , m_font(font)
{
    // On paper and in curves letters stand where they belong, and not on a raster.
    m_font.setHintingPreference(QFont::PreferNoHinting);
}

Picture::~Picture() = default;

QFont Picture::titleFont() const
{
    QFont large = m_font;
    large.setBold(true);
    large.setPointSizeF(m_font.pointSizeF() > 0 ? m_font.pointSizeF() * 1.3 : 13);
    return large;
}

double Picture::textHeight(const QFont &font, const QString &text) const
{
    return text.isEmpty()
        ? 0
        : std::ceil(QFontMetricsF(font).boundingRect(QRectF(0, 0, width() - 2 * margin, endless), wrapped, text).height()) + 2;
}

double Picture::headHeight() const
{
    double height = margin + textHeight(titleFont(), m_heading.title);
    for (const QString &line : m_heading.lines)
        height += textHeight(m_font, line);
    for (const QString &line : m_heading.legend)
        height += textHeight(m_font, line);
    return height + margin + titlesHeight();
}

void Picture::paintHead(QPainter &painter) const
{
    painter.fillRect(QRectF(0, 0, width(), headHeight()), m_palette.color(QPalette::Base));
    double y = margin;
    const auto draw = [&](const QFont &font, const QColor &colour, const QString &text) {
        const double height = textHeight(font, text);
        painter.setFont(font);
        painter.setPen(colour);
        painter.drawText(QRectF(margin, y, width() - 2 * margin, height), wrapped, text);
        y += height;
    };
    const QColor quiet = Presentation::toneColor(Presentation::Tone::Quiet, m_palette);
    draw(titleFont(), m_palette.color(QPalette::Text), m_heading.title);
    for (const QString &line : m_heading.lines)
        draw(m_font, m_palette.color(QPalette::Text), line);
    for (const QString &line : m_heading.legend)
        draw(m_font, quiet, line);
    painter.save();
    painter.translate(0, headHeight() - titlesHeight());
    paintTitles(painter);
    painter.restore();
}

double Picture::runningHeight() const
{
    return QFontMetricsF(m_font).height() + margin + titlesHeight();
}

void Picture::paintRunning(QPainter &painter, const QString &page) const
{
    const QRectF place(margin, 0, width() - 2 * margin, runningHeight() - titlesHeight() - margin / 2);
    painter.setFont(m_font);
    painter.setPen(Presentation::toneColor(Presentation::Tone::Quiet, m_palette));
    painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter, page);
    const double left = place.width() - QFontMetricsF(m_font).horizontalAdvance(page) - margin;
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, QFontMetricsF(m_font).elidedText(m_heading.title, Qt::ElideRight, left));
    painter.save();
    painter.translate(0, runningHeight() - titlesHeight());
    paintTitles(painter);
    painter.restore();
}

} // namespace Lockstep
