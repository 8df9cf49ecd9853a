// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "session/refresh/refreshqueue.h"
#include "tests/ui/pagesfixture.h"
#include "ui/pages/activity/activitypage.h"
#include "ui/pages/overview/overviewfindings.h"
#include "ui/pages/overview/overviewline.h"
#include "ui/pages/overview/overviewpage.h"
#include "ui/pages/queues/queuespage.h"
#include "ui/pages/servers/serverspage.h"
#include "ui/widgets/darkpalette.h"
#include "ui/widgets/statestack.h"

#include <QApplication>
#include <QDateTime>
#include <QDir>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Test;
using namespace Qt::StringLiterals;

class OverviewPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void init() { m_fixture = std::make_unique<PagesFixture>(); }
    void cleanup() { m_fixture.reset(); }
    void overviewLinesLead();
    void overviewAllFine();
    void overviewHeadline_data();
    void overviewHeadline();
    void trendsFromTheFirstSecond();
    void oneCauseIsOneLine();
    void countsWaitForTheirDetails();
    void linesStayUnderThePointer();
    void overviewFailureThenRetry();
    void overviewKeepsOldOnFailure();
    void labelsAreNeverMarkup();
    void pictures_data();
    void pictures();

private:
    std::unique_ptr<PagesFixture> m_fixture;
};

void OverviewPageTest::overviewLinesLead()
{
    auto *page = m_fixture->open<OverviewPage>();
    QVERIFY(page);
    const auto lines = page->findChildren<OverviewLine *>();
    QStringList texts;
    for (const OverviewLine *line : lines)
        texts << line->text();
    // Worst first.
    QCOMPARE(texts.at(0), u"remote.example: 1 user(s) with a gap (@bob), 2 message(s) wait"_s);
    QVERIFY2(texts.at(1).startsWith(u"dead.example does not answer since "_s), qPrintable(texts.at(1)));
    QVERIFY2(texts.at(1).contains(u", next try "_s) && texts.at(1).contains(u"1200 message(s) wait"_s), qPrintable(texts.at(1)));
    // What no line names is counted.
    QVERIFY(texts.contains(u"1 user(s) with a gap in their update history"_s));
    QVERIFY(texts.contains(u"Source not working: Log"_s));
    QVERIFY(texts.contains(u"1 server(s) in backoff"_s));
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"synapse.handlers.device:"_s), patience); // the lines to add
    QSignalSpy opened(page, &Page::openRequested);
    QTest::keyClick(lines.at(0), Qt::Key_Space);
    QCOMPARE(opened.takeFirst(), QVariantList({u"users"_s, QVariantMap{{u"user"_s, u"@bob:remote.example"_s}}}));
    lines.at(0)->setFocus();
    QTest::keyClick(lines.at(0), Qt::Key_Return);
    QCOMPARE(opened.size(), 1);
    opened.clear();
    lines.at(int(texts.indexOf(u"1 server(s) in backoff"_s)))->click();
    QCOMPARE(opened.takeFirst(), QVariantList({u"servers"_s, QVariantMap{{u"failing"_s, true}}}));
    auto *sources = page->findChild<QTableView *>(u"overviewSources"_s);
    QCOMPARE(shown(sources, 1), QStringList({u"working"_s, u"failing"_s, u"working"_s}));
    QVERIFY(hasLabel(page, u"412 update(s) recorded since"_s));
}

void OverviewPageTest::overviewAllFine()
{
    Test::FakeHomeserver &server = m_fixture->server;
    server.overview.states = {{Inspection::UserState::InStep, 1204}, {Inspection::UserState::Stale, 0}};
    server.overview.destinationsFailing = 0;
    for (Inspection::SourceStatus &source : server.info.sources)
        source.state = Inspection::SourceState::Ok;
    auto *page = m_fixture->open<OverviewPage>();
    QVERIFY(page);
    QVERIFY(hasLabel(page, u"No break known"_s));
    // What that rests on, and of when it is.
    QVERIFY(hasLabel(page, u"As of "_s));
    QVERIFY(hasLabel(page, u"what came in by Log since "_s));
    for (const OverviewLine *line : page->findChildren<OverviewLine *>())
        qInfo("%s", qPrintable(line->text()));
    QVERIFY(page->findChildren<OverviewLine *>().isEmpty());
}

