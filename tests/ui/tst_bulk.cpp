// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// A refresh of many users, as an operator does it: by buttons of the window.

#include "session/refresh/bulkrefresh.h"
#include "session/secrets.h"
#include "session/settings.h"
#include "tests/ui/fakehomeserver.h"
#include "ui/pages/bulkbar.h"
#include "ui/pages/bulkdialog.h"
#include "ui/pages/users/userlist.h"
#include "ui/pages/users/userpane.h"
#include "ui/pages/users/userspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/listpanel.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {
constexpr int patience = 30'000;
} // namespace

class BulkTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void planThenResult();
    void failuresAreRetried();
    void cancelAtOnce();
    void pauseByKeyboard();
    void goesOnInAnotherRun();
    void signedOutInBetween();
    void forgotten();
    void ofOneServer();
    void ofALargeSelection();
    void viewersMayNot();
    void everyButtonHasAName();

private:
    void openWindow();
    void signIn();
    UsersPage *users() const { return qobject_cast<UsersPage *>(m_window->page(u"users"_s)); }
    BulkBar *bar() const { return m_window->findChild<BulkBar *>(); }
    BulkDialog *plan() const { return m_window->findChild<BulkDialog *>(); }
    QString said(const QString &label) const { return plan() ? plan()->findChild<QLabel *>(label)->text() : QString(); }
    QPushButton *button(const QString &text) const;
    /// Presses "Refresh all stale …" and waits for the plan.
    void askForStale();

    std::unique_ptr<Test::FakeHomeserver> m_server;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<MemorySecretStore> m_secrets;
    QPointer<MainWindow> m_window;
    QHash<QString, int> m_asked;
    QStringList m_order; ///< as they were asked
    QSet<QString> m_hanging; ///< servers
    QSet<QString> m_failing; ///< servers
    QSet<QString> m_changing; ///< users
};

void BulkTest::initTestCase()
{
    QLocale::setDefault(QLocale::c());
    QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
}

void BulkTest::init()
{
    m_asked.clear();
    m_order.clear();
    m_hanging.clear();
    m_failing.clear();
    m_changing = {u"@u003:b.example"_s};
    m_server = std::make_unique<Test::FakeHomeserver>();
    QVERIFY(m_server->listen());
    QString lines
        = u"@dead1:dead.example stale,remote_failing 1\n@dead2:dead.example stale,remote_failing 1\n@gone:a.example orphaned 1\n"_s;
    for (int i = 0; i < 60; ++i)
        lines += u"@u%1:%2.example stale 2\n"_s.arg(i, 3, 10, QChar(u'0')).arg(QChar(i % 2 == 0 ? u'a' : u'b'));
    lines += u"@well:b.example in_step 1\n"_s;
    m_server->addUsers(lines);
    m_server->overview.states = {{Inspection::UserState::Stale, 62}};
    for (const auto &name : {u"a.example"_s, u"b.example"_s}) {
        Inspection::Destination destination;
        destination.destination = ServerName(name);
        destination.usersTracked = 31;
        destination.usersStale = 30;
        m_server->destinations.append(destination);
    }
    m_server->onRefresh = [this](const UserId &user) {
        ++m_asked[user.toString()];
        m_order << user.toString();
        const QString server = user.server().toString();
        Inspection::RefreshStatus &status = m_server->refreshes[user.toString()];
        status.requested = QDateTime::currentMSecsSinceEpoch();
        if (m_hanging.contains(server))
            return;
        status.finished = status.requested;
        status.state = m_failing.contains(server) ? Inspection::RefreshState::Failed : Inspection::RefreshState::Succeeded;
        if (m_failing.contains(server))
            status.error = server + u" answers <b>404</b>"_s;
        if (m_changing.contains(user.toString())) {
            status.change.emplace();
            status.change->added = {DeviceId(u"NEW"_s)};
        }
    };
    m_directory = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<Settings>(m_directory->filePath(u"test.ini"_s));
    m_secrets = std::make_unique<MemorySecretStore>();
    openWindow();
}

void BulkTest::cleanup()
{
    delete m_window;
    m_secrets.reset();
    m_settings.reset();
    m_server.reset();
}

