// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/mainwindow.h"

#include "core/log.h"
#include "session/settings.h"
#include "ui/connect/connectdialog.h"
#include "ui/connect/welcomepage.h"
#include "ui/pages/bulkbar.h"
#include "ui/pages/page.h"
#include "ui/shell/pagetable.h"
#include "ui/shell/sidebar.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/uistate.h"

#include <QAbstractButton>
#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenuBar>
#include <QMessageBox>
#include <QProcess>
#include <QScopedValueRollback>
#include <QScreen>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Lockstep {

namespace {
constexpr QSize defaultSize(1180, 760);
constexpr QSize frameRoom(16, 64); ///< of a window manager, rather more
constexpr int roomyWidth = 1100; ///< a narrower window has no room for the names of the pages
constexpr int messageMs = 8000;
constexpr qsizetype maxErrorLength = 1000;
const QString windowName = u"main"_s;
} // namespace

MainWindow::MainWindow(const Services &services, QWidget *parent)
    : QMainWindow(parent)
    , m_services(services)
    , m_session(new Session(services.secrets, services.settings, services.launcher, this))
    , m_uiState(new UiState(services.settings, this))
    , m_stack(new QStackedWidget(this))
    , m_welcome(new WelcomePage(services.settings, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumSize(760, 480);
    makeSessionView();
    makeMenus();
    m_stack->addWidget(m_welcome);
    m_stack->addWidget(m_sessionView);
    setCentralWidget(m_stack);
    statusBar()->setSizeGripEnabled(true);
    if (!m_uiState->restoreWindow(this, windowName))
        resize(defaultSize.boundedTo(screen()->availableSize() - frameRoom));

    m_welcome->offerLab();
    connect(m_welcome, &WelcomePage::labRequested, this, [this] {
        // A process of its own: what the lab does to its servers and accounts stays apart from real ones.
        if (!QProcess::startDetached(QCoreApplication::applicationFilePath(), {u"--lab"_s}))
            m_welcome->showProblem(tr("The lab could not be started: %1 does not run.").arg(QCoreApplication::applicationFilePath()));
    });
    connect(m_welcome, &WelcomePage::connectRequested, this, [this] { openConnectDialog({}); });
    connect(m_welcome, &WelcomePage::recentRequested, this, &MainWindow::useRecent);
    connect(m_welcome, &WelcomePage::cancelRequested, m_session, &Session::cancelConnect);
    connect(m_welcome, &WelcomePage::cancelRequested, this, [this] { m_welcome->setProgress({}); });
    connect(m_session, &Session::progress, this, [this](const QString &text) {
        if (!isAsking())
            m_welcome->setProgress(text);
    });
    connect(m_session, &Session::connected, this, &MainWindow::showConnected);
    connect(m_session, &Session::connectFailed, this, &MainWindow::showConnectFailure);
    connect(m_session, &Session::signedOut, this, &MainWindow::showSignedOut);
    connect(m_session, &Session::liveProblem, this, &MainWindow::showLive);
    connect(m_session, &Session::stateChanged, this, &MainWindow::showState);
    connect(m_session, &Session::secretStateChanged, this, &MainWindow::showSecretState);
    connect(m_session, &Session::infoChanged, this, [this] { m_sideBar->setServer(m_session->info(), m_session->userId()); });
    updateActions();
}

MainWindow::~MainWindow()
{
    // Pages use the session, whose destructor would otherwise run first.
    dropPages();
}

QStringList MainWindow::pageNames()
{
    QStringList names;
    for (const PageKind &kind : pageKinds())
        names << kind.name;
    return names;
}

void MainWindow::makeSessionView()
{
    m_sessionView = new QWidget(this);
    m_sideBar = new SideBar(m_sessionView);
    m_liveBanner = new Banner(m_sessionView);
    m_liveBanner->setObjectName(u"liveBanner"_s);
    m_noteBanner = new Banner(m_sessionView);
    m_bulkBar = new BulkBar(m_sessionView);
    m_pageStack = new QStackedWidget(m_sessionView);
    auto *line = new QFrame(m_sessionView);
    line->setFrameShape(QFrame::VLine);
    line->setFrameShadow(QFrame::Sunken);

    auto *right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(m_liveBanner);
    right->addWidget(m_noteBanner);
    right->addWidget(m_bulkBar);
    right->addWidget(makeExporter());
    right->addWidget(m_pageStack, 1);
    auto *layout = new QHBoxLayout(m_sessionView);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_sideBar);
    layout->addWidget(line);
    layout->addLayout(right, 1);
    connect(m_sideBar, &SideBar::currentChanged, this, [this](int page) {
        if (!m_switching)
            setCurrentPage(page, {});
    });
    connect(m_bulkBar, &BulkBar::listRequested, this, [this] { openPage(u"activity"_s, {{u"tab"_s, u"many"_s}}); });
    connect(m_liveBanner, &Banner::actionTriggered, this, [this] { m_session->reloadInfo(); });
}

