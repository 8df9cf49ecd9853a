// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/historyfixture.h"
#include "ui/history/devicedifference.h"
#include "ui/history/jsonview.h"
#include "ui/history/updatedetails.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QToolButton>
#include <QTreeView>
#include <QTreeWidget>

using namespace Lockstep;
using namespace Lockstep::Test;

namespace {

constexpr int patience = HistoryFixture::patience;

QJsonObject deviceKeys(const QString &ed25519, const QString &curve25519, const QStringList &signers)
{
    QJsonObject signatures;
    for (const QString &signer : signers)
        signatures.insert(signer, QString(u"signature of "_s + signer));
    return {{u"algorithms"_s, QJsonArray{u"m.olm"_s}},
        {u"keys"_s, QJsonObject{{u"ed25519:PHONE"_s, ed25519}, {u"curve25519:PHONE"_s, curve25519}}},
        {u"signatures"_s, QJsonObject{{u"@bob:remote.example"_s, signatures}}}};
}

/// One device: as it came, renamed, with another ed25519 key, with one more signature, with fewer, with both keys anew, without its name.
QList<DeviceListUpdate> life()
{
    QString text = u"1 PHONE name=Phone breaks=first\n"_s;
    for (int i = 2; i <= 7; ++i)
        text += u"%1 <- %2 PHONE name=Mobile\n"_s.arg(i).arg(i - 1);
    QList<DeviceListUpdate> updates = updatesFromText(text);
    updates[0].keys = deviceKeys(u"a"_s, u"x"_s, {u"ed25519:PHONE"_s});
    updates[1].keys = updates[0].keys;
    updates[2].keys = deviceKeys(u"b"_s, u"x"_s, {u"ed25519:PHONE"_s});
    updates[3].keys = deviceKeys(u"b"_s, u"x"_s, {u"ed25519:PHONE"_s, u"ed25519:SELF"_s});
    updates[4].keys = updates[2].keys;
    updates[5].keys = deviceKeys(u"c"_s, u"y"_s, {u"ed25519:PHONE"_s});
    updates[6].keys = updates[5].keys;
    updates[6].displayName = QString();
    return updates;
}

} // namespace

class TestHistoryChanges : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void rowsSayOldAndNew();
    void firstKeysAreNoChange();
    void otherPropertiesAreNoKeys();
    void whatNobodyVouchesFor();
    void hostileNames();
    void beforeAndAfter();
    void comparedRows();
    void contentThatIsNotKnown();
    void differences();
    void jsonIsSearched();
};

void TestHistoryChanges::rowsSayOldAndNew()
{
    HistoryFixture f(life());
    f.load();
    QStringList texts;
    for (int row = f.model.rowCount() - 1; row >= 0; --row)
        texts << HistoryText::cell(f.model.item(row), HistoryModel::Change, false);
    const QStringList expected{u"changed or first seen here"_s, u"renamed: Phone \u2192 Mobile"_s, u"ed25519 key changed"_s,
        u"signature added"_s, u"signature removed"_s, u"ed25519 and curve25519 keys changed"_s, u"renamed: Mobile \u2192 no name"_s};
    QCOMPARE(texts, expected);
    f.view->setCurrentRow(5);
    QVERIFY(f.current().contains(u"renamed: Phone \u2192 Mobile"_s));
}

/// A device logs in first and uploads its keys a moment later: that is no change of keys, which would be a reason for alarm.
void TestHistoryChanges::firstKeysAreNoChange()
{
    QList<DeviceListUpdate> updates = updatesFromText(u"1 PHONE name=n\n2 <- 1 PHONE name=n\n3 <- 2 PHONE name=n\n4 <- 3 PHONE name=n\n"_s);
    updates[1].keys = deviceKeys(u"a"_s, u"x"_s, {u"ed25519:PHONE"_s});
    updates[2].keys = deviceKeys(u"b"_s, u"x"_s, {u"ed25519:PHONE"_s});
    HistoryFixture f(updates);
    f.load();
    QStringList texts;
    for (int row = f.model.rowCount() - 2; row >= 0; --row)
        texts << HistoryText::cell(f.model.item(row), HistoryModel::Change, false);
    QCOMPARE(texts, (QStringList{u"keys uploaded"_s, u"ed25519 key changed"_s, u"no keys any more"_s}));
}

