// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/wire.h"
#include "session/refresh/refreshqueue.h"
#include "session/secrets.h"
#include "session/settings.h"
#include "tests/ui/fakehomeserver.h"
#include "ui/connect/connectdialog.h"
#include "ui/pages/refreshbar.h"
#include "ui/pages/users/crosssigningview.h"
#include "ui/pages/users/devicesview.h"
#include "ui/pages/users/userheader.h"
#include "ui/pages/users/userlist.h"
#include "ui/pages/users/userpane.h"
#include "ui/pages/users/userspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/screenshots.h"
#include "ui/shell/sidebar.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/listpanel.h"
#include "ui/widgets/statestack.h"
#include "ui/words/presentation.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDateTime>
#include <QDir>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <algorithm>

using namespace Lockstep;
using namespace Qt::StringLiterals;

/// Views as text, row by row.
static QStringList rows(const QTableView *view, int column = 0)
{
    QStringList result;
    for (int row = 0; row < view->model()->rowCount(); ++row)
        result << view->model()->index(row, column).data().toString();
    return result;
}

class MainWindowTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void connectsAndShowsPages();
    void iconButtonsHaveNames();
    void showsTheServersRecordOfARefresh();
    void asksForThePasswordAgain();
    void filtersByChipAndSearch();
    void selectsAndShowsAUser();
    void refreshShowsProgressThenResult();
    void failedRefreshStaysUsable();
    void manyAreQueued();
    void eventsUpdateWhatIsShown();
    void failingListCanBeRetried();
    void lostConnectionIsABanner();
    void signOutLeadsBack();
    void comesBackToThePageThatWasLeft();
    void chipsNeverContradictRows();
    void resultsLeaveWhenContradicted();
    void anUntrackedUserIsExplained();
    void keyboardLeadsOn();
    void hostileNamesArePlain();
    void picturesOfEveryPage();

private:
    void connectWindow();
    UsersPage *users() const { return qobject_cast<UsersPage *>(m_window->page(u"users"_s)); }
    QTableView *list() const { return users()->list()->panel()->view(); }
    void select(const QString &user);

    std::unique_ptr<Test::FakeHomeserver> m_server;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<MemorySecretStore> m_secrets;
    QPointer<MainWindow> m_window;
};

void MainWindowTest::init()
{
    m_server = std::make_unique<Test::FakeHomeserver>();
    QVERIFY(m_server->listen());
    m_server->addUsers(uR"(@ann:remote.example in_step 2
@bob:remote.example gap,stale 3
@zoe:dead.example remote_failing 1)"_s);
    m_server->overview.states = {{Inspection::UserState::Gap, 1}, {Inspection::UserState::Stale, 1}};
    m_directory = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<Settings>(m_directory->filePath(u"test.ini"_s));
    m_secrets = std::make_unique<MemorySecretStore>();
    m_window = new MainWindow({m_settings.get(), m_secrets.get(), nullptr});
    m_window->setAttribute(Qt::WA_DeleteOnClose, false);
    m_window->resize(1280, 800);
    m_window->show();
}

void MainWindowTest::cleanup()
{
    delete m_window;
    m_secrets.reset();
    m_settings.reset();
    m_server.reset();
}

