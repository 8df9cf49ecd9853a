// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sourcetest.h"

using namespace Lockstep;
using namespace Lockstep::Test;

class TestSynapseSource : public SourceTest
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { startCluster(); }
    void init() { openSource(); }
    void cleanup() { closeSource(); }
    void users_data() { engines(); }
    void users();
    void states_data() { engines(); }
    void states();
    void search_data() { engines(); }
    void search();
    void details_data() { engines(); }
    void details();
    void manyDevices_data() { engines(); }
    void manyDevices();
    void badCursors_data() { engines(); }
    void badCursors();
    void oneOddRowSpoilsNoList_data() { engines(); }
    void oneOddRowSpoilsNoList();
};

void TestSynapseSource::users()
{
    UserQuery query;
    query.limit = 4;
    const auto first = m_source->users(query);
    VERIFY_RESULT(first);
    QVERIFY(!first->partial);
    QCOMPARE(lines(first->items),
        (QStringList{u"@ann:remote.example in_step 104 devices=3 since=0 retry=0"_s,
            u"@bob:remote.example stale,unsigned_devices 7 devices=2 since=1700000000000 retry=0"_s,
            u"@cat:dead.example remote_failing 55 devices=1 since=0 retry=1700000600000"_s,
            u"@fay:other.example in_step 1 devices=1 since=0 retry=0"_s}));
    for (const int limit : {1, 3, 100, 254, 255, 256, 1000}) {
        query.limit = limit;
        int pages = 0;
        const QStringList all = allPages(
            query, [&](const UserQuery &q) { return m_source->users(q); }, &pages);
        QCOMPARE(all.size(), 255);
        QCOMPARE(QSet<QString>(all.cbegin(), all.cend()).size(), 255);
        QCOMPARE(pages, (255 + limit - 1) / limit);
        QVERIFY(all.constLast().startsWith("@zoe:remote.example in_step 9007199254740993 devices=0"_L1));
    }
}

void TestSynapseSource::states()
{
    const auto all = [&](Inspection::UserState state) {
        UserQuery query;
        query.limit = 2;
        query.state = state;
        return allPages(query, [&](const UserQuery &q) { return m_source->users(q); });
    };
    QCOMPARE(all(Inspection::UserState::Stale),
        QStringList{u"@bob:remote.example stale,unsigned_devices 7 devices=2 since=1700000000000 retry=0"_s});
    QCOMPARE(all(Inspection::UserState::Queued),
        (QStringList{u"nocolon queued  devices=0 since=1600000000000 retry=0"_s,
            u"@dan:other.example queued  devices=0 since=1700000000000 retry=0"_s}));
    QCOMPARE(all(Inspection::UserState::Orphaned), QStringList{u"@eve:gone.example orphaned  devices=1 since=0 retry=0"_s});
    QCOMPARE(all(Inspection::UserState::RemoteFailing),
        QStringList{u"@cat:dead.example remote_failing 55 devices=1 since=0 retry=1700000600000"_s});
    QCOMPARE(all(Inspection::UserState::UnsignedDevices).size(), 1);
    QCOMPARE(all(Inspection::UserState::InStep).size(), 253);
    QCOMPARE(all(Inspection::UserState::Untracked), QStringList());
    QCOMPARE(all(Inspection::UserState::Gap), QStringList());
}

void TestSynapseSource::search()
{
    const auto all = [&](const QString &server, const QString &search, std::optional<Inspection::UserState> state = {}) {
        UserQuery query;
        query.limit = 7;
        query.server = server;
        query.search = search;
        query.state = state;
        return allPages(query, [&](const UserQuery &q) { return m_source->users(q); });
    };
    QCOMPARE(all(u"many.example"_s, {}).size(), 250);
    QCOMPARE(all(u"remote.example"_s, {}).size(), 3);
    QCOMPARE(all(u"example"_s, {}).size(), 0);
    QCOMPARE(all({}, u"@u00"_s).size(), 100);
    QCOMPARE(all({}, u"@u0249:many.example"_s).size(), 1);
    QCOMPARE(all({}, u"@A"_s).size(), 0);
    QCOMPARE(all({}, u"REMOTE"_s).size(), 3);
    QCOMPARE(all(u"remote.example"_s, u"@b"_s).size(), 1);
    QCOMPARE(all({}, u"bob"_s, Inspection::UserState::Stale).size(), 1);
    QCOMPARE(all(u"other.example"_s, {}, Inspection::UserState::Queued).size(), 1);
    // Wildcards of SQL mean nothing; what no text column can hold is refused.
    QCOMPARE(all({}, u"%"_s).size(), 0);
    QCOMPARE(all({}, u"@'; DROP TABLE devices; --"_s).size(), 0);
    UserQuery query;
    query.search = u"@a"_s + QChar(u'\0');
    QCOMPARE(m_source->users(query).error().kind, Error::BadInput);
}

