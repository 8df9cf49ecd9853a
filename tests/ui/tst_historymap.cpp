// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/historyfixture.h"
#include "ui/history/view/historymap.h"
#include "ui/history/view/historyplacelook.h"
#include "ui/words/presentation.h"

#include <QHelpEvent>
#include <QScrollBar>
#include <QSignalSpy>
#include <QToolButton>
#include <QToolTip>

using namespace Lockstep;
using namespace Lockstep::Test;

namespace {

constexpr int patience = 20'000;
constexpr qint64 start = 1'700'000'000'000;

/// Two bursts of 300 updates, an hour apart; in the first a gap and, a second later, a fork, in the second nothing.
QList<DeviceListUpdate> bursts()
{
    QList<DeviceListUpdate> updates = updatesFromText(chainText(1, 600));
    for (int i = 0; i < 600; ++i)
        updates[i].received = start + (i < 300 ? 0 : 3'600'000) + i * 10;
    updates[100].breaks = Break::Gap;
    updates[100].prevIds = {StreamId(u"lost"_s)};
    updates[200].breaks = Break::Fork;
    return updates;
}

struct MapFixture : HistoryFixture
{
    HistoryMap *map = view->map();

    MapFixture()
        : HistoryFixture(bursts())
    {
    }
    void load()
    {
        HistoryFixture::load();
        model.unfoldAll();
        QTRY_COMPARE_WITH_TIMEOUT(model.timeline().rows(), 600, patience);
        QTRY_VERIFY_WITH_TIMEOUT(!model.marks().empty(), patience);
        map->grab();
    }
    QPoint at(qint64 time) const { return {map->width() - 3, map->yOf(time)}; }
    QColor colourAt(qint64 time) const
    {
        const QImage picture = map->grab().toImage();
        return picture.pixelColor(at(time));
    }
    void drag(QPoint from, QPoint to) const
    {
        QTest::mousePress(map, Qt::LeftButton, {}, from);
        for (int i = 1; i <= 4; ++i)
            QTest::mouseMove(map, from + (to - from) * i / 4);
        QTest::mouseRelease(map, Qt::LeftButton, {}, to);
    }
};

} // namespace

class TestHistoryMap : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void worstColourWins();
    void clicksReachEveryBreak();
    void clickGoesToATime();
    void brushAndEscape();
    void rangeByKeys();
    void windowIsDragged();
    void tellsInWords();
    void scrollBarBearsMarks();
    void switchedOff();
    void rightToLeft();
};

