// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "domain/trackedlist.h"
#include "lab/state/actor.h"
#include "lab/state/homeserverstate.h"
#include "lab/state/storage.h"
#include "lab/state/tracker.h"
#include "world.h"

#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>

#include <future>

using namespace Lockstep;
using namespace Qt::StringLiterals;
using Http::OutgoingAnswer;
using Tests::World;

namespace {

QString word(const DeviceListUpdate &update)
{
    static const QHash<Verdict, QString> verdicts{{Verdict::Unknown, u"waits"_s}, {Verdict::Applied, u"applied"_s},
        {Verdict::Resync, u"resync"_s}, {Verdict::Duplicate, u"duplicate"_s}, {Verdict::Ignored, u"failed"_s}};
    if (update.kind == UpdateKind::SigningKeys)
        return u"keys"_s;
    if (update.kind == UpdateKind::Resync)
        return update.verdict == Verdict::Applied ? u"[%1]"_s.arg(update.streamId.toString()) : u"[failed]"_s;
    return update.streamId.toString() + u' ' + verdicts.value(update.verdict);
}

/// The history in a line: "7 applied, 9 resync, [9]"; a resync is "[its stream_id]", and stands where it began.
QString history(const World &world, const UserId &user)
{
    QStringList words;
    const QList<DeviceListUpdate> updates = world.updates(user);
    for (const DeviceListUpdate &update : updates)
        words.append(word(update));
    return words.join(u", "_s);
}

/// "7 <- 6,5" as an EDU; "-7 <- 6" deletes; "7" has no prev_id.
QJsonObject edu(const UserId &user, const QString &text)
{
    const QStringList halves = text.split(u"<-"_s);
    QList<qint64> previous;
    for (const QString &id : halves.value(1).trimmed().split(u',', Qt::SkipEmptyParts))
        previous.append(id.toLongLong());
    const qint64 number = halves[0].trimmed().toLongLong();
    QJsonObject result = Tests::deviceListEdu(user, u"D%1"_s.arg(qAbs(number) % 3 + 1), qAbs(number), previous);
    if (number < 0) {
        QJsonObject content = result.value("content"_L1).toObject();
        content.insert(u"deleted"_s, true);
        result.insert(u"content"_s, content);
    }
    return result;
}

} // namespace

class LabTrackerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        world = std::make_unique<World>();
        bob = world->remote.user(u"bob"_s);
    }
    void cleanup() { world.reset(); }

    void scripts_data();
    void scripts();
    void retriesWithBackoff();
    void triesAgainAsSoonAsTheServerIsAlive();
    void aSlowServerDoesNotHoldUpTheOthers();
    void staleSurvivesARestart();
    void forgetsWhenNoRoomIsShared();
    void aFetchFromBeforeALeaveDoesNotCount();
    void signingKeysDuringAFetchAreFetchedAgain();
    void aFailedTransactionLeavesNoTrace();
    void aFailedStoreIsTriedAgain();
    void whatANewUserSendsMeanwhile();
    void aLeaveEndsWhatWaits();
    void theHistoryGetsWhatItMissed();
    void anothersHistory();
    void olderData();

private:
    /// Tracked from list 5 on, in step.
    void trackBob(const QString &streamId = u"5"_s)
    {
        world->remote.setList(bob, streamId);
        room = world->share(bob);
        QTRY_COMPARE(world->states(bob), QList{Inspection::UserState::InStep});
    }
    Result<QJsonObject> send(const QString &texts)
    {
        QJsonArray edus;
        for (const QString &text : texts.split(u'+'))
            edus.append(edu(bob, text));
        return world->send(edus);
    }

    std::unique_ptr<World> world;
    UserId bob;
    QString room;
};

