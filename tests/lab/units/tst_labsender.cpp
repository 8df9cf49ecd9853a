// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lab/state/accounts.h"
#include "lab/state/changes.h"
#include "lab/state/homeserverstate.h"
#include "lab/state/publisher.h"
#include "world.h"

#include <QTemporaryDir>

using namespace Lockstep;
using namespace Qt::StringLiterals;
using Tests::RemoteServer;
using Tests::World;

// The sending half of federation: transactions, their order and limits, backoff, what the publisher puts into them.

namespace {

constexpr qint64 dayMs = 24LL * 60 * 60 * 1000;

/// EDUs of one type in the order in which they arrived; a transaction that was sent again counts once.
QList<QJsonObject> received(const RemoteServer &remote, const QString &type)
{
    QList<QJsonObject> result;
    QSet<QString> seen;
    const auto transactions = remote.transactions();
    for (const RemoteServer::Transaction &transaction : transactions) {
        if (seen.contains(transaction.id))
            continue;
        seen.insert(transaction.id);
        for (const QJsonValue value : transaction.body.value("edus"_L1).toArray())
            if (value.toObject().value("edu_type"_L1) == type)
                result.append(value.toObject().value("content"_L1).toObject());
    }
    return result;
}

/// "7 <- 6" for each update of a user, with stream_ids counted from 1 in order of their first appearance.
QStringList chain(const QList<QJsonObject> &updates)
{
    QHash<qint64, int> numbers;
    const auto number = [&](qint64 id) {
        if (!numbers.contains(id))
            numbers.insert(id, int(numbers.size()) + 1);
        return QString::number(numbers.value(id));
    };
    QStringList result;
    for (const QJsonObject &update : updates) {
        QStringList previous;
        for (const QJsonValue id : update.value("prev_id"_L1).toArray())
            previous.append(number(id.toInteger()));
        const QString own = number(update.value("stream_id"_L1).toInteger());
        result.append(previous.isEmpty() ? own : own + u" <- "_s + previous.join(u','));
    }
    return result;
}

} // namespace

class LabSenderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        world = std::make_unique<World>();
        bob = world->remote.user(u"bob"_s);
        world->remote.setList(bob, u"5"_s);
        alice = world->local();
    }
    void cleanup() { world.reset(); }

    void aRepeatedTransactionIsAnsweredAlikeAndDoneOnce();
    void limitsOfATransaction();
    void oneTransactionAtATime();
    void backsOffAndKeepsTheQueue();
    void whatIsRefusedForeverBlocksNothing();
    void refusalsThatMayEndAreWaitedFor();
    void prunesAfterADay();
    void theTransactionUnderWaySurvivesARestart();
    void publishesAChain();
    void publishesForksAndMerges();
    void tellsServersThatJoinAndLeave();
    void anOlderStateOfARoomComesTooLate();

private:
    void changeDevice(const QString &device, const QString &name)
    {
        Lab::HomeserverState &state = world->server->state();
        QVERIFY(state.commit([&]() -> Result<void> {
            const DeviceId id(device);
            if (!state.accounts().hasDevice(alice, id))
                state.accounts().makeDevice(alice, id, name);
            state.accounts().rename(alice, id, name);
            state.publisher().deviceChanged(alice, id);
            return {};
        }));
    }
    QList<QJsonObject> updates() const { return received(world->remote, u"m.device_list_update"_s); }
    void shareWithBob()
    {
        room = world->share(bob);
        QTRY_VERIFY(!world->isStale(bob));
    }

    std::unique_ptr<World> world;
    UserId alice;
    UserId bob;
    QString room;
};

void LabSenderTest::aRepeatedTransactionIsAnsweredAlikeAndDoneOnce()
{
    shareWithBob();
    const QJsonArray edus{Tests::deviceListEdu(bob, u"D2"_s, 6, {5})};
    const ServerName here = world->server->serverName();
    const auto first = world->remote.send(here, u"a/b"_s, edus);
    const auto again = world->remote.send(here, u"a/b"_s, edus);
    QVERIFY(first && again);
    QCOMPARE(*again, *first);
    QCOMPARE(world->updates(bob).size(), 2); // the first list and the update, not marked as a duplicate of itself
    QVERIFY(world->remote.send(here, u"another"_s, edus));
    QCOMPARE(world->updates(bob).last().verdict, Verdict::Duplicate);
}

