// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/gallery/world.h"

#include "model/mergedmodel.h"
#include "model/usermodel.h"
#include "ui/connect/connectdialog.h"
#include "ui/history/historypane.h"
#include "ui/history/updatedetails.h"
#include "ui/history/view/historyview.h"
#include "ui/pages/together/timecomparison.h"
#include "ui/pages/users/userlist.h"
#include "ui/pages/users/userpane.h"

#include <QAction>
#include <QDialog>
#include <QFrame>
#include <QKeySequence>
#include <QPushButton>
#include <QStatusBar>
#include <QTabWidget>
#include <QTableView>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep::Test {

namespace {
constexpr int patience = 30'000;
/// Loading shows its bar after a while only, and pictures of it have to be later than that.
constexpr int loadingMs = 400;
/// How long a window's pages are waited for, ms: of Loading nothing comes.
constexpr const char *patienceProperty = "galleryPatience";
/// What has settled may still lay itself out.
constexpr int quietMs = 40;
constexpr int mostLooks = 12; ///< a bar that shows that something goes on never rests
/// As far as it comes to it in that time: whoever waits for more says so by View::isSettled.
void waitFor(const Page *page)
{
    std::ignore = QTest::qWaitFor([page] { return page->isSettled(); }, page->window()->property(patienceProperty).toInt());
}

View pageView(const QString &name)
{
    return {.name = name,
        .open = [name](MainWindow *window) -> QWidget * {
            window->openPage(name);
            return window;
        },
        .isSettled = [name](MainWindow *window) { return window->page(name) && window->page(name)->isSettled(); }};
}

UsersPage *usersPage(MainWindow *window)
{
    return qobject_cast<UsersPage *>(window->page(u"users"_s));
}

View userTab(const QString &name, UserPane::Tab tab)
{
    View view = pageView(u"users"_s);
    view.name = name;
    view.open = [tab](MainWindow *window) -> QWidget * {
        window->openPage(u"users"_s);
        UsersPage *page = usersPage(window);
        if (!page)
            return nullptr;
        waitFor(page);
        const UserModel *model = page->list()->model();
        if (model->rowCount() > 0 && page->pane()->user().isEmpty())
            page->list()->select(model->userAt(0));
        page->pane()->setTab(tab);
        if (tab == UserPane::History) {
            waitFor(page);
            page->pane()->showNextBreak();
        }
        return window;
    };
    return view;
}

/// The lines of the log behind a row of the first user's history.
View logLinesView()
{
    View view = userTab(u"users-lines"_s, UserPane::History);
    view.open = [history = view.open](MainWindow *window) -> QWidget * {
        QWidget *shown = history(window);
        if (const UsersPage *page = usersPage(window)) {
            if (const auto *pane = page->pane()->findChild<HistoryPane *>()) {
                pane->view()->setCurrentRow(0); // what was never received has no lines
                pane->details()->showTab(UpdateDetails::LogLines);
            }
        }
        return shown;
    };
    return view;
}

/// Several users by time: two have their lists beside each other above that.
View togetherView(Filling filling)
{
    View view = pageView(u"users"_s);
    view.name = u"users-together"_s;
    view.open = [filling](MainWindow *window) -> QWidget * {
        window->openPage(u"users"_s);
        UsersPage *page = usersPage(window);
        if (!page)
            return nullptr;
        waitFor(page);
        QList<UserId> users;
        const UserModel *model = page->list()->model();
        const int number = filling == Filling::Many ? MergedModel::mostUsers : filling == Filling::Some || filling == Filling::Mirrored ? 3 : 2;
        for (int row = 0; row < std::min(number, model->rowCount()); ++row)
            users.append(model->userAt(row));
        for (int other = 1; users.size() < 2; ++other)
            users.append(UserId(u"@nobody%1:hs.example"_s.arg(other)));
        return TimeComparison::open(window->session(), users, page);
    };
    view.isSettled = [](MainWindow *window) {
        const auto *dialog = window->findChild<TimeComparison *>();
        return dialog && dialog->isSettled();
    };
    return view;
}

/// A page with the first row of one of its tables selected.
View rowView(const QString &name, const QString &page, const QString &table)
{
    View view = pageView(page);
    view.name = name;
    view.open = [page, table](MainWindow *window) -> QWidget * {
        window->openPage(page);
        Page *opened = window->page(page);
        if (!opened)
            return nullptr;
        waitFor(opened);
        auto *list = opened->findChild<QTableView *>(table);
        if (list && list->model() && list->model()->rowCount() > 0)
            list->setCurrentIndex(list->model()->index(0, 0));
        return window;
    };
    return view;
}

/// What a shortcut opens over the window, once a page is there.
View overView(const QString &name, const QKeySequence &keys, const char *className)
{
    View view;
    view.name = name;
    view.open = [keys, className](MainWindow *window) -> QWidget * {
        window->openPage(u"users"_s);
        const auto actions = window->findChildren<QAction *>();
        for (QAction *action : actions) {
            if (action->shortcuts().contains(keys))
                action->trigger();
        }
        const auto all = window->findChildren<QWidget *>();
        for (QWidget *widget : all) {
            if (widget->inherits(className) && widget->isVisible())
                return widget;
        }
        return nullptr;
    };
    view.isSettled = [](MainWindow *) { return true; };
    return view;
}
} // namespace

