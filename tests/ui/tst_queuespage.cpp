// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/queuesummary.h"
#include "inspection/wire.h"
#include "tests/ui/pagesfixture.h"
#include "model/queuemodel.h"
#include "ui/pages/overview/overviewpage.h"
#include "ui/pages/queues/queuemessagespanel.h"
#include "ui/pages/queues/queuespage.h"
#include "ui/pages/seriesview.h"
#include "ui/pages/servers/serverspage.h"
#include "ui/widgets/listpanel.h"
#include "ui/widgets/seriesplot.h"
#include "ui/widgets/statestack.h"

#include <QApplication>
#include <QClipboard>
#include <QJsonDocument>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Test;
using namespace Qt::StringLiterals;

class QueuesPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void init() { m_fixture = std::make_unique<PagesFixture>(); }
    void cleanup() { m_fixture.reset(); }
    void inboxShowsQueues();
    void outboxSaysWhyItWaits();
    void theGatewaysReasons();
    void whatAQueueHolds();
    void emptyQueueSaysWhy();
    void unavailableQueueSaysWhy();
    void failureIsShownAndRetried_data();
    void failureIsShownAndRetried();
    void selectionAndScrollSurviveEvents();
    void manyEventsFewRequests();
    void hiddenPageReadsNothing();
    void messagesThenContentOnRequest();
    void searchInQueues();
    void copyGivesVerbatimIds();
    void trendsAreTheGateways();

private:
    ListPanel *panel(QueuesPage *page, const QString &name) const;
    std::unique_ptr<PagesFixture> m_fixture;
};

ListPanel *QueuesPageTest::panel(QueuesPage *page, const QString &name) const
{
    return qobject_cast<ListPanel *>(page->findChild<QTableView *>(name)->parentWidget()->parentWidget()->parentWidget());
}

void QueuesPageTest::inboxShowsQueues()
{
    auto *page = m_fixture->open<QueuesPage>();
    QVERIFY(page);
    auto *view = page->findChild<QTableView *>(u"inboxQueues"_s);
    QCOMPARE(shown(view, 1).constFirst(), u"OLDLAPTOP"_s);
    QCOMPARE(shown(view, 2), QStringList({u"≥ 10000"_s, u"3412"_s, u"120"_s, u"12"_s, u"3"_s}));
    QCOMPARE(shown(view, 8), QStringList({u"idle"_s, u"device is gone"_s, u"device exists"_s, u"device exists"_s, u"device exists"_s}));
    QVERIFY(shown(view, 1).at(3).startsWith(u"\\u202e"_s)); // made visible
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"about 48210 message(s), 312.0 MB"_s), patience);
    QVERIFY(view->model()->index(0, 2).data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight);
    QVERIFY(hasLabel(page, u"takes nothing out of it"_s));
}

void QueuesPageTest::outboxSaysWhyItWaits()
{
    auto *page = m_fixture->open<QueuesPage>({{u"queue"_s, u"outbox"_s}});
    QVERIFY(page);
    auto *view = page->findChild<QTableView *>(u"outboxQueues"_s);
    QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(), 4, patience);
    const QStringList reasons = shown(view, 8);
    QVERIFY2(
        reasons.at(0).startsWith(u"server is down since "_s) && reasons.at(0).contains(u", next try in 4 h"_s), qPrintable(reasons.at(0)));
    QVERIFY2(reasons.at(1).contains(u"next try in 3 min"_s), qPrintable(reasons.at(1)));
    QCOMPARE(reasons.at(2), u"waits for other traffic"_s);
    QCOMPARE(reasons.at(3), u"waits for the server's answer"_s);
}

void QueuesPageTest::theGatewaysReasons()
{
    using Inspection::WaitReason;
    auto &inbox = m_fixture->server.inbox;
    inbox[0].waiting = {.reason = WaitReason::Dehydrated, .evidence = u"dehydrated_devices names this device"_s};
    inbox[2].waiting = {.reason = WaitReason::NeverSynced, .evidence = u"devices.last_seen is null"_s};
    auto *page = m_fixture->open<QueuesPage>();
    QVERIFY(page);
    auto *view = page->findChild<QTableView *>(u"inboxQueues"_s);
    QCOMPARE(shown(view, 8).mid(0, 3), QStringList({u"dehydrated: meant to wait"_s, u"device is gone"_s, u"never seen"_s}));
    QVERIFY(view->model()->index(0, 8).data(Qt::ToolTipRole).toString().contains(u"dehydrated_devices names this device"_s));
}

