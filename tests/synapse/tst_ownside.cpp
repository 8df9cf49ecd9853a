// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sourcetest.h"

#include "domain/apiwords.h"
#include "synapse/own/knownfaults.h"
#include "synapse/own/ownwatch.h"
#include "synapse/own/version.h"

#include <QDateTime>
#include <QFile>

using namespace Lockstep;
using namespace Lockstep::Test;

/// What the homeserver is behind with, made by statements as Synapse, or somebody who moved a number, would leave it.
class TestOwnSide : public SourceTest
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { startCluster(); }
    void cleanup() { closeSource(); }
    void whyQueuesWait_data() { engines(); }
    void whyQueuesWait();
    void aForgottenGrantIsSaid();
    void summaries_data() { engines(); }
    void summaries();
    void waitingUpdates_data() { engines(); }
    void waitingUpdates();
    void conversion_data() { engines(); }
    void conversion();
    void streams_data() { engines(); }
    void streams();
    void unwoken_data() { engines(); }
    void unwoken();
    void versions();
    void faults();

private:
    /// Several looks, whose times the test says.
    struct Watch
    {
        explicit Watch(TestDatabase &fixture)
            : database(*Sql::DatabaseAddress::parse(fixture.uri()), {.access = Sql::Access::ReadOnly})
            , schema(*Schema::read(database))
            , conversion(database, schema)
            , streams(database, schema)
        {
        }
        Sql::Database database;
        Schema schema;
        ConversionWatch conversion;
        StreamWatch streams;
    };
    bool isNew() const
    {
        return qstrcmp(QTest::currentDataTag(), "sqlite 94") == 0 || qstrcmp(QTest::currentDataTag(), "postgres 94") == 0;
    }
};

namespace {

QString line(const Waiting &waiting)
{
    return toApiName(waiting.reason) + u' ' + waiting.evidence;
}

qint64 timeNow()
{
    return QDateTime::currentMSecsSinceEpoch();
}

} // namespace

