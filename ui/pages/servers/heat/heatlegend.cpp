// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/servers/heat/heatlegend.h"

#include "ui/words/presentation.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPicture>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr double box = 14, gap = 4, between = 12;

QString words(const HeatScale &scale, int number)
{
    const auto counts = scale.counts(number);
    if (!counts)
        return {};
    return counts->first == counts->second ? Presentation::count(counts->first)
                                           : Presentation::count(counts->first) + u"\u2013"_s + Presentation::count(counts->second);
}
} // namespace

HeatLegend::HeatLegend(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setScale(HeatScale());
}

void HeatLegend::setScale(const HeatScale &scale)
{
    m_scale = scale;
    QStringList all{tr("empty: none"), tr("hatched: not known")};
    for (int number = 1; number <= HeatScale::classes; ++number) {
        if (const QString text = words(scale, number); !text.isEmpty())
            all << text;
    }
    setAccessibleName(tr("Colours, from pale to deep"));
    setAccessibleDescription(all.join(u", "_s));
    updateGeometry();
    update();
}

QSize HeatLegend::sizeHint() const
{
    QPicture nowhere;
    QPainter painter(&nowhere);
    const double width = paint(painter, m_scale, palette(), font());
    return {int(width) + 1, std::max(int(box), fontMetrics().height()) + 2};
}

double HeatLegend::paint(QPainter &painter, const HeatScale &scale, const QPalette &palette, const QFont &font)
{
    const QFontMetricsF metrics(font);
    const double height = std::max(box, metrics.height());
    double x = 0;
    painter.setFont(font);
    const auto entry = [&](const QString &text, std::optional<qint64> count) {
        const QRectF swatch(x + 0.5, (height - box) / 2 + 0.5, box, box);
        scale.paint(painter, swatch, count, palette);
        painter.setPen(palette.color(QPalette::PlaceholderText));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(swatch);
        x += box + gap;
        painter.setPen(palette.color(QPalette::Text));
        const double width = metrics.horizontalAdvance(text);
        painter.drawText(QRectF(x, 0, width + 1, height), Qt::AlignLeft | Qt::AlignVCenter, text);
        x += width + between;
    };
    entry(tr("not known"), {});
    entry(tr("none"), 0);
    for (int number = 1; number <= HeatScale::classes; ++number) {
        if (const auto counts = scale.counts(number))
            entry(words(scale, number), counts->first);
    }
    return x;
}

void HeatLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paint(painter, m_scale, palette(), font());
}

} // namespace Lockstep
