// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/lanes.h"

#include <QHash>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <map>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {

/// "7 <- 6,5" a line, newest first: names are rows in the order of the lines; "!4" was never received; "?4" is not loaded.
Lanes parse(const QString &text)
{
    const QStringList lines = text.split(u'\n', Qt::SkipEmptyParts);
    QHash<QString, int> rows;
    for (int i = 0; i < lines.size(); ++i)
        rows.insert(lines[i].section(u"<-"_s, 0, 0).trimmed(), i);
    Lanes lanes;
    for (const QString &line : lines) {
        std::vector<int> parents;
        for (const QString &name : line.section(u"<-"_s, 1).split(u',', Qt::SkipEmptyParts)) {
            const QString parent = name.trimmed();
            if (parent.startsWith(u'!'))
                parents.push_back(Lanes::ghost(parent.mid(1).toInt()));
            else if (parent.startsWith(u'?'))
                parents.push_back(Lanes::pending(parent.mid(1).toInt()));
            else
                parents.push_back(rows.value(parent));
        }
        lanes.appendOlder(parents);
    }
    return lanes;
}

std::vector<int> allRows(const Lanes &lanes)
{
    std::vector<int> rows;
    for (int row = lanes.begin(); row < lanes.end(); ++row)
        rows.push_back(row);
    return rows;
}

/// "o" node ("*" without a line from above), "!" ghost, "|" a line that passes; "<" from which other lanes lines come, ">" where
/// the node's lines go.
QString drawn(const LaneRow &row)
{
    QString cells(std::max(row.lane, row.passes.empty() ? 0 : row.passes.back().lane) + 1, u' ');
    for (const auto &pass : row.passes)
        cells[pass.lane] = u'|';
    cells[row.lane] = row.ghost >= 0 ? u'!' : row.fromAbove ? u'o' : u'*';
    const auto listed = [](QChar sign, const std::vector<LaneRow::Line> &lines) {
        QStringList numbers;
        for (const auto &line : lines)
            numbers << QString::number(line.lane);
        return numbers.isEmpty() ? QString() : u' ' + sign + numbers.join(u',');
    };
    QString line = cells + listed(u'<', row.ins) + listed(u'>', row.outs);
    if (row.missing)
        line += u" missing"_s;
    return row.overflow ? line + u" overflow"_s : line;
}

QStringList drawn(Lanes &lanes)
{
    QStringList lines;
    for (const LaneRow &row : lanes.layout(allRows(lanes)))
        lines << drawn(row);
    return lines;
}

/// A history whose rows are named by their place in it, oldest 0, and which is fed to Lanes from any row on, both ways.
struct History
{
    struct Entry
    {
        std::vector<int> parents; ///< places; below 0: missing, -1 - number
        Lanes::Kind kind = Lanes::Kind::Node;
    };
    std::vector<Entry> entries;

    /// Mostly a chain; forks, merges, what was never received, resyncs, signing keys: deterministic.
    static History random(int size, quint32 seed, int reach)
    {
        QRandomGenerator random(seed);
        History history;
        int missing = 0;
        for (int at = 0; at < size; ++at) {
            Entry entry;
            const int dice = random.bounded(40);
            if (dice == 0) {
                entry.kind = Lanes::Kind::Aside;
            } else if (dice <= 2 && at > 0) {
                entry.kind = Lanes::Kind::Station;
                entry.parents = {at - 1};
            } else {
                const int count = dice == 3 ? random.bounded(4) : 1;
                for (int i = 0; i < count; ++i) {
                    const int back = 1 + (random.bounded(6) == 0 ? random.bounded(reach) : 0);
                    if (random.bounded(25) == 0)
                        entry.parents.push_back(-1 - (random.bounded(3) == 0 && missing > 0 ? random.bounded(missing) : missing++));
                    else if (at - back >= 0)
                        entry.parents.push_back(at - back);
                }
            }
            history.entries.push_back(entry);
        }
        return history;
    }
};

