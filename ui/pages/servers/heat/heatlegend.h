// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/servers/heat/heatscale.h"

#include <QWidget>

namespace Lockstep {

/// What the colours of a heat map mean, with the counts of each.
class HeatLegend : public QWidget
{
    Q_OBJECT
public:
    explicit HeatLegend(QWidget *parent = nullptr);
    void setScale(const HeatScale &scale);
    QSize sizeHint() const override;

    /// Draws it from the left upper corner on; the width that it took.
    static double paint(QPainter &painter, const HeatScale &scale, const QPalette &palette, const QFont &font);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    HeatScale m_scale;
};

} // namespace Lockstep
