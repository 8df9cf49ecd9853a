// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "model/seriestrends.h"

#include <QStyledItemDelegate>

class QPainter;

namespace Lockstep {

/// A line of figures over time without axes: from 0 or the smallest at the bottom to the largest at the top. Points that are further apart
/// than they may be are not joined: the time between is not known. One that stands alone is a dot.
void paintSparkline(QPainter &painter, const QRect &place, const TrendLine &line, const QColor &colour);

/// Draws a column's TrendLine left of its text. Text, tool tip and what a screen reader hears are the column's own.
class SparklineDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    /// \a role: that of the TrendLine.
    SparklineDelegate(int role, QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    static constexpr int lineWidth = 72; ///< px of the line, beside the text

private:
    int m_role;
};

} // namespace Lockstep
