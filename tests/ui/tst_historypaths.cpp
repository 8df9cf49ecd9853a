// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/historyfixture.h"
#include "ui/history/view/historyactions.h"

#include <QHeaderView>
#include <QLabel>
#include <QSignalSpy>

using namespace Lockstep;
using namespace Lockstep::Test;

namespace {

/// A list, updates after it, a fork whose branches come together far above, and a loss after that.
QString story()
{
    QString text = u"1 PHONE breaks=first verdict=resync\n"
                   "1 kind=resync detail=1\n"
                   "2 <- 1 PHONE name=a\n"
                   "3 <- 2 PHONE name=b breaks=fork\n"
                   "4 <- 2 TABLET name=t breaks=fork\n"_s;
    for (int i = 5; i < 60; ++i)
        text += u"%1 <- %2 PHONE name=n%1\n"_s.arg(i).arg(i == 5 ? 3 : i - 1);
    return text
        + u"60 <- 59,4 PHONE name=m breaks=merge\n"
          "62 <- 61 PHONE name=z breaks=gap\n"
          "62 kind=resync detail=timeout verdict=ignored\n"_s;
}

QColor lineColour(const HistoryFixture &f, int row, int lane)
{
    const QImage picture = f.view->viewport()->grab().toImage();
    const int pitch = f.view->rowHeight(); // no more than that from lane to lane
    const QRect rect = f.view->rowRect(row);
    QColor darkest = Qt::white;
    const int from = f.view->header()->sectionViewportPosition(HistoryModel::Graph) + lane * pitch / 2;
    for (int x = from; x < from + pitch; ++x) {
        const QColor colour = picture.pixelColor(x, rect.top() + 1);
        if (colour.lightness() < darkest.lightness())
            darkest = colour;
    }
    return darkest;
}

} // namespace

class TestHistoryPaths : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void backAndForward();
    void trailIsBounded();
    void arrowsLeadToTheOtherEnd();
    void pinned();
    void explanation_data();
    void explanation();
    void explanationFollows();
    void heads_data();
    void heads();
    void foldsByOneKey();
    void actionsTellTheirKeys();
    void escapeEndsOneThingAtATime();
};