void MainWindowTest::connectWindow()
{
    ConnectRequest request;
    request.server = m_server->url().toString();
    request.user = u"admin"_s;
    request.password = m_server->password;
    m_window->connectTo(request);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->page(u"users"_s), 20'000);
    m_window->openPage(u"users"_s);
    QTRY_VERIFY_WITH_TIMEOUT(users()->isSettled(), 20'000);
}

void MainWindowTest::select(const QString &user)
{
    users()->list()->select(UserId(user));
    QTRY_VERIFY_WITH_TIMEOUT(users()->pane()->user().toString() == user && users()->isSettled(), 20'000);
}

void MainWindowTest::connectsAndShowsPages()
{
    QVERIFY(!m_window->page(u"users"_s));
    connectWindow();
    QCOMPARE(m_window->windowTitle(), u"localhost"_s);
    QCOMPARE(rows(list()), QStringList({u"@bob:remote.example"_s, u"@zoe:dead.example"_s, u"@ann:remote.example"_s})); // worst first
    QCOMPARE(rows(list(), 1), QStringList({u"gap, stale"_s, u"remote failing"_s, u"no break known"_s}));
    for (const QString &name : MainWindow::pageNames()) {
        m_window->openPage(name);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->page(name)->isSettled(), 20'000);
    }
    QTest::keyClick(m_window, Qt::Key_2, Qt::ControlModifier);
    QTRY_VERIFY(users()->isVisible());
}

void MainWindowTest::iconButtonsHaveNames()
{
    connectWindow();
    select(u"@bob:remote.example"_s);
    const auto buttons = m_window->findChildren<QAbstractButton *>();
    for (const QAbstractButton *button : buttons) {
        // Clear buttons of line edits, scroll buttons of tab bars and what is named qt_ are Qt's own.
        if (!button->icon().isNull() && button->text().isEmpty() && !qobject_cast<QLineEdit *>(button->parentWidget())
            && !qobject_cast<QTabBar *>(button->parentWidget()) && !button->objectName().startsWith(u"qt_"))
            QVERIFY2(!button->accessibleName().isEmpty(), button->parentWidget()->metaObject()->className());
    }
}

/// Whoever refreshed the user, and when: from the server's record, not from this program's memory.
void MainWindowTest::showsTheServersRecordOfARefresh()
{
    Inspection::RefreshStatus record;
    record.state = Inspection::RefreshState::Succeeded;
    record.requested = QDateTime::currentMSecsSinceEpoch() - 7'200'000;
    record.finished = record.requested + 1'500;
    record.change = DeviceListChange();
    record.change->added = {DeviceId(u"NEW1"_s)};
    m_server->refreshes[u"@ann:remote.example"_s] = record;
    connectWindow();
    select(u"@ann:remote.example"_s);
    auto *bar = users()->pane()->findChild<RefreshBar *>();
    QTRY_VERIFY_WITH_TIMEOUT(bar->text().startsWith(u"Last refreshed at "_s + Presentation::clockTime(record.finished)), 20'000);
    QVERIFY(bar->details().contains(u"NEW1"_s));
    select(u"@bob:remote.example"_s);
    QVERIFY2(bar->text().isEmpty(), qPrintable(bar->text()));
    // A newer one of our own takes its place.
    m_server->onRefresh = [this](const UserId &user) {
        auto &status = m_server->refreshes[user.toString()];
        status.state = Inspection::RefreshState::Failed;
        status.finished = status.requested + 1;
        status.error = u"remote.example refused the connection."_s;
    };
    select(u"@ann:remote.example"_s);
    users()->refreshSelected();
    QTRY_VERIFY_WITH_TIMEOUT(bar->text().startsWith(u"remote.example refused"_s), 20'000);
}

/// soft_logout: the dialog asks for the password, everything else is filled in.
void MainWindowTest::asksForThePasswordAgain()
{
    connectWindow();
    m_server->intercept = [](const Test::Request &request) -> std::optional<Test::Answer> {
        if (request.path.endsWith(u"/whoami"_s) || request.path.startsWith(u"/_lockstep/"_s))
            return Test::Answer{401, R"({"errcode":"M_UNKNOWN_TOKEN","error":"expired","soft_logout":true})"};
        return std::nullopt;
    };
    m_server->publish(Inspection::EventType::User, {});
    QTRY_VERIFY_WITH_TIMEOUT(m_window->findChild<ConnectDialog *>(), 20'000);
    auto *dialog = m_window->findChild<ConnectDialog *>();
    QCOMPARE(dialog->findChild<QLineEdit *>(u"user"_s)->text(), u"@admin:localhost"_s);
    m_server->intercept = nullptr;
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"secret"_s), m_server->password);
    QTest::keyClick(dialog->findChild<QLineEdit *>(u"secret"_s), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->page(u"users"_s), 20'000);
}

void MainWindowTest::filtersByChipAndSearch()
{
    connectWindow();
    const auto chips = users()->list()->findChildren<QToolButton *>();
    QToolButton *gap = nullptr;
    for (QToolButton *chip : chips) {
        if (chip->text().startsWith(u"Gap"_s))
            gap = chip;
    }
    QVERIFY(gap);
    QCOMPARE(gap->text(), u"Gap 1"_s);
    gap->click();
    QTRY_COMPARE(rows(list()), QStringList(u"@bob:remote.example"_s));
    users()->list()->setFilter({}, u"dead.example"_s);
    QTRY_COMPARE(rows(list()), QStringList(u"@zoe:dead.example"_s));
    users()->list()->setFilter({}, {});
    auto *search = users()->findChild<QLineEdit *>(u"users-search"_s);
    const int before = m_server->seen("GET", u"/_lockstep/v1/users"_s);
    QTest::keyClicks(search, u"ann"_s);
    QTRY_COMPARE(rows(list()), QStringList(u"@ann:remote.example"_s));
    QVERIFY(m_server->seen("GET", u"/_lockstep/v1/users"_s) <= before + 2); // typing is collected
}

void MainWindowTest::selectsAndShowsAUser()
{
    m_server->user(u"@bob:remote.example"_s).summary.findings
        = {{u"stale"_s, Severity::Warning, u"The list is stale."_s, 0}, {u"gap"_s, Severity::Error, u"One update was lost."_s, 7}};
    connectWindow();
    select(u"@bob:remote.example"_s);
    auto *header = users()->findChild<UserHeader *>();
    // Of a code that the program knows it has words of its own, which can be translated.
    QVERIFY2(header->sentence().startsWith(u"An update names a prev_id that was never received"_s), qPrintable(header->sentence()));
    auto *devices = users()->findChild<DevicesView *>();
    QCOMPARE(rows(devices->view(), 1), QStringList({u"DEVICE00"_s, u"DEVICE01"_s, u"DEVICE02"_s}));
    QVERIFY(users()->findChild<CrossSigningView *>()->summary().contains(u"no cross-signing keys"_s));
}

void MainWindowTest::refreshShowsProgressThenResult()
{
    connectWindow();
    select(u"@bob:remote.example"_s);
    auto *bar = users()->findChild<RefreshBar *>();
    auto *button = users()->findChild<QPushButton *>(u"refresh"_s);
    QVERIFY(button->isEnabled());
    button->click();
    QTRY_VERIFY(bar->text().startsWith(u"Fetching the whole list from remote.example"_s));
    QVERIFY(!button->isEnabled());
    QTRY_COMPARE(m_server->seen("POST", u"/_matrix/client/unstable/org.matrix.msc2638/user/@bob:remote.example/devices/refresh"_s), 1);

    Device added;
    added.deviceId = DeviceId(u"NEWDEVICE"_s);
    m_server->user(u"@bob:remote.example"_s).devices.append(added);
    Inspection::RefreshStatus done = m_server->refreshes[u"@bob:remote.example"_s];
    done.state = Inspection::RefreshState::Succeeded;
    done.finished = done.requested + 1;
    DeviceListChange change;
    change.added = {added.deviceId};
    change.fromStreamId = StreamId(qint64(104));
    change.toStreamId = StreamId(qint64(118));
    done.change = change;
    m_server->refreshes[u"@bob:remote.example"_s] = done;
    m_server->publish(Inspection::EventType::Refresh, {{u"user_id"_s, u"@bob:remote.example"_s}, {u"state"_s, u"succeeded"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(bar->text(), u"1 device(s) added; stream 104 → 118"_s, 20'000);
    QCOMPARE(bar->details(), u"Added: NEWDEVICE"_s);
    auto *devices = users()->findChild<DevicesView *>();
    QTRY_VERIFY(rows(devices->view(), 1).contains(u"NEWDEVICE"_s));
    QTRY_VERIFY(rows(devices->view(), 0).contains(u"added"_s));

    // It stays with its user until it is dismissed.
    select(u"@ann:remote.example"_s);
    QVERIFY(bar->text().isEmpty());
    select(u"@bob:remote.example"_s);
    QCOMPARE(bar->text(), u"1 device(s) added; stream 104 → 118"_s);
}

void MainWindowTest::failedRefreshStaysUsable()
{
    m_server->onRefresh = [this](const UserId &user) {
        Inspection::RefreshStatus &status = m_server->refreshes[user.toString()];
        status.state = Inspection::RefreshState::Failed;
        status.finished = 2;
        status.error = u"localhost:28448 refused the connection"_s;
    };
    connectWindow();
    select(u"@zoe:dead.example"_s);
    users()->refreshSelected();
    auto *bar = users()->findChild<RefreshBar *>();
    QTRY_VERIFY_WITH_TIMEOUT(bar->text().contains(u"localhost:28448 refused the connection"_s), 20'000);
    QVERIFY(users()->findChild<QPushButton *>(u"refresh"_s)->isEnabled());
    select(u"@ann:remote.example"_s);
}

void MainWindowTest::manyAreQueued()
{
    connectWindow();
    list()->selectAll();
    QTRY_VERIFY(users()->pane()->user().isEmpty());
    users()->refreshSelected();
    QTRY_COMPARE(m_window->session()->refreshes()->jobs().size(), 3);
    QTRY_VERIFY(m_window->page(u"activity"_s)->isVisible());
}

void MainWindowTest::eventsUpdateWhatIsShown()
{
    connectWindow();
    select(u"@bob:remote.example"_s);
    m_server->user(u"@bob:remote.example"_s).summary.states = {Inspection::UserState::InStep};
    m_server->publish(Inspection::EventType::User, {{u"user_id"_s, u"@bob:remote.example"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(rows(list(), 1), QStringList({u"remote failing"_s, u"no break known"_s, u"no break known"_s}), 20'000);
    QCOMPARE(users()->pane()->user().toString(), u"@bob:remote.example"_s);

    // A server that answers again is news about its users.
    m_server->user(u"@zoe:dead.example"_s).summary.states = {Inspection::UserState::InStep};
    m_server->publish(Inspection::EventType::Destination, {{u"destination"_s, u"dead.example"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(rows(list(), 1), QStringList(3, u"no break known"_s), 20'000);
}

void MainWindowTest::failingListCanBeRetried()
{
    m_server->intercept = [](const Test::Request &request) -> std::optional<Test::Answer> {
        if (request.path != u"/_lockstep/v1/users")
            return std::nullopt;
        return Test::Answer{.status = 500, .body = R"({"errcode":"M_UNKNOWN","error":"The database is gone"})"};
    };
    connectWindow();
    StateStack *stack = users()->list()->panel()->stack();
    QTRY_COMPARE(stack->state(), StateStack::Failed);
    QVERIFY(stack->message().contains(u"The database is gone"_s));
    m_server->intercept = {};
    Q_EMIT stack->retryRequested();
    QTRY_COMPARE(list()->model()->rowCount(), 3);
}

void MainWindowTest::lostConnectionIsABanner()
{
    connectWindow();
    auto *banner = m_window->findChild<Banner *>(u"liveBanner"_s);
    QVERIFY(banner->text().isEmpty());
    m_server->goDown();
    QTRY_VERIFY_WITH_TIMEOUT(!banner->text().isEmpty(), 30'000);
    QVERIFY(!QApplication::activeModalWidget());
    QCOMPARE(list()->model()->rowCount(), 3); // what was read stays
}

void MainWindowTest::signOutLeadsBack()
{
    connectWindow();
    m_window->session()->logOut();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->page(u"users"_s), 20'000);
    QTRY_COMPARE(m_server->seen("POST", u"/_matrix/client/v3/logout"_s), 1);
    connectWindow(); // and again
}

/// Also when a dialog has taken the focus from the window, and the side bar gets it back.
void MainWindowTest::comesBackToThePageThatWasLeft()
{
    connectWindow();
    QCOMPARE(m_settings->uiValue(u"page"_s).toString(), u"users"_s);
    delete m_window;
    m_window = new MainWindow({m_settings.get(), m_secrets.get(), nullptr});
    m_window->setAttribute(Qt::WA_DeleteOnClose, false);
    m_window->show();
    ConnectDialog *dialog = m_window->openConnectDialog({});
    dialog->findChild<QLineEdit *>(u"server"_s)->setText(m_server->url().toString());
    dialog->findChild<QLineEdit *>(u"user"_s)->setText(u"admin"_s);
    dialog->findChild<QLineEdit *>(u"secret"_s)->setText(m_server->password);
    QTest::keyClick(dialog->findChild<QLineEdit *>(u"secret"_s), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->page(u"users"_s), 20'000);
    QTRY_VERIFY(m_window->page(u"users"_s)->isVisible());
    QCOMPARE(m_settings->uiValue(u"page"_s).toString(), u"users"_s);
}

/// A homeserver that tells of one change and not of the other: the rows are read again when the counts say something else.
void MainWindowTest::chipsNeverContradictRows()
{
    connectWindow();
    const auto chips = [this] {
        QStringList texts;
        const auto buttons = users()->findChildren<QToolButton *>();
        for (const QToolButton *button : buttons) {
            if (button->isCheckable() && !button->text().isEmpty())
                texts << button->text();
        }
        return texts;
    };
    QTRY_VERIFY_WITH_TIMEOUT(chips().contains(u"Gap 1"_s) && chips().contains(u"Stale 1"_s), 20'000);
    m_server->user(u"@bob:remote.example"_s).summary.states = {Inspection::UserState::InStep};
    m_server->overview.states = {{Inspection::UserState::Gap, 0}, {Inspection::UserState::Stale, 0}};
    m_server->publish(Inspection::EventType::User, {{u"user_id"_s, u"@ann:remote.example"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(chips().contains(u"Gap 0"_s), 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(rows(list(), 1), QStringList({u"remote failing"_s, u"no break known"_s, u"no break known"_s}), 20'000);
    QVERIFY(chips().contains(u"Stale 0"_s) && chips().contains(u"Remote failing 1"_s) && chips().contains(u"All 3"_s));
    // Nor does the side bar, where a mark went without a word.
    const QListWidgetItem *entry = m_window->findChild<SideBar *>()->findChild<QListWidget *>()->item(1);
    const auto name = [entry] { return entry->data(Qt::AccessibleTextRole).toString(); };
    QTRY_COMPARE_WITH_TIMEOUT(name(), u"Users"_s, 20'000);
    m_server->overview.states = {{Inspection::UserState::Stale, 1}};
    m_server->publish(Inspection::EventType::User, {{u"user_id"_s, u"@ann:remote.example"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(name(), u"Users, 1"_s, 20'000);
    m_server->overview.states = {{Inspection::UserState::Stale, 0}};
    QTRY_COMPARE_WITH_TIMEOUT(name(), u"Users"_s, 30'000);
}

void MainWindowTest::resultsLeaveWhenContradicted()
{
    m_server->onRefresh = [this](const UserId &user) {
        Inspection::RefreshStatus &status = m_server->refreshes[user.toString()];
        status.state = Inspection::RefreshState::Succeeded;
        status.finished = status.requested + 1;
        status.change = DeviceListChange();
    };
    connectWindow();
    select(u"@ann:remote.example"_s);
    users()->refreshSelected();
    auto *bar = users()->pane()->findChild<RefreshBar *>();
    QTRY_COMPARE_WITH_TIMEOUT(bar->text(), u"No difference"_s, 20'000);
    // Compared: now it is more than that nothing is known.
    const auto badge = [this] {
        const auto labels = users()->pane()->findChild<UserHeader *>()->findChildren<QLabel *>();
        return std::ranges::any_of(labels, [](const QLabel *label) { return label->text() == u"in step when last compared"; });
    };
    QTRY_VERIFY(badge());
    QTest::qWait(2'100);
    m_server->user(u"@ann:remote.example"_s).summary.states = {Inspection::UserState::Gap};
    m_server->publish(Inspection::EventType::User, {{u"user_id"_s, u"@ann:remote.example"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(bar->text().startsWith(u"Last refreshed at "_s), 20'000);
    QVERIFY(!badge());
}

void MainWindowTest::anUntrackedUserIsExplained()
{
    Inspection::UserDetails carol;
    carol.summary.userId = UserId(u"@carol:remote.example"_s);
    carol.summary.states = {Inspection::UserState::Untracked};
    m_server->intercept = [carol](const Test::Request &request) -> std::optional<Test::Answer> {
        if (request.path != u"/_lockstep/v1/users/@carol:remote.example")
            return std::nullopt;
        return Test::Answer{200, QJsonDocument(toJson(carol)).toJson()};
    };
    connectWindow();
    QTest::keyClicks(users()->findChild<QLineEdit *>(u"users-search"_s), u"@carol:remote.example"_s);
    StateStack *stack = users()->list()->panel()->stack();
    QTRY_VERIFY_WITH_TIMEOUT(stack->message().contains(u"@carol:remote.example is not tracked"_s), 20'000);
    QVERIFY2(stack->message().contains(u"shares a room"_s), qPrintable(stack->message()));
}

void MainWindowTest::keyboardLeadsOn()
{
    connectWindow();
    auto *search = users()->findChild<QLineEdit *>(u"users-search"_s);
    m_window->activateWindow();
    QTRY_VERIFY(list()->model()->rowCount() > 0);
    search->setFocus();
    QTest::keyClick(search, Qt::Key_Down);
    QCOMPARE(m_window->focusWidget(), list());
    QTRY_VERIFY(!users()->pane()->user().isEmpty());
    // The list's filters come before it, in the order in which they stand.
    QCOMPARE(search->nextInFocusChain(), users()->findChild<QLineEdit *>(u"users-server"_s));
    // Enter presses a button, as it does in dialogs.
    QTRY_VERIFY(users()->isSettled());
    auto *refresh = users()->findChild<QPushButton *>(u"refresh"_s);
    refresh->setFocus();
    QTRY_COMPARE(QApplication::focusWidget(), refresh);
    QTest::keyClick(refresh, Qt::Key_Return);
    QCOMPARE(m_window->session()->refreshes()->jobs().size(), 1);
    // Names of the side bar's entries say what the badges show.
    auto *pages = m_window->findChild<SideBar *>()->findChild<QListWidget *>();
    QTRY_COMPARE_WITH_TIMEOUT(pages->item(1)->data(Qt::AccessibleTextRole).toString(), u"Users, 1"_s, 20'000);
}

void MainWindowTest::hostileNamesArePlain()
{
    Device &device = m_server->user(u"@bob:remote.example"_s).devices[0];
    device.displayName = u"<b>x</b>\u202eevil\n"_s;
    connectWindow();
    select(u"@bob:remote.example"_s);
    const QString shown = rows(users()->findChild<DevicesView *>()->view(), 2).constFirst();
    QVERIFY(shown.contains(u"<b>x</b>"_s));
    QVERIFY(!shown.contains(QChar(0x202e)));
    QVERIFY(!shown.contains(u'\n'));
}

void MainWindowTest::picturesOfEveryPage()
{
    connectWindow();
    Screenshots pictures(m_window, m_directory->filePath(u"pictures"_s), u"-test"_s);
    QSignalSpy finished(&pictures, &Screenshots::finished);
    pictures.start();
    QVERIFY(finished.wait(60'000));
    QCOMPARE(finished.constFirst().constFirst().toString(), QString());
    const QStringList files = QDir(m_directory->filePath(u"pictures"_s)).entryList({u"*-test.png"_s});
    QCOMPARE(files.size(), 11);
    QCOMPARE(QImage(m_directory->filePath(u"pictures/users-devices-test.png"_s)).size(), m_window->size() * m_window->devicePixelRatioF());
}

QTEST_MAIN(MainWindowTest)
#include "tst_mainwindow.moc"