void BulkTest::openWindow()
{
    delete m_window;
    m_window = new MainWindow({m_settings.get(), m_secrets.get(), nullptr});
    m_window->setAttribute(Qt::WA_DeleteOnClose, false);
    m_window->resize(1280, 800);
    m_window->show();
    signIn();
}

void BulkTest::signIn()
{
    ConnectRequest request;
    request.server = m_server->url().toString();
    request.user = u"admin"_s;
    request.password = m_server->password;
    m_window->connectTo(request);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->page(u"users"_s), patience);
    m_window->openPage(u"users"_s);
    QTRY_VERIFY_WITH_TIMEOUT(users()->isSettled(), patience);
}

QPushButton *BulkTest::button(const QString &text) const
{
    const auto all = m_window->findChildren<QPushButton *>();
    for (QPushButton *one : all) {
        if (one->text().remove(u'&') == text && one->isVisible())
            return one;
    }
    qWarning("no button \"%s\"", qPrintable(text));
    return nullptr;
}

void BulkTest::askForStale()
{
    auto *stale = users()->findChild<QPushButton *>(u"users-refresh-stale"_s);
    QTRY_VERIFY_WITH_TIMEOUT(stale->isVisible(), patience);
    stale->click();
    QVERIFY(plan());
    QTRY_VERIFY_WITH_TIMEOUT(plan()->isSettled(), patience);
}

void BulkTest::planThenResult()
{
    askForStale();
    QCOMPARE(plan()->windowTitle(), u"Refresh all stale users"_s);
    QVERIFY2(said(u"bulkPlan"_s).startsWith(u"60 user(s) of 2 server(s) will be refreshed"_s), qPrintable(said(u"bulkPlan"_s)));
    QVERIFY(said(u"bulkLeftOut"_s).contains(u"2 user(s) of dead.example: the homeserver waits"_s));
    QVERIFY(m_asked.isEmpty()); // it is shown first
    QTest::keyClick(plan(), Qt::Key_Return);
    QTRY_VERIFY(!plan());
    QTRY_COMPARE_WITH_TIMEOUT(bar()->text(), u"60 of 60 users refreshed, 1 changed"_s, patience);
    QCOMPARE(m_asked.size(), 60);
    QVERIFY(!m_asked.contains(u"@dead1:dead.example"_s));

    // What changed, and who it is.
    auto *list = m_window->page(u"activity"_s)->findChild<QTableView *>(u"bulk"_s);
    QTRY_VERIFY(list->isVisible());
    QTRY_COMPARE(list->model()->rowCount(), 1);
    QCOMPARE(list->model()->index(0, 2).data().toString(), u"1 device(s) added"_s);
    m_window->findChild<QAction *>(u"exportList"_s)->trigger();
    auto *dialog = m_window->findChild<QFileDialog *>(u"exportDialog"_s);
    QVERIFY(dialog);
    const QString path = m_directory->filePath(u"out.csv"_s);
    dialog->findChild<QLineEdit *>(u"fileNameEdit"_s)->setText(path);
    dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save)->click();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->findChild<Banner *>(u"exportBanner"_s)->text().contains(u"1 row"_s), patience);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readLine(), "user_id,server,state,added,removed,changed,cross_signing_changed,error,finished\r\n"_ba);
    QVERIFY(file.readLine().contains("@u003:b.example"));
    list->setFocus();
    list->setCurrentIndex(list->model()->index(0, 0));
    QTest::keyClick(list, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(users()->pane()->user().toString(), u"@u003:b.example"_s, patience);
    m_window->session()->bulk()->forget();
    QVERIFY(!bar()->isVisible());
}

