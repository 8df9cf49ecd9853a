// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "model/history/historymodel.h"
#include "model/history/historytimeline.h"
#include "tests/model/updatetext.h"

#include <QRandomGenerator>
#include <QTest>

#include <ranges>

using namespace Lockstep;
using namespace Lockstep::Test;

namespace {

constexpr int patience = 60'000;

/// A chain of \a count updates at the times given; some are gaps, some are forks.
QList<DeviceListUpdate> updatesAt(const QList<qint64> &times)
{
    QList<DeviceListUpdate> updates;
    for (qsizetype i = 0; i < times.size(); ++i) {
        DeviceListUpdate update;
        update.n = i + 1;
        update.received = times[i];
        update.streamId = StreamId(i + 1);
        if (i > 0)
            update.prevIds = {StreamId(i)};
        update.deviceId = DeviceId(u"PHONE"_s);
        update.verdict = Verdict::Applied;
        if (i % 7 == 3)
            update.breaks = Break::Fork;
        if (i % 11 == 5)
            update.breaks |= Break::Gap;
        updates << update;
    }
    return updates;
}

HistoryRows rowsOf(const QList<DeviceListUpdate> &updates)
{
    HistoryRows rows;
    for (const DeviceListUpdate &update : std::views::reverse(updates))
        rows.appendOlder(update);
    return rows;
}

/// Every row is in the place of its time, and every break is counted there.
void verifyAgainst(const HistoryTimeline &timeline, const QList<DeviceListUpdate> &updates, qint64 from, qint64 to)
{
    std::vector<HistoryPlace> expected(timeline.places().size());
    qint64 rows = 0;
    qint64 breaks = 0;
    for (const DeviceListUpdate &update : updates) {
        if (update.received < from || update.received > to)
            continue;
        const qint64 place = (update.received - timeline.origin()) / timeline.step();
        QVERIFY(place >= 0 && place < qint64(expected.size()));
        ++expected[std::size_t(place)].rows;
        ++rows;
        if (!update.breaks)
            continue;
        ++breaks;
        ++expected[std::size_t(place)].breaks;
        expected[std::size_t(place)].kinds |= update.breaks;
    }
    QCOMPARE(timeline.rows(), rows);
    QCOMPARE(timeline.breaks(), breaks);
    QVERIFY(timeline.places().size() <= HistoryTimeline::mostPlaces);
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const HistoryPlace &place = timeline.places()[i];
        QCOMPARE(place.rows, expected[i].rows);
        QCOMPARE(place.breaks, expected[i].breaks);
        QCOMPARE(place.kinds, expected[i].kinds);
    }
}

} // namespace

class TestHistoryTimeline : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyRowHasItsPlace_data();
    void everyRowHasItsPlace();
    void rangeAlone();
    void revisedRows();
    void timesThatAreNone();
    void modelFollows();
    void marksAlongTheRows();
    void breaksWithinATime();
    void rowsOfATime();
};

void TestHistoryTimeline::everyRowHasItsPlace_data()
{
    QTest::addColumn<qint64>("spread");
    QTest::addColumn<bool>("ordered");
    QTest::newRow("one instant") << 1LL << true;
    QTest::newRow("milliseconds") << 5'000LL << true;
    QTest::newRow("a year") << 31'536'000'000LL << true;
    QTest::newRow("no order") << 31'536'000'000LL << false;
    QTest::newRow("all of time") << (1LL << 51) << false;
}