/// The headline claims no more than the server counted.
void OverviewPageTest::overviewHeadline_data()
{
    QTest::addColumn<qint64>("tracked");
    QTest::addColumn<bool>("counted");
    QTest::addColumn<QString>("headline");
    QTest::newRow("counted") << qint64(5) << true << u"No break known"_s;
    QTest::newRow("not counted") << qint64(5) << false << u"Nothing wrong is known"_s;
    QTest::newRow("keys not checked") << qint64(6) << true << u"No break known"_s;
    QTest::newRow("nobody") << qint64(0) << true << u"No remote users are tracked yet"_s;
}

void OverviewPageTest::overviewHeadline()
{
    QFETCH(const qint64, tracked);
    QFETCH(const bool, counted);
    Inspection::Overview overview;
    overview.trackedUsers = tracked;
    if (counted)
        overview.states.insert(Inspection::UserState::Stale, 0);
    if (tracked == 6)
        overview.keyCheck = {.checked = 2, .total = 6, .finished = 0};
    QTEST(Lockstep::overviewHeadline(overview), "headline");
    QCOMPARE(Lockstep::overviewSummary(overview).contains(u"keys of 2 of 6 lists checked"_s), tracked == 6);
}

/// A count that a line will name is not shown first, to be struck out as solved when the line comes.
void OverviewPageTest::countsWaitForTheirDetails()
{
    Test::FakeHomeserver &server = m_fixture->server;
    server.overview.states = {{Inspection::UserState::InStep, 4}, {Inspection::UserState::Gap, 0}, {Inspection::UserState::Stale, 0}};
    auto *page = m_fixture->open<OverviewPage>();
    QVERIFY(page);
    const auto tellsOfAGap = [page] {
        const auto lines = page->findChildren<OverviewLine *>();
        return std::ranges::any_of(lines, [](const OverviewLine *line) { return line->text().contains(u"with a gap"_s); });
    };
    QVERIFY(!tellsOfAGap());
    server.overview.states[Inspection::UserState::Gap] = 1;
    bool asked = false;
    server.intercept = [&asked](const Test::Request &request) -> std::optional<Test::Answer> {
        if (!request.path.endsWith(u"/users"_s))
            return std::nullopt;
        asked = true;
        return Test::Answer{.status = 0, .body = {}};
    };
    page->reload();
    QTRY_VERIFY_WITH_TIMEOUT(asked, patience);
    QSignalSpy told(m_fixture->session.get(), &Session::infoChanged);
    m_fixture->session->reloadInfo();
    QVERIFY(told.wait(patience));
    QVERIFY(!tellsOfAGap());
    server.intercept = nullptr;
}

