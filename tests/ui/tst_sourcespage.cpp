// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/checks.h"
#include "inspection/ownside.h"
#include "inspection/wire.h"
#include "tests/ui/pagesfixture.h"
#include "ui/pages/overview/overviewpage.h"
#include "ui/pages/sources/sourcespage.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/statestack.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QJsonDocument>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace Lockstep;
using namespace Lockstep::Test;
using Inspection::CheckArea;
using Inspection::CheckReport;
using Inspection::CheckState;
using namespace Qt::StringLiterals;

namespace {

CheckReport somethingOfEach()
{
    return {.at = 1'795'000'000'000,
        .tookMs = 120,
        .checks = {
            {.area = CheckArea::Database,
                .state = CheckState::Ok,
                .subject = u"indexes"_s,
                .text = u"All are there."_s,
                .remedy = {},
                .restsOn = u"pg_index"_s},
            {.area = CheckArea::Log,
                .state = CheckState::Warning,
                .subject = u"loggers of worker \"inbound\""_s,
                .text = u"DEBUG is off for synapse.handlers.device on worker inbound: its level is INFO."_s,
                .remedy = u"Set synapse.handlers.device to DEBUG in <b>inbound.log.yaml</b>\u202e."_s,
                .restsOn = u"/etc/matrix-synapse/inbound.log.yaml"_s},
            {.area = CheckArea::Gateway,
                .state = CheckState::NotChecked,
                .subject = u"token"_s,
                .text = u"None was given."_s,
                .remedy = {},
                .restsOn = {}},
            {.area = CheckArea::Homeserver,
                .state = CheckState::Fault,
                .subject = u"http://127.0.0.1:8008"_s,
                .text = u"It does not answer."_s,
                .remedy = u"Start Synapse."_s,
                .restsOn = {}},
        }};
}

} // namespace

class SourcesPageTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void init();
    void cleanup() { m_fixture.reset(); }
    void worstFirst();
    void whatToDo();
    void copiesAll();
    void onlyWhatIsWrong();
    void checksAgain();
    void failsAndIsTriedAgain();
    void nothingToCheck();
    void anOlderGateway();
    void overviewLeadsHere();
    void ownSide();

private:
    QTableView *view(SourcesPage *page) const { return page->findChild<QTableView *>(u"checks"_s); }

    std::unique_ptr<PagesFixture> m_fixture;
    CheckReport m_report;
    int m_status = 200;
    bool m_silent = false; ///< the gateway takes its time
    int m_asked = 0;
};

void SourcesPageTest::init()
{
    m_fixture = std::make_unique<PagesFixture>();
    m_report = somethingOfEach();
    m_status = 200;
    m_silent = false;
    m_asked = 0;
    const auto others = m_fixture->server.intercept;
    m_fixture->server.intercept = [this, others](const Request &request) -> std::optional<Answer> {
        if (request.path != u"/_lockstep/v1/check")
            return others(request);
        ++m_asked;
        if (m_silent)
            return Answer{.status = 0, .body = {}};
        if (m_status != 200)
            return Answer{.status = m_status, .body = R"({"errcode":"M_UNKNOWN","error":"The gateway is stopping."})"};
        return Answer{.status = 200, .body = QJsonDocument(toJson(m_report)).toJson()};
    };
}

void SourcesPageTest::worstFirst()
{
    auto *page = m_fixture->open<SourcesPage>();
    QVERIFY(page);
    QTRY_COMPARE_WITH_TIMEOUT(shown(view(page)), QStringList({u"fault"_s, u"warning"_s, u"not checked"_s, u"well"_s}), patience);
    QCOMPARE(shown(view(page), 1), QStringList({u"homeserver"_s, u"logs"_s, u"gateway"_s, u"database"_s}));
    QVERIFY(hasLabel(page, u"1 fault(s), 1 warning(s), 1 in order, 1 not checked"_s));
    // Where all of it comes from stands above.
    auto *sources = page->findChild<QTableView *>(u"sources"_s);
    QCOMPARE(sources->model()->rowCount(), 3);
    QVERIFY(!sources->accessibleName().isEmpty() && !view(page)->accessibleName().isEmpty());
}

void SourcesPageTest::whatToDo()
{
    auto *page = m_fixture->open<SourcesPage>();
    QVERIFY(page);
    QTRY_COMPARE_WITH_TIMEOUT(view(page)->model()->rowCount(), 4, patience);
    view(page)->setCurrentIndex(view(page)->model()->index(1, 0));
    // What the gateway says is plain text, and can be selected.
    QVERIFY(hasLabel(page, u"To do: Set synapse.handlers.device to DEBUG in <b>inbound.log.yaml</b>\\u202e."_s));
    QVERIFY(hasLabel(page, u"Known from: /etc/matrix-synapse/inbound.log.yaml"_s));
    const auto labels = page->findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        if (label->text().startsWith(u"To do"_s))
            QVERIFY(label->textFormat() == Qt::PlainText && label->textInteractionFlags().testFlag(Qt::TextSelectableByMouse));
    }
    view(page)->setFocus();
    QTest::keyClick(view(page), Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QApplication::clipboard()->text().contains(u"DEBUG is off for synapse.handlers.device on worker inbound"_s));
}

void SourcesPageTest::copiesAll()
{
    auto *page = m_fixture->open<SourcesPage>();
    QVERIFY(page);
    QTRY_COMPARE_WITH_TIMEOUT(view(page)->model()->rowCount(), 4, patience);
    button(page, u"Copy all"_s)->click();
    const QString text = QApplication::clipboard()->text();
    QVERIFY(text.contains(u"fault · homeserver · http://127.0.0.1:8008: It does not answer.\n  To do: Start Synapse."_s));
    QVERIFY(text.contains(u"well · database · indexes: All are there.\n  Known from: pg_index"_s));
}

