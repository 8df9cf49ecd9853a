// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Where links lead in a window. They go somewhere and do nothing.

#include "core/log.h"
#include "session/link.h"
#include "session/settings.h"
#include "ui/connect/welcomepage.h"
#include "ui/shell/mainwindow.h"
#include "ui/words/presentation.h"

#include <QApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

using Inspection::ServerKind;

bool MainWindow::openLink(const Link &link)
{
    // A link is of a homeserver: not of what was once recorded of it, and of a lab only if it names it.
    const ServerKind kind = m_session->info().kind;
    if (kind == ServerKind::Capture || kind == ServerKind::Case || (kind == ServerKind::Lab && link.homeserver.isEmpty()))
        return false;
    const bool isHere = m_pages.isEmpty() && m_pagesInMaking.isEmpty()
        ? false
        : link.homeserver.isEmpty() || link.homeserver == m_session->info().serverName;
    if (!isHere)
        return false;
    if (m_pages.isEmpty())
        m_wanted = link;
    else
        openPage(link.page, link.arguments);
    bringForward();
    return true;
}

void MainWindow::bringForward()
{
    Q_EMIT forwardRequested();
    QWidget *top = window();
    top->setWindowState(top->windowState() & ~Qt::WindowMinimized);
    top->show();
    top->raise();
    top->activateWindow();
}

QList<MainWindow *> MainWindow::all()
{
    QList<MainWindow *> result;
    const auto widgets = QApplication::allWidgets();
    for (QWidget *widget : widgets) {
        if (auto *window = qobject_cast<MainWindow *>(widget))
            result << window;
    }
    return result;
}

void MainWindow::followLink(const QString &text)
{
    const auto link = readLink(text);
    if (!link) {
        m_welcome->showProblem(tr("This is no link that Lockstep can follow: %1").arg(displayable(text, 120)));
        return;
    }
    const QList<RecentConnection> known = m_services.settings->recentConnections();
    const auto same = std::ranges::find_if(known, [&](const RecentConnection &connection) {
        return link->homeserver.isEmpty() || UserId(connection.userId).server() == link->homeserver;
    });
    // A stranger's link must not be the reason to give a password to a stranger's server.
    if (same == known.end()) {
        m_welcome->showProblem(link->homeserver.isEmpty()
                ? tr("Connect to a homeserver first; then the link can be followed.")
                : tr("The link is of the homeserver %1, which was never connected to from here. Connect to it first, if you know it.")
                      .arg(displayable(link->homeserver.toString())));
        return;
    }
    m_wanted = *link;
    useRecent(*same);
}

} // namespace Lockstep
