// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "testdatabase.h"

#include "history/recorder.h"
#include "history/store.h"
#include "synapse/synapsesource.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::Inspection;
using namespace Lockstep::Synapse;
using namespace Lockstep::Test;

namespace {

template <typename T>
QString problem(const Result<T> &result)
{
    return result ? QString() : QString::number(result.error().kind) + u' ' + result.error().text;
}

#define VERIFY_RESULT(result) QVERIFY2((result).has_value(), qUtf8Printable(problem(result)))

QString line(const UserSummary &user)
{
    return u"%1 %2 %3 devices=%4 since=%5 retry=%6"_s.arg(user.userId.toString(), user.states.join(u','), user.streamId.toString())
        .arg(user.deviceCount)
        .arg(user.staleSince)
        .arg(user.retryAt);
}

QString line(const InboxQueue &queue)
{
    return u"%1 %2 n=%3%4 %5-%6 known=%7 seen=%8"_s.arg(queue.userId.toString(), queue.deviceId.toString())
        .arg(queue.messages)
        .arg(queue.messagesAtLeast ? u"+"_s : QString())
        .arg(queue.oldestStreamId)
        .arg(queue.newestStreamId)
        .arg(queue.deviceKnown)
        .arg(queue.lastSeen);
}

QString line(const OutboxQueue &queue)
{
    return u"%1 n=%2 %3-%4 failing=%5 retry=%6"_s.arg(queue.destination.toString())
        .arg(queue.messages)
        .arg(queue.oldestQueued)
        .arg(queue.newestQueued)
        .arg(queue.failingSince)
        .arg(queue.retryAt);
}

QString line(const UpdatesQueue &queue)
{
    return u"%1 n=%2 users=%3 oldest=%4 failing=%5"_s.arg(queue.destination.toString())
        .arg(queue.updates)
        .arg(queue.users)
        .arg(queue.oldest)
        .arg(queue.failingSince);
}

QString line(const Destination &destination)
{
    return u"%1 failing=%2 retry=%3"_s.arg(destination.destination.toString()).arg(destination.failingSince).arg(destination.retryAt);
}

template <typename T>
QStringList lines(const QList<T> &items)
{
    QStringList all;
    for (const T &item : items)
        all += line(item);
    return all;
}

/// Follows "next" to the end.
template <typename Query, typename Call>
QStringList allPages(Query query, Call call, int *pages = nullptr)
{
    QStringList all;
    for (int n = 1; n < 1000; ++n) {
        const auto page = call(query);
        if (!page)
            return {u"error: "_s + page.error().text};
        all += lines(page->items);
        if (pages)
            *pages = n;
        if (page->next.isEmpty())
            return all;
        query.after = page->next;
    }
    return {u"endless"_s};
}

} // namespace

class TestSynapseSource : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
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
    void inbox_data() { engines(); }
    void inbox();
    void deepest_data() { engines(); }
    void deepest();
    void outgoing_data() { engines(); }
    void outgoing();
    void destinations_data() { engines(); }
    void destinations();
    void overview_data() { engines(); }
    void overview();
    void badCursors_data() { engines(); }
    void badCursors();
    void events_data() { engines(); }
    void events();
    void heads_data() { engines(); }
    void heads();

private:
    void engines();
    Result<Page<UserSummary>> users(const UserQuery &query) { return m_source->users(query); }

    std::unique_ptr<PostgresCluster> m_cluster;
    QString m_noCluster;
    std::unique_ptr<TestDatabase> m_database;
    std::unique_ptr<SynapseSource> m_source;
    QByteArray m_before;
    bool m_mayChange = false;
};

void TestSynapseSource::initTestCase()
{
    m_cluster = PostgresCluster::start(&m_noCluster);
}

void TestSynapseSource::engines()
{
    QTest::addColumn<bool>("postgres");
    QTest::addColumn<int>("schema");
    QTest::newRow("sqlite 72") << false << 72;
    QTest::newRow("sqlite 94") << false << 94;
    QTest::newRow("postgres 72") << true << 72;
    QTest::newRow("postgres 94") << true << 94;
}

