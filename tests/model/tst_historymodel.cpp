// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/apiwords.h"
#include "historylines.h"
#include "model/history/historymodel.h"
#include "updatetext.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <map>
#include <set>

using namespace Lockstep;
using namespace Lockstep::Test;

namespace {

constexpr int patience = 60'000;

/// A chain of \a count updates of one device.
QString chain(int first, int count)
{
    QString text;
    for (int i = first; i < first + count; ++i)
        text += u"%1 <- %2 PHONE name=n keys=k\n"_s.arg(i).arg(i - 1);
    return text;
}

struct Fixture
{
    UpdatePages pages;
    HistoryModel model{pages.fetch()};
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::Fatal};

    explicit Fixture(const QString &text) { pages.updates = updatesFromText(text); }
    void open() { model.setUser(UserId(u"@bob:remote.example"_s)); }
    void announceAll()
    {
        model.handleEvent({1, Inspection::EventType::Update, {{u"user_id"_s, u"@bob:remote.example"_s}, {u"n"_s, pages.updates.size()}}});
    }
};

} // namespace

class TestHistoryModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void story();
    void placesOfGaps_data();
    void placesOfGaps();
    void pagesJoin();
    void foldsRuns();
    void breaksAreNeverFolded();
    void burstsOfResyncsFold();
    void filteredEdgesAreTrue_data();
    void filteredEdgesAreTrue();
    void filteredHistoryGrows();
    void newOnlyIfNoResyncBroughtIt();
    void liveUpdatesComeOnTop();
    void liveForkOpensTheFold();
    void lateUpdateChangesItsGap();
    void contentThatComesLater();
    void filters();
    void jumps();
    void emptyHistory();
    void failureAndRetry();
    void stopsAndGoesOn();
    void wantsOldContent();
    void changeOfUserForgetsAnswers();
    void answerThatChangesTheUser();
    void placeholderSender();
    void hostileUpdates();
    void foldedLanesEqualPlainOnes();
    void hundredThousand();
};

void TestHistoryModel::story()
{
    Fixture f(u"101 PHONE name=Phone keys=1 breaks=first\n"
              "104 <- 101 PHONE name=Phone keys=1 sigs=a\n"
              "112 <- 108 PHONE name=Mobile keys=1 sigs=a verdict=resync breaks=gap\n"
              "114 kind=resync detail=5\n"
              "115 <- 114 PHONE name=Mobile keys=2 sigs=a\n"
              "116 <- 115 LAPTOP name=Lap keys=3 breaks=fork\n"
              "117 <- 115 TABLET name=Tab keys=4 breaks=fork\n"
              "0 kind=signing_keys\n"
              "118 <- 116,117 LAPTOP deleted breaks=merge\n"
              "119 <- 118 TABLET unknown verdict=unknown\n"
              "121 kind=head\n"_s);
    QCOMPARE(f.model.state(), HistoryModel::State::Empty);
    f.open();
    QCOMPARE(f.model.state(), HistoryModel::State::Loading);
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    QCOMPARE(f.model.state(), HistoryModel::State::Ready);
    QCOMPARE(printed(f.model),
        (QStringList{u"^ head 121"_s, u"o 119 TABLET unknown unknown"_s, u"o 118 LAPTOP removed applied"_s, u"k signing keys"_s,
            u"o 117 TABLET first-seen applied"_s, u"o 116 LAPTOP first-seen applied"_s, u"o 115 PHONE keys applied"_s, u"<> resync 114 5"_s,
            u"o 112 PHONE renamed resync"_s, u"! 108 never received"_s, u"o 104 PHONE signed applied"_s,
            u"o 101 PHONE first-seen applied"_s}));
    QVERIFY(f.model.knowsTheStart());
    QCOMPARE(f.model.index(5, HistoryModel::Device).data().toString(), u"LAPTOP"_s);
    QCOMPARE(f.model.index(9, HistoryModel::Stream).data().toString(), u"108"_s);
}