void BulkTest::failuresAreRetried()
{
    m_failing = {u"a.example"_s};
    askForStale();
    button(u"Start"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(bar()->text().startsWith(u"30 of 60 users refreshed, 1 changed"_s), patience);
    QTRY_VERIFY(button(u"Retry 30 failed"_s));
    const auto labels = bar()->findChildren<QLabel *>();
    QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) {
        return label->text().startsWith(u"30 of a.example: a.example answers <b>404</b>"_s) && label->textFormat() == Qt::PlainText;
    }));
    auto *show = m_window->page(u"activity"_s)->findChild<QComboBox *>(u"bulkShow"_s);
    show->setCurrentIndex(1);
    QCOMPARE(show->currentText(), u"Failed (30)"_s);
    auto *list = m_window->page(u"activity"_s)->findChild<QTableView *>(u"bulk"_s);
    QCOMPARE(list->model()->rowCount(), 30);
    m_failing.clear();
    button(u"Retry 30 failed"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(bar()->text(), u"60 of 60 users refreshed, 1 changed"_s, patience);
    QCOMPARE(list->model()->rowCount(), 0);
    QCOMPARE(m_asked.value(u"@u003:b.example"_s), 1);
}

void BulkTest::cancelAtOnce()
{
    m_hanging = {u"a.example"_s};
    askForStale();
    button(u"Start"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(bar()->text().startsWith(u"30 of 60 users refreshed"_s), patience);
    button(u"Cancel"_s)->click();
    QCOMPARE(bar()->text(), u"Cancelled: 30 of 60 users refreshed, 1 changed, 28 not started, 2 may still finish"_s);
    auto *show = m_window->page(u"activity"_s)->findChild<QComboBox *>(u"bulkShow"_s);
    show->setCurrentIndex(2);
    auto *list = m_window->page(u"activity"_s)->findChild<QTableView *>(u"bulk"_s);
    QMap<QString, int> states;
    for (int row = 0; row < list->model()->rowCount(); ++row)
        ++states[list->model()->index(row, 1).data().toString()];
    QCOMPARE(states, (QMap<QString, int>{{u"succeeded"_s, 30}, {u"not started"_s, 28}, {u"may still finish"_s, 2}}));
}

void BulkTest::pauseByKeyboard()
{
    m_hanging = {u"a.example"_s};
    askForStale();
    button(u"Start"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(bar()->text().startsWith(u"30 of 60 users refreshed"_s), patience);
    button(u"Pause"_s)->setFocus();
    QTest::keyClick(button(u"Pause"_s), Qt::Key_Space);
    QTRY_VERIFY(bar()->text().startsWith(u"Paused at 30 of 60 users"_s));
    QVERIFY(button(u"Resume"_s)->hasFocus() || !m_window->isActiveWindow());
    m_hanging.clear();
    QTest::keyClick(button(u"Resume"_s), Qt::Key_Space);
    for (const auto &hung : {u"@u000:a.example"_s, u"@u002:a.example"_s})
        m_server->refreshes[hung].state = Inspection::RefreshState::Succeeded;
    QTRY_VERIFY_WITH_TIMEOUT(bar()->text().startsWith(u"60 of 60 users refreshed"_s), patience);
}

void BulkTest::goesOnInAnotherRun()
{
    m_hanging = {u"a.example"_s};
    askForStale();
    button(u"Start"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(bar()->text().startsWith(u"30 of 60 users refreshed"_s), patience);
    openWindow();
    QTRY_COMPARE_WITH_TIMEOUT(bar()->text(), u"A refresh of 60 users was interrupted at 30."_s, patience);
    QVERIFY(bar()->isVisible());
    m_hanging.clear();
    for (const auto &hung : {u"@u000:a.example"_s, u"@u002:a.example"_s})
        m_server->refreshes[hung].state = Inspection::RefreshState::Succeeded;
    button(u"Go on"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(bar()->text(), u"60 of 60 users refreshed, 1 changed"_s, patience);
    QCOMPARE(m_asked.size(), 60);
    for (auto it = m_asked.cbegin(); it != m_asked.cend(); ++it)
        QVERIFY2(it.value() == 1, qPrintable(it.key()));
    openWindow();
    QVERIFY(!bar()->isVisible());
}

void BulkTest::signedOutInBetween()
{
    m_hanging = {u"a.example"_s};
    askForStale();
    button(u"Start"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(bar()->text().startsWith(u"30 of 60 users refreshed"_s), patience);
    m_window->session()->logOut();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->page(u"users"_s), patience);
    QVERIFY(!bar()->isVisible());
    signIn();
    QTRY_COMPARE_WITH_TIMEOUT(bar()->text(), u"A refresh of 60 users was interrupted at 30."_s, patience);
    button(u"Go on"_s)->click();
    button(u"Cancel"_s)->click();
    QCOMPARE(bar()->text(), u"Cancelled: 30 of 60 users refreshed, 1 changed, 28 not started, 2 may still finish"_s);
}

void BulkTest::forgotten()
{
    m_hanging = {u"a.example"_s, u"b.example"_s};
    askForStale();
    button(u"Start"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(m_asked.size(), 4, patience);
    openWindow();
    QTRY_VERIFY_WITH_TIMEOUT(bar()->isVisible(), patience);
    askForStale();
    QVERIFY(said(u"bulkProblem"_s).contains(u"interrupted"_s));
    plan()->close();
    QTRY_VERIFY(!plan());
    button(u"Forget"_s)->click();
    QVERIFY(!bar()->isVisible());
    askForStale();
    QVERIFY(said(u"bulkProblem"_s).isEmpty());
}

void BulkTest::ofOneServer()
{
    m_window->openPage(u"servers"_s, {{u"server"_s, u"b.example"_s}});
    Page *servers = m_window->page(u"servers"_s);
    QTRY_VERIFY_WITH_TIMEOUT(button(u"Refresh its stale users …"_s), patience);
    QMenu menu;
    servers->fillSelectionMenu(&menu);
    QStringList entries;
    for (const QAction *action : menu.actions())
        entries << action->text();
    QVERIFY(entries.contains(u"Refresh its stale users …"_s) && entries.contains(u"Refresh all its users …"_s));
    button(u"Refresh its stale users …"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(plan() && plan()->isSettled(), patience);
    QCOMPARE(plan()->windowTitle(), u"Refresh the stale users of b.example"_s);
    button(u"Start"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(bar()->text(), u"30 of 30 users refreshed, 1 changed"_s, patience);
    QVERIFY(!m_asked.contains(u"@well:b.example"_s));
}

void BulkTest::ofALargeSelection()
{
    QTableView *list = users()->list()->panel()->view();
    QStringList rows;
    for (int row = 0; row < list->model()->rowCount(); ++row)
        rows << list->model()->index(row, 0).data().toString();
    list->selectAll();
    QTRY_VERIFY(users()->pane()->user().isEmpty());
    users()->refreshSelected();
    QVERIFY(plan());
    QCOMPARE(plan()->windowTitle(), u"Refresh 64 selected user(s)"_s);
    QVERIFY(said(u"bulkLeftOut"_s).contains(u"1 user(s): not tracked"_s));
    QVERIFY(m_asked.isEmpty());
    button(u"Start"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(bar()->text(), u"61 of 61 users refreshed, 1 changed"_s, patience);
    rows.removeIf([this](const QString &user) { return !m_asked.contains(user); });
    for (int i = 0; i < rows.size(); ++i) // as the list shows them, a few together
        QVERIFY(std::abs(m_order.indexOf(rows.at(i)) - i) < 8);
}

void BulkTest::viewersMayNot()
{
    m_server->info.caller = {.userId = UserId(u"@admin:localhost"_s), .role = Inspection::Role::Viewer, .contents = false};
    openWindow();
    askForStale();
    QVERIFY(said(u"bulkProblem"_s).contains(u"--operator"_s));
    QVERIFY(!button(u"Start"_s)->isEnabled());
    plan()->close();
}

void BulkTest::everyButtonHasAName()
{
    m_failing = {u"a.example"_s};
    const auto seen = [this] {
        int named = 0;
        const auto all = bar()->findChildren<QAbstractButton *>();
        for (const QAbstractButton *one : all) {
            if (one->isVisible() && one->text().isEmpty() && one->accessibleName().isEmpty())
                return -1;
            named += one->isVisible() ? 1 : 0;
        }
        return named;
    };
    askForStale();
    button(u"Start"_s)->click();
    QCOMPARE(seen(), 3); // list, pause, cancel
    QTRY_VERIFY_WITH_TIMEOUT(bar()->text().startsWith(u"30 of 60 users refreshed, 1 changed"_s), patience);
    QTRY_COMPARE(seen(), 3); // list, retry, close
}

QTEST_MAIN(BulkTest)
#include "tst_bulk.moc"
