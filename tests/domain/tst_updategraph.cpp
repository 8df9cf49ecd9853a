// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/updategraph.h"
#include "graphtext.h"

#include <QJsonArray>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Tests;
using namespace Qt::StringLiterals;

class UpdateGraphTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void contentHashesStay();
    void breaks_data();
    void breaks();
    void edges_data();
    void edges();
    void heads_data();
    void heads();
    void knownIds_data();
    void knownIds();
    void openGap_data();
    void openGap();
    void appendTellsWhatChanged();
    void verdictsComeLater();
    void resyncEndsLater();
    void boundsPrevIds();
    void nodesOfRecordedUpdates();
};

/// Files keep them, and gateways of other versions compare them.
void UpdateGraphTest::contentHashesStay()
{
    DeviceListUpdate update;
    QCOMPARE(toGraphNode(update).contentHash, 0ULL);
    update.contentKnown = true;
    QCOMPARE(toGraphNode(update).contentHash, 12639483655205128156ULL);
    update.deviceId = DeviceId(u"PHONE"_s);
    update.displayName = u"Bob's \"phone\"\n\u00e9 \U0001F600"_s;
    update.keys = {{u"b"_s, QJsonArray{1, true, QJsonValue()}}, {u"a"_s, QJsonObject{{u"x\\"_s, u""_s}}}};
    QCOMPARE(toGraphNode(update).contentHash, 14688345173939306704ULL);
    update.deleted = true;
    update.displayName = QString();
    QCOMPARE(toGraphNode(update).contentHash, 14108281302402949730ULL);
    // What canonical JSON cannot carry is content, too.
    update.keys = {{u"half"_s, 1.5}};
    QCOMPARE(toGraphNode(update).contentHash, 17166628230536133614ULL);
    update.keys = {{u"\uFFFD"_s, 1}, {u"\U00010000"_s, 2}};
    QCOMPARE(toGraphNode(update).contentHash, 7630761371277857722ULL);
    update.keys = {};
    update.displayName = QString(QChar(0xd800));
    QCOMPARE(toGraphNode(update).contentHash, 17999743160023364346ULL);
}