/// Feeds a history, beginning at one of its rows.
class Feeder
{
public:
    Feeder(const History &history, int newest)
        : m_history(history)
        , m_newest(newest)
        , m_oldest(newest + 1)
    {
    }
    Lanes lanes;

    bool hasOlder() const { return m_oldest > 0; }
    bool hasNewer() const { return m_newest + m_onTop + 1 < int(m_history.entries.size()); }
    int row(int place) const { return m_newest - place; }

    void older()
    {
        const int place = --m_oldest;
        const History::Entry &entry = m_history.entries[std::size_t(place)];
        std::vector<int> parents;
        for (std::size_t i = 0; i < entry.parents.size(); ++i)
            parents.push_back(target(entry.parents[i], row(place), int(i)));
        lanes.appendOlder(parents, entry.kind);
        for (const auto &[child, index] : m_waiting[place])
            lanes.resolve(child, index, row(place));
        m_waiting.erase(place);
    }
    void newer()
    {
        const int place = m_newest + ++m_onTop;
        const History::Entry &entry = m_history.entries[std::size_t(place)];
        std::vector<int> parents;
        for (std::size_t i = 0; i < entry.parents.size(); ++i)
            parents.push_back(target(entry.parents[i], row(place), int(i)));
        lanes.prependNewer(parents, entry.kind);
    }

private:
    int target(int parent, int child, int index)
    {
        if (parent < 0)
            return Lanes::ghost(-1 - parent);
        if (parent >= m_oldest)
            return row(parent);
        m_waiting[parent].emplace_back(child, index);
        return Lanes::pending(parent);
    }

    const History &m_history;
    int m_newest;
    int m_oldest;
    int m_onTop = 0;
    std::map<int, std::vector<std::pair<int, int>>> m_waiting;
};

using Crossing = std::map<int, int>; ///< lane to target

Crossing below(const LaneRow &row)
{
    Crossing lines;
    for (const auto &pass : row.passes)
        lines[pass.lane] = pass.target;
    for (const auto &out : row.outs)
        lines.try_emplace(out.lane, out.target);
    return lines;
}

Crossing above(const LaneRow &row, int target)
{
    Crossing lines;
    for (const auto &pass : row.passes)
        lines[pass.lane] = pass.target;
    for (const auto &in : row.ins)
        lines[in.lane] = in.target;
    if (row.fromAbove)
        lines[row.lane] = target;
    return lines;
}

/// Every line goes on in the next row where it left the last, ends at what it leads to, and no two things share a place.
void verifyPicture(Lanes &lanes)
{
    const std::vector<LaneRow> pictures = lanes.layout(allRows(lanes));
    std::map<int, int> places;
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        const LaneRow &picture = pictures[i];
        const bool ghost = picture.ghost >= 0;
        const int target = ghost ? lanes.parents(picture.row)[std::size_t(picture.ghost)] : picture.row;
        if (ghost)
            QVERIFY2(places.emplace(target, picture.row).second, "a missing update with two places");
        if (i + 1 < pictures.size()) {
            const LaneRow &next = pictures[i + 1];
            const int leads = next.ghost >= 0 ? lanes.parents(next.row)[std::size_t(next.ghost)] : next.row;
            QCOMPARE(below(picture), above(next, leads));
        }
        for (const auto &pass : picture.passes)
            QVERIFY2(pass.lane != picture.lane || picture.lane == 0, "a line behind a node");
        for (const auto &in : picture.ins)
            QCOMPARE(in.target, target);
        if (ghost)
            continue;
        // Each parent that has a place further down is reached.
        const auto named = lanes.parents(picture.row);
        int drawn = 0;
        for (const int parent : named)
            drawn += Lanes::isGhost(parent) ? lanes.placeOf(parent) >= picture.row : 1;
        QCOMPARE(int(picture.outs.size()), drawn);
    }
}

} // namespace

class TestLanes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shapes_data();
    void shapes();
    void windowEqualsWhole();
    void drawnRowsStay_data();
    void drawnRowsStay();
    void trunkStaysLeft();
    void foundParentKeepsItsLane();
    void resyncsLieOnTheTrunk();
    void oneMissingIsOnePlace();
    void hostileWidthIsBounded();
    void parentsAboveAreIgnored();
};

