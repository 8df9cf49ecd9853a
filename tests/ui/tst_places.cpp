// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/casefiles/casefile.h"
#include "model/history/historymodel.h"
#include "session/preferences.h"
#include "session/secrets.h"
#include "session/settings.h"
#include "tests/model/updatetext.h"
#include "tests/ui/fakehomeserver.h"
#include "ui/connect/localgateway.h"
#include "ui/history/historypane.h"
#include "ui/history/updatedetails.h"
#include "ui/history/view/historyview.h"
#include "ui/pages/page.h"
#include "ui/pages/together/timecomparison.h"
#include "ui/pages/users/userlist.h"
#include "ui/pages/users/userpane.h"
#include "ui/pages/users/userspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/placetrail.h"
#include "ui/widgets/listpanel.h"

#include <QAction>
#include <QCheckBox>
#include <QFile>
#include <QItemSelectionModel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QStatusBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Lockstep;
using namespace Lockstep::Test;
using namespace Qt::StringLiterals;

namespace {
constexpr int patience = 20'000;
const QString ann = u"@ann:remote.example"_s;
const QString bob = u"@bob:remote.example"_s;
const QString zoe = u"@zo&e:dead.example"_s;
} // namespace

/// Back and forward through a window by its keys, and the same place again at the next start.
class PlacesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void trail();
    void trailIsBounded();
    void fromUserToUser();
    void walkIsOnePlace();
    void rowsOfSeveralUsers();
    void pagesToo();
    void rowsInTabsOfTheirOwn();
    void filtersStayAsTheyAre();
    void whatIsGoneIsLeftOut();
    void menusSayWhere();
    void comesBackAtTheNextStart();
    void serversStayAsTheyWereNarrowed();
    void aHealthyServerComesBack();
    void searchOfServersStays();
    void aCaseIsNotItsHomeserver();
    void signedOutAndInAgain();
    void notIfNobodyWantsIt();
    void brokenSettings_data();
    void brokenSettings();

private:
    void connectWindow();
    void restart();
    void select(const QString &user);
    void press(int key) { QTest::keyClick(m_window, Qt::Key(key), Qt::AltModifier); }
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(users()->isSettled() && history()->isSettled(), patience); }
    UsersPage *users() const { return qobject_cast<UsersPage *>(m_window->page(u"users"_s)); }
    HistoryPane *history() const { return users()->pane()->findChild<HistoryPane *>(); }
    QTableView *list() const { return users()->list()->panel()->view(); }
    QString user() const { return users()->pane()->user().toString(); }
    Page *servers() const { return m_window->page(u"servers"_s); }
    QCheckBox *failingOnly() const { return servers()->findChild<QCheckBox *>(); }
    ListPanel *serverList() const { return servers()->findChild<ListPanel *>(); }
    QString server() const
    {
        const QModelIndex current = serverList()->view()->currentIndex();
        return serverList()->view()->selectionModel()->hasSelection() ? current.siblingAtColumn(0).data().toString() : QString();
    }
    qint64 row() const
    {
        const HistoryView *view = history()->view();
        return view->currentRow() < 0 ? 0 : view->model()->item(view->currentRow()).n;
    }
    void goTo(qint64 n)
    {
        history()->model()->unfold(history()->model()->rowOfUpdate(n));
        history()->view()->setCurrentRow(history()->model()->rowOfUpdate(n));
    }

    std::unique_ptr<FakeHomeserver> m_server;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<MemorySecretStore> m_secrets;
    QPointer<MainWindow> m_window;
};

void PlacesTest::init()
{
    m_server = std::make_unique<FakeHomeserver>();
    QVERIFY(m_server->listen());
    m_server->addUsers(ann + u" in_step 2\n"_s + bob + u" gap,stale 3\n"_s + zoe + u" remote_failing 1\n"_s);
    QString story = u"1 PHONE\n"_s;
    for (int i = 2; i <= 30; ++i)
        story += u"%1 <- %2 %3 name=n%1\n"_s.arg(i).arg(i - 1).arg(i % 2 ? u"PHONE"_s : u"TABLET"_s);
    m_server->updates[ann] = updatesFromText(story);
    m_server->updates[bob] = updatesFromText(story);
    m_directory = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<Settings>(m_directory->filePath(u"test.ini"_s));
    m_secrets = std::make_unique<MemorySecretStore>();
    restart();
}

