// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/pages/servers/reachsegments.h"

#include <QWidget>

namespace Lockstep {

/// When a server could be reached, as a strip along an axis of time. What was so shows by height and pattern as well as by colour; the
/// arrow keys go from one trouble to the next, and what is under the pointer or chosen is told as text.
class ReachStrip : public QWidget
{
    Q_OBJECT
public:
    explicit ReachStrip(QWidget *parent = nullptr);

    /// \a now: the right end, ms since the epoch.
    void setReach(const QString &server, const Reachability &reach, qint64 now);
    /// How far back it goes, ms.
    void setRange(qint64 ms);
    const QList<ReachSegment> &segments() const { return m_segments; }
    /// What is chosen, as text; empty if nothing is.
    QString chosenText() const;

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
    QRect bar() const;
    int xOf(qint64 ms) const;
    QRect rectOf(const ReachSegment &segment) const;
    /// The segment there, troubles first, because they may be narrow; -1 for none.
    qsizetype at(const QPoint &point) const;
    void choose(qsizetype segment);
    /// To the next trouble in this direction.
    void step(int by);
    void rebuild();
    void paintAxis(QPainter &painter) const;
    void paintSegment(QPainter &painter, const ReachSegment &segment) const;

    QString m_server;
    Reachability m_reach;
    qint64 m_now = 0;
    qint64 m_range = 24LL * 3600 * 1000;
    QList<ReachSegment> m_segments;
    qint64 m_chosenSince = 0; ///< of the chosen segment's span; 0: none is
};

} // namespace Lockstep