void QueuesPageTest::whatAQueueHolds()
{
    Inspection::QueueSummary summary{.messages = 3, .looked = 3, .isWhole = true};
    summary.types = {{u"m.room_key_request"_s, 2, 9}, {u"<b>m.x</b>\u202e"_s, 1, 4}};
    summary.senders = {{u"@ann:remote.example"_s, 3, 13}};
    summary.stale.available = true;
    summary.droppable = {{StaleKind::CancelledKeyRequest, 2, 9}};
    summary.sql = u"SELECT 1;"_s;
    const auto others = m_fixture->server.intercept;
    m_fixture->server.intercept = [&](const Request &request) -> std::optional<Answer> {
        if (!request.path.endsWith(u"/summary"_s))
            return others(request);
        return Answer{.status = 200, .body = QJsonDocument(toJson(summary)).toJson()};
    };
    auto *page = m_fixture->open<QueuesPage>();
    QVERIFY(page);
    panel(page, u"inboxQueues"_s)->setCurrentRow(0);
    button(page, u"Show messages"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"All 3 messages: m.room_key_request 2, <b>m.x</b>\\u202e 1"_s), patience);
    QVERIFY(hasLabel(page, u"By MSC3944 a homeserver could drop 2 key requests that were cancelled."_s));
    page->findChild<QPushButton *>(u"copyStatement"_s)->click();
    QCOMPARE(QApplication::clipboard()->text(), u"SELECT 1;"_s);
}

void QueuesPageTest::emptyQueueSaysWhy()
{
    m_fixture->server.inbox.clear();
    auto *page = m_fixture->open<QueuesPage>();
    QVERIFY(page);
    QCOMPARE(panel(page, u"inboxQueues"_s)->stack()->state(), StateStack::Empty);
    QVERIFY(hasLabel(page, u"No messages wait for local devices"_s));
}

void QueuesPageTest::unavailableQueueSaysWhy()
{
    m_fixture->server.inbox.clear();
    m_fixture->server.info.inbox = {.available = false, .reason = u"The role may not read device_inbox."_s};
    auto *page = m_fixture->open<QueuesPage>();
    QVERIFY(page);
    QVERIFY(hasLabel(page, u"The role may not read device_inbox."_s));
}

void QueuesPageTest::failureIsShownAndRetried_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("text");
    QTest::newRow("500") << 500 << QByteArray(R"({"errcode":"M_UNKNOWN","error":"disk on fire"})") << u"disk on fire"_s;
    QTest::newRow("403") << 403 << QByteArray(R"({"errcode":"M_FORBIDDEN","error":"You are not an admin"})") << u"You are not an admin"_s;
    QTest::newRow("bad JSON") << 200 << QByteArray("<html>") << QString();
}

void QueuesPageTest::failureIsShownAndRetried()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const QString, text);
    QVERIFY(m_fixture->connectSession());
    bool broken = true;
    m_fixture->server.intercept = [&](const Test::Request &request) -> std::optional<Test::Answer> {
        return broken && request.path.contains(u"/queues/"_s) ? std::optional(Test::Answer{status, body}) : std::nullopt;
    };
    auto *page = m_fixture->open<QueuesPage>();
    QVERIFY(page);
    StateStack *stack = panel(page, u"inboxQueues"_s)->stack();
    QTRY_COMPARE_WITH_TIMEOUT(stack->state(), StateStack::Failed, patience);
    QVERIFY2(stack->message().contains(text), qPrintable(stack->message()));
    broken = false;
    button(stack, u"Try again"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(stack->state(), StateStack::Content, patience);
    // Later failures leave what is on screen.
    broken = true;
    page->reload();
    QTRY_VERIFY_WITH_TIMEOUT(button(page, u"Try again"_s), patience);
    QCOMPARE(stack->state(), StateStack::Content);
    QCOMPARE(page->findChild<QTableView *>(u"inboxQueues"_s)->model()->rowCount(), 5);
}