void TestHistoryModel::placesOfGaps_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("rows");
    QTest::newRow("of a merge") << u"1 A\n3 <- 1,2 A breaks=gap,merge\n"_s
                                << QStringList{u"o 3 A same applied"_s, u"! 2 never received"_s, u"o 1 A first-seen applied"_s};
    QTest::newRow("before the record") << u"7 <- 6 A\n"_s << QStringList{u"o 7 A first-seen applied"_s, u"! 6 before the record"_s};
    QTest::newRow("out of order") << u"1 A\n3 <- 2 A breaks=out_of_order\n2 <- 1 A\n"_s
                                  << QStringList{u"o 2 A same applied"_s, u"o 3 A same applied"_s, u"! 2 arrived later"_s,
                                         u"o 1 A first-seen applied"_s};
    QTest::newRow("twice the same") << u"1 A\n4 <- 2 A breaks=gap\n5 <- 2 A breaks=gap\n"_s
                                    << QStringList{u"o 5 A same applied"_s, u"o 4 A same applied"_s, u"! 2 never received"_s,
                                           u"o 1 A first-seen applied"_s};
    QTest::newRow("opaque ids") << u"x A\ny <- x A\n0z <- w A breaks=gap\n"_s
                                << QStringList{u"o 0z A same applied"_s, u"! w never received"_s, u"o y A same applied"_s,
                                       u"o x A first-seen applied"_s};
}

void TestHistoryModel::placesOfGaps()
{
    QFETCH(QString, text);
    QFETCH(QStringList, rows);
    Fixture f(text);
    f.open();
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    QCOMPARE(printed(f.model), rows);
}

void TestHistoryModel::pagesJoin()
{
    Fixture f(chain(1, 1700));
    f.pages.largestPage = 100;
    QSignalSpy progress(&f.model, &HistoryModel::progressChanged);
    std::pair<qint64, qint64> atFirstPage;
    connect(&f.model, &HistoryModel::stateChanged, this, [&] { atFirstPage = {f.model.loaded(), f.model.expected()}; });
    f.open();
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    QCOMPARE(atFirstPage, (std::pair<qint64, qint64>(100, 1700)));
    QCOMPARE(f.pages.requests, 17);
    QVERIFY(progress.count() >= 17);
    // 12 plain rows, then one fold of the rest, the oldest row with its unknown predecessor.
    const QStringList rows = printed(f.model);
    QCOMPARE(rows.size(), 15);
    QCOMPARE(rows.mid(11),
        (QStringList{u"o 1689 PHONE same applied"_s, u"+1687 1688"_s, u"o 1 PHONE first-seen applied"_s, u"! 0 before the record"_s}));
}

void TestHistoryModel::foldsRuns()
{
    Fixture f(chain(1, 60));
    f.open();
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    const QStringList folded = printed(f.model);
    QCOMPARE(folded[12], u"+47 48"_s);
    QCOMPARE(f.model.unfold(12), 12);
    QCOMPARE(f.model.rowCount(), 61);
    QVERIFY(f.model.canFold(30));
    QCOMPARE(f.model.fold(30), 0);
    QCOMPARE(printed(f.model)[0], u"+59 60"_s);
    f.model.unfoldAll();
    QCOMPARE(f.model.rowCount(), 61);
    f.model.foldAll();
    QCOMPARE(f.model.rowCount(), 3);
    QCOMPARE(f.model.shownRow(30), 0);
    QCOMPARE(f.model.rowOfUpdate(1), 1);
    QCOMPARE(f.model.rowOfUpdate(999), -1);
}

