// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/lab/locallab.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

namespace Lockstep {

/// The lab's servers as circles and the links between them as arrows; traffic runs along them. A server or a link can be chosen, by mouse
/// or keyboard.
class LabMap : public QWidget
{
    Q_OBJECT
public:
    explicit LabMap(LocalLab *lab, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    /// Chosen server: from() == to(). Chosen link: from() to to().
    ServerName from() const { return m_from; }
    ServerName to() const { return m_to; }

Q_SIGNALS:
    void choiceChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    struct Pulse
    {
        Lab::Network::Traffic traffic;
        qint64 born = 0;
    };
    QPointF placeOf(int index, int count) const;
    QLineF lineOf(int from, int to, int count) const;
    int indexOf(const ServerName &server) const;
    void choose(const ServerName &from, const ServerName &to);
    void chooseNext(int step);
    void showTraffic(const Lab::Network::Traffic &traffic);
    void paintLinks(QPainter &painter);
    void paintPulses(QPainter &painter);
    void paintServers(QPainter &painter);

    LocalLab *m_lab;
    QList<LocalLab::ServerState> m_servers;
    QList<Pulse> m_pulses;
    QElapsedTimer m_clock;
    QTimer m_frames;
    ServerName m_from;
    ServerName m_to;
};

} // namespace Lockstep
