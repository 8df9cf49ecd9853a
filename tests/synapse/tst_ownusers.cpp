// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sourcetest.h"

#include "domain/apiwords.h"
#include "inspection/ownuser.h"

#include <QDateTime>

using namespace Lockstep;
using namespace Lockstep::Test;

/// A local user's list as other servers are told of it, from tables as Synapse leaves them.
class TestOwnUsers : public SourceTest
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { startCluster(); }
    void cleanup() { closeSource(); }
    void list_data() { engines(); }
    void list();
    void whatWaits_data() { engines(); }
    void whatWaits();
    void pages_data() { engines(); }
    void pages();
    void refused_data() { engines(); }
    void refused();
    void aForgottenGrantIsSaid();

private:
    const UserId m_me{u"@me:home.example"_s};
    void populate();
};

void TestOwnUsers::populate()
{
    openSource();
    m_mayChange = true;
    m_database->run(
        u"INSERT INTO e2e_device_keys_json VALUES ('@me:home.example', 'BUSY', 1, "
        u"'{\"user_id\":\"@me:home.example\",\"device_id\":\"BUSY\","
        "\"keys\":{\"ed25519:BUSY\":\"k\"},\"signatures\":{\"@me:home.example\":{\"ed25519:BUSY\":\"own\"}}}'),"
        " ('@me:home.example', 'PUBKEY', 1, '{\"hidden\":1}'), ('@me:home.example', 'GONE', 1, '{\"left\":1}');\n"
        "INSERT INTO e2e_cross_signing_signatures VALUES ('@me:home.example', 'ed25519:SELF', '@me:home.example', 'BUSY', 'cross'),"
        " ('@me:home.example', 'ed25519:USER', '@you:home.example', 'BUSY', 'of another'),"
        " ('@you:home.example', 'ed25519:USER', '@me:home.example', 'BUSY', 'by another');\n"
        "INSERT INTO e2e_cross_signing_keys (user_id, keytype, keydata, stream_id) VALUES"
        " ('@me:home.example', 'master', '{\"keys\":{\"ed25519:M1\":\"M1\"}}', 50), ('@me:home.example', 'master', "
        "'{\"keys\":{\"ed25519:M2\":\"M2\"}}', 60),"
        " ('@me:home.example', 'self_signing', '{\"keys\":{\"ed25519:S1\":\"S1\"}}', 51),"
        " ('@me:home.example', 'user_signing', '{\"keys\":{\"ed25519:U1\":\"U1\"}}', 52);\n"
        "INSERT INTO device_lists_stream (stream_id, user_id, device_id) VALUES (38, '@me:home.example', 'BUSY'), (37, '@me:home.example', "
        "'DELETED'),"
        " (45, '@me:home.example', 'IDLE'), (44, '@ann:remote.example', 'ANNPC');\n"
        "INSERT INTO device_lists_changes_in_room (user_id, device_id, room_id, stream_id, converted_to_destinations) VALUES"
        " ('@me:home.example', 'BUSY', '!a:home.example', 38, TRUE), ('@me:home.example', 'BUSY', '!b:home.example', 38, FALSE),"
        " ('@me:home.example', 'IDLE', '!a:home.example', 45, TRUE), ('@me:home.example', 'IDLE', '!b:home.example', 45, FALSE)"_s);
}

void TestOwnUsers::list()
{
    populate();
    QFETCH(int, schema);
    if (schema == 94)
        m_database->run(u"UPDATE device_lists_changes_in_room SET inserted_ts = 1700000000000 + stream_id"_s);
    const auto own = m_source->ownUser(m_me, {});
    VERIFY_RESULT(own);
    QVERIFY2(own->listAvailable.available, qPrintable(own->listAvailable.reason));
    // Hidden rows are cross-signing keys; a key that outlived its device is no device.
    QCOMPARE(own->devices.size(), 2);
    QCOMPARE(own->devices.at(0).deviceId.toString(), u"BUSY"_s);
    QCOMPARE(own->devices.at(0).displayName, u"busy"_s);
    const QJsonObject signatures = own->devices.at(0).keys.value(u"signatures").toObject();
    QCOMPARE(
        signatures, (QJsonObject{{u"@me:home.example"_s, QJsonObject{{u"ed25519:BUSY"_s, u"own"_s}, {u"ed25519:SELF"_s, u"cross"_s}}}}));
    QCOMPARE(own->devices.at(1).deviceId.toString(), u"IDLE"_s);
    QVERIFY(own->devices.at(1).keys.isEmpty());
    QCOMPARE(own->crossSigning.master.value(u"keys").toObject().keys(), QStringList{u"ed25519:M2"_s});
    QCOMPARE(own->crossSigning.selfSigning.value(u"keys").toObject().keys(), QStringList{u"ed25519:S1"_s});
    // The number is the stream's, not the user's. What the position has passed is in the queues, whatever its row says.
    QCOMPARE(own->streamId.toString(), u"45"_s);
    QStringList changes;
    for (const OwnChange &change : own->changes)
        changes += u"%1 %2 %3"_s.arg(change.streamId)
                       .arg(change.deviceId.toString(),
                           !change.isQueued       ? u"?"_s
                               : *change.isQueued ? u"queued"_s
                                                  : u"not yet"_s);
    QCOMPARE(changes, QStringList({u"45 IDLE not yet"_s, u"38 BUSY queued"_s, u"37 DELETED ?"_s}));
    QCOMPARE(own->changes.constFirst().at, schema == 94 ? 1700000000045 : 0);
}