void TestHistoryModel::breaksAreNeverFolded()
{
    QString text = chain(1, 40);
    text += u"42 <- 41 PHONE name=n keys=k breaks=gap verdict=resync\n"_s;
    for (int i = 43; i < 80; ++i)
        text += u"%1 <- %2 PHONE name=n keys=k\n"_s.arg(i).arg(i - 1);
    Fixture f(text);
    f.open();
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    f.model.foldAll();
    QCOMPARE(printed(f.model),
        (QStringList{u"+37 79"_s, u"o 42 PHONE same resync"_s, u"! 41 never received"_s, u"+39 40"_s, u"o 1 PHONE first-seen applied"_s,
            u"! 0 before the record"_s}));
}

void TestHistoryModel::burstsOfResyncsFold()
{
    // Every update is answered by a resync whose id no source tells; they come in runs.
    QString text = u"1 PHONE breaks=first\n"_s;
    for (int i = 2; i <= 60; ++i) {
        text += u"%1 <- %2 PHONE name=n keys=k verdict=resync\n"_s.arg(i).arg(i - 1);
        if (i % 10 == 0)
            text += u"0 kind=resync\n0 kind=resync\n"_s;
    }
    Fixture f(text);
    f.open();
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    QCOMPARE(f.model.foldAll(), 1);
    QCOMPARE(printed(f.model), (QStringList{u"+71 0 (12 resyncs)"_s, u"o 1 PHONE first-seen applied"_s}));
    // One line goes through the fold.
    const std::vector<LaneRow> lanes = f.model.layout(0, 2);
    QCOMPARE(int(lanes[0].outs.size()), 1);
    QVERIFY(lanes[1].fromAbove && lanes[1].ins.empty());
    f.model.unfoldAll();
    for (const LaneRow &row : f.model.layout(0, f.model.rowCount()))
        QCOMPARE(row.lane, 0);
    // A resync that answers a gap stays, and so does one that failed.
    Fixture g(u"1 A breaks=first\n5 <- 4 A verdict=resync breaks=gap\n6 kind=resync detail=2\n7 kind=resync verdict=ignored detail=no\n"_s
        + u"8 kind=resync\n"_s.repeated(6));
    g.open();
    QTRY_VERIFY_WITH_TIMEOUT(g.model.isComplete(), patience);
    g.model.foldAll();
    const QStringList rows = printed(g.model);
    QVERIFY(rows.contains(u"<> resync 6 2"_s) && rows.contains(u"<> resync 7 no"_s));
}

void TestHistoryModel::filteredEdgesAreTrue_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 8; ++seed)
        QTest::addRow("history %u", seed) << seed;
}

/// Between shown rows there is an edge exactly where a way leads from one to the other through hidden rows alone.
void TestHistoryModel::filteredEdgesAreTrue()
{
    QFETCH(quint32, seed);
    QRandomGenerator random(seed);
    QString text = u"1 X breaks=first\n"_s;
    for (int i = 2; i <= 400; ++i) {
        QStringList prev{QString::number(i - 1)};
        if (random.bounded(8) == 0)
            prev << QString::number(std::max(1, i - 2 - int(random.bounded(12))));
        if (random.bounded(10) == 0)
            prev = {QString::number(std::max(1, i - 2 - int(random.bounded(12))))};
        prev.removeDuplicates();
        text += u"%1 <- %2 %3 name=n keys=k\n"_s.arg(i).arg(prev.join(u','), random.bounded(6) == 0 ? u"SHOWN"_s : u"X"_s);
    }
    Fixture f(text);
    f.open();
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    f.model.setFilter({.breaksOnly = false, .text = u"SHOWN"_s});
    std::set<int> shown;
    for (int row = 0; row < f.model.rowCount(); ++row)
        shown.insert(f.model.item(row).row);
    QVERIFY(shown.size() > 20);
    std::set<std::pair<int, int>> expected;
    for (const int from : shown) {
        std::set<int> seen;
        std::vector<int> open{from};
        while (!open.empty()) {
            const int at = open.back();
            open.pop_back();
            for (const int parent : f.model.parents(at)) {
                if (!Lanes::isRow(parent) || !seen.insert(parent).second)
                    continue;
                if (shown.contains(parent))
                    expected.emplace(from, parent);
                else
                    open.push_back(parent);
            }
        }
    }
    // Followed through the pictures, as an eye would.
    std::set<std::pair<int, int>> found;
    std::map<int, std::set<int>> carried; // lane to the rows whose lines it carries
    for (const LaneRow &row : f.model.layout(0, f.model.rowCount())) {
        const auto end = [&](int lane) {
            for (const int from : carried[lane])
                found.emplace(from, row.row);
            carried.erase(lane);
        };
        if (row.fromAbove)
            end(row.lane);
        for (const auto &in : row.ins)
            end(in.lane);
        for (const auto &out : row.outs)
            carried[out.lane].insert(row.row);
    }
    QCOMPARE(found, expected);
}

