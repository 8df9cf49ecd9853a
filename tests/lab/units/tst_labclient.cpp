// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "client.h"
#include "core/canonicaljson.h"
#include "domain/signatures.h"
#include "lab/state/accounts.h"
#include "lab/state/homeserverstate.h"
#include "world.h"

#include <QJsonArray>

#include <thread>

using namespace Lockstep;
using namespace Qt::StringLiterals;
using Tests::Client;
using Tests::World;

namespace {

QJsonArray list(const QJsonObject &object, const QString &name = u"events"_s)
{
    return object.value(name).toArray();
}

/// What a room's part of a sync holds, in a word for each event: "name", and of members "alice:join".
QString words(const QJsonArray &events)
{
    QStringList result;
    for (const QJsonValue &event : events) {
        const QString type = event["type"_L1].toString();
        if (type == "m.room.member"_L1)
            result += UserId(event["state_key"_L1].toString()).localpart() + u':' + event["content"_L1]["membership"_L1].toString();
        else
            result += type.section(u'.', -1);
    }
    return result.join(u' ');
}

QString timeline(const QJsonObject &room)
{
    return words(list(room.value("timeline"_L1).toObject()));
}

QString state(const QJsonObject &room)
{
    return words(list(room.value("state"_L1).toObject()));
}

QJsonObject roomOf(const QJsonObject &sync, const QString &room, const QString &section = u"join"_s)
{
    return sync.value("rooms"_L1).toObject().value(section).toObject().value(room).toObject();
}

QString next(const QJsonObject &sync)
{
    return sync.value("next_batch"_L1).toString();
}

QStringList changed(const QJsonObject &sync)
{
    return sync.value("device_lists"_L1).toObject().value("changed"_L1).toVariant().toStringList();
}

QJsonObject backupOf(const QString &key)
{
    return {{u"algorithm"_s, u"m.megolm_backup.v1.curve25519-aes-sha2"_s}, {u"auth_data"_s, QJsonObject{{u"public_key"_s, key}}}};
}

QJsonObject roomKey(int index, bool verified, const QString &data, int forwarded = 0)
{
    return {{u"first_message_index"_s, index}, {u"forwarded_count"_s, forwarded}, {u"is_verified"_s, verified},
        {u"session_data"_s, QJsonObject{{u"ciphertext"_s, data}}}};
}

} // namespace

/// What clients that were not written here rely on.
class LabClientTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        world = std::make_unique<World>();
        alice = world->local();
        carol = world->local(u"carol"_s);
        bob = world->remote.user(u"bob"_s);
        world->remote.setList(bob, u"5"_s);
    }
    void cleanup() { world.reset(); }

    void joinsAreInTheTimeline();
    void everyEventHasItsOwnIdAndTime();
    void theStateIsThatBeforeTheTimeline();
    void whoLeftSeesHowItEnded();
    void theSenderKnowsItsTransaction();
    void stateOfAnyTypeIsSet();
    void redacted();
    void aProfileChanges();
    void aProfileOfAnotherServer();
    void bodiesThatSayNothing_data();
    void bodiesThatSayNothing();
    void theTokenInTheQuery();
    void backups();
    void theBetterKeyStays_data();
    void theBetterKeyStays();
    void aUserSigningKeyTellsNobodyElse();
    void whoWasInvitedIsInTheChangedLists();
    void aSummaryForLazyLoading();
    void unknownNames();
    void pollsHaveAShare();

private:
    QString room(Client &client, const QJsonObject &more = {})
    {
        return client.call("POST", {u"createRoom"_s}, more).value("room_id"_L1).toString();
    }
    Client client(const QString &user, const QString &device) { return Client(world->server.get(), user, device); }
    QJsonObject says(Client &client, const QString &room, const QString &transaction)
    {
        return client.call("PUT", {u"rooms"_s, room, u"send"_s, u"m.room.message"_s, transaction},
            {{u"body"_s, transaction}, {u"msgtype"_s, u"m.text"_s}});
    }

    std::unique_ptr<World> world;
    UserId alice, carol, bob;
};