void TestHistoryTimeline::everyRowHasItsPlace()
{
    QFETCH(qint64, spread);
    QFETCH(bool, ordered);
    QRandomGenerator random(7);
    QList<qint64> times;
    for (int i = 0; i < 3'000; ++i)
        times << 1'000 + random.bounded(spread);
    if (ordered)
        std::ranges::sort(times);
    const QList<DeviceListUpdate> updates = updatesAt(times);
    const HistoryRows rows = rowsOf(updates);
    HistoryTimeline timeline;
    timeline.start();
    int turns = 1;
    while (!timeline.work(rows, 500))
        ++turns;
    QCOMPARE(turns, 6);
    verifyAgainst(timeline, updates, 0, LLONG_MAX);
    QCOMPARE(timeline.begin(), *std::ranges::min_element(times));
    QCOMPARE(timeline.end(), *std::ranges::max_element(times));
}

void TestHistoryTimeline::rangeAlone()
{
    QList<qint64> times;
    for (int i = 0; i < 2'000; ++i)
        times << 1'700'000'000'000 + i * 60'000LL;
    const QList<DeviceListUpdate> updates = updatesAt(times);
    const HistoryRows rows = rowsOf(updates);
    HistoryTimeline timeline;
    timeline.start(times[500], times[600]);
    while (!timeline.work(rows, 100)) { }
    QCOMPARE(timeline.rows(), 101);
    QCOMPARE(timeline.begin(), times[500]);
    QCOMPARE(timeline.end(), times[600]);
    QVERIFY(timeline.step() < 4'000); // finer than before
    verifyAgainst(timeline, updates, times[500], times[600]);
}

void TestHistoryTimeline::revisedRows()
{
    const QList<DeviceListUpdate> updates = updatesAt({1'000, 2'000, 3'000});
    const HistoryRows rows = rowsOf(updates);
    HistoryTimeline timeline;
    timeline.start();
    QVERIFY(timeline.work(rows, 100));
    const HistoryRows::Brief before = rows.brief(1);
    HistoryRows::Brief after = before;
    after.breaks = Break::Gap;
    QVERIFY(timeline.revise(1, before, after));
    QCOMPARE(timeline.breaks(), 1);
    QCOMPARE(timeline.rows(), 3);
    QVERIFY(timeline.revise(1, after, after));
    // What went cannot be taken out of what was added up.
    QVERIFY(!timeline.revise(1, after, before));
    QVERIFY(timeline.revise(99, after, before)); // was not taken yet
}

void TestHistoryTimeline::timesThatAreNone()
{
    const QList<DeviceListUpdate> updates = updatesAt({0, -5, LLONG_MAX, LLONG_MIN, 1'700'000'000'000, 1LL << 53});
    const HistoryRows rows = rowsOf(updates);
    HistoryTimeline timeline;
    timeline.start();
    QVERIFY(timeline.work(rows, 100));
    QCOMPARE(timeline.rows(), 1);
    timeline.start(LLONG_MAX - 1, LLONG_MAX);
    QVERIFY(timeline.work(rows, 100));
    QVERIFY(timeline.isEmpty());
}

struct ModelFixture
{
    UpdatePages pages;
    HistoryModel model{pages.fetch()};
    explicit ModelFixture(const QList<DeviceListUpdate> &updates)
    {
        pages.updates = updates;
        model.setUser(UserId(u"@bob:remote.example"_s));
    }
};

QList<qint64> everyMinute(int count)
{
    QList<qint64> times;
    for (int i = 0; i < count; ++i)
        times << 1'700'000'000'000 + i * 60'000LL;
    return times;
}

void TestHistoryTimeline::modelFollows()
{
    const QList<qint64> times = everyMinute(1'200);
    ModelFixture f(updatesAt(times));
    QTRY_COMPARE_WITH_TIMEOUT(f.model.timeline().rows(), 1'200, patience);
    HistoryFilter filter;
    filter.from = times[100];
    filter.to = times[199];
    f.model.setFilter(filter);
    QTRY_COMPARE_WITH_TIMEOUT(f.model.timeline().rows(), 100, patience);
    int updates = 0;
    for (int row = 0; row < f.model.rowCount(); ++row)
        updates += f.model.item(row).type == HistoryItem::Update;
    QCOMPARE(updates, 100);
    // What comes now lies outside of the range, and is counted when the whole is shown again.
    QList<DeviceListUpdate> more = updatesAt(everyMinute(1'201));
    f.pages.updates = more;
    f.model.handleEvent({1, Inspection::EventType::Update, {{u"user_id"_s, u"@bob:remote.example"_s}, {u"n"_s, 1'201}}});
    QTRY_COMPARE_WITH_TIMEOUT(f.model.loaded(), 1'201, patience);
    QCOMPARE(f.model.timeline().rows(), 100);
    f.model.setFilter({});
    QTRY_COMPARE_WITH_TIMEOUT(f.model.timeline().rows(), 1'201, patience);
    f.model.setUser({});
    QVERIFY(f.model.timeline().isEmpty());
    QVERIFY(f.model.marks().empty());
}

void TestHistoryTimeline::marksAlongTheRows()
{
    ModelFixture f(updatesAt(everyMinute(5'000)));
    QTRY_COMPARE_WITH_TIMEOUT(f.model.loaded(), 5'000, patience);
    f.model.unfoldAll();
    const auto breaks = [&f] {
        quint32 count = 0;
        for (const HistoryPlace &place : f.model.marks())
            count += place.breaks;
        return count;
    };
    quint32 all = 0;
    for (const DeviceListUpdate &update : std::as_const(f.pages.updates))
        all += update.breaks ? 1 : 0;
    QTRY_COMPARE_WITH_TIMEOUT(breaks(), all, patience);
    QVERIFY(f.model.marks().size() <= HistoryModel::mostMarks);
    // A mark's place is that of its row.
    const std::size_t last = f.model.marks().size() - 1;
    for (std::size_t i = 0; i <= last; i += 97) {
        const HistoryPlace &place = f.model.marks()[i];
        if (place.breaks == 0)
            continue;
        const double at = double(f.model.shownRow(place.newest)) / f.model.rowCount();
        QVERIFY(std::abs(at - double(i) / double(last + 1)) < 0.005);
    }
    HistoryFilter filter;
    filter.breaksOnly = true;
    f.model.setFilter(filter);
    QTRY_COMPARE_WITH_TIMEOUT(breaks(), all, patience);
}

/// Each break of a stretch of time is come to, one after the other, and then the first again.
void TestHistoryTimeline::breaksWithinATime()
{
    const QList<qint64> times = everyMinute(1'000);
    ModelFixture f(updatesAt(times));
    QTRY_COMPARE_WITH_TIMEOUT(f.model.timeline().rows(), 1'000, patience);
    QSet<int> wanted;
    for (int i = 300; i <= 340; ++i) {
        if (f.pages.updates.at(i).breaks)
            wanted << i + 1;
    }
    QVERIFY(wanted.size() > 5);
    QSet<int> found;
    int row = -1;
    for (int step = 0; step < wanted.size(); ++step) {
        row = f.model.nextBreakWithin(row, times[300], times[340]);
        QVERIFY(row >= 0);
        found << int(f.model.item(row).n);
    }
    QCOMPARE(found, wanted);
    row = f.model.nextBreakWithin(row, times[300], times[340]);
    QCOMPARE(f.model.item(row).n, *std::ranges::max_element(wanted));
    QCOMPARE(f.model.nextBreakWithin(-1, times[0] - 10'000, times[0]), -1);
    HistoryFilter filter;
    filter.text = u"nothing has this"_s;
    f.model.setFilter(filter);
    QCOMPARE(f.model.nextBreakWithin(-1, times[300], times[340]), -1);
}

void TestHistoryTimeline::rowsOfATime()
{
    const QList<qint64> times = everyMinute(100);
    ModelFixture f(updatesAt(times));
    QTRY_COMPARE_WITH_TIMEOUT(f.model.loaded(), 100, patience);
    f.model.unfoldAll();
    QCOMPARE(f.model.item(f.model.rowAtTime(times[40])).n, 41);
    QCOMPARE(f.model.item(f.model.rowAtTime(times[40] + 30'000)).n, 41);
    QCOMPARE(f.model.rowAtTime(LLONG_MAX), 0);
    QCOMPARE(f.model.rowAtTime(0), f.model.rowCount() - 1);
    f.model.setUser({});
    QCOMPARE(f.model.rowAtTime(0), -1);
}

QTEST_GUILESS_MAIN(TestHistoryTimeline)
#include "tst_historytimeline.moc"
