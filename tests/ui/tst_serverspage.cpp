// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/refresh/refreshqueue.h"
#include "tests/ui/pagesfixture.h"
#include "ui/pages/activity/activitypage.h"
#include "ui/pages/refreshbar.h"
#include "ui/pages/servers/serverspage.h"
#include "ui/pages/servers/serverspagepanel.h"
#include "ui/widgets/banner.h"

#include <QCheckBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Test;
using namespace Qt::StringLiterals;

class ServersPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void init() { m_fixture = std::make_unique<PagesFixture>(); }
    void cleanup() { m_fixture.reset(); }
    void serversFailingFirst();
    void serversArguments();
    void tryAgainAsksInline();
    void failedResetIsShown();
    void activityShowsRefreshes();
    void activityGroupsErrors();
    void activityOfManyCanBeStopped();
    void activityShowsProblems();

private:
    std::unique_ptr<PagesFixture> m_fixture;
};

void ServersPageTest::serversFailingFirst()
{
    auto *page = m_fixture->open<ServersPage>();
    QVERIFY(page);
    auto *view = page->findChild<QTableView *>(u"servers"_s);
    QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(), 5, patience);
    QCOMPARE(
        shown(view), QStringList({u"dead.example"_s, u"slow.example"_s, u"a.example"_s, u"quiet.example:8448"_s, u"remote.example"_s}));
    QCOMPARE(shown(view, 1).constFirst(), u"failing for 9 d"_s);
    QCOMPARE(shown(view, 6).constFirst(), u"in 4 h"_s);
    // What waits in the outbox; a server that is not in it has nothing waiting.
    QTRY_COMPARE_WITH_TIMEOUT(shown(view, 7), QStringList({u"1200"_s, u"98"_s, u"0"_s, u"40"_s, u"2"_s}), patience);
    QSignalSpy opened(page, &Page::openRequested);
    view->setFocus();
    view->setCurrentIndex(view->model()->index(0, 0));
    QTest::keyClick(view, Qt::Key_Return);
    QCOMPARE(opened.takeFirst(), QVariantList({u"users"_s, QVariantMap{{u"server"_s, u"dead.example"_s}}}));
    auto *failing = page->findChild<QCheckBox *>();
    failing->click();
    QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(), 2, patience);
}

void ServersPageTest::serversArguments()
{
    auto *page = m_fixture->open<ServersPage>({{u"server"_s, u"slow.example"_s}});
    QVERIFY(page);
    auto *view = page->findChild<QTableView *>(u"servers"_s);
    QTRY_COMPARE_WITH_TIMEOUT(view->currentIndex().data().toString(), u"slow.example"_s, patience);
    QVERIFY(page->findChild<ServerPanel *>()->isVisible());
    page->activate({{u"failing"_s, true}});
    QVERIFY(page->findChild<QCheckBox *>()->isChecked());
}

void ServersPageTest::tryAgainAsksInline()
{
    auto *page = m_fixture->open<ServersPage>();
    QVERIFY(page);
    auto *view = page->findChild<QTableView *>(u"servers"_s);
    QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(), 5, patience);
    view->setCurrentIndex(view->model()->index(0, 0));
    button(page, u"Try again now"_s)->click();
    QCOMPARE(m_fixture->server.seen("POST", u"/_lockstep/v1/destinations/dead.example/reset"_s), 0);
    QVERIFY(hasLabel(page, u"it fails again"_s));
    button(page, u"Leave it"_s)->click();
    QVERIFY(!button(page, u"End the wait"_s));
    button(page, u"Try again now"_s)->click();
    button(page, u"End the wait"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"The wait was ended at"_s), patience);
    QCOMPARE(m_fixture->server.seen("POST", u"/_lockstep/v1/destinations/dead.example/reset"_s), 1);
    // The result belongs to its server.
    view->setCurrentIndex(view->model()->index(1, 0));
    QVERIFY(!hasLabel(page, u"The wait was ended at"_s));
}

void ServersPageTest::failedResetIsShown()
{
    auto *page = m_fixture->open<ServersPage>();
    QVERIFY(page);
    m_fixture->server.intercept = [](const Test::Request &request) -> std::optional<Test::Answer> {
        if (request.path.endsWith(u"/reset"_s))
            return Test::Answer{403, R"({"errcode":"M_FORBIDDEN","error":"Only admins may do that\u202e"})"};
        return std::nullopt;
    };
    auto *view = page->findChild<QTableView *>(u"servers"_s);
    QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(), 5, patience);
    view->setCurrentIndex(view->model()->index(0, 0));
    button(page, u"Try again now"_s)->click();
    button(page, u"End the wait"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"Only admins may do that\\u202e"_s), patience);
    QVERIFY(button(page, u"Try again now"_s)->isEnabled());
}

