// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The window's menus.

#include "session/refreshqueue.h"
#include "ui/pages/page.h"
#include "ui/pages/userpane.h"
#include "ui/pages/userspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/sidebar.h"
#include "ui/words/presentation.h"

#include <QActionGroup>
#include <QApplication>
#include <QMenuBar>
#include <QMessageBox>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace Lockstep {

void MainWindow::makeMenus()
{
    QMenu *file = menuBar()->addMenu(tr("&Server"));
    file->addAction(Presentation::icon(u"connect"_s), tr("&Connect …"), QKeySequence::New, this, &MainWindow::connectAction);
    m_signOut = file->addAction(Presentation::icon(u"signout"_s), tr("Sign &out"), this, &MainWindow::signOut);
    m_signOut->setToolTip(tr("Ends the session at the homeserver and forgets its token"));
    file->addSeparator();
    file->addAction(tr("Close &window"), QKeySequence::Close, this, &QWidget::close);
    file->addAction(tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), qApp, &QApplication::closeAllWindows);

    QMenu *view = menuBar()->addMenu(tr("&View"));
    makePageActions(view);
    view->addSeparator();
    m_find = view->addAction(Presentation::icon(u"search"_s),
        tr("&Find") + u'\t' + QKeySequence(QKeySequence::Find).toString(QKeySequence::NativeText), this, &MainWindow::find);
    m_reload = view->addAction(tr("&Reload"), QKeySequence(Qt::Key_F5), this, [this] {
        m_session->reloadInfo();
        if (Page *page = currentPage())
            page->reload();
    });

    QMenu *user = menuBar()->addMenu(tr("&User"));
    m_refresh = user->addAction(
        Presentation::icon(u"refresh"_s), tr("&Refresh the device list"), QKeySequence(Qt::CTRL | Qt::Key_R), this, [this] {
            if (m_usersPage && currentPage() == m_usersPage)
                m_usersPage->refreshSelected();
        });
    connect(user, &QMenu::aboutToShow, this, &MainWindow::updateActions);

    QMenu *help = menuBar()->addMenu(tr("&Help"));
    help->addAction(Presentation::icon(u"info"_s), tr("&About Lockstep"), this, &MainWindow::about);
}

void MainWindow::makePageActions(QMenu *menu)
{
    const QStringList titles = {tr("&Overview"), tr("&Users"), tr("&Queues"), tr("&Servers"), tr("&Activity")};
    m_pageActions = new QActionGroup(this);
    for (int i = 0; i < titles.size(); ++i) {
        QAction *action = menu->addAction(titles.at(i), this, [this, i] { setCurrentPage(i, {}); });
        action->setShortcut(QKeySequence(QKeyCombination(Qt::ControlModifier, Qt::Key(Qt::Key_1 + i))));
        action->setCheckable(true);
        m_pageActions->addAction(action);
    }
}

void MainWindow::updateActions()
{
    const bool connected = !m_pages.isEmpty();
    m_signOut->setEnabled(connected);
    m_pageActions->setEnabled(connected);
    m_reload->setEnabled(connected);
    m_find->setEnabled(connected);
    // Not by the selection, which changes often: what cannot be refreshed is left alone by the page.
    m_refresh->setEnabled(connected && currentPage() == m_usersPage);
    if (connected && m_sideBar->current() >= 0)
        m_pageActions->actions().at(m_sideBar->current())->setChecked(true);
}

void MainWindow::signOut()
{
    m_session->logOut();
}

void MainWindow::about()
{
    auto *box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("About Lockstep"));
    box->setIconPixmap(QApplication::windowIcon().pixmap(QSize(64, 64), devicePixelRatioF()));
    box->setTextFormat(Qt::PlainText);
    box->setText(u"Lockstep "_s + QApplication::applicationVersion());
    box->setInformativeText(tr("Is every remote device list in step?\n\nFree software under the GNU General Public License, version 3 or "
                               "later. It comes without any warranty.")
        + u"\n\nQt "_s + QString::fromLatin1(qVersion()));
    box->open();
}

} // namespace Lockstep