void TestSynapseSource::details()
{
    const auto ann = m_source->user(UserId(u"@ann:remote.example"_s));
    VERIFY_RESULT(ann);
    QCOMPARE(ann->devices.size(), 3);
    QCOMPARE(ann->devices.at(0).deviceId.toString(), u"ANNPC"_s);
    QCOMPARE(ann->devices.at(0).displayName, u"Ann's PC"_s);
    QCOMPARE(ann->devices.at(0).keys.value(u"keys"_s).toObject().value(u"ed25519:ANNPC"_s).toString(), u"abc"_s);
    QVERIFY(ann->devices.at(1).displayName.isNull());
    QVERIFY(!ann->devices.at(1).keys.isEmpty());
    QVERIFY(ann->devices.at(2).keys.isEmpty());
    QVERIFY(ann->destination.has_value());

    const auto bob = m_source->user(UserId(u"@bob:remote.example"_s));
    VERIFY_RESULT(bob);
    QCOMPARE(bob->crossSigning.master.value(u"keys"_s).toObject().keys(), QStringList{QString(u"ed25519:"_s + QString(43, u'M'))});
    QCOMPARE(bob->crossSigning.selfSigning.value(u"keys"_s).toObject().keys(), QStringList{QString(u"ed25519:"_s + QString(43, u'E'))});
    QCOMPARE(bob->crossSigning.history.size(), 2);
    QCOMPARE(bob->crossSigning.history.at(0).streamId, u"10"_s);
    QStringList findings;
    for (const Finding &finding : bob->summary.findings)
        findings += finding.id;
    QCOMPARE(findings, (QStringList{u"signature_missing"_s, u"cross_signing_invalid"_s, u"stale"_s}));
    QCOMPARE(bob->devices.at(0).selfSignature, SignatureState::Missing);
    m_database->run(
        u"UPDATE device_lists_remote_cache SET content = replace(content, '\"device_id\":\"SIGNED\"', '\"device_id\":\"OTHER\"') WHERE device_id = 'SIGNED'"_s);
    m_mayChange = true;
    const auto swapped = m_source->user(UserId(u"@bob:remote.example"_s));
    VERIFY_RESULT(swapped);
    QCOMPARE(swapped->devices.at(0).selfSignature, SignatureState::IdMismatch);
    QCOMPARE(swapped->summary.findings.at(1).id, u"id_mismatch"_s);

    // Broken content still shows that there is a device.
    const auto fay = m_source->user(UserId(u"@fay:other.example"_s));
    VERIFY_RESULT(fay);
    QCOMPARE(fay->devices.size(), 1);
    const auto cat = m_source->user(UserId(u"@cat:dead.example"_s));
    VERIFY_RESULT(cat);
    QVERIFY(cat->devices.at(0).displayName.isNull());
    QCOMPARE(cat->destination->failingSince, 1690000000000);
    const auto eve = m_source->user(UserId(u"@eve:gone.example"_s));
    VERIFY_RESULT(eve);

    QCOMPARE(m_source->user(UserId(u"@who:remote.example"_s)).error().kind, Error::NotFound);
    QCOMPARE(m_source->user(UserId(u"@me:home.example"_s)).error().kind, Error::BadInput);
    QCOMPARE(m_source->user(UserId(u"nocolon"_s)).error().kind, Error::BadInput);
}

