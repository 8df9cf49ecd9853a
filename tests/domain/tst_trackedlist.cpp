// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/trackedlist.h"
#include "vectors.h"

#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

namespace {

/// "7 <- 6,5"; "7" has no prev_id.
ListUpdate update(const QString &text)
{
    const QStringList halves = text.split(u"<-"_s);
    ListUpdate result;
    result.streamId = StreamId(halves[0].trimmed());
    for (const QString &id : halves.value(1).trimmed().split(u',', Qt::SkipEmptyParts))
        result.prevIds.append(StreamId(id));
    return result;
}

ListUpdate update(const QJsonObject &edu)
{
    ListUpdate result;
    result.streamId = StreamId(edu.value("stream_id"_L1).toInteger());
    for (const QJsonValue id : edu.value("prev_id"_L1).toArray())
        result.prevIds.append(StreamId(id.toInteger()));
    return result;
}

QString name(TrackedList::Decision decision)
{
    switch (decision) {
    case TrackedList::Decision::Apply:
        return u"apply"_s;
    case TrackedList::Decision::Resync:
        return u"resync"_s;
    case TrackedList::Decision::Ignore:
        return u"ignore"_s;
    case TrackedList::Decision::Queue:
        return u"queue"_s;
    }
    return {};
}

QString names(const QList<TrackedList::Decided> &decided)
{
    QStringList words;
    for (const TrackedList::Decided &each : decided)
        words.append(each.update.streamId.toString() + u' ' + name(each.decision));
    return words.join(u", "_s);
}

/// Entries separated by ";": an update, "start", "ok 9" or "fail" for a resync, "refresh" for an operator's wish.
QString run(TrackedList &list, const QString &script)
{
    QStringList results;
    for (const QString &entry : script.split(u';')) {
        const QString step = entry.trimmed();
        if (step == "start"_L1) {
            list.resyncStarted();
        } else if (step == "fail"_L1) {
            list.resyncFailed();
        } else if (step == "refresh"_L1) {
            results.append(list.requestResync() ? u"go"_s : u"wait"_s);
        } else if (step.startsWith("ok "_L1)) {
            results.append(u'[' + names(list.resyncSucceeded(StreamId(step.mid(3)))) + u']');
        } else {
            results.append(name(list.decide(update(step))));
        }
    }
    return results.join(u' ');
}

TrackedList listAt(const QJsonValue &snapshot)
{
    TrackedList::State state;
    if (!snapshot.isDouble())
        return TrackedList(state);
    state.hasList = true;
    state.known = {StreamId(snapshot.toInteger())};
    return TrackedList(state);
}

} // namespace

class TrackedListTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void scenarios_data();
    void scenarios();
    void scripts_data();
    void scripts();
    void admitsByOriginAndRoom();
    void isBounded();
    void survivesRestart();
};

void TrackedListTest::scenarios_data()
{
    // What each expectation of the vectors means here, word for word; a new wording fails until it is looked at.
    QTest::addColumn<QJsonObject>("scenario");
    const QJsonArray scenarios = Tests::vectors(u"device_list_dag"_s).value("scenarios"_L1).toArray();
    QCOMPARE(scenarios.size(), 17);
    for (const QJsonValue scenario : scenarios)
        QTest::addRow("%s", qPrintable(scenario.toObject().value("id"_L1).toString())) << scenario.toObject();
}

void TrackedListTest::scenarios()
{
    QFETCH(QJsonObject, scenario);
    const QString id = scenario.value("id"_L1).toString();
    const QJsonObject start = scenario.value("start"_L1).toObject();
    const UserId user(scenario.value("user_id"_L1).toString(u"@alice:alpha.test"_s));
    const ServerName origin(scenario.value("transaction_origin"_L1).toString(user.server().toString()));
    const bool sharesRoom = start.value("shares_room"_L1).toBool(true);
    TrackedList list = listAt(start.value("snapshot_stream_id"_L1));

    for (const QJsonValue item : scenario.value("steps"_L1).toArray()) {
        const QJsonObject step = item.toObject();
        const QString expected = step.value("expect"_L1).toString();
        QString result;
        if (step.contains("edu"_L1)) {
            const QJsonObject edu = step.value("edu"_L1).toObject();
            if (admission(user, origin, sharesRoom) != Admission::Accepted)
                result = u"ignore"_s;
            else if (!edu.value("stream_id"_L1).isDouble())
                result = u"refuse the EDU"_s; // the checked reader of the EDU does, before anybody decides
            else
                result = name(list.decide(update(edu)));
            if (result == "resync"_L1)
                list.resyncStarted();
        } else if (step.contains("edus"_L1)) {
            QList<ListUpdate> batch;
            for (const QJsonValue edu : step.value("edus"_L1).toArray())
                batch.append(update(edu.toObject()));
            result = names(list.decide(batch));
        } else if (step.contains("resync_result_stream_id"_L1)) {
            const StreamId snapshot(step.value("resync_result_stream_id"_L1).toInteger());
            result = u"replaced "_s + names(list.resyncSucceeded(snapshot));
            QVERIFY(!list.isStale());
            QVERIFY(list.knows(snapshot));
            QVERIFY(!list.knows(StreamId(5)));
        } else {
            list.resyncFailed();
            result = u"failed"_s;
            QVERIFY(list.isStale());
            QVERIFY(list.isResyncDue());
            QCOMPARE(list.state().known, QList{StreamId(5)});
        }
        static const QHash<QString, QString> meanings{
            {u"apply all in order"_s, u"6 apply, 7 apply, 8 apply"_s},
            {u"resync once"_s, u"7 resync, 6 queue"_s},
            {u"apply: remove D1, tell local clients"_s, u"apply"_s},
            {u"queue until the resync ends"_s, u"queue"_s},
            {u"replace whole list; known={7}"_s, u"replaced "_s},
            {u"replace; then apply queued 8 because 7 is known"_s, u"replaced 8 apply"_s},
            {u"replace; drop queued 8 because the snapshot is at 8"_s, u"replaced 8 ignore"_s},
            {u"keep old list, stay stale, schedule retry with backoff, do not advance known"_s, u"failed"_s},
            {u"stay stale; no second resync while one is scheduled"_s, u"queue"_s},
            {u"ignore and log; the transaction still returns 200"_s, u"ignore"_s},
            {u"refuse the EDU or coerce; the schema says integer"_s, u"refuse the EDU"_s},
        };
        QCOMPARE(result, meanings.value(expected, expected));
    }
}

