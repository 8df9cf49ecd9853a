// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "client.h"
#include "world.h"

using namespace Lockstep;
using namespace Qt::StringLiterals;
using Tests::Client;
using Tests::World;

namespace {

QJsonArray events(const QJsonObject &sync)
{
    return sync.value("to_device"_L1).toObject().value("events"_L1).toArray();
}

/// The numbers that the messages carry, "1 2 3".
QString numbers(const QJsonObject &sync)
{
    QStringList result;
    const QJsonArray list = events(sync);
    for (const QJsonValue event : list)
        result.append(QString::number(event.toObject().value("content"_L1).toObject().value("n"_L1).toInt()));
    return result.join(u' ');
}

QString next(const QJsonObject &sync)
{
    return sync.value("next_batch"_L1).toString();
}

QJsonObject message(const UserId &user, const QString &device, int n)
{
    return {{user.toString(), QJsonObject{{device, QJsonObject{{u"n"_s, n}}}}}};
}

QJsonObject vectors(const QString &group)
{
    QFile file(QStringLiteral(LOCKSTEP_VECTORS));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object().value(group).toObject() : QJsonObject();
}

} // namespace

/// Send-to-device messages between a lab server's clients and from other servers ("Send-to-device" in domain/PROTOCOL.md).
class LabToDeviceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        world = std::make_unique<World>();
        alice = world->local();
        bob = world->remote.user(u"bob"_s);
    }
    void cleanup() { world.reset(); }

    void vectorCases_data();
    void vectorCases();
    void retransmissionIsHarmless();
    void inOrderAHundredATime();
    void deletedWhenTheTokenComesBack();
    void aRepeatedSyncGivesTheSame();
    void messageIdsOfOtherServers();
    void fromOtherServers_data();
    void fromOtherServers();
    void toOtherServers();
    void deviceGone();

private:
    Result<QJsonObject> sendEdu(const QJsonObject &content)
    {
        return world->send({QJsonObject{{u"edu_type"_s, u"m.direct_to_device"_s}, {u"content"_s, content}}});
    }
    QJsonObject edu(const QString &messageId, int n, const QString &device = u"*"_s)
    {
        return {{u"sender"_s, bob.toString()}, {u"type"_s, u"m.test"_s}, {u"message_id"_s, messageId},
            {u"messages"_s, message(alice, device, n)}};
    }

    std::unique_ptr<World> world;
    UserId alice;
    UserId bob;
};

void LabToDeviceTest::vectorCases_data()
{
    QTest::addColumn<QJsonObject>("vector");
    const QJsonArray cases = vectors(u"send_to_device"_s).value("cases"_L1).toArray();
    QCOMPARE(cases.size(), 5);
    for (const QJsonValue value : cases)
        if (const QJsonObject vector = value.toObject(); vector.contains("messages"_L1)) // the other is retransmissionIsHarmless()
            QTest::addRow("%s", qPrintable(vector.value("id"_L1).toString())) << vector;
}

void LabToDeviceTest::vectorCases()
{
    QFETCH(QJsonObject, vector);
    // @a:x of the vectors is a local user here.
    world->local(u"a"_s);
    const UserId user(u"@a:here.lab"_s);
    std::map<QString, Client> clients;
    for (const QJsonValue device : vector.value("devices"_L1).toObject().value("@a:x"_L1).toArray())
        clients.emplace(device.toString(), Client(world->server.get(), u"a"_s, device.toString()));
    Client &sender = clients.at(vector.value("sender_device"_L1).toString(u"D1"_s));
    sender.sendToDevice(u"t"_s, {{user.toString(), vector.value("messages"_L1).toObject().value("@a:x"_L1)}});
    QCOMPARE(sender.status, 200);
    const QJsonObject expected = vector.value("expect"_L1).toObject().value("@a:x"_L1).toObject();
    for (auto &[device, client] : clients) {
        QJsonArray contents;
        for (const QJsonValue event : events(client.sync()))
            contents.append(event.toObject().value("content"_L1));
        QCOMPARE(contents, expected.value(device).toArray());
    }
}

void LabToDeviceTest::retransmissionIsHarmless()
{
    Client one(world->server.get(), u"alice"_s, u"ONE"_s);
    Client two(world->server.get(), u"alice"_s, u"TWO"_s);
    for (int i = 0; i < 3; ++i)
        one.sendToDevice(u"same"_s, message(alice, u"TWO"_s, 1));
    QCOMPARE(numbers(two.sync()), u"1"_s);
    // The whole path counts: another type is another request; and another device's transaction of this name too.
    one.sendToDevice(u"same"_s, message(alice, u"TWO"_s, 2), u"m.other"_s);
    two.sendToDevice(u"same"_s, message(alice, u"TWO"_s, 3));
    QCOMPARE(numbers(two.sync()), u"1 2 3"_s);
}