/// Keys are those under "keys": new algorithms are none.
void TestHistoryChanges::otherPropertiesAreNoKeys()
{
    QList<DeviceListUpdate> updates = updatesFromText(u"1 PHONE name=n\n2 <- 1 PHONE name=n\n"_s);
    updates[0].keys = deviceKeys(u"a"_s, u"x"_s, {u"ed25519:PHONE"_s});
    updates[1].keys = updates[0].keys;
    updates[1].keys.insert(u"algorithms"_s, QJsonArray{u"m.olm"_s, u"m.megolm"_s});
    HistoryFixture f(updates);
    f.load();
    QCOMPARE(HistoryText::cell(f.model.item(0), HistoryModel::Change, false), u"other properties changed"_s);
}

/// A copy that nobody signed can come from anybody: it can be looked at, is compared with nothing, and nothing is compared with it.
void TestHistoryChanges::whatNobodyVouchesFor()
{
    QList<DeviceListUpdate> updates = updatesFromText(u"1 PHONE name=Phone\n2 <- 1 PHONE name=Forged\n3 <- 1 PHONE name=Mobile\n"_s);
    updates[1].verified = false;
    updates[1].sources = UpdateSource::Tap;
    HistoryFixture f(updates);
    f.load();
    for (int row = 0; row < f.model.rowCount(); ++row) {
        f.view->setCurrentRow(row);
        QVERIFY(!HistoryText::heading(f.model.item(row), false).isEmpty());
    }
    QCOMPARE(HistoryText::cell(f.model.item(f.model.rowOfUpdate(3)), HistoryModel::Change, false), u"renamed: Phone \u2192 Mobile"_s);
    QCOMPARE(HistoryText::heading(f.model.item(f.model.rowOfUpdate(2)), false), u"PHONE: not verified (update 2)"_s);
    QCOMPARE(f.model.updateBefore(f.model.item(f.model.rowOfUpdate(2)).row), std::optional<qint64>(1));
}

