// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "redisserver.h"
#include "sourcetest.h"

#include "history/recording/recorder.h"
#include "history/store.h"
#include "synapse/gapwatch.h"
#include "synapse/lists/fetchledger.h"

#include <QDeadlineTimer>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <chrono>

using namespace Lockstep;
using namespace Lockstep::Test;

class TestHeadPoller : public SourceTest
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { startCluster(); }
    void init() { openSource(); }
    void cleanup() { closeSource(); }
    void events_data() { engines(); }
    void events();
    void heads_data() { engines(); }
    void heads();
    void redisWakes_data() { engines(); }
    void redisWakes();
    void gapsThatNoLogCloses_data() { engines(); }
    void gapsThatNoLogCloses();
    void marksThatLiveShortly_data() { engines(); }
    void marksThatLiveShortly();
};

void TestHeadPoller::events()
{
    m_mayChange = true;
    m_source->startPolling(nullptr);
    const auto state = [&] {
        const auto info = m_source->info();
        return info && info->sources.size() > 1 ? info->sources.at(1).state : Inspection::SourceState::Unknown;
    };
    QTRY_COMPARE_WITH_TIMEOUT(state(), Inspection::SourceState::Ok, 60'000);
    qint64 since = m_source->events().wait(0, 0).next;
    QSet<QString> seen;
    const auto gather = [&] {
        const auto batch = m_source->events().wait(since, 100);
        since = batch.next;
        for (const Event &event : batch.events)
            seen.insert(toApiName(event.type) + u' ' + QString::fromUtf8(QJsonDocument(event.members).toJson(QJsonDocument::Compact)));
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
    // A server that Synapse never sent an event to has no row, but users.
    m_database->run(u"INSERT INTO device_lists_remote_extremeties (user_id, stream_id) VALUES ('@una:untried.example', '5')"_s);
    const auto names = [&] {
        QStringList list;
        DestinationQuery query;
        query.limit = 1;
        do {
            const auto page = m_source->destinations(query);
            for (const Destination &destination : page->items)
                list += destination.destination.toString();
            query.after = page->next;
        } while (!query.after.isEmpty());
        return list;
    };
    QTRY_VERIFY_WITH_TIMEOUT(names().contains(u"untried.example"_s), 60'000);
    QCOMPARE(names().count(u"remote.example"_s), 1);
    m_source->stopPolling();
    const auto many = m_source->destinations({});
    VERIFY_RESULT(many);
    for (const Destination &destination : many->items) {
        if (destination.destination.toString() == "remote.example"_L1)
            QCOMPARE(destination.usersTracked, 3);
    }
}

/// What Redis tells is looked at, however far the next round is; and without Redis there are the rounds.
void TestHeadPoller::redisWakes()
{
    RedisServer redis;
    if (!RedisServer::isInstalled() || !redis.start())
        QSKIP("NOT TESTED: there is no redis-server here");
    m_mayChange = true;
    SynapseSettings settings;
    settings.serverName = ServerName(u"home.example"_s);
    settings.clientApi = QUrl(u"http://127.0.0.1:1"_s);
    settings.database = m_database->uri();
    settings.redis.address = *RedisAddress::parse(u"redis://127.0.0.1:%1"_s.arg(redis.port()));
    auto source = SynapseSource::open(settings, nullptr);
    VERIFY_RESULT(source);
    // The next round is an hour away: what is seen below, Redis told.
    (*source)->startPolling(nullptr, std::chrono::hours(1));
    const auto states = [&] {
        QStringList all;
        const auto info = (*source)->info();
        for (const SourceStatus &one : info->sources)
            all += toApiName(one.kind) + u' ' + toApiName(one.state);
        return all;
    };
    QTRY_COMPARE_WITH_TIMEOUT(states(), (QStringList{u"database ok"_s, u"heads ok"_s, u"redis ok"_s}), 60'000);
    qint64 since = (*source)->events().wait(0, 0).next;
    const auto isSeen = [&](const QString &type, const QString &member, const QString &value) {
        const QDeadlineTimer deadline(60'000);
        do {
            const auto batch = (*source)->events().wait(since, std::clamp<int>(int(deadline.remainingTime()), 0, 1'000));
            since = batch.next;
            for (const Event &event : batch.events) {
                if (toApiName(event.type) == type && event.members.value(member).toString() == value)
                    return true;
            }
        } while (!deadline.hasExpired());
        return false;
    };
    const auto changeList = [&](int streamId) {
        m_database->run(
            u"INSERT INTO device_lists_stream (stream_id, user_id, device_id) VALUES (%1, '@fay:other.example', 'F%1')"_s.arg(streamId));
    };
    RawRedis homeserver(redis.port());
    for (int n = 0; n < 6; ++n) {
        changeList(9 + n);
        homeserver.ask({"PUBLISH", "home.example", "RDATA device_lists master 9 [\"@fay:other.example\",false,false]"});
        QVERIFY(isSeen(u"user"_s, u"user_id"_s, u"@fay:other.example"_s));
        m_database->run(
            u"INSERT INTO device_inbox (user_id, device_id, stream_id, message_json) VALUES ('@me:home.example', 'IDLE', %1, '{}')"_s.arg(
                1'000 + n));
        homeserver.ask({"PUBLISH", "home.example", "RDATA to_device master 9 [\"@me:home.example\"]"});
        QVERIFY(isSeen(u"queue"_s, u"queue"_s, u"inbox"_s));
    }
    // Who reads at the event finds the deepest queues as they are: no round has swept them. A machine that is too busy may take too long
    // for that once, and then waits for the next round.
    const auto depth = [&] {
        InboxQuery query;
        query.order = Inspection::InboxOrder::ByDepth;
        const auto page = (*source)->inbox(query);
        return page && !page->items.isEmpty() ? page->items.constFirst().messages : 0;
    };
    bool isSwept = false;
    for (int n = 0; n < 20 && !isSwept; ++n) {
        (*source)->startPolling(nullptr, std::chrono::hours(1));
        QTRY_COMPARE_WITH_TIMEOUT(states(), (QStringList{u"database ok"_s, u"heads ok"_s, u"redis ok"_s}), 60'000);
        since = (*source)->events().wait(0, 0).next;
        const qint64 before = depth();
        m_database->run(
            u"INSERT INTO device_inbox (user_id, device_id, stream_id, message_json) VALUES ('@me:home.example', 'IDLE', %1, '{}')"_s.arg(
                2'000 + n));
        homeserver.ask({"PUBLISH", "home.example", "RDATA to_device master 9 [\"@me:home.example\"]"});
        QVERIFY(isSeen(u"queue"_s, u"queue"_s, u"inbox"_s));
        isSwept = before > 0 && depth() == before + 1;
    }
    QVERIFY(isSwept);
    // Its end is no end of the poller's.
    (*source)->startPolling(nullptr);
    QTRY_COMPARE_WITH_TIMEOUT(states(), (QStringList{u"database ok"_s, u"heads ok"_s, u"redis ok"_s}), 60'000);
    redis.stop();
    QTRY_COMPARE_WITH_TIMEOUT(states(), (QStringList{u"database ok"_s, u"heads ok"_s, u"redis failing"_s}), 60'000);
    changeList(90);
    QVERIFY(isSeen(u"user"_s, u"user_id"_s, u"@fay:other.example"_s));
}

/// Nobody reads logs: polling alone makes a history, and a recorded gap shows as the user's state.
void TestHeadPoller::heads()
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
        const auto updates = store->updates(fay, 0, 1, true);
        return updates && !updates->isEmpty() ? updates->constFirst().streamId.toString() : QString();
    };
    m_database->run(u"UPDATE device_lists_remote_extremeties SET stream_id = '9' WHERE user_id = '@fay:other.example'"_s);
    QTRY_COMPARE_WITH_TIMEOUT(newest(), u"9"_s, 60'000);
    const auto head = store->updates(fay, 0, 1, true);
    VERIFY_RESULT(head);
    QCOMPARE(head->constFirst().kind, UpdateKind::Head);
    QCOMPARE(head->constFirst().sources, UpdateSource::Database);

    const auto recorded = recorder.record({UpdateSource::Log, u"test"_s},
        {History::HandledUpdate{fay, DeviceId(u"FAYPC"_s), StreamId(u"12"_s), {StreamId(u"11"_s)}, 1'800'000'000'000}});
    VERIFY_RESULT(recorded);
    UserQuery query;
    query.state = Inspection::UserState::Gap;
    const auto gaps = (*source)->users(query);
    VERIFY_RESULT(gaps);
    QCOMPARE(gaps->items.size(), 1);
    QCOMPARE(gaps->items.at(0).userId, fay);
    QCOMPARE(gaps->items.at(0).findings.constFirst().id, u"gap"_s);
    const auto back = store->updates(fay, 0, 2, true);
    VERIFY_RESULT(back);
    QStringList ids;
    for (const DeviceListUpdate &update : *back)
        ids += update.streamId.toString();
    QCOMPARE(ids, (QStringList{u"12"_s, u"9"_s}));

    // A gap that only a text log tells of counts for nothing until the database marks the list.
    const auto openGap = [&] {
        const auto history = store->userHistory(fay);
        return history ? history->openGap : -1;
    };
    const qint64 before = openGap();
    m_database->run(u"DELETE FROM device_lists_remote_resync WHERE user_id = '@fay:other.example'"_s);
    const History::Feed text{.source = UpdateSource::Log, .stream = u"text"_s, .isForgeable = true};
    const History::HandledUpdate lost{fay, DeviceId(u"FAYPC"_s), StreamId(u"20"_s), {StreamId(u"19"_s)}, 1'800'000'001'000};
    VERIFY_RESULT(recorder.record(text, {lost, History::BatchVerdict{fay, true, u"FAYPC"_s, 1'800'000'001'001}}));
    QCOMPARE(openGap(), before);
    m_database->run(u"INSERT INTO device_lists_remote_resync VALUES ('@fay:other.example', 1800000001002)"_s);
    QTRY_VERIFY_WITH_TIMEOUT(openGap() > before, 60'000);
    (*source)->stopPolling();
}

/// A tap tells of gaps, and nothing of the resyncs that close them: the database does.
void TestHeadPoller::gapsThatNoLogCloses()
{
    m_mayChange = true;
    QTemporaryDir dir;
    auto store = History::Store::open(dir.filePath(u"history.db"_s));
    VERIFY_RESULT(store);
    History::Recorder recorder(store->get());
    const Sql::Database database(*Sql::DatabaseAddress::parse(m_database->uri()), {});
    FetchLedger ledger;
    GapWatch watch(database, &recorder, &ledger);
    const UserId fay(u"@fay:other.example"_s);
    m_database->run(u"DELETE FROM device_lists_remote_resync WHERE user_id = '@fay:other.example'"_s);
    const auto stored = [&](int id) {
        m_database->run(u"UPDATE device_lists_remote_extremeties SET stream_id = '%1' WHERE user_id = '@fay:other.example'"_s.arg(id));
    };
    int number = 0;
    const auto receive = [&](int id, int prev) {
        const History::UpdateContent content{.user = fay,
            .content = {{u"device_id"_s, u"FAYPC"_s}, {u"stream_id"_s, id}, {u"prev_id"_s, QJsonArray{prev}}},
            .at = 1'800'000'000'000 + 1'000 * id,
            .origin = {},
            .transaction = QString::number(++number),
            .index = 0,
            .verified = true};
        QVERIFY(recorder.record({.source = UpdateSource::Tap, .stream = {}}, {content}));
    };
    const auto openGap = [&] { return (*store)->userHistory(fay)->openGap; };
    qint64 now = 1'900'000'000'000;
    const auto later = [&](qint64 ms) {
        now += ms;
        VERIFY_RESULT(watch.step(now));
    };
    stored(10);
    receive(10, 9);
    receive(14, 12);
    QCOMPARE(openGap(), 2);
    // The list is as old as before, then it is new and marked as out of date all the same: a later update lacks something.
    later(0);
    later(2 * GapWatch::graceMs);
    QCOMPARE(openGap(), 2);
    stored(14);
    m_database->run(u"INSERT INTO device_lists_remote_resync VALUES ('@fay:other.example', 1)"_s);
    later(1'000);
    QCOMPARE(openGap(), 2);
    m_database->run(u"DELETE FROM device_lists_remote_resync WHERE user_id = '@fay:other.example'"_s);
    later(1'000);
    QCOMPARE(openGap(), 0);
    const auto rows = (*store)->updates(fay, 0, 10, false);
    VERIFY_RESULT(rows);
    QCOMPARE(rows->constLast().kind, UpdateKind::Resync);
    QCOMPARE(rows->constLast().streamId, StreamId(14));
    QCOMPARE(rows->constLast().sources, UpdateSource::Database);
    // What a log may still tell is waited for.
    receive(18, 17);
    stored(18);
    const qint64 second = openGap();
    QVERIFY(second > 0);
    later(0);
    later(GapWatch::graceMs / 2);
    QCOMPARE(openGap(), second);
    later(GapWatch::graceMs);
    QCOMPARE(openGap(), 0);
    // A fetch that found the list right moves nothing; of a refresh the gateway knows itself.
    receive(24, 22);
    later(0);
    later(2 * GapWatch::graceMs);
    QVERIFY(openGap() > 0);
    ledger.noteRefreshed(fay, now);
    later(1'000);
    QCOMPARE(openGap(), 0);
}

/// A text log says that the list was right, so that nothing else in the database changes.
void TestHeadPoller::marksThatLiveShortly()
{
    m_mayChange = true;
    QTemporaryDir dir;
    auto store = History::Store::open(dir.filePath(u"history.db"_s));
    VERIFY_RESULT(store);
    History::Recorder recorder(store->get());
    const Sql::Database database(*Sql::DatabaseAddress::parse(m_database->uri()), {});
    GapWatch watch(database, &recorder, nullptr);
    const UserId fay(u"@fay:other.example"_s);
    m_database->run(u"DELETE FROM device_lists_remote_resync WHERE user_id = '@fay:other.example'"_s);
    const auto receive = [&](int id, int prev) {
        const History::UpdateContent content{.user = fay,
            .content = {{u"device_id"_s, u"FAYPC"_s}, {u"stream_id"_s, id}, {u"prev_id"_s, QJsonArray{prev}}},
            .at = 1'800'000'000'000 + 1'000 * id,
            .origin = {},
            .transaction = QString::number(id),
            .index = 0,
            .verified = true};
        QVERIFY(recorder.record({.source = UpdateSource::Tap, .stream = {}}, {content}));
    };
    const auto skipped = [&] {
        const History::ResyncOutcome outcome{
            .user = fay, .step = History::ResyncOutcome::Skipped, .streamId = {}, .error = {}, .at = 1'800'000'000'000};
        QVERIFY(recorder.record({.source = UpdateSource::Log, .stream = u"text"_s, .isForgeable = true}, {outcome}));
    };
    const auto mark = [&](bool marked) {
        m_database->run(marked ? u"INSERT INTO device_lists_remote_resync VALUES ('@fay:other.example', 1)"_s
                               : u"DELETE FROM device_lists_remote_resync WHERE user_id = '@fay:other.example'"_s);
    };
    qint64 now = 1'900'000'000'000;
    const auto look = [&] { VERIFY_RESULT(watch.lookForMarks(now += 100)); };
    const auto openGap = [&] { return (*store)->userHistory(fay)->openGap; };
    // It is seen, whatever comes first.
    for (const bool isLogLate : {false, true}) {
        const int id = isLogLate ? 40 : 20;
        receive(id, id - 1);
        receive(id + 4, id + 2);
        look();
        mark(true);
        look();
        if (!isLogLate)
            skipped();
        QVERIFY(openGap() > 0);
        mark(false);
        look();
        if (isLogLate)
            skipped();
        QCOMPARE(openGap(), 0);
    }
    // It is not: what the log says heals nothing, then and later.
    receive(60, 59);
    receive(64, 62);
    QVERIFY(openGap() > 0);
    skipped();
    look();
    QVERIFY(openGap() > 0);
    now += 2 * GapWatch::lookMs;
    mark(true);
    look();
    mark(false);
    look();
    skipped();
    look();
    QVERIFY(openGap() > 0);
    // With the next update it is looked for again, and the list that is fetched then is whole.
    receive(66, 64);
    mark(true);
    look();
    mark(false);
    skipped();
    look();
    QCOMPARE(openGap(), 0);
}

QTEST_GUILESS_MAIN(TestHeadPoller)
#include "tst_headpoller.moc"
