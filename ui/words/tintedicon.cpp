// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/words/tintedicon.h"

#include <QGuiApplication>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

using namespace Qt::StringLiterals;

namespace Lockstep {

TintedIconEngine::TintedIconEngine(QString file, std::function<QColor(const QPalette &)> colour)
    : m_file(std::move(file))
    , m_colour(std::move(colour))
{
}

void TintedIconEngine::paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state)
{
    const qreal ratio = painter->device() ? painter->device()->devicePixelRatioF() : 1.0;
    QPixmap drawn = pixmap(rect.size() * ratio, mode, state);
    drawn.setDevicePixelRatio(ratio);
    painter->drawPixmap(rect, drawn);
}

QPixmap TintedIconEngine::pixmap(const QSize &size, QIcon::Mode mode, QIcon::State)
{
    const QColor colour = colourFor(mode);
    const QString cacheKey = u"lockstep:%1:%2x%3:%4"_s.arg(m_file).arg(size.width()).arg(size.height()).arg(colour.rgba(), 0, 16);
    QPixmap result;
    if (QPixmapCache::find(cacheKey, &result))
        return result;

    result = QPixmap(size);
    result.fill(Qt::transparent);
    QPainter painter(&result);
    QSvgRenderer renderer(m_file);
    renderer.setAspectRatioMode(Qt::KeepAspectRatio);
    renderer.render(&painter, QRectF(QPointF(0, 0), QSizeF(size)));
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(result.rect(), colour);
    painter.end();
    QPixmapCache::insert(cacheKey, result);
    return result;
}

QIconEngine *TintedIconEngine::clone() const
{
    return new TintedIconEngine(*this);
}

QString TintedIconEngine::key() const
{
    return u"lockstep-tinted"_s;
}

QColor TintedIconEngine::colourFor(QIcon::Mode mode) const
{
    const QPalette palette = QGuiApplication::palette();
    if (mode == QIcon::Disabled)
        return palette.color(QPalette::Disabled, QPalette::WindowText);
    // On a selected row only the selection's own text colour is sure to be readable.
    if (mode == QIcon::Selected)
        return palette.color(QPalette::Active, QPalette::HighlightedText);
    return m_colour ? m_colour(palette) : palette.color(QPalette::Active, QPalette::WindowText);
}

} // namespace Lockstep
