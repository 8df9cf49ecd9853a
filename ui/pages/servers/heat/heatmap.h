// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/servers/heat/heatscale.h"

#include <QTableView>

namespace Lockstep {

class HeatMapModel;

/// The heat map itself: servers by time. Keys, selection and what a screen reader hears are a table's; the cells are drawn together, so that
/// thousands of them cost a frame no more than a table's text does. What is seen is read.
class HeatMap : public QTableView
{
    Q_OBJECT
public:
    explicit HeatMap(HeatMapModel *model, QWidget *parent = nullptr);

    const HeatScale &scale() const { return m_scale; }
    static constexpr int nameWidth = 240;

    /// The labels of time below each other's columns, as far as there is room; from the left edge of the columns on.
    static void paintTimes(QPainter &painter, const HeatMapModel &model, double columnWidth, double width, double height, const QFontMetrics &metrics);

Q_SIGNALS:
    /// Enter, or a click on a cell.
    void chosen(const QString &server, qint64 from, qint64 to);
    void currentChosen();
    void scaleChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    void layOut();
    void look();
    void choose(const QModelIndex &index);

    HeatMapModel *m_model;
    HeatScale m_scale;
};

} // namespace Lockstep
