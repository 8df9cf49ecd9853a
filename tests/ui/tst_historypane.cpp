// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/history/historymodel.h"
#include "tests/model/updatetext.h"
#include "ui/history/historypane.h"
#include "ui/history/updatedetails.h"
#include "ui/history/view/historyview.h"
#include "ui/history/view/historyviewtext.h"
#include "ui/widgets/statestack.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

using namespace Lockstep;
using namespace Lockstep::Test;

namespace {

constexpr int patience = 60'000;

const QString story = u"101 PHONE name=Phone keys=1 breaks=first\n"
                      "104 <- 101 PHONE name=Phone keys=1 sigs=a\n"
                      "112 <- 108 PHONE name=Mobile keys=1 sigs=a verdict=resync breaks=gap\n"
                      "114 kind=resync detail=5\n"
                      "115 <- 114 PHONE name=Mobile keys=2 sigs=a\n"
                      "116 <- 115 LAPTOP name=Lap keys=3 breaks=fork\n"
                      "117 <- 115 TABLET name=Tab keys=4 breaks=fork\n"
                      "0 kind=signing_keys\n"
                      "118 <- 116,117 LAPTOP deleted breaks=merge\n"_s;

QString chain(int from, int count)
{
    QString text;
    for (int i = from; i < from + count; ++i)
        text += u"%1 <- %2 PHONE name=n keys=k\n"_s.arg(i).arg(i - 1);
    return text;
}

struct Fixture
{
    UpdatePages pages;
    HistoryModel model{pages.fetch()};
    HistoryPane pane{&model};
    HistoryView *view = pane.view();

    explicit Fixture(const QString &text)
    {
        pages.updates = updatesFromText(text);
        pane.resize(900, 600);
        pane.setUser(UserId(u"@bob:remote.example"_s));
        pane.show();
    }
    void load()
    {
        QVERIFY(QTest::qWaitForWindowExposed(&pane));
        QTRY_VERIFY_WITH_TIMEOUT(model.isComplete(), patience);
        view->setFocus();
    }
    void press(int key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(view, Qt::Key(key), modifiers); }
    QString current() const { return HistoryText::spoken(model.item(view->currentRow()), model.knowsTheStart()); }
};

} // namespace

class TestHistoryPane : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keyboard();
    void screenReader();
    void foldsByKey();
    void mouseAndComparison();
    void copies();
    void menu();
    void details();
    void detailsOfAnOutline();
    void states();
    void filterFromTheBar();
    void staysPutWhenUpdatesArrive();
    void showsAnUpdateOnRequest();
    void columnsAreKept();
    void spoken_data();
    void spoken();
    void hostileTextIsEscaped();
    void paintsInEveryLook_data();
    void paintsInEveryLook();
};