void TestLanes::shapes_data()
{
    QTest::addColumn<QString>("graph");
    QTest::addColumn<QStringList>("picture");
    QTest::newRow("empty") << u""_s << QStringList{};
    QTest::newRow("one") << u"1"_s << QStringList{u"*"_s};
    QTest::newRow("chain") << u"3 <- 2\n2 <- 1\n1"_s << QStringList{u"* >0"_s, u"o >0"_s, u"o"_s};
    QTest::newRow("fork") << u"4 <- 2\n3 <- 2\n2 <- 1\n1"_s << QStringList{u"* >0"_s, u"|* >0"_s, u"o >0"_s, u"o"_s};
    QTest::newRow("merge") << u"4 <- 3,2\n3 <- 1\n2 <- 1\n1"_s << QStringList{u"* >0,1"_s, u"o| >0"_s, u"|o >0"_s, u"o"_s};
    QTest::newRow("gap") << u"3 <- !2\n1"_s << QStringList{u"* >0"_s, u"!"_s, u"*"_s};
    QTest::newRow("merge of a gap") << u"4 <- 1,!3\n2 <- 1\n1"_s << QStringList{u"* >0,1"_s, u"|!"_s, u"|* >0"_s, u"o"_s};
    QTest::newRow("two gaps") << u"4 <- !3,!2\n1"_s << QStringList{u"* >0,1"_s, u"!|"_s, u" !"_s, u"*"_s};
    QTest::newRow("not loaded") << u"4 <- ?2\n3 <- ?2"_s << QStringList{u"* >0"_s, u"|* >0"_s};
    QTest::newRow("freed lane is used again") << u"5 <- 4,3\n4 <- 1\n3\n2 <- 1\n1"_s
                                              << QStringList{u"* >0,1"_s, u"o| >0"_s, u"|o"_s, u"|* >0"_s, u"o"_s};
    QTest::newRow("trunk stays left where a branch came first")
        << u"5 <- 3,4\n4 <- 2\n3 <- 2\n2 <- 1\n1"_s << QStringList{u"* >0,1"_s, u"|o >1"_s, u"o| >0"_s, u"o <1 >0"_s, u"o"_s};
}

void TestLanes::shapes()
{
    QFETCH(QString, graph);
    QFETCH(QStringList, picture);
    Lanes lanes = parse(graph);
    QCOMPARE(drawn(lanes), picture);
}

