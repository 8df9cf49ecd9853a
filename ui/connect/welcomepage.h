// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "session/settings.h"
#include "ui/words/presentation.h"

#include <QWidget>

class QLabel;
class QListWidget;
class QProgressBar;
class QPushButton;

namespace Lockstep {

class Banner;

/// What a window shows before it has a session: connect, or go on with an earlier connection.
class WelcomePage : public QWidget
{
    Q_OBJECT
public:
    explicit WelcomePage(Settings *settings, QWidget *parent = nullptr);

    /// Shows a button for who has no homeserver at hand.
    void offerLab();
    /// Reads the list of connections again.
    void reload();
    /// A connection is being made without the dialog; empty text: not any more.
    void setProgress(const QString &text);
    /// Empty text: nothing is wrong any more.
    void showProblem(const QString &text, Presentation::Tone tone = Presentation::Tone::Critical);

Q_SIGNALS:
    void connectRequested();
    void labRequested();
    void openRequested();
    void recentRequested(const Lockstep::RecentConnection &connection);
    void cancelRequested();

private:
    QWidget *makeHead();
    void showMenu(const QPoint &position);
    void choose(int row);

    Settings *m_settings;
    QList<RecentConnection> m_connections;
    Banner *m_problem;
    QListWidget *m_recent;
    QLabel *m_recentTitle;
    QPushButton *m_connect = nullptr;
    QPushButton *m_lab = nullptr;
    QPushButton *m_open = nullptr;
    QWidget *m_progress;
    QLabel *m_progressText;
};

} // namespace Lockstep