void TestHistoryPane::keyboard()
{
    Fixture f(story);
    f.load();
    f.press(Qt::Key_Home);
    QCOMPARE(f.view->currentRow(), 0);
    f.press(Qt::Key_N);
    QCOMPARE(f.current().section(u',', 0, 1), u"Update 117, fork"_s);
    f.press(Qt::Key_End);
    QCOMPARE(f.view->currentRow(), f.model.rowCount() - 1);
    f.press(Qt::Key_P);
    QCOMPARE(f.current(), u"Gap: update 108, never received"_s);
    f.press(Qt::Key_Up);
    f.press(Qt::Key_Up);
    QVERIFY(f.current().contains(u"resync: 5 device(s), stream 114"_s));
    QSignalSpy activated(f.view, &HistoryView::activated);
    f.press(Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QSignalSpy find(f.view, &HistoryView::findRequested);
    f.press(Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(find.count(), 1);
    f.press(Qt::Key_PageDown);
    f.press(Qt::Key_PageUp);
    QCOMPARE(f.view->currentRow(), 0);
}

void TestHistoryPane::screenReader()
{
    Fixture f(story);
    f.load();
    QAccessibleInterface *list = QAccessible::queryAccessibleInterface(f.view);
    QVERIFY(list);
    QCOMPARE(list->role(), QAccessible::List);
    QCOMPARE(list->childCount(), f.model.rowCount());
    f.press(Qt::Key_Home);
    f.press(Qt::Key_Down);
    QAccessibleInterface *row = list->child(f.view->currentRow());
    QVERIFY(row && row->isValid());
    QCOMPARE(row->role(), QAccessible::ListItem);
    QCOMPARE(row->text(QAccessible::Name), f.current());
    QVERIFY(row->state().selected);
    QCOMPARE(list->indexOfChild(row), 1);
    QCOMPARE(list->childAt(row->rect().center().x(), row->rect().center().y()), row);
    QCOMPARE(row->parent(), list);
    QVERIFY(!list->child(f.model.rowCount()));
    f.view->setModel(nullptr);
    QVERIFY(!row->isValid());
}

void TestHistoryPane::foldsByKey()
{
    Fixture f(chain(1, 60));
    f.load();
    QCOMPARE(f.model.rowCount(), 15);
    f.view->setCurrentRow(12);
    QCOMPARE(f.model.item(12).type, HistoryItem::Fold);
    f.press(Qt::Key_Right);
    QCOMPARE(f.model.rowCount(), 61);
    QCOMPARE(f.view->currentRow(), 12);
    f.press(Qt::Key_Left);
    QCOMPARE(f.model.rowCount(), 3);
    QCOMPARE(f.view->currentRow(), 0);
}

void TestHistoryPane::mouseAndComparison()
{
    Fixture f(story);
    f.load();
    const auto click = [&](int row, Qt::KeyboardModifiers modifiers) {
        QTest::mouseClick(f.view->viewport(), Qt::LeftButton, modifiers, f.view->rowRect(row).center());
    };
    click(0, {});
    QCOMPARE(f.view->currentRow(), 0);
    click(4, Qt::ControlModifier);
    QCOMPARE(f.view->currentRow(), 0);
    QCOMPARE(f.view->comparedRow(), 4);
    auto *list = f.pane.findChild<QTreeWidget *>(u"history/devicesThen"_s);
    QTRY_COMPARE_WITH_TIMEOUT(list->topLevelItemCount(), 1, patience);
    QCOMPARE(list->topLevelItem(0)->text(0), u"TABLET"_s);
    QCOMPARE(list->topLevelItem(0)->text(1), u"added"_s);
    click(4, Qt::ControlModifier);
    QCOMPARE(f.view->comparedRow(), -1);
    QTest::mouseMove(f.view->viewport(), f.view->rowRect(2).center());
    QTest::mouseDClick(f.view->viewport(), Qt::LeftButton, {}, f.view->rowRect(2).center());
    QCOMPARE(f.view->currentRow(), 2);
}

void TestHistoryPane::copies()
{
    Fixture f(story);
    f.load();
    f.view->setCurrentRow(4);
    f.press(Qt::Key_C, Qt::ControlModifier);
    const QString text = QApplication::clipboard()->text();
    QVERIFY2(text.startsWith(u"115\tPHONE\tkeys changed\t"_s), qPrintable(text));
    QCOMPARE(text.count(u'\n'), 0);
    // A row that is marked for comparison and selected is one row.
    f.view->setComparedRow(4);
    f.press(Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), text);
    f.press(Qt::Key_Up);
    f.press(Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text().count(u'\n'), 1);
    f.press(Qt::Key_Escape);
    f.press(Qt::Key_Down);
    f.view->jsonRequested(f.model.item(4).n);
    QVERIFY(QApplication::clipboard()->text().contains(u"\"device_id\": \"PHONE\""_s));
}

void TestHistoryPane::menu()
{
    Fixture f(story);
    f.load();
    f.view->setCurrentRow(4);
    QMenu menu;
    f.view->fillMenu(&menu);
    QStringList texts;
    const auto actions = menu.actions();
    for (const QAction *action : actions)
        texts << action->text();
    for (const QString &wanted : {u"Copy row"_s, u"Copy stream_id"_s, u"Copy JSON"_s, u"Go to earlier update"_s,
             u"Device list as it was then"_s, u"Compare with another (Ctrl+click)"_s})
        QVERIFY2(texts.contains(wanted), qPrintable(wanted));
    auto *times = menu.findChild<QMenu *>();
    QVERIFY(times && times->actions().size() == 12);
    const auto title = [&f] { return f.view->header()->model()->headerData(HistoryModel::Received, Qt::Horizontal).toString(); };
    QVERIFY(title().startsWith(u"Received ("_s));
    times->actions().at(1)->trigger();
    QCOMPARE(title(), u"Received ago"_s);
    f.press(Qt::Key_T, Qt::NoModifier);
    QCOMPARE(title(), u"After the row below"_s);
    f.press(Qt::Key_T, Qt::NoModifier);
    QCOMPARE(f.view->times(), HistoryText::Times::Clock);
    f.press(Qt::Key_Down, Qt::ControlModifier);
    QVERIFY(f.current().contains(u"stream 114"_s));
    f.press(Qt::Key_Up, Qt::ControlModifier);
    QCOMPARE(f.view->currentRow(), 4);
}

void TestHistoryPane::details()
{
    Fixture f(story);
    f.load();
    auto *json = f.pane.findChild<QPlainTextEdit *>();
    f.view->setCurrentRow(4);
    QTRY_VERIFY_WITH_TIMEOUT(json->toPlainText().contains(u"PHONE"_s), patience);
    QVERIFY(json->isReadOnly());
    f.view->setCurrentRow(7);
    QCOMPARE(f.model.item(7).type, HistoryItem::Gap);
    QTRY_VERIFY_WITH_TIMEOUT(json->toPlainText().startsWith(u"Never received"_s), patience);
    f.view->setCurrentRow(6);
    f.view->listRequested();
    auto *list = f.pane.findChild<QTreeWidget *>(u"history/devicesThen"_s);
    QTRY_COMPARE_WITH_TIMEOUT(list->topLevelItemCount(), 1, patience);
    QCOMPARE(list->topLevelItem(0)->text(1), u"Mobile"_s);
    QTRY_VERIFY_WITH_TIMEOUT(f.pane.isSettled(), patience);
}

void TestHistoryPane::states()
{
    Fixture f(QString{});
    auto *stack = f.pane.findChild<StateStack *>();
    QVERIFY(QTest::qWaitForWindowExposed(&f.pane));
    QTRY_COMPARE_WITH_TIMEOUT(stack->state(), StateStack::Empty, patience);
    QTRY_COMPARE_WITH_TIMEOUT(f.model.state(), HistoryModel::State::Ready, patience);
    QCOMPARE(stack->state(), StateStack::Empty);
    f.pages.failAt = f.pages.requests;
    f.pane.reload();
    QTRY_COMPARE_WITH_TIMEOUT(stack->state(), StateStack::Failed, patience);
    f.pages.updates = updatesFromText(story);
    stack->retryRequested();
    QTRY_COMPARE_WITH_TIMEOUT(stack->state(), StateStack::Content, patience);
    f.pane.setUser({});
    QCOMPARE(stack->state(), StateStack::Empty);
}

void TestHistoryPane::filterFromTheBar()
{
    Fixture f(story);
    f.load();
    auto *find = f.pane.findChild<QLineEdit *>();
    QTest::keyClicks(find, u"tablet"_s);
    QTest::keyClick(find, Qt::Key_Return);
    QCOMPARE(f.model.rowCount(), 1);
    QTest::keyClicks(find, u"x"_s);
    QTest::keyClick(find, Qt::Key_Return);
    QCOMPARE(f.pane.findChild<StateStack *>()->state(), StateStack::Empty);
    f.pane.findChild<StateStack *>()->actionRequested();
    QCOMPARE(f.model.rowCount(), 10);
    QCOMPARE(f.pane.findChild<StateStack *>()->state(), StateStack::Content);
}

void TestHistoryPane::staysPutWhenUpdatesArrive()
{
    Fixture f(chain(1, 200));
    f.load();
    f.model.unfoldAll();
    f.view->setCurrentRow(100);
    const int top = f.view->topRow();
    const qint64 n = f.model.item(top).n;
    f.pages.updates = updatesFromText(chain(1, 205));
    f.model.handleEvent({1, Inspection::EventType::Update, {{u"user_id"_s, u"@bob:remote.example"_s}, {u"n"_s, 205}}});
    QTRY_COMPARE_WITH_TIMEOUT(f.model.loaded(), 205, patience);
    QCOMPARE(f.model.item(f.view->topRow()).n, n);
    QCOMPARE(f.view->currentRow(), 105);
}

void TestHistoryPane::showsAnUpdateOnRequest()
{
    Fixture f(chain(1, 2000));
    f.pane.showUpdate(700);
    QTRY_VERIFY_WITH_TIMEOUT(f.view->currentRow() >= 0, patience);
    QCOMPARE(f.model.item(f.view->currentRow()).n, 700);
}

void TestHistoryPane::columnsAreKept()
{
    HistoryView one;
    one.header()->resizeSection(HistoryModel::Device, 333);
    one.header()->moveSection(one.header()->visualIndex(HistoryModel::VerdictColumn), 1);
    HistoryView other;
    QVERIFY(other.restoreState(one.saveState()));
    QCOMPARE(other.header()->sectionSize(HistoryModel::Device), 333);
    QCOMPARE(other.header()->visualIndex(HistoryModel::VerdictColumn), 1);
    QVERIFY(!other.restoreState("nonsense"));
}

void TestHistoryPane::spoken_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("row");
    QTest::addColumn<QString>("expected");
    QTest::newRow("update") << story << 4 << u"Update 115, PHONE, keys changed, applied"_s;
    QTest::newRow("merge") << story << 0 << u"Update 118, head, merge, LAPTOP, removed, applied"_s;
    QTest::newRow("resync") << story << 5 << u"Update 114, resync: 5 device(s), stream 114"_s;
    QTest::newRow("signing keys") << story << 1 << u"cross-signing keys, applied"_s;
    QTest::newRow("failed resync") << u"5 kind=resync detail=timeout\n"_s << 0 << u"Update 5, resync failed: timeout"_s;
    QTest::newRow("fold") << chain(1, 60) << 12 << u"Update 48, …, +47 update(s)"_s;
}

