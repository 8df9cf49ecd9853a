// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QPalette>

#include <optional>

class QPainter;

namespace Lockstep {

/// The colours of counts: five classes, each as much wider than the one before it as the largest count wants it, from pale to deep. Nothing but
/// lightness tells them apart, so that everybody sees the same; none is what is not coloured at all, and what is not known is hatched.
class HeatScale
{
public:
    static constexpr int classes = 5;

    explicit HeatScale(qint64 largest = 0);

    /// 0 for none; otherwise 1 to classes.
    int classOf(qint64 count) const;
    /// The smallest and the largest count of a class that has any; nothing for one that has none.
    std::optional<std::pair<qint64, qint64>> counts(int number) const;
    /// Of a class from 1 on.
    static QColor colour(int number, const QPalette &palette);
    /// A cell: nothing for \a count if that is not known.
    void paint(QPainter &painter, const QRectF &cell, std::optional<qint64> count, const QPalette &palette) const;

private:
    qint64 m_largest;
};

} // namespace Lockstep