void LabToDeviceTest::inOrderAHundredATime()
{
    Client client(world->server.get(), u"alice"_s, u"ONE"_s);
    const QString begin = next(client.sync());
    QStringList all;
    for (int i = 0; i < 250; ++i) {
        if (i % 2)
            client.sendToDevice(QString::number(i), message(alice, u"ONE"_s, i));
        else
            QVERIFY(sendEdu(edu(u"m%1"_s.arg(i), i)));
        all.append(QString::number(i));
    }
    QStringList got;
    QString since = begin;
    for (const int expected : {100, 100, 50, 0}) {
        const QJsonObject sync = client.sync(since);
        QCOMPARE(events(sync).size(), expected);
        got += numbers(sync).split(u' ', Qt::SkipEmptyParts);
        since = next(sync);
    }
    QCOMPARE(got, all);
}

void LabToDeviceTest::deletedWhenTheTokenComesBack()
{
    Client client(world->server.get(), u"alice"_s, u"ONE"_s);
    const auto queued = [&] {
        const auto page = world->server->source().inbox({});
        return page->items.isEmpty() ? 0 : page->items.first().messages;
    };
    QVERIFY(sendEdu(edu(u"a"_s, 1)));
    QVERIFY(sendEdu(edu(u"b"_s, 2)));
    const QJsonObject first = client.sync();
    QCOMPARE(numbers(first), u"1 2"_s);
    QCOMPARE(queued(), 2); // delivered is not acknowledged
    QVERIFY(sendEdu(edu(u"c"_s, 3)));
    const QJsonObject second = client.sync(next(first));
    QCOMPARE(numbers(second), u"3"_s);
    QCOMPARE(queued(), 1);
    QCOMPARE(numbers(client.sync(next(second))), QString());
    QCOMPARE(queued(), 0);
}

void LabToDeviceTest::aRepeatedSyncGivesTheSame()
{
    Client client(world->server.get(), u"alice"_s, u"ONE"_s);
    Client other(world->server.get(), u"alice"_s, u"TWO"_s);
    const QString begin = next(client.sync());
    QVERIFY(sendEdu(edu(u"a"_s, 1)));
    QCOMPARE(numbers(client.sync(begin)), u"1"_s);
    QVERIFY(sendEdu(edu(u"b"_s, 2)));
    const QJsonObject again = client.sync(begin);
    QCOMPARE(numbers(again), u"1 2"_s);
    QCOMPARE(numbers(client.sync()), u"1 2"_s); // from the start of the queue, and nothing is deleted by it
    client.sync(next(again));
    QCOMPARE(numbers(client.sync(begin)), QString()); // acknowledged is gone, whatever token comes
    QCOMPARE(numbers(other.sync()), u"1 2"_s); // each device has a queue of its own
}

void LabToDeviceTest::messageIdsOfOtherServers()
{
    Client client(world->server.get(), u"alice"_s, u"ONE"_s);
    QVERIFY(sendEdu(edu(u"same"_s, 1)));
    QVERIFY(sendEdu(edu(u"same"_s, 1))); // in another transaction
    QCOMPARE(numbers(client.sync()), u"1"_s);
    // The scope is the origin.
    Tests::RemoteServer third(&world->network, ServerName(u"third.test"_s));
    QJsonObject content = edu(u"same"_s, 2);
    content.insert(u"sender"_s, u"@eve:third.test"_s);
    QVERIFY(
        third.send(world->server->serverName(), u"t"_s, {QJsonObject{{u"edu_type"_s, u"m.direct_to_device"_s}, {u"content"_s, content}}}));
    QCOMPARE(numbers(client.sync()), u"1 2"_s);
    // After a week it is forgotten.
    world->clock.advance(8LL * 24 * 60 * 60 * 1000);
    QVERIFY(sendEdu(edu(u"same"_s, 3)));
    QCOMPARE(numbers(client.sync()), u"1 2 3"_s);
}

