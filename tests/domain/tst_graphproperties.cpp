// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What holds for every history, tried on many made from fixed seeds, and on large ones.

#include "graphtext.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace Lockstep;
using namespace Lockstep::Tests;
using namespace Qt::StringLiterals;

namespace {

using Edges = std::set<std::pair<qint64, qint64>>;

int pick(std::mt19937 &random, int below)
{
    // Not std::uniform_int_distribution: its results differ between libraries.
    return int(random() % uint(below));
}

/// A history of a clustered sender: every update names one to three earlier ones.
QList<GraphNode> clusteredHistory(std::mt19937 &random, int size)
{
    QList<GraphNode> nodes;
    for (int i = 0; i < size; ++i) {
        GraphNode node;
        node.streamId = StreamId(qint64(100) + 3 * i);
        node.contentHash = quint64(i) + 1;
        const int prevIds = i == 0 ? 0 : 1 + pick(random, std::min(i, 3));
        std::set<qint64> chosen;
        for (int k = 0; k < prevIds; ++k)
            chosen.insert(100 + 3 * std::max(0, i - 1 - pick(random, 6)));
        for (const qint64 id : chosen)
            node.prevIds.append(StreamId(id));
        nodes.append(node);
    }
    return nodes;
}

/// Anything goes: repeated ids, forward references, resyncs of every outcome.
GraphNode anyNode(std::mt19937 &random)
{
    GraphNode node;
    const int kind = pick(random, 12);
    if (kind == 0) {
        node.kind = UpdateKind::Resync;
        node.verdict = std::array{Verdict::Applied, Verdict::Unknown, Verdict::Ignored}[size_t(pick(random, 3))];
    } else if (kind == 1) {
        node.kind = UpdateKind::Head;
    } else if (kind == 2) {
        node.kind = UpdateKind::SigningKeys;
    } else {
        node.verdict = Verdict(pick(random, 5));
        for (int i = pick(random, 4); i > 0; --i)
            node.prevIds.append(StreamId(qint64(pick(random, 12))));
        node.contentHash = quint64(pick(random, 3));
    }
    if (kind == 0 ? pick(random, 4) > 0 : pick(random, 20) > 0)
        node.streamId = StreamId(qint64(pick(random, 12)));
    node.isClaim = pick(random, 4) == 0;
    node.isVerdictClaimed = pick(random, 6) == 0;
    return node;
}

QString describe(const UpdateGraph &graph, const QList<GraphNode> &nodes)
{
    QString text;
    for (int row = 0; row < graph.size(); ++row) {
        text += toApiNames(graph.breaks(row)).join(u',') + u' ' + edgeText(graph, nodes, row) + u'\n';
    }
    text += u"heads "_s + idsText(graph.heads()) + u"\nopen "_s + QString::number(graph.openGap());
    for (const auto &[id, row] : graph.missing())
        text += u"\nmissing "_s + id.toString() + u" at "_s + QString::number(row);
    for (int id = 0; id < 12; ++id)
        text += graph.isKnown(StreamId(qint64(id))) ? u'k' : u'-';
    return text;
}

} // namespace

class GraphPropertiesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void edgesDoNotDependOnOrder();
    void lateVerdictsEqualEarlyOnes();
    void lateEndsEqualEarlyOnes();
    void lateClaimsEqualEarlyOnes();
    void truncatedAndAgainIsTheSame();
    void oldRowsChangeToo();
    void changedRowsAreComplete();
    void large_data();
    void large();
};

