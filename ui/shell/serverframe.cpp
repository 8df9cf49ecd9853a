// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/serverframe.h"

#include "ui/shell/mainwindow.h"

#include <QCloseEvent>
#include <QTabBar>

namespace Lockstep {

ServerFrame::ServerFrame(MainWindow *first)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setDocumentMode(true);
    setMovable(true);
    setTabsClosable(true);
    setTabBarAutoHide(true);
    setElideMode(Qt::ElideMiddle);
    tabBar()->setAccessibleName(tr("Servers"));
    setGeometry(first->geometry());
    setMinimumSize(first->minimumSize());
    connect(this, &QTabWidget::tabCloseRequested, this, [this](int tab) { widget(tab)->close(); });
    connect(this, &QTabWidget::currentChanged, this, [this] {
        if (auto *window = qobject_cast<MainWindow *>(currentWidget()))
            showTitle(window);
    });
    add(first);
    show();
}

ServerFrame *ServerFrame::of(MainWindow *window)
{
    return window->isWindow() ? nullptr : qobject_cast<ServerFrame *>(window->window());
}

void ServerFrame::add(MainWindow *window)
{
    const int tab = addTab(window, QString()); // which makes it a part of this one
    connect(window, &QWidget::windowTitleChanged, this, [this, window] { showTitle(window); });
    connect(window, &MainWindow::forwardRequested, this, [this, window] { setCurrentWidget(window); });
    showTitle(window);
    setCurrentIndex(tab);
}

void ServerFrame::showTitle(MainWindow *window)
{
    const QString title = window->windowTitle().isEmpty() ? tr("Not connected") : window->windowTitle();
    if (const int tab = indexOf(window); tab >= 0)
        setTabText(tab, QString(title).replace(u'&', QStringLiteral("&&")));
    if (window == currentWidget())
        setWindowTitle(window->windowTitle());
}

void ServerFrame::tabRemoved(int index)
{
    QTabWidget::tabRemoved(index);
    if (count() == 0)
        close();
}

void ServerFrame::closeEvent(QCloseEvent *event)
{
    // Each has something to keep when it goes, and may delete itself.
    QList<QWidget *> all;
    for (int tab = 0; tab < count(); ++tab)
        all << widget(tab);
    for (QWidget *window : all)
        window->close();
    event->accept();
}

} // namespace Lockstep