void PlacesTest::restart()
{
    delete m_window;
    m_window = new MainWindow({m_settings.get(), m_secrets.get(), nullptr});
    m_window->setAttribute(Qt::WA_DeleteOnClose, false);
    m_window->resize(1280, 800);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window));
}

void PlacesTest::cleanup()
{
    delete m_window;
    m_secrets.reset();
    m_settings.reset();
    m_server.reset();
}

void PlacesTest::connectWindow()
{
    ConnectRequest request;
    request.server = m_server->url().toString();
    request.user = u"admin"_s;
    request.password = m_server->password;
    m_window->connectTo(request);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->page(u"users"_s), patience);
}

void PlacesTest::select(const QString &user)
{
    users()->list()->select(UserId(user));
    QTRY_VERIFY_WITH_TIMEOUT(this->user() == user && users()->isSettled(), patience);
}

void PlacesTest::trail()
{
    using Stop = PlaceTrail::Stop;
    const auto at = [](const QString &user, int update = 0, Place::Way way = Place::Way::Jump) {
        Stop stop{.page = u"users"_s, .place = {.subject = {{u"user"_s, user}}}, .way = way};
        if (update > 0)
            stop.place.subject.insert(u"update"_s, update);
        return stop;
    };
    PlaceTrail trail;
    QVERIFY(!trail.present() && !trail.next(-1) && !trail.go(1));
    trail.visit({.page = u"users"_s});
    trail.visit(at(u"a"_s)); // what the page shows is the page
    QCOMPARE(trail.size(), 1U);
    trail.visit(at(u"a"_s, 5)); // and the row is the user's
    trail.visit({.page = u"users"_s}); // a list that is read again shows nobody for a moment
    QCOMPARE(trail.size(), 1U);
    trail.visit(at(u"a"_s, 9));
    trail.visit(at(u"b"_s));
    QCOMPARE(trail.size(), 3U);
    QCOMPARE(trail.go(-1)->place.subject.value(u"update"_s).toInt(), 9);
    QCOMPARE(trail.next(1)->place.subject.value(u"user"_s).toString(), u"b"_s);
    // Who goes elsewhere has no way forward.
    trail.visit(at(u"c"_s));
    QVERIFY(!trail.next(1));
    // Steps move along, and where they began stays.
    for (int i = 1; i < 5; ++i)
        trail.visit(at(u"d%1"_s.arg(i), 0, Place::Way::Walk));
    QCOMPARE(trail.size(), 4U);
    QCOMPARE(trail.present()->place.subject.value(u"user"_s).toString(), u"d4"_s);
    QCOMPARE(trail.next(-1)->place.subject.value(u"user"_s).toString(), u"c"_s);
    // A row that somebody chose there is no step any more.
    trail.visit(at(u"d4"_s, 3));
    trail.visit(at(u"d5"_s, 0, Place::Way::Walk));
    QCOMPARE(trail.size(), 5U);
    // What cannot be shown is left out.
    const auto hidden = [](const Stop &stop) { return stop.place.subject.value(u"user"_s) == u"d4"_s; };
    QCOMPARE(trail.next(-1, hidden)->place.subject.value(u"user"_s).toString(), u"c"_s);
    // Another look is the same place.
    Stop look = *trail.present();
    look.place.look.insert(u"tab"_s, 1);
    trail.visit(look);
    QCOMPARE(trail.size(), 5U);
    QCOMPARE(trail.present()->place.look.value(u"tab"_s).toInt(), 1);
}