void TestHistoryPaths::backAndForward()
{
    HistoryFixture f(story());
    f.load();
    f.model.unfoldAll();
    const auto at = [&f](qint64 n) { return f.model.rowOfUpdate(n); };
    f.view->setCurrentRow(at(50));
    f.view->setCurrentRow(at(20));
    // Steps move the place along, and are no places of their own.
    f.press(Qt::Key_Down);
    f.press(Qt::Key_Down);
    f.press(Qt::Key_End);
    f.press(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(f.model.item(f.view->currentRow()).n, 18);
    f.press(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(f.model.item(f.view->currentRow()).n, 50);
    f.press(Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(f.model.item(f.view->currentRow()).n, 18);
    // From here on it goes another way.
    f.press(Qt::Key_Home);
    QVERIFY(!f.view->canGoBack(1));
    QSignalSpy said(f.view, &HistoryView::statusMessage);
    f.press(Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(said.count(), 1);
    // A place that a filter hides is left out.
    f.view->setCurrentRow(at(30));
    f.view->setCurrentRow(at(60));
    HistoryFilter filter;
    filter.text = u"n4"_s;
    f.model.setFilter(filter);
    f.press(Qt::Key_Left, Qt::AltModifier);
    const qint64 there = f.model.item(f.view->currentRow()).n;
    QCOMPARE(there, 50); // 30 and what came before it are hidden
    f.model.setFilter({});
    // The place of a missing update is one too.
    const int gap = f.model.shownRow(f.model.item(at(62)).row, 0);
    QVERIFY(gap >= 0 && f.model.item(gap).type == HistoryItem::Gap);
    f.view->setCurrentRow(gap);
    f.press(Qt::Key_End);
    f.press(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(f.view->currentRow(), gap);
    f.pane.setUser(UserId(u"@carol:remote.example"_s));
    QVERIFY(!f.view->canGoBack(-1));
}

void TestHistoryPaths::trailIsBounded()
{
    HistoryTrail trail;
    for (int i = 1; i <= 1'000; ++i)
        trail.visit({i, -1}, true);
    int places = 1;
    while (trail.go(-1))
        ++places;
    QCOMPARE(places, int(HistoryTrail::most));
    QVERIFY(!trail.canGo(-1) && trail.canGo(1));
}

void TestHistoryPaths::arrowsLeadToTheOtherEnd()
{
    HistoryFixture f(story());
    f.load();
    f.model.unfoldAll();
    f.view->setCurrentRow(0);
    QCOMPARE(f.view->topRow(), 0);
    f.view->viewport()->grab();
    f.view->viewport()->grab();
    // The branch that 60 names besides leaves the screen in lane 1; its arrow stands in the last row that is seen whole.
    const int whole = f.view->viewport()->height() / f.view->rowHeight();
    const int y = f.view->rowRect(whole - 1).bottom() - 3;
    const int from = f.view->header()->sectionViewportPosition(HistoryModel::Graph);
    QList<int> arrows;
    for (int x = from; x < from + f.view->header()->sectionSize(HistoryModel::Graph); ++x) {
        const QPointF position(x, y);
        QMouseEvent move(QEvent::MouseMove, position, f.view->viewport()->mapToGlobal(position), Qt::NoButton, Qt::NoButton, {});
        QApplication::sendEvent(f.view->viewport(), &move);
        if (f.view->viewport()->cursor().shape() == Qt::PointingHandCursor)
            arrows << x;
    }
    QVERIFY(!arrows.isEmpty());
    QVERIFY(arrows.last() - arrows.first() < 2 * f.view->rowHeight()); // one, for the trunk goes on below
    QTest::mouseClick(f.view->viewport(), Qt::LeftButton, {}, QPoint(arrows.at(arrows.size() / 2), y));
    QCOMPARE(f.model.item(f.view->currentRow()).streamId.toString(), u"4"_s);
    f.press(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(f.view->currentRow(), 0);
}

void TestHistoryPaths::pinned()
{
    HistoryFixture f(story());
    f.load();
    f.model.unfoldAll();
    const int tablet = f.model.rowOfUpdate(5);
    f.view->setCurrentRow(tablet);
    f.press(Qt::Key_Space);
    QVERIFY(f.view->isPinned(tablet));
    // Wherever one goes.
    f.press(Qt::Key_Home);
    QVERIFY(f.view->isPinned(tablet));
    QVERIFY(!f.view->isPinned(0));
    f.press(Qt::Key_Escape);
    QVERIFY(!f.view->isPinned(tablet));
    // A click on a node pins, another one there ends it.
    const QPoint node(f.view->header()->sectionViewportPosition(HistoryModel::Graph) + 14, f.view->rowRect(3).center().y());
    QTest::mouseClick(f.view->viewport(), Qt::LeftButton, {}, node);
    QVERIFY(f.view->isPinned(3));
    const QColor dimmed = lineColour(f, 2, 0);
    QTest::mouseClick(f.view->viewport(), Qt::LeftButton, {}, node);
    QVERIFY(!f.view->isPinned(3));
    QTest::mouseMove(f.view->viewport(), QPoint(f.view->viewport()->width() - 5, f.view->viewport()->height() - 2));
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(f.view->viewport(), &leave);
    QVERIFY(lineColour(f, 2, 0).lightness() < dimmed.lightness());
}

void TestHistoryPaths::explanation_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("says");
    QTest::newRow("loss after a list") << story()
                                       << QStringList{u"by the whole list fetched at"_s, u"(stream 1)"_s,
                                              u"60 update(s) applied after that"_s, u"1 update(s) since name one"_s,
                                              u"1 attempt(s) to fetch it failed"_s};
    QTest::newRow("no list") << u"1 PHONE breaks=first\n2 <- 1 PHONE\n3 <- 2 PHONE verdict=ignored\n"_s
                             << QStringList{
                                    u"No fetch of the whole list is recorded"_s, u"2 update(s) applied"_s, u"1 update(s) were ignored"_s};
    QTest::newRow("hardly anything known") << u"1 PHONE verdict=unknown\n"_s
                                           << QStringList{u"What became of 1 update(s) is not recorded"_s};
}

void TestHistoryPaths::explanation()
{
    QFETCH(QString, text);
    QFETCH(QStringList, says);
    HistoryFixture f(text);
    f.load();
    auto *label = f.pane.findChild<QLabel *>(u"history/explanation"_s);
    QVERIFY(!label->isVisible());
    f.press(Qt::Key_W);
    QVERIFY(label->isVisible());
    for (const QString &part : std::as_const(says))
        QVERIFY2(label->text().contains(part), qPrintable(label->text()));
    f.press(Qt::Key_Escape);
    QVERIFY(!label->isVisible());
}

void TestHistoryPaths::explanationFollows()
{
    HistoryFixture f(story());
    f.load();
    f.press(Qt::Key_W);
    QCOMPARE(f.view->explanation()->missing, 1);
    // Newer rows are part of it; what lies below the list is not.
    QVERIFY(f.model.isPartOfTheList(f.model.item(f.model.rowOfUpdate(61)).row, *f.view->explanation()));
    QVERIFY(!f.model.isPartOfTheList(f.model.item(f.model.rowOfUpdate(1)).row, *f.view->explanation()));
    f.pages.updates = updatesFromText(story() + u"62 kind=resync detail=2\n"_s);
    f.model.handleEvent({1, Inspection::EventType::Update, {{u"user_id"_s, u"@bob:remote.example"_s}, {u"n"_s, 64}}});
    QTRY_COMPARE_WITH_TIMEOUT(f.view->explanation()->missing, 0, HistoryFixture::patience);
    QCOMPARE(f.view->explanation()->applied, 0);
    f.pane.setUser(UserId(u"@carol:remote.example"_s));
    QVERIFY(!f.view->explanation());
}

void TestHistoryPaths::heads_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("chain") << chainText(1, 20) << QStringList{u"20"_s};
    QTest::newRow("fork") << u"1 A breaks=first\n2 <- 1 A breaks=fork\n3 <- 1 B breaks=fork\n"_s << QStringList{u"3"_s, u"2"_s};
    QTest::newRow("merged") << u"1 A breaks=first\n2 <- 1 A breaks=fork\n3 <- 1 B breaks=fork\n4 <- 2,3 A breaks=merge\n"_s
                            << QStringList{u"4"_s};
    QTest::newRow("a list makes all before it past")
        << u"1 A breaks=first\n2 <- 1 A\n3 <- 1 B\n9 kind=resync detail=2\n"_s << QStringList{u"9"_s};
    QTest::newRow("after a list") << u"1 A breaks=first\n2 <- 1 A\n9 kind=resync detail=2\n10 <- 9 A\n11 <- 9 B\n"_s
                                  << QStringList{u"11"_s, u"10"_s};
    QTest::newRow("a list that could not be had")
        << u"1 A breaks=first\n2 <- 1 A\n3 kind=resync detail=timeout verdict=ignored\n"_s << QStringList{u"2"_s};
    QTest::newRow("what was lost may have named it")
        << u"1 A breaks=first\n2 <- 1 A\n5 <- 4 A breaks=gap\n6 <- 5 A\n"_s << QStringList{u"6"_s};
    QTest::newRow("a stored stream_id") << u"1 A breaks=first\n7 kind=head\n"_s << QStringList{u"7"_s};
    QTest::newRow("ignored ones are outside") << u"1 A breaks=first\n9 <- 5 B verdict=ignored\n"_s << QStringList{u"1"_s};
}

void TestHistoryPaths::heads()
{
    QFETCH(QString, text);
    HistoryFixture f(text);
    f.load();
    QStringList heads;
    for (int row = 0; row < f.model.rowCount(); ++row) {
        if (const HistoryItem item = f.model.item(row); item.head && item.type == HistoryItem::Update)
            heads << item.streamId.toString();
    }
    QTEST(heads, "expected");
}

void TestHistoryPaths::foldsByOneKey()
{
    HistoryFixture f(chainText(1, 60));
    f.load();
    QCOMPARE(f.model.rowCount(), 15);
    f.press(Qt::Key_F);
    QCOMPARE(f.model.rowCount(), 61);
    f.press(Qt::Key_F);
    QCOMPARE(f.model.rowCount(), 3);
    HistoryFixture few(chainText(1, 3));
    few.load();
    QSignalSpy said(few.view, &HistoryView::statusMessage);
    few.press(Qt::Key_F);
    QCOMPARE(said.count(), 1);
    QVERIFY(said.at(0).at(0).toString().startsWith(u"Nothing to fold"_s));
}

void TestHistoryPaths::actionsTellTheirKeys()
{
    HistoryFixture f(story());
    f.load();
    f.model.unfoldAll();
    const HistoryActions *actions = f.view->historyActions();
    QStringList keys;
    for (const QAction *action : actions->all()) {
        if (!action)
            continue;
        QVERIFY(!action->text().isEmpty());
        QVERIFY2(!action->shortcut().isEmpty(), qPrintable(action->text()));
        keys << action->shortcut().toString();
    }
    QCOMPARE(keys.removeDuplicates(), 0);
    QCOMPARE(keys.size(), int(HistoryActions::Count));
    f.view->setCurrentRow(0);
    f.view->updateActions();
    QVERIFY(actions->at(HistoryActions::Mark)->isEnabled());
    QVERIFY(!actions->at(HistoryActions::MarkedRange)->isEnabled());
    QVERIFY(!actions->at(HistoryActions::WholeHistory)->isEnabled());
    // What a menu found of no use for one row is of use for another.
    f.view->setCurrentRow(f.model.rowOfUpdate(1));
    f.view->updateActions();
    QVERIFY(!actions->at(HistoryActions::Earlier)->isEnabled());
    f.view->setCurrentRow(f.model.rowOfUpdate(30));
    f.press(Qt::Key_Down, Qt::ControlModifier);
    QCOMPARE(f.model.item(f.view->currentRow()).n, 29);
    // Typed into a field they are letters.
    for (const QAction *action : actions->all())
        QVERIFY(!action || action->shortcutContext() == Qt::WidgetShortcut);
}

void TestHistoryPaths::escapeEndsOneThingAtATime()
{
    HistoryFixture f(story());
    f.load();
    f.view->setCurrentRow(f.model.rowOfUpdate(60));
    f.press(Qt::Key_M);
    f.view->setCurrentRow(f.model.rowOfUpdate(55));
    f.press(Qt::Key_R);
    f.press(Qt::Key_W);
    f.view->setComparedRow(1);
    f.press(Qt::Key_Escape);
    QCOMPARE(f.view->comparedRow(), -1);
    QVERIFY(f.view->explanation());
    f.press(Qt::Key_Escape);
    QVERIFY(!f.view->explanation());
    QVERIFY(f.model.filter().hasRange());
    f.press(Qt::Key_Escape);
    QVERIFY(!f.model.filter().hasRange());
}

QTEST_MAIN(TestHistoryPaths)
#include "tst_historypaths.moc"
