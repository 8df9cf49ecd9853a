// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/wire.h"
#include "tests/ui/pagesfixture.h"
#include "ui/pages/activity/activitypage.h"
#include "ui/pages/activity/trailview.h"
#include "ui/pages/queues/queuespage.h"
#include "ui/pages/servers/serverspage.h"

#include <QComboBox>
#include <QJsonDocument>
#include <QLabel>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>

using namespace Lockstep;
using namespace Lockstep::Inspection;
using namespace Lockstep::Test;
using namespace Qt::StringLiterals;

/// What the window shows of roles and of the trail.
class TrailViewTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_fixture.reset(); }

    void showsWhoDidWhat();
    void oneKindAlone();
    void followsEvents();
    void saysWhyItCannotBeRead();
    void emptyIsSaid();
    void olderGatewayHasNone();
    void viewerMayNotAct();
    void viewerMayNotReadContents();

private:
    void add(const QString &by, TrailAction action, const QString &on, TrailOutcome outcome);
    QTableView *openTrail();

    std::unique_ptr<PagesFixture> m_fixture;
    QList<TrailEntry> m_entries; ///< newest first
    QStringList m_asked;
};

void TrailViewTest::init()
{
    m_entries.clear();
    m_asked.clear();
    m_fixture = std::make_unique<PagesFixture>();
    m_fixture->server.info.caller = Caller{.userId = UserId(u"@admin:hs.example"_s), .role = Role::Operator, .contents = false};
    m_fixture->server.info.trail.available = true;
    const auto others = m_fixture->server.intercept;
    m_fixture->server.intercept = [this, others](const Test::Request &request) -> std::optional<Test::Answer> {
        if (request.path != u"/_lockstep/v1/trail")
            return others ? others(request) : std::nullopt;
        m_asked.append(request.query.queryItemValue(u"action"_s));
        Inspection::Page<TrailEntry> page;
        page.items = m_entries;
        return Test::Answer{200, QJsonDocument(toJson(page)).toJson()};
    };
}

void TrailViewTest::add(const QString &by, TrailAction action, const QString &on, TrailOutcome outcome)
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    TrailEntry entry;
    entry.n = m_entries.size() + 1;
    entry.at = now - 60'000;
    entry.finished = now - 59'000;
    entry.by = UserId(by);
    entry.role = Role::Operator;
    entry.action = action;
    entry.on = on;
    entry.outcome = outcome;
    m_entries.prepend(entry);
}

/// Who has refreshed nothing yet sees the trail first.
QTableView *TrailViewTest::openTrail()
{
    auto *page = m_fixture->open<ActivityPage>();
    return page ? page->findChild<QTableView *>(u"trail"_s) : nullptr;
}

void TrailViewTest::showsWhoDidWhat()
{
    add(u"@ann:hs.example"_s, TrailAction::ReadContents, u"@ben:hs.example PHONE"_s, TrailOutcome::Succeeded);
    m_entries[0].count = 3;
    add(u"@ann:hs.example"_s, TrailAction::Refresh, u"@bob:remote.example"_s, TrailOutcome::Succeeded);
    m_entries[0].change
        = DeviceListChange{.added = {DeviceId(u"N\u202eEW"_s)}, .removed = {}, .changed = {}, .fromStreamId = {}, .toStreamId = {}};
    m_entries[0].unlisted = 7;
    m_entries[0].error = u"It did not answer"_s;
    add(u"@eve:hs.example"_s, TrailAction::ResetDestination, u"dead.example"_s, TrailOutcome::Refused);
    m_entries[0].error = u"<b>no</b>"_s;
    add(u"@ann:hs.example"_s, TrailAction::Refresh, u"@carol:remote.example"_s, TrailOutcome::Unknown);
    QTableView *view = openTrail();
    QVERIFY(view && view->isVisible());
    QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(), 4, patience);
    QCOMPARE(shown(view, 1), QStringList({u"@ann:hs.example"_s, u"@eve:hs.example"_s, u"@ann:hs.example"_s, u"@ann:hs.example"_s}));
    QCOMPARE(shown(view, 2), QStringList({u"refreshed"_s, u"ended the backoff of"_s, u"refreshed"_s, u"read contents to"_s}));
    QCOMPARE(shown(view, 4), QStringList({u"not known"_s, u"refused"_s, u"succeeded"_s, u"succeeded"_s}));
    QCOMPARE(shown(view, 5).at(0), u"The gateway ended before it was over."_s);
    QCOMPARE(shown(view, 5).at(1), u"<b>no</b>"_s);
    view->setCurrentIndex(view->model()->index(2, 0));
    const auto *details = m_fixture->page->findChild<QLabel *>(u"trailDetails"_s);
    QVERIFY(details->isVisible());
    QCOMPARE(details->textFormat(), Qt::PlainText);
    for (const QString &part : {u"@ann:hs.example refreshed @bob:remote.example"_s, u"Added: N\\u202eEW"_s, u"7 more"_s,
             u"It had failed before: It did not answer"_s, u"as operator"_s})
        QVERIFY2(details->text().contains(part), qPrintable(details->text()));
    // Enter leads to whom it was done.
    QString page;
    QVariantMap arguments;
    connect(m_fixture->page.get(), &Lockstep::Page::openRequested, this, [&](const QString &name, const QVariantMap &with) {
        page = name;
        arguments = with;
    });
    view->setCurrentIndex(view->model()->index(3, 0));
    view->setFocus();
    QTest::keyClick(view, Qt::Key_Return);
    QCOMPARE(page, u"queues"_s);
    QCOMPARE(arguments.value(u"search"_s).toString(), u"@ben:hs.example"_s);
}