void LabClientTest::joinsAreInTheTimeline()
{
    Client one = client(u"alice"_s, u"ONE"_s);
    Client other = client(u"carol"_s, u"OTHER"_s);
    const QString begin = next(other.sync());
    const QString id = room(one, {{u"name"_s, u"Room"_s}, {u"topic"_s, u"Topic"_s}, {u"invite"_s, QJsonArray{carol.toString()}}});
    const QJsonObject first = one.sync();
    QCOMPARE(timeline(roomOf(first, id)), u"create alice:join power_levels join_rules history_visibility name topic carol:invite"_s);
    QCOMPARE(state(roomOf(first, id)), QString());
    QCOMPARE(roomOf(first, id).value("timeline"_L1)["limited"_L1].toBool(true), false);
    const QJsonObject invited = other.sync(begin);
    QCOMPARE(words(list(roomOf(invited, id, u"invite"_s).value("invite_state"_L1).toObject())),
        u"create join_rules history_visibility name topic carol:invite"_s);
    other.call("POST", {u"join"_s, id});
    QCOMPARE(timeline(roomOf(one.sync(next(first)), id)), u"carol:join"_s);
    // Who joins has the whole room, its own join last.
    QVERIFY(timeline(roomOf(other.sync(next(invited)), id)).endsWith(u"carol:invite carol:join"_s));
    // A remote user likewise.
    QVERIFY(one.call("POST", {u"rooms"_s, id, u"invite"_s}, {{u"user_id"_s, bob.toString()}}).isEmpty());
    QVERIFY(world->membership(id, bob, u"join"_s));
    QVERIFY(timeline(roomOf(one.sync(next(first)), id)).endsWith(u"carol:join bob:invite bob:join"_s));
}

void LabClientTest::everyEventHasItsOwnIdAndTime()
{
    Client one = client(u"alice"_s, u"ONE"_s);
    Client other = client(u"carol"_s, u"OTHER"_s);
    const QString id = room(one, {{u"preset"_s, u"public_chat"_s}});
    QSet<QString> ids;
    for (int i = 0; i < 3; ++i) {
        world->clock.advance(1000);
        other.call("POST", {u"join"_s, id});
        const QJsonArray joined = list(roomOf(other.sync(), id).value("timeline"_L1).toObject());
        QCOMPARE(words({joined.last()}), u"carol:join"_s);
        QCOMPARE(joined.last()["origin_server_ts"_L1].toInteger(), world->clock.now());
        const QString event = joined.last()["event_id"_L1].toString();
        ids.insert(event);
        QCOMPARE(other.call("GET", {u"rooms"_s, id, u"event"_s, event}).value("state_key"_L1).toString(), carol.toString());
        other.call("POST", {u"rooms"_s, id, u"leave"_s});
    }
    QCOMPARE(ids.size(), 3);
    const QJsonArray page
        = list(one.call("GET", {u"rooms"_s, id, u"messages"_s}, {}, {{u"dir"_s, u"b"_s}, {u"limit"_s, u"4"_s}}), u"chunk"_s);
    QCOMPARE(words(page), u"carol:leave carol:join carol:leave carol:join"_s);
}