void UpdateGraphTest::breaks_data()
{
    QTest::addColumn<QString>("history");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *history, const char *expected) {
        QTest::addRow("%s", name) << QString::fromLatin1(history) << QString::fromLatin1(expected);
    };
    row("nothing", "", "");
    row("linear", "5; 6 <- 5; 7 <- 6", "5 first; 6; 7");
    row("numbers may skip", "5; 60 <- 5; 1000 <- 60", "5 first; 60; 1000");
    row("numbers may fall", "50; 6 <- 50; 7 <- 6", "50 first; 6; 7");
    row("ids that are no numbers", "a; s1_2 <- a; 007 <- s1_2; 7 <- 007", "a first; s1_2; 007; 7");
    row("huge numbers", "9223372036854775807; 9223372036854775808 <- 9223372036854775807",
        "9223372036854775807 first; 9223372036854775808");

    row("gap", "5; 6 <- 5; 8 <- 7", "5 first; 6; 8 gap(7)");
    row("gap of several", "5; 9 <- 7,8", "5 first; 9 gap(7,8) merge");
    row("gap beside what is known", "5; 6 <- 5; 9 <- 6,8", "5 first; 6; 9 gap(8) merge");
    row("gap, resync, on", "5; 8 <- 7 resync; resync 8; 9 <- 8 applied", "5 first; 8 gap(7); resync; 9");
    row("applied by the homeserver: only the record lacks", "5; 8 <- 7 applied; 9 <- 8", "5 first; 8; 9");
    row("ignored is outside", "5; 6 <- 5; 7 <- 3 ignored; 8 <- 7", "5 first; 6; 7; 8 gap(7)");
    row("ignored makes no fork", "5; 6 <- 5; 7 <- 5 ignored", "5 first; 6; 7");

    row("recording starts in the middle", "8 <- 7; 9 <- 8", "8; 9");
    row("in the middle, applied", "8 <- 7 applied; 9 <- 8", "8; 9");
    row("in the middle, with a resync", "8 <- 7 resync; resync 8; 9 <- 8", "8 gap(7); resync; 9");
    row("in the middle, then a gap", "8 <- 7; 10 <- 9", "8; 10 gap(9)");
    row("in the middle, after keys and a failed resync", "keys; resync failed; 8 <- 7", "keys; failed; 8");
    row("in the middle of a fork", "8 <- 6; 9 <- 6; 10 <- 8,9", "8 fork; 9 gap(6) fork; 10 merge");
    row("after a head", "head 7; 8 <- 7", "head; 8");
    row("after a head, not on it", "head 7; 9 <- 8", "head; 9 gap(8)");
    row("after a resync", "resync 7; 8 <- 7", "resync; 8");

    row("pruned", "5; 6 <- 5; 20 +25h", "5 first; 6; 20 pruned");
    row("not quite a day", "5; 6 <- 5; 20 +23h", "5 first; 6; 20 restarted");
    row("pruned, list known by resync", "resync 5; 20 +25h", "resync; 20 pruned");
    row("pruned, list known by head", "head 5; 20 +25h", "head; 20 pruned");
    row("a resync in the outage does not end it", "5; resync 5 +24h; 20", "5 first; resync; 20 pruned");
    row("after a day, but its server was there", "5; 20 +25h heard", "5 first; 20 restarted");
    row("restarted", "5; 6 <- 5; 20; 21 <- 20", "5 first; 6; 20 restarted; 21");
    row("restarted twice", "36 <- 34 applied; 41 resync; resync 46; 46 <- 41 resync; 50", "36; 41 restarted; resync; 46; 50 restarted");
    row("only a resync before says nothing of a restart", "resync 5; 20", "resync; 20 first");
    row("a head tells of an update", "head 5; 20", "head; 20 restarted");
    row("first after a resync that failed", "resync failed; 20", "failed; 20 first");
    row("restarted after the first", "5 resync; resync failed; 20", "5 first; failed; 20 restarted");

    row("rewound", "5; 30 <- 5; 21; 22 <- 21", "5 first; 30; 21 rewound; 22");
    row("rewound, then restarted below the old height", "5; 30 <- 5; 21; 25", "5 first; 30; 21 rewound; 25 restarted");
    row("rewound to the last id", "5; 6 <- 5; 6 =b", "5 first; 6; 6 rewound");
    row("rewound to an id that named nothing", "21; 31 <- 21; 21 =b; 22 <- 21 =b", "21 first; 31; 21 rewound; 22");
    row("rewound after an outage", "5; 30 <- 5; 21 +48h", "5 first; 30; 21 rewound");
    row("what a resync brought is no height", "5; resync 46; 41", "5 first; resync; 41 restarted");
    row("texts have no height", "s5; s30 <- s5; s21", "s5 first; s30; s21 restarted");
    row("rebuilt", "5; 30 <- 5; 6 newkey", "5 first; 30; 6 rebuilt");
    row("rebuilt, and already higher", "5; 30 <- 5; 31 newkey", "5 first; 30; 31 rebuilt");
    row("a new key alone is none", "5; 6 <- 5 newkey", "5 first; 6");

    row("placeholders", "1; 1; 1; 1", "1 first; 1 placeholder; 1 placeholder; 1 placeholder");
    row("placeholders with different content", "1 =a; 1 =b; 1 =a", "1 first; 1 placeholder; 1 placeholder");
    row("placeholders with resyncs of another id", "1 resync; resync 3; 1 resync; resync 4; 1 resync",
        "1 first; resync; 1 placeholder; resync; 1 placeholder");
    row("placeholders of unknown content", "1 =?; 1 =?", "1 first; 1 placeholder");
    row("placeholder that a receiver took for a repetition", "1; 1 duplicate", "1 first; 1 placeholder");
    row("placeholder when resyncs say the same id", "1; resync 1; 1; resync 1; 1", "1 first; resync; 1 placeholder; resync; 1 placeholder");
    row("placeholders of a sender that was another", "5; 6 <- 5; 1; 1; 1", "5 first; 6; 1 placeholder; 1 placeholder; 1 placeholder");
    row("placeholders after a resync", "resync 5; 1; 1", "resync; 1 first; 1 placeholder");
    row("no placeholder: repeated after others", "5 =a; 6 <- 5; 5 =a", "5 first; 6; 5 duplicate");

    row("fork and merge", "5; 6 <- 5; 7 <- 5; 8 <- 6,7", "5 first; 6 fork; 7 fork; 8 merge");
    row("fork of three", "5; 6 <- 5; 7 <- 5; 8 <- 5", "5 first; 6 fork; 7 fork; 8 fork");
    row("fork on what was never received", "5; 8 <- 7; 9 <- 7", "5 first; 8 gap(7) fork; 9 gap(7) fork");
    row("fork across a resync", "5; 6 <- 5; resync 6; 7 <- 5", "5 first; 6 fork; resync; 7 fork");
    row("ids that start again make no fork", "1; 2 <- 1; 3 <- 2; 1 =b; 2 <- 1 =b; 3 <- 2 =b", "1 first; 2; 3; 1 rewound; 2; 3");
    row("an id again on another prev_id", "1; 2 <- 1; 3 <- 2; 2 <- 3 =b; 4 <- 2", "1 first; 2; 3; 2; 4");
    row("merge of one id named twice is none", "5; 6 <- 5,5", "5 first; 6");
    row("a missing id named twice is one", "5; 7 <- 6,6", "5 first; 7 gap(6)");

    row("out of order", "5; 7 <- 6; 6 <- 5", "5 first; 7 out_of_order; 6");
    row("out of order, one of two", "5; 8 <- 6,7; 6 <- 5", "5 first; 8 gap(7) merge out_of_order; 6");
    row("out of order, both", "5; 8 <- 6,7; 7 <- 5; 6 <- 5", "5 first; 8 merge out_of_order; 7 fork; 6 fork");
    row("out of order after the resync", "5; 7 <- 6 resync; resync 7; 6 <- 5", "5 first; 7 out_of_order; resync; 6");
    row("out of order with a fork", "5; 7 <- 6; 8 <- 6; 6 <- 5; 9 <- 6", "5 first; 7 fork out_of_order; 8 fork out_of_order; 6; 9 fork");
    row("a resync alone brings no update back", "5; 7 <- 6; resync 6", "5 first; 7 gap(6); resync");
    row("start of recording, then what was before", "7 <- 6; 6 <- 5", "7 out_of_order; 6 gap(5)");

    row("duplicate", "5; 6 <- 5; 6 <- 5", "5 first; 6; 6 duplicate");
    row("duplicate of several", "5; 6 <- 5; 7 <- 6; 6 <- 5; 7 <- 6; 8 <- 7", "5 first; 6; 7; 6 duplicate; 7 duplicate; 8");
    row("duplicate, content unknown", "5; 6 <- 5 =?; 6 <- 5 =x", "5 first; 6; 6 duplicate");
    row("duplicate, content unknown later", "5; 6 <- 5 =x; 6 <- 5 =?", "5 first; 6; 6 duplicate");
    row("same id, other content", "5; 6 <- 5 =a; 6 <- 5 =b", "5 first; 6 fork; 6 fork");
    row("duplicate by verdict", "resync 8; 8 <- 7 duplicate; 9 <- 8", "resync; 8 duplicate; 9");
    row("duplicate across the resync that it caused", "5; 8 <- 7 resync; resync 8; 8 <- 7; 9 <- 8",
        "5 first; 8 gap(7); resync; 8 duplicate; 9");
    row("duplicate of a gap", "5; 8 <- 7; 8 <- 7; 7 <- 5", "5 first; 8 out_of_order; 8 duplicate; 7");
    row("first again is no placeholder if it names something", "6 <- 5; 6 <- 5", "6; 6 duplicate");

    row("needless resync", "5; resync 5; 6 <- 5 resync", "5 first; resync; 6 needless_resync");
    row("Synapse resyncs once more after a resync", "30; 34 <- 32 resync; resync 34; 36 <- 34 resync; resync 36; 38 <- 36 applied",
        "30 first; 34 gap(32); resync; 36 needless_resync; resync; 38");
    row("a known id before the resync is no gap, and not needless", "5; 6 <- 5; resync 9; 10 <- 6 resync", "5 first; 6; resync; 10");
    row("a resync of what waits for a resync is not needless", "resync 5; 8 <- 7 resync; 9 <- 8 resync", "resync; 8 gap(7); 9");
    row("a resync without prev_id is not needless", "resync 5; 8 resync", "resync; 8 first");
    row("needless for a merge", "resync 5; 6 <- 5 applied; 7 <- 5 applied; 8 <- 6,7 resync",
        "resync; 6 fork; 7 fork; 8 merge needless_resync");
    row("a merge with one unknown", "resync 5; 6 <- 5 applied; 8 <- 6,7 resync", "resync; 6; 8 gap(7) merge");
    row("a needless resync for a repetition", "resync 5; 6 <- 5 applied; 6 <- 5 resync", "resync; 6; 6 duplicate needless_resync");

    row("a resync that found the list right, then a gap", "5; resync ?; 9 <- 8 resync; 10 <- 9 applied", "5 first; resync; 9 gap(8); 10");
    row("after a resync that found the list right Synapse fetches once more", "25; 27 <- 25 resync; resync ?; 29 <- 27 resync",
        "25 first; 27; resync; 29 needless_resync");
    row("resync of unknown id: nothing can be said", "5; resync ?; 9 <- 8; 10 <- 9 applied", "5 first; resync; 9; 10");
    row("resync of unknown id, second update", "5; resync ?; 9 <- 8; 11 <- 10", "5 first; resync; 9; 11 gap(10)");
    row("on the way during the resync", "5; resync 7; 7 <- 6; 8 <- 7", "5 first; resync; 7; 8");
    row("on the way, all of a lost chain", "5; resync 8; 8 <- 7; 7 <- 6; 9 <- 8", "5 first; resync; 8 out_of_order; 7; 9");
    row("on the way, in order", "5; resync 8; 7 <- 6; 8 <- 7; 9 <- 8", "5 first; resync; 7; 8; 9");
    row("on the way, and resynced for it: what it names was never seen", "resync 7; 7 <- 6 resync; resync 7", "resync; 7; resync");

    row("during a resync", "7 resync; resync 13 over 1; 12 <- 10 resync; 14 <- 13 applied", "7 first; resync; 12 gap(10); 14");
    row("during a resync that brings it", "7 resync; resync 12 over 1; 12 <- 10 resync; 14 <- 12 applied",
        "7 first; resync; 12 gap(10); 14");
    row("during a resync, on what was known before", "5 applied; 6 <- 5 applied; resync 9 over 1; 7 <- 6 resync",
        "5 first; 6; resync; 7 needless_resync");
    row("during a resync, on its list", "5; resync 9 over 1; 10 <- 9 resync", "5 first; resync; 10 gap(9)");
    row("during a resync, known after", "5; resync 9 over 1; 10 <- 9; 11 <- 10 resync", "5 first; resync; 10; 11");
    row("during the first fetch, the first one", "resync 13 over 1; 12 <- 10 resync; 14 <- 13 applied", "resync; 12; 14");
    row("during the first fetch, which goes on", "resync running; 12 <- 10 resync", "resync; 12");
    row("during the first fetch, which fails", "resync failed over 1; 12 <- 10 resync", "failed; 12");
    row("during the first fetch, the second one", "resync 15 over 2; 12 <- 10 resync; 14 <- 11 resync", "resync; 12; 14 gap(11)");
    row("during the first fetch that is known of, when a list was there", "head 9; resync 13 over 1; 12 <- 10 resync",
        "head; resync; 12 gap(10)");
    row("after the first fetch", "resync 9; 12 <- 10 resync", "resync; 12 gap(10)");
    row("during two resyncs", "5; resync 7 over 3; resync 9 over 1; 8 <- 6; 10 <- 9 resync",
        "5 first; resync; resync; 8 gap(6); 10 needless_resync");
    row("came during it, held by what came after it", "5; resync 9 over 1; 8 <- 7; 9 <- 8", "5 first; resync; 8 gap(7); 9");

    row("unproven: nothing is made of it", "5; 9 <- 8 unproven; 6 <- 5; 9 <- 6", "5 first; 9; 6; 9");
    row("unproven: it heals nothing", "5; 7 <- 6; 6 <- 5 unproven; resync 9 unproven", "5 first; 7 gap(6); 6; resync");
    row("on the way, a merge", "resync 9; 9 <- 7,8; 8 <- 6", "resync; 9 merge out_of_order; 8");
    row("held by an older resync already", "5; resync 7; resync 9; 7 <- 6", "5 first; resync; resync; 7");
    row("a list without updates, then the first one", "resync 0; 5; 6 <- 5", "resync; 5 first; 6");
    row("a list without updates, then a gap", "resync 0; 6 <- 5", "resync; 6 gap(5)");
    row("resync under way knows nothing yet", "5; resync running; 8 <- 7", "5 first; resync; 8 gap(7)");
    row("signing keys are outside", "5; keys; 6 <- 5; keys", "5 first; keys; 6; keys");
    row("head on the way", "5; 6 <- 5; head 9; 10 <- 9", "5 first; 6; head; 10");
    row("head that tells nothing new", "5; 6 <- 5; head 6; 7 <- 6", "5 first; 6; head; 7");
    row("update after its head", "head 6; 6 <- 5 applied; 7 <- 6", "head; 6; 7");

    row("names itself", "5; 7 <- 7", "5 first; 7 out_of_order");
    row("names itself, an earlier one", "5; 7 <- 5; 7 <- 7 =b", "5 first; 7; 7");
    row("cycle of two", "5; 6 <- 7; 7 <- 6", "5 first; 6 out_of_order; 7");
    row("cycle of three", "5 <- 7; 6 <- 5; 7 <- 6", "5 out_of_order; 6; 7");
}

