// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/words/presentation.h"

#include <QHash>
#include <QObject>

#include <functional>
#include <memory>

class QMenu;
class QSystemTrayIcon;

namespace Lockstep {

class Settings;

/// The icon in the desktop's tray, if the preferences want one: how bad the worst window's homeserver is, as a shape and in words. One
/// for the program. GUI thread.
class Tray : public QObject
{
    Q_OBJECT
public:
    /// \a settings outlives it.
    explicit Tray(Settings *settings, QObject *parent = nullptr);
    ~Tray() override;

    /// How a window's homeserver stands; an empty text: nothing is known of it. Windows that die are forgotten.
    void setState(QWidget *window, Presentation::Tone tone, const QString &text);
    bool isShown() const;
    /// What the icon says: a line for each window.
    QString text() const;
    Presentation::Tone tone() const;

private:
    struct State
    {
        Presentation::Tone tone = Presentation::Tone::Quiet;
        QString text;
    };
    void follow();
    void update();
    void activate();

    Settings *m_settings;
    QHash<QWidget *, State> m_states;
    std::unique_ptr<QMenu> m_menu;
    std::unique_ptr<QSystemTrayIcon> m_icon;
};

} // namespace Lockstep
