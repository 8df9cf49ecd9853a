// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>

namespace Lockstep {

class MainWindow;

/// Walks through all pages of a connected window and saves a picture of each, for --screenshot. Emits finished once.
class Screenshots : public QObject
{
    Q_OBJECT
public:
    /// \a suffix: between the page's name and ".png".
    Screenshots(MainWindow *window, const QString &directory, const QString &suffix, QObject *parent = nullptr);

    /// Waits for the window's session to connect, then begins.
    void start();

Q_SIGNALS:
    /// Empty if all pictures were written; otherwise one sentence.
    void finished(const QString &error);

private:
    struct Step
    {
        QString name;
        std::function<void()> prepare;
        std::function<bool()> isSettled;
        std::function<QWidget *()> widget;
    };

    void plan();
    void planUsers();
    void planDialog();
    void next();
    void poll();
    bool save(QWidget *widget, const QString &name);
    void end(const QString &error);

    MainWindow *m_window;
    QString m_directory;
    QString m_suffix;
    QList<Step> m_steps;
    int m_step = -1;
    QTimer m_poll;
    QElapsedTimer m_waiting;
    int m_quietPolls = 0;
    bool m_done = false;
};

} // namespace Lockstep