void UpdateGraphTest::breaks()
{
    QFETCH(QString, history);
    QFETCH(QString, expected);
    QCOMPARE(GraphText(history).breaks(), expected);
}

void UpdateGraphTest::edges_data()
{
    QTest::addColumn<QString>("history");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *history, const char *expected) {
        QTest::addRow("%s", name) << QString::fromLatin1(history) << QString::fromLatin1(expected);
    };
    row("linear", "5; 6 <- 5; 7 <- 6", "5; 6 -> 0; 7 -> 1");
    row("merge", "5; 6 <- 5; 7 <- 5; 8 <- 7,6", "5; 6 -> 0; 7 -> 0; 8 -> 2,1");
    row("not received", "5; 8 <- 5,7", "5; 8 -> 0,-");
    row("arrives later", "5; 7 <- 6; 6 <- 5", "5; 7 -> 2; 6 -> 0");
    row("named twice arrives later", "5; 7 <- 6,6; 6 <- 5", "5; 7 -> 2,2; 6 -> 0");
    row("start of recording arrives later", "7 <- 6; 6 <- 5", "7 -> 1; 6 -> -");
    row("the newest of several", "5; 6 <- 5 =a; 6 <- 5 =b; 7 <- 6", "5; 6 -> 0; 6 -> 0; 7 -> 2");
    row("duplicates lead nowhere", "5; 6 <- 5; 6 <- 5; 7 <- 6", "5; 6 -> 0; 6 -> 0; 7 -> 1");
    row("a resync continues and is built on", "5; 6 <- 5; resync 9; 10 <- 9", "5; 6 -> 0; resync -> 1; 10 -> 2");
    row("a resync at an update's id", "5; 6 <- 5; resync 6; 7 <- 6", "5; 6 -> 0; resync -> 1; 7 -> 2");
    row("an update that the resync holds", "resync 8; 8 <- 7; 9 <- 8", "resync; 8 -> -; 9 -> 0");
    row("nothing to continue", "resync 5; 6 <- 5", "resync; 6 -> 0");
    row("a failed resync stands beside", "5; resync failed; 6 <- 5", "5; failed -> 0; 6 -> 0");
    row("signing keys lead nowhere", "5; keys; resync 6", "5; keys; resync -> 0");
    row("head", "5; head 9; 10 <- 9", "5; head -> 0; 10 -> 1");
    row("before the resync", "5; 6 <- 5; resync 9; 10 <- 6", "5; 6 -> 0; resync -> 1; 10 -> 1");
    row("ignored", "5; 6 <- 5 ignored; 7 <- 6", "5; 6 -> -; 7 -> -");
    row("placeholders", "1; 1", "1; 1");
    row("names itself", "7 <- 7", "7 -> -");
}