void PlacesTest::trailIsBounded()
{
    PlaceTrail trail;
    for (int i = 1; i <= 1'000; ++i)
        trail.visit({.page = u"users"_s, .place = {.subject = {{u"user"_s, i}}}});
    QCOMPARE(trail.size(), PlaceTrail::most);
    int back = 0;
    while (trail.go(-1))
        ++back;
    QCOMPARE(back, int(PlaceTrail::most) - 1);
    QCOMPARE(trail.present()->place.subject.value(u"user"_s).toInt(), 801);
}

void PlacesTest::fromUserToUser()
{
    connectWindow();
    m_window->openPage(u"users"_s);
    settle();
    select(ann);
    select(bob);
    select(zoe);
    press(Qt::Key_Left);
    QTRY_COMPARE_WITH_TIMEOUT(user(), bob, patience);
    QTRY_COMPARE(users()->list()->selection().value(0).toString(), bob);
    press(Qt::Key_Left);
    QTRY_COMPARE_WITH_TIMEOUT(user(), ann, patience);
    press(Qt::Key_Right);
    QTRY_COMPARE_WITH_TIMEOUT(user(), bob, patience);
    // Another way from here on.
    select(ann);
    press(Qt::Key_Right);
    QVERIFY2(m_window->statusBar()->currentMessage().contains(u"nothing after"_s), qPrintable(m_window->statusBar()->currentMessage()));
    QCOMPARE(user(), ann);
    press(Qt::Key_Left);
    QTRY_COMPARE_WITH_TIMEOUT(user(), bob, patience);
}

/// Who holds Down in a list was where it began, and is where it ended.
void PlacesTest::walkIsOnePlace()
{
    connectWindow();
    m_window->openPage(u"users"_s);
    settle();
    list()->setFocus();
    const auto at = [this](int row) { return list()->model()->index(row, 0).data().toString(); };
    select(at(0));
    QTest::keyClick(list(), Qt::Key_Down);
    QCOMPARE(user(), at(1));
    QTest::keyClick(list(), Qt::Key_Down);
    QCOMPARE(user(), at(2));
    press(Qt::Key_Left);
    QTRY_COMPARE_WITH_TIMEOUT(user(), at(0), patience);
    press(Qt::Key_Right);
    QTRY_COMPARE_WITH_TIMEOUT(user(), at(2), patience);
}

void PlacesTest::rowsOfSeveralUsers()
{
    connectWindow();
    m_window->openPage(u"users"_s);
    users()->pane()->setTab(UserPane::History);
    select(ann);
    settle();
    history()->model()->unfoldAll();
    goTo(20);
    goTo(5);
    QTest::keyClick(history()->view(), Qt::Key_Up); // a step is no jump
    QCOMPARE(row(), 6);
    select(bob);
    settle();
    goTo(12);
    users()->pane()->setTab(UserPane::Devices);
    press(Qt::Key_Left);
    QTRY_VERIFY_WITH_TIMEOUT(user() == ann && row() == 6, patience);
    QCOMPARE(users()->pane()->tab(), UserPane::History);
    press(Qt::Key_Left);
    QTRY_COMPARE_WITH_TIMEOUT(row(), 5, patience);
    press(Qt::Key_Left);
    QTRY_COMPARE_WITH_TIMEOUT(row(), 20, patience);
    QCOMPARE(user(), ann);
    // Nothing on the way was a place that somebody went to: all of it is still ahead, and how it was looked at.
    for (const qint64 n : {5, 6}) {
        press(Qt::Key_Right);
        QTRY_COMPARE_WITH_TIMEOUT(row(), n, patience);
    }
    press(Qt::Key_Right);
    QTRY_COMPARE_WITH_TIMEOUT(user(), bob, patience);
    QTRY_COMPARE_WITH_TIMEOUT(users()->pane()->tab(), UserPane::Devices, patience);
    users()->pane()->setTab(UserPane::History);
    QTRY_COMPARE_WITH_TIMEOUT(row(), 12, patience);
    // The history's own keys are these.
    history()->view()->setFocus();
    QTest::keyClick(history()->view(), Qt::Key_Left, Qt::AltModifier);
    QTRY_VERIFY_WITH_TIMEOUT(user() == ann && row() == 6, patience);
}

void PlacesTest::pagesToo()
{
    connectWindow();
    m_window->openPage(u"users"_s);
    settle();
    select(bob);
    m_window->openPage(u"queues"_s);
    m_window->openPage(u"users"_s, {{u"user"_s, ann}, {u"update"_s, 7}});
    QTRY_VERIFY_WITH_TIMEOUT(user() == ann && row() == 7, patience);
    press(Qt::Key_Left);
    QVERIFY(m_window->shows(u"queues"_s));
    press(Qt::Key_Left);
    QVERIFY(m_window->shows(u"users"_s));
    QTRY_COMPARE_WITH_TIMEOUT(user(), bob, patience);
    press(Qt::Key_Left);
    QVERIFY(m_window->shows(u"overview"_s));
    press(Qt::Key_Left);
    QVERIFY(m_window->statusBar()->currentMessage().contains(u"nothing before"_s));
    for (int i = 0; i < 3; ++i)
        press(Qt::Key_Right);
    QTRY_VERIFY_WITH_TIMEOUT(user() == ann && row() == 7, patience);
}

/// Two rows of one user, each looked at in another tab below the graph.
void PlacesTest::rowsInTabsOfTheirOwn()
{
    connectWindow();
    m_window->openPage(u"users"_s);
    users()->pane()->setTab(UserPane::History);
    select(bob);
    settle();
    select(ann);
    settle();
    history()->model()->unfoldAll();
    history()->details()->showTab(UpdateDetails::List);
    goTo(20);
    goTo(7);
    history()->details()->showTab(UpdateDetails::Json);
    press(Qt::Key_Left);
    QTRY_COMPARE_WITH_TIMEOUT(row(), 20, patience);
    QCOMPARE(history()->details()->tab(), UpdateDetails::List);
    settle();
    press(Qt::Key_Left);
    QTRY_COMPARE_WITH_TIMEOUT(user(), bob, patience);
    settle();
    press(Qt::Key_Right);
    QTRY_VERIFY_WITH_TIMEOUT(user() == ann && row() == 20, patience);
    settle();
    press(Qt::Key_Right);
    QTRY_COMPARE_WITH_TIMEOUT(row(), 7, patience);
    QCOMPARE(history()->details()->tab(), UpdateDetails::Json);
    press(Qt::Key_Right);
    QVERIFY(m_window->statusBar()->currentMessage().contains(u"nothing after"_s));
    QCOMPARE(row(), 7);
}

/// Back leads to a user whom the filters leave out, and leaves them.
void PlacesTest::filtersStayAsTheyAre()
{
    connectWindow();
    m_window->openPage(u"users"_s);
    settle();
    select(ann);
    auto *server = users()->findChild<QLineEdit *>(u"users-server"_s);
    server->setFocus();
    QTest::keyClicks(server, u"dead.example"_s);
    QTest::keyClick(server, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(list()->model()->rowCount(), 1, patience);
    settle();
    select(zoe);
    press(Qt::Key_Left);
    QTRY_COMPARE_WITH_TIMEOUT(user(), ann, patience);
    settle();
    QCOMPARE(user(), ann); // after all has been read, too
    QCOMPARE(server->text(), u"dead.example"_s);
    QCOMPARE(list()->model()->rowCount(), 1);
    QVERIFY(users()->list()->selection().isEmpty()); // the list selects nobody who is not the one that is shown
    press(Qt::Key_Right);
    QTRY_COMPARE_WITH_TIMEOUT(user(), zoe, patience);
    QTRY_COMPARE(users()->list()->selection().value(0).toString(), zoe);
    QCOMPARE(server->text(), u"dead.example"_s);
    // Filters that let the user in again find the one who is shown, and others leave the user there.
    press(Qt::Key_Left);
    QTRY_COMPARE_WITH_TIMEOUT(user(), ann, patience);
    server->setFocus();
    server->selectAll();
    QTest::keyClicks(server, u"nowhere.example"_s);
    QTest::keyClick(server, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(list()->model()->rowCount(), 0, patience);
    settle();
    QCOMPARE(user(), ann);
    server->setFocus();
    server->selectAll();
    QTest::keyClick(server, Qt::Key_Delete);
    QTRY_COMPARE_WITH_TIMEOUT(users()->list()->selection().value(0).toString(), ann, patience);
    QCOMPARE(user(), ann);
}

/// A user who went meanwhile is named all the same; a row that a filter hides is not gone to.
void PlacesTest::whatIsGoneIsLeftOut()
{
    connectWindow();
    m_window->openPage(u"users"_s);
    users()->pane()->setTab(UserPane::History);
    select(ann);
    settle();
    history()->model()->unfoldAll();
    goTo(20);
    goTo(7);
    goTo(28);
    HistoryFilter filter;
    filter.text = u"n2"_s;
    history()->model()->setFilter(filter);
    press(Qt::Key_Left);
    QTRY_COMPARE_WITH_TIMEOUT(row(), 20, patience);
    history()->model()->setFilter({});
    // Of another user nobody knows it beforehand: what was typed stays, and the user is there.
    select(bob);
    settle();
    auto *find = history()->findChild<QLineEdit *>(u"history-find"_s);
    QVERIFY(find);
    find->setFocus();
    QTest::keyClicks(find, u"n3"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!history()->model()->filter().isEmpty(), patience);
    QTest::keyClick(find, Qt::Key_Left, Qt::AltModifier);
    QTRY_COMPARE_WITH_TIMEOUT(user(), ann, patience);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->statusBar()->currentMessage().contains(u"does not show where you were"_s), patience);
    settle();
    QCOMPARE(find->text(), u"n3"_s);
    find->clear();
    QTRY_VERIFY_WITH_TIMEOUT(history()->model()->filter().isEmpty(), patience);
    m_server->updates[bob].clear();
    select(bob);
    select(ann);
    m_server->updates[ann].clear();
    select(bob);
    press(Qt::Key_Left);
    QTRY_COMPARE_WITH_TIMEOUT(user(), ann, patience);
    settle();
    select(bob); // and one goes on from there
    press(Qt::Key_Left);
    QTRY_COMPARE_WITH_TIMEOUT(user(), ann, patience);
}

void PlacesTest::menusSayWhere()
{
    connectWindow();
    m_window->openPage(u"users"_s);
    users()->pane()->setTab(UserPane::History);
    select(ann);
    settle();
    goTo(20);
    select(zoe);
    settle();
    select(bob);
    auto *back = m_window->findChild<QAction *>(u"back"_s);
    auto *forward = m_window->findChild<QAction *>(u"forward"_s);
    QVERIFY(back && forward);
    const auto texts = [&] {
        Q_EMIT qobject_cast<QMenu *>(back->associatedObjects().constFirst())->aboutToShow();
        return QStringList{back->text().remove(u'&').trimmed(), forward->text().remove(u'&')};
    };
    QCOMPARE(texts(), (QStringList{u"Back to @zoe:dead.example"_s, u"Forward"_s}));
    press(Qt::Key_Left);
    QTRY_COMPARE_WITH_TIMEOUT(user(), zoe, patience);
    QCOMPARE(texts(), (QStringList{u"Back to @ann:remote.example, stream_id 20"_s, u"Forward to @bob:remote.example"_s}));
    QVERIFY(forward->shortcut() == QKeySequence(Qt::ALT | Qt::Key_Right));
}

void PlacesTest::comesBackAtTheNextStart()
{
    connectWindow();
    m_window->openPage(u"users"_s);
    users()->pane()->setTab(UserPane::History);
    select(bob);
    settle();
    history()->details()->showTab(UpdateDetails::Json);
    goTo(12);
    history()->view()->setComparedRow(history()->model()->rowOfUpdate(15));
    history()->details()->showTab(UpdateDetails::List);
    // Two users in a window of their own.
    list()->selectionModel()->select(list()->model()->index(0, 0), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    select(bob);
    settle();
    QTRY_COMPARE_WITH_TIMEOUT(row(), 12, patience);
    history()->view()->setComparedRow(history()->model()->rowOfUpdate(15));
    m_window->close();
    restart();
    connectWindow();
    QVERIFY(m_window->shows(u"users"_s));
    QTRY_COMPARE_WITH_TIMEOUT(user(), bob, patience);
    QCOMPARE(users()->pane()->tab(), UserPane::History);
    QTRY_COMPARE_WITH_TIMEOUT(row(), 12, patience);
    const HistoryView *view = history()->view();
    QCOMPARE(view->model()->item(view->comparedRow()).n, 15);
    QCOMPARE(history()->details()->tab(), UpdateDetails::List);
    QTRY_COMPARE_WITH_TIMEOUT(users()->list()->selection().value(0).toString(), bob, patience);
    QVERIFY(!users()->findChild<TimeComparison *>());
    // There is nothing before the start.
    press(Qt::Key_Left);
    QVERIFY(m_window->statusBar()->currentMessage().contains(u"nothing before"_s));

    // A comparison of several users that is open is a window that is there again.
    for (int i = 0; i < 3; ++i)
        list()->selectionModel()->select(list()->model()->index(i, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    QMenu menu;
    users()->fillSelectionMenu(&menu);
    menu.findChild<QAction *>(u"compareByTime"_s)->trigger();
    QVERIFY(users()->findChild<TimeComparison *>());
    m_window->close();
    restart();
    connectWindow();
    QTRY_VERIFY_WITH_TIMEOUT(users()->findChild<TimeComparison *>(), patience);
    QCOMPARE(users()->findChild<TimeComparison *>()->users().size(), 3);
    // One that was closed is not.
    users()->findChild<TimeComparison *>()->close();
    QTRY_VERIFY_WITH_TIMEOUT(!users()->findChild<TimeComparison *>(), patience);
    m_window->close();
    restart();
    connectWindow();
    settle();
    QVERIFY(!users()->findChild<TimeComparison *>());
}

/// A start narrows nothing that the operator did not narrow, and forgets nothing.
void PlacesTest::serversStayAsTheyWereNarrowed()
{
    Inspection::Destination dead{.destination = ServerName(u"dead.example"_s)};
    dead.failingSince = 1'700'000'000'000;
    m_server->destinations = {dead, {.destination = ServerName(u"remote.example"_s)}};
    connectWindow();
    m_window->openPage(u"servers"_s);
    QTRY_COMPARE_WITH_TIMEOUT(serverList()->view()->model()->rowCount(), 2, patience);
    failingOnly()->click();
    QTRY_COMPARE_WITH_TIMEOUT(serverList()->view()->model()->rowCount(), 1, patience);
    serverList()->setCurrentRow(0);
    QCOMPARE(server(), u"dead.example"_s);
    m_window->close();
    restart();
    connectWindow();
    QVERIFY(m_window->shows(u"servers"_s));
    QTRY_COMPARE_WITH_TIMEOUT(server(), u"dead.example"_s, patience);
    QVERIFY(failingOnly()->isChecked());
    QCOMPARE(serverList()->searchEdit()->text(), QString());

    // One that does not fail any more is not there, and takes no selection away when it is shown again.
    m_window->close();
    m_server->destinations[0].failingSince = 0;
    restart();
    connectWindow();
    QTRY_VERIFY_WITH_TIMEOUT(servers()->isSettled() && serverList()->view()->model()->rowCount() == 0, patience);
    QVERIFY(failingOnly()->isChecked());
    QCOMPARE(serverList()->searchEdit()->text(), QString());
    failingOnly()->click();
    QTRY_COMPARE_WITH_TIMEOUT(serverList()->view()->model()->rowCount(), 2, patience);
    QTRY_VERIFY_WITH_TIMEOUT(servers()->isSettled(), patience);
    QCOMPARE(server(), QString());
    // Where a link leads is not what somebody chose.
    failingOnly()->click();
    m_window->openPage(u"servers"_s, {{u"server"_s, u"remote.example"_s}});
    QTRY_COMPARE_WITH_TIMEOUT(server(), u"remote.example"_s, patience);
    QVERIFY(!failingOnly()->isChecked());
    m_window->close();
    restart();
    connectWindow();
    QVERIFY(failingOnly()->isChecked());
}

/// Servers that fail are read first, as a page of their own: whoever is not among them is not gone.
void PlacesTest::aHealthyServerComesBack()
{
    Inspection::Destination dead{.destination = ServerName(u"dead.example"_s)};
    dead.failingSince = 1'700'000'000'000;
    m_server->destinations = {dead, {.destination = ServerName(u"remote.example"_s)}};
    connectWindow();
    m_window->openPage(u"servers"_s);
    QTRY_COMPARE_WITH_TIMEOUT(serverList()->view()->model()->rowCount(), 2, patience);
    serverList()->setCurrentRow(1);
    QCOMPARE(server(), u"remote.example"_s);
    m_window->close();
    restart();
    connectWindow();
    QTRY_COMPARE_WITH_TIMEOUT(server(), u"remote.example"_s, patience);
    QCOMPARE(serverList()->view()->model()->rowCount(), 2);
    QCOMPARE(serverList()->searchEdit()->text(), QString());

    // Back, with what is typed and "Failing only" in the way: the server is shown, and the search is there still.
    serverList()->setCurrentRow(0);
    failingOnly()->click();
    QTRY_COMPARE_WITH_TIMEOUT(serverList()->view()->model()->rowCount(), 1, patience);
    serverList()->searchEdit()->setText(u"dead"_s);
    press(Qt::Key_Left);
    QTRY_COMPARE_WITH_TIMEOUT(servers()->place().subject.value(u"server"_s).toString(), u"remote.example"_s, patience);
    QCOMPARE(serverList()->searchEdit()->text(), u"dead"_s);
    QVERIFY(!failingOnly()->isChecked());
}

/// What somebody types is still there after Alt+Left, and the server that it leaves out is shown.
void PlacesTest::searchOfServersStays()
{
    m_server->destinations = {{.destination = ServerName(u"dead.example"_s)}, {.destination = ServerName(u"remote.example"_s)}};
    connectWindow();
    m_window->openPage(u"servers"_s);
    QTRY_COMPARE_WITH_TIMEOUT(serverList()->view()->model()->rowCount(), 2, patience);
    serverList()->setCurrentRow(0);
    serverList()->setCurrentRow(1);
    QCOMPARE(server(), u"remote.example"_s);
    QLineEdit *search = serverList()->searchEdit();
    search->setFocus();
    QTest::keyClicks(search, u"remote"_s);
    QTRY_COMPARE_WITH_TIMEOUT(serverList()->view()->model()->rowCount(), 1, patience);
    QTest::keyClick(search, Qt::Key_Left, Qt::AltModifier);
    QTRY_VERIFY_WITH_TIMEOUT(servers()->isSettled(), patience);
    QCOMPARE(servers()->place().subject.value(u"server"_s).toString(), u"dead.example"_s);
    QCOMPARE(search->text(), u"remote"_s);
    QCOMPARE(server(), QString());
    servers()->reload(); // what is read again does not take it away
    QTRY_VERIFY_WITH_TIMEOUT(servers()->isSettled(), patience);
    QCOMPARE(servers()->place().subject.value(u"server"_s).toString(), u"dead.example"_s);
    QTest::keyClick(search, Qt::Key_Right, Qt::AltModifier);
    QTRY_COMPARE_WITH_TIMEOUT(server(), u"remote.example"_s, patience);
    QCOMPARE(search->text(), u"remote"_s);
}

/// A case bears the name of the homeserver that made it, whose place it neither takes over nor overwrites.
void PlacesTest::aCaseIsNotItsHomeserver()
{
    connectWindow();
    m_window->openPage(u"users"_s);
    select(bob);
    settle();
    m_window->close();
    const QString path = m_directory->filePath(u"bob.lockstep-case"_s);
    Inspection::ReceiversView view;
    view.details.summary.userId = UserId(ann);
    view.updates = m_server->updates[ann];
    std::ranges::reverse(view.updates);
    const Inspection::Case made{
        .server = m_server->info.serverName, .userId = UserId(ann), .made = 1'700'000'000'000, .madeBy = u"1"_s, .receiver = view};
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(Inspection::toCaseFile(made));
    file.close();
    const auto launcher = makeLocalGateway();
    QPointer<MainWindow> other = new MainWindow({m_settings.get(), m_secrets.get(), launcher.get()});
    other->setAttribute(Qt::WA_DeleteOnClose, false);
    other->show();
    other->openFiles({path});
    QTRY_VERIFY_WITH_TIMEOUT(other->page(u"users"_s), patience);
    QCOMPARE(other->session()->info().serverName, m_server->info.serverName);
    QVERIFY(other->shows(u"overview"_s));
    other->openPage(u"users"_s, {{u"user"_s, ann}});
    QTRY_VERIFY_WITH_TIMEOUT(other->page(u"users"_s)->isSettled(), patience);
    other->openPage(u"sources"_s);
    other->close();
    delete other;
    restart();
    connectWindow();
    QVERIFY(m_window->shows(u"users"_s));
    QTRY_COMPARE_WITH_TIMEOUT(user(), bob, patience);
    QTRY_COMPARE_WITH_TIMEOUT(users()->list()->selection().value(0).toString(), bob, patience);
}

/// Who signs in again is where they were, and the way there is no longer behind them.
void PlacesTest::signedOutAndInAgain()
{
    connectWindow();
    m_window->openPage(u"users"_s);
    select(ann);
    select(bob);
    users()->pane()->setTab(UserPane::History);
    settle();
    history()->view()->setFocus();
    m_window->session()->logOut();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->page(u"users"_s), patience);
    press(Qt::Key_Left);
    // The keyboard goes on where one signs in, and not nowhere.
    auto *focused = qobject_cast<QPushButton *>(m_window->focusWidget());
    QVERIFY(focused && focused->isVisible() && focused->hasFocus());
    QCOMPARE(focused->text(), u"Connect to a server …"_s);
    connectWindow();
    QVERIFY(m_window->shows(u"users"_s));
    QTRY_COMPARE_WITH_TIMEOUT(user(), bob, patience);
    settle();
    press(Qt::Key_Left);
    QVERIFY(m_window->statusBar()->currentMessage().contains(u"nothing before"_s));
    QCOMPARE(user(), bob);
}

void PlacesTest::notIfNobodyWantsIt()
{
    connectWindow();
    m_window->openPage(u"users"_s);
    select(bob);
    Preferences preferences;
    preferences.restore = false;
    preferences.writeTo(m_settings.get());
    m_window->close();
    restart();
    connectWindow();
    QVERIFY(m_window->shows(u"overview"_s));
    m_window->openPage(u"users"_s);
    settle();
    QCOMPARE(user(), QString());
}

void PlacesTest::brokenSettings_data()
{
    QTest::addColumn<QString>("kept");
    QTest::newRow("empty") << QString();
    QTest::newRow("no JSON") << u"{\"page\":\"users"_s;
    QTest::newRow("no such page") << u"{\"page\":\"nowhere\",\"subject\":{\"user\":\"@bob:remote.example\"}}"_s;
    QTest::newRow("an array") << u"[1,2]"_s;
    QTest::newRow("other kinds")
        << u"{\"page\":\"users\",\"subject\":{\"user\":[7],\"update\":{\"a\":1},\"missing\":\"x\"},\"look\":{\"tab\":99999999999,\"details\":-7,\"compared\":\"?\",\"together\":[1,{},\"@x\"]}}"_s;
    QTest::newRow("outside")
        << u"{\"page\":\"users\",\"subject\":{\"user\":\"@bob:remote.example\",\"update\":987654321},\"look\":{\"tab\":77,\"details\":1000,\"compared\":-4}}"_s;
    QTest::newRow("huge") << u"{\"page\":\"users\",\"subject\":{\"user\":\"@"_s + QString(100'000, u'x') + u":remote.example\"}}"_s;
}

/// What was kept is a file that anybody may have written into.
void PlacesTest::brokenSettings()
{
    QFETCH(QString, kept);
    m_settings->setUiValue(u"place/localhost"_s, kept);
    connectWindow();
    m_window->openPage(u"users"_s);
    settle();
    select(ann);
    QCOMPARE(user(), ann);
}

QTEST_MAIN(PlacesTest)
#include "tst_places.moc"