void LabClientTest::theStateIsThatBeforeTheTimeline()
{
    Client one = client(u"alice"_s, u"ONE"_s);
    Client other = client(u"carol"_s, u"OTHER"_s);
    const QString id = room(one, {{u"preset"_s, u"public_chat"_s}});
    const QString begin = next(one.sync());
    one.call("PUT", {u"rooms"_s, id, u"state"_s, u"m.room.name"_s}, {{u"name"_s, u"first"_s}});
    one.call("PUT", {u"rooms"_s, id, u"state"_s, u"m.room.name"_s}, {{u"name"_s, u"second"_s}});
    for (int i = 0; i < 12; ++i)
        says(one, id, QString::number(i));
    one.call("PUT", {u"rooms"_s, id, u"state"_s, u"m.room.name"_s}, {{u"name"_s, u"third"_s}});
    other.call("POST", {u"join"_s, id});
    const QJsonObject now = roomOf(one.sync(begin), id);
    QVERIFY(now.value("timeline"_L1)["limited"_L1].toBool());
    QCOMPARE(timeline(now), u"message message message message message message message message name carol:join"_s);
    QCOMPARE(state(now), u"name"_s);
    QCOMPARE(list(now.value("state"_L1).toObject()).first()["content"_L1]["name"_L1].toString(), u"second"_s);
    // Backwards from there without a gap.
    const QJsonArray older
        = list(one.call("GET", {u"rooms"_s, id, u"messages"_s}, {},
                   {{u"dir"_s, u"b"_s}, {u"limit"_s, u"6"_s}, {u"from"_s, now.value("timeline"_L1)["prev_batch"_L1].toString()}}),
            u"chunk"_s);
    QCOMPARE(words(older), u"message message message message name name"_s);
    QCOMPARE(older.first()["content"_L1]["body"_L1].toString(), u"3"_s);
    // A filter counts what it lets through.
    const QJsonObject filtered = roomOf(one.sync({}, uR"({"room":{"timeline":{"types":["m.room.message"],"limit":3}}})"_s), id);
    QCOMPARE(timeline(filtered), u"message message message"_s);
    QCOMPARE(state(filtered), u"create alice:join power_levels join_rules history_visibility name"_s);
}

void LabClientTest::whoLeftSeesHowItEnded()
{
    Client one = client(u"alice"_s, u"ONE"_s);
    Client other = client(u"carol"_s, u"OTHER"_s);
    const QString id = room(one, {{u"preset"_s, u"public_chat"_s}});
    other.call("POST", {u"join"_s, id});
    const QString begin = next(other.sync());
    one.call("POST", {u"rooms"_s, id, u"kick"_s}, {{u"user_id"_s, carol.toString()}, {u"reason"_s, u"Out."_s}});
    says(one, id, u"not for carol"_s);
    const QJsonObject left = roomOf(other.sync(begin), id, u"leave"_s);
    QCOMPARE(timeline(left), u"carol:leave"_s);
    const QJsonValue event = list(left.value("timeline"_L1).toObject()).first();
    QCOMPARE(event["sender"_L1].toString(), alice.toString());
    QCOMPARE(event["content"_L1]["reason"_L1].toString(), u"Out."_s);
}

void LabClientTest::theSenderKnowsItsTransaction()
{
    Client one = client(u"alice"_s, u"ONE"_s);
    Client two = client(u"alice"_s, u"TWO"_s);
    const QString id = room(one);
    const QString begin = next(one.sync());
    const QString event = says(one, id, u"mine"_s).value("event_id"_L1).toString();
    QCOMPARE(says(one, id, u"mine"_s).value("event_id"_L1).toString(), event); // once more is the same
    const auto seen = [&](Client &client) { return list(roomOf(client.sync(begin), id).value("timeline"_L1).toObject()); };
    QCOMPARE(seen(one).size(), 1);
    QCOMPARE(seen(one).first()["unsigned"_L1]["transaction_id"_L1].toString(), u"mine"_s);
    QVERIFY(seen(two).first()["unsigned"_L1]["transaction_id"_L1].isUndefined());
    QCOMPARE(one.call("GET", {u"rooms"_s, id, u"event"_s, event}).value("unsigned"_L1)["transaction_id"_L1].toString(), u"mine"_s);
    // The same transaction of another device is another event.
    QVERIFY(says(two, id, u"mine"_s).value("event_id"_L1).toString() != event);
}