void UpdateGraphTest::edges()
{
    QFETCH(QString, history);
    QFETCH(QString, expected);
    QCOMPARE(GraphText(history).edges(), expected);
}

void UpdateGraphTest::heads_data()
{
    QTest::addColumn<QString>("history");
    QTest::addColumn<QString>("expected");
    QTest::addRow("none") << u""_s << u""_s;
    QTest::addRow("linear") << u"5; 6 <- 5"_s << u"6"_s;
    QTest::addRow("two") << u"5; 6 <- 5; 7 <- 5"_s << u"6,7"_s;
    QTest::addRow("merged") << u"5; 6 <- 5; 7 <- 5; 8 <- 6,7"_s << u"8"_s;
    QTest::addRow("resync") << u"5; 6 <- 5; 7 <- 5; resync 9"_s << u"9"_s;
    QTest::addRow("after resync") << u"5; resync 9; 10 <- 9; keys"_s << u"10"_s;
    QTest::addRow("head") << u"5; head 9"_s << u"9"_s;
    QTest::addRow("duplicate") << u"5; 6 <- 5; 7 <- 6; 6 <- 5"_s << u"7"_s;
    QTest::addRow("out of order") << u"5; 7 <- 6; 6 <- 5"_s << u"7"_s;
    QTest::addRow("ignored") << u"5; 6 <- 5 ignored"_s << u"5"_s;
    QTest::addRow("gap") << u"5; 8 <- 7"_s << u"5,8"_s;
}