QString toString(Filling filling)
{
    switch (filling) {
    case Filling::Empty:
        return u"empty"_s;
    case Filling::Loading:
        return u"loading"_s;
    case Filling::Failed:
        return u"failed"_s;
    case Filling::One:
        return u"one"_s;
    case Filling::Some:
        return u"some"_s;
    case Filling::Many:
        return u"many"_s;
    case Filling::Mirrored:
        return u"mirrored"_s;
    case Filling::Hostile:
        return u"hostile"_s;
    }
    return {};
}

QList<View> allViews(Filling filling)
{
    QList<View> views{pageView(u"overview"_s), userTab(u"users-devices"_s, UserPane::Devices),
        userTab(u"users-history"_s, UserPane::History), userTab(u"users-cross-signing"_s, UserPane::CrossSigningTab),
        userTab(u"users-findings"_s, UserPane::Findings), pageView(u"queues"_s), rowView(u"servers"_s, u"servers"_s, u"servers"_s),
        pageView(u"activity"_s), rowView(u"audit"_s, u"audit"_s, u"audits"_s), pageView(u"sources"_s)};
    View trail = pageView(u"activity"_s);
    trail.name = u"activity-trail"_s;
    trail.open = [](MainWindow *window) -> QWidget * {
        window->openPage(u"activity"_s);
        if (auto *tabs = window->findChild<QTabWidget *>(u"activityTabs"_s))
            tabs->setCurrentIndex(tabs->count() - 1);
        return window;
    };
    views.insert(8, trail);
    View heat = pageView(u"servers"_s);
    heat.name = u"servers-heat"_s;
    heat.open = [](MainWindow *window) -> QWidget * {
        window->openPage(u"servers"_s);
        if (auto *button = window->findChild<QPushButton *>(u"servers-heat"_s))
            button->click();
        if (Page *page = window->page(u"servers"_s))
            waitFor(page);
        if (auto *map = window->findChild<QTableView *>(u"heatMap"_s); map && map->model()->rowCount() > 0)
            map->setCurrentIndex(map->model()->index(0, map->model()->columnCount() - 4));
        return window;
    };
    views.insert(7, heat);
    views.append(logLinesView());
    View palette = overView(u"palette"_s, QKeySequence(u"Ctrl+K"_s), "Lockstep::CommandPalette");
    palette.isOneStop = true;
    views.append(palette);
    views.append(overView(u"help"_s, QKeySequence(u"F1"_s), "Lockstep::HelpView"));
    views.append(overView(u"preferences"_s, QKeySequence(u"Ctrl+,"_s), "Lockstep::PreferencesDialog"));
    views.append(togetherView(filling));
    views.append({.name = u"connect"_s,
        .needsSession = false,
        .open = [](MainWindow *window) -> QWidget * { return window->openConnectDialog({}); },
        .isSettled = [](MainWindow *) { return true; }});
    return views;
}

World::World(Filling filling)
    : m_filling(filling)
    , m_settings(m_directory.filePath(u"gallery.ini"_s))
    , m_window(new MainWindow({&m_settings, &m_secrets, nullptr}))
{
    m_server.listen();
    fill(&m_server, filling);
    m_window->setAttribute(Qt::WA_DeleteOnClose, false);
    m_window->setProperty(patienceProperty, filling == Filling::Loading ? loadingMs : patience);
    m_window->resize(1440, 900);
    m_window->show();
}

World::~World()
{
    delete m_window;
}

bool World::connect()
{
    ConnectRequest request;
    request.server = m_server.url().toString();
    request.user = u"admin"_s;
    request.password = m_server.password;
    m_window->connectTo(request);
    return QTest::qWaitFor([this] { return m_window->page(u"overview"_s) != nullptr; }, patience);
}

QWidget *World::show(const View &view)
{
    const auto dialogs = m_window->findChildren<QDialog *>();
    for (QDialog *dialog : dialogs)
        dialog->close(); // of the view before
    const auto frames = m_window->findChildren<QFrame *>();
    for (QFrame *frame : frames) {
        if (frame->inherits("Lockstep::CommandPalette") && frame->isVisible() && frame->focusWidget())
            QTest::keyClick(frame->focusWidget(), Qt::Key_Escape);
    }
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QWidget *shown = view.open(m_window);
    if (!shown)
        return nullptr;
    if (m_filling == Filling::Loading)
        QTest::qWait(loadingMs);
    else if (!QTest::qWaitFor([this, &view] { return view.isSettled(m_window); }, patience))
        return nullptr;
    settle();
    return shown;
}

void World::settle()
{
    m_window->statusBar()->clearMessage(); // it leaves after some seconds, which may be now
    QList<QImage> before;
    for (int look = 0; look < mostLooks; ++look) {
        QTest::qWait(quietMs);
        QList<QImage> now{m_window->grab().toImage()};
        const auto dialogs = m_window->findChildren<QDialog *>();
        for (QDialog *dialog : dialogs)
            now.append(dialog->grab().toImage());
        if (now == before)
            return;
        before = now;
    }
}

} // namespace Lockstep::Test