/// One page a turn of the event loop: all of them together take longer than a frame.
void MainWindow::makeNextPage()
{
    const PageKind kind = pageKinds().value(m_pagesInMaking.size());
    if (!kind.make) {
        showPages();
        return;
    }
    Page *page = kind.make(m_session, m_pageStack);
    m_pagesInMaking += page;
    {
        const QScopedValueRollback switching(m_switching, true);
        m_pageStack->addWidget(page);
        m_sideBar->addPage(kind.plainTitle(), Presentation::icon(kind.icon));
    }
    followPage(page);
    connect(page, &Page::openRequested, this, &MainWindow::openPage);
    connect(page, &Page::badgeChanged, this, [this, i = int(m_pagesInMaking.size()) - 1](int count) { m_sideBar->setBadge(i, count); });
    connect(page, &Page::statusMessage, this, [this](const QString &text) { statusBar()->showMessage(text, messageMs); });
    // Asks for the next one only as long as this one is there.
    QTimer::singleShot(0, page, [this] { makeNextPage(); });
}

void MainWindow::showPages()
{
    m_pages = std::exchange(m_pagesInMaking, {});
    m_uiState->watch(m_pageStack);
    m_bulkBar->setBulk(m_session->bulk());
    m_welcome->setProgress({});
    showState(m_session->state());
    // First, because a list that is shown takes the focus and with it makes its first entry the current one.
    if (!restorePlace())
        setCurrentPage(0, {});
    // Of another homeserver than was connected to then: nobody asked this one for it.
    if (const auto wanted = std::exchange(m_wanted, {});
        wanted && (wanted->homeserver.isEmpty() || wanted->homeserver == m_session->info().serverName))
        openPage(wanted->page, wanted->arguments);
    m_stack->setCurrentWidget(m_sessionView);
    showSecretState();
    statusBar()->showMessage(greeting(), messageMs);
    Q_EMIT pagesReady();
}

void MainWindow::dropPages()
{
    keepPlace();
    m_trail.clear();
    m_going.reset();
    const QScopedValueRollback switching(m_switching, true);
    m_sideBar->clear();
    m_bulkBar->setBulk(nullptr);
    qDeleteAll(std::exchange(m_pagesInMaking, {}));
    qDeleteAll(std::exchange(m_pages, {}));
}

Page *MainWindow::page(const QString &name) const
{
    return m_pages.value(pageNames().indexOf(name));
}

Page *MainWindow::currentPage() const
{
    return m_pages.value(m_sideBar->current());
}

void MainWindow::openPage(const QString &name, const QVariantMap &arguments)
{
    const int index = int(pageNames().indexOf(name));
    if (index >= 0 && index < m_pages.size())
        setCurrentPage(index, arguments);
}

void MainWindow::setCurrentPage(int index, const QVariantMap &arguments)
{
    {
        const QScopedValueRollback switching(m_switching, true);
        m_sideBar->setCurrent(index);
    }
    Page *page = m_pages.at(index);
    m_pageStack->setCurrentWidget(page);
    page->activate(arguments);
    if (keepsPlaces())
        m_services.settings->setUiValue(u"page"_s, pageNames().at(index));
    updateActions();
    // What Back led to may be gone, and the page be where it was: that is no step, or Back would lead there for ever.
    if (m_going && m_going->page == pageNames().at(index))
        m_keepSoon.start();
    else
        notePlace(page, Place::Way::Jump);
}

void MainWindow::connectTo(const ConnectRequest &request)
{
    m_welcome->showProblem({});
    m_welcome->setProgress(tr("Connecting …"));
    m_keepWanted = request.rememberSecret;
    m_session->connectTo(request);
}

void MainWindow::resume()
{
    if (!m_session->canResume())
        return;
    m_welcome->showProblem({});
    m_welcome->setProgress(tr("Connecting …"));
    m_session->resume();
}

void MainWindow::useRecent(const RecentConnection &connection)
{
    if (!connection.tokenKept) {
        openConnectDialog(connection);
        return;
    }
    m_services.settings->rememberConnection(connection); // the newest one is what resume() takes
    resume();
}