void TestSynapseSource::init()
{
    QFETCH(bool, postgres);
    QFETCH(int, schema);
    const Shape shape = schema == 94 ? Shape::Schema94 : Shape::Schema72;
    if (postgres && !m_cluster)
        QSKIP(qPrintable(u"NOT TESTED ON POSTGRESQL: "_s + m_noCluster));
    m_database = postgres ? TestDatabase::postgres(*m_cluster, shape) : TestDatabase::sqlite(shape);
    SynapseSettings settings;
    settings.serverName = ServerName(u"home.example"_s);
    settings.clientApi = QUrl(u"http://127.0.0.1:1"_s);
    settings.database = m_database->uri();
    auto opened = SynapseSource::open(settings, nullptr);
    VERIFY_RESULT(opened);
    m_source = std::move(*opened);
    m_before = m_database->dump();
    m_mayChange = false;
}

void TestSynapseSource::cleanup()
{
    m_source.reset();
    // Reading leaves no trace.
    if (m_database && !m_mayChange)
        QCOMPARE(m_database->dump(), m_before);
    m_database.reset();
}

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
    const auto all = [&](const QString &state) {
        UserQuery query;
        query.limit = 2;
        query.state = state;
        return allPages(query, [&](const UserQuery &q) { return m_source->users(q); });
    };
    QCOMPARE(all(State::stale), QStringList{u"@bob:remote.example stale,unsigned_devices 7 devices=2 since=1700000000000 retry=0"_s});
    QCOMPARE(all(State::queued),
        (QStringList{u"nocolon queued  devices=0 since=1600000000000 retry=0"_s,
            u"@dan:other.example queued  devices=0 since=1700000000000 retry=0"_s}));
    QCOMPARE(all(State::orphaned), QStringList{u"@eve:gone.example orphaned  devices=1 since=0 retry=0"_s});
    QCOMPARE(all(State::remoteFailing), QStringList{u"@cat:dead.example remote_failing 55 devices=1 since=0 retry=1700000600000"_s});
    QCOMPARE(all(State::unsignedDevices).size(), 1);
    QCOMPARE(all(State::inStep).size(), 253);
    QCOMPARE(all(State::untracked), QStringList());
    QCOMPARE(all(State::gap), QStringList());
    UserQuery query;
    query.state = u"nonsense"_s;
    QCOMPARE(m_source->users(query).error().kind, Error::BadInput);
}

