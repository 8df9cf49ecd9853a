// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "series/frame.h"
#include "series/recent.h"
#include "series/tally.h"
#include "stepstext.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Series;
using namespace Lockstep::Series::Text;

class RollupTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void coarse_data();
    void coarse();
    void mergedNewerStands();
    void packedIsSmall();
    void anyStepsComeBack();
    void damagedBytes();
    void framesComeBack();
    void damagedFrames();
    void recentLooks_data();
    void recentLooks();
    void tallyTakesTheFullestWay();
};

void RollupTest::coarse_data()
{
    QTest::addColumn<QString>("minutes");
    QTest::addColumn<int>("width");
    QTest::addColumn<QString>("wide");
    QTest::newRow("nothing") << u""_s << 10 << u""_s;
    QTest::newRow("one") << u"3:7"_s << 10 << u"0:7"_s;
    QTest::newRow("min, max, last, sum") << u"0:5 1:9 2:2 9:4"_s << 10 << u"0:4(2..9,20/4)"_s;
    QTest::newRow("the edge") << u"9:1 10:2"_s << 10 << u"0:1 10:2"_s;
    QTest::newRow("a gap stays one") << u"1:1 35:3 36:5"_s << 10 << u"0:1 30:5(3..5,8/2)"_s;
    QTest::newRow("before the beginning") << u"-1:3 0:4"_s << 360 << u"-360:3 0:4"_s;
}

void RollupTest::coarse()
{
    QFETCH(QString, minutes);
    QFETCH(int, width);
    QTEST(shown(coarser(stepsOf(minutes), width * minuteMs)), "wide");
}

void RollupTest::mergedNewerStands()
{
    QCOMPARE(shown(merged(stepsOf(u"1:1 2:2 5:5"_s), stepsOf(u"2:9 3:3 7:7"_s))), u"1:1 2:9 3:3 5:5 7:7"_s);
    QCOMPARE(shown(merged(stepsOf(u"5:5"_s), stepsOf(u"1:1"_s))), u"1:1 5:5"_s);
}

void RollupTest::packedIsSmall()
{
    QStringList words;
    for (int minute = 0; minute < 360; ++minute)
        words.append(u"%1:31000"_s.arg(minute));
    const QByteArray bytes = packed(stepsOf(words.join(u' ')), begin, minuteMs);
    QVERIFY2(bytes.size() <= 8, qPrintable(QString::number(bytes.size())));
    QCOMPARE(unpacked(bytes, begin, minuteMs, 360).size(), 360);
}