void UpdateGraphTest::heads()
{
    QFETCH(QString, history);
    QFETCH(QString, expected);
    QCOMPARE(idsText(GraphText(history).graph.heads()), expected);
}

void UpdateGraphTest::knownIds_data()
{
    QTest::addColumn<QString>("history");
    QTest::addColumn<QString>("known");
    QTest::addColumn<QString>("unknown");
    QTest::addRow("nothing") << u""_s << u""_s << u"5"_s;
    QTest::addRow("chain") << u"resync 5; 6 <- 5; 7 <- 6"_s << u"5,6,7"_s << u"8"_s;
    QTest::addRow("gap") << u"resync 5; 8 <- 7; 9 <- 8"_s << u"5,9"_s << u"7,8"_s;
    QTest::addRow("waits for the resync") << u"resync 5; 8 <- 7 resync"_s << u"5"_s << u"7,8"_s;
    QTest::addRow("resync forgets") << u"5; 6 <- 5; resync 9"_s << u"9"_s << u"5,6"_s;
    QTest::addRow("resync holds the update") << u"5; resync 8; 8 <- 7 resync"_s << u"8"_s << u"7"_s;
    QTest::addRow("failed resync") << u"resync 5; resync failed"_s << u"5"_s << u""_s;
    QTest::addRow("head") << u"head 5"_s << u"5"_s << u"4"_s;
    QTest::addRow("start") << u"8 <- 7"_s << u"8"_s << u"7"_s;
    QTest::addRow("first") << u"5"_s << u""_s << u"5"_s;
    QTest::addRow("ignored") << u"resync 5; 6 <- 5 ignored"_s << u"5"_s << u"6"_s;
}