void LabToDeviceTest::fromOtherServers_data()
{
    QTest::addColumn<QByteArray>("change");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *title, const char *change, const char *expected) {
        QTest::addRow("%s", title) << QByteArray(change) << QString::fromLatin1(expected);
    };
    row("as it should be", "{}", "1");
    row("sender of another server", R"({"sender":"@bob:elsewhere.test"})", "");
    row("sender is a local user", R"({"sender":"@alice:here.lab"})", "");
    row("no message_id", R"({"message_id":null})", "");
    row("message_id empty", R"({"message_id":""})", "");
    row("32 code points", R"({"message_id":"\ud83d\ude00abcdefghijklmnopqrstuvwxyz01234"})", "1");
    row("33 code points", R"({"message_id":"\ud83d\ude00abcdefghijklmnopqrstuvwxyz012345"})", "");
    row("recipient of another server", R"({"messages":{"@alice:there.test":{"*":{"n":1}}}})", "");
    row("some recipients unknown", R"({"messages":{"@nobody:here.lab":{"*":{"n":2}},"@alice:here.lab":{"ONE":{"n":1},"NOPE":{"n":3}}}})",
        "1");
    row("content is text", R"({"messages":{"@alice:here.lab":{"ONE":"x"}}})", "");
    row("devices are a list", R"({"messages":{"@alice:here.lab":["ONE"]}})", "");
    row("messages are a list", R"({"messages":[]})", "");
}

void LabToDeviceTest::fromOtherServers()
{
    QFETCH(QByteArray, change);
    QFETCH(QString, expected);
    Client client(world->server.get(), u"alice"_s, u"ONE"_s);
    QJsonObject content = edu(u"id"_s, 1);
    const QJsonObject changes = QJsonDocument::fromJson(change).object();
    for (auto member = changes.begin(); member != changes.end(); ++member)
        content.insert(member.key(), member.value());
    QVERIFY(sendEdu(content)); // 200 whatever is in it: the sender is not to repeat it for ever
    QCOMPARE(numbers(client.sync()), expected);
}

void LabToDeviceTest::toOtherServers()
{
    Client client(world->server.get(), u"alice"_s, u"ONE"_s);
    world->remote.setSendStatus(503);
    client.sendToDevice(u"1"_s, message(bob, u"*"_s, 1));
    client.sendToDevice(u"2"_s, message(bob, u"B2"_s, 2));
    QCOMPARE(client.status, 200);
    QTRY_VERIFY(world->server->source().destinations({})->items.value(0).failingSince > 0);
    auto about = world->server->source().destination(world->remote.name());
    QVERIFY(about && about->outbox && about->reach.spans.size() == 1);
    QCOMPARE(about->outbox->messages, 2);
    QCOMPARE(about->reach.spans.at(0).state, ReachState::Backoff);
    QCOMPARE(about->reach.spans.at(0).until, 0);
    QVERIFY(!world->server->source().destination(ServerName(u"nobody.example"_s)));
    const auto waiting = world->server->source().outboxMessages(world->remote.name(), {});
    QCOMPARE(waiting->items.size(), 2);
    world->remote.setSendStatus(200);
    world->clock.advance(120'000);
    const auto outbox = [&] { return world->server->source().outbox({})->items.size(); };
    QTRY_COMPARE(outbox(), 0);
    about = world->server->source().destination(world->remote.name());
    QVERIFY(about && !about->outbox && about->reach.spans.size() == 1);
    QVERIFY(about->reach.spans.at(0).until > about->reach.spans.at(0).since);
    QList<QJsonObject> contents;
    QSet<QString> ids;
    const auto transactions = world->remote.transactions();
    for (const auto &transaction : transactions)
        for (const QJsonValue value : transaction.body.value("edus"_L1).toArray()) {
            const QJsonObject content = value.toObject().value("content"_L1).toObject();
            QCOMPARE(value.toObject().value("edu_type"_L1).toString(), u"m.direct_to_device"_s);
            QVERIFY(content.value("message_id"_L1).toString().toUcs4().size() <= 32);
            QCOMPARE(content.value("sender"_L1).toString(), alice.toString());
            if (!ids.contains(content.value("message_id"_L1).toString()))
                contents.append(content);
            ids.insert(content.value("message_id"_L1).toString()); // the same in each retry
        }
    QCOMPARE(contents.size(), 2);
    QCOMPARE(contents.at(0).value("messages"_L1).toObject(), message(bob, u"*"_s, 1));
    QCOMPARE(contents.at(1).value("messages"_L1).toObject(), message(bob, u"B2"_s, 2));
}

void LabToDeviceTest::deviceGone()
{
    Client client(world->server.get(), u"alice"_s, u"ONE"_s);
    QVERIFY(sendEdu(edu(u"a"_s, 1)));
    client.call("POST", {u"logout"_s});
    QCOMPARE(client.status, 200);
    QVERIFY(world->server->source().inbox({})->items.isEmpty());
    Client again(world->server.get(), u"alice"_s, u"ONE"_s);
    QCOMPARE(numbers(again.sync()), QString());
}

QTEST_GUILESS_MAIN(LabToDeviceTest)

#include "tst_labtodevice.moc"
