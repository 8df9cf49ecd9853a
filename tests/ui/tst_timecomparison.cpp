// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/mergedmodel.h"
#include "tests/model/updatetext.h"
#include "tests/ui/pagesfixture.h"
#include "ui/history/historypane.h"
#include "ui/history/view/historyview.h"
#include "ui/pages/servers/serverspage.h"
#include "ui/pages/together/timecomparison.h"
#include "ui/pages/users/userlist.h"
#include "ui/pages/users/userpane.h"
#include "ui/pages/users/userspage.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/listpanel.h"
#include "ui/widgets/statestack.h"

#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QGuiApplication>
#include <QItemSelectionModel>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTreeWidget>

#include <algorithm>

using namespace Lockstep;
using namespace Lockstep::Test;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

/// Several users of the users page in one table by time.
class TimeComparisonTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { m_fixture = std::make_unique<PagesFixture>(); }
    void cleanup() { m_fixture.reset(); }
    void byTime();
    void sideBySide();
    void opensTheRow();
    void live();
    void failsAndTriesAgain();
    void hostile();
    void whoCanBeCompared();
    void ofAServer_data();
    void ofAServer();
    void aServerWithout();
    void toAFile();

private:
    /// The first \a count users of the list, selected.
    UsersPage *select(int count);
    TimeComparison *compare(UsersPage *page);
    QString user(int row) const { return m_fixture->page->findChild<UserList *>()->selection().at(row).toString(); }

    std::unique_ptr<PagesFixture> m_fixture;
};

