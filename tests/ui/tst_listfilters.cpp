// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The filter language in the fields of the lists, saved filters and favourites, by their keys and menus.

#include "model/exportsource.h"
#include "session/favourites.h"
#include "tests/ui/pagesfixture.h"
#include "ui/pages/queues/queuespage.h"
#include "ui/pages/servers/serverspage.h"
#include "ui/pages/users/userlist.h"
#include "ui/pages/users/userspage.h"
#include "ui/widgets/filter/filterinput.h"
#include "ui/widgets/filter/savedfilters.h"
#include "ui/widgets/keptselection.h"
#include "ui/widgets/listpanel.h"

#include <QAction>
#include <QApplication>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QTableView>
#include <QSignalSpy>
#include <QHeaderView>
#include <QStandardItemModel>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Test;
using namespace Qt::StringLiterals;

class ListFiltersTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup() { m_fixture.reset(); }
    void theServerGetsItsPart();
    void rowsAreNarrowedDown();
    void problemsAreSaidBelowTheField();
    void completesByKeys();
    void queuesAndServersHaveIt();
    void exportsHaveTheFilter();
    void filtersAreSaved();
    void favouritesStandOnTop();
    void filtersAreThereAgain();
    void manyScatteredRows();

private:
    UsersPage *openUsers()
    {
        auto *page = m_fixture->open<UsersPage>();
        return page;
    }
    QTableView *view() const { return m_fixture->page->findChild<QTableView *>(u"users-list"_s); }
    QLineEdit *field() const { return m_fixture->page->findChild<QLineEdit *>(u"users-search"_s); }
    QListWidget *offered() const { return m_fixture->page->window()->findChild<QListWidget *>(u"users-search-completions"_s); }
    QString problem() const { return m_fixture->page->findChild<QLabel *>(u"users-search-problem"_s)->text(); }
    void type(const QString &text)
    {
        field()->setFocus();
        field()->clear();
        QTest::keyClicks(field(), text);
        QTest::keyClick(field(), Qt::Key_Return);
    }
    QStringList users() const { return shown(view()); }

    std::unique_ptr<PagesFixture> m_fixture;
};

void ListFiltersTest::init()
{
    m_fixture = std::make_unique<PagesFixture>();
}

void ListFiltersTest::theServerGetsItsPart()
{
    QVERIFY(openUsers());
    QUrlQuery asked;
    m_fixture->server.intercept = [&asked](const Request &request) -> std::optional<Answer> {
        if (request.path.endsWith(u"/users"_s))
            asked = request.query;
        return std::nullopt;
    };
    type(u"state:stale server:remote.example bob"_s);
    QTRY_COMPARE_WITH_TIMEOUT(asked.queryItemValue(u"state"_s), u"stale"_s, patience);
    QCOMPARE(asked.queryItemValue(u"server"_s), u"remote.example"_s);
    QCOMPARE(asked.queryItemValue(u"search"_s), u"bob"_s);
    QTRY_COMPARE_WITH_TIMEOUT(users(), QStringList{u"@bob:remote.example"_s}, patience);
}

void ListFiltersTest::rowsAreNarrowedDown()
{
    QVERIFY(openUsers());
    QTRY_COMPARE_WITH_TIMEOUT(users().size(), 3, patience);
    type(u"devices>1 -state:gap"_s);
    QTRY_COMPARE_WITH_TIMEOUT(users(), QStringList{u"@ann:remote.example"_s}, patience);
    type(u"devices<=2 devices>=1 -server:dead.example"_s);
    QTRY_COMPARE_WITH_TIMEOUT(users(), QStringList{u"@ann:remote.example"_s}, patience);
    type(u"devices>99"_s);
    QTRY_VERIFY_WITH_TIMEOUT(hasLabel(m_fixture->page.get(), u"Nothing fits “devices>99”"_s), patience);
    button(m_fixture->page.get(), u"Clear the search"_s)->click();
    QTRY_COMPARE_WITH_TIMEOUT(users().size(), 3, patience);
    QVERIFY(field()->text().isEmpty());
}