void LabSenderTest::limitsOfATransaction()
{
    shareWithBob();
    const ServerName here = world->server->serverName();
    const auto typing = [](int count) {
        QJsonArray result;
        for (int i = 0; i < count; ++i)
            result.append(QJsonObject{{u"edu_type"_s, u"m.typing"_s}, {u"content"_s, QJsonObject()}});
        return result;
    };
    QVERIFY(world->remote.send(here, u"1"_s, typing(100)));
    QVERIFY(world->remote.send(here, u"2"_s, {}, typing(50)));
    QJsonArray tooMany = typing(100);
    tooMany.prepend(Tests::deviceListEdu(bob, u"D2"_s, 6, {5}));
    for (const auto &refused : {world->remote.send(here, u"3"_s, tooMany), world->remote.send(here, u"4"_s, {}, typing(51))}) {
        QVERIFY(!refused);
        QCOMPARE(refused.error().remoteStatus, 400);
        QCOMPARE(refused.error().errcode, u"M_BAD_JSON"_s);
    }
    QCOMPARE(world->updates(bob).size(), 1); // nothing of what was too much

    // What the lab itself sends keeps to the limit, in order.
    world->remote.hold();
    for (int i = 0; i < 250; ++i)
        changeDevice(u"D"_s, QString::number(i));
    world->remote.release();
    QTRY_COMPARE(updates().size(), 250);
    for (int i = 0; i < 250; ++i)
        QCOMPARE(updates().at(i).value("device_display_name"_L1).toString(), QString::number(i));
    const auto transactions = world->remote.transactions();
    for (const RemoteServer::Transaction &transaction : transactions) {
        QVERIFY(transaction.body.value("edus"_L1).toArray().size() <= 100);
        QVERIFY(transaction.body.value("pdus"_L1).isArray());
        QCOMPARE(transaction.body.value("origin"_L1).toString(), here.toString());
    }
}

void LabSenderTest::oneTransactionAtATime()
{
    shareWithBob();
    QTRY_VERIFY(!world->remote.transactions().isEmpty());
    world->remote.hold();
    for (int i = 0; i < 20; ++i)
        changeDevice(u"D"_s, QString::number(i));
    world->remote.release();
    for (int i = 20; i < 40; ++i)
        changeDevice(u"D"_s, QString::number(i));
    QTRY_COMPARE(updates().size(), 40);
    QCOMPARE(world->remote.mostAtOnce(), 1);
}