void LabClientTest::stateOfAnyTypeIsSet()
{
    Client one = client(u"alice"_s, u"ONE"_s);
    Client other = client(u"carol"_s, u"OTHER"_s);
    const QString id = room(one, {{u"preset"_s, u"public_chat"_s}});
    other.call("POST", {u"join"_s, id});
    other.call("PUT", {u"rooms"_s, id, u"state"_s, u"m.room.topic"_s}, {{u"topic"_s, u"Carol's"_s}});
    QCOMPARE(other.status, 200);
    QCOMPARE(one.call("GET", {u"rooms"_s, id, u"state"_s, u"m.room.topic"_s}).value("topic"_L1).toString(), u"Carol's"_s);
    for (const QString &type : {u"m.room.power_levels"_s, u"m.room.join_rules"_s, u"m.room.create"_s, u"m.room.member"_s}) {
        other.call("PUT", {u"rooms"_s, id, u"state"_s, type}, {{u"membership"_s, u"join"_s}});
        QCOMPARE(other.status, 403);
    }
    other.call("PUT", {u"rooms"_s, id, u"state"_s, u"org.example.of"_s, alice.toString()}, {});
    QCOMPARE(other.status, 403);
}

void LabClientTest::redacted()
{
    Client one = client(u"alice"_s, u"ONE"_s);
    Client other = client(u"carol"_s, u"OTHER"_s);
    const QString id = room(one, {{u"preset"_s, u"public_chat"_s}});
    other.call("POST", {u"join"_s, id});
    const QString event = says(one, id, u"too much"_s).value("event_id"_L1).toString();
    other.call("PUT", {u"rooms"_s, id, u"redact"_s, event, u"r"_s});
    QCOMPARE(other.status, 403);
    const QString redaction
        = one.call("PUT", {u"rooms"_s, id, u"redact"_s, event, u"r"_s}, {{u"reason"_s, u"oops"_s}}).value("event_id"_L1).toString();
    const QJsonObject found = other.call("GET", {u"rooms"_s, id, u"event"_s, event});
    QVERIFY(found.value("content"_L1).toObject().isEmpty());
    QCOMPARE(found.value("unsigned"_L1)["redacted_because"_L1]["event_id"_L1].toString(), redaction);
    QCOMPARE(other.call("GET", {u"rooms"_s, id, u"event"_s, redaction}).value("redacts"_L1).toString(), event);
    // A redaction of the redaction, and so on, is read like any other.
    one.call("PUT", {u"rooms"_s, id, u"redact"_s, redaction, u"r2"_s});
    QCOMPARE(one.status, 200);
    QCOMPARE(other.call("GET", {u"rooms"_s, id, u"event"_s, event}).value("event_id"_L1).toString(), event);
}

void LabClientTest::aProfileChanges()
{
    Client one = client(u"alice"_s, u"ONE"_s);
    const QString id = room(one);
    const QString begin = next(one.sync());
    one.call("PUT", {u"profile"_s, alice.toString(), u"displayname"_s}, {{u"displayname"_s, u"Alice A."_s}});
    QCOMPARE(one.status, 200);
    QCOMPARE(one.call("GET", {u"profile"_s, alice.toString()}).value("displayname"_L1).toString(), u"Alice A."_s);
    const QJsonArray news = list(roomOf(one.sync(begin), id).value("timeline"_L1).toObject());
    QCOMPARE(words(news), u"alice:join"_s);
    QCOMPARE(news.first()["content"_L1]["displayname"_L1].toString(), u"Alice A."_s);
    // Nothing else about the membership is new: nobody's list has to be fetched for it.
    QCOMPARE(changed(one.sync(begin)), QStringList());
    one.call("PUT", {u"profile"_s, carol.toString(), u"displayname"_s}, {{u"displayname"_s, u"x"_s}});
    QCOMPARE(one.status, 403);
}

void LabClientTest::aProfileOfAnotherServer()
{
    Client one = client(u"alice"_s, u"ONE"_s);
    one.call("GET", {u"profile"_s, bob.toString()});
    QCOMPARE(one.status, 404); // the test's remote server has none
}

void LabClientTest::bodiesThatSayNothing_data()
{
    QTest::addColumn<QByteArray>("body");
    for (const char *body : {"", "{}", "null", "[]", "\"x\"", "{\"a\":", "\xff"})
        QTest::addRow("%s", body) << QByteArray(body);
}

