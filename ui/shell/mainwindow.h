// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "session/link.h"
#include "session/session.h"
#include "ui/shell/help/helpview.h"
#include "ui/shell/placetrail.h"
#include "ui/shell/services.h"

#include <QMainWindow>
#include <QPointer>
#include <QTimer>

#include <optional>

class QAction;
class QActionGroup;
class QDockWidget;
class QMenu;
class QStackedWidget;

namespace Lockstep {

class Banner;
class BulkBar;
class CommandPalette;
class ConnectDialog;
class Exporter;
class Page;
class SeriesView;
class SideBar;
class UiState;
class WelcomePage;
struct RecentConnection;

/// One window, one server.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(const Services &services, QWidget *parent = nullptr);
    ~MainWindow() override;

    Session *session() const { return m_session; }
    /// Connects without the dialog; progress and errors are shown on the welcome page.
    void connectTo(const ConnectRequest &request);
    /// Goes on with the remembered connection, if there is one.
    void resume();
    /// Opens the dialog, filled in with what is known.
    ConnectDialog *openConnectDialog(const RecentConnection &connection);

    /// By name: "overview", "users", "queues", "servers", "activity"; null before a session has connected.
    Page *page(const QString &name) const;
    /// In the order of the side bar.
    static QStringList pageNames();
    void openPage(const QString &name, const QVariantMap &arguments = {});
    /// Whether it is the page that is seen.
    bool shows(const QString &name) const;
    /// Captures, logs, folders of them, or a case: here if the window has no session, in another window if it has one.
    void openFiles(const QStringList &paths);
    /// Goes where a link leads, if this window is connected to its homeserver (or is about to be); whether it is.
    bool openLink(const Link &link);
    /// What the program was started with: connects to the link's homeserver, if it was connected to before, and goes there.
    void followLink(const QString &text);
    /// Shows it before all others, in its tab if it has one.
    void bringForward();
    /// All that there are, in windows of their own and in tabs.
    static QList<MainWindow *> all();
    /// A tool of the whole program beside the pages; the View menu shows it again once it has been closed. Owned by the window.
    void addTool(QDockWidget *dock);

Q_SIGNALS:
    /// It wants to be seen: who holds it brings it to the front.
    void forwardRequested();
    /// Another server beside this one, in a tab.
    void newTabRequested();
    /// Another server: the program opens another window.
    void newWindowRequested();
    /// The same, for files.
    void newWindowForFilesRequested(const QStringList &paths);
    /// All pages of a new connection are there: page() and openPage() work from here on.
    void pagesReady();

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void makeMenus();
    void makeOpenActions(QMenu *menu);
    void chooseFiles(bool folder);
    QString greeting() const;
    void makeGoActions(QMenu *menu);
    void makePlaceActions(QMenu *menu);
    void labelPlaceActions();
    void notePlace(const Page *page, Place::Way way);
    void goBack(int step);
    bool isHidden(const PlaceTrail::Stop &stop) const;
    /// Whether this session's places are written down. Not those of files: a capture bears the name of the homeserver it is of.
    bool keepsPlaces() const;
    void keepPlace();
    bool restorePlace();
    void followPage(Page *page);
    void openPalette();
    void makePreferences(QMenu *menu);
    void openPreferences();
    void makeNews();
    void showHelp();
    void fillHistoryMenu();
    void makePageActions(QMenu *menu);
    void makeEditMenu();
    void fillSelectionMenu();
    void showShortcuts();
    bool isAsking() const;
    void dropDialog();
    void makeSessionView();
    QWidget *makeExporter();
    void makeNextPage();
    void showPages();
    void dropPages();
    void connectAction();
    void useRecent(const RecentConnection &connection);
    void showConnected();
    void showSignedOut(Session::End why, const QString &reason);
    void askAgain();
    void showConnectFailure(const Error &error);
    void showLive(const QString &problem);
    void showState(Session::State state);
    void showSecretState();
    void setCurrentPage(int index, const QVariantMap &arguments);
    Page *currentPage() const;
    void find();
    void signOut();
    void print();
    SeriesView *shownPlot() const;
    void about();
    void updateActions();

    Services m_services;
    Session *m_session;
    UiState *m_uiState;
    QStackedWidget *m_stack;
    WelcomePage *m_welcome;
    QWidget *m_sessionView = nullptr;
    SideBar *m_sideBar = nullptr;
    Banner *m_liveBanner = nullptr;
    Banner *m_noteBanner = nullptr;
    BulkBar *m_bulkBar = nullptr;
    QStackedWidget *m_pageStack = nullptr;
    QList<Page *> m_pages;
    /// Kept when it is closed without success, so that what was typed is there again.
    ConnectDialog *m_dialog = nullptr;
    QMenu *m_view = nullptr;
    QMenu *m_selection = nullptr;
    QMenu *m_historyMenu = nullptr;
    QPointer<HelpView> m_help;
    CommandPalette *m_palette = nullptr;
    /// What can be done with the selection, as the palette offers it.
    QMenu *m_paletteMenu = nullptr;
    QActionGroup *m_pageActions = nullptr;
    QAction *m_back = nullptr;
    QAction *m_forward = nullptr;
    PlaceTrail m_trail;
    /// Where Back leads, until it has been reached: what is shown on the way there is nowhere that anybody went.
    std::optional<PlaceTrail::Stop> m_going;
    QTimer m_keepSoon;
    QAction *m_reload = nullptr;
    QAction *m_find = nullptr;
    QAction *m_refresh = nullptr;
    QAction *m_signOut = nullptr;
    Exporter *m_exporter = nullptr;
    /// Pages of a new connection, until all are made.
    QList<Page *> m_pagesInMaking;
    bool m_switching = false;
    std::optional<Link> m_wanted; ///< followed once the pages of its homeserver are there
    /// Whether the operator wanted the token kept: only then it is news that it is not.
    bool m_keepWanted = true;
};

} // namespace Lockstep
