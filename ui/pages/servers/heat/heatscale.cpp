// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/servers/heat/heatscale.h"

#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace Lockstep {

HeatScale::HeatScale(qint64 largest)
    : m_largest(std::max<qint64>(0, largest))
{
}

int HeatScale::classOf(qint64 count) const
{
    if (count <= 0)
        return 0;
    if (m_largest <= classes)
        return int(std::min<qint64>(count, classes));
    const double place = std::log(double(count)) / std::log(double(m_largest) + 1);
    return std::clamp(1 + int(place * classes), 1, classes);
}

std::optional<std::pair<qint64, qint64>> HeatScale::counts(int number) const
{
    if (m_largest == 0)
        return {};
    if (m_largest <= classes)
        return number <= m_largest ? std::optional(std::pair<qint64, qint64>(number, number)) : std::nullopt;
    // Found by the rule itself: rounding is the same then.
    const auto first = [this](int wanted) {
        qint64 low = 1, high = m_largest + 1;
        while (low < high) {
            const qint64 middle = low + (high - low) / 2;
            if (classOf(middle) >= wanted)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    };
    const qint64 from = first(number), to = number == classes ? m_largest : first(number + 1) - 1;
    return from <= to ? std::optional(std::pair(from, to)) : std::nullopt;
}

QColor HeatScale::colour(int number, const QPalette &palette)
{
    static constexpr std::array<QRgb, classes> onLight{0xcfe1f5, 0x9cc3ea, 0x5f9bd6, 0x2a69b0, 0x0f3668};
    static constexpr std::array<QRgb, classes> onDark{0x213e60, 0x2f639b, 0x4a90d9, 0x8fc0f2, 0xe3f0fd};
    const bool dark = palette.color(QPalette::Base).lightness() < 128;
    const auto index = std::size_t(std::clamp(number, 1, classes) - 1);
    return QColor(dark ? onDark[index] : onLight[index]);
}

void HeatScale::paint(QPainter &painter, const QRectF &cell, std::optional<qint64> count, const QPalette &palette) const
{
    if (!count) {
        QColor line = palette.color(QPalette::PlaceholderText);
        line.setAlphaF(0.55F);
        painter.fillRect(cell, QBrush(line, Qt::BDiagPattern));
    } else if (const int number = classOf(*count); number > 0) {
        painter.fillRect(cell, colour(number, palette));
    }
}

} // namespace Lockstep