void GraphPropertiesTest::edgesDoNotDependOnOrder()
{
    for (uint seed = 1; seed <= 60; ++seed) {
        std::mt19937 random(seed);
        QList<GraphNode> nodes = clusteredHistory(random, 80);
        Edges expected;
        for (const GraphNode &node : nodes) {
            for (const StreamId &id : node.prevIds)
                expected.insert({node.streamId.toInteger().value_or(0), id.toInteger().value_or(0)});
        }
        for (int i = int(nodes.size()) - 1; i > 0; --i)
            nodes.swapItemsAt(i, pick(random, i + 1));
        UpdateGraph graph;
        for (const GraphNode &node : nodes)
            graph.append(node);
        Edges edges;
        for (int row = 0; row < graph.size(); ++row) {
            const auto parents = graph.parents(row);
            QCOMPARE(qsizetype(parents.size()), nodes[row].prevIds.size());
            for (size_t i = 0; i < parents.size(); ++i) {
                QVERIFY(parents[i] >= 0);
                QCOMPARE(nodes[parents[i]].streamId, nodes[row].prevIds[qsizetype(i)]);
                edges.insert({nodes[row].streamId.toInteger().value_or(0), nodes[parents[i]].streamId.toInteger().value_or(0)});
            }
            QVERIFY(!graph.breaks(row).testFlag(Break::Gap));
        }
        QCOMPARE(edges, expected);
        QVERIFY(graph.missing().isEmpty());
        QCOMPARE(graph.openGap(), -1);
    }
}

void GraphPropertiesTest::lateVerdictsEqualEarlyOnes()
{
    for (uint seed = 1; seed <= 400; ++seed) {
        std::mt19937 random(seed);
        QList<GraphNode> nodes;
        UpdateGraph late;
        // Verdicts arrive some rows later, in any order, sometimes by way of another one.
        QList<int> open;
        const auto settle = [&] {
            const int row = open.takeAt(pick(random, int(open.size())));
            if (pick(random, 4) == 0)
                late.setVerdict(row, Verdict(pick(random, 5)));
            late.setVerdict(row, nodes[row].verdict);
        };
        for (int i = 0; i < 60; ++i) {
            GraphNode node = anyNode(random);
            nodes.append(node);
            node.verdict = Verdict::Unknown;
            late.append(node);
            open.append(i);
            while (!open.isEmpty() && pick(random, 3) == 0)
                settle();
        }
        while (!open.isEmpty())
            settle();
        UpdateGraph early;
        for (const GraphNode &node : nodes)
            early.append(node);
        QVERIFY2(describe(late, nodes) == describe(early, nodes),
            qPrintable(u"seed %1\n%2\n\n%3"_s.arg(seed).arg(describe(late, nodes), describe(early, nodes))));
    }
}

/// A resync that ends some rows later, and a graph made again from what is stored then.
void GraphPropertiesTest::lateEndsEqualEarlyOnes()
{
    for (uint seed = 1; seed <= 400; ++seed) {
        std::mt19937 random(seed);
        QList<GraphNode> nodes;
        UpdateGraph late;
        QList<int> open;
        for (int i = 0; i < 60; ++i) {
            GraphNode node = anyNode(random);
            nodes.append(node);
            if (node.kind == UpdateKind::Resync) {
                open.append(i);
                node.verdict = Verdict::Unknown;
                node.streamId = {};
                node.isClaim = false;
            }
            late.append(node);
            while (!open.isEmpty() && (pick(random, 3) == 0 || i == 59)) {
                const int row = open.takeAt(pick(random, int(open.size())));
                nodes[row].rowsAtEnd = late.size();
                late.setResyncResult(row, nodes[row].verdict, nodes[row].streamId, nodes[row].isClaim);
            }
        }
        UpdateGraph early;
        for (const GraphNode &node : nodes)
            early.append(node);
        QVERIFY2(describe(late, nodes) == describe(early, nodes),
            qPrintable(u"seed %1\n%2\n\n%3"_s.arg(seed).arg(describe(late, nodes), describe(early, nodes))));
    }
}

/// An update that somebody else could have written is told by another source some rows later.
void GraphPropertiesTest::lateClaimsEqualEarlyOnes()
{
    for (uint seed = 1; seed <= 400; ++seed) {
        std::mt19937 random(seed);
        QList<GraphNode> nodes;
        UpdateGraph late;
        QStringList seen;
        const auto look = [&](int row) { return toApiNames(late.breaks(row)).join(u','); };
        for (int i = 0; i < 60; ++i) {
            nodes.append(anyNode(random));
            late.append(nodes.last());
            seen.clear();
            for (int row = 0; row <= i; ++row)
                seen.append(look(row));
            GraphNode &other = nodes[pick(random, i + 1)];
            if (other.kind != UpdateKind::Update)
                continue;
            other.isClaim = pick(random, 2) == 0;
            other.isVerdictClaimed = pick(random, 2) == 0;
            other.isTold = !other.isClaim && pick(random, 2) == 0;
            const std::vector<int> changed
                = late.setClaims(int(&other - nodes.constData()), other.isClaim, other.isVerdictClaimed, other.isTold);
            for (int row = 0; row <= i; ++row)
                QVERIFY(look(row) == seen[row] || std::find(changed.begin(), changed.end(), row) != changed.end());
        }
        UpdateGraph early;
        for (const GraphNode &node : nodes)
            early.append(node);
        QVERIFY2(describe(late, nodes) == describe(early, nodes),
            qPrintable(u"seed %1\n%2\n\n%3"_s.arg(seed).arg(describe(late, nodes), describe(early, nodes))));
    }
}