void TestLanes::windowEqualsWhole()
{
    QRandomGenerator random(1);
    Lanes lanes;
    for (int row = 0; row < 20'000; ++row) {
        std::vector<int> parents;
        const int count = random.bounded(20) == 0 ? random.bounded(4) : 1;
        for (int i = 0; i < count; ++i)
            parents.push_back(std::min(19'999, row + 1 + (random.bounded(6) == 0 ? random.bounded(3000) : 0)));
        lanes.appendOlder(parents);
    }
    const auto whole = drawn(lanes);
    QCOMPARE(whole.size(), 20'000);
    for (const int first : {0, 1, 4095, 4096, 4097, 9'999, 12'288, 19'990}) {
        const std::vector<int> rows{first, first + 1, first + 2, first + 9};
        const auto pictures = lanes.layout(rows);
        for (std::size_t i = 0; i < rows.size(); ++i)
            QCOMPARE(drawn(pictures[i]), whole[rows[i]]);
    }
    const std::vector<int> apart{5, 5000, 19'999};
    const auto pictures = lanes.layout(apart);
    for (std::size_t i = 0; i < apart.size(); ++i)
        QCOMPARE(drawn(pictures[i]), whole[apart[i]]);
}

void TestLanes::drawnRowsStay_data()
{
    QTest::addColumn<quint32>("seed");
    QTest::addColumn<int>("reach");
    QTest::addColumn<int>("page");
    for (quint32 seed = 1; seed <= 12; ++seed)
        QTest::addRow("history %u", seed) << seed << (seed % 3 == 0 ? 400 : 6) << (seed % 2 == 0 ? 500 : 7);
}

/// Whatever comes on top or below, in any order: what was laid out keeps its lane and its colour, and the lines hold together.
void TestLanes::drawnRowsStay()
{
    QFETCH(quint32, seed);
    QFETCH(int, reach);
    QFETCH(int, page);
    constexpr int size = 2500;
    const History history = History::random(size, seed, reach);
    QRandomGenerator random(seed);
    Feeder feeder(history, size / 2 + random.bounded(size / 3));
    std::map<int, std::pair<int, int>> seen;
    for (int round = 0; feeder.hasOlder() || feeder.hasNewer(); ++round) {
        const bool down = feeder.hasOlder() && (!feeder.hasNewer() || round == 0 || random.bounded(2) == 0);
        const int count = 1 + random.bounded(page);
        for (int i = 0; i < count && (down ? feeder.hasOlder() : feeder.hasNewer()); ++i)
            down ? feeder.older() : feeder.newer();
        for (int row = feeder.lanes.begin(); row < feeder.lanes.end(); ++row) {
            const std::pair now(feeder.lanes.lane(row), feeder.lanes.colour(row));
            const auto [known, isNew] = seen.emplace(row, now);
            if (known->second != now)
                QFAIL(qPrintable(u"row %1 moved from lane %2 to %3"_s.arg(row).arg(known->second.first).arg(now.first)));
        }
        if (round % 50 == 0)
            verifyPicture(feeder.lanes);
        if (QTest::currentTestFailed())
            return;
    }
    verifyPicture(feeder.lanes);
    // A window in the middle shows what the whole picture shows, also where lines were drawn over it later.
    const auto whole = feeder.lanes.layout(allRows(feeder.lanes));
    for (int first = feeder.lanes.begin(); first + 40 < feeder.lanes.end(); first += 997) {
        std::vector<int> rows;
        for (int row = first; row < first + 40; ++row)
            rows.push_back(row);
        auto at = std::ranges::find(whole, first, &LaneRow::row);
        for (const LaneRow &picture : feeder.lanes.layout(rows))
            QCOMPARE(drawn(picture), drawn(*at++));
    }
}

void TestLanes::trunkStaysLeft()
{
    for (quint32 seed = 1; seed <= 20; ++seed) {
        const History history = History::random(3000, seed, 30);
        Feeder feeder(history, 2000);
        while (feeder.hasOlder())
            feeder.older();
        // The chain of first parents from the newest row, as far as it is unbroken, has the left lane to itself and its colour.
        int row = 0;
        while (row < feeder.lanes.end()) {
            QCOMPARE(feeder.lanes.lane(row), feeder.lanes.parents(0).empty() ? feeder.lanes.lane(row) : 0);
            const auto named = feeder.lanes.parents(row);
            const auto next = std::ranges::find_if(named, [](int parent) { return Lanes::isRow(parent); });
            if (next == named.end())
                break;
            row = *next;
        }
        // What goes on from the trunk's newest row goes on in its lane, and resyncs lie on it.
        int top = -1;
        while (feeder.hasNewer()) {
            feeder.newer();
            const int now = feeder.lanes.begin();
            const auto named = feeder.lanes.parents(now);
            if (top >= 0 || top < -1) {
                if (std::ranges::find(named, top) != named.end())
                    QCOMPARE(feeder.lanes.lane(now), 0);
            }
            if (feeder.lanes.lane(now) == 0)
                top = now;
        }
        const std::size_t rows = history.entries.size();
        for (std::size_t place = 0; place < rows; ++place) {
            if (history.entries[place].kind == Lanes::Kind::Station)
                QCOMPARE(feeder.lanes.lane(feeder.row(int(place))), 0);
        }
    }
}

void TestLanes::foundParentKeepsItsLane()
{
    Lanes lanes = parse(u"5 <- ?2\n4 <- ?3"_s);
    QCOMPARE(drawn(lanes), (QStringList{u"* >0"_s, u"|* >1"_s}));
    lanes.appendOlder({});
    lanes.resolve(1, 0, 2);
    QCOMPARE(drawn(lanes), (QStringList{u"* >0"_s, u"|* >1"_s, u"|o"_s}));
    lanes.resolve(0, 0, Lanes::ghost(2));
    QCOMPARE(drawn(lanes), (QStringList{u"* >0"_s, u"!"_s, u" * >1"_s, u" o"_s}));
}

/// A resync without an id of its own lies on the line of the updates that pass it; one that follows a branch leads to it.
void TestLanes::resyncsLieOnTheTrunk()
{
    Lanes lanes;
    for (const auto &[parents, kind] : std::vector<std::pair<std::vector<int>, Lanes::Kind>>{
             {{3}, Lanes::Kind::Node}, {{2}, Lanes::Kind::Station}, {{3}, Lanes::Kind::Station}, {{}, Lanes::Kind::Node}})
        lanes.appendOlder(parents, kind);
    QCOMPARE(drawn(lanes), (QStringList{u"* >0"_s, u"* >0"_s, u"* >0"_s, u"o"_s}));
    // The same, come one by one on top.
    Lanes live;
    live.appendOlder({});
    live.ensure();
    live.prependNewer(std::vector{0}, Lanes::Kind::Station);
    live.ensure();
    live.prependNewer(std::vector{-1}, Lanes::Kind::Station);
    live.ensure();
    live.prependNewer(std::vector{0});
    QCOMPARE(drawn(live), (QStringList{u"* >0"_s, u"* >0"_s, u"* >0"_s, u"o"_s}));
    // A branch that a resync follows, while the trunk passes.
    Lanes beside;
    for (const auto &[parents, kind] : std::vector<std::pair<std::vector<int>, Lanes::Kind>>{
             {{3, 1}, Lanes::Kind::Node}, {{2}, Lanes::Kind::Station}, {{Lanes::ghost(1)}, Lanes::Kind::Node}, {{}, Lanes::Kind::Node}})
        beside.appendOlder(parents, kind);
    QCOMPARE(drawn(beside), (QStringList{u"* >0,0"_s, u"* >1"_s, u"|o >1"_s, u"|!"_s, u"o"_s}));
}

void TestLanes::oneMissingIsOnePlace()
{
    Lanes lanes = parse(u"5 <- !1\n4 <- !1\n3"_s);
    QCOMPARE(drawn(lanes), (QStringList{u"* >0"_s, u"|* >0"_s, u"!"_s, u"*"_s}));
    // Named again by a newer row, and by one further down: no second place.
    lanes.prependNewer(std::vector{Lanes::ghost(1)});
    lanes.appendOlder(std::vector{Lanes::ghost(1)});
    const QStringList rows = drawn(lanes);
    QCOMPARE(rows.filter(u"!"_s).size(), 1);
    QCOMPARE(rows.constLast(), u"* missing"_s);
    verifyPicture(lanes);
}

void TestLanes::hostileWidthIsBounded()
{
    Lanes lanes;
    for (int row = 0; row < 5000; ++row) {
        std::vector<int> parents;
        for (int i = 0; i < 20; ++i)
            parents.push_back(Lanes::pending(row * 20 + i));
        lanes.appendOlder(parents);
    }
    const auto pictures = lanes.layout(std::vector{0, 4999});
    QVERIFY(!pictures[0].overflow);
    QVERIFY(pictures[1].overflow);
    QCOMPARE(pictures[1].lane, Lanes::maxLanes);
    QCOMPARE(int(pictures[1].passes.size()), Lanes::maxLanes);
}

void TestLanes::parentsAboveAreIgnored()
{
    Lanes lanes;
    lanes.appendOlder(std::vector{1});
    lanes.appendOlder(std::vector{0});
    lanes.appendOlder(std::vector{2, 99});
    QCOMPARE(drawn(lanes), (QStringList{u"* >0"_s, u"o"_s, u"*"_s}));
}

QTEST_GUILESS_MAIN(TestLanes)
#include "tst_lanes.moc"