void TestHistoryChanges::hostileNames()
{
    QList<DeviceListUpdate> updates = life();
    updates[0].displayName = u"a\u202eb"_s + QString(5'000, u'x');
    HistoryFixture f(updates);
    f.load();
    const QString text = HistoryText::cell(f.model.item(5), HistoryModel::Change, false);
    QVERIFY(!text.contains(QChar(0x202e)));
    QVERIFY(text.size() < 250);
}

void TestHistoryChanges::beforeAndAfter()
{
    HistoryFixture f(life());
    f.load();
    auto *details = f.pane.findChild<UpdateDetails *>();
    details->showTab(UpdateDetails::Difference);
    f.view->setCurrentRow(f.model.rowOfUpdate(3));
    const QList<QTreeWidget *> trees = details->findChildren<QTreeWidget *>();
    QTreeWidget *tree = nullptr;
    for (QTreeWidget *one : trees)
        tree = one->columnCount() == 3 ? one : tree;
    QVERIFY(tree);
    // What changed comes first.
    QTRY_VERIFY_WITH_TIMEOUT(tree->topLevelItemCount() > 3 && tree->topLevelItem(0)->text(0) == u"Key ed25519:PHONE"_s, patience);
    QCOMPARE(tree->topLevelItem(0)->text(1), u"a"_s);
    QCOMPARE(tree->topLevelItem(0)->text(2), u"b"_s);
    QVERIFY(tree->topLevelItem(0)->font(0).weight() > tree->topLevelItem(1)->font(0).weight());
    // The first has nothing before it.
    f.view->setCurrentRow(f.model.rowOfUpdate(1));
    QTRY_COMPARE_WITH_TIMEOUT(tree->topLevelItem(0)->text(1), QString(), patience);
    f.pane.setUser(UserId(u"@carol:remote.example"_s));
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
}

void TestHistoryChanges::comparedRows()
{
    HistoryFixture f(life());
    f.load();
    auto *details = f.pane.findChild<UpdateDetails *>();
    f.view->setCurrentRow(f.model.rowOfUpdate(1));
    f.view->setComparedRow(f.model.rowOfUpdate(7));
    details->showTab(UpdateDetails::Difference);
    QTreeWidget *tree = nullptr;
    for (QTreeWidget *one : details->findChildren<QTreeWidget *>())
        tree = one->columnCount() == 3 ? one : tree;
    QVERIFY(tree);
    QTRY_VERIFY_WITH_TIMEOUT(tree->topLevelItemCount() > 3, patience);
    QCOMPARE(tree->topLevelItem(0)->text(0), u"Name"_s);
    QCOMPARE(tree->topLevelItem(0)->text(1), u"Phone"_s);
    QCOMPARE(tree->topLevelItem(1)->text(2), u"y"_s);
}

void TestHistoryChanges::contentThatIsNotKnown()
{
    HistoryFixture f(u"1 PHONE unknown breaks=first\n1 kind=resync detail=1\n"_s);
    f.load();
    auto *details = f.pane.findChild<UpdateDetails *>();
    details->showTab(UpdateDetails::Difference);
    const auto says = [details](const QString &text) {
        const auto labels = details->findChildren<QLabel *>();
        return std::ranges::any_of(labels, [&](const QLabel *label) { return label->isVisible() && label->text().contains(text); });
    };
    f.view->setCurrentRow(1);
    QTRY_VERIFY_WITH_TIMEOUT(says(u"the ids of this update alone"_s), patience);
    f.view->setCurrentRow(0);
    QTRY_VERIFY_WITH_TIMEOUT(says(u"no update of a device"_s), patience);
}

void TestHistoryChanges::differences()
{
    DeviceListUpdate before = life().at(0);
    DeviceListUpdate after = before;
    QVERIFY(std::ranges::none_of(DeviceDifference::of(&before, after), &DeviceDifference::differs));
    // What differs beyond what is shown differs.
    before.displayName = QString(5'000, u'a') + u"1"_s;
    after.displayName = QString(5'000, u'a') + u"2"_s;
    const QList<DeviceDifference> found = DeviceDifference::of(&before, after);
    QCOMPARE(std::ranges::count_if(found, &DeviceDifference::differs), 1);
    QVERIFY(found.at(0).before.size() < 300);
    // As many members as a remote server likes.
    QJsonObject huge;
    for (int i = 0; i < 20'000; ++i)
        huge.insert(QString::number(i), i);
    after.keys = huge;
    QVERIFY(DeviceDifference::of(&before, after).size() <= DeviceDifference::most);
    after.deleted = true;
    const auto both = DeviceDifference::of(&before, after);
    QVERIFY(std::ranges::any_of(both, [](const DeviceDifference &one) { return one.after == u"removed"; }));
    // However much of it stays the same: what differs is shown.
    before = after;
    after.keys.insert(u"zzz"_s, u"new"_s);
    const auto one = DeviceDifference::of(&before, after);
    QVERIFY(one.size() <= DeviceDifference::most);
    QCOMPARE(std::ranges::count_if(one, &DeviceDifference::differs), 1);
    QCOMPARE(one.constFirst().after, u"new"_s);
}

void TestHistoryChanges::jsonIsSearched()
{
    JsonView view;
    const QJsonObject json{{u"device_id"_s, u"PHONE"_s}, {u"keys"_s, QJsonObject{{u"ed25519:PHONE"_s, u"secretless"_s}, {u"n"_s, 5}}}};
    view.setJson(QString::fromUtf8(QJsonDocument(json).toJson()), json);
    view.show();
    auto *find = view.findChild<QLineEdit *>();
    auto *text = view.findChild<QPlainTextEdit *>();
    QTest::keyClicks(find, u"phone"_s);
    QCOMPARE(text->extraSelections().size(), 2);
    QCOMPARE(text->textCursor().selectedText(), u"PHONE"_s);
    const int first = text->textCursor().position();
    QTest::keyClick(find, Qt::Key_Return);
    QVERIFY(text->textCursor().position() > first);
    QTest::keyClick(find, Qt::Key_Return);
    QCOMPARE(text->textCursor().position(), first);
    view.findChild<QToolButton *>()->click();
    auto *tree = view.findChild<QTreeView *>();
    QVERIFY(tree->isVisible());
    QTest::keyClick(find, Qt::Key_Return);
    QCOMPARE(tree->currentIndex().data().toString(), u"ed25519:PHONE"_s);
    QTest::keyClick(find, Qt::Key_Escape);
    QVERIFY(find->text().isEmpty());
    QTest::keyClicks(find, u"nothing of this"_s);
    QVERIFY(text->extraSelections().isEmpty());
    // Huge and deep.
    QJsonValue deep(1);
    for (int i = 0; i < 400; ++i)
        deep = QJsonObject{{u"in"_s, deep}};
    QJsonArray many;
    for (int i = 0; i < 50'000; ++i)
        many << i;
    view.setJson(u"{}"_s, {{u"deep"_s, deep}, {u"many"_s, many}});
    int items = 0;
    QList<QModelIndex> open{QModelIndex()};
    while (!open.isEmpty()) {
        const QModelIndex parent = open.takeLast();
        for (int row = 0; row < tree->model()->rowCount(parent); ++row, ++items)
            open << tree->model()->index(row, 0, parent);
    }
    QCOMPARE(items, int(JsonView::mostItems));
}

QTEST_MAIN(TestHistoryChanges)
#include "tst_historychanges.moc"