void LabClientTest::bodiesThatSayNothing()
{
    QFETCH(QByteArray, body);
    Client one = client(u"alice"_s, u"ONE"_s);
    const QString id = room(one);
    one.exchange("POST", {u"rooms"_s, id, u"forget"_s}, body);
    QCOMPARE(one.status, 200);
    one.exchange("POST", {u"logout"_s}, body);
    QCOMPARE(one.status, 200);
    one.call("GET", {u"devices"_s});
    QCOMPARE(one.status, 401);
    Client two = client(u"alice"_s, u"TWO"_s);
    two.exchange("POST", {u"logout"_s, u"all"_s}, body);
    QCOMPARE(two.status, 200);
}

void LabClientTest::theTokenInTheQuery()
{
    Client one = client(u"alice"_s, u"ONE"_s);
    one.tokenInQuery = true;
    QCOMPARE(one.call("GET", {u"account"_s, u"whoami"_s}).value("device_id"_L1).toString(), u"ONE"_s);
    one.call("POST", {u"logout"_s});
    QCOMPARE(one.call("GET", {u"account"_s, u"whoami"_s}).value("errcode"_L1).toString(), u"M_UNKNOWN_TOKEN"_s);
}

void LabClientTest::backups()
{
    Client one = client(u"alice"_s, u"ONE"_s);
    const auto keys = [&](const QByteArray &method, const QStringList &path, const QString &version, const QJsonObject &body = {}) {
        return one.call(method, QStringList{u"room_keys"_s, u"keys"_s} + path, body, {{u"version"_s, version}});
    };
    QCOMPARE(one.call("GET", {u"room_keys"_s, u"version"_s}).value("errcode"_L1).toString(), u"M_NOT_FOUND"_s);
    keys("PUT", {}, u"1"_s, {{u"rooms"_s, QJsonObject()}});
    QCOMPARE(one.status, 404);
    const QString version = one.call("POST", {u"room_keys"_s, u"version"_s}, backupOf(u"A"_s)).value("version"_L1).toString();
    QVERIFY(!version.isEmpty());
    QJsonObject backup = one.call("GET", {u"room_keys"_s, u"version"_s});
    QCOMPARE(backup.value("version"_L1).toString(), version);
    QCOMPARE(backup.value("count"_L1).toInt(-1), 0);
    QCOMPARE(backup.value("auth_data"_L1), backupOf(u"A"_s).value("auth_data"_L1));

    const QJsonObject stored = keys("PUT", {u"!a:x"_s, u"S1"_s}, version, roomKey(3, false, u"one"_s));
    QCOMPARE(stored.value("count"_L1).toInt(), 1);
    QVERIFY(stored.value("etag"_L1).toString() != backup.value("etag"_L1).toString());
    keys("PUT", {u"!a:x"_s}, version, {{u"sessions"_s, QJsonObject{{u"S2"_s, roomKey(0, true, u"two"_s)}}}});
    QCOMPARE(
        keys("PUT", {}, version,
            {{u"rooms"_s, QJsonObject{{u"!b:x"_s, QJsonObject{{u"sessions"_s, QJsonObject{{u"S1"_s, roomKey(0, true, u"three"_s)}}}}}}}})
            .value("count"_L1)
            .toInt(),
        3);
    QCOMPARE(keys("GET", {u"!a:x"_s, u"S1"_s}, version), roomKey(3, false, u"one"_s));
    QCOMPARE(keys("GET", {u"!a:x"_s}, version).value("sessions"_L1).toObject().keys(), (QStringList{u"S1"_s, u"S2"_s}));
    QCOMPARE(keys("GET", {}, version).value("rooms"_L1).toObject().keys(), (QStringList{u"!a:x"_s, u"!b:x"_s}));
    QCOMPARE(keys("GET", {u"!none:x"_s}, version), (QJsonObject{{u"sessions"_s, QJsonObject()}}));
    keys("GET", {u"!none:x"_s, u"S"_s}, version);
    QCOMPARE(one.status, 404);
    QCOMPARE(keys("DELETE", {u"!a:x"_s, u"S1"_s}, version).value("count"_L1).toInt(), 2);
    QCOMPARE(keys("DELETE", {}, version).value("count"_L1).toInt(-1), 0);

    one.call("PUT", {u"room_keys"_s, u"version"_s, version}, backupOf(u"changed"_s));
    QCOMPARE(one.status, 200);
    QJsonObject another = backupOf(u"x"_s);
    another.insert(u"algorithm"_s, u"org.example.other"_s);
    one.call("PUT", {u"room_keys"_s, u"version"_s, version}, another);
    QCOMPARE(one.status, 400);

    // A newer version takes the keys from then on; the older one can still be read.
    const QString newer = one.call("POST", {u"room_keys"_s, u"version"_s}, backupOf(u"B"_s)).value("version"_L1).toString();
    const QJsonObject wrong = keys("PUT", {u"!a:x"_s, u"S1"_s}, version, roomKey(0, true, u"late"_s));
    QCOMPARE(one.status, 403);
    QCOMPARE(wrong.value("errcode"_L1).toString(), u"M_WRONG_ROOM_KEYS_VERSION"_s);
    QCOMPARE(wrong.value("current_version"_L1).toString(), newer);
    QCOMPARE(one.call("GET", {u"room_keys"_s, u"version"_s, version}).value("auth_data"_L1), backupOf(u"changed"_s).value("auth_data"_L1));
    for (int i = 0; i < 2; ++i) { // once more is no error
        one.exchange("DELETE", {u"room_keys"_s, u"version"_s, newer}, "null");
        QCOMPARE(one.status, 200);
    }
    QCOMPARE(one.call("GET", {u"room_keys"_s, u"version"_s}).value("version"_L1).toString(), version);
    one.call("DELETE", {u"room_keys"_s, u"version"_s, u"99"_s});
    QCOMPARE(one.status, 404);
    // Nobody else's business.
    Client other = client(u"carol"_s, u"OTHER"_s);
    other.call("GET", {u"room_keys"_s, u"version"_s});
    QCOMPARE(other.status, 404);
    one.call("PATCH", {u"room_keys"_s, u"version"_s});
    QCOMPARE(one.status, 405);
}