void GraphPropertiesTest::truncatedAndAgainIsTheSame()
{
    for (uint seed = 1; seed <= 200; ++seed) {
        std::mt19937 random(seed);
        QList<GraphNode> nodes;
        UpdateGraph graph;
        for (int i = 0; i < 60; ++i) {
            nodes.append(anyNode(random));
            if (nodes.last().kind == UpdateKind::Resync && pick(random, 2) == 0)
                nodes.last().rowsAtEnd = i + 1 + pick(random, 5);
            graph.append(nodes.last());
        }
        const QString whole = describe(graph, nodes);
        const int rows = pick(random, 60);
        graph.truncate(rows);
        UpdateGraph shorter;
        for (const GraphNode &node : nodes.mid(0, rows))
            shorter.append(node);
        QCOMPARE(describe(graph, nodes), describe(shorter, nodes));
        for (const GraphNode &node : nodes.mid(rows))
            graph.append(node);
        QCOMPARE(describe(graph, nodes), whole);
    }
}

/// Rows that are too old for their changes to be taken back.
void GraphPropertiesTest::oldRowsChangeToo()
{
    std::mt19937 random(7);
    QList<GraphNode> nodes = clusteredHistory(random, 3 * UpdateGraph::undoRows);
    UpdateGraph late;
    for (const GraphNode &node : nodes)
        late.append(node);
    for (const int row : {0, 5, 700, 2 * UpdateGraph::undoRows, 3 * UpdateGraph::undoRows - 1}) {
        nodes[row].verdict = Verdict::Ignored;
        late.setVerdict(row, Verdict::Ignored);
    }
    UpdateGraph early;
    for (const GraphNode &node : nodes)
        early.append(node);
    QCOMPARE(describe(late, nodes), describe(early, nodes));
}

void GraphPropertiesTest::changedRowsAreComplete()
{
    for (uint seed = 1; seed <= 200; ++seed) {
        std::mt19937 random(seed);
        QList<GraphNode> nodes;
        UpdateGraph graph;
        QStringList seen;
        const auto row = [&](int i) -> QString { return toApiNames(graph.breaks(i)).join(u',') + u' ' + edgeText(graph, nodes, i); };
        for (int i = 0; i < 60; ++i) {
            nodes.append(anyNode(random));
            std::vector<int> changed = graph.append(nodes.last());
            seen.append(row(i));
            if (pick(random, 2) == 0) {
                const std::vector<int> more = graph.setVerdict(pick(random, i + 1), Verdict(pick(random, 5)));
                changed.insert(changed.end(), more.begin(), more.end());
            }
            for (int k = 0; k < i; ++k) {
                if (row(k) != seen[k])
                    QVERIFY2(
                        std::find(changed.begin(), changed.end(), k) != changed.end(), qPrintable(u"seed %1 row %2"_s.arg(seed).arg(k)));
                seen[k] = row(k);
            }
            seen[i] = row(i);
        }
    }
}

/// The shapes that a remote server can choose, each with what the homeserver may make of them. They end in seconds; what takes time
/// for all rows at each of them does not.
void GraphPropertiesTest::large_data()
{
    QTest::addColumn<QString>("shape");
    QTest::addColumn<QString>("verdicts");
    QTest::addColumn<int>("size");
    QTest::addRow("chain of a million") << u"chain"_s << u"none"_s << 1'000'000;
    for (const char *shape : {"chain", "star", "gaps", "waiting", "backwards", "swapped", "placeholder", "text"}) {
        for (const char *verdicts : {"none", "at once", "in turn", "ignored at once", "ignored some later"})
            QTest::addRow("%s, %s", shape, verdicts) << QString::fromLatin1(shape) << QString::fromLatin1(verdicts) << 20'000;
    }
}