void TestSynapseSource::search()
{
    const auto all = [&](const QString &server, const QString &search, const QString &state = {}) {
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
    QCOMPARE(all({}, u"bob"_s, State::stale).size(), 1);
    QCOMPARE(all(u"other.example"_s, {}, State::queued).size(), 1);
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
    QCOMPARE(bob->crossSigning.master.value(u"keys"_s).toObject().keys(), QStringList{u"ed25519:MASTER2"_s});
    QCOMPARE(bob->crossSigning.selfSigning.value(u"keys"_s).toObject().keys(), QStringList{u"ed25519:SELF2"_s});
    QCOMPARE(bob->crossSigning.history.size(), 2);
    QCOMPARE(bob->crossSigning.history.at(0).streamId, u"10"_s);
    QStringList findings;
    for (const Finding &finding : bob->summary.findings)
        findings += finding.id;
    QCOMPARE(findings, (QStringList{u"stale"_s, u"unsigned_devices"_s}));
    QCOMPARE(bob->devices.at(0).selfSignature, SignatureState::Missing);
    m_database->run(
        u"UPDATE device_lists_remote_cache SET content = replace(content, '\"device_id\":\"SIGNED\"', '\"device_id\":\"OTHER\"') WHERE device_id = 'SIGNED'"_s);
    m_mayChange = true;
    const auto swapped = m_source->user(UserId(u"@bob:remote.example"_s));
    VERIFY_RESULT(swapped);
    QCOMPARE(swapped->devices.at(0).selfSignature, SignatureState::IdMismatch);
    QCOMPARE(swapped->summary.findings.constFirst().id, u"signature_invalid"_s);

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
    QCOMPARE(m_source->updates(UserId(u"@me:home.example"_s), {}).error().kind, Error::BadInput);
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

void TestSynapseSource::inbox()
{
    const QStringList expected{u"@me:home.example BUSY n=2 200-201 known=1 seen=1700000000001"_s,
        u"@me:home.example IDLE n=30 100-129 known=1 seen=1650000000000"_s, u"@me:home.example LOST n=1 203-203 known=0 seen=0"_s,
        u"@me:home.example PUBKEY n=1 202-202 known=0 seen=0"_s};
    for (const int limit : {1, 3, 100}) {
        InboxQuery query;
        query.limit = limit;
        QCOMPARE(allPages(query, [&](const InboxQuery &q) { return m_source->inbox(q); }), expected);
    }
    const auto page = m_source->inbox({});
    VERIFY_RESULT(page);
    QVERIFY(page->items.at(0).bytes > 100);

    MessageQuery query;
    query.limit = 20;
    auto messages = m_source->inboxMessages(UserId(u"@me:home.example"_s), DeviceId(u"IDLE"_s), query);
    VERIFY_RESULT(messages);
    QCOMPARE(messages->items.size(), 20);
    QCOMPARE(messages->items.at(0).messageId, u"id100"_s);
    QCOMPARE(messages->items.at(0).sender.toString(), u"@ann:remote.example"_s);
    QCOMPARE(messages->items.at(0).type, u"m.test"_s);
    QVERIFY(!messages->items.at(0).content);
    query.after = messages->next;
    query.content = true;
    messages = m_source->inboxMessages(UserId(u"@me:home.example"_s), DeviceId(u"IDLE"_s), query);
    VERIFY_RESULT(messages);
    QCOMPARE(messages->items.size(), 10);
    QCOMPARE(messages->items.at(0).streamId, 120);
    QCOMPARE(messages->items.at(0).content->value(u"secret"_s), QJsonValue(true));
    QVERIFY(messages->next.isEmpty());
}

void TestSynapseSource::deepest()
{
    InboxQuery query;
    query.byDepth = true;
    query.limit = 3;
    const auto before = m_source->inbox(query);
    VERIFY_RESULT(before);
    QVERIFY(before->partial);
    m_source->startPolling(nullptr);
    QTRY_VERIFY_WITH_TIMEOUT(!m_source->inbox(query)->partial, 60'000);
    QCOMPARE(allPages(query, [&](const InboxQuery &q) { return m_source->inbox(q); }),
        (QStringList{u"@me:home.example IDLE n=30 100-129 known=1 seen=1650000000000"_s,
            u"@me:home.example BUSY n=2 200-201 known=1 seen=1700000000001"_s, u"@me:home.example LOST n=1 203-203 known=0 seen=0"_s,
            u"@me:home.example PUBKEY n=1 202-202 known=0 seen=0"_s}));
    m_source->stopPolling();
}

void TestSynapseSource::outgoing()
{
    PageQuery query;
    query.limit = 1;
    QCOMPARE(allPages(query, [&](const PageQuery &q) { return m_source->outbox(q); }),
        (QStringList{u"dead.example n=2 1700000001000-1700000002000 failing=1690000000000 retry=1700000600000"_s,
            u"deader.example n=1 1700000003000-1700000003000 failing=1680000000000 retry=1700000300000"_s}));
    QCOMPARE(allPages(query, [&](const PageQuery &q) { return m_source->updateQueues(q); }),
        (QStringList{u"dead.example n=3 users=2 oldest=1700000000500 failing=1690000000000"_s,
            u"remote.example n=1 users=1 oldest=1700000000800 failing=0"_s}));
    const auto messages = m_source->outboxMessages(ServerName(u"dead.example"_s), {});
    VERIFY_RESULT(messages);
    QCOMPARE(messages->items.size(), 2);
    QCOMPARE(messages->items.at(0).recipients.size(), 2);
    QCOMPARE(messages->items.at(0).messageId, u"m1"_s);
    QCOMPARE(messages->items.at(1).queued, 1700000002000);
    QVERIFY(!messages->items.at(1).content);
    const auto broken = m_source->outboxMessages(ServerName(u"deader.example"_s), {});
    VERIFY_RESULT(broken);
    QCOMPARE(broken->items.at(0).bytes, 8);
    QVERIFY(broken->items.at(0).recipients.isEmpty());
}

void TestSynapseSource::destinations()
{
    const QStringList failing{
        u"deader.example failing=1680000000000 retry=1700000300000"_s, u"dead.example failing=1690000000000 retry=1700000600000"_s};
    const QStringList others{u"other.example failing=0 retry=0"_s, u"remote.example failing=0 retry=0"_s};
    for (const int limit : {1, 2, 3, 100}) {
        DestinationQuery query;
        query.limit = limit;
        QCOMPARE(allPages(query, [&](const DestinationQuery &q) { return m_source->destinations(q); }), failing + others);
        query.failingOnly = true;
        QCOMPARE(allPages(query, [&](const DestinationQuery &q) { return m_source->destinations(q); }), failing);
    }
}

void TestSynapseSource::overview()
{
    const auto overview = m_source->overview();
    VERIFY_RESULT(overview);
    QCOMPARE(overview->trackedUsers, 255);
    QVERIFY(!overview->trackedUsersEstimate);
    QCOMPARE(overview->states.value(State::stale), 1);
    QCOMPARE(overview->states.value(State::queued), 2);
    QCOMPARE(overview->destinationsFailing, 2);
    QCOMPARE(overview->inbox.messages, 34);
    QCOMPARE(overview->outbox.messages, 3);
    QCOMPARE(overview->updates.messages, 4);
    QVERIFY(!overview->inbox.estimate);
    const auto info = m_source->info();
    VERIFY_RESULT(info);
    QCOMPARE(info->kind, u"synapse"_s);
    QVERIFY(info->inbox.available && info->outbox.available && info->refresh.available && !info->history.available);
    QCOMPARE(info->sources.at(0).state, u"ok"_s);
}

void TestSynapseSource::badCursors()
{
    const QStringList bad{u"x"_s, u"!!"_s, u"W10"_s, u"bnVsbA"_s, QString(9999, u'A'), u"WyJ0cmFja2VkIiwxXQ"_s /* ["tracked",1] */,
        u"WyJ0cmFja2VkIiwiXHUwMDAwIl0"_s /* ["tracked","\u0000"] */};
    for (const QString &after : bad) {
        UserQuery users;
        users.after = after;
        QCOMPARE(m_source->users(users).error().kind, Error::BadInput);
        InboxQuery inbox;
        inbox.after = after;
        QCOMPARE(m_source->inbox(inbox).error().kind, Error::BadInput);
        inbox.byDepth = true;
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
    stale.state = State::queued;
    const auto page = m_source->users(stale);
    VERIFY_RESULT(page);
    QVERIFY(!page->next.isEmpty());
    UserQuery all;
    all.after = page->next;
    QCOMPARE(m_source->users(all).error().kind, Error::BadInput);
}

void TestSynapseSource::events()
{
    m_mayChange = true;
    m_source->startPolling(nullptr);
    const auto state = [&] {
        const auto info = m_source->info();
        return info && info->sources.size() > 1 ? info->sources.at(1).state : QString();
    };
    QTRY_COMPARE_WITH_TIMEOUT(state(), u"ok"_s, 60'000);
    qint64 since = m_source->events().wait(0, 0).next;
    QSet<QString> seen;
    const auto gather = [&] {
        const auto batch = m_source->events().wait(since, 100);
        since = batch.next;
        for (const Event &event : batch.events)
            seen.insert(event.type + u' ' + QString::fromUtf8(QJsonDocument(event.members).toJson(QJsonDocument::Compact)));
        return seen;
    };
    m_database->run(u"INSERT INTO device_lists_remote_resync VALUES ('@ann:remote.example', 1)"_s);
    QTRY_VERIFY_WITH_TIMEOUT(gather().contains(u"user {\"user_id\":\"@ann:remote.example\"}"_s), 60'000);
    m_database->run(u"DELETE FROM device_lists_remote_resync WHERE user_id = '@bob:remote.example'"_s);
    QTRY_VERIFY_WITH_TIMEOUT(gather().contains(u"user {\"user_id\":\"@bob:remote.example\"}"_s), 60'000);
    m_database->run(u"INSERT INTO device_lists_stream (stream_id, user_id, device_id) VALUES (9, '@fay:other.example', 'FAYPC')"_s);
    QTRY_VERIFY_WITH_TIMEOUT(gather().contains(u"user {\"user_id\":\"@fay:other.example\"}"_s), 60'000);
    // Committed later than its neighbour, with a smaller number.
    m_database->run(u"INSERT INTO device_lists_stream (stream_id, user_id, device_id) VALUES (8, '@zoe:remote.example', 'Z')"_s);
    QTRY_VERIFY_WITH_TIMEOUT(gather().contains(u"user {\"user_id\":\"@zoe:remote.example\"}"_s), 60'000);
    m_database->run(
        u"INSERT INTO device_inbox (user_id, device_id, stream_id, message_json) VALUES ('@me:home.example', 'IDLE', 999, '{}')"_s);
    QTRY_VERIFY_WITH_TIMEOUT(gather().contains(u"queue {\"queue\":\"inbox\"}"_s), 60'000);
    m_database->run(u"DELETE FROM device_lists_outbound_pokes WHERE destination = 'dead.example'"_s);
    QTRY_VERIFY_WITH_TIMEOUT(gather().contains(u"queue {\"queue\":\"updates\"}"_s), 60'000);
    m_database->run(
        u"UPDATE destinations SET retry_last_ts = 0, retry_interval = 0, failure_ts = NULL WHERE destination = 'dead.example'"_s);
    QTRY_VERIFY_WITH_TIMEOUT(gather().contains(u"destination {\"destination\":\"dead.example\"}"_s), 60'000);
    m_source->stopPolling();
    const auto many = m_source->destinations({});
    VERIFY_RESULT(many);
    for (const Destination &destination : many->items) {
        if (destination.destination.toString() == "remote.example"_L1)
            QCOMPARE(destination.usersTracked, 3);
    }
}

/// Nobody reads logs: polling alone makes a history, and a recorded gap shows as the user's state.
void TestSynapseSource::heads()
{
    m_mayChange = true;
    QTemporaryDir dir;
    auto opened = History::Store::open(dir.filePath(u"history.db"_s));
    VERIFY_RESULT(opened);
    const std::shared_ptr<History::Store> store = std::move(*opened);
    History::Recorder::Options options;
    options.headGraceMs = 0;
    History::Recorder recorder(store.get(), options);
    SynapseSettings settings;
    settings.serverName = ServerName(u"home.example"_s);
    settings.clientApi = QUrl(u"http://127.0.0.1:1"_s);
    settings.database = m_database->uri();
    auto source = SynapseSource::open(settings, store);
    VERIFY_RESULT(source);
    (*source)->startPolling(&recorder);
    const UserId fay(u"@fay:other.example"_s);
    QTRY_COMPARE_WITH_TIMEOUT(store->head(fay).value_or(StreamId()).toString(), u"1"_s, 60'000);
    const auto newest = [&] {
        const auto updates = (*source)->updates(fay, {});
        return updates && !updates->items.isEmpty() ? updates->items.constLast().streamId.toString() : QString();
    };
    m_database->run(u"UPDATE device_lists_remote_extremeties SET stream_id = '9' WHERE user_id = '@fay:other.example'"_s);
    QTRY_COMPARE_WITH_TIMEOUT(newest(), u"9"_s, 60'000);
    const auto page = (*source)->updates(fay, {});
    VERIFY_RESULT(page);
    QCOMPARE(page->items.constLast().kind, UpdateKind::Head);
    QCOMPARE(page->items.constLast().sources, QStringList{u"database"_s});

    const auto recorded = recorder.record({u"log"_s, u"test"_s},
        {History::HandledUpdate{fay, DeviceId(u"FAYPC"_s), StreamId(u"12"_s), {StreamId(u"11"_s)}, 1'800'000'000'000, {}}});
    VERIFY_RESULT(recorded);
    UserQuery query;
    query.state = State::gap;
    const auto gaps = (*source)->users(query);
    VERIFY_RESULT(gaps);
    QCOMPARE(gaps->items.size(), 1);
    QCOMPARE(gaps->items.at(0).userId, fay);
    QCOMPARE(gaps->items.at(0).findings.constFirst().id, u"gap"_s);
    UpdateQuery back;
    back.newestFirst = true;
    back.limit = 1;
    QStringList ids;
    do {
        const auto one = (*source)->updates(fay, back);
        VERIFY_RESULT(one);
        ids += one->items.constFirst().streamId.toString();
        back.after = one->next;
    } while (!back.after.isEmpty());
    QCOMPARE(ids.mid(0, 2), (QStringList{u"12"_s, u"9"_s}));
    (*source)->stopPolling();
}

QTEST_GUILESS_MAIN(TestSynapseSource)
#include "tst_synapsesource.moc"
