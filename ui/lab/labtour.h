// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDockWidget>

class QLabel;
class QPushButton;

namespace Lockstep {

class LocalLab;
class MainWindow;

/// Five steps that teach how the graph is read: each plays a scenario that makes the break happen, goes to where it is seen, and says
/// what to look at. Closing it leaves the lab as it is.
class LabTour : public QDockWidget
{
    Q_OBJECT
public:
    static constexpr int steps = 5;

    /// Neither is owned; both outlive it.
    LabTour(LocalLab *lab, MainWindow *window);

    /// 0: before it begins; 1 to steps.
    int step() const { return m_step; }
    void goTo(int step);

Q_SIGNALS:
    /// It was gone through, or declined.
    void over();

private:
    void enter();

    LocalLab *m_lab;
    MainWindow *m_window;
    QLabel *m_title;
    QLabel *m_text;
    QPushButton *m_back;
    QPushButton *m_next;
    QPushButton *m_end;
    int m_step = 0;
};

} // namespace Lockstep