void UpdateGraphTest::knownIds()
{
    QFETCH(QString, history);
    QFETCH(QString, known);
    QFETCH(QString, unknown);
    const GraphText text(history);
    for (const QString &id : known.split(u',', Qt::SkipEmptyParts))
        QVERIFY2(text.graph.isKnown(StreamId(id)), qPrintable(id));
    for (const QString &id : unknown.split(u',', Qt::SkipEmptyParts))
        QVERIFY2(!text.graph.isKnown(StreamId(id)), qPrintable(id));
}

void UpdateGraphTest::openGap_data()
{
    QTest::addColumn<QString>("history");
    QTest::addColumn<int>("row");
    QTest::addRow("none") << u"5; 6 <- 5"_s << -1;
    QTest::addRow("open") << u"5; 8 <- 7; 9 <- 8"_s << 1;
    QTest::addRow("newest") << u"5; 8 <- 7; 11 <- 10"_s << 2;
    QTest::addRow("resynced") << u"5; 8 <- 7; resync 8; 9 <- 8"_s << -1;
    QTest::addRow("resync failed") << u"5; 8 <- 7; resync failed"_s << 1;
    QTest::addRow("resync running") << u"5; 8 <- 7; resync running"_s << 1;
    QTest::addRow("again") << u"5; 8 <- 7; resync 8; 11 <- 10"_s << 3;
    QTest::addRow("came late") << u"5; 8 <- 7; 7 <- 5"_s << -1;
    QTest::addRow("came during the resync") << u"7 resync; resync 13 over 1; 12 <- 10 resync; 14 <- 13 applied"_s << -1;
    QTest::addRow("came during the resync, is its list") << u"7 resync; resync 12 over 1; 12 <- 10 resync"_s << -1;
    QTest::addRow("came during a resync with an older list") << u"7 resync; resync 11 over 1; 12 <- 10 resync"_s << 2;
    QTest::addRow("came during a resync that found the list right") << u"7 resync; resync ? over 1; 12 <- 10 resync"_s << -1;
    QTest::addRow("came after the resync") << u"7 resync; resync 12; 14 <- 13 resync"_s << 2;
    QTest::addRow("after a resync that found the list right") << u"5; resync ?; 900 <- 880 resync; resync failed"_s << 2;
    QTest::addRow("unproven") << u"5; 8 <- 7 unproven"_s << -1;
}

