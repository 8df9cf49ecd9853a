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

Q_SIGNALS:
    /// The window is connected.
    void ready();
    void failed(const QString &error);

private:
    void connectWindow();
    void addDock();

    MainWindow *m_window;
    QString m_scenario;
    std::unique_ptr<LocalLab> m_lab;
};

} // namespace Lockstep