void QueuesPageTest::selectionAndScrollSurviveEvents()
{
    for (int i = 0; i < 300; ++i)
        m_fixture->server.outbox.append({.destination = ServerName(u"s%1.example"_s.arg(i, 3, 10, QLatin1Char('0'))),
            .messages = i,
            .messagesAtLeast = false,
            .bytes = i,
            .oldestQueued = 1,
            .newestQueued = 1,
            .failingSince = 0,
            .retryAt = 0});
    auto *page = m_fixture->open<QueuesPage>({{u"queue"_s, u"outbox"_s}});
    QVERIFY(page);
    auto *view = page->findChild<QTableView *>(u"outboxQueues"_s);
    QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(), 100, patience);
    view->setCurrentIndex(view->model()->index(60, 0));
    const QString selected = view->currentIndex().data().toString();
    view->verticalScrollBar()->setValue(view->verticalScrollBar()->maximum() / 2);
    const int scroll = view->verticalScrollBar()->value();
    QVERIFY(scroll > 0);
    m_fixture->server.outbox.removeAt(3);
    m_fixture->server.outbox[60].messages = 999'999;
    m_fixture->server.publish(Inspection::EventType::Queue, {{u"queue"_s, u"outbox"_s}});
    QTRY_VERIFY_WITH_TIMEOUT(!shown(view).contains(u"remote.example"_s), patience);
    QVERIFY(shown(view, 1).contains(u"999999"_s));
    QCOMPARE(view->currentIndex().data().toString(), selected);
    QVERIFY(view->selectionModel()->isRowSelected(view->currentIndex().row(), {}));
    QCOMPARE(view->verticalScrollBar()->value(), scroll);
}

void QueuesPageTest::manyEventsFewRequests()
{
    auto *page = m_fixture->open<QueuesPage>();
    QVERIFY(page);
    const int before = m_fixture->server.seen("GET", u"/_lockstep/v1/queues/inbox"_s);
    for (int i = 0; i < 50; ++i)
        m_fixture->server.publish(Inspection::EventType::Queue, {{u"queue"_s, u"inbox"_s}});
    m_fixture->server.inbox[0].deviceId = DeviceId(u"CHANGED"_s);
    auto *view = page->findChild<QTableView *>(u"inboxQueues"_s);
    QTRY_VERIFY_WITH_TIMEOUT(shown(view, 1).contains(u"CHANGED"_s), patience);
    QCOMPARE_LE(m_fixture->server.seen("GET", u"/_lockstep/v1/queues/inbox"_s), before + 2);
    QCOMPARE(m_fixture->server.seen("GET", u"/_lockstep/v1/queues/outbox"_s), 0); // another tab, not shown
}

void QueuesPageTest::hiddenPageReadsNothing()
{
    QVERIFY(m_fixture->connectSession());
    QueuesPage page(m_fixture->session.get());
    m_fixture->server.publish(Inspection::EventType::Queue, {{u"queue"_s, u"inbox"_s}});
    ServersPage servers(m_fixture->session.get());
    OverviewPage overview(m_fixture->session.get());
    QCoreApplication::processEvents();
    QCOMPARE(m_fixture->server.seen("GET", u"/_lockstep/v1/queues/inbox"_s), 0);
    QCOMPARE(m_fixture->server.seen("GET", u"/_lockstep/v1/destinations"_s), 0);
}

void QueuesPageTest::messagesThenContentOnRequest()
{
    auto *page = m_fixture->open<QueuesPage>({{u"queue"_s, u"outbox"_s}});
    QVERIFY(page);
    auto *view = page->findChild<QTableView *>(u"outboxQueues"_s);
    QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(), 4, patience);
    auto *messages = page->findChild<QueueMessagesPanel *>();
    QVERIFY(!messages->isVisible());
    view->setFocus();
    view->setCurrentIndex(view->model()->index(0, 0));
    QTest::keyClick(view, Qt::Key_Return);
    QVERIFY(messages->isVisible());
    auto *list = page->findChild<QTableView *>(u"queueMessages"_s);
    QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 12, patience);
    list->setCurrentIndex(list->model()->index(2, 0));
    QPushButton *show = button(messages, u"Show content"_s);
    QVERIFY(show);
    QVERIFY(hasLabel(messages, u"It may hold metadata"_s));
    QVERIFY(messages->findChild<QPlainTextEdit *>(u"messageFacts"_s)->toPlainText().contains(u"@bob:remote.example BOBLAPTOP"_s));
    auto *content = messages->findChild<QPlainTextEdit *>(u"messageContent"_s);
    QVERIFY(!content->isVisible());
    show->click();
    QTRY_VERIFY_WITH_TIMEOUT(content->isVisible(), patience);
    const QString text = content->toPlainText();
    QVERIFY(text.contains(u"\"algorithm\": \"m.olm.v1.curve25519-aes-sha2\""_s));
    QVERIFY(text.contains(u"<b>bold?</b>\\u202e"_s)); // verbatim but for what would deceive
    QCOMPARE(list->currentIndex().row(), 2);
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Escape);
    QVERIFY(!messages->isVisible());
    // The next queue starts without contents.
    view->setCurrentIndex(view->model()->index(1, 0));
    QTest::keyClick(view, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 12, patience);
    list->setCurrentIndex(list->model()->index(0, 0));
    QVERIFY(!content->isVisible());
}