void UpdateGraphTest::openGap()
{
    QFETCH(QString, history);
    QFETCH(int, row);
    QCOMPARE(GraphText(history).graph.openGap(), row);
}

void UpdateGraphTest::appendTellsWhatChanged()
{
    using Rows = std::vector<int>;
    UpdateGraph graph;
    const auto append = [&](const char *entry) { return graph.append(graphNode(QString::fromLatin1(entry))); };
    QCOMPARE(append("5"), Rows());
    QCOMPARE(append("6 <- 5"), Rows());
    QCOMPARE(append("7 <- 5"), Rows{1});
    QCOMPARE(append("8 <- 5"), Rows());
    QCOMPARE(append("11 <- 9,10"), Rows());
    QCOMPARE(append("12 <- 10"), Rows{4});
    QCOMPARE(append("10 <- 8"), (Rows{4, 5}));
    QCOMPARE(append("9 <- 8"), (Rows{4, 6}));
}

void UpdateGraphTest::verdictsComeLater()
{
    using Rows = std::vector<int>;
    GraphText text(u"resync 5; 8 <- 7; 9 <- 8; 10 <- 9; 11 <- 10 resync"_s);
    QCOMPARE(text.breaks(), u"resync; 8 gap(7); 9; 10; 11 needless_resync"_s);
    QCOMPARE(text.graph.setVerdict(2, Verdict::Unknown), Rows());
    QCOMPARE(text.graph.setVerdict(3, Verdict::Resync), (Rows{3, 4}));
    QCOMPARE(text.breaks(), u"resync; 8 gap(7); 9; 10 needless_resync; 11"_s);
    QCOMPARE(text.graph.setVerdict(2, Verdict::Resync), Rows{3});
    QCOMPARE(text.breaks(), u"resync; 8 gap(7); 9; 10; 11"_s);
    QCOMPARE(text.graph.setVerdict(1, Verdict::Applied), (Rows{1, 2}));
    QCOMPARE(text.breaks(), u"resync; 8; 9 needless_resync; 10; 11"_s);
    QCOMPARE(text.graph.setVerdict(1, Verdict::Ignored), (Rows{2}));
    QCOMPARE(text.breaks(), u"resync; 8; 9 gap(8); 10; 11"_s);
    QCOMPARE(text.graph.setVerdict(1, Verdict::Resync), (Rows{1, 2}));
    QCOMPARE(text.breaks(), u"resync; 8 gap(7); 9; 10; 11"_s);

    GraphText start(u"8 <- 7"_s);
    QCOMPARE(start.graph.setVerdict(0, Verdict::Resync), Rows{0});
    QCOMPARE(start.breaks(), u"8 gap(7)"_s);
}

