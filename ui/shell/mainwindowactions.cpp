// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The window's menus.

#include "session/refresh/refreshqueue.h"
#include "ui/pages/page.h"
#include "ui/pages/seriesview.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/pagetable.h"
#include "ui/shell/sidebar.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/export/exporter.h"
#include "ui/words/presentation.h"

#include <QActionGroup>
#include <QApplication>
#include <QDockWidget>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenuBar>
#include <QMessageBox>
#include <QStackedWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

void MainWindow::makeMenus()
{
    QMenu *file = menuBar()->addMenu(tr("&Server"));
    file->addAction(Presentation::icon(u"connect"_s), tr("&Connect …"), QKeySequence::New, this, &MainWindow::connectAction);
    file->addAction(tr("Connect in a new &tab …"), QKeySequence::AddTab, this, &MainWindow::newTabRequested)->setObjectName(u"newTab"_s);
    makeOpenActions(file);
    m_signOut = file->addAction(Presentation::icon(u"signout"_s), tr("Sign &out"), this, &MainWindow::signOut);
    m_signOut->setToolTip(tr("Ends the session at the homeserver and forgets its token"));
    file->addSeparator();
    m_exporter->addActions(file);
    QAction *print = file->addAction(tr("&Print …"), QKeySequence(Qt::CTRL | Qt::Key_P), this, &MainWindow::print);
    print->setObjectName(u"print"_s);
    file->addSeparator();
    file->addAction(tr("Close &window"), QKeySequence::Close, this, &QWidget::close);
    file->addAction(tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), qApp, &QApplication::closeAllWindows);

    makeEditMenu();
    m_view = menuBar()->addMenu(tr("&View"));
    makeGoActions(m_view);
    makePageActions(m_view);
    m_view->addSeparator();
    m_reload = m_view->addAction(tr("&Reload"), QKeySequence(Qt::Key_F5), this, [this] {
        m_session->reloadInfo();
        if (Page *page = currentPage())
            page->reload();
    });

    m_selection = menuBar()->addMenu(tr("Se&lection"));
    m_refresh = new QAction(Presentation::icon(u"refresh"_s), tr("&Refresh the device list"), this);
    m_refresh->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_R));
    connect(m_refresh, &QAction::triggered, this, [this] {
        if (Page *page = currentPage())
            page->refreshSelected();
    });
    addAction(m_refresh); // what the menu shows is made anew each time
    connect(m_selection, &QMenu::aboutToShow, this, &MainWindow::fillSelectionMenu);
    // Two actions with the same keys would cancel each other. Queued: the chosen one is triggered after the menu has gone.
    connect(m_selection, &QMenu::aboutToHide, m_selection, &QMenu::clear, Qt::QueuedConnection);

    m_historyMenu = menuBar()->addMenu(tr("H&istory"));
    connect(m_historyMenu, &QMenu::aboutToShow, this, &MainWindow::fillHistoryMenu);
    connect(m_historyMenu, &QMenu::aboutToHide, m_historyMenu, &QMenu::clear, Qt::QueuedConnection);

    QMenu *help = menuBar()->addMenu(tr("&Help"));
    help->addAction(Presentation::icon(u"info"_s), tr("&Help of this page"), QKeySequence::HelpContents, this, &MainWindow::showHelp);
    help->addAction(tr("&Keyboard shortcuts"), QKeySequence(Qt::CTRL | Qt::Key_F1), this, &MainWindow::showShortcuts);
    help->addSeparator();
    help->addAction(Presentation::icon(u"info"_s), tr("&About Lockstep"), this, &MainWindow::about);
}

void MainWindow::makePageActions(QMenu *menu)
{
    m_pageActions = new QActionGroup(this);
    int i = 0;
    for (const PageKind &kind : pageKinds()) {
        QAction *action = menu->addAction(Presentation::icon(kind.icon), kind.title, this, [this, i] { setCurrentPage(i, {}); });
        action->setShortcut(QKeySequence(QKeyCombination(Qt::ControlModifier, Qt::Key(Qt::Key_1 + i++))));
        action->setCheckable(true);
        m_pageActions->addAction(action);
    }
}