void SourcesPageTest::onlyWhatIsWrong()
{
    auto *page = m_fixture->open<SourcesPage>();
    QVERIFY(page);
    QTRY_COMPARE_WITH_TIMEOUT(view(page)->model()->rowCount(), 4, patience);
    auto *only = page->findChild<QCheckBox *>();
    only->click();
    QCOMPARE(shown(view(page)), QStringList({u"fault"_s, u"warning"_s}));
    // A page that is made later remembers it; where nothing is wrong it says so.
    m_report.checks = {m_report.checks.constFirst()};
    page = m_fixture->open<SourcesPage>();
    QVERIFY(page);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"Nothing needs attention"_s), patience);
}

void SourcesPageTest::checksAgain()
{
    auto *page = m_fixture->open<SourcesPage>();
    QVERIFY(page);
    QTRY_COMPARE_WITH_TIMEOUT(view(page)->model()->rowCount(), 4, patience);
    QSignalSpy badge(page, &Page::badgeChanged);
    view(page)->setCurrentIndex(view(page)->model()->index(0, 0));
    m_report.checks[3].state = CheckState::Ok;
    m_silent = true;
    button(page, u"Check again"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(m_asked, 2, patience);
    // What was found before stays, with a sign that more is to come; one look at a time.
    QCOMPARE(view(page)->model()->rowCount(), 4);
    QVERIFY(page->findChild<QProgressBar *>()->isVisible());
    QVERIFY(!button(page, u"Check again"_s)->isEnabled());
    QVERIFY(!page->isSettled());
    page->reload();
    QCOMPARE(m_asked, 2);
    m_silent = false;
    auto *later = m_fixture->open<SourcesPage>();
    QVERIFY(later);
    QTRY_COMPARE_WITH_TIMEOUT(shown(view(later)), QStringList({u"warning"_s, u"not checked"_s, u"well"_s, u"well"_s}), patience);
    QVERIFY(!later->findChild<QProgressBar *>()->isVisible());
}

void SourcesPageTest::failsAndIsTriedAgain()
{
    m_status = 503;
    auto *page = m_fixture->open<SourcesPage>();
    QVERIFY(page);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"The gateway is stopping."_s), patience);
    m_status = 200;
    button(page, u"Try again"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(view(page)->model()->rowCount(), 4, patience);
    // What was known before is not taken away by a failure.
    m_status = 503;
    button(page, u"Check again"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(page->findChild<Banner *>()->isVisible(), patience);
    QCOMPARE(view(page)->model()->rowCount(), 4);
    QVERIFY(view(page)->isVisible());
}

void SourcesPageTest::nothingToCheck()
{
    m_report = {};
    auto *page = m_fixture->open<SourcesPage>();
    QVERIFY(page);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"There is nothing to check"_s), patience);
    QVERIFY(!button(page, u"Copy all"_s)->isEnabled());
}

void SourcesPageTest::anOlderGateway()
{
    m_status = 404;
    auto *page = m_fixture->open<SourcesPage>();
    QVERIFY(page);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"This gateway cannot check itself"_s), patience);
}

void SourcesPageTest::overviewLeadsHere()
{
    auto *page = m_fixture->open<OverviewPage>();
    QVERIFY(page);
    QSignalSpy opened(page, &Page::openRequested);
    QTRY_VERIFY_WITH_TIMEOUT(button(page, u"Check all of it"_s), patience);
    button(page, u"Check all of it"_s)->click();
    QCOMPARE(opened.takeFirst(), QVariantList({u"sources"_s, QVariantMap()}));
}

void SourcesPageTest::ownSide()
{
    Inspection::OwnSide own;
    own.version = u"1.159.0"_s;
    own.conversion.available = own.streamsAvailable = own.unwokenAvailable = own.faultsAvailable = {.available = true, .reason = {}};
    own.streams = {{.stream = u"to_device"_s, .writer = u"worker1"_s, .position = 7, .newest = 12, .table = u"device_inbox"_s, .since = 1}};
    own.faults = {{.id = u"f"_s, .fixedIn = u"1.160.0rc1"_s, .symptom = u"It stands still."_s, .source = u"element-hq/synapse#19800"_s}};
    const auto others = m_fixture->server.intercept;
    m_fixture->server.intercept = [&, others](const Request &request) -> std::optional<Answer> {
        if (request.path != u"/_lockstep/v1/own")
            return others(request);
        return Answer{.status = 200, .body = QJsonDocument(toJson(own)).toJson()};
    };
    auto *page = m_fixture->open<SourcesPage>();
    QVERIFY(page);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(page, u"The stream to_device of worker1 stands at 7 since "_s), patience);
    QVERIFY(hasLabel(page, u"All changes of local users' devices are on their way."_s));
    auto *faults = page->findChild<QToolButton *>(u"knownFaults"_s);
    QVERIFY2(faults->text().contains(u"Synapse 1.159.0"_s), qPrintable(faults->text()));
    QVERIFY(!page->findChild<QLabel *>(u"faults"_s)->isVisible());
    faults->click();
    QVERIFY(page->findChild<QLabel *>(u"faults"_s)->isVisible());
    QVERIFY(hasLabel(page, u"It stands still. (element-hq/synapse#19800; fixed in 1.160.0rc1)"_s));
}

QTEST_MAIN(SourcesPageTest)
#include "tst_sourcespage.moc"