void QueuesPageTest::searchInQueues()
{
    auto *page = m_fixture->open<QueuesPage>();
    QVERIFY(page);
    ListPanel *list = panel(page, u"inboxQueues"_s);
    QTest::keyClicks(list->searchEdit(), u"PHONE"_s);
    QTRY_COMPARE_WITH_TIMEOUT(shown(list->view(), 1), QStringList(u"PHONE"_s), patience);
    list->searchEdit()->setText(u"nobody"_s);
    QTRY_COMPARE_WITH_TIMEOUT(list->stack()->state(), StateStack::Empty, patience);
    button(list->stack(), u"Clear the search"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(list->view()->model()->rowCount(), 5, patience);
}

void QueuesPageTest::copyGivesVerbatimIds()
{
    auto *page = m_fixture->open<QueuesPage>();
    QVERIFY(page);
    auto *view = page->findChild<QTableView *>(u"inboxQueues"_s);
    view->setFocus();
    view->setCurrentIndex(view->model()->index(0, 0));
    QTest::keySequence(view, QKeySequence::Copy);
    QVERIFY2(QApplication::clipboard()->text().startsWith(u"@ann:hs.example\tOLDLAPTOP\t10000"_s),
        qPrintable(QApplication::clipboard()->text()));
}

/// The list has the line and the figure at once, and a queue's details how it went, by button and by key.
void QueuesPageTest::trendsAreTheGateways()
{
    using namespace Inspection;
    QVERIFY(m_fixture->connectSession());
    const QString server = m_fixture->server.outbox.constFirst().destination.toString();
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    Series line{.kind = SeriesKind::OutboxDepth, .subject = server, .points = {}};
    for (int i = 50; i > 0; --i) {
        if (i > 30 || i < 20)
            line.points.append({.at = now - i * 60'000LL, .min = 100 - i, .max = 100 - i, .last = 100 - i, .sum = 100 - i, .minutes = 1});
    }
    Series whole = line;
    whole.subject.clear();
    m_fixture->server.series = QList<Series>{line, whole};
    auto *page = m_fixture->open<QueuesPage>({{u"queue"_s, u"outbox"_s}});
    QVERIFY(page);
    auto *view = page->findChild<QTableView *>(u"outboxQueues"_s);
    QTRY_VERIFY_WITH_TIMEOUT(shown(view, OutboxModel::TrendColumn).constFirst().startsWith(u"▲ "_s), patience);
    QVERIFY(view->model()->index(0, OutboxModel::TrendColumn).data(Qt::ToolTipRole).toString().contains(u"From 50 to "_s));
    QVERIFY(view->itemDelegateForColumn(OutboxModel::TrendColumn));
    view->grab();

    view->setFocus();
    view->setCurrentIndex(view->model()->index(0, 0));
    QTest::keyClick(view, Qt::Key_Return);
    auto *series = page->findChild<SeriesView *>();
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(series, u"From 50 to 99 within the last hour."_s), patience);
    QVERIFY(hasLabel(series, u"Not known for 12 min of it"_s) || hasLabel(series, u"Not known for"_s));
    auto *plot = series->findChild<SeriesPlot *>();
    QVERIFY(plot->accessibleDescription().startsWith(u"From 50 to 99"_s));
    QVERIFY(!plot->accessibleName().isEmpty());
    plot->setFocus();
    QTest::keyClick(plot, Qt::Key_End);
    QVERIFY2(plot->chosenText().endsWith(u": 99"_s), qPrintable(plot->chosenText()));
    QCOMPARE(plot->accessibleDescription(), plot->chosenText());
    QTest::keyClick(plot, Qt::Key_Left);
    QVERIFY(plot->chosenText().endsWith(u": 98"_s));
    QTest::keyClick(plot, Qt::Key_Escape);
    const int before = m_fixture->server.seen("GET", u"/_lockstep/v1/series"_s);
    QTest::mouseClick(button(series, u"month"_s), Qt::LeftButton);
    QTRY_COMPARE(m_fixture->server.seen("GET", u"/_lockstep/v1/series"_s), before + 1);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(series, u"within the last month"_s), patience);
    plot->grab();
}

QTEST_MAIN(QueuesPageTest)
#include "tst_queuespage.moc"