/// What grows is told by what the gateway kept, when the window has looked once.
void OverviewPageTest::trendsFromTheFirstSecond()
{
    using namespace Inspection;
    QVERIFY(m_fixture->connectSession());
    m_fixture->server.overview.outbox = {.messages = 340, .bytes = 9'000, .estimate = false};
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    m_fixture->server.series = QList<Series>{{.kind = SeriesKind::OutboxDepth,
        .subject = {},
        .points = {{.at = now - 40 * 60'000, .min = 12, .max = 12, .last = 12, .sum = 12, .minutes = 1}}}};
    auto *page = m_fixture->open<OverviewPage>();
    QVERIFY(page);
    const auto told = [&] {
        for (const OverviewLine *line : page->findChildren<OverviewLine *>()) {
            if (line->finding().explanation.startsWith(u"From 12 to 340 in the last 40 min"_s))
                return true;
        }
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(told(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"From 12 to 12 within the last hour."_s), patience); // the plot below: what was looked at
}

/// One cause is one line; what it covers is not counted again.
void OverviewPageTest::oneCauseIsOneLine()
{
    Inspection::Overview overview;
    overview.trackedUsers = 10;
    overview.states = {{Inspection::UserState::InStep, 8}, {Inspection::UserState::Gap, 1}, {Inspection::UserState::Stale, 1},
        {Inspection::UserState::RemoteFailing, 1}};
    overview.destinationsFailing = 1;
    OverviewDetails details;
    Inspection::Destination dead;
    dead.destination = ServerName(u"localhost:28448"_s);
    dead.failingSince = QDateTime::currentMSecsSinceEpoch() - 60'000;
    dead.retryAt = dead.failingSince + 600'000;
    dead.usersTracked = 1;
    dead.usersStale = 1;
    details.failing = {dead};
    Inspection::OutboxQueue queue;
    queue.destination = dead.destination;
    queue.messages = 25;
    details.outbox = {queue};
    Inspection::UserSummary bob;
    bob.userId = UserId(u"@bob:localhost:28448"_s);
    bob.states = {Inspection::UserState::Gap, Inspection::UserState::Stale, Inspection::UserState::RemoteFailing};
    details.users = {bob};
    QList<OverviewFinding> findings = overviewFindings({}, overview, {}, details);
    findings.removeIf([](const OverviewFinding &finding) { return finding.key.startsWith(u"cannot:"_s); });
    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings.constFirst().sentence,
        u"localhost:28448 does not answer since %1, next try %2: 1 user(s) with a gap (@bob), 25 message(s) wait"_s.arg(
            Presentation::clockTime(dead.failingSince), Presentation::clockTime(dead.retryAt)));
    QVERIFY(!findings.constFirst().action.isEmpty());
    // More servers than lines: the rest is counted.
    details = {};
    for (int i = 0; i < 30; ++i) {
        dead.destination = ServerName(u"s%1.example"_s.arg(i));
        dead.usersStale = 0;
        details.failing.append(dead);
    }
    overview.states = {{Inspection::UserState::Stale, 0}};
    overview.destinationsFailing = 300;
    findings = overviewFindings({}, overview, {}, details);
    QVERIFY(
        std::ranges::any_of(findings, [](const OverviewFinding &finding) { return finding.key == u"servers" && finding.count == u"292"; }));
}

/// What is solved is struck out where it stands; nothing moves under the pointer.
void OverviewPageTest::linesStayUnderThePointer()
{
    auto *page = m_fixture->open<OverviewPage>();
    QVERIFY(page);
    const auto texts = [page] {
        QStringList result;
        const auto lines = page->findChildren<OverviewLine *>();
        QList<OverviewLine *> shown;
        for (OverviewLine *line : lines) {
            if (!line->isHidden())
                shown.append(line);
        }
        std::ranges::sort(shown, {}, [](const OverviewLine *line) { return line->y(); });
        for (const OverviewLine *line : std::as_const(shown))
            result << (line->finding().solved ? u"solved "_s : QString()) + line->finding().key;
        return result;
    };
    page->activateWindow();
    QTRY_VERIFY(page->isActiveWindow());
    QTRY_VERIFY_WITH_TIMEOUT(texts().size() > 1, patience);
    const QStringList before = texts();
    QVERIFY2(before.size() > 1, qPrintable(before.join(u'|')));
    QWidget *area = page->findChildren<OverviewLine *>().constFirst()->parentWidget();
    area->setAttribute(Qt::WA_UnderMouse);
    m_fixture->server.users.clear();
    m_fixture->server.overview.states
        = {{Inspection::UserState::InStep, 1204}, {Inspection::UserState::Stale, 0}, {Inspection::UserState::Queued, 3}};
    page->reload();
    QTRY_VERIFY_WITH_TIMEOUT(texts().contains(u"solved "_s + before.constFirst()), patience);
    QTRY_VERIFY_WITH_TIMEOUT(texts().contains(u"state:queued"_s), patience); // its details come later on a busy machine
    const QStringList held = texts();
    for (qsizetype i = 0; i < before.size(); ++i)
        QVERIFY2(held.at(i).endsWith(before.at(i)), qPrintable(held.join(u'|')));
    QVERIFY(held.mid(before.size()).contains(u"state:queued"_s)); // what is new comes last
    area->setAttribute(Qt::WA_UnderMouse, false);
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(area, &leave);
    QTRY_VERIFY_WITH_TIMEOUT(!texts().join(u'|').contains(u"solved"_s), patience);
}

void OverviewPageTest::overviewFailureThenRetry()
{
    QVERIFY(m_fixture->connectSession());
    bool broken = true;
    m_fixture->server.intercept = [&](const Test::Request &request) -> std::optional<Test::Answer> {
        return broken && request.path.endsWith(u"/overview"_s) ? std::optional(Test::Answer{500, R"({"error":"oh no"})"}) : std::nullopt;
    };
    auto *page = m_fixture->open<OverviewPage>();
    QVERIFY(page);
    auto *stack = page->findChild<StateStack *>();
    QCOMPARE(stack->state(), StateStack::Failed);
    QVERIFY(stack->message().contains(u"oh no"_s));
    broken = false;
    button(page, u"Try again"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(stack->state(), StateStack::Content, patience);
}

void OverviewPageTest::overviewKeepsOldOnFailure()
{
    auto *page = m_fixture->open<OverviewPage>();
    QVERIFY(page);
    m_fixture->server.goDown();
    page->reload();
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"This is not up to date"_s), patience);
    QVERIFY(!page->findChildren<OverviewLine *>().isEmpty());
}

void OverviewPageTest::labelsAreNeverMarkup()
{
    m_fixture->server.info.sources[1].detail = u"<b>bold</b> DEBUG"_s;
    QVERIFY(m_fixture->connectSession());
    const std::unique_ptr<Page> pages[]
        = {std::make_unique<OverviewPage>(m_fixture->session.get()), std::make_unique<QueuesPage>(m_fixture->session.get()),
            std::make_unique<ServersPage>(m_fixture->session.get()), std::make_unique<ActivityPage>(m_fixture->session.get())};
    for (const auto &page : pages) {
        page->show();
        page->activate({});
        QTRY_VERIFY_WITH_TIMEOUT(page->isSettled(), patience);
        const auto labels = page->findChildren<QLabel *>();
        for (const QLabel *label : labels)
            QVERIFY2(label->text().isEmpty() || label->textFormat() == Qt::PlainText, qPrintable(label->text()));
    }
}

void OverviewPageTest::pictures_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QSize>("size");
    QTest::newRow("light") << false << QSize(1060, 720);
    QTest::newRow("dark") << true << QSize(1060, 720);
    QTest::newRow("narrow") << false << QSize(560, 600);
}

void OverviewPageTest::pictures()
{
    QFETCH(const bool, dark);
    QFETCH(const QSize, size);
    const QPalette before = QApplication::palette();
    if (dark)
        QApplication::setPalette(darkPalette());
    const auto keep = [&](QWidget *page, const QString &name) {
        page->resize(size);
        // Layouts settle within events.
        QTRY_COMPARE(page->size(), size);
        const QPixmap picture = page->grab();
        QCOMPARE(picture.size(), size * page->devicePixelRatioF());
        const QString directory = qEnvironmentVariable("LOCKSTEP_PICTURES");
        if (!directory.isEmpty())
            QVERIFY(QDir().mkpath(directory)
                && picture.save(directory + u'/' + name + u'-' + QLatin1String(QTest::currentDataTag()) + u".png"_s));
    };
    auto *overview = m_fixture->open<OverviewPage>();
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(overview, u"synapse.handlers.device:"_s), patience);
    keep(overview, u"overview"_s);
    auto *queues = m_fixture->open<QueuesPage>();
    queues->resize(size);
    keep(queues, u"inbox"_s);
    queues->activate({{u"queue"_s, u"outbox"_s}});
    auto *outbox = queues->findChild<QTableView *>(u"outboxQueues"_s);
    QTRY_COMPARE_WITH_TIMEOUT(outbox->model()->rowCount(), 4, patience);
    outbox->setCurrentIndex(outbox->model()->index(0, 0));
    Q_EMIT outbox->activated(outbox->currentIndex());
    auto *list = queues->findChild<QTableView *>(u"queueMessages"_s);
    QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 12, patience);
    list->setCurrentIndex(list->model()->index(1, 0));
    keep(queues, u"outbox"_s);
    button(queues, u"Show content"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(queues->findChild<QPlainTextEdit *>(u"messageContent"_s)->isVisible(), patience);
    keep(queues, u"outbox-content"_s);
    auto *servers = m_fixture->open<ServersPage>();
    auto *view = servers->findChild<QTableView *>(u"servers"_s);
    QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(), 5, patience);
    view->setCurrentIndex(view->model()->index(0, 0));
    keep(servers, u"servers"_s);
    button(servers, u"Try again now"_s)->click();
    keep(servers, u"servers-question"_s);
    keep(m_fixture->open<ActivityPage>(), u"activity-empty"_s);
    m_fixture->server.onRefresh = [this](const UserId &user) { m_fixture->finishRefresh(user); };
    m_fixture->session->refreshes()->refreshAll({UserId(u"@bob:remote.example"_s), UserId(u"@zoe:dead.example"_s)});
    QTRY_COMPARE_WITH_TIMEOUT(m_fixture->session->refreshes()->unfinished(), 0, patience);
    m_fixture->server.onRefresh = {};
    m_fixture->session->refreshes()->refreshAll(
        {UserId(u"@ann:remote.example"_s), UserId(u"@carol:remote.example"_s), UserId(u"@dan:remote.example"_s)});
    auto *jobs = m_fixture->page->findChild<QTableView *>(u"activity"_s);
    jobs->setCurrentIndex(jobs->model()->index(0, 0));
    keep(m_fixture->page.get(), u"activity"_s);
    QApplication::setPalette(before);
}

QTEST_MAIN(OverviewPageTest)
#include "tst_overviewpage.moc"