void LabClientTest::theBetterKeyStays_data()
{
    QTest::addColumn<QJsonObject>("known");
    QTest::addColumn<QJsonObject>("later");
    QTest::addColumn<QString>("stays");
    QTest::addRow("verified wins") << roomKey(0, false, u"a"_s) << roomKey(9, true, u"b"_s) << u"b"_s;
    QTest::addRow("not verified loses") << roomKey(9, true, u"a"_s) << roomKey(0, false, u"b"_s) << u"a"_s;
    QTest::addRow("an earlier message wins") << roomKey(5, true, u"a"_s) << roomKey(4, true, u"b"_s, 9) << u"b"_s;
    QTest::addRow("a later one loses") << roomKey(5, true, u"a"_s) << roomKey(6, true, u"b"_s) << u"a"_s;
    QTest::addRow("forwarded less often wins") << roomKey(5, true, u"a"_s, 2) << roomKey(5, true, u"b"_s, 1) << u"b"_s;
    QTest::addRow("as good stays") << roomKey(5, true, u"a"_s, 2) << roomKey(5, true, u"b"_s, 2) << u"a"_s;
}

void LabClientTest::theBetterKeyStays()
{
    QFETCH(QJsonObject, known);
    QFETCH(QJsonObject, later);
    QFETCH(QString, stays);
    Client one = client(u"alice"_s, u"ONE"_s);
    const QString version = one.call("POST", {u"room_keys"_s, u"version"_s}, backupOf(u"A"_s)).value("version"_L1).toString();
    const QStringList path{u"room_keys"_s, u"keys"_s, u"!a:x"_s, u"S"_s};
    for (const QJsonObject &key : {known, later})
        one.call("PUT", path, key, {{u"version"_s, version}});
    QCOMPARE(one.call("GET", path, {}, {{u"version"_s, version}}).value("session_data"_L1)["ciphertext"_L1].toString(), stays);
}