void TestHistoryModel::filteredHistoryGrows()
{
    Fixture f(chain(1, 300) + u"301 <- 300 SLATE name=s keys=k\n"_s);
    f.open();
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    f.model.setFilter({.breaksOnly = false, .text = u"slate"_s});
    QCOMPARE(f.model.rowCount(), 1);
    QCOMPARE(f.model.layout(0, 1)[0].tail, 300);
    f.pages.updates = updatesFromText(
        chain(1, 300) + u"301 <- 300 SLATE name=s keys=k\n302 <- 301 PHONE\n303 <- 302 PHONE\n"_s + u"304 <- 303 SLATE name=t keys=k\n"_s);
    f.announceAll();
    QTRY_COMPARE_WITH_TIMEOUT(f.model.rowCount(), 2, patience);
    const std::vector<LaneRow> rows = f.model.layout(0, 2);
    QCOMPARE(int(rows[0].outs.size()), 1);
    QCOMPARE(rows[0].outs[0].hidden, 2);
    QCOMPARE(rows[0].outs[0].target, rows[1].row);
    QCOMPARE(rows[1].hiddenAbove, 2);
    f.model.setFilter({});
    QCOMPARE(f.model.layout(0, 1)[0].outs[0].hidden, 0);
}

void TestHistoryModel::newOnlyIfNoResyncBroughtIt()
{
    Fixture f(u"1 A breaks=first\n2 <- 1 B\n3 kind=resync detail=3\n4 <- 3 C\n"_s);
    f.open();
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    QCOMPARE(f.model.item(0).changes, HistoryChanges(HistoryChange::FirstSeen));
    QVERIFY(!f.model.item(0).newDevice);
    QVERIFY(f.model.item(2).newDevice);
    QCOMPARE(f.model.nameBefore(f.model.item(2).row), std::nullopt);
}

void TestHistoryModel::liveUpdatesComeOnTop()
{
    Fixture f(chain(1, 30));
    f.open();
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    const int before = f.model.rowCount();
    f.pages.updates = updatesFromText(chain(1, 30) + u"31 <- 30 PHONE name=new keys=k\n32 <- 31 TABLET name=t keys=t\n"_s);
    f.announceAll();
    QTRY_COMPARE_WITH_TIMEOUT(f.model.rowCount(), before + 2, patience);
    QCOMPARE(printed(f.model).mid(0, 3),
        (QStringList{u"o 32 TABLET first-seen applied"_s, u"o 31 PHONE renamed applied"_s, u"o 30 PHONE same applied"_s}));
    // More than one page of them.
    f.pages.updates = updatesFromText(chain(1, 230));
    f.announceAll();
    QTRY_COMPARE_WITH_TIMEOUT(f.model.rowCount(), before + 200, patience);
    QCOMPARE(f.model.loaded(), 230);
    QCOMPARE(f.model.item(0).streamId, StreamId(230));
}