void GraphPropertiesTest::large()
{
    QFETCH(QString, shape);
    QFETCH(QString, verdicts);
    QFETCH(int, size);
    // "in turn": applied, asked for a resync, taken for a repetition, by turns
    const auto verdict = [&](int row) {
        if (verdicts.startsWith(u"ignored"_s))
            return Verdict::Ignored;
        if (verdicts == "at once"_L1)
            return Verdict::Applied;
        return std::array{Verdict::Applied, Verdict::Resync, Verdict::Duplicate}[size_t(row % 3)];
    };
    const int delay = verdicts == "ignored some later"_L1 ? 20 : 0;
    const auto id = [](qint64 value) { return StreamId(value); };
    UpdateGraph graph;
    QList<GraphNode> nodes;
    for (int i = 0; i < size; ++i) {
        GraphNode node;
        node.contentHash = quint64(i) + 1;
        node.streamId = id(i * 2);
        if (shape == "chain"_L1)
            node.prevIds = {id(i * 2 - 2)};
        else if (shape == "star"_L1)
            node.prevIds = {id(0)};
        else if (shape == "gaps"_L1)
            node.prevIds = {id(i * 2 + 1)};
        else if (shape == "waiting"_L1)
            node.prevIds = {id(-1)};
        else if (shape == "placeholder"_L1)
            node.streamId = id(1);
        if (shape == "backwards"_L1 || shape == "swapped"_L1) {
            const int at = shape == "backwards"_L1 ? size - i : (i ^ 1) + 1;
            node.streamId = id(at);
            node.prevIds = {id(at - 1)};
        } else if (shape == "text"_L1) {
            node.streamId = StreamId(u"s%1"_s.arg(i));
            node.prevIds = {StreamId(u"s%1"_s.arg(i - 1))};
        }
        graph.append(node);
        if (verdicts != "none"_L1)
            node.verdict = verdict(i);
        nodes.append(node);
        // A log that is behind tells of several at once.
        const int step = std::max(delay, 1);
        if (verdicts == "none"_L1 || (i + 1) % step != 0)
            continue;
        for (int row = std::max(0, i + 1 - delay - step); row < i + 1 - delay; ++row)
            graph.setVerdict(row, nodes[row].verdict);
    }
    for (int row = size - delay; row < size && verdicts != "none"_L1; ++row)
        graph.setVerdict(row, nodes[row].verdict);
    QCOMPARE(graph.size(), size);

    UpdateGraph early;
    for (const GraphNode &node : nodes)
        early.append(node);
    for (int row = 0; row < size; row += row < 2000 || row > size - 2000 ? 1 : 97)
        QVERIFY2(graph.breaks(row) == early.breaks(row), qPrintable(QString::number(row)));
    QCOMPARE(graph.openGap(), early.openGap());
    QCOMPARE(graph.missing().size(), early.missing().size());
    if (verdicts.startsWith(u"ignored"_s)) {
        QVERIFY(graph.heads().isEmpty());
        QVERIFY(graph.missing().isEmpty());
    }
    if (verdicts == "at once"_L1)
        QVERIFY(graph.missing().isEmpty());
    if (verdicts != "none"_L1)
        return;
    if (shape == "waiting"_L1) {
        GraphNode node;
        node.streamId = id(-1);
        QCOMPARE(int(graph.append(node).size()), size);
        QVERIFY(graph.missing().isEmpty());
    } else if (shape == "gaps"_L1) {
        QCOMPARE(int(graph.missing().size()), size - 1);
        QCOMPARE(graph.openGap(), size - 1);
    } else if (shape == "chain"_L1 || shape == "text"_L1) {
        QCOMPARE(graph.heads().size(), 1);
        QVERIFY(graph.missing().isEmpty());
    } else if (shape == "placeholder"_L1) {
        QCOMPARE(graph.breaks(size - 1), Breaks(Break::Placeholder));
    }
}

QTEST_GUILESS_MAIN(GraphPropertiesTest)

#include "tst_graphproperties.moc"