void TestHistoryPane::spoken()
{
    QFETCH(QString, text);
    QFETCH(int, row);
    QFETCH(QString, expected);
    Fixture f(text);
    f.load();
    const QString sentence = HistoryText::spoken(f.model.item(row), f.model.knowsTheStart());
    QVERIFY2(sentence.startsWith(expected), qPrintable(sentence));
    QVERIFY(!HistoryText::explanations(f.model.item(row)).isEmpty());
}

void TestHistoryPane::hostileTextIsEscaped()
{
    Fixture f(u"1 A breaks=first\n"_s);
    f.pages.updates[0].deviceId = DeviceId(u"A\u202eB\n"_s + QString(5000, u'x'));
    f.pages.updates[0].displayName = u"<b>\u0000\u202e"_s;
    f.load();
    const QString cell = HistoryText::cell(f.model.item(0), HistoryModel::Device, true);
    QVERIFY(!cell.contains(QChar(0x202e)));
    QVERIFY(!cell.contains(u'\n'));
    QVERIFY(cell.size() < 120);
    f.view->setCurrentRow(0);
    QTRY_VERIFY_WITH_TIMEOUT(f.pane.isSettled(), patience);
    QVERIFY(!f.pane.findChild<QPlainTextEdit *>()->toPlainText().contains(QChar(0x202e)));
}

