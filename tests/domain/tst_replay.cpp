// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/replay.h"

#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {

/// "A=phone B" as a whole list.
DeviceList listOf(const QString &text)
{
    DeviceList list;
    for (const QString &word : text.split(u' ', Qt::SkipEmptyParts)) {
        Device device;
        device.deviceId = DeviceId(word.section(u'=', 0, 0));
        device.displayName = word.section(u'=', 1);
        list.devices.append(device);
    }
    return list;
}

/// Entries separated by ";": "A=name" sets a device, "-A" deletes it, "?A" gives only ids; a verdict may follow (applied when left
/// out, "none" for unknown, "gap" for unknown with a gap). "resync", "resync A=x B" (its list is known), "failed", "head", "keys m".
/// The n-th entry has stream_id 100 + n.
DeviceListUpdate entryOf(const QString &text, qint64 n)
{
    const QStringList words = text.trimmed().split(u' ');
    DeviceListUpdate update;
    update.n = n;
    update.streamId = StreamId(100 + n);
    update.verdict = Verdict::Applied;
    update.contentKnown = true;
    const QString first = words.first();
    if (first == "resync"_L1 || first == "failed"_L1) {
        update.kind = UpdateKind::Resync;
        if (first == "failed"_L1) {
            update.verdict = Verdict::Ignored;
            update.streamId = {};
        }
    } else if (first == "head"_L1) {
        update.kind = UpdateKind::Head;
    } else if (first == "keys"_L1) {
        update.kind = UpdateKind::SigningKeys;
        update.streamId = {};
        update.keys = {{u"master_key"_s, QJsonObject{{u"k"_s, words.value(1)}}}};
    } else {
        update.deleted = first.startsWith(u'-');
        update.contentKnown = !first.startsWith(u'?');
        const QString device = update.deleted || !update.contentKnown ? first.mid(1) : first;
        update.deviceId = DeviceId(device.section(u'=', 0, 0));
        update.displayName = device.section(u'=', 1);
        const QString verdict = words.value(1);
        if (verdict == "gap"_L1)
            update.breaks = Break::Gap;
        if (!verdict.isEmpty())
            update.verdict = verdictFromApiName(verdict);
    }
    return update;
}

DeviceListReplay replayOf(const QString &base, const QString &history, const QString &now)
{
    DeviceListReplay replay(UserId(u"@bob:x.test"_s));
    if (!base.isNull())
        replay.setWholeList(0, listOf(base));
    qint64 n = 0;
    for (const QString &part : history.split(u';', Qt::SkipEmptyParts)) {
        const QString entry = part.trimmed();
        replay.append(entryOf(entry, ++n));
        if (entry.startsWith("resync "_L1)) {
            DeviceList list = listOf(entry.mid(7));
            list.streamId = StreamId(100 + n);
            replay.setWholeList(n, list);
        }
    }
    if (!now.isNull())
        replay.setWholeList(n, listOf(now));
    return replay;
}

/// "A=phone B~ ?C all": B is uncertain, C unknown, and there are no others.
QString text(const ReplayedList &replayed)
{
    QStringList words;
    for (const Device &device : replayed.list.devices) {
        QString word = device.deviceId.toString();
        if (!device.displayName.isEmpty())
            word += u'=' + device.displayName;
        words.append(replayed.uncertain.contains(device.deviceId) ? QString(word + u'~') : word);
    }
    for (const DeviceId &id : replayed.unknown)
        words.append(u'?' + id.toString());
    if (replayed.isComplete)
        words.append(u"all"_s);
    return words.join(u' ');
}

} // namespace

class ReplayTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lists_data();
    void lists();
    void differences_data();
    void differences();
    void streamIdsAndKeys();
    void large();
};