void UpdateGraphTest::resyncEndsLater()
{
    GraphText text(u"5; 8 <- 7 resync; resync running"_s);
    QCOMPARE(text.graph.openGap(), 1);
    text.graph.setResyncResult(2, Verdict::Applied, StreamId(8));
    QCOMPARE(text.graph.openGap(), -1);
    QVERIFY(text.graph.isKnown(StreamId(8)));

    // Updates that came meanwhile stand on the new list.
    GraphText busy(u"5; 8 <- 7 resync; resync running; 10 <- 9"_s);
    QCOMPARE(busy.breaks(), u"5 first; 8 gap(7); resync; 10 gap(9)"_s);
    QCOMPARE(busy.graph.setResyncResult(2, Verdict::Applied, StreamId(9)), std::vector<int>{3});
    QCOMPARE(busy.breaks(), u"5 first; 8 gap(7); resync; 10"_s);
    QCOMPARE(busy.edges(), u"5; 8 -> -; resync -> 1; 10 -> 2"_s);

    GraphText failed(u"5; 8 <- 7 resync; resync running; 9 <- 8 resync"_s);
    QVERIFY(failed.graph.setResyncResult(2, Verdict::Ignored, {}).empty());
    QCOMPARE(failed.graph.openGap(), 1);
}

void UpdateGraphTest::boundsPrevIds()
{
    GraphNode node;
    node.streamId = StreamId(1);
    for (int i = 0; i < 100'000; ++i)
        node.prevIds.append(StreamId(1000 + i));
    UpdateGraph graph;
    graph.append(node);
    QCOMPARE(int(graph.parents(0).size()), UpdateGraph::maxPrevIds);
    node.streamId = StreamId();
    graph.append(node);
    QVERIFY(graph.breaks(1).testFlag(Break::Gap));
    QVERIFY(graph.breaks(0).testFlag(Break::Fork));
    QVERIFY(!graph.isKnown(StreamId()));
}

void UpdateGraphTest::nodesOfRecordedUpdates()
{
    DeviceListUpdate update;
    update.streamId = StreamId(7);
    update.prevIds = {StreamId(6)};
    update.deviceId = DeviceId(u"D"_s);
    QCOMPARE(toGraphNode(update).contentHash, quint64(0));
    update.contentKnown = true;
    const quint64 plain = toGraphNode(update).contentHash;
    QVERIFY(plain != 0);
    QCOMPARE(toGraphNode(update).contentHash, plain);
    update.sources = UpdateSource::Log | UpdateSource::Tap;
    update.received = 5;
    QCOMPARE(toGraphNode(update).contentHash, plain);
    for (const auto change : {+[](DeviceListUpdate &u) { u.displayName = u""_s; }, +[](DeviceListUpdate &u) { u.deleted = true; },
             +[](DeviceListUpdate &u) {
                 u.keys = {{u"a"_s, 1.5}};
             },
             +[](DeviceListUpdate &u) { u.deviceId = DeviceId(u"E"_s); }}) {
        DeviceListUpdate changed = update;
        change(changed);
        QVERIFY(toGraphNode(changed).contentHash != plain);
    }
}

QTEST_GUILESS_MAIN(UpdateGraphTest)

#include "tst_updategraph.moc"