UsersPage *TimeComparisonTest::select(int count)
{
    auto *page = m_fixture->open<UsersPage>();
    if (!page)
        return nullptr;
    QTableView *view = page->list()->panel()->view();
    view->selectionModel()->clearSelection();
    for (int row = 0; row < count; ++row)
        view->selectionModel()->select(view->model()->index(row, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    return QTest::qWaitFor([&] { return page->list()->selection().size() == count; }, patience) ? page : nullptr;
}

TimeComparison *TimeComparisonTest::compare(UsersPage *page)
{
    QMenu menu;
    page->fillSelectionMenu(&menu);
    auto *action = menu.findChild<QAction *>(u"compareByTime"_s);
    if (!action || !action->isEnabled())
        return nullptr;
    action->trigger();
    auto *dialog = page->findChild<TimeComparison *>();
    return dialog && QTest::qWaitFor([dialog] { return dialog->isSettled(); }, patience) ? dialog : nullptr;
}

void TimeComparisonTest::byTime()
{
    UsersPage *page = select(2);
    QVERIFY(page);
    m_fixture->server.updates[user(0)] = updatesFromText(u"1 PHONE name=Phone\n5 <- 3 PHONE name=Phone verdict=resync breaks=gap\n"_s);
    m_fixture->server.updates[user(1)] = updatesFromText(u"7 LAPTOP\n8 <- 7 LAPTOP deleted\n9 kind=resync detail=5\n"_s);
    m_fixture->server.updates[user(1)][0].received -= 5;
    TimeComparison *dialog = compare(page);
    QVERIFY(dialog);
    const QTableView *view = dialog->list()->view();
    const QString one = user(0), two = user(1);
    QCOMPARE(shown(view, MergedModel::User), (QStringList{two, one, two, one, two}));
    QCOMPARE(shown(view, MergedModel::Stream), (QStringList{u"9"_s, u"5"_s, u"8"_s, u"1"_s, u"7"_s}));
    QCOMPARE(shown(view, MergedModel::Breaks), (QStringList{u""_s, u"gap"_s, u""_s, u""_s, u""_s}));
    const QStringList what = shown(view, MergedModel::What);
    QVERIFY2(what[0].endsWith(u": 5"_s) && what[2] == u"device removed"_s, qPrintable(what.join(u'|')));
    // As every table: rows go to the clipboard, and words filter them.
    dialog->list()->view()->selectRow(1);
    dialog->list()->actions()->copySelection();
    QVERIFY2(QGuiApplication::clipboard()->text().contains(one) && QGuiApplication::clipboard()->text().contains(u"gap"_s),
        qPrintable(QGuiApplication::clipboard()->text()));
}

/// Of two users what differs in their lists, with a word for it; of three there is no such table.
void TimeComparisonTest::sideBySide()
{
    UsersPage *page = select(2);
    QVERIFY(page);
    UserDetails &one = m_fixture->server.user(user(0));
    one.devices.first().keys = {{u"algorithms"_s, QJsonArray{u"m.olm.v1"_s, u"<b>\u202ex"_s}}};
    one.crossSigning.master = {{u"keys"_s, QJsonObject{{u"ed25519:a"_s, u"a"_s}}}};
    m_fixture->server.user(user(1)).devices = one.devices;
    TimeComparison *dialog = compare(page);
    QVERIFY(dialog);
    const auto *sides = dialog->findChild<QTreeWidget *>(u"users/sideBySide"_s);
    QVERIFY(sides);
    QCOMPARE(sides->headerItem()->text(1), user(0));
    QHash<QString, QStringList> rows;
    for (int row = 0; row < sides->topLevelItemCount(); ++row) {
        const QTreeWidgetItem *item = sides->topLevelItem(row);
        rows.insert(item->text(0), {item->text(1), item->text(2), item->text(3)});
    }
    const QString devices = QString::number(one.devices.size());
    QCOMPARE(rows[u"Devices"_s], (QStringList{devices, devices, u"same"_s}));
    QCOMPARE(rows[u"Cross-signing"_s], (QStringList{u"master key alone"_s, u"none"_s, u"differs"_s}));
    QCOMPARE(rows[u"State"_s].last(), u"differs"_s);
    // Of what nobody knows it is not said that it is the same.
    QCOMPARE(rows[u"Last update"_s], (QStringList{u""_s, u""_s, u""_s}));
    QCOMPARE(rows[u"Cross-signed"_s].first(), u"not checked"_s);
    QVERIFY(rows[u"Algorithms"_s].first().contains(u"m.olm.v1"_s) && !rows[u"Algorithms"_s].first().contains(QChar(0x202e)));
    dialog->close();
    QTRY_VERIFY_WITH_TIMEOUT(!page->findChild<TimeComparison *>(), patience);
    page = select(3);
    QVERIFY(page);
    dialog = compare(page);
    QVERIFY(dialog && !dialog->findChild<QTreeWidget *>(u"users/sideBySide"_s));
}

void TimeComparisonTest::opensTheRow()
{
    UsersPage *page = select(2);
    QVERIFY(page);
    const QString one = user(0);
    m_fixture->server.updates[one] = updatesFromText(u"1 PHONE name=Phone\n2 <- 1 PHONE name=Mobile\n3 <- 2 PHONE name=Tablet\n"_s);
    TimeComparison *dialog = compare(page);
    QVERIFY(dialog);
    dialog->list()->view()->setFocus();
    dialog->list()->view()->setCurrentIndex(dialog->list()->view()->model()->index(1, 0));
    QTest::keyClick(dialog->list()->view(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(page->pane()->user().toString(), one, patience);
    const auto *history = page->findChild<HistoryPane *>();
    QTRY_VERIFY_WITH_TIMEOUT(history->isVisible() && history->isSettled() && history->view()->currentRow() >= 0, patience);
    QCOMPARE(history->model()->item(history->view()->currentRow()).n, 2);
}

void TimeComparisonTest::live()
{
    UsersPage *page = select(2);
    QVERIFY(page);
    const QString one = user(0);
    TimeComparison *dialog = compare(page);
    QVERIFY(dialog);
    QCOMPARE(dialog->list()->stack()->state(), StateStack::Empty);
    m_fixture->server.updates[one] = updatesFromText(u"1 PHONE name=Phone\n"_s);
    m_fixture->server.publish(EventType::Update, {{u"user_id"_s, one}, {u"n"_s, 1}});
    QTRY_COMPARE_WITH_TIMEOUT(shown(dialog->list()->view(), MergedModel::User), QStringList{one}, patience);
}

void TimeComparisonTest::failsAndTriesAgain()
{
    UsersPage *page = select(2);
    QVERIFY(page);
    const QString one = user(0), two = user(1);
    m_fixture->server.updates[one] = updatesFromText(u"1 PHONE\n"_s);
    bool isDown = true;
    m_fixture->server.intercept = [&](const Request &request) -> std::optional<Answer> {
        if (!isDown || !request.path.contains(two) || !request.path.endsWith(u"/outline"_s))
            return std::nullopt;
        return Answer{503, R"({"errcode":"M_UNKNOWN","error":"The history is away"})"};
    };
    TimeComparison *dialog = compare(page);
    QVERIFY(dialog);
    QTRY_COMPARE_WITH_TIMEOUT(dialog->list()->stack()->state(), StateStack::Failed, patience);
    QVERIFY(dialog->list()->stack()->message().contains(u"The history is away"_s));
    isDown = false;
    Q_EMIT dialog->list()->stack()->retryRequested();
    QTRY_COMPARE_WITH_TIMEOUT(shown(dialog->list()->view(), MergedModel::User), QStringList{one}, patience);
}

/// What a remote server chose is text, on one line, and no markup.
void TimeComparisonTest::hostile()
{
    UsersPage *page = select(2);
    QVERIFY(page);
    const QString one = user(0);
    QList<DeviceListUpdate> updates = updatesFromText(u"1 PHONE\n2 kind=resync detail=x\n"_s);
    updates[0].deviceId = DeviceId(u"P\n\u202eEVIL"_s + QString(5000, u'x'));
    updates[0].displayName = u"<b>Phone</b>\u0007"_s;
    updates[1].detail = u"502: <img src=x>\nforged line"_s;
    m_fixture->server.updates[one] = updates;
    TimeComparison *dialog = compare(page);
    QVERIFY(dialog);
    for (int column = 0; column < MergedModel::ColumnCount; ++column) {
        for (const QString &text : shown(dialog->list()->view(), column))
            QVERIFY2(
                !text.contains(u'\n') && !text.contains(QChar(0x202e)) && !text.contains(QChar(7)) && text.size() < 1000, qPrintable(text));
    }
}

void TimeComparisonTest::whoCanBeCompared()
{
    UsersPage *page = select(1);
    QVERIFY(page);
    QMenu one;
    page->fillSelectionMenu(&one);
    QVERIFY(!one.findChild<QAction *>(u"compareByTime"_s));
    m_fixture->server.addUsers([] {
        QString many;
        for (int i = 0; i < 30; ++i)
            many += u"@many%1:remote.example gap 1\n"_s.arg(i);
        return many;
    }());
    page = select(MergedModel::mostUsers + 1);
    QVERIFY(page);
    QMenu many;
    page->fillSelectionMenu(&many);
    QVERIFY(!many.findChild<QAction *>(u"compareByTime"_s)->isEnabled());
    QVERIFY(many.findChild<QAction *>(u"compareByTime"_s)->text().contains(u"20"_s));
}

void TimeComparisonTest::ofAServer_data()
{
    QTest::addColumn<int>("stale");
    QTest::addColumn<int>("others");
    QTest::addColumn<int>("tracked"); // as the server says, -1: it does not
    QTest::addColumn<QString>("who"); // plurals without a translation
    QTest::newRow("all fit") << 2 << 3 << 5 << u"All 5 tracked users of s.example, the newest first."_s;
    QTest::newRow("more than fit")
        << 3 << 30 << 33 << u"20 users of s.example, those who are stale before the others; the newest first. 13 others are left out."_s;
    QTest::newRow("more stale than fit")
        << 25 << 5 << 30
        << u"20 users of s.example, those who are stale before the others; the newest first. 10 others are left out. 5 of those are stale."_s;
    QTest::newRow("nobody counted")
        << 25 << 5 << -1
        << u"20 users of s.example, those who are stale before the others; the newest first. There may be others, who are left out."_s;
    QTest::newRow("just as many") << 20 << 0 << 20 << u"All 20 tracked users of s.example, the newest first."_s;
}

/// From the page of servers: those who are stale are among them, and nobody is left out without a word.
void TimeComparisonTest::ofAServer()
{
    QFETCH(int, stale);
    QFETCH(int, others);
    QFETCH(int, tracked);
    QFETCH(QString, who);
    QString users;
    for (int i = 0; i < others; ++i)
        users += u"@a%1:s.example in_step 1\n"_s.arg(i, 2, 10, QChar(u'0'));
    for (int i = 0; i < stale; ++i)
        users += u"@z%1:s.example stale 1\n"_s.arg(i, 2, 10, QChar(u'0'));
    m_fixture->server.addUsers(users);
    m_fixture->server.destinations.append({.destination = ServerName(u"s.example"_s), .usersTracked = tracked, .usersStale = stale});
    auto *page = m_fixture->open<ServersPage>({{u"server"_s, u"s.example"_s}});
    QVERIFY(page);
    QTRY_COMPARE_WITH_TIMEOUT(page->place().subject.value(u"server"_s).toString(), u"s.example"_s, patience);
    QMenu menu;
    page->fillSelectionMenu(&menu);
    auto *action = menu.findChild<QAction *>(u"compareByTime"_s);
    QVERIFY(action);
    action->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(page->findChild<TimeComparison *>(), patience);
    const auto *dialog = page->findChild<TimeComparison *>();
    const QList<UserId> shown = dialog->users();
    QCOMPARE(shown.size(), std::min(stale + others, int(MergedModel::mostUsers)));
    for (qsizetype i = 0; i < std::min<qsizetype>(stale, shown.size()); ++i)
        QVERIFY2(shown[i].toString().startsWith(u"@z"_s), qPrintable(shown[i].toString()));
    QString said = dialog->findChild<QLabel *>(u"timeComparisonUsers"_s)->text();
    QCOMPARE(said.replace(u"(s)"_s, u"s"_s), who);
}

void TimeComparisonTest::aServerWithout()
{
    m_fixture->server.addUsers(u"@only:s.example stale 1\n"_s);
    m_fixture->server.destinations.append({.destination = ServerName(u"s.example"_s), .usersTracked = 2, .usersStale = 1});
    auto *page = m_fixture->open<ServersPage>({{u"server"_s, u"s.example"_s}});
    QVERIFY(page);
    QTRY_COMPARE_WITH_TIMEOUT(page->place().subject.value(u"server"_s).toString(), u"s.example"_s, patience);
    const auto start = [page] {
        QMenu menu;
        page->fillSelectionMenu(&menu);
        menu.findChild<QAction *>(u"compareByTime"_s)->trigger();
    };
    QSignalSpy said(page, &Lockstep::Page::statusMessage);
    start();
    QTRY_COMPARE_WITH_TIMEOUT(said.count(), 1, patience);
    QVERIFY(said.last().first().toString().contains(u"no two"_s));
    m_fixture->server.intercept = [](const Request &request) -> std::optional<Answer> {
        if (!request.path.endsWith(u"/users"_s))
            return std::nullopt;
        return Answer{503, R"({"errcode":"M_UNKNOWN","error":"The list is away"})"};
    };
    start();
    QTRY_COMPARE_WITH_TIMEOUT(said.count(), 2, patience);
    QVERIFY2(said.last().first().toString().contains(u"The list is away"_s), qPrintable(said.last().first().toString()));
    QVERIFY(!page->findChild<TimeComparison *>());
}

/// As every table: all of it, as it is searched, whether the view has read it or not.
void TimeComparisonTest::toAFile()
{
    UsersPage *page = select(2);
    QVERIFY(page);
    const QString one = user(0), two = user(1);
    QString story = u"1 PHONE name==SUM(1)\n"_s;
    for (int i = 2; i <= 1'500; ++i)
        story += u"%1 <- %2 PHONE\n"_s.arg(i).arg(i - 1);
    m_fixture->server.updates[one] = updatesFromText(story);
    m_fixture->server.updates[two] = updatesFromText(u"7 LAPTOP\n9 kind=resync detail=5\n"_s);
    TimeComparison *dialog = compare(page);
    QVERIFY(dialog);
    QTemporaryDir directory;
    const auto write = [&](const QString &name) {
        dialog->findChild<QPushButton *>(u"timeComparisonExport"_s)->click();
        auto *file = dialog->findChild<QFileDialog *>(u"exportDialog"_s);
        if (!file)
            return QByteArray();
        file->selectFile(directory.filePath(name));
        QMetaObject::invokeMethod(file, "accept");
        if (!QTest::qWaitFor([&] { return QFile::exists(directory.filePath(name)); }, patience))
            return QByteArray();
        QFile written(directory.filePath(name));
        return written.open(QIODevice::ReadOnly) ? written.readAll() : QByteArray();
    };
    const QList<QByteArray> lines = write(u"all.csv"_s).trimmed().split('\n');
    QCOMPARE(lines.size(), 1 + 1'500 + 2);
    QVERIFY2(lines[0].startsWith("received,user_id,n,kind,stream_id"), lines[0].constData());
    QVERIFY(std::ranges::any_of(lines, [](const QByteArray &line) { return line.contains("'=SUM(1)"); }));
    dialog->list()->searchEdit()->setText(u"LAPTOP"_s);
    QTRY_COMPARE_WITH_TIMEOUT(shown(dialog->list()->view(), MergedModel::User), QStringList{two}, patience);
    const QJsonArray array = QJsonDocument::fromJson(write(u"some.json"_s)).array();
    QCOMPARE(array.size(), 1);
    QCOMPARE(array.first().toObject().value("user_id"_L1).toString(), two);
    QCOMPARE(array.first().toObject().value("stream_id"_L1).toString(), u"7"_s);
}

QTEST_MAIN(TimeComparisonTest)
#include "tst_timecomparison.moc"
