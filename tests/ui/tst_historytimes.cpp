// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/historyfixture.h"
#include "ui/history/updatedetails.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QSignalSpy>

using namespace Lockstep;
using namespace Lockstep::Test;

namespace {

constexpr qint64 midnight = 1'700'006'400'000; // 2023-11-15 00:00 UTC

/// Three rows, the oldest 100 ms before midnight, the others 42 ms and 2 min 5.5 s after it.
QList<DeviceListUpdate> aroundMidnight()
{
    QList<DeviceListUpdate> updates = updatesFromText(u"1 PHONE breaks=first\n2 <- 1 PHONE\n5 <- 4 PHONE breaks=gap verdict=resync\n"_s);
    updates[0].received = midnight - 100;
    updates[1].received = midnight + 42;
    updates[2].received = midnight + 125'500;
    return updates;
}

} // namespace

class TestHistoryTimes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { qputenv("TZ", "Europe/Berlin"); }
    void words_data();
    void words();
    void columnByKeys();
    void zoneIsAlwaysSaid();
    void marks();
    void anotherDayIsSeen();
    void copiesAndDetails();
};

void TestHistoryTimes::words_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QString>("expected");
    QTest::newRow("none") << 0LL << u"+0.000 s"_s;
    QTest::newRow("milliseconds") << 42LL << u"+0.042 s"_s;
    QTest::newRow("back") << -1'500LL << u"\u22121.500 s"_s;
    QTest::newRow("nearly two minutes") << 119'960LL << u"+2 min 0.0 s"_s;
    QTest::newRow("nearly an hour") << 3'599'980LL << u"+1 h 0 min"_s;
    QTest::newRow("minutes") << 125'500LL << u"+2 min 5.5 s"_s;
    QTest::newRow("hours") << 7'500'000LL << u"+2 h 5 min"_s;
    QTest::newRow("days") << 180'000'000LL << u"+2 d 2 h"_s;
    QTest::newRow("hostile") << -9'000'000'000'000'000LL << u"\u2212104166666 d 16 h"_s;
}

void TestHistoryTimes::words()
{
    QFETCH(qint64, ms);
    QTEST(HistoryText::difference(ms), "expected");
}

void TestHistoryTimes::columnByKeys()
{
    HistoryFixture f(aroundMidnight());
    f.load();
    QCOMPARE(f.view->timeText(0), u"2023-11-15 01:02:05.500"_s);
    QSignalSpy said(f.view, &HistoryView::timesChanged);
    f.press(Qt::Key_U);
    QCOMPARE(f.view->timeText(0), u"2023-11-15 00:02:05.500"_s);
    QCOMPARE(said.count(), 1);
    f.press(Qt::Key_T);
    QVERIFY(f.view->timeText(0).endsWith(u" d"_s));
    f.press(Qt::Key_T);
    // The place of the missing update has no time and is no row before.
    QCOMPARE(f.view->timeText(0), u"+2 min 5.5 s"_s);
    QCOMPARE(f.view->timeText(1), QString());
    QCOMPARE(f.view->timeText(2), u"+0.142 s"_s);
    QCOMPARE(f.view->timeText(3), QString());
    f.press(Qt::Key_T);
    QCOMPARE(f.view->times(), HistoryText::Times::Clock);
}

void TestHistoryTimes::zoneIsAlwaysSaid()
{
    HistoryFixture f(aroundMidnight());
    f.load();
    const auto header
        = [&f](int role) { return f.view->header()->model()->headerData(HistoryModel::Received, Qt::Horizontal, role).toString(); };
    QVERIFY(header(Qt::DisplayRole).startsWith(u"Received (CE"_s));
    f.press(Qt::Key_U);
    QCOMPARE(header(Qt::DisplayRole), u"Received (UTC)"_s);
    for (int i = 0; i < 3; ++i) {
        QVERIFY2(header(Qt::ToolTipRole).contains(u"UTC"_s), qPrintable(header(Qt::ToolTipRole)));
        f.press(Qt::Key_T);
    }
}

void TestHistoryTimes::marks()
{
    HistoryFixture f(aroundMidnight());
    f.load();
    f.view->setCurrentRow(2);
    f.press(Qt::Key_M);
    QCOMPARE(f.view->markedUpdate(), 2);
    QCOMPARE(f.view->times(), HistoryText::Times::SinceMarked);
    QCOMPARE(f.view->timeText(0), u"+2 min 5.5 s"_s);
    QCOMPARE(f.view->timeText(3), u"\u22120.142 s"_s);
    QVERIFY(f.current().endsWith(u"+0.000 s"_s));
    // A gap was never received.
    f.view->setCurrentRow(1);
    f.press(Qt::Key_M);
    QCOMPARE(f.view->markedUpdate(), 2);
    // A filter leaves the mark where it is.
    f.model.setFilter({.breaksOnly = true});
    QCOMPARE(f.view->timeText(0), u"+2 min 5.5 s"_s);
    f.model.setFilter({});
    f.view->setCurrentRow(2);
    f.press(Qt::Key_M);
    QCOMPARE(f.view->markedUpdate(), 0);
    QCOMPARE(f.view->times(), HistoryText::Times::Clock);
    f.press(Qt::Key_M);
    f.pane.setUser(UserId(u"@carol:remote.example"_s));
    QCOMPARE(f.view->markedUpdate(), 0);
}

void TestHistoryTimes::anotherDayIsSeen()
{
    HistoryFixture f(aroundMidnight());
    f.load();
    f.view->setUtc(true);
    const auto ruleAbove = [&f](int row) {
        const QImage picture = f.view->viewport()->grab().toImage();
        // On the line, dotted, right of all texts.
        const int y = f.view->rowRect(row).top();
        const int from = f.view->header()->sectionViewportPosition(HistoryModel::Device);
        int coloured = 0;
        for (int x = from; x < from + 40; ++x)
            coloured += picture.pixel(x, y) != picture.pixel(x, y + 2) ? 1 : 0;
        return coloured > 5;
    };
    QVERIFY(ruleAbove(3));
    QVERIFY(!ruleAbove(2));
    f.view->setUtc(false);
    QVERIFY(!ruleAbove(3)); // 00:59 and 01:00 of one day in Berlin
}

void TestHistoryTimes::copiesAndDetails()
{
    HistoryFixture f(aroundMidnight());
    f.load();
    f.view->setUtc(true);
    f.view->setTimes(HistoryText::Times::SinceBefore);
    f.view->setCurrentRow(2);
    f.press(Qt::Key_C, Qt::ControlModifier);
    const QStringList cells = QApplication::clipboard()->text().split(u'\t');
    QVERIFY(cells.contains(u"2023-11-15 00:00:00.042 UTC"_s));
    QCOMPARE(cells.last(), u"+0.142 s"_s);
    const auto details = [&f] {
        const auto labels = f.pane.findChild<UpdateDetails *>()->findChildren<QLabel *>();
        QStringList texts;
        for (const QLabel *label : labels)
            texts << label->text();
        return texts.join(u'\n');
    };
    QTRY_VERIFY_WITH_TIMEOUT(
        details().contains(u"2023-11-15 00:00:00.042 UTC (After the row below: +0.142 s)"_s), HistoryFixture::patience);
    f.view->setTimeStyle({});
    QTRY_VERIFY_WITH_TIMEOUT(details().contains(u"2023-11-15 01:00:00.042 CET"_s), HistoryFixture::patience);
}

QTEST_MAIN(TestHistoryTimes)
#include "tst_historytimes.moc"