void ServersPageTest::activityShowsRefreshes()
{
    QVERIFY(m_fixture->connectSession());
    m_fixture->server.onRefresh = [this](const UserId &user) { m_fixture->finishRefresh(user); };
    auto *page = m_fixture->open<ActivityPage>();
    QVERIFY(page);
    QVERIFY(hasLabel(page, u"No user was refreshed in this session"_s));
    RefreshQueue *queue = m_fixture->session->refreshes();
    queue->refreshAll({UserId(u"@bob:remote.example"_s), UserId(u"@zoe:dead.example"_s)});
    auto *view = page->findChild<QTableView *>(u"activity"_s);
    QTRY_COMPARE_WITH_TIMEOUT(queue->unfinished(), 0, patience);
    QCOMPARE(shown(view), QStringList({u"@bob:remote.example"_s, u"@zoe:dead.example"_s})); // as they were worked off
    QCOMPARE(shown(view, 1), QStringList({u"succeeded"_s, u"failed"_s}));
    QVERIFY2(shown(view, 4).at(1).startsWith(u"dead.example refused the connection; next try "_s), qPrintable(shown(view, 4).at(1)));
    QVERIFY2(shown(view, 4).at(0).contains(u"stream 104 → 118"_s), qPrintable(shown(view, 4).at(0)));
    QVERIFY(hasLabel(page, u"1 × dead.example refused the connection; next try "_s));
    view->setCurrentIndex(view->model()->index(0, 0));
    auto *details = page->findChild<RefreshBar *>();
    QVERIFY(details->details().contains(u"Added: NEW1, NEW2"_s));
    QSignalSpy opened(page, &Page::openRequested);
    button(page, u"Show the user"_s)->click();
    QCOMPARE(opened.takeFirst(), QVariantList({u"users"_s, QVariantMap{{u"user"_s, u"@bob:remote.example"_s}}}));
    button(page, u"Clear finished"_s)->click();
    QCOMPARE(view->model()->rowCount(), 0);
    QCOMPARE(queue->jobs().size(), 2);
}

/// Equal errors are one line, with what helps against all of them.
void ServersPageTest::activityGroupsErrors()
{
    QVERIFY(m_fixture->connectSession());
    m_fixture->server.onRefresh = [this](const UserId &user) { m_fixture->finishRefresh(user); };
    auto *page = m_fixture->open<ActivityPage>();
    QVERIFY(page);
    RefreshQueue *queue = m_fixture->session->refreshes();
    QList<UserId> users;
    for (int i = 0; i < 5; ++i)
        users.append(UserId(u"@u%1:dead.example"_s.arg(i)));
    for (const UserId &user : std::as_const(users)) {
        Inspection::UserDetails details;
        details.summary.userId = user;
        m_fixture->server.users.append(details);
    }
    queue->refreshAll(users);
    QTRY_COMPARE_WITH_TIMEOUT(queue->unfinished(), 0, patience);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"5 × dead.example refused the connection; next try "_s), patience);
    QSignalSpy opened(page, &Page::openRequested);
    button(page, u"Show the server"_s)->click();
    QCOMPARE(opened.takeFirst(), QVariantList({u"servers"_s, QVariantMap{{u"server"_s, u"dead.example"_s}}}));
    button(page, u"Retry 5 failed"_s)->click();
    QCOMPARE(queue->jobs().size(), 10);
    QTRY_COMPARE_WITH_TIMEOUT(queue->unfinished(), 0, patience);
    QVERIFY(hasLabel(page, u"5 × dead.example"_s)); // not 10: the newest result of each
}

void ServersPageTest::activityOfManyCanBeStopped()
{
    auto *page = m_fixture->open<ActivityPage>();
    QVERIFY(page);
    QList<UserId> users;
    for (int i = 0; i < 40; ++i)
        users.append(UserId(u"@u%1:remote.example"_s.arg(i)));
    RefreshQueue *queue = m_fixture->session->refreshes();
    queue->refreshAll(users);
    auto *view = page->findChild<QTableView *>(u"activity"_s);
    QCOMPARE(view->model()->rowCount(), 40);
    QVERIFY(hasLabel(page, u"0 of 40 refreshes finished"_s));
    button(page, u"Stop all"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(queue->unfinished(), 0, patience);
    // None had its turn: the homeserver knows nothing of them.
    QCOMPARE(shown(view, 1), QStringList(40, u"not started"_s));
    QCOMPARE(shown(view, 3), QStringList(40, u"–"_s));
    QVERIFY2(shown(view, 4).at(0).startsWith(u"Not started"_s), qPrintable(shown(view, 4).at(0)));
    QVERIFY(!button(page, u"Stop all"_s)->isEnabled());
}

void ServersPageTest::activityShowsProblems()
{
    auto *page = m_fixture->open<ActivityPage>();
    QVERIFY(page);
    auto *banner = page->findChild<Banner *>();
    QVERIFY2(banner->text().contains(u"Log is not working: /var/log"_s), qPrintable(banner->text()));
    Q_EMIT m_fixture->session->liveProblem(u"The gateway does not answer."_s);
    QVERIFY(banner->text().contains(u"Live updates have stopped: The gateway does not answer."_s));
    Q_EMIT m_fixture->session->liveProblem({});
    QVERIFY(!banner->text().contains(u"Live updates"_s));
}

QTEST_MAIN(ServersPageTest)
#include "tst_serverspage.moc"
