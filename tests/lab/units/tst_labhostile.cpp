// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "world.h"

#include <QJsonDocument>

using namespace Lockstep;
using namespace Qt::StringLiterals;
using Http::OutgoingAnswer;
using Tests::World;

/// A remote server that answers and sends what it should not.
class LabHostileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        world = std::make_unique<World>();
        bob = world->remote.user(u"bob"_s);
        world->remote.setList(bob, u"5"_s);
        world->share(bob);
        QTRY_COMPARE(world->states(bob), QList{Inspection::UserState::InStep});
    }
    void cleanup() { world.reset(); }

    void hostileAnswers_data();
    void hostileAnswers();
    void hostileUpdates_data();
    void hostileUpdates();
    void manyDevices();
    void endlessAnswer();

private:
    std::unique_ptr<World> world;
    UserId bob;
};

void LabHostileTest::hostileAnswers_data()
{
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *title, const char *body) { QTest::addRow("%s", title) << QByteArray(body); };
    row("another user", R"({"user_id":"@eve:there.test","stream_id":9,"devices":[]})");
    row("no stream_id", R"({"user_id":"@bob:there.test","devices":[]})");
    row("stream_id is an object", R"({"user_id":"@bob:there.test","stream_id":{},"devices":[]})");
    row("stream_id is no integer", R"({"user_id":"@bob:there.test","stream_id":9.5,"devices":[]})");
    row("no devices", R"({"user_id":"@bob:there.test","stream_id":9})");
    row("devices is an object", R"({"user_id":"@bob:there.test","stream_id":9,"devices":{}})");
    row("a device is a number", R"({"user_id":"@bob:there.test","stream_id":9,"devices":[1]})");
    row("keys are a list", R"({"user_id":"@bob:there.test","stream_id":9,"devices":[{"device_id":"D","keys":[]}]})");
    row("name is a number", R"({"user_id":"@bob:there.test","stream_id":9,"devices":[{"device_id":"D","device_display_name":1}]})");
    row("master key is text", R"({"user_id":"@bob:there.test","stream_id":9,"devices":[],"master_key":"x"})");
    row("not JSON", "<html>");
    row("a list", "[]");
    row("empty", "");
}

void LabHostileTest::hostileAnswers()
{
    QFETCH(QByteArray, body);
    OutgoingAnswer answer;
    answer.body = body;
    world->remote.setAnswer(bob, answer);
    const Result<void> refused = world->server->source().resync(bob, {}, 10'000);
    QVERIFY2(!refused, "an answer that is not usable is not a success");
    QCOMPARE(refused.error().kind, Error::BadAnswer);
    QVERIFY(!refused.error().text.isEmpty());
    QVERIFY(world->isStale(bob));
    QCOMPARE(world->devices(bob), QStringList{u"D1"_s});
}

void LabHostileTest::hostileUpdates_data()
{
    QTest::addColumn<QByteArray>("content");
    const auto row = [](const char *title, const char *content) { QTest::addRow("%s", title) << QByteArray(content); };
    row("of another server", R"({"user_id":"@bob:elsewhere.test","device_id":"D","stream_id":6,"prev_id":[5]})");
    row("of a local user", R"({"user_id":"@alice:here.lab","device_id":"D","stream_id":6,"prev_id":[5]})");
    row("no stream_id", R"({"user_id":"@bob:there.test","device_id":"D","prev_id":[5]})");
    row("prev_id is a number", R"({"user_id":"@bob:there.test","device_id":"D","stream_id":6,"prev_id":5})");
    row("prev_id holds an object", R"({"user_id":"@bob:there.test","device_id":"D","stream_id":6,"prev_id":[{}]})");
    row("deleted is text", R"({"user_id":"@bob:there.test","device_id":"D","stream_id":6,"prev_id":[5],"deleted":"yes"})");
    row("no device", R"({"user_id":"@bob:there.test","stream_id":6,"prev_id":[5]})");
    row("nothing", "{}");
    row("no user ID", R"({"user_id":5,"device_id":"D","stream_id":6,"prev_id":[5]})");
}

void LabHostileTest::hostileUpdates()
{
    QFETCH(QByteArray, content);
    // It is dropped; the rest of the transaction counts, and the sender is not made to send it for ever.
    QVERIFY(world->send({QJsonObject{{u"edu_type"_s, u"m.device_list_update"_s}, {u"content"_s, QJsonDocument::fromJson(content).object()}},
        Tests::deviceListEdu(bob, u"D2"_s, 6, {5})}));
    QCOMPARE(world->updates(bob).size(), 2); // the first list, and the good update
    QCOMPARE(world->updates(bob).last().verdict, Verdict::Applied);
    QCOMPARE(world->states(bob), QList{Inspection::UserState::InStep});
    QCOMPARE(world->remote.listRequests(), 1);
}

void LabHostileTest::manyDevices()
{
    QStringList ids;
    for (int i = 0; i < 1500; ++i)
        ids.append(u"D%1"_s.arg(i, 5, 10, '0'_L1));
    world->remote.setList(bob, u"9"_s, ids);
    QVERIFY(world->server->source().resync(bob, {}, 20'000));
    QCOMPARE(world->devices(bob), ids);
    for (int i = 1500; i < 10'001; ++i)
        ids.append(u"D%1"_s.arg(i, 5, 10, '0'_L1));
    world->remote.setList(bob, u"10"_s, ids);
    const auto refused = world->server->source().resync(bob, {}, 20'000);
    QVERIFY(!refused);
    QVERIFY(refused.error().text.contains(u"10001"_s));
    QCOMPARE(world->devices(bob).size(), 1500);
}

void LabHostileTest::endlessAnswer()
{
    OutgoingAnswer answer;
    answer.body = QByteArray(80 * 1024 * 1024, ' ');
    world->remote.setAnswer(bob, answer);
    const Result<void> refused = world->server->source().resync(bob, {}, 20'000);
    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, Error::BadAnswer);
    QVERIFY2(refused.error().text.contains(u"MB"_s), qPrintable(refused.error().text));
    QCOMPARE(world->devices(bob), QStringList{u"D1"_s});
}

QTEST_GUILESS_MAIN(LabHostileTest)

#include "tst_labhostile.moc"