void TestOwnUsers::whatWaits()
{
    populate();
    m_database->run(
        u"UPDATE destinations SET retry_last_ts = %1 WHERE destination = 'dead.example'"_s.arg(QDateTime::currentMSecsSinceEpoch()));
    OwnUserQuery query;
    query.destination = ServerName(u"dead.example"_s);
    auto own = m_source->ownUser(m_me, query);
    VERIFY_RESULT(own);
    QCOMPARE(own->destinations.size(), 1);
    const ToldServer &dead = own->destinations.constFirst();
    QCOMPARE(dead.updates, 2);
    QCOMPARE(dead.waiting, (QList<WaitingChange>{{DeviceId(u"BUSY"_s), 40, 1700000000500}, {DeviceId(u"BUSY"_s), 41, 1700000000600}}));
    QCOMPARE(dead.confirmed, 30);
    QCOMPARE(toApiName(dead.why.reason), u"backoff"_s);
    QVERIFY(dead.state && dead.state->failingSince == 1690000000000);
    QVERIFY(!dead.transactionsAvailable.available && !dead.transactionsAvailable.reason.isEmpty());
    // A server that was never told anything is an answer too.
    query.destination = ServerName(u"strange.example"_s);
    own = m_source->ownUser(m_me, query);
    VERIFY_RESULT(own);
    QCOMPARE(own->destinations.size(), 1);
    QCOMPARE(own->destinations.constFirst().confirmed, 0);
    QCOMPARE(own->destinations.constFirst().updates, 0);
    QVERIFY(!own->destinations.constFirst().state);
}

void TestOwnUsers::pages()
{
    populate();
    QStringList all;
    OwnUserQuery query;
    query.limit = 1;
    for (int pages = 0; pages < 10; ++pages) {
        const auto own = m_source->ownUser(m_me, query);
        VERIFY_RESULT(own);
        for (const ToldServer &told : own->destinations)
            all += u"%1 %2 %3"_s.arg(told.destination.toString()).arg(told.updates).arg(told.confirmed);
        query.after = own->next;
        if (query.after.isEmpty())
            break;
    }
    QCOMPARE(all, QStringList({u"dead.example 2 30"_s, u"remote.example 1 39"_s}));
    query.after = u"made up"_s;
    const auto bad = m_source->ownUser(m_me, query);
    QVERIFY(!bad && bad.error().kind == Error::BadInput);
}

void TestOwnUsers::refused()
{
    openSource();
    const auto remote = m_source->ownUser(UserId(u"@ann:remote.example"_s), {});
    QVERIFY(!remote && remote.error().kind == Error::BadInput);
    const auto nobody = m_source->ownUser(UserId(u"@nobody:home.example"_s), {});
    QVERIFY(!nobody && nobody.error().kind == Error::NotFound);
}

void TestOwnUsers::aForgottenGrantIsSaid()
{
    if (!m_cluster)
        QSKIP(qPrintable(u"NOT TESTED ON POSTGRESQL: "_s + m_noCluster));
    const auto fixture = TestDatabase::postgres(*m_cluster, Shape::Schema94);
    fixture->addRoles();
    SynapseSettings settings;
    settings.serverName = ServerName(u"home.example"_s);
    settings.clientApi = QUrl(u"http://127.0.0.1:1"_s);
    settings.database = m_cluster->uri(fixture->name(), u"lockstep_reader"_s, u"change-me"_s);
    settings.readOnly = true;
    {
        const auto source = SynapseSource::open(settings, nullptr);
        VERIFY_RESULT(source);
        const auto own = (*source)->ownUser(m_me, {});
        VERIFY_RESULT(own);
        for (const Availability &part : {own->listAvailable, own->changesAvailable, own->destinationsAvailable})
            QVERIFY2(part.available, qPrintable(part.reason));
        QCOMPARE(own->devices.size(), 2);
        QCOMPARE(own->devices.constFirst().displayName, u"busy"_s);
        QCOMPARE(own->destinations.size(), 2);
    }
    fixture->run(u"REVOKE SELECT (user_id, device_id, key_json) ON e2e_device_keys_json FROM lockstep_reader;\n"
                 "REVOKE SELECT (device_id) ON device_lists_stream FROM lockstep_reader;\n"
                 "REVOKE SELECT (destination, user_id, stream_id) ON device_lists_outbound_last_success FROM lockstep_reader"_s);
    const auto source = SynapseSource::open(settings, nullptr);
    VERIFY_RESULT(source);
    const auto own = (*source)->ownUser(m_me, {});
    VERIFY_RESULT(own);
    for (const Availability &part : {own->listAvailable, own->changesAvailable, own->destinationsAvailable})
        QVERIFY2(!part.available && part.reason.contains("roles.sql"_L1), qPrintable(part.reason));
    QVERIFY(own->devices.isEmpty() && own->changes.isEmpty() && own->destinations.isEmpty());
}

QTEST_GUILESS_MAIN(TestOwnUsers)
#include "tst_ownusers.moc"