void TestHistoryModel::liveForkOpensTheFold()
{
    Fixture f(chain(1, 60));
    f.open();
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    QCOMPARE(printed(f.model)[12], u"+47 48"_s);
    f.pages.updates = updatesFromText(chain(1, 60) + u"61 <- 20 PHONE name=n keys=k breaks=fork\n"_s);
    f.announceAll();
    QTRY_COMPARE_WITH_TIMEOUT(f.model.loaded(), 61, patience);
    QCOMPARE(printed(f.model).mid(13, 3), (QStringList{u"+28 48"_s, u"o 20 PHONE same applied"_s, u"+18 19"_s}));
}

void TestHistoryModel::lateUpdateChangesItsGap()
{
    const QString text = u"1 A\n3 <- 2 A breaks=gap\n"_s;
    Fixture f(text);
    f.open();
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    QCOMPARE(printed(f.model)[1], u"! 2 never received"_s);
    f.pages.updates = updatesFromText(u"1 A\n3 <- 2 A breaks=out_of_order\n2 <- 1 A\n"_s);
    f.announceAll();
    QTRY_COMPARE_WITH_TIMEOUT(printed(f.model),
        (QStringList{u"o 2 A same applied"_s, u"o 3 A same applied"_s, u"! 2 arrived later"_s, u"o 1 A first-seen applied"_s}), patience);
    QCOMPARE(f.model.item(1).breaks, Breaks(Break::OutOfOrder));
}

void TestHistoryModel::contentThatComesLater()
{
    Fixture f(u"1 A name=x\n2 <- 1 A unknown verdict=unknown\n"_s);
    f.open();
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    QCOMPARE(printed(f.model)[0], u"o 2 A unknown unknown"_s);
    f.pages.updates = updatesFromText(u"1 A name=x\n2 <- 1 A name=y\n"_s);
    f.announceAll();
    QTRY_COMPARE_WITH_TIMEOUT(printed(f.model)[0], u"o 2 A renamed applied"_s, patience);
}

void TestHistoryModel::filters()
{
    QString text = chain(1, 50);
    text += u"60 <- 55 TABLET name=Slate keys=k breaks=gap\n"_s;
    Fixture f(text);
    f.open();
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    f.model.setFilter({.breaksOnly = true, .text = {}});
    QCOMPARE(printed(f.model), (QStringList{u"o 60 TABLET first-seen applied"_s, u"! 55 never received"_s}));
    f.model.setFilter({.breaksOnly = false, .text = u"slate"_s});
    QCOMPARE(f.model.rowCount(), 2);
    f.model.setFilter({.breaksOnly = false, .text = u"48"_s});
    QCOMPARE(printed(f.model), (QStringList{u"o 48 PHONE same applied"_s}));
    f.model.setFilter({.breaksOnly = false, .text = u"nothing"_s});
    QCOMPARE(f.model.rowCount(), 0);
    f.model.setFilter({});
    QVERIFY(f.model.rowCount() > 10);
}

void TestHistoryModel::jumps()
{
    QString text = chain(1, 40);
    text += u"42 <- 41 PHONE breaks=gap verdict=resync\n45 kind=resync\n"_s;
    for (int i = 46; i < 80; ++i)
        text += u"%1 <- %2 PHONE\n"_s.arg(i).arg(i - 1);
    Fixture f(text);
    f.open();
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    f.model.foldAll();
    const QStringList rows = printed(f.model);
    const int incident = f.model.nextBreak(0, 1);
    const int resync = incident - 2;
    QCOMPARE(rows[resync], u"<> resync 45 "_s);
    // The resync, the update and what it misses are one incident; the place of what is missing says most.
    QCOMPARE(rows[incident], u"! 41 never received"_s);
    const int start = f.model.nextBreak(resync, 1);
    QCOMPARE(rows[start], u"! 0 before the record"_s);
    QCOMPARE(f.model.nextBreak(start, -1), incident);
    QCOMPARE(f.model.nextBreak(incident, -1), -1);
    QCOMPARE(f.model.nextBreak(0, -1), -1);
    QCOMPARE(f.model.childOf(resync), 0);
    const int update = f.model.parentOf(resync);
    QCOMPARE(update, resync + 1);
    QCOMPARE(f.model.parentOf(update), update + 1);
    QCOMPARE(f.model.parentOf(update + 1), -1);
    QCOMPARE(f.model.childOf(update + 1), update);
}