void ListFiltersTest::problemsAreSaidBelowTheField()
{
    QVERIFY(openUsers());
    QTRY_COMPARE_WITH_TIMEOUT(users().size(), 3, patience);
    type(u"ann stat:stale"_s);
    QCOMPARE(problem(), u"Character 5: the list cannot be filtered by “stat”. Did you mean “state”?"_s);
    QCOMPARE(field()->accessibleDescription(), problem());
    QCOMPARE(users().size(), 3); // as they were
    type(u"state:stal"_s);
    QCOMPARE(problem(), u"Character 7: “stal” is no “state”. Did you mean “stale”?"_s);
    type(u"devices>many"_s);
    QCOMPARE(problem(), u"Character 9: “many” is no number as 10, 5k or 2M are."_s);
    type(u"name:x device:y"_s);
    QVERIFY(problem().contains(u"only one can be searched for"_s));
    field()->setText(u"state:<b>\u202e"_s);
    QTest::keyClick(field(), Qt::Key_Return);
    QVERIFY(problem().contains(u"“<b>\\u202e”"_s) && !problem().contains(QChar(0x202e)));
    type(u"state:gap"_s);
    QVERIFY(problem().isEmpty());
    QVERIFY(field()->accessibleDescription() != problem());
    QTRY_COMPARE_WITH_TIMEOUT(users(), QStringList{u"@bob:remote.example"_s}, patience);
}

void ListFiltersTest::completesByKeys()
{
    QVERIFY(openUsers());
    field()->setFocus();
    QTest::keyClicks(field(), u"-st"_s);
    QVERIFY(offered() && offered()->isVisible());
    QTest::keyClick(field(), Qt::Key_Down);
    QTest::keyClick(field(), Qt::Key_Tab);
    QCOMPARE(field()->text(), u"-state:"_s);
    QVERIFY(field()->hasFocus());
    QVERIFY(offered()->isVisible()); // its values
    QTest::keyClicks(field(), u"ga"_s);
    QTest::keyClick(field(), Qt::Key_Down);
    QTest::keyClick(field(), Qt::Key_Return);
    QCOMPARE(field()->text(), u"-state:gap "_s);
    QVERIFY(!offered()->isVisible());
    QTest::keyClick(field(), Qt::Key_Space, Qt::ControlModifier);
    QVERIFY(offered()->isVisible());
    QVERIFY(offered()->count() >= 8);
    QTest::keyClick(field(), Qt::Key_Escape);
    QVERIFY(!offered()->isVisible());
    QCOMPARE(field()->text(), u"-state:gap "_s);
    // A user's ID is nothing to complete, and Enter goes to the list.
    field()->clear();
    QTest::keyClicks(field(), u"@st"_s);
    QVERIFY(!offered()->isVisible());
    QTest::keyClick(field(), Qt::Key_Return);
    QVERIFY(view()->hasFocus());
}