ConnectDialog *MainWindow::openConnectDialog(const RecentConnection &connection)
{
    if (isAsking())
        return m_dialog;
    m_welcome->showProblem({});
    if (!m_dialog) {
        m_dialog = new ConnectDialog(m_session, m_services.secrets, this);
        m_dialog->setWindowModality(Qt::WindowModal);
        connect(m_dialog, &ConnectDialog::started, this, [this](const ConnectRequest &request) { m_keepWanted = request.rememberSecret; });
        connect(m_dialog, &QDialog::accepted, this, &MainWindow::dropDialog);
    }
    // A gateway in this program needs no server's name: its own configuration tells.
    if (!connection.server.isEmpty() || !connection.homeserver.isEmpty() || connection.gatewayPlace == GatewayPlace::InProcess)
        m_dialog->prefill(connection);
    m_dialog->show();
    return m_dialog;
}

bool MainWindow::isAsking() const
{
    return m_dialog && m_dialog->isVisible();
}

void MainWindow::dropDialog()
{
    if (m_dialog)
        std::exchange(m_dialog, nullptr)->deleteLater();
}

void MainWindow::connectAction()
{
    if (m_session->state() == Session::State::Disconnected || m_session->state() == Session::State::SignedOut)
        openConnectDialog({});
    else
        Q_EMIT newWindowRequested();
}

void MainWindow::showConnected()
{
    if (!m_pages.isEmpty() || !m_pagesInMaking.isEmpty())
        return;
    setWindowTitle(Presentation::serverTitle(m_session->info()));
    m_sideBar->setServer(m_session->info(), m_session->userId());
    makeNextPage();
}

void MainWindow::showSignedOut(Session::End why, const QString &reason)
{
    dropPages();
    m_liveBanner->hide();
    m_noteBanner->hide();
    setWindowTitle({});
    m_welcome->reload();
    m_welcome->setProgress({});
    m_stack->setCurrentWidget(m_welcome);
    m_welcome->setFocus(); // the widget that had it may have gone with its page
    updateActions();
    if (why == Session::End::Expired)
        askAgain();
    m_welcome->showProblem(
        displayable(reason, maxErrorLength), why == Session::End::SignedOut ? Presentation::Tone::Notice : Presentation::Tone::Critical);
}

/// The homeserver keeps the device and only wants the password again (soft_logout).
void MainWindow::askAgain()
{
    const QList<RecentConnection> all = m_services.settings->recentConnections();
    const auto same = std::ranges::find_if(all, [this](const RecentConnection &connection) {
        return connection.homeserver == m_session->homeserver() && connection.userId == m_session->userId();
    });
    openConnectDialog(same != all.end() ? *same : all.value(0));
}

void MainWindow::showConnectFailure(const Error &error)
{
    m_welcome->setProgress({});
    m_welcome->reload();
    if (!isAsking()) { // the dialog shows it itself
        if (error.softLogout)
            askAgain();
        m_welcome->showProblem(displayable(error.text, maxErrorLength));
    }
    updateActions();
}

void MainWindow::showLive(const QString &problem)
{
    if (problem.isEmpty())
        m_liveBanner->hide();
    else
        m_liveBanner->showMessage(Presentation::Tone::Warning,
            tr("What you see is not live at the moment: %1").arg(displayable(problem, maxErrorLength)), tr("Try again"), false);
    m_sideBar->setLive(problem.isEmpty() ? SideBar::Live::Yes : SideBar::Live::No, problem);
}

void MainWindow::showState(Session::State state)
{
    if (state == Session::State::Connected)
        m_sideBar->setLive(SideBar::Live::Yes, tr("Changes are shown as they happen."));
    else
        m_sideBar->setLive(SideBar::Live::Connecting, {});
    updateActions();
}

void MainWindow::showSecretState()
{
    const QString problem = m_session->secretProblem();
    if (!m_keepWanted || m_session->isSecretKept() || problem.isEmpty())
        m_noteBanner->hide();
    else
        m_noteBanner->showMessage(Presentation::Tone::Notice, displayable(problem, maxErrorLength));
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    m_sideBar->setCompact(width() < roomyWidth);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_uiState->saveWindow(this, windowName);
    keepPlace();
    m_session->cancelConnect();
    event->accept();
}

/// Ctrl+F is no shortcut of the window: pages have one of their own, and two of the same keys would cancel each other. What no page
/// took, because the focus was outside of it, arrives here.
void MainWindow::keyPressEvent(QKeyEvent *event)
{
    auto *button = qobject_cast<QAbstractButton *>(QApplication::focusWidget());
    if (event->matches(QKeySequence::Find))
        find();
    else if (button && isAncestorOf(button) && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        button->click(); // as in a dialog
    else
        QMainWindow::keyPressEvent(event);
}

} // namespace Lockstep