void LabClientTest::aUserSigningKeyTellsNobodyElse()
{
    Client one = client(u"alice"_s, u"ONE"_s);
    Client other = client(u"carol"_s, u"OTHER"_s);
    const QString id = world->share(bob);
    one.call("POST", {u"rooms"_s, id, u"invite"_s}, {{u"user_id"_s, carol.toString()}});
    other.call("POST", {u"join"_s, id});
    const SigningKey master = SigningKey::generate();
    const auto text = [](const SigningKey &key) { return QString::fromLatin1(encodeUnpaddedBase64(key.publicKey())); };
    const auto key = [&](const QString &usage, const SigningKey &own) {
        const QJsonObject object{{u"user_id"_s, alice.toString()}, {u"usage"_s, QJsonArray{usage}},
            {u"keys"_s, QJsonObject{{QString(u"ed25519:"_s + text(own)), text(own)}}}};
        return *signJson(object, alice.toString(), u"ed25519:"_s + text(master), master);
    };
    const auto upload = [&](const QString &usage, const SigningKey &own) {
        // A key that is added to others, or replaces one, wants the password; the stage may be sent at once.
        const QJsonObject who{{u"type"_s, u"m.id.user"_s}, {u"user"_s, alice.toString()}};
        const QJsonObject auth{{u"type"_s, u"m.login.password"_s}, {u"identifier"_s, who}, {u"password"_s, u"password"_s}};
        one.call("POST", {u"keys"_s, u"device_signing"_s, u"upload"_s}, {{QString(usage + u"_key"_s), key(usage, own)}, {u"auth"_s, auth}});
        return one.status;
    };
    const auto told = [&] {
        int count = 0;
        const auto transactions = world->remote.transactions();
        for (const auto &transaction : transactions)
            for (const QJsonValue edu : list(transaction.body, u"edus"_s))
                count += edu["edu_type"_L1].toString() == "m.signing_key_update"_L1;
        return count;
    };
    QCOMPARE(upload(u"master"_s, master), 200);
    QTRY_COMPARE(told(), 1);
    const QString ownBegin = next(one.sync());
    const QString otherBegin = next(other.sync());
    QCOMPARE(upload(u"user_signing"_s, SigningKey::generate()), 200);
    QCOMPARE(changed(other.sync(otherBegin)), QStringList());
    QCOMPARE(changed(one.sync(ownBegin)), QStringList{alice.toString()}); // her own devices are to see it
    QCOMPARE(upload(u"self_signing"_s, SigningKey::generate()), 200);
    QCOMPARE(changed(other.sync(otherBegin)), QStringList{alice.toString()});
    QTRY_COMPARE(told(), 2); // and not three
}

void LabClientTest::whoWasInvitedIsInTheChangedLists()
{
    Client one = client(u"alice"_s, u"ONE"_s);
    const QString id = room(one);
    const QString begin = next(one.sync());
    one.call("POST", {u"rooms"_s, id, u"invite"_s}, {{u"user_id"_s, bob.toString()}});
    one.call("POST", {u"rooms"_s, id, u"invite"_s}, {{u"user_id"_s, carol.toString()}});
    const QJsonObject invited = one.sync(begin);
    QStringList names = changed(invited);
    names.sort();
    QCOMPARE(names, (QStringList{bob.toString(), carol.toString()}));
    QCOMPARE(changed(one.sync(next(invited))), QStringList());
}

