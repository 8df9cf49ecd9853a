// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/lanes.h"

#include <QHash>
#include <QRandomGenerator>
#include <QTest>

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

/// "o" node, "!" ghost, "|" a line that passes; below it where the node's lines go.
QString drawn(const LaneRow &row)
{
    QString cells(std::max(row.lane, row.passes.empty() ? 0 : row.passes.back().lane) + 1, u' ');
    for (const auto &pass : row.passes)
        cells[pass.lane] = u'|';
    cells[row.lane] = row.ghost >= 0 ? u'!' : row.fromAbove ? u'o' : u'*';
    QStringList outs;
    for (const auto &out : row.outs)
        outs << QString::number(out.lane);
    QString line = cells + (outs.isEmpty() ? QString() : u" >" + outs.join(u','));
    return row.overflow ? line + u" overflow"_s : line;
}

QStringList drawn(Lanes &lanes)
{
    QStringList lines;
    for (const LaneRow &row : lanes.layout(allRows(lanes)))
        lines << drawn(row);
    return lines;
}

/// Parents of row i among the next few, some missing, some tips: deterministic.
std::vector<std::vector<int>> randomGraph(int size, quint32 seed, int reach)
{
    QRandomGenerator random(seed);
    std::vector<std::vector<int>> graph(static_cast<std::size_t>(size));
    for (int row = 0; row < size; ++row) {
        const int count = random.bounded(20) == 0 ? random.bounded(4) : 1;
        for (int i = 0; i < count; ++i) {
            const int parent = row + 1 + (random.bounded(6) == 0 ? random.bounded(reach) : 0);
            if (parent < size)
                graph[std::size_t(row)].push_back(parent);
        }
    }
    return graph;
}

} // namespace

class TestLanes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void shapes_data();
    void shapes();
    void windowEqualsWhole();
    void rowsOnTopEqualWhole();
    void laterPagesEqualWhole();
    void foundParentKeepsItsLane();
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
    QTest::newRow("freed lane is used again") << u"6 <- 5,3\n5 <- 3\n4 <- 1\n3 <- 2\n2\n1"_s
                                              << QStringList{u"* >0,1"_s, u"o| >1"_s, u"*| >0"_s, u"|o >1"_s, u"|o"_s, u"o"_s};
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
    Lanes lanes;
    for (const auto &parents : randomGraph(20'000, 1, 3000))
        lanes.appendOlder(parents);
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

void TestLanes::rowsOnTopEqualWhole()
{
    const auto graph = randomGraph(12'000, 2, 6000);
    constexpr int onTop = 300;
    Lanes whole;
    for (const auto &parents : graph)
        whole.appendOlder(parents);

    Lanes grown;
    for (std::size_t i = onTop; i < graph.size(); ++i) {
        std::vector<int> parents = graph[i];
        for (int &parent : parents)
            parent -= onTop;
        grown.appendOlder(parents);
    }
    grown.ensure(grown.end());
    for (int i = onTop - 1; i >= 0; --i) {
        std::vector<int> parents = graph[std::size_t(i)];
        for (int &parent : parents)
            parent -= onTop;
        grown.prependNewer(parents);
        if (i % 7 == 0)
            grown.ensure(grown.begin() + (i % 3) * 3000 + 40);
    }
    QCOMPARE(drawn(grown), drawn(whole));
}

void TestLanes::laterPagesEqualWhole()
{
    const auto graph = randomGraph(9000, 3, 2000);
    Lanes whole;
    for (const auto &parents : graph)
        whole.appendOlder(parents);

    Lanes paged;
    constexpr int page = 500;
    std::vector<std::vector<std::pair<int, int>>> waiting(graph.size());
    for (int row = 0; row < int(graph.size()); ++row) {
        std::vector<int> parents = graph[std::size_t(row)];
        for (std::size_t i = 0; i < parents.size(); ++i) {
            waiting[std::size_t(parents[i])].emplace_back(row, int(i));
            parents[i] = Lanes::pending(parents[i]);
        }
        paged.appendOlder(parents);
        for (const auto &[child, index] : waiting[std::size_t(row)])
            paged.resolve(child, index, row);
        if (row % page == page - 1)
            paged.ensure(row);
    }
    QCOMPARE(drawn(paged), drawn(whole));
}

void TestLanes::foundParentKeepsItsLane()
{
    Lanes lanes = parse(u"5 <- ?2\n4 <- ?3"_s);
    QCOMPARE(drawn(lanes), (QStringList{u"* >0"_s, u"|* >1"_s}));
    lanes.appendOlder({});
    lanes.resolve(1, 0, 2);
    QCOMPARE(drawn(lanes), (QStringList{u"* >0"_s, u"|* >1"_s, u"|o"_s}));
    lanes.resolve(0, 0, Lanes::ghost(2));
    QCOMPARE(drawn(lanes), (QStringList{u"* >0"_s, u"!"_s, u"* >0"_s, u"o"_s}));
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