void TestHistoryModel::emptyHistory()
{
    Fixture f(QString{});
    f.open();
    QTRY_COMPARE_WITH_TIMEOUT(f.model.state(), HistoryModel::State::Ready, patience);
    QCOMPARE(f.model.rowCount(), 0);
    QVERIFY(f.model.isComplete());
    f.pages.updates = updatesFromText(u"1 A breaks=first\n"_s);
    f.announceAll();
    QTRY_COMPARE_WITH_TIMEOUT(f.model.rowCount(), 1, patience);
    f.model.setUser({});
    QCOMPARE(f.model.state(), HistoryModel::State::Empty);
}

void TestHistoryModel::failureAndRetry()
{
    Fixture f(chain(1, 900));
    f.pages.failAt = 0;
    f.open();
    QTRY_COMPARE_WITH_TIMEOUT(f.model.state(), HistoryModel::State::Failed, patience);
    QCOMPARE(f.model.error().text, u"hs.example refused the connection."_s);
    f.pages.failAt = 2;
    f.model.continueLoading();
    QTRY_VERIFY_WITH_TIMEOUT(f.model.state() == HistoryModel::State::Ready && !f.model.isLoadingOlder(), patience);
    QCOMPARE(f.model.loaded(), 500);
    QVERIFY(!f.model.error().text.isEmpty());
    f.model.continueLoading();
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    QVERIFY(f.model.error().text.isEmpty());
}

void TestHistoryModel::stopsAndGoesOn()
{
    Fixture f(chain(1, 3000));
    f.open();
    QTRY_COMPARE_WITH_TIMEOUT(f.model.state(), HistoryModel::State::Ready, patience);
    f.model.stopLoading();
    QVERIFY(!f.model.isLoadingOlder());
    const qint64 loaded = f.model.loaded();
    f.pages.updates = updatesFromText(chain(1, 3001));
    f.announceAll();
    QTRY_COMPARE_WITH_TIMEOUT(f.model.loaded(), loaded + 1, patience);
    f.model.continueLoading();
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    QCOMPARE(f.model.loaded(), 3001);
}