void ReplayTest::lists_data()
{
    QTest::addColumn<QString>("base");
    QTest::addColumn<QString>("history");
    QTest::addColumn<QString>("now");
    QTest::addColumn<int>("n");
    QTest::addColumn<QString>("expected");
    const QString none;
    QTest::addRow("nothing") << none << u""_s << none << 0 << u""_s;
    QTest::addRow("base alone") << u"A B"_s << u""_s << none << 0 << u"A B all"_s;
    QTest::addRow("updates on a base") << u"A B"_s << u"A=phone; C; -B"_s << none << 3 << u"A=phone C all"_s;
    QTest::addRow("in the middle") << u"A B"_s << u"A=phone; C; -B"_s << none << 1 << u"A=phone B all"_s;
    QTest::addRow("no base") << none << u"A=phone; C; -B"_s << none << 3 << u"A=phone C"_s;
    QTest::addRow("deleted and new again") << none << u"A=x; -A; A=y"_s << none << 3 << u"A=y"_s;
    QTest::addRow("not applied") << u"A=x"_s << u"A=y resync"_s << none << 1 << u"A=y~ all"_s;
    QTest::addRow("deletion not applied") << u"A"_s << u"-A resync"_s << none << 1 << u"?A all"_s;
    QTest::addRow("ignored") << u"A=x"_s << u"A=y ignored; A=z duplicate"_s << none << 2 << u"A=x all"_s;
    QTest::addRow("no verdict") << u"A=x"_s << u"A=y none"_s << none << 1 << u"A=y all"_s;
    QTest::addRow("no verdict, gap") << u"A=x"_s << u"A=y gap"_s << none << 1 << u"A=y~ all"_s;
    QTest::addRow("only ids") << u"A=x B"_s << u"?A"_s << none << 1 << u"B ?A all"_s;
    QTest::addRow("resync without its list") << u"A B"_s << u"A=x; resync"_s << none << 2 << u"A=x~ B~"_s;
    QTest::addRow("gone before a resync without its list") << u"A"_s << u"-A; resync"_s << none << 2 << u"?A"_s;
    QTest::addRow("resync with its list") << u"A B"_s << u"A=x; resync A=z C; C=w"_s << none << 3 << u"A=z C=w all"_s;
    QTest::addRow("resync failed") << u"A"_s << u"failed"_s << none << 1 << u"A all"_s;
    QTest::addRow("head that no update led to") << u"A"_s << u"head"_s << none << 1 << u"A~"_s;
    QTest::addRow("before a resync with its list") << none << u"A=x; resync A=z C"_s << none << 1 << u"A=x"_s;

    QTest::addRow("back from now") << none << u"A=x; B=y"_s << u"A=x B=y C"_s << 1 << u"A=x C ?B all"_s;
    QTest::addRow("back from now, gone meanwhile") << none << u"A=x; -B"_s << u"A=x C"_s << 0 << u"C ?A ?B all"_s;
    QTest::addRow("not back through a resync") << none << u"A=x; resync; B=y"_s << u"A=x B=y C"_s << 1 << u"A=x"_s;
    QTest::addRow("back to a resync") << none << u"A=x; resync; B=y"_s << u"A=x B=y C"_s << 2 << u"A=x C ?B all"_s;
    QTest::addRow("doubt lifted from behind") << u"A=old"_s << u"A=x; resync; B=y"_s << u"B=y C"_s << 2 << u"C ?B all"_s;
    QTest::addRow("now itself") << none << u"A=x"_s << u"A=x C"_s << 1 << u"A=x C all"_s;
}

void ReplayTest::lists()
{
    QFETCH(QString, base);
    QFETCH(QString, history);
    QFETCH(QString, now);
    QFETCH(int, n);
    QFETCH(QString, expected);
    QCOMPARE(text(replayOf(base, history, now).at(n)), expected);
}

void ReplayTest::differences_data()
{
    QTest::addColumn<QString>("base");
    QTest::addColumn<QString>("history");
    QTest::addColumn<QString>("expected");
    const QString none;
    QTest::addRow("all kinds") << u"A B C"_s << u"A=x; -B; D"_s << u"+D -B ~A"_s;
    QTest::addRow("nothing") << u"A"_s << u"A"_s << u""_s;
    QTest::addRow("there and back") << u"A"_s << u"B; -B"_s << u""_s;
    QTest::addRow("without a base nothing is known to be new") << none << u"A=x; B"_s << u"?A ?B"_s;
    QTest::addRow("not applied") << u"A"_s << u"A=x resync"_s << u"?A"_s;
    QTest::addRow("through an unknown resync") << u"A B"_s << u"resync; C"_s << u"+C ?A ?B"_s;
}

void ReplayTest::differences()
{
    QFETCH(QString, base);
    QFETCH(QString, history);
    QFETCH(QString, expected);
    const qsizetype entries = history.count(u';') + 1;
    const ReplayedChange result = replayOf(base, history, {}).difference(0, entries);
    QStringList words;
    const auto add = [&](QChar sign, const QList<DeviceId> &ids) {
        for (const DeviceId &id : ids)
            words.append(sign + id.toString());
    };
    add(u'+', result.change.added);
    add(u'-', result.change.removed);
    add(u'~', result.change.changed);
    add(u'?', result.unknown);
    QCOMPARE(words.join(u' '), expected);
}

void ReplayTest::streamIdsAndKeys()
{
    const DeviceListReplay replay = replayOf(u"A"_s, u"A=x; keys one; A=y resync; resync; keys two"_s, {});
    const auto master = [&](qint64 n) -> QString { return replay.at(n).list.crossSigning.master.value("k"_L1).toString(); };
    QCOMPARE(replay.at(1).list.streamId, StreamId(101));
    QCOMPARE(replay.at(2).list.streamId, StreamId(101));
    QCOMPARE(replay.at(3).list.streamId, StreamId(101));
    QCOMPARE(replay.at(4).list.streamId, StreamId(104));
    QCOMPARE(replay.at(4).list.userId, UserId(u"@bob:x.test"_s));
    QCOMPARE(master(1), u""_s);
    QCOMPARE(master(2), u"one"_s);
    QVERIFY(replay.at(2).isCrossSigningCertain);
    QVERIFY(!replay.at(4).isCrossSigningCertain);
    QCOMPARE(master(5), u"two"_s);
    QVERIFY(replay.difference(0, 2).change.crossSigningChanged);
    QVERIFY(!replay.difference(2, 4).change.crossSigningChanged);
}

void ReplayTest::large()
{
    DeviceListReplay replay(UserId(u"@bob:x.test"_s));
    for (int i = 1; i <= 100'000; ++i)
        replay.append(entryOf(u"D%1=%2"_s.arg(i % 1000).arg(i), i));
    QCOMPARE(replay.at(50'000).list.devices.size(), 1000);
    QCOMPARE(replay.difference(50'000, 100'000).change.changed.size(), 1000);
}

QTEST_GUILESS_MAIN(ReplayTest)

#include "tst_replay.moc"