void TestOwnSide::whyQueuesWait()
{
    openSource();
    m_mayChange = true;
    m_database->run(u"INSERT INTO devices (user_id, device_id, last_seen, hidden) VALUES ('@me:home.example', 'NEW', NULL, FALSE),"
                    " ('@me:home.example', 'DRY', NULL, FALSE), ('@me:home.example', 'NOW', %1, FALSE);\n"
                    "INSERT INTO dehydrated_devices VALUES ('@me:home.example', 'DRY', '{}');\n"
                    "INSERT INTO device_inbox (user_id, device_id, stream_id, message_json) VALUES ('@me:home.example', 'NEW', 300, '{}'),"
                    " ('@me:home.example', 'DRY', 301, '{}'), ('@me:home.example', 'NOW', 302, '{}')"_s.arg(timeNow() - 60'000));
    if (isNew())
        m_database->run(
            u"INSERT INTO scheduled_tasks (id, action, status, timestamp, resource_id, params) VALUES ('t', 'delete_device_messages',"
            " 'active', 1, 'LOST', '{\"user_id\":\"@me:home.example\",\"device_id\":\"LOST\"}')"_s);
    const auto page = m_source->inbox({});
    VERIFY_RESULT(page);
    QMap<QString, QString> found;
    for (const InboxQueue &queue : page->items)
        found.insert(queue.deviceId.toString(), line(queue.waiting));
    QCOMPARE(found.value(u"IDLE"_s), u"not_seen_lately devices.last_seen is 2022-04-15 05:20:00 UTC"_s);
    QCOMPARE(found.value(u"NEW"_s), u"never_synced devices.last_seen is null"_s);
    QCOMPARE(found.value(u"DRY"_s), u"dehydrated dehydrated_devices names this device"_s);
    QCOMPARE(found.value(u"PUBKEY"_s), u"hidden devices.hidden is true"_s);
    QVERIFY(found.value(u"NOW"_s).startsWith("lags "_L1));
    QVERIFY2(found.value(u"LOST"_s).startsWith(
                 isNew() ? u"being_deleted no row in devices; scheduled_tasks"_s : u"device_deleted no row in devices; "_s),
        qPrintable(found.value(u"LOST"_s)));
    // The backoffs of the population were over long ago, and nothing was tried since; who has none is woken by nothing.
    const auto outbox = m_source->outbox({});
    VERIFY_RESULT(outbox);
    QCOMPARE(toApiName(outbox->items.at(0).waiting.reason), u"not_woken"_s);
    m_database->run(u"UPDATE destinations SET retry_last_ts = %1 WHERE destination = 'dead.example'"_s.arg(timeNow()));
    const auto updates = m_source->updateQueues({});
    VERIFY_RESULT(updates);
    QCOMPARE(toApiName(updates->items.at(0).waiting.reason), u"backoff"_s);
    QCOMPARE(updates->items.at(0).waiting.since, 1690000000000);
    QVERIFY(updates->items.at(0).waiting.nextTry > timeNow());
    QCOMPARE(line(updates->items.at(1).waiting),
        u"not_woken the oldest entry is of 2023-11-14 22:13:20 UTC; destinations.retry_interval is 0"_s);
    // The log tells of a transaction that does not get through, before the database does.
    m_source->witness()(History::ServerTrouble{.user = {},
                            .kind = History::ServerTrouble::SendFailed,
                            .server = ServerName(u"remote.example"_s),
                            .detail = u"ConnectionRefusedError('Connection refused')"_s,
                            .at = timeNow()},
        {});
    const auto refused = m_source->updateQueues({});
    VERIFY_RESULT(refused);
    QCOMPARE(toApiName(refused->items.at(1).waiting.reason), u"unreachable"_s);
    QCOMPARE(refused->items.at(1).waiting.cause, std::optional(FetchCause::Refused));
}

void TestOwnSide::aForgottenGrantIsSaid()
{
    if (!m_cluster)
        QSKIP(qPrintable(u"NOT TESTED ON POSTGRESQL: "_s + m_noCluster));
    const auto fixture = TestDatabase::postgres(*m_cluster, Shape::Schema94);
    fixture->addRoles();
    fixture->run(u"REVOKE SELECT (user_id, device_id) ON dehydrated_devices FROM lockstep_reader;\n"
                 "REVOKE SELECT (stream_name, instance_name, stream_id) ON stream_positions FROM lockstep_reader;\n"
                 "INSERT INTO devices (user_id, device_id, last_seen, hidden) VALUES ('@me:home.example', 'NEW', NULL, FALSE);\n"
                 "INSERT INTO device_inbox (user_id, device_id, stream_id, message_json) VALUES ('@me:home.example', 'NEW', 300, '{}')"_s);
    SynapseSettings settings;
    settings.serverName = ServerName(u"home.example"_s);
    settings.clientApi = QUrl(u"http://127.0.0.1:1"_s);
    settings.database = m_cluster->uri(fixture->name(), u"lockstep_reader"_s, u"change-me"_s);
    settings.readOnly = true;
    const auto source = SynapseSource::open(settings, nullptr);
    VERIFY_RESULT(source);
    const auto inbox = (*source)->inbox({});
    VERIFY_RESULT(inbox);
    for (const InboxQueue &queue : inbox->items) {
        if (queue.deviceId.toString() != u"NEW")
            continue;
        QCOMPARE(queue.waiting.reason, WaitReason::CannotTell);
        QVERIFY2(queue.waiting.evidence.contains("dehydrated_devices"_L1), qPrintable(queue.waiting.evidence));
    }
    const auto own = (*source)->ownSide();
    VERIFY_RESULT(own);
    QVERIFY(!own->streamsAvailable.available && own->streamsAvailable.reason.contains("roles.sql"_L1));
    QVERIFY2(own->conversion.available.available, qPrintable(own->conversion.available.reason));
    QVERIFY(!own->faultsAvailable.available); // nobody answers at the homeserver's port
    QCOMPARE(own->faults.size(), 0);
}

void TestOwnSide::summaries()
{
    openSource();
    m_mayChange = true;
    QStringList messages;
    const auto add = [&](int streamId, const QString &type, const QString &content) {
        messages
            += u"('@me:home.example', 'BUSY', %1, '{\"sender\":\"@ann:remote.example\",\"type\":\"%2\",\"content\":{%3}}')"_s.arg(streamId)
                   .arg(type, content);
    };
    const QString asked = u"\"request_id\":\"1\",\"requesting_device_id\":\"ANNPC\",\"action\":\"%1\""_s;
    add(210, u"m.room_key_request"_s, asked.arg(u"request"_s));
    add(211, u"m.room_key_request"_s, asked.arg(u"request_cancellation"_s));
    add(212, u"m.room_key_request"_s, u"\"request_id\":\"2\",\"requesting_device_id\":\"AWAY\",\"action\":\"request\""_s);
    add(213, u"m.room.encrypted"_s, u"\"ciphertext\":\"x\""_s);
    m_database->run(u"INSERT INTO device_inbox (user_id, device_id, stream_id, message_json) VALUES "_s + messages.join(u','));
    const auto summary = m_source->inboxSummary(UserId(u"@me:home.example"_s), DeviceId(u"BUSY"_s));
    VERIFY_RESULT(summary);
    QCOMPARE(summary->messages, 6);
    QCOMPARE(summary->looked, 6);
    QVERIFY(summary->isWhole && summary->stale.available);
    QCOMPARE(summary->types.constFirst(), (QueueShare{u"m.room_key_request"_s, 3, summary->types.constFirst().bytes}));
    QCOMPARE(summary->senders.size(), 1);
    QStringList droppable;
    for (const StaleShare &share : summary->droppable)
        droppable += toApiName(share.kind) + u' ' + QString::number(share.messages);
    QCOMPARE(droppable, QStringList({u"cancelled_key_request 2"_s, u"asker_gone 1"_s}));
    // The statement names these rows and no other, and only looks: the rest of it is a comment.
    QStringList lines = summary->sql.split(u'\n');
    lines.removeIf([](const QString &line) { return line.startsWith("--"_L1); });
    QString select = lines.join(u' ');
    select.chop(1);
    QVERIFY(select.startsWith("SELECT stream_id, message_json FROM device_inbox WHERE"_L1));
    QStringList named;
    for (const QString &found : m_database->lines(select))
        named += found.section(u'|', 0, 0);
    QCOMPARE(named, QStringList({u"210"_s, u"211"_s, u"212"_s}));

    const auto outbox = m_source->outboxSummary(ServerName(u"dead.example"_s));
    VERIFY_RESULT(outbox);
    QCOMPARE(outbox->looked, 2);
    QCOMPARE(outbox->lastHour, 0);
    QVERIFY(!outbox->stale.available && outbox->sql.isEmpty());
    QCOMPARE(m_source->outboxSummary(ServerName(u"nobody.example"_s)).error().kind, Error::NotFound);
    QCOMPARE(m_source->inboxSummary(UserId(u"@me:home.example"_s), DeviceId(u"'; --"_s)).error().kind, Error::NotFound);

    // Of a long queue both ends are looked at.
    messages.clear();
    for (int i = 0; i < 1'500; ++i)
        add(1'000 + i, i < 750 ? u"m.old"_s : u"m.new"_s, {});
    m_database->run(u"INSERT INTO device_inbox (user_id, device_id, stream_id, message_json) VALUES "_s + messages.join(u','));
    const auto longOne = m_source->inboxSummary(UserId(u"@me:home.example"_s), DeviceId(u"BUSY"_s));
    VERIFY_RESULT(longOne);
    QCOMPARE(longOne->messages, 1'506);
    QCOMPARE(longOne->looked, 1'000);
    QVERIFY(!longOne->isWhole);
    QCOMPARE(longOne->types.constFirst().name, u"m.new"_s);
    QCOMPARE(longOne->types.constFirst().messages, 500);
}

void TestOwnSide::waitingUpdates()
{
    openSource();
    PageQuery query;
    query.limit = 1;
    QStringList found;
    for (int pages = 0; pages < 5; ++pages) {
        const auto page = m_source->waitingUpdates(ServerName(u"dead.example"_s), query);
        VERIFY_RESULT(page);
        for (const WaitingUpdates &one : page->items)
            found += u"%1 n=%2 oldest=%3 %4 <- %5"_s.arg(one.userId.toString())
                         .arg(one.updates)
                         .arg(one.oldest)
                         .arg(one.streamId)
                         .arg(one.prevId);
        query.after = page->next;
        if (query.after.isEmpty())
            break;
    }
    // Two updates of one device go out as the newer one.
    QCOMPARE(found,
        QStringList({u"@me:home.example n=2 oldest=1700000000500 41 <- 30"_s, u"@you:home.example n=1 oldest=1700000000700 42 <- 0"_s}));
    const auto none = m_source->waitingUpdates(ServerName(u"nobody.example"_s), {});
    VERIFY_RESULT(none);
    QCOMPARE(none->items.size(), 0);
}

void TestOwnSide::conversion()
{
    openSource();
    m_mayChange = true;
    Watch watch(*m_database);
    const auto add = [&](int streamId, const QString &user) {
        m_database->run(
            u"INSERT INTO device_lists_changes_in_room (user_id, device_id, room_id, stream_id, converted_to_destinations) VALUES"
            " ('%1', 'D', '!r:home.example', %2, FALSE)"_s.arg(user)
                .arg(streamId));
    };
    const auto move = [&](int position) {
        m_database->run(u"UPDATE device_lists_changes_converted_stream_position SET stream_id = %1"_s.arg(position));
    };
    const auto look = [&](qint64 now) {
        const auto lag = watch.conversion.look(now);
        return lag ? u"%1%2 since %3"_s.arg(lag->isAhead ? u"ahead "_s : QString()).arg(lag->changes).arg(lag->since) : problem(lag);
    };
    // A row that was passed by is no backlog, however many there are.
    add(40, u"@me:home.example"_s);
    QCOMPARE(look(1'000), u"0 since 0"_s);
    add(44, u"@me:home.example"_s);
    add(45, u"@you:home.example"_s);
    QCOMPARE(look(2'000), u"2 since 2000"_s);
    QCOMPARE(look(3'000), u"2 since 2000"_s);
    if (isNew()) {
        m_database->run(u"UPDATE device_lists_changes_in_room SET inserted_ts = 1500 WHERE stream_id > 40"_s);
        QCOMPARE(look(3'000), u"2 since 1500"_s);
    }
    move(46);
    QCOMPARE(look(4'000), u"0 since 0"_s);
    // Somebody moved the position up: what comes now has lower numbers than it, and nobody looks at it.
    move(500);
    QCOMPARE(look(5'000), u"0 since 0"_s);
    add(47, u"@me:home.example"_s);
    QCOMPARE(look(6'000), u"ahead 1 since 6000"_s);
    add(48, u"@me:home.example"_s);
    QCOMPARE(look(7'000), u"ahead 2 since 6000"_s);
    // Far above everything it is seen at once, also by a gateway that starts then.
    move(1'000'000);
    Watch later(*m_database);
    const auto lag = later.conversion.look(9'000);
    VERIFY_RESULT(lag);
    QVERIFY(lag->isAhead);
    move(48);
    QCOMPARE(look(10'000), u"0 since 0"_s);
}

void TestOwnSide::streams()
{
    openSource();
    m_mayChange = true;
    Watch watch(*m_database);
    const auto standing = [&](qint64 now) {
        if (const auto done = watch.streams.look(now); !done)
            return problem(done);
        QStringList all;
        const auto found = watch.streams.standing(now);
        for (const StreamStandstill &one : found)
            all += u"%1 %2 %3<%4 %5 since %6"_s.arg(one.stream, one.writer).arg(one.position).arg(one.newest).arg(one.table).arg(one.since);
        return all.join(u"; "_s);
    };
    m_database->run(
        u"INSERT INTO stream_positions VALUES ('to_device', 'worker1', 400), ('to_device', 'worker2', 390), ('events', 'worker1', 1);\n"
        "INSERT INTO device_inbox (user_id, device_id, stream_id, message_json, instance_name) VALUES"
        " ('@me:home.example', 'BUSY', 390, '{}', 'worker2'), ('@me:home.example', 'BUSY', 400, '{}', 'worker1')"_s);
    // An idle writer is behind the others, and not behind its own rows.
    QCOMPARE(standing(1'000), QString());
    QCOMPARE(standing(60'000), QString());
    QCOMPARE(watch.streams.watched(), 2);
    m_database->run(u"INSERT INTO device_inbox (user_id, device_id, stream_id, message_json, instance_name) VALUES"
                    " ('@me:home.example', 'BUSY', 405, '{}', 'worker1')"_s);
    QCOMPARE(standing(61'000), QString()); // a position is always a moment behind
    QCOMPARE(standing(66'000), u"to_device worker1 400<405 device_inbox since 61000"_s);
    m_database->run(u"UPDATE stream_positions SET stream_id = 405 WHERE instance_name = 'worker1' AND stream_name = 'to_device'"_s);
    QCOMPARE(standing(67'000), QString());
    // The rows of a writer that is gone are not at the end of the table.
    QStringList rows;
    for (int i = 0; i < 500; ++i)
        rows += u"('@me:home.example', 'BUSY', %1, '{}', 'worker1')"_s.arg(1'000 + i);
    m_database->run(u"INSERT INTO device_inbox (user_id, device_id, stream_id, message_json, instance_name) VALUES %1;\n"
                    "UPDATE stream_positions SET stream_id = 2000 WHERE instance_name = 'worker1' AND stream_name = 'to_device';\n"
                    "UPDATE stream_positions SET stream_id = 380 WHERE instance_name = 'worker2'"_s.arg(rows.join(u',')));
    standing(70'000);
    QCOMPARE(standing(80'000), u"to_device worker2 380<390 device_inbox since 70000"_s);
}

void TestOwnSide::unwoken()
{
    openSource();
    const auto own = m_source->ownSide();
    VERIFY_RESULT(own);
    QVERIFY(own->unwokenAvailable.available && !own->isPartial);
    QCOMPARE(own->destinationsLooked, 3);
    QStringList found;
    for (const UnwokenDestination &one : own->unwoken)
        found += u"%1 %2 %3 %4"_s.arg(one.destination.toString()).arg(one.messages).arg(one.updates).arg(one.oldest);
    QCOMPARE(found,
        QStringList({u"dead.example 2 3 1700000000500"_s, u"remote.example 0 1 1700000000800"_s, u"deader.example 1 0 1700000003000"_s}));
}

void TestOwnSide::versions()
{
    const QStringList rising{u"1.57.0"_s, u"1.99.0rc1"_s, u"1.99.0"_s, u"1.138.3"_s, u"1.139.0~rc2"_s, u"1.139.0"_s, u"1.139.1+deb13u1"_s,
        u"v1.149 (b=main,0af3)"_s, u"1.160.0rc1"_s, u"1.160.0rc10"_s, u"1.160.0-1"_s, u"2.0"_s};
    for (qsizetype i = 1; i < rising.size(); ++i) {
        const auto before = Synapse::Version::parse(rising.at(i - 1)), after = Synapse::Version::parse(rising.at(i));
        QVERIFY2(before && after && *before < *after, qPrintable(rising.at(i)));
    }
    for (const QString &none : {QString(), u"unknown"_s, u"1"_s, u"1."_s, u"x1.2"_s, u"99999999.1"_s})
        QVERIFY2(!Synapse::Version::parse(none), qPrintable(none));
}

void TestOwnSide::faults()
{
    const auto &all = knownFaults();
    VERIFY_RESULT(all);
    const auto has = [&](const QString &version, const QString &id) {
        const auto found = faultsOf(version, *all);
        return std::any_of(found.begin(), found.end(), [&](const KnownFault &fault) { return fault.id == id; });
    };
    QVERIFY(!has(u"1.148.0"_s, u"stream_position_pinned"_s) && has(u"1.149.0"_s, u"stream_position_pinned"_s));
    QVERIFY(has(u"1.159.1"_s, u"stream_position_pinned"_s) && !has(u"1.160.0"_s, u"stream_position_pinned"_s));
    // Mended in two series: the one between them has it.
    QVERIFY(has(u"1.138.2"_s, u"poisoned_device_keys"_s) && !has(u"1.138.3"_s, u"poisoned_device_keys"_s));
    QVERIFY(has(u"1.139.0"_s, u"poisoned_device_keys"_s) && !has(u"1.139.1"_s, u"poisoned_device_keys"_s));
    QVERIFY(has(u"1.163.2"_s, u"updates_wait_for_other_traffic"_s));
    QVERIFY(faultsOf(u"unknown"_s, *all).isEmpty());
    // A table that is no good is refused, and says where.
    const auto read = [](const QByteArray &faults) { return readFaults("{\"faults\":[" + faults + "]}"); };
    const QByteArray rest = R"("symptom":"s","source":"x#1","url":"https://x","touches":["to_device"])";
    VERIFY_RESULT(read(R"({"id":"a","affected":[{}],)" + rest + "}"));
    for (const char *affected : {"[]", R"([{"since":"soon"}])", R"([{"since":"1.2","fixed_in":"1.1"}])"})
        QVERIFY(!read(R"({"id":"a",)" + rest + ",\"affected\":" + affected + "}"));
}

QTEST_GUILESS_MAIN(TestOwnSide)
#include "tst_ownside.moc"
