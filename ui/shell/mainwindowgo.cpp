// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The window's ways to everything: the command palette, and from window to window.

#include "core/log.h"
#include "ui/pages/page.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/palette/commandpalette.h"
#include "ui/shell/palette/paletteactions.h"
#include "ui/shell/palette/palettefinder.h"
#include "ui/words/presentation.h"

#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>

using namespace Qt::StringLiterals;

namespace Lockstep {

void MainWindow::makeGoActions(QMenu *menu)
{
    makePlaceActions(menu);
    QAction *open = menu->addAction(Presentation::icon(u"search"_s), tr("&Command palette …"), this, &MainWindow::openPalette);
    open->setObjectName(u"openPalette"_s);
    open->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_K));
    open->setToolTip(tr("Finds every action, page, user and server by a few letters"));
    menu->addSeparator();
}

void MainWindow::openPalette()
{
    if (!m_palette) {
        m_palette = new CommandPalette(m_services.settings, this);
        connect(m_palette->finder(), &PaletteFinder::openRequested, this, &MainWindow::openPage);
    }
    labelPlaceActions();
    QList<PaletteEntry> entries = paletteEntries(menuBar());
    if (Page *page = currentPage()) {
        // As in the menu Selection, which is empty while it is not open. They live until the palette is opened again: what was chosen
        // is done after it has gone.
        delete std::exchange(m_paletteMenu, new QMenu(this));
        page->fillSelectionMenu(m_paletteMenu->addMenu(tr("Selection")));
        page->fillHistoryMenu(m_paletteMenu->addMenu(tr("History")));
        const auto menus = m_paletteMenu->actions();
        for (const QAction *menu : menus)
            entries += paletteEntries(menu->menu(), menu->text());
    }
    const QList<MainWindow *> windows = all();
    for (MainWindow *other : windows) {
        if (other == this)
            continue;
        const QString server = other->m_pages.isEmpty() ? tr("not connected") : Presentation::serverTitle(other->m_session->info());
        entries.append({.id = {},
            //: in the command palette: another window of the program; %1: its server
            .title = tr("Window: %1").arg(displayable(server)),
            .detail = displayable(other->m_session->userId()),
            .icon = Presentation::icon(u"connect"_s),
            .run = [other = QPointer(other)] {
                if (other)
                    other->bringForward();
            }});
    }
    m_palette->finder()->setClient(m_pages.isEmpty() ? nullptr : m_session->client());
    m_palette->open(entries);
}

bool MainWindow::shows(const QString &name) const
{
    const Page *page = currentPage();
    return page && page == this->page(name) && page->isVisible();
}

void MainWindow::find()
{
    if (!currentPage())
        return;
    const auto edits = currentPage()->findChildren<QLineEdit *>();
    for (QLineEdit *edit : edits) {
        if (edit->isVisible() && edit->isClearButtonEnabled()) {
            edit->setFocus();
            edit->selectAll();
            return;
        }
    }
}

} // namespace Lockstep