void TestHistoryPane::paintsInEveryLook_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<bool>("rightToLeft");
    QTest::addColumn<QSize>("size");
    QTest::newRow("light") << false << false << QSize(900, 500);
    QTest::newRow("dark") << true << false << QSize(900, 500);
    QTest::newRow("right to left") << false << true << QSize(900, 500);
    QTest::newRow("tiny") << false << false << QSize(60, 40);
}

void TestHistoryPane::paintsInEveryLook()
{
    QFETCH(bool, dark);
    QFETCH(bool, rightToLeft);
    QFETCH(QSize, size);
    Fixture f(story);
    f.load();
    if (dark) {
        QPalette palette(QColor(0x20, 0x22, 0x26));
        f.pane.setPalette(palette);
        f.view->setPalette(palette);
    }
    f.pane.setLayoutDirection(rightToLeft ? Qt::RightToLeft : Qt::LeftToRight);
    f.view->setCurrentRow(1);
    f.view->setFixedSize(size);
    const QImage picture = f.view->viewport()->grab().toImage();
    QVERIFY(!picture.isNull());
    if (size.width() < 100)
        return;
    // The node of the newest row: on the side where the graph column is, not in the colour of the background.
    const QRect row = f.view->rowRect(0);
    const int x = f.view->header()->sectionViewportPosition(HistoryModel::Graph);
    QSet<QRgb> colours;
    for (int i = 0; i < f.view->header()->sectionSize(HistoryModel::Graph); ++i)
        colours.insert(picture.pixel(std::clamp(x + i, 0, picture.width() - 1), row.center().y()));
    QVERIFY(colours.size() > 1);
    QCOMPARE(x > picture.width() / 2, rightToLeft);
}