void TrackedListTest::scripts_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *title, const char *script, const char *expected) {
        QTest::addRow("%s", title) << QString::fromLatin1(script) << QString::fromLatin1(expected);
    };
    row("placeholders cause a resync each", "1; start; ok 1; 1; start; ok 1; 1", "resync [] resync [] resync");
    row("placeholder while the resync runs", "6 <- 4; start; 1; ok 1", "resync queue [1 resync]");
    row("many during a resync, all in the list", "8 <- 7; start; 9 <- 8; 10 <- 9; ok 10; 11 <- 10",
        "resync queue queue [9 ignore, 10 ignore] apply");
    row("some during a resync in the list", "8 <- 7; start; 9 <- 8; 10 <- 9; ok 9; 11 <- 10",
        "resync queue queue [9 ignore, 10 apply] apply");
    row("one that does not chain: one more resync", "8 <- 7; start; 10 <- 9; 11 <- 10; ok 8; start; ok 11",
        "resync queue queue [10 resync, 11 queue] []");
    row("queued before the start is in the list", "8 <- 7; 9 <- 8; start; ok 12; 13 <- 12", "resync queue [] apply");
    row("failed, tried again", "8 <- 7; start; fail; 9 <- 8; start; ok 9; 10 <- 9", "resync queue [] apply");
    row("operator's refresh", "refresh; refresh; start; refresh; 6 <- 5; ok 5; 7 <- 6", "go wait wait queue [6 apply] apply");
    row("repetition while stale", "8 <- 7; start; 5 <- 4; ok 8", "resync ignore []");
    row("resync forgets what was known", "6 <- 5; refresh; start; ok 9; 10 <- 6", "apply go [] resync");
    row("named twice", "6 <- 5,5", "apply");
    row("names itself", "6 <- 6", "resync");
}

void TrackedListTest::scripts()
{
    QFETCH(QString, script);
    QFETCH(QString, expected);
    TrackedList list = listAt(5);
    QCOMPARE(run(list, script), expected);
}

void TrackedListTest::admitsByOriginAndRoom()
{
    const ServerName alpha(u"alpha.test"_s);
    QCOMPARE(admission(UserId(u"@a:alpha.test"_s), alpha, true), Admission::Accepted);
    QCOMPARE(admission(UserId(u"@a:alpha.test"_s), ServerName(u"beta.test"_s), true), Admission::WrongOrigin);
    QCOMPARE(admission(UserId(u"@a:alpha.test:8448"_s), alpha, true), Admission::WrongOrigin);
    QCOMPARE(admission(UserId(u"@a:ALPHA.test"_s), alpha, true), Admission::WrongOrigin);
    QCOMPARE(admission(UserId(u"@a b:alpha.test"_s), alpha, true), Admission::NotCompliant);
    QCOMPARE(admission(UserId(u"@:alpha.test"_s), alpha, true), Admission::NotCompliant);
    QCOMPARE(admission(UserId(u"@a:alpha.test"_s), alpha, false), Admission::NoSharedRoom);
}

void TrackedListTest::isBounded()
{
    TrackedList list = listAt(0);
    for (int i = 1; i <= 3 * TrackedList::maxKnown; ++i)
        QCOMPARE(list.decide({.streamId = StreamId(i), .prevIds = {StreamId(i - 1)}}), TrackedList::Decision::Apply);
    QCOMPARE(list.state().known.size(), TrackedList::maxKnown);

    // A flood during a resync: the newest are kept, and since some are lost the list is fetched once more.
    QVERIFY(list.requestResync());
    list.resyncStarted();
    for (int i = 0; i < 3 * TrackedList::maxQueued; ++i)
        list.decide({.streamId = StreamId(10'001 + i), .prevIds = {StreamId(10'000 + i)}});
    const auto outcome = list.resyncSucceeded(StreamId(10'000 + 3 * TrackedList::maxQueued));
    QCOMPARE(outcome.size(), TrackedList::maxQueued);
    QVERIFY(list.isResyncDue());
}

void TrackedListTest::survivesRestart()
{
    TrackedList list = listAt(5);
    QCOMPARE(run(list, u"6 <- 5; 9 <- 8; start"_s), u"apply resync"_s);
    TrackedList again(list.state());
    QVERIFY(again.isStale());
    QVERIFY(again.isResyncDue());
    QVERIFY(again.knows(StreamId(6)));
    QCOMPARE(run(again, u"10 <- 9; start; ok 10; 11 <- 10"_s), u"queue [] apply"_s);
}

QTEST_GUILESS_MAIN(TrackedListTest)

#include "tst_trackedlist.moc"
