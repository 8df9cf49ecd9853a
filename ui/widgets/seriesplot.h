// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "inspection/series.h"
#include "model/seriestrends.h"

#include <QWidget>

namespace Lockstep {

/// A figure over time, with its axes: how it stood at the end of each step, and within which bounds it was. What nobody looked at is hatched,
/// and never joined. Arrow keys go from point to point; what is chosen or under the pointer is told as text.
class SeriesPlot : public QWidget
{
    Q_OBJECT
public:
    explicit SeriesPlot(QWidget *parent = nullptr);

    /// \a range: as words, "day".
    void setLine(Inspection::SeriesKind kind, const TrendLine &line, qint64 step, const QString &range);
    /// What is chosen, as text; empty if nothing is.
    QString chosenText() const;
    /// Chooses the largest figure within this time, ms; none if there is none.
    void chooseWithin(qint64 from, qint64 to);
    /// Of the plot without its axis, px.
    void setPlotHeight(int height) { m_plotHeight = height; }
    /// Draws it as it is, without focus, at the painter's origin.
    void paint(QPainter &painter) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void chosenChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    QRectF area() const;
    double xOf(qint64 at) const;
    double yOf(qint64 figure) const;
    qint64 figure(const Inspection::SeriesPoint &point) const;
    qsizetype nearest(double x) const;
    void choose(qsizetype point);
    void paintGaps(QPainter &painter) const;
    void paintAxes(QPainter &painter) const;
    void paintLine(QPainter &painter) const;

    Inspection::SeriesKind m_kind = Inspection::SeriesKind::Unknown;
    TrendLine m_line;
    qint64 m_step = 60'000;
    qint64 m_low = 0, m_high = 1;
    qint64 m_chosen = 0; ///< where its step begins; 0: none is
    QString m_summary;
    int m_plotHeight = 90;
};

} // namespace Lockstep
