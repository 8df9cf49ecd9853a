// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>

class QDBusVariant;

namespace Lockstep {

class Settings;

/// Makes the application look as the preferences say, at once and whenever they change: theme, density, how times are said. While the
/// theme follows the system, it follows what the desktop says by the portal's "color-scheme", as far as the palette does not show it
/// already. One for the application. GUI thread.
class Look : public QObject
{
    Q_OBJECT
public:
    /// \a settings outlives this.
    explicit Look(Settings *settings, QObject *parent = nullptr);

    /// What the desktop prefers; nothing known: light or dark as its palette is.
    enum class Desktop : quint8 { Unknown, Dark, Light };
    void setDesktop(Desktop desktop);

private:
    void apply();
    void askDesktop();

private Q_SLOTS:
    void portalChanged(const QString &group, const QString &key, const QDBusVariant &value);

private:
    Settings *m_settings;
    Desktop m_desktop = Desktop::Unknown;
    QString m_style; ///< the application's own
    bool m_isOwn = false; ///< style and palette are ours at the moment
};

} // namespace Lockstep