void ListFiltersTest::queuesAndServersHaveIt()
{
    auto *servers = m_fixture->open<ServersPage>();
    QVERIFY(servers);
    auto *list = servers->findChild<QTableView *>(u"servers"_s);
    QTRY_COMPARE_WITH_TIMEOUT(shown(list).size(), 5, patience);
    auto *search = servers->findChild<QLineEdit *>(u"servers-search"_s);
    search->setFocus();
    QTest::keyClicks(search, u"failing>1d tracked>1"_s);
    QTest::keyClick(search, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(shown(list), QStringList{u"dead.example"_s}, patience);
    auto *queues = m_fixture->open<QueuesPage>();
    QVERIFY(queues);
    list = queues->findChild<QTableView *>(u"inboxQueues"_s);
    search = queues->findChild<QLineEdit *>(u"inboxQueues-search"_s);
    search->setFocus();
    QTest::keyClicks(search, u"messages>=100 known:yes seen>30d"_s);
    QTest::keyClick(search, Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(shown(list), QStringList{u"@ann:hs.example"_s}, patience);
    QCOMPARE(shown(list, 1), QStringList{u"OLDLAPTOP"_s});
}

void ListFiltersTest::exportsHaveTheFilter()
{
    auto *queues = m_fixture->open<QueuesPage>();
    QVERIFY(queues);
    auto *search = queues->findChild<QLineEdit *>(u"inboxQueues-search"_s);
    search->setFocus();
    QTest::keyClicks(search, u"-known:yes messages>1k"_s);
    QTest::keyClick(search, Qt::Key_Return);
    const ExportSource source = queues->exports().constFirst();
    QStringList users;
    bool done = false;
    const auto call = source.read({}, this, [&](const Result<ExportSource::Rows> &rows) {
        QVERIFY(rows);
        for (const QJsonObject &row : rows->items) {
            if (!source.accepts || source.accepts(row))
                users << row[u"user_id"].toString();
        }
        done = true;
    });
    QTRY_VERIFY_WITH_TIMEOUT(done, patience);
    QCOMPARE(users, QStringList{u"@dora:hs.example"_s});
}

void ListFiltersTest::filtersAreSaved()
{
    QVERIFY(openUsers());
    type(u"state:gap"_s);
    auto *saved = m_fixture->page->findChild<SavedFilters *>();
    const auto choose = [saved](const QString &text) {
        Q_EMIT saved->menu()->aboutToShow();
        const auto actions = saved->menu()->actions();
        for (QAction *action : actions) {
            if (action->text() == text) {
                action->trigger();
                return true;
            }
        }
        return false;
    };
    QVERIFY(choose(u"Save this filter …"_s));
    auto *dialog = m_fixture->page->window()->findChild<QInputDialog *>(u"filterName"_s);
    QVERIFY(dialog);
    dialog->setTextValue(u"<b>Gaps & co</b>"_s);
    dialog->accept();
    field()->clear();
    QTRY_COMPARE_WITH_TIMEOUT(users().size(), 3, patience);
    QVERIFY(choose(u"<b>Gaps && co</b>"_s)); // no mnemonic, no markup
    QCOMPARE(field()->text(), u"state:gap"_s);
    QTRY_COMPARE_WITH_TIMEOUT(users(), QStringList{u"@bob:remote.example"_s}, patience);
    // One of them for the start; removed, it is neither there nor at the start.
    saved->setAtStart(u"<b>Gaps & co</b>"_s);
    QCOMPARE(saved->saved().size(), 1);
    saved->remove(u"<b>Gaps & co</b>"_s);
    QVERIFY(saved->saved().isEmpty());
    QVERIFY(saved->atStart().isEmpty());
    for (int i = 0; i < 100; ++i)
        saved->save(u"filter %1"_s.arg(i), u"x"_s);
    QCOMPARE(saved->saved().size(), SavedFilters::maxFilters);
}

void ListFiltersTest::favouritesStandOnTop()
{
    auto *page = openUsers();
    QVERIFY(page);
    QTRY_COMPARE_WITH_TIMEOUT(users().size(), 3, patience);
    QVERIFY(users().constFirst() != u"@ann:remote.example");
    page->list()->select(UserId(u"@ann:remote.example"_s));
    view()->setFocus();
    QTest::keyClick(view(), Qt::Key_D, Qt::ControlModifier);
    QTRY_COMPARE(users().constFirst(), u"@ann:remote.example"_s);
    QVERIFY(!view()->model()->index(0, 0).data(Qt::DecorationRole).isNull());
    // In whatever order.
    for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
        view()->sortByColumn(2, order);
        QCOMPARE(users().constFirst(), u"@ann:remote.example"_s);
    }
    view()->sortByColumn(-1, Qt::AscendingOrder);
    QCOMPARE(users(), (QStringList{u"@ann:remote.example"_s, u"@bob:remote.example"_s, u"@zoe:dead.example"_s}));
    // And in the next window of this homeserver, not in that of another one.
    QVERIFY(openUsers());
    QTRY_COMPARE_WITH_TIMEOUT(users().value(0), u"@ann:remote.example"_s, patience);
    Favourites other(m_fixture->settings.get(), ServerName(u"other.example"_s), Favourites::Kind::Users);
    QVERIFY(other.all().isEmpty());
    QSignalSpy changes(&other, &Favourites::changed);
    QStringList many;
    for (int i = 0; i < Favourites::maxFavourites; ++i)
        many << u"@u%1:x"_s.arg(i);
    QVERIFY(other.set(many, true));
    QCOMPARE(changes.count(), 1);
    QCOMPARE(other.all(), many);
    // Where there is no room, those that are there stay.
    QVERIFY(!other.set({u"@u0:x"_s, u"@one:more"_s}, true));
    QVERIFY(other.set({QString(100'000, u'x')}, true)); // no ID: there is nothing to add
    QCOMPARE(other.all(), many);
    QVERIFY(other.set(many.mid(1), false));
    QCOMPARE(other.all(), many.mid(0, 1));
    QCOMPARE(changes.count(), 2);
}

void ListFiltersTest::filtersAreThereAgain()
{
    QVERIFY(openUsers());
    type(u"devices>2"_s);
    QTRY_COMPARE_WITH_TIMEOUT(users().size(), 1, patience);
    QVERIFY(openUsers());
    QCOMPARE(field()->text(), u"devices>2"_s);
    QTRY_COMPARE_WITH_TIMEOUT(users(), QStringList{u"@bob:remote.example"_s}, patience);
}

/// Of a long list no row goes or comes by itself, for each of which a view would count all others anew.
void ListFiltersTest::manyScatteredRows()
{
    QStandardItemModel model;
    for (int row = 0; row < 5000; ++row) {
        auto *item = new QStandardItem;
        item->setData(row % 3 == 0 ? u"@a%1:x"_s.arg(row) : u"@b%1:x"_s.arg(row), Qt::UserRole);
        model.appendRow(item);
    }
    PresentedTable table(&model, {{.title = u"User"_s, .kind = PresentedColumn::Id}});
    table.setFilterColumns({0});
    QTableView view;
    view.setModel(&table);
    view.setSelectionBehavior(QAbstractItemView::SelectRows);
    view.show();
    view.setCurrentIndex(table.index(300, 0));
    const QString current = view.currentIndex().data(Qt::DisplayRole).toString();
    QCOMPARE(current, u"@a300:x"_s);
    QSignalSpy removed(&table, &QAbstractItemModel::rowsRemoved), added(&table, &QAbstractItemModel::rowsInserted);
    table.setFilterText(u"@a"_s);
    QCOMPARE(table.rowCount(), 1667);
    QCOMPARE(view.verticalHeader()->count(), 1667);
    QCOMPARE(view.currentIndex().data(Qt::DisplayRole).toString(), current);
    table.setFilterText(u""_s);
    QCOMPARE(table.rowCount(), 5000);
    QCOMPARE(view.verticalHeader()->count(), 5000);
    QCOMPARE(view.currentIndex().data(Qt::DisplayRole).toString(), current);
    table.setFilterText(u"@b"_s);
    QVERIFY(!view.currentIndex().isValid()); // not that of another user
    QCOMPARE(removed.size() + added.size(), 0);

    // What is selected stays, is never more than that, and is told of where it goes.
    new KeptSelection(&view, &table);
    table.setFilterText(u"@a"_s);
    view.setCurrentIndex(table.index(0, 0));
    view.selectAll();
    QSignalSpy selected(view.selectionModel(), &QItemSelectionModel::selectionChanged);
    QSignalSpy moved(view.selectionModel(), &QItemSelectionModel::currentRowChanged);
    table.setFilterText(u""_s);
    QCOMPARE(view.selectionModel()->selectedRows().size(), 1667);
    QCOMPARE(moved.size(), 0);
    table.setFilterText(u"@b"_s);
    QCOMPARE(view.selectionModel()->selectedRows().size(), 0);
    QVERIFY(!view.currentIndex().isValid());
    QCOMPARE(moved.size(), 1);
    QVERIFY(selected.size() >= 2);
}

QTEST_MAIN(ListFiltersTest)
#include "tst_listfilters.moc"