/// Rows of an outline say what changed once they are on the screen; a content that could not be read comes when one looks again.
void TestHistoryPane::detailsOfAnOutline()
{
    UpdatePages pages;
    QString text;
    for (int i = 1; i <= 1'400; ++i)
        text += u"%1 <- %2 PHONE name=n keys=%3\n"_s.arg(i).arg(i - 1).arg(i % 2);
    pages.updates = updatesFromText(text);
    OutlineBlocks blocks{&pages};
    HistoryModel model(pages.fetch(), blocks.fetch());
    HistoryPane pane(&model);
    pane.resize(900, 600);
    pane.setUser(UserId(u"@bob:remote.example"_s));
    pane.show();
    QVERIFY(QTest::qWaitForWindowExposed(&pane));
    QTRY_VERIFY_WITH_TIMEOUT(model.isComplete(), patience);
    model.unfoldAll();
    const int row = model.rowOfUpdate(300);
    QVERIFY(model.item(row).changes.testFlag(HistoryChange::NotYetKnown));
    pane.view()->setCurrentRow(row);
    QTRY_VERIFY_WITH_TIMEOUT(model.item(row).changes.testFlag(HistoryChange::KeysChanged), patience);

    auto *details = pane.findChild<UpdateDetails *>();
    auto *json = pane.findChild<QPlainTextEdit *>();
    QTRY_VERIFY_WITH_TIMEOUT(json->toPlainText().contains(u"\"n\": 300"), patience);
    pages.failAt = pages.requests;
    details->setRows(model.rowOfUpdate(900), -1);
    QTRY_VERIFY_WITH_TIMEOUT(json->toPlainText().contains(u"refused the connection"), patience);
    details->showTab(UpdateDetails::Json);
    QTRY_VERIFY_WITH_TIMEOUT(json->toPlainText().contains(u"\"n\": 900"), patience);
}

QTEST_MAIN(TestHistoryPane)
#include "tst_historypane.moc"