void LabSenderTest::backsOffAndKeepsTheQueue()
{
    shareWithBob();
    QTRY_VERIFY(!world->remote.transactions().isEmpty());
    changeDevice(u"D"_s, u"before"_s);
    QTRY_COMPARE(updates().size(), 1);
    world->remote.setSendStatus(503);
    changeDevice(u"D"_s, u"first"_s);
    const auto destination = [&] { return world->server->source().destinations({})->items.value(0); };
    QTRY_VERIFY(destination().failingSince > 0);
    changeDevice(u"D"_s, u"second"_s);
    qint64 last = 0;
    for (int tries = 0; tries < 9; ++tries) {
        const qsizetype before = world->remote.transactions().size();
        const qint64 retryAt = destination().retryAt;
        const qint64 wait = retryAt - world->clock.now();
        QVERIFY2(wait > 0 && wait <= 72'000, qPrintable(QString::number(wait))); // a minute at most, and a fifth of it at random
        QVERIFY2(tries < 1 || tries > 5 || wait > last, "the wait does not grow");
        last = wait;
        world->clock.advance(wait - 1);
        QCOMPARE(world->remote.transactions().size(), before);
        world->clock.advance(1);
        QTRY_VERIFY(destination().retryAt > retryAt);
        QCOMPARE(world->remote.transactions().size(), before + 1);
        // The same again: same id, same content.
        QCOMPARE(world->remote.transactions().last().id, world->remote.transactions().at(before - 1).id);
        QCOMPARE(world->remote.transactions().last().body, world->remote.transactions().at(before - 1).body);
    }
    const auto queues = world->server->source().updateQueues({});
    QCOMPARE(queues->items.value(0).updates, 2);
    const auto told = [&](const UserId &user) { return world->server->source().ownUser(user, {}); };
    const auto waiting = told(alice);
    QVERIFY(waiting && waiting->destinations.size() == 1);
    const Inspection::ToldServer &remote = waiting->destinations.constFirst();
    QCOMPARE(remote.destination, world->remote.name());
    QCOMPARE(remote.updates, 2);
    QCOMPARE(remote.waiting.constFirst().deviceId.toString(), u"D"_s);
    QCOMPARE(remote.waiting.constLast().streamId, waiting->streamId.toInteger().value_or(0));
    QVERIFY(remote.confirmed > 0 && remote.confirmed < remote.waiting.constFirst().streamId);
    QCOMPARE(remote.why.reason, Inspection::WaitReason::Backoff);
    QVERIFY(!told(bob) && !told(UserId(u"@nobody:"_s + world->server->serverName().toString())));
    QVERIFY(queues->items.value(0).retryAt > 0);

    // The operator's reset ends the wait; then everything arrives, once and in order.
    world->remote.setSendStatus(200);
    QVERIFY(world->server->source().resetDestination(world->remote.name(), {}));
    QTRY_COMPARE(updates().size(), 3);
    QCOMPARE(chain(updates()).mid(1), (QStringList{u"2 <- 1"_s, u"3 <- 2"_s}));
    QTRY_VERIFY(world->server->source().updateQueues({})->items.isEmpty());
    QCOMPARE(told(alice)->destinations.constFirst().confirmed, told(alice)->streamId.toInteger().value_or(0));
    QVERIFY(!world->server->source().resetDestination(world->remote.name(), {})); // nothing left to end
}

void LabSenderTest::whatIsRefusedForeverBlocksNothing()
{
    shareWithBob();
    changeDevice(u"D"_s, u"before"_s);
    QTRY_COMPARE(updates().size(), 1);
    // One transaction of many updates, of which the destination will never take one.
    world->remote.setSendStatus(503);
    changeDevice(u"D"_s, u"waits"_s);
    const auto destination = [&] { return world->server->source().destinations({})->items.value(0); };
    QTRY_VERIFY(destination().failingSince > 0);
    for (const QString &name : {u"good 1"_s, u"poison"_s, u"good 2"_s})
        changeDevice(u"D"_s, name);
    world->remote.setSendStatus(200);
    world->remote.refuse("poison");
    const auto namesThatArrived = [&] {
        QStringList names;
        const QList<RemoteServer::Transaction> transactions = world->remote.transactions();
        for (const RemoteServer::Transaction &transaction : transactions) {
            const QJsonArray edus = transaction.body.value("edus"_L1).toArray();
            for (const QJsonValue &edu : edus)
                names += edu["content"_L1]["device_display_name"_L1].toString();
        }
        return names;
    };
    const auto isEmpty = [&] { return world->server->source().updateQueues({})->items.isEmpty(); };
    // A try whose end is noted only after the next step of the clock waits for one more step.
    for (int tries = 0; tries < 40 && !isEmpty(); ++tries) {
        const qsizetype before = world->remote.transactions().size();
        world->clock.advance(72'000);
        (void)QTest::qWaitFor([&] { return isEmpty() || world->remote.transactions().size() > before; }, 1'000);
    }
    QVERIFY(isEmpty());
    changeDevice(u"D"_s, u"after"_s);
    QTRY_COMPARE(namesThatArrived().last(), u"after"_s);
    QCOMPARE(destination().failingSince, 0);
    // The good ones arrived, each in a transaction of its own.
    const QList<RemoteServer::Transaction> transactions = world->remote.transactions();
    for (const QString &name : {u"good 1"_s, u"good 2"_s})
        QVERIFY(std::any_of(transactions.begin(), transactions.end(), [&](const RemoteServer::Transaction &transaction) {
            const QJsonArray edus = transaction.body.value("edus"_L1).toArray();
            return edus.size() == 1 && edus.first()["content"_L1]["device_display_name"_L1].toString() == name;
        }));
}

void LabSenderTest::refusalsThatMayEndAreWaitedFor()
{
    shareWithBob();
    changeDevice(u"D"_s, u"before"_s);
    QTRY_COMPARE(updates().size(), 1);
    world->remote.setSendStatus(403);
    changeDevice(u"D"_s, u"waits"_s);
    const auto destination = [&] { return world->server->source().destinations({})->items.value(0); };
    QTRY_VERIFY(destination().failingSince > 0);
    for (int tries = 0; tries < 12; ++tries) {
        const qint64 retryAt = destination().retryAt;
        world->clock.advance(72'000);
        QTRY_VERIFY(destination().retryAt > retryAt);
    }
    world->remote.setSendStatus(200);
    world->clock.advance(72'000);
    QTRY_VERIFY(world->server->source().updateQueues({})->items.isEmpty());
    QTRY_COMPARE(updates().last()["device_display_name"_L1].toString(), u"waits"_s);
}

void LabSenderTest::prunesAfterADay()
{
    shareWithBob();
    changeDevice(u"D1"_s, u"known"_s);
    QTRY_COMPARE(updates().size(), 1);
    world->network.setDown(world->remote.name(), true);
    changeDevice(u"D1"_s, u"under way"_s);
    QTRY_VERIFY(world->server->source().destinations({})->items.value(0).failingSince > 0);
    for (int i = 0; i < 5; ++i)
        changeDevice(u"D2"_s, QString::number(i));
    world->network.setDown(world->remote.name(), false);
    world->clock.advance(dayMs + 1);
    // The transaction under way goes out as it was; the rest collapses to the newest, which refers to nothing.
    QTRY_COMPARE(updates().size(), 3);
    QCOMPARE(updates().at(1).value("device_display_name"_L1).toString(), u"under way"_s);
    QCOMPARE(updates().at(2).value("device_display_name"_L1).toString(), u"4"_s);
    QCOMPARE(updates().at(2).value("prev_id"_L1), QJsonValue(QJsonArray()));
    changeDevice(u"D2"_s, u"after"_s);
    QTRY_COMPARE(updates().size(), 4);
    QCOMPARE(updates().at(3).value("prev_id"_L1).toArray(), QJsonArray{updates().at(2).value("stream_id"_L1)});
}

void LabSenderTest::theTransactionUnderWaySurvivesARestart()
{
    QTemporaryDir directory;
    world = std::make_unique<World>(directory.filePath(u"here.sqlite"_s));
    world->remote.setList(bob, u"5"_s);
    alice = world->local();
    shareWithBob();
    QTRY_VERIFY(!world->remote.transactions().isEmpty());
    world->remote.setSendStatus(500);
    changeDevice(u"D"_s, u"first"_s);
    QTRY_COMPARE(updates().size(), 1);
    changeDevice(u"D"_s, u"second"_s);
    const auto sent = world->remote.transactions().last();
    world->server.reset();
    world->remote.setSendStatus(200);
    world->start();
    world->clock.advance(60'000);
    QTRY_COMPARE(updates().size(), 2);
    const auto transactions = world->remote.transactions();
    QCOMPARE(transactions.at(transactions.size() - 2).id, sent.id);
    QCOMPARE(transactions.at(transactions.size() - 2).body, sent.body);
}

void LabSenderTest::publishesAChain()
{
    shareWithBob();
    for (int i = 0; i < 4; ++i)
        changeDevice(u"D%1"_s.arg(i % 2), QString::number(i));
    QTRY_COMPARE(updates().size(), 4);
    QCOMPARE(chain(updates()), (QStringList{u"1"_s, u"2 <- 1"_s, u"3 <- 2"_s, u"4 <- 3"_s}));
    // The list answers with the stream_id of the newest.
    const auto list = world->remote.request(
        world->server->serverName(), "GET", "/_matrix/federation/v1/user/devices/" + encodePathSegment(alice.toString()));
    QVERIFY(list);
    QCOMPARE(list->value("stream_id"_L1), updates().last().value("stream_id"_L1));
    QCOMPARE(list->value("devices"_L1).toArray().size(), 2);
}

void LabSenderTest::publishesForksAndMerges()
{
    shareWithBob();
    Lab::HomeserverState &state = world->server->state();
    const auto cluster = [&](bool on) {
        QVERIFY(state.commit([&]() -> Result<void> {
            state.publisher().setClustered(on);
            return {};
        }));
    };
    changeDevice(u"D"_s, u"0"_s);
    cluster(true);
    for (int i = 1; i < 5; ++i)
        changeDevice(u"D"_s, QString::number(i));
    cluster(false); // while one writer's update is not seen by the other
    changeDevice(u"D"_s, u"5"_s);
    changeDevice(u"D"_s, u"6"_s);
    QTRY_COMPARE(updates().size(), 7);
    QCOMPARE(chain(updates()), (QStringList{u"1"_s, u"2 <- 1"_s, u"3 <- 1"_s, u"4 <- 2,3"_s, u"5 <- 4"_s, u"6 <- 5"_s, u"7 <- 6"_s}));
}

void LabSenderTest::tellsServersThatJoinAndLeave()
{
    changeDevice(u"D1"_s, u"one"_s);
    changeDevice(u"D2"_s, u"two"_s);
    shareWithBob();
    // A server that gets no updates yet is told of every device.
    QTRY_COMPARE(updates().size(), 2);
    QVERIFY(world->membership(room, bob, u"leave"_s));
    changeDevice(u"D1"_s, u"not told"_s);
    shareWithBob();
    QTRY_COMPARE(updates().size(), 4);
    QCOMPARE(updates().at(2).value("device_display_name"_L1).toString(), u"not told"_s);
    // Another room with the same server is no news.
    shareWithBob();
    changeDevice(u"D1"_s, u"news"_s);
    QTRY_COMPARE(updates().last().value("device_display_name"_L1).toString(), u"news"_s);
    QCOMPARE(updates().size(), 5);
}

void LabSenderTest::anOlderStateOfARoomComesTooLate()
{
    // The answer to a join may overtake the EDU with the invitation.
    const auto member = [](const UserId &user, qint64 position, const QString &membership) {
        return QJsonObject{{u"event_id"_s, QString(u"$%1%2"_s.arg(position).arg(user.localpart()))}, {u"sender"_s, user.toString()},
            {u"type"_s, u"m.room.member"_s}, {u"state_key"_s, user.toString()}, {u"content"_s, QJsonObject{{u"membership"_s, membership}}},
            {u"origin_server_ts"_s, 1}, {u"position"_s, position}};
    };
    const auto tell = [&](qint64 position, const QString &membership) {
        return world->send({QJsonObject{{u"edu_type"_s, u"org.lockstep.lab.room"_s},
            {u"content"_s,
                QJsonObject{{u"room_id"_s, u"!r:there.test"_s},
                    {u"state"_s, QJsonArray{member(alice, position, membership), member(bob, position, u"join"_s)}}}}}});
    };
    QVERIFY(tell(7, u"join"_s));
    QVERIFY(world->isTracked(bob));
    QVERIFY(tell(5, u"invite"_s));
    QVERIFY(world->isTracked(bob));
    QVERIFY(tell(9, u"leave"_s));
    QVERIFY(!world->isTracked(bob));
}

QTEST_GUILESS_MAIN(LabSenderTest)

#include "tst_labsender.moc"