void TrailViewTest::oneKindAlone()
{
    add(u"@ann:hs.example"_s, TrailAction::Refresh, u"@bob:remote.example"_s, TrailOutcome::Succeeded);
    QVERIFY(openTrail());
    auto *kind = m_fixture->page->findChild<TrailView *>()->findChild<QComboBox *>();
    kind->setCurrentText(u"Looks at contents"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_asked.value(m_asked.size() - 1), u"contents"_s, patience);
    kind->setCurrentText(u"Everything"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_asked.value(m_asked.size() - 1), QString(), patience);
}

void TrailViewTest::followsEvents()
{
    QTableView *view = openTrail();
    QVERIFY(view);
    add(u"@ann:hs.example"_s, TrailAction::Refresh, u"@bob:remote.example"_s, TrailOutcome::Running);
    m_fixture->server.publish(EventType::Trail, {{u"n"_s, 1}});
    QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(), 1, patience);
    m_entries[0].outcome = TrailOutcome::Succeeded;
    m_fixture->server.publish(EventType::Trail, {{u"n"_s, 1}});
    QTRY_COMPARE_WITH_TIMEOUT(shown(view, 4), QStringList(u"succeeded"_s), patience);
}

void TrailViewTest::saysWhyItCannotBeRead()
{
    m_fixture->server.intercept = [](const Test::Request &request) -> std::optional<Test::Answer> {
        if (request.path != u"/_lockstep/v1/trail")
            return std::nullopt;
        return Test::Answer{500, R"({"errcode":"M_UNKNOWN","error":"The disk is full"})"};
    };
    m_fixture->server.info.trail = {.available = false, .reason = u"What was done last could not be kept: the disk is full"_s};
    QVERIFY(openTrail());
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(m_fixture->page.get(), u"The disk is full"_s), patience);
    QVERIFY(hasLabel(m_fixture->page.get(), u"could not be kept"_s));
    QVERIFY(button(m_fixture->page.get(), u"Try again"_s));
}

void TrailViewTest::emptyIsSaid()
{
    QVERIFY(openTrail());
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(m_fixture->page.get(), u"Nothing was done yet"_s), patience);
}

void TrailViewTest::olderGatewayHasNone()
{
    m_fixture->server.info.caller.reset();
    auto *page = m_fixture->open<ActivityPage>();
    QVERIFY(page);
    const auto *tabs = page->findChild<QTabWidget *>(u"activityTabs"_s);
    QVERIFY(!tabs->isTabVisible(tabs->indexOf(page->findChild<TrailView *>())));
    QVERIFY(hasLabel(page, u"No user was refreshed in this session"_s));
    QCOMPARE(m_asked, QStringList());
}

void TrailViewTest::viewerMayNotAct()
{
    m_fixture->server.info.caller->role = Role::Viewer;
    auto *page = m_fixture->open<ServersPage>();
    QVERIFY(page);
    auto *view = page->findChild<QTableView *>(u"servers"_s);
    QTRY_VERIFY_WITH_TIMEOUT(view->model()->rowCount() > 0, patience);
    view->setCurrentIndex(view->model()->index(0, 0));
    QPushButton *tryAgain = button(page, u"Try again now"_s);
    QVERIFY(tryAgain);
    QVERIFY(!tryAgain->isEnabled());
    QVERIFY(tryAgain->toolTip().contains(u"--operator"_s));
}

void TrailViewTest::viewerMayNotReadContents()
{
    auto *page = m_fixture->open<QueuesPage>({{u"queue"_s, u"outbox"_s}});
    QVERIFY(page);
    auto *view = page->findChild<QTableView *>(u"outboxQueues"_s);
    QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(), 4, patience);
    view->setFocus();
    view->setCurrentIndex(view->model()->index(0, 0));
    QTest::keyClick(view, Qt::Key_Return);
    auto *messages = page->findChild<QTableView *>(u"queueMessages"_s);
    QTRY_VERIFY_WITH_TIMEOUT(messages->model()->rowCount() > 0, patience);
    messages->setCurrentIndex(messages->model()->index(0, 0));
    QPushButton *show = button(page, u"Show content"_s);
    QVERIFY(show);
    QVERIFY(!show->isEnabled());
    QVERIFY(hasLabel(page, u"--contents"_s));
}

QTEST_MAIN(TrailViewTest)
#include "tst_trailview.moc"
