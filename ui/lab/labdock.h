// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/lab/locallab.h"

#include <QDockWidget>
#include <QSet>

class QComboBox;
class QLabel;
class QPushButton;
class QToolButton;

namespace Lockstep {

class LabMap;

/// What the operator can do to the lab: choose a server or a link and make trouble there, play a scenario, faster, slower, step by step.
class LabDock : public QDockWidget
{
    Q_OBJECT
public:
    explicit LabDock(LocalLab *lab, QWidget *parent = nullptr);

private:
    QWidget *makeTitle();
    QWidget *makeTrouble();
    QWidget *makeScenario();
    void showChoice();
    QUrl addressOf(const ServerName &server) const;
    void copyAddress();
    void showScenario();
    void loseNext();
    void toggleServer();
    void burst();
    void playChosen();

    LocalLab *m_lab;
    LabMap *m_map;
    QLabel *m_choice;
    QLabel *m_address;
    QToolButton *m_copy;
    QPushButton *m_lose;
    QPushButton *m_down;
    QPushButton *m_burst;
    QComboBox *m_scenario;
    QToolButton *m_play;
    QToolButton *m_pause;
    QToolButton *m_step;
    QComboBox *m_speed;
    QLabel *m_about;
    QLabel *m_action;
    QSet<ServerName> m_bursting;
    int m_bursts = 0;
};

} // namespace Lockstep