/// Views have these actions themselves, with the same keys: here they are only found, and shown with their keys.
void MainWindow::makeEditMenu()
{
    const auto forFocus = [](int key) {
        return [key] {
            if (QWidget *focus = QApplication::focusWidget()) {
                for (const auto type : {QEvent::KeyPress, QEvent::KeyRelease}) {
                    QKeyEvent press(type, key, Qt::ControlModifier);
                    QApplication::sendEvent(focus, &press);
                }
            }
        };
    };
    const auto keys = [](QKeySequence::StandardKey key) -> QString { return u'\t' + QKeySequence(key).toString(QKeySequence::NativeText); };
    QMenu *edit = menuBar()->addMenu(tr("&Edit"));
    edit->addAction(Presentation::icon(u"copy"_s), tr("&Copy") + keys(QKeySequence::Copy), this, [this] {
        QWidget *focus = QApplication::focusWidget();
        const QList<QAction *> actions = focus ? focus->actions() : QList<QAction *>();
        const auto own = std::ranges::find_if(
            actions, [](const QAction *action) { return action->shortcuts().contains(QKeySequence(QKeySequence::Copy)); });
        if (own != actions.end())
            (*own)->trigger();
        else if (auto *line = qobject_cast<QLineEdit *>(focus))
            line->copy();
    });
    QMenu *formats = edit->addMenu(tr("Copy selected rows a&s"));
    const auto addFormat = [formats](const QString &title, CopyFormat format) {
        formats->addAction(title, formats, [format] {
            if (const ViewActions *actions = ViewActions::ofFocus())
                actions->copyAs(format);
        });
    };
    addFormat(tr("&Text"), CopyFormat::Text);
    addFormat(tr("&CSV"), CopyFormat::Csv);
    addFormat(tr("&JSON"), CopyFormat::Json);
    addFormat(tr("&Markdown table"), CopyFormat::Markdown);
    edit->addAction(tr("Select &all") + keys(QKeySequence::SelectAll), this, forFocus(Qt::Key_A));
    edit->addSeparator();
    m_find = edit->addAction(Presentation::icon(u"search"_s), tr("&Find") + keys(QKeySequence::Find), this, &MainWindow::find);
    makePreferences(edit);
}

void MainWindow::fillSelectionMenu()
{
    m_selection->clear();
    if (Page *page = currentPage())
        page->fillSelectionMenu(m_selection);
    if (SeriesView *plot = shownPlot())
        plot->addPlotActions(m_selection);
    if (m_selection->isEmpty())
        m_selection->addAction(tr("Nothing is selected"))->setEnabled(false);
}

void MainWindow::fillHistoryMenu()
{
    m_historyMenu->clear();
    if (Page *page = currentPage())
        page->fillHistoryMenu(m_historyMenu);
    if (m_historyMenu->isEmpty())
        m_historyMenu->addAction(tr("No history is shown: choose one user on the page Users"))->setEnabled(false);
}

/// The plot of how something went that the page shows, if it does.
SeriesView *MainWindow::shownPlot() const
{
    const Page *page = m_pages.isEmpty() ? nullptr : currentPage();
    const auto plots = page ? page->findChildren<SeriesView *>() : QList<SeriesView *>();
    const auto shown = std::ranges::find_if(plots, [](const SeriesView *plot) { return plot->isVisible() && plot->hasPlot(); });
    return shown == plots.end() ? nullptr : *shown;
}

void MainWindow::print()
{
    Page *page = m_pages.isEmpty() ? nullptr : currentPage();
    if (page && page->print())
        return;
    if (SeriesView *plot = shownPlot())
        plot->print();
    else if (page)
        Q_EMIT page->statusMessage(tr("Nothing here can be printed: choose one user's history, a plot, or the servers' heat map."));
}

