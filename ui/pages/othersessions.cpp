// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/pages/othersessions.h"

#include "session/session.h"

#include <QApplication>
#include <QWidget>

namespace Lockstep {

QList<Session *> otherSessions(const Session *own)
{
    QList<Session *> others;
    const QWidgetList windows = QApplication::topLevelWidgets();
    for (const QWidget *window : windows) {
        auto *session = window->findChild<Session *>();
        if (session && session != own && session->client() && !session->info().serverName.isEmpty() && !others.contains(session))
            others.append(session);
    }
    return others;
}

} // namespace Lockstep