void RollupTest::anyStepsComeBack()
{
    QRandomGenerator random(7);
    for (int round = 0; round < 2'000; ++round) {
        QList<Step> steps;
        qint64 at = begin + random.bounded(5) * minuteMs;
        const int count = random.bounded(60);
        for (int i = 0; i < count; ++i) {
            const qint64 low = random.bounded(3) == 0 ? 0 : qint64(random.bounded(1'000'000)) * random.bounded(1'000'000);
            const qint64 more = random.bounded(2) == 0 ? 0 : random.bounded(1000);
            steps.append({.at = at,
                .min = low,
                .max = low + more,
                .last = low + more / 2,
                .sum = low + more / 3,
                .minutes = random.bounded(1, 600)});
            if (random.bounded(3) == 0)
                steps.last() = {.at = at, .min = 4, .max = 4, .last = 4, .sum = 4, .minutes = 1};
            at += minuteMs * (random.bounded(4) == 0 ? random.bounded(1, 40) : 1);
        }
        QCOMPARE(unpacked(packed(steps, begin, minuteMs), begin, minuteMs, 10'000), steps);
    }
}

/// Whatever stands in the file: no crash, no more than was asked for, times in order.
void RollupTest::damagedBytes()
{
    QRandomGenerator random(11);
    const QByteArray good = packed(stepsOf(u"0:1 1:1 2:1 3:9 20:4 21:5"_s), begin, minuteMs);
    for (int round = 0; round < 20'000; ++round) {
        QByteArray bytes = good;
        if (round % 3 == 0)
            bytes.truncate(random.bounded(int(bytes.size())));
        for (int i = random.bounded(4); i > 0 && !bytes.isEmpty(); --i)
            bytes[random.bounded(int(bytes.size()))] = char(random.bounded(256));
        const QList<Step> steps = unpacked(bytes, begin, minuteMs, 360);
        QVERIFY(steps.size() <= 360);
        for (qsizetype i = 1; i < steps.size(); ++i)
            QVERIFY(steps.at(i - 1).at < steps.at(i).at);
    }
}

void RollupTest::framesComeBack()
{
    Frame frame{.minute = at(5), .isKey = true};
    frame.parts.append({.kind = SeriesKind::OutboxDepth,
        .entries = {{.id = 3, .value = 7}, {.id = 9, .isThere = false}, {.id = 12, .value = 1'700'000'000'000, .zeroAt = at(3)}}});
    frame.parts.append({.kind = SeriesKind::Updates});
    const auto read = frameOf(toBytes(frame));
    QVERIFY(read);
    QCOMPARE(read->minute, frame.minute);
    QVERIFY(read->isKey);
    QCOMPARE(read->parts.size(), 2);
    QCOMPARE(read->parts.at(0).kind, SeriesKind::OutboxDepth);
    QCOMPARE(read->parts.at(0).entries.at(0).value, 7);
    QVERIFY(!read->parts.at(0).entries.at(1).isThere);
    QCOMPARE(read->parts.at(0).entries.at(2).value, 1'700'000'000'000);
    QCOMPARE(read->parts.at(0).entries.at(2).zeroAt, at(3));
    QCOMPARE(read->parts.at(1).entries.size(), 0);
}

void RollupTest::damagedFrames()
{
    Frame frame{.minute = at(5)};
    frame.parts.append({.kind = SeriesKind::OutboxDepth, .entries = {{.id = 3, .value = 7}, {.id = 9, .isThere = false}}});
    const QByteArray good = toBytes(frame);
    QRandomGenerator random(13);
    for (int round = 0; round < 20'000; ++round) {
        QByteArray bytes = good;
        bytes.truncate(random.bounded(int(bytes.size()) + 1));
        for (int i = random.bounded(3); i > 0 && !bytes.isEmpty(); --i)
            bytes[random.bounded(int(bytes.size()))] = char(random.bounded(256));
        Recent recent;
        if (const auto read = frameOf(bytes)) {
            recent.apply(*read);
            recent.steps(3, 0, at(10'000));
        }
    }
}

/// Looks a word each: "minute=value" of the one series, "minute" where it is as before, "minute-" where it is not there, "minute!" for a
/// frame that says all and does not name it.
void RollupTest::recentLooks_data()
{
    QTest::addColumn<QString>("looks");
    QTest::addColumn<QString>("steps");
    QTest::newRow("as before") << u"1=5 2 3 4=6 5"_s << u"1:5 2:5 3:5 4:6 5:6"_s;
    QTest::newRow("nobody looked") << u"1=5 2 9 10=0"_s << u"1:5 2:5 9:5 10:0"_s;
    QTest::newRow("gone and back") << u"1=5 2- 3 4=5"_s << u"1:5 4:5"_s;
    QTest::newRow("a key without it") << u"1=5 2 3! 4"_s << u"1:5 2:5"_s;
    QTest::newRow("twice in a minute") << u"1=5 2=6 2=7 3"_s << u"1:5 2:7 3:7"_s;
    QTest::newRow("twice, as before") << u"1=5 2=6 2 3"_s << u"1:5 2:6 3:6"_s;
    QTest::newRow("the clock was set back") << u"1=5 2=6 3=7 4=8 2=9 3"_s << u"1:5 2:9 3:9"_s;
}

void RollupTest::recentLooks()
{
    QFETCH(QString, looks);
    Recent recent;
    for (const QString &look : looks.split(u' ')) {
        const QString minute = look.section(u'=', 0, 0).remove(u'-').remove(u'!');
        Frame frame{.minute = at(minute.toLongLong()), .isKey = look.endsWith(u'!')};
        Frame::Part part{.kind = SeriesKind::OutboxDepth};
        if (look.contains(u'='))
            part.entries.append({.id = 1, .value = look.section(u'=', 1).toLongLong()});
        else if (look.endsWith(u'-'))
            part.entries.append({.id = 1, .isThere = false});
        frame.parts.append(part);
        recent.apply(*frameOf(toBytes(frame)));
    }
    QTEST(shown(recent.steps(1, begin, at(10'000))), "steps");
}

/// A line of a log and a mirrored request tell of one update; two servers' are two.
void RollupTest::tallyTakesTheFullestWay()
{
    using Inspection::SeriesKind;
    Tally tally;
    const ServerName remote(u"remote.example"_s), hostile(u"evil\n\u202e.example"_s);
    for (int i = 0; i < 3; ++i)
        tally.count(SeriesKind::Updates, 0, remote, 1'000'000, 1'000'500);
    tally.count(SeriesKind::Updates, 1, remote, 1'000'000, 1'000'500);
    tally.count(SeriesKind::Updates, 0, hostile, 1'000'000, 1'000'500);
    tally.count(SeriesKind::Updates, 0, remote, 1'000'000, 1'000'000 + Tally::lateMs + 1);
    tally.count(SeriesKind::Failures, 0, {}, 1'000'000, 1'000'000);
    auto counts = tally.take();
    QCOMPARE((counts[{SeriesKind::Updates, QString()}]), 4);
    QCOMPARE((counts[{SeriesKind::Updates, remote.toString()}]), 3);
    QCOMPARE((counts[{SeriesKind::Updates, hostile.toString()}]), 1);
    QCOMPARE((counts[{SeriesKind::Failures, QString()}]), 1);
    QCOMPARE(tally.late(), 1);
    QVERIFY(tally.take().empty());
    QCOMPARE(tally.totals()[SeriesKind::Updates], 4);
    for (int i = 0; i < 5'000; ++i)
        tally.count(SeriesKind::Updates, 0, ServerName(u"s%1.example"_s.arg(i)), 1'000'000, 1'000'000);
    counts = tally.take();
    QCOMPARE((counts[{SeriesKind::Updates, QString()}]), 5'000);
    QVERIFY(qsizetype(counts.size()) <= Tally::mostServers);
    // Who is not told apart is missed in the sum of those who are, also where another way told more of those.
    const auto untold = [&counts] {
        qint64 rest = counts[{SeriesKind::Updates, QString()}];
        for (const auto &[key, times] : counts)
            rest -= key.first == SeriesKind::Updates && !key.second.isEmpty() ? times : 0;
        return rest;
    };
    QVERIFY(untold() > 4'000);
    tally.count(SeriesKind::Updates, 1, remote, 1'000'000, 1'000'000, 50'000);
    for (int i = 0; i < 1'200; ++i)
        tally.count(SeriesKind::Updates, 0, ServerName(u"s%1.example"_s.arg(i)), 1'000'000, 1'000'000);
    counts = tally.take();
    QVERIFY2(untold() >= 200, qPrintable(QString::number(untold())));
}

QTEST_GUILESS_MAIN(RollupTest)
#include "tst_rollup.moc"
