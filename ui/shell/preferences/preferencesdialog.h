// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "session/preferences.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;

namespace Lockstep {

class Settings;

/// What a person may choose. Every change takes effect and is kept at once; closing the dialog, by whatever key, undoes nothing.
class PreferencesDialog : public QDialog
{
    Q_OBJECT
public:
    /// \a settings outlives this. \a hasTray: whether the desktop has a place for the icon.
    PreferencesDialog(Settings *settings, bool hasTray, QWidget *parent = nullptr);

private:
    QWidget *makeLook();
    QWidget *makeTimes();
    QWidget *makeNews(bool hasTray);
    QWidget *makeKept();
    QComboBox *choice(const QString &name, const QString &title, const QStringList &entries);
    QCheckBox *option(const QString &name, const QString &title);
    void show(const Preferences &preferences);
    void keep();

    Settings *m_settings;
    QComboBox *m_theme = nullptr;
    QComboBox *m_density = nullptr;
    QComboBox *m_zone = nullptr;
    QComboBox *m_format = nullptr;
    QCheckBox *m_notify = nullptr;
    QCheckBox *m_warnings = nullptr;
    QCheckBox *m_tray = nullptr;
    QCheckBox *m_restore = nullptr;
    QLabel *m_said = nullptr;
    bool m_showing = false;
};

} // namespace Lockstep