void TestSynapseSource::manyDevices()
{
    QStringList rows;
    for (int i = 0; i < 1500; ++i)
        rows += u"('@zoe:remote.example', 'D%1', '{}')"_s.arg(i);
    m_database->run(u"INSERT INTO device_lists_remote_cache VALUES "_s + rows.join(u','));
    m_mayChange = true;
    const auto zoe = m_source->user(UserId(u"@zoe:remote.example"_s));
    VERIFY_RESULT(zoe);
    QCOMPARE(zoe->devices.size(), 1500);
    QVERIFY(std::is_sorted(
        zoe->devices.cbegin(), zoe->devices.cend(), [](const Device &a, const Device &b) { return a.deviceId < b.deviceId; }));
}

void TestSynapseSource::oneOddRowSpoilsNoList()
{
    QFETCH(bool, postgres);
    m_mayChange = true;
    m_database->run(u"INSERT INTO device_lists_remote_extremeties VALUES ('@aaa:x', 'no number'), ('@aab:x', '-5'), "
                    "('@aac:x', '9223372036854775808'), ('nocolon', ''), ('', '1')"_s);
    m_database->run(
        u"INSERT INTO device_lists_remote_cache VALUES ('@aaa:x', 'A', 'null'), ('@aaa:x', 'B', '{'), ('@aaa:x', 'C', '[]'), "
        "('@aaa:x', 'D', '{\"keys\":5,\"device_display_name\":7}'), ('@aaa:x', '', '{\"keys\":{\"keys\":[],\"signatures\":3}}')"_s);
    m_database->run(u"INSERT INTO destinations VALUES ('x', 4611686018427387904, 4611686018427387905, -1, NULL)"_s);
    if (!postgres)
        m_database->run(u"INSERT INTO device_lists_remote_extremeties VALUES ('@aad' || char(0) || ':x', '1')"_s);
    for (const int limit : {1, 2, 1000}) {
        UserQuery query;
        query.limit = limit;
        const QStringList all = allPages(query, [&](const UserQuery &q) { return m_source->users(q); });
        QVERIFY2(all.size() >= 259, qUtf8Printable(all.constLast()));
        QCOMPARE(QSet<QString>(all.cbegin(), all.cend()).size(), all.size());
    }
    const auto odd = m_source->user(UserId(u"@aaa:x"_s));
    VERIFY_RESULT(odd);
    QCOMPARE(odd->devices.size(), 5);
    QCOMPARE(odd->summary.streamId.toString(), u"no number"_s);
    QVERIFY(odd->summary.retryAt > 0);
}

void TestSynapseSource::badCursors()
{
    const QStringList bad{u"x"_s, u"!!"_s, u"W10"_s, u"bnVsbA"_s, QString(9999, u'A'), u"WyJ0cmFja2VkIiwxXQ"_s /* ["tracked",1] */,
        u"WyJ0cmFja2VkIiwiXHVkODAwIl0"_s /* ["tracked","\ud800"] */};
    for (const QString &after : bad) {
        UserQuery users;
        users.after = after;
        QCOMPARE(m_source->users(users).error().kind, Error::BadInput);
        InboxQuery inbox;
        inbox.after = after;
        QCOMPARE(m_source->inbox(inbox).error().kind, Error::BadInput);
        inbox.order = Inspection::InboxOrder::ByDepth;
        QCOMPARE(m_source->inbox(inbox).error().kind, Error::BadInput);
        PageQuery page;
        page.after = after;
        QCOMPARE(m_source->outbox(page).error().kind, Error::BadInput);
        QCOMPARE(m_source->updateQueues(page).error().kind, Error::BadInput);
        DestinationQuery destinations;
        destinations.after = after;
        QCOMPARE(m_source->destinations(destinations).error().kind, Error::BadInput);
        MessageQuery messages;
        messages.after = after;
        QCOMPARE(m_source->outboxMessages(ServerName(u"dead.example"_s), messages).error().kind, Error::BadInput);
    }
    // A cursor of one list is none of another.
    UserQuery stale;
    stale.limit = 1;
    stale.state = Inspection::UserState::Queued;
    const auto page = m_source->users(stale);
    VERIFY_RESULT(page);
    QVERIFY(!page->next.isEmpty());
    UserQuery all;
    all.after = page->next;
    QCOMPARE(m_source->users(all).error().kind, Error::BadInput);
}

QTEST_GUILESS_MAIN(TestSynapseSource)
#include "tst_synapsesource.moc"