void LabClientTest::aSummaryForLazyLoading()
{
    Client one = client(u"alice"_s, u"ONE"_s);
    Client other = client(u"carol"_s, u"OTHER"_s);
    const QString id = room(one, {{u"invite"_s, QJsonArray{carol.toString()}}});
    const QString filter = uR"({"room":{"state":{"lazy_load_members":true}}})"_s;
    const QJsonObject first = one.sync({}, filter);
    const auto summary = [&](const QJsonObject &sync) { return roomOf(sync, id).value("summary"_L1).toObject(); };
    QCOMPARE(summary(first),
        (QJsonObject{{u"m.heroes"_s, QJsonArray{carol.toString()}}, {u"m.joined_member_count"_s, 1}, {u"m.invited_member_count"_s, 1}}));
    says(one, id, u"no member changed"_s);
    const QJsonObject second = one.sync(next(first), filter);
    QCOMPARE(summary(second), QJsonObject());
    other.call("POST", {u"join"_s, id});
    QCOMPARE(summary(one.sync(next(second), filter)).value("m.joined_member_count"_L1).toInt(), 2);
    QCOMPARE(summary(one.sync()), QJsonObject());
}

void LabClientTest::unknownNames()
{
    Client one = client(u"alice"_s, u"ONE"_s);
    const QJsonObject device = list(one.call("GET", {u"devices"_s}), u"devices"_s).first().toObject();
    QVERIFY(device.value("display_name"_L1).isNull());
    QCOMPARE(device.value("last_seen_ip"_L1).toString(), u"127.0.0.1"_s);
    const QJsonObject keys{{u"user_id"_s, alice.toString()}, {u"device_id"_s, u"ONE"_s}, {u"algorithms"_s, QJsonArray()},
        {u"keys"_s, QJsonObject()}, {u"signatures"_s, QJsonObject()}};
    one.call("POST", {u"keys"_s, u"upload"_s}, {{u"device_keys"_s, keys}});
    const auto asked = [&] {
        return one.call("POST", {u"keys"_s, u"query"_s}, {{u"device_keys"_s, QJsonObject{{alice.toString(), QJsonArray()}}}})
            .value("device_keys"_L1)[alice.toString()][u"ONE"_s];
    };
    QCOMPARE(asked()["unsigned"_L1], QJsonValue(QJsonObject()));
    one.call("PUT", {u"devices"_s, u"ONE"_s}, {{u"display_name"_s, u"named"_s}});
    QCOMPARE(asked()["unsigned"_L1]["device_display_name"_L1].toString(), u"named"_s);
    // A member of a member that is missing is not a parameter that is missing.
    QCOMPARE(one.call("POST", {u"keys"_s, u"upload"_s}, {{u"device_keys"_s, QJsonObject{{u"user_id"_s, alice.toString()}}}})
                 .value("errcode"_L1)
                 .toString(),
        u"M_BAD_JSON"_s);
    QCOMPARE(one.call("POST", {u"keys"_s, u"query"_s}).value("errcode"_L1).toString(), u"M_MISSING_PARAM"_s);
}

void LabClientTest::pollsHaveAShare()
{
    Client one = client(u"alice"_s, u"ONE"_s);
    const QString since = next(one.sync());
    const int share = Lab::ClientLimits().pollsOfUser;
    std::atomic_int refused = 0, answered = 0;
    std::vector<std::thread> polls;
    for (int i = 0; i < share + 5; ++i)
        polls.emplace_back([&, own = one]() mutable {
            own.call("GET", {u"sync"_s}, {}, {{u"since"_s, since}, {u"timeout"_s, u"20000"_s}});
            (own.status == 429 ? refused : answered)++;
        });
    QTRY_COMPARE(refused.load(), 5);
    // What does not wait is answered, to others and to the same user.
    Client other = client(u"carol"_s, u"OTHER"_s);
    other.sync();
    QCOMPARE(other.status, 200);
    one.sync(since);
    QCOMPARE(one.status, 200);
    one.sendToDevice(u"t"_s, {{alice.toString(), QJsonObject{{u"ONE"_s, QJsonObject()}}}});
    for (std::thread &poll : polls)
        poll.join();
    QCOMPARE(answered.load(), share);
}

QTEST_GUILESS_MAIN(LabClientTest)

#include "tst_labclient.moc"