void LabTrackerTest::scripts_data()
{
    // Steps are separated by ";": EDUs ("+" joins those of one transaction), "list 9" is what the remote answers from now on, "settle"
    // waits until nobody is stale, "hold" and "release" stop the remote's answer on its way.
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *title, const char *script, const char *expected) {
        QTest::addRow("%s", title) << QString::fromLatin1(script) << QString::fromLatin1(expected);
    };
    row("chain", "6 <- 5; 7 <- 6", "[5], 6 applied, 7 applied");
    row("lost update", "6 <- 5; list 8; 8 <- 7; settle; 9 <- 8", "[5], 6 applied, 8 resync, [8], 9 applied");
    row("repetition", "6 <- 5; 6 <- 5", "[5], 6 applied, 6 duplicate");
    row("fork and merge", "6 <- 5; 7 <- 5; 8 <- 6,7", "[5], 6 applied, 7 applied, 8 applied");
    row("out of order", "list 7; 7 <- 6; settle; 6 <- 5; settle", "[5], 7 resync, [7], 6 resync, [7]");
    row("placeholder", "list 1; 1; settle; 1; settle", "[5], 1 resync, [1], 1 resync, [1]");
    row("one transaction", "6 <- 5 + 7 <- 6 + 8 <- 7", "[5], 6 applied, 7 applied, 8 applied");
    row("one transaction after a loss", "list 8; 7 <- 6 + 8 <- 7; settle", "[5], 7 resync, 8 applied, [8]");
    row("during a resync, part of the list", "hold; list 8; 7 <- 6; wait; 8 <- 7; release; settle; 9 <- 8",
        "[5], 7 resync, [8], 8 applied, 9 applied");
    row("during a resync, newer than the list", "hold; list 7; 7 <- 6; wait; 8 <- 7; 9 <- 8; release; settle; 10 <- 9",
        "[5], 7 resync, [7], 8 applied, 9 applied, 10 applied");
    row("during a resync, lost again", "hold; list 7; 7 <- 6; wait; 9 <- 8; list 9; release; settle; 10 <- 9",
        "[5], 7 resync, [9], 9 resync, 10 applied");
    row("unknown to the list: one more resync", "hold; list 7; 7 <- 6; wait; 9 <- 8; release; settle", "[5], 7 resync, [7], 9 resync, [7]");
    row("deleted", "-6 <- 5; 7 <- 6", "[5], 6 applied, 7 applied");
}

void LabTrackerTest::scripts()
{
    QFETCH(QString, script);
    QFETCH(QString, expected);
    trackBob();
    for (const QString &entry : script.split(u';')) {
        const QString step = entry.trimmed();
        if (step == "hold"_L1)
            world->remote.hold();
        else if (step == "release"_L1)
            world->remote.release();
        else if (step == "wait"_L1)
            QTRY_VERIFY(world->remote.listRequests() >= 2);
        else if (step == "settle"_L1)
            QTRY_VERIFY(!world->isStale(bob));
        else if (step.startsWith("list "_L1))
            world->remote.setList(bob, step.mid(5), {u"D1"_s, u"NEW"_s});
        else
            QVERIFY2(send(step), qPrintable(step));
    }
    QTRY_COMPARE(history(*world, bob), expected);
}

