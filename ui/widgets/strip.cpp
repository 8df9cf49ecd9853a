// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/strip.h"

#include <QPainter>

#include <utility>

namespace Lockstep {

namespace {
constexpr float tint = 0.10F;
} // namespace

void Strip::setTone(Presentation::Tone tone)
{
    if (std::exchange(m_tone, tone) != tone)
        update();
}

void Strip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QColor colour = Presentation::toneColor(m_tone, palette());
    painter.fillRect(QRect(0, 0, edge, height()), colour);
    colour.setAlphaF(tint);
    painter.fillRect(rect().adjusted(edge, 0, 0, 0), colour);
}

} // namespace Lockstep
