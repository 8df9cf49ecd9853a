// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/history/view/historygeometry.h"

#include <QTest>

using namespace Lockstep::HistoryGeometry;

class TestHistoryGeometry : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void visible_data();
    void visible();
    void rowsAndPixels();
    void showing_data();
    void showing();
    void hundredMillionRows();
    void lanes();
    void branches();
    void cells();
};

void TestHistoryGeometry::visible_data()
{
    QTest::addColumn<int>("top");
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("rows");
    QTest::addColumn<std::pair<int, int>>("expected");
    QTest::newRow("empty") << 0 << 100 << 0 << std::pair(0, 0);
    QTest::newRow("no room") << 0 << 0 << 10 << std::pair(0, 0);
    QTest::newRow("negative room") << 0 << -5 << 10 << std::pair(0, 0);
    QTest::newRow("fits") << 0 << 100 << 3 << std::pair(0, 3);
    QTest::newRow("exactly") << 0 << 100 << 10 << std::pair(0, 5);
    QTest::newRow("a pixel more") << 0 << 101 << 10 << std::pair(0, 6);
    QTest::newRow("at the end") << 8 << 100 << 10 << std::pair(8, 2);
    QTest::newRow("beyond the end") << 50 << 100 << 10 << std::pair(9, 1);
    QTest::newRow("above the start") << -3 << 100 << 10 << std::pair(0, 5);
}

void TestHistoryGeometry::visible()
{
    QFETCH(int, top);
    QFETCH(int, height);
    QFETCH(int, rows);
    QTEST(visibleRows(top, height, 20, rows), "expected");
}

void TestHistoryGeometry::rowsAndPixels()
{
    QCOMPARE(visibleRows(0, 100, 0, 10), std::pair(0, 0));
    QCOMPARE(rowAt(-1, 0, 20, 10), -1);
    QCOMPARE(rowAt(0, 0, 0, 10), -1);
    QCOMPARE(rowAt(0, 3, 20, 10), 3);
    QCOMPARE(rowAt(19, 3, 20, 10), 3);
    QCOMPARE(rowAt(20, 3, 20, 10), 4);
    QCOMPARE(rowAt(200, 3, 20, 10), -1);
    for (int row = 3; row < 10; ++row)
        QCOMPARE(rowAt(yOfRow(row, 3, 20), 3, 20, 10), row);
    QCOMPARE(pageRows(5, 20), 1);
    QCOMPARE(pageRows(100, 0), 1);
    QCOMPARE(largestTop(100, 20, 3), 0);
    QCOMPARE(largestTop(100, 20, 7), 2);
}

void TestHistoryGeometry::showing_data()
{
    QTest::addColumn<int>("row");
    QTest::addColumn<int>("top");
    QTest::addColumn<int>("expected");
    QTest::newRow("seen already") << 12 << 10 << 10;
    QTest::newRow("just above") << 9 << 10 << 9;
    QTest::newRow("just below") << 15 << 10 << 11;
    QTest::newRow("far below: the middle") << 60 << 10 << 58;
    QTest::newRow("far above: the middle") << 20 << 80 << 18;
    QTest::newRow("last") << 99 << 10 << 95;
    QTest::newRow("first") << 0 << 90 << 0;
}

void TestHistoryGeometry::showing()
{
    QFETCH(int, row);
    QFETCH(int, top);
    QTEST(topToShow(row, top, 100, 20, 100), "expected");
}

void TestHistoryGeometry::hundredMillionRows()
{
    constexpr int rows = 100'000'000;
    constexpr int top = rows - 10;
    QCOMPARE(visibleRows(top, 800, 26, rows), std::pair(top, 10));
    QCOMPARE(yOfRow(top + 3, top, 26), 78);
    QCOMPARE(rowAt(80, top, 26, rows), top + 3);
    QVERIFY(yOfRow(0, top, 26) < 0);
    QVERIFY(yOfRow(top, 0, 26) > 800);
    QCOMPARE(topToShow(rows - 1, 0, 800, 26, rows), largestTop(800, 26, rows));
}

void TestHistoryGeometry::lanes()
{
    QCOMPARE(lanePitch(100, 3, 16), 16.0);
    QCOMPARE(lanePitch(100, 9, 16), 10.0);
    QCOMPARE(lanePitch(100, 200, 18), 6.0);
    QCOMPARE(lanePitch(0, 4, 16), 16.0);
    QCOMPARE(lanePitch(100, 0, 16), 16.0);
    QCOMPARE(laneX(0, 16, 100, false), 16.0);
    QCOMPARE(laneX(0, 16, 100, true), 84.0);
    QCOMPARE(laneX(2, 16, 100, false) + laneX(2, 16, 100, true), 100.0);
}

void TestHistoryGeometry::branches()
{
    const QPainterPath straight = branch(10, 0, 10, 20);
    QCOMPARE(straight.elementCount(), 2);
    for (const qreal toX : {26.0, 90.0, -40.0}) {
        const QPainterPath path = branch(10, 0, toX, 13);
        QCOMPARE(path.currentPosition(), QPointF(toX, 13));
        QVERIFY(path.boundingRect().left() >= std::min(10.0, toX));
        QVERIFY(path.boundingRect().right() <= std::max(10.0, toX));
    }
    QCOMPARE(branch(10, 5, 30, 5).currentPosition(), QPointF(30, 5));
}

void TestHistoryGeometry::cells()
{
    QCOMPARE(cell(10, 20, 100, 26, 6), QRect(16, 20, 88, 26));
    QVERIFY(cell(10, 20, 12, 26, 6).isEmpty());
    QVERIFY(cell(10, 20, 0, 26, 6).isEmpty());
}

QTEST_GUILESS_MAIN(TestHistoryGeometry)
#include "tst_historygeometry.moc"
