// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>

#include <memory>

namespace Lockstep {

class LocalLab;
class MainWindow;

/// Starts the lab, signs the window in to its first server and puts the dock beside the pages.
class LabStart : public QObject
{
    Q_OBJECT
public:
    LabStart(MainWindow *window, QString scenario);
    ~LabStart() override;

    void start();
    /// Shows the tour as soon as the window is connected; otherwise it is only in the menu View. Call before start().
    void offerTour() { m_tourOffered = true; }

Q_SIGNALS:
    /// The window is connected.
    void ready();
    void failed(const QString &error);
    /// The tour was gone through, or declined.
    void tourOver();

private:
    void connectWindow();
    void addDock();

    MainWindow *m_window;
    QString m_scenario;
    bool m_tourOffered = false;
    std::unique_ptr<LocalLab> m_lab;
};

} // namespace Lockstep