void MainWindow::addTool(QDockWidget *dock)
{
    addDockWidget(Qt::RightDockWidgetArea, dock);
    m_view->addSeparator();
    m_view->addAction(dock->toggleViewAction());
}

/// The strip that its progress and results are shown in.
QWidget *MainWindow::makeExporter()
{
    auto *banner = new Banner(m_sessionView);
    banner->setObjectName(u"exportBanner"_s);
    m_exporter = new Exporter(m_services.settings, banner, this);
    return banner;
}

void MainWindow::updateActions()
{
    const bool connected = !m_pages.isEmpty();
    m_exporter->setServer(m_session->info().serverName);
    Page *page = connected ? currentPage() : nullptr;
    m_exporter->setSources(page, [page] { return page->exports(); });
    m_signOut->setEnabled(connected);
    m_signOut->setText(m_session->homeserver().isLocalFile() ? tr("Cl&ose the files") : tr("Sign &out"));
    m_pageActions->setEnabled(connected);
    m_reload->setEnabled(connected);
    m_find->setEnabled(connected);
    // Not by the selection, which changes often: what cannot be refreshed is left alone by the page.
    m_refresh->setEnabled(connected && currentPage() && currentPage()->canRefreshSelected());
    m_selection->menuAction()->setEnabled(connected);
    m_historyMenu->menuAction()->setEnabled(connected);
    if (m_help)
        showHelp();
    if (connected && m_sideBar->current() >= 0)
        m_pageActions->actions().at(m_sideBar->current())->setChecked(true);
}

void MainWindow::signOut()
{
    m_session->logOut();
}

void MainWindow::showShortcuts()
{
    const auto line = [](const QString &keys, const QString &what) {
        //: a line of the list of shortcuts: keys, what they do
        return MainWindow::tr("%1: %2").arg(keys, what);
    };
    const auto native = [](const QKeySequence &keys) { return keys.toString(QKeySequence::NativeText); };
    QStringList lines;
    const QList<PageKind> kinds = pageKinds();
    for (int i = 0; i < kinds.size(); ++i)
        lines << line(native(QKeySequence(QKeyCombination(Qt::ControlModifier, Qt::Key(Qt::Key_1 + i)))), kinds.at(i).plainTitle());
    lines << QString() << line(native(QKeySequence(Qt::CTRL | Qt::Key_K)), tr("find any action, page, user or server"))
          << line(native(QKeySequence(Qt::ALT | Qt::Key_Left)) + u", "_s + native(QKeySequence(Qt::ALT | Qt::Key_Right)),
                 tr("back to the page, user or row before, and forward again"))
          << line(native(QKeySequence(Qt::CTRL | Qt::Key_R)), tr("refresh the selected users"))
          << line(native(Qt::Key_F5), tr("read everything on the page again"))
          << line(native(QKeySequence::Find), tr("search; Enter or Down goes on to the list"))
          << line(native(QKeySequence(Qt::CTRL | Qt::Key_E)), tr("write the list to a file, with Shift the selected user's history"))
          << line(native(QKeySequence(Qt::CTRL | Qt::Key_P)), tr("print the history or the plot that is shown"))
          << line(native(QKeySequence::Copy), tr("copy the selected rows"))
          << line(tr("Enter"), tr("open what is selected, press a button")) << QString()
          << line(native(QKeySequence::HelpContents), tr("what this page shows, where it comes from, what can be done"))
          << line(native(QKeySequence(Qt::CTRL | Qt::Key_D)), tr("keep the selected user or server on top of all lists"))
          << line(native(QKeySequence(Qt::CTRL | Qt::Key_Space)), tr("in a search: what can be written at the cursor"))
          << line(tr("n, p"), tr("history: the next older, the next newer break"))
          << line(tr("t"), tr("history: when, how long ago, how long after the row below"))
          << line(native(QKeySequence::New), tr("another server in a window of its own"))
          << line(native(QKeySequence::Close), tr("close the window"));
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("Keyboard shortcuts"), lines.join(u'\n'), QMessageBox::Close, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->open();
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
