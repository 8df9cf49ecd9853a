// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QIconEngine>
#include <QPalette>

#include <functional>

namespace Lockstep {

/// Draws a one-colour SVG in a colour that is asked for at paint time: a change of the palette needs no new icons.
class TintedIconEngine : public QIconEngine
{
public:
    /// \a colour: for the given palette; when empty, the palette's text colour.
    TintedIconEngine(QString file, std::function<QColor(const QPalette &)> colour);

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override;
    QIconEngine *clone() const override;
    QString key() const override;

private:
    QColor colourFor(QIcon::Mode mode) const;

    QString m_file;
    std::function<QColor(const QPalette &)> m_colour;
};

} // namespace Lockstep
