// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a person chooses: preferences, and what of them the window has to follow by itself.

#include "session/settings.h"
#include "ui/pages/page.h"
#include "ui/shell/help/helpview.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/news/desktopnotifier.h"
#include "ui/shell/news/newsdesk.h"
#include "ui/shell/news/tray.h"
#include "ui/shell/pagetable.h"
#include "ui/shell/preferences/preferencesdialog.h"

#include <QMenu>
#include <QSystemTrayIcon>

using namespace Qt::StringLiterals;

namespace Lockstep {

void MainWindow::makePreferences(QMenu *menu)
{
    menu->addSeparator();
    QAction *open = menu->addAction(tr("&Preferences …"), this, &MainWindow::openPreferences);
    open->setObjectName(u"openPreferences"_s);
    open->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Comma));
    open->setMenuRole(QAction::PreferencesRole);
    makeNews();
    connect(m_services.settings, &Settings::preferenceChanged, this, [this](const QString &key) {
        if (!key.startsWith("time/"_L1))
            return;
        // Tables paint their times anew; sentences are made when something is read.
        for (Page *page : std::as_const(m_pages))
            page->reload();
    });
}

void MainWindow::makeNews()
{
    auto *notifier = new DesktopNotifier(QDBusConnection::sessionBus(), this);
    auto *news = new NewsDesk(m_session, m_services.settings, notifier, this);
    connect(notifier, &Notifier::activated, this, [this](const QString &incident) {
        if (m_pages.isEmpty())
            return;
        openPage(u"overview"_s, {{u"incident"_s, incident}});
        bringForward();
    });
    if (m_services.tray) {
        connect(news, &NewsDesk::changed, this, [this, news] { m_services.tray->setState(this, news->tone(), news->text()); });
        m_services.tray->setState(this, news->tone(), news->text());
    }
}

/// Of the current page; once open it follows the pages.
void MainWindow::showHelp()
{
    const bool isNew = !m_help;
    if (isNew) {
        m_help = new HelpView(this);
        m_help->setAttribute(Qt::WA_DeleteOnClose);
    }
    const int index = m_pages.isEmpty() ? -1 : int(m_pages.indexOf(currentPage()));
    const PageKind kind = index >= 0 ? pageKinds().at(index) : PageKind{.name = {}, .title = tr("Lockstep"), .icon = {}, .make = nullptr};
    m_help->showPage(kind.name, kind.plainTitle());
    if (isNew)
        m_help->show();
}

void MainWindow::openPreferences()
{
    if (auto *open = findChild<PreferencesDialog *>()) {
        open->raise();
        open->activateWindow();
        return;
    }
    auto *dialog = new PreferencesDialog(m_services.settings, QSystemTrayIcon::isSystemTrayAvailable(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace Lockstep