void TestHistoryModel::wantsOldContent()
{
    Fixture f(chain(1, 9000));
    f.open();
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    const int requests = f.pages.requests;
    QStringList answers;
    for (const qint64 n : {9000, 4321, 4322, 1})
        f.model.wantUpdate(n, [&](const auto &update) { answers << (update ? update->streamId.toString() : update.error().text); });
    QTRY_COMPARE_WITH_TIMEOUT(answers, (QStringList{u"9000"_s, u"4321"_s, u"4322"_s, u"1"_s}), patience);
    QVERIFY(f.pages.requests <= requests + 2);
    f.model.wantUpdate(10'000, [&](const auto &update) { answers << (update ? u"?"_s : u"none"_s); });
    QTRY_COMPARE_WITH_TIMEOUT(answers.size(), 5, patience);
    QCOMPARE(answers.last(), u"none"_s);
}

void TestHistoryModel::changeOfUserForgetsAnswers()
{
    Fixture f(chain(1, 3000));
    f.open();
    f.model.wantUpdate(1, [](const auto &) { QFAIL("an answer for a user who is not shown any more"); });
    f.model.setUser(UserId(u"@ann:remote.example"_s));
    f.pages.updates = updatesFromText(u"5 A breaks=first\n"_s);
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    QCOMPARE(printed(f.model), (QStringList{u"o 5 A first-seen applied"_s}));
}

void TestHistoryModel::answerThatChangesTheUser()
{
    Fixture f(chain(1, 3000));
    f.open();
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    // Two that one page does not answer together: the second would be asked for once more, of the other user.
    f.model.wantUpdate(1, [&](const auto &) { f.model.setUser(UserId(u"@ann:remote.example"_s)); });
    f.model.wantUpdate(1200, [](const auto &) { QFAIL("an answer for a user who is not shown any more"); });
    QTRY_COMPARE_WITH_TIMEOUT(f.model.user(), UserId(u"@ann:remote.example"_s), patience);
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    bool answered = false;
    f.model.wantUpdate(1, [&](const auto &update) { answered = update.has_value(); });
    QTRY_VERIFY_WITH_TIMEOUT(answered, patience);
}

void TestHistoryModel::placeholderSender()
{
    Fixture f(u"1 A breaks=first\n1 B breaks=placeholder verdict=resync\n1 kind=resync\n1 <- 1 A\n1 <- 1 A\n"_s);
    f.open();
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    QCOMPARE(f.model.rowCount(), 5);
    QCOMPARE(f.model.parentOf(0), 1);
    QCOMPARE(f.model.parentOf(1), 2);
}

void TestHistoryModel::hostileUpdates()
{
    Fixture f(u"1 A breaks=first\n"_s);
    DeviceListUpdate huge;
    huge.n = 2;
    huge.streamId = StreamId(QString(100'000, u'9'));
    huge.deviceId = DeviceId(QString(100'000, u'x'));
    for (int i = 0; i < 5000; ++i)
        huge.prevIds << StreamId(1'000'000 + i);
    f.pages.updates << huge;
    DeviceListUpdate again = huge;
    again.n = 2; // the same number twice
    f.pages.updates << again;
    f.open();
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    QCOMPARE(f.model.loaded(), 2);
    QCOMPARE(f.model.rowCount(), 2 + HistoryRows::maxParents);
    QCOMPARE(int(f.model.layout(0, f.model.rowCount()).size()), f.model.rowCount());
}

void TestHistoryModel::foldedLanesEqualPlainOnes()
{
    QString text = chain(1, 40) + u"90 <- 20 B breaks=fork\n91 <- 40,90 A breaks=merge\n"_s;
    for (int i = 92; i < 130; ++i)
        text += u"%1 <- %2 PHONE name=n keys=k\n"_s.arg(i).arg(i - 1);
    Fixture f(text);
    f.open();
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    f.model.unfoldAll();
    QHash<int, int> lanes;
    for (const LaneRow &row : f.model.layout(0, f.model.rowCount()))
        lanes.insert(row.row, row.lane);
    f.model.foldAll();
    for (const LaneRow &row : f.model.layout(0, f.model.rowCount()))
        QCOMPARE(row.lane, lanes.value(row.row));
}

void TestHistoryModel::hundredThousand()
{
    Fixture f(QString{});
    for (int i = 1; i <= 100'000; ++i) {
        DeviceListUpdate update;
        update.n = i;
        update.received = 1'700'000'000'000 + i;
        update.streamId = StreamId(i);
        if (i % 50 == 0)
            update.breaks = Break::Gap;
        update.prevIds = {StreamId(i % 50 == 0 ? i + 1'000'000 : i - 1)};
        update.deviceId = DeviceId(u"D%1"_s.arg(i % 7));
        update.contentKnown = true;
        update.verdict = Verdict::Applied;
        f.pages.updates << update;
    }
    f.open();
    QTRY_VERIFY_WITH_TIMEOUT(f.model.isComplete(), patience);
    QCOMPARE(f.model.loaded(), 100'000);
    QVERIFY(f.model.memory() < 100'000 * 100);
    f.model.unfoldAll();
    QTRY_COMPARE_WITH_TIMEOUT(f.model.rowCount(), 102'001, patience);
    f.model.setFilter({.breaksOnly = true, .text = {}});
    QTRY_COMPARE_WITH_TIMEOUT(f.model.rowCount(), 4'000, patience);
}

QTEST_GUILESS_MAIN(TestHistoryModel)
#include "tst_historymodel.moc"