void TestHistoryMap::worstColourWins()
{
    MapFixture f;
    f.load();
    const QColor critical = Presentation::toneColor(Presentation::Tone::Critical, f.map->palette());
    // Gap and fork lie within one pixel.
    QCOMPARE(f.map->yOf(start + 1'000), f.map->yOf(start + 2'000));
    QCOMPARE(f.colourAt(start + 1'000), critical);
    QVERIFY(f.colourAt(start + 3'600'000 + 4'000) != critical);
}

void TestHistoryMap::clicksReachEveryBreak()
{
    MapFixture f;
    f.load();
    QTest::mouseClick(f.map, Qt::LeftButton, {}, f.at(start + 1'000));
    QCOMPARE(f.model.item(f.view->currentRow()).n, 201);
    QTest::mouseClick(f.map, Qt::LeftButton, {}, f.at(start + 1'000));
    QCOMPARE(f.model.item(f.view->currentRow()).n, 101);
    QTest::mouseClick(f.map, Qt::LeftButton, {}, f.at(start + 1'000));
    QCOMPARE(f.model.item(f.view->currentRow()).n, 201);
    QSignalSpy said(f.view, &HistoryView::statusMessage);
    HistoryFilter filter;
    filter.text = u"600"_s;
    f.model.setFilter(filter);
    QTest::mouseClick(f.map, Qt::LeftButton, {}, f.at(start + 1'000));
    QCOMPARE(said.count(), 1);
}

void TestHistoryMap::clickGoesToATime()
{
    MapFixture f;
    f.load();
    // In the silence: what came before it.
    const int before = f.view->topRow();
    QTest::mouseClick(f.map, Qt::LeftButton, {}, f.at(start + 1'800'000));
    QVERIFY(f.view->topRow() > before);
    const int middle = f.view->topRow() + f.view->viewport()->height() / f.view->rowHeight() / 2;
    QCOMPARE(f.model.item(middle).n, 300);
}

void TestHistoryMap::brushAndEscape()
{
    MapFixture f;
    f.load();
    f.drag(f.at(start + 1'800'000), f.at(start + 3'700'000));
    QVERIFY(f.model.filter().hasRange());
    QCOMPARE(f.model.rowCount(), 300);
    QCOMPARE(f.model.item(f.model.rowCount() - 1).n, 301);
    QTRY_COMPARE_WITH_TIMEOUT(f.model.timeline().rows(), 300, patience);
    // The range is said, and the bar leads out of it too.
    QToolButton *chip = nullptr;
    for (QToolButton *button : f.pane.findChildren<QToolButton *>()) {
        if (button->text().contains(u'\u2013'))
            chip = button;
    }
    QVERIFY(chip && chip->isVisible());
    f.press(Qt::Key_Escape);
    QVERIFY(!f.model.filter().hasRange());
    QCOMPARE(f.model.loaded(), 600);
    QVERIFY(!chip->isVisible());
    QTRY_COMPARE_WITH_TIMEOUT(f.model.timeline().rows(), 600, patience);
    f.drag(f.at(start + 1'800'000), f.at(start + 3'700'000));
    QTRY_VERIFY_WITH_TIMEOUT(chip->isVisible(), patience);
    chip->click();
    QVERIFY(!f.model.filter().hasRange());
}

void TestHistoryMap::rangeByKeys()
{
    MapFixture f;
    f.load();
    QSignalSpy said(f.view, &HistoryView::statusMessage);
    f.press(Qt::Key_R);
    QCOMPARE(said.count(), 1); // nothing is marked
    f.view->setCurrentRow(f.model.rowOfUpdate(50));
    f.press(Qt::Key_M);
    f.view->setCurrentRow(f.model.rowOfUpdate(80));
    f.press(Qt::Key_R);
    QCOMPARE(f.model.rowCount(), 31);
    QCOMPARE(f.model.item(f.view->currentRow()).n, 80);
    f.press(Qt::Key_Escape);
    QVERIFY(f.model.rowCount() > 600);
}

void TestHistoryMap::windowIsDragged()
{
    MapFixture f;
    f.load();
    QCOMPARE(f.view->topRow(), 0);
    const QPoint window(f.map->width() - 20, f.map->yOf(f.model.timeOf(0)) + 1);
    f.drag(window, f.at(start));
    QVERIFY(!f.model.filter().hasRange());
    QVERIFY(f.view->topRow() > 500);
}

void TestHistoryMap::tellsInWords()
{
    MapFixture f;
    f.load();
    QVERIFY2(f.map->accessibleDescription().contains(u"600 updates and 2 breaks"_s), qPrintable(f.map->accessibleDescription()));
    const QPoint position = f.at(start + 1'000);
    QHelpEvent help(QEvent::ToolTip, position, f.map->mapToGlobal(position));
    QApplication::sendEvent(f.map, &help);
    QTRY_VERIFY_WITH_TIMEOUT(QToolTip::text().contains(u"2 break(s): gap, fork"_s), patience);
    QVERIFY(QToolTip::text().contains(u"300 update(s)"_s));
}

void TestHistoryMap::scrollBarBearsMarks()
{
    MapFixture f;
    f.load();
    const QColor critical = Presentation::toneColor(Presentation::Tone::Critical, f.view->palette());
    const QImage picture = f.view->verticalScrollBar()->grab().toImage();
    int marked = 0;
    for (int y = 0; y < picture.height(); ++y)
        marked += picture.pixelColor(picture.width() / 2, y) == critical ? 1 : 0;
    QCOMPARE(marked, HistoryPlaceLook::height);
}

void TestHistoryMap::switchedOff()
{
    MapFixture f;
    f.load();
    const int width = f.view->viewport()->width();
    f.press(Qt::Key_X);
    QVERIFY(!f.map->isVisible());
    QVERIFY(f.view->viewport()->width() > width);
    f.press(Qt::Key_X);
    QVERIFY(f.map->isVisible());
    QCOMPARE(f.view->viewport()->width(), width);
}

void TestHistoryMap::rightToLeft()
{
    MapFixture f;
    f.pane.setLayoutDirection(Qt::RightToLeft);
    f.load();
    QVERIFY(f.map->x() > f.view->viewport()->x());
    QVERIFY(!f.map->geometry().intersects(f.view->viewport()->geometry()));
    QVERIFY(!f.map->geometry().intersects(f.view->verticalScrollBar()->geometry()));
}

QTEST_MAIN(TestHistoryMap)
#include "tst_historymap.moc"
