// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/news/notifier.h"

#include <QDBusConnection>

namespace Lockstep {

/// By the desktop's notification service (https://specifications.freedesktop.org/notification-spec/), without waiting for it. Where
/// there is none nothing happens.
class DesktopNotifier : public Notifier
{
    Q_OBJECT
public:
    explicit DesktopNotifier(const QDBusConnection &bus = QDBusConnection::sessionBus(), QObject *parent = nullptr);

    void notify(const QString &summary, const QString &body, const QString &key) override;

private:
    void send(const QString &summary, const QString &body, const QString &key);

private Q_SLOTS:
    void actionInvoked(uint id, const QString &action);
    void notificationClosed(uint id, uint reason);

private:
    QDBusConnection m_bus;
    uint m_id = 0; ///< of the one that is shown; 0: none
    QString m_key;
    bool m_capabilitiesKnown = false;
    bool m_takesMarkup = true; ///< until the service says otherwise: an escaped text is at worst ugly
};

} // namespace Lockstep