void LabTrackerTest::retriesWithBackoff()
{
    trackBob();
    world->remote.setAnswer(bob, OutgoingAnswer::error(502, u"M_UNKNOWN"_s, u"upstream is away"_s));
    QVERIFY(send(u"8 <- 7"_s));
    QTRY_VERIFY(world->states(bob).contains(Inspection::UserState::RemoteFailing));
    QCOMPARE(world->remote.listRequests(), 2);
    QCOMPARE(world->devices(bob), QStringList{u"D1"_s}); // the old list stays
    const auto details = world->server->source().user(bob);
    QVERIFY(details->summary.retryAt > world->clock.now());

    // An operator's wish does not reach a server in backoff: the last error again, with the time of the next try.
    const Result<void> refused = world->server->source().resync(bob, {}, 10'000);
    QVERIFY(!refused);
    QCOMPARE(refused.error().remoteStatus, 502);
    QVERIFY(refused.error().text.contains(u"upstream is away"_s));
    QCOMPARE(refused.error().retryAt, details->summary.retryAt);
    QCOMPARE(world->remote.listRequests(), 2);

    qint64 last = 0;
    for (int tries = 3; tries < 12; ++tries) {
        const qint64 retryAt = world->server->source().user(bob)->summary.retryAt;
        const qint64 wait = retryAt - world->clock.now();
        QVERIFY2(wait >= last && wait <= 60'000, qPrintable(QString::number(wait)));
        last = wait;
        world->clock.advance(wait);
        QTRY_COMPARE(world->remote.listRequests(), tries);
        QTRY_VERIFY(world->server->source().user(bob)->summary.retryAt > retryAt);
    }
    QCOMPARE(last, 60'000);
    world->remote.setList(bob, u"8"_s, {u"D1"_s, u"D2"_s});
    world->clock.advance(60'000);
    QTRY_COMPARE(world->states(bob), QList{Inspection::UserState::InStep});
    QCOMPARE(world->devices(bob), (QStringList{u"D1"_s, u"D2"_s}));
    // One failure in a row is history, the others are state.
    QCOMPARE(history(*world, bob), u"[5], 8 resync, [failed], [8]"_s);
}

void LabTrackerTest::triesAgainAsSoonAsTheServerIsAlive()
{
    trackBob();
    world->network.setDown(world->remote.name(), true);
    QVERIFY(!world->server->source().resync(bob, {}, 10'000));
    QVERIFY(world->isStale(bob));
    QVERIFY(world->server->source().user(bob)->destination->failingSince > 0);
    world->network.setDown(world->remote.name(), false);
    world->remote.setList(bob, u"9"_s, {u"D9"_s});
    QVERIFY(world->send({})); // any signed request shows that it lives
    QTRY_COMPARE(world->devices(bob), QStringList{u"D9"_s});
    QCOMPARE(world->states(bob), QList{Inspection::UserState::InStep});
    QCOMPARE(world->server->source().user(bob)->destination->failingSince, 0);
}

void LabTrackerTest::aSlowServerDoesNotHoldUpTheOthers()
{
    world->remote.hold();
    for (int i = 0; i < 6; ++i)
        world->share(world->remote.user(u"slow%1"_s.arg(i)));
    Tests::RemoteServer third(&world->network, ServerName(u"third.test"_s));
    const UserId eve = third.user(u"eve"_s);
    third.setList(eve, u"3"_s);
    world->share(eve);
    QTRY_COMPARE(world->states(eve), QList{Inspection::UserState::InStep});
    QCOMPARE(world->remote.listRequests(), 2);
    world->remote.release();
    QTRY_COMPARE(world->remote.listRequests(), 6);
}

void LabTrackerTest::staleSurvivesARestart()
{
    QTemporaryDir directory;
    world = std::make_unique<World>(directory.filePath(u"here.sqlite"_s));
    trackBob();
    world->network.setDown(world->remote.name(), true);
    QVERIFY(!world->server->source().resync(bob, {}, 10'000));
    world->network.setDown(world->remote.name(), false);
    world->remote.hold();
    QVERIFY(send(u"8 <- 7"_s)); // waits for the fetch
    QTRY_COMPARE(world->remote.listRequests(), 2);
    world->remote.setAnswer(bob, OutgoingAnswer::error(500, u"M_UNKNOWN"_s, u"no"_s));
    world->remote.release();
    world->server.reset();

    world->remote.setList(bob, u"8"_s, {u"D1"_s, u"D2"_s});
    world->start();
    QVERIFY(world->isStale(bob));
    QVERIFY(send(u"9 <- 8"_s));
    world->clock.advance(120'000);
    QTRY_COMPARE(world->states(bob), QList{Inspection::UserState::InStep});
    QCOMPARE(world->devices(bob), (QStringList{u"D1"_s, u"D2"_s}));
    const QList<DeviceListUpdate> updates = world->updates(bob);
    for (const DeviceListUpdate &update : updates)
        QVERIFY2(update.verdict != Verdict::Unknown, qPrintable(word(update)));
}

void LabTrackerTest::forgetsWhenNoRoomIsShared()
{
    trackBob();
    QVERIFY(world->membership(room, bob, u"leave"_s));
    QVERIFY(!world->isTracked(bob));
    const auto refused = world->server->source().resync(bob, {}, 10'000);
    QVERIFY(!refused);
    QCOMPARE(refused.error().http, 403);
    QVERIFY(send(u"6 <- 5"_s));
    QVERIFY(!world->isTracked(bob));
    QCOMPARE(world->remote.listRequests(), 1);

    // Who comes back is fetched anew: nothing of the old list counts.
    world->remote.setList(bob, u"20"_s, {u"D20"_s});
    world->share(bob);
    QTRY_COMPARE(world->devices(bob), QStringList{u"D20"_s});
    QVERIFY(send(u"21 <- 6"_s));
    QTRY_COMPARE(world->remote.listRequests(), 3);
}

void LabTrackerTest::aFetchFromBeforeALeaveDoesNotCount()
{
    trackBob();
    world->remote.hold();
    auto refresh = std::async(std::launch::async, [&] { return world->server->source().resync(bob, {}, 20'000); });
    QTRY_COMPARE(world->remote.listRequests(), 2);
    QVERIFY(world->membership(room, bob, u"leave"_s));
    world->share(bob);
    QVERIFY(world->isStale(bob));
    world->remote.setList(bob, u"9"_s, {u"D9"_s});
    world->remote.release();
    refresh.wait();
    QTRY_COMPARE(world->states(bob), QList{Inspection::UserState::InStep});
    QCOMPARE(world->remote.listRequests(), 3);
    QCOMPARE(world->devices(bob), QStringList{u"D9"_s});
}

void LabTrackerTest::signingKeysDuringAFetchAreFetchedAgain()
{
    trackBob();
    world->remote.hold();
    QVERIFY(send(u"8 <- 7"_s));
    QTRY_COMPARE(world->remote.listRequests(), 2);
    const QJsonObject master{
        {u"user_id"_s, bob.toString()}, {u"usage"_s, QJsonArray{u"master"_s}}, {u"keys"_s, QJsonObject{{u"ed25519:x"_s, u"x"_s}}}};
    QVERIFY(world->send({QJsonObject{{u"edu_type"_s, u"m.signing_key_update"_s},
        {u"content"_s, QJsonObject{{u"user_id"_s, bob.toString()}, {u"master_key"_s, master}}}}}));
    world->remote.release(); // with a list from before the key
    QTRY_COMPARE(world->remote.listRequests(), 3);
    world->remote.setAnswer(bob,
        OutgoingAnswer::json(
            {{u"user_id"_s, bob.toString()}, {u"stream_id"_s, 8}, {u"devices"_s, QJsonArray()}, {u"master_key"_s, master}}));
    QTRY_VERIFY(!world->isStale(bob));
    QVERIFY(world->server->source().resync(bob, {}, 10'000));
    QCOMPARE(world->server->source().user(bob)->crossSigning.master, master);
    const QList<DeviceListUpdate> updates = world->updates(bob);
    const auto keys
        = std::find_if(updates.cbegin(), updates.cend(), [](const DeviceListUpdate &u) { return u.kind == UpdateKind::SigningKeys; });
    QVERIFY(keys != updates.cend() && keys->verdict == Verdict::Applied && keys->keys.value("master_key"_L1) == master);
}

void LabTrackerTest::aFailedTransactionLeavesNoTrace()
{
    trackBob();
    Lab::HomeserverState &state = world->server->state();
    const auto execute = [&](const QString &sql) { state.actor().call([&] { state.storage().execute(sql); }); };
    // The disk is full, as it were: nothing was stored, so the sender will send the same again, and then it counts.
    execute(u"CREATE TRIGGER full BEFORE INSERT ON remote_devices BEGIN SELECT RAISE(ABORT, 'disk full'); END"_s);
    const QJsonArray edus{edu(bob, u"6 <- 5"_s), edu(bob, u"9 <- 8"_s)};
    const auto refused = world->remote.send(world->server->serverName(), u"same"_s, edus);
    QVERIFY(!refused);
    QCOMPARE(refused.error().remoteStatus, 500);
    QCOMPARE(history(*world, bob), u"[5]"_s);
    QVERIFY(!world->isStale(bob));
    execute(u"DROP TRIGGER full"_s);
    world->remote.setList(bob, u"9"_s);
    QVERIFY(world->remote.send(world->server->serverName(), u"same"_s, edus));
    QTRY_COMPARE(history(*world, bob), u"[5], 6 applied, 9 resync, [9]"_s);
}

void LabTrackerTest::aFailedStoreIsTriedAgain()
{
    trackBob();
    Lab::HomeserverState &state = world->server->state();
    const auto execute = [&](const QString &sql) { state.actor().call([&] { state.storage().execute(sql); }); };
    execute(u"CREATE TRIGGER full BEFORE INSERT ON remote_devices BEGIN SELECT RAISE(ABORT, 'disk full'); END"_s);
    world->remote.setList(bob, u"9"_s, {u"D9"_s});
    QVERIFY(!world->server->source().resync(bob, {}, 10'000));
    QVERIFY(world->isStale(bob));
    QCOMPARE(world->devices(bob), QStringList{u"D1"_s});
    execute(u"DROP TRIGGER full"_s);
    world->clock.advance(60'000);
    QTRY_COMPARE(world->states(bob), QList{Inspection::UserState::InStep});
    QCOMPARE(world->devices(bob), QStringList{u"D9"_s});
}

void LabTrackerTest::whatANewUserSendsMeanwhile()
{
    // The first list holds what came before it, whatever that names: nothing is missing.
    world->remote.hold();
    world->remote.setList(bob, u"6"_s);
    room = world->share(bob);
    QTRY_COMPARE(world->remote.listRequests(), 1);
    QVERIFY(send(u"6 <- 5"_s));
    QCOMPARE(history(*world, bob), u"[failed], 6 waits"_s); // the fetch has not ended
    world->remote.release();
    QTRY_COMPARE(history(*world, bob), u"[6], 6 applied"_s);
    QTRY_COMPARE(world->states(bob), QList{Inspection::UserState::InStep});
    QCOMPARE(world->updates(bob).last().breaks, Breaks());
}

void LabTrackerTest::aLeaveEndsWhatWaits()
{
    trackBob();
    world->remote.hold();
    QVERIFY(send(u"8 <- 7"_s));
    QTRY_COMPARE(world->remote.listRequests(), 2);
    QVERIFY(send(u"9 <- 8"_s));
    QVERIFY(world->membership(room, bob, u"leave"_s));
    QTRY_COMPARE(history(*world, bob), u"[5], 8 resync, [failed], 9 failed"_s);
    world->remote.release();
    world->remote.setList(bob, u"9"_s);
    world->share(bob);
    QTRY_COMPARE(history(*world, bob), u"[5], 8 resync, [failed], 9 failed, [9]"_s);
}

void LabTrackerTest::theHistoryGetsWhatItMissed()
{
    // As after a kill between the two: the server has it, the history does not.
    QTemporaryDir directory;
    const QString data = directory.filePath(u"here.sqlite"_s), kept = directory.filePath(u"kept"_s);
    const QString recorded = directory.filePath(u"here.history.sqlite"_s);
    world = std::make_unique<World>(data);
    trackBob();
    QVERIFY(send(u"6 <- 5"_s));
    const QString before = history(*world, bob);
    world->server.reset();
    QVERIFY(QFile::copy(recorded, kept));
    world->start();
    QVERIFY(send(u"7 <- 6 + 8 <- 7"_s));
    world->server.reset();
    QVERIFY(QFile::remove(recorded) && QFile::rename(kept, recorded));
    for (int round = 0; round < 2; ++round) {
        world->start();
        QTRY_COMPARE(history(*world, bob), u"[5], 6 applied, 7 applied, 8 applied"_s);
        world->server.reset();
    }
    world->start();
    QVERIFY(send(u"9 <- 8"_s));
    QCOMPARE(history(*world, bob), u"[5], 6 applied, 7 applied, 8 applied, 9 applied"_s);
    QCOMPARE(before, u"[5], 6 applied"_s);
}

void LabTrackerTest::anothersHistory()
{
    QTemporaryDir directory;
    const QString data = directory.filePath(u"here.sqlite"_s);
    world = std::make_unique<World>(data);
    trackBob();
    world->server.reset();
    for (const QString &suffix : {u""_s, u"-wal"_s, u"-shm"_s})
        QFile::remove(data + suffix);
    Lab::HomeserverOptions options;
    options.serverName = ServerName(u"here.lab"_s);
    options.dataFile = data;
    const auto refused = Lab::Homeserver::start(options, &world->network);
    QVERIFY(!refused);
    QVERIFY2(refused.error().text.contains(u"here.lab"_s) && refused.error().text.contains(u"--data"_s), qPrintable(refused.error().text));
    QVERIFY(QFile::remove(directory.filePath(u"here.history.sqlite"_s)));
    QVERIFY(Lab::Homeserver::start(options, &world->network));
}

void LabTrackerTest::olderData()
{
    QTemporaryDir directory;
    const QString data = directory.filePath(u"here.sqlite"_s);
    world = std::make_unique<World>(data);
    Lab::HomeserverState &state = world->server->state();
    state.actor().call([&] { state.storage().execute(u"PRAGMA user_version = 5"_s); });
    world->server.reset();
    Lab::HomeserverOptions options;
    options.serverName = ServerName(u"here.lab"_s);
    options.dataFile = data;
    const auto refused = Lab::Homeserver::start(options, &world->network);
    QVERIFY(!refused);
    QVERIFY2(refused.error().text.contains(data) && refused.error().text.contains(u"older"_s), qPrintable(refused.error().text));
}

QTEST_GUILESS_MAIN(LabTrackerTest)

#include "tst_labtracker.moc"
