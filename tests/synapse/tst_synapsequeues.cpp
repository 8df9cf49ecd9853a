// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sourcetest.h"

using namespace Lockstep;
using namespace Lockstep::Test;

class TestSynapseQueues : public SourceTest
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { startCluster(); }
    void init() { openSource(); }
    void cleanup() { closeSource(); }
    void inbox_data() { engines(); }
    void inbox();
    void deepest_data() { engines(); }
    void deepest();
    void outgoing_data() { engines(); }
    void outgoing();
    void depths_data() { engines(); }
    void depths();
    void sizesOfDeepQueues_data() { engines(); }
    void sizesOfDeepQueues();
    void depthsOfLongTables_data() { engines(); }
    void depthsOfLongTables();
    void destinations_data() { engines(); }
    void destinations();
    void overview_data() { engines(); }
    void overview();
};

void TestSynapseQueues::inbox()
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

void TestSynapseQueues::deepest()
{
    InboxQuery query;
    query.order = Inspection::InboxOrder::ByDepth;
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

void TestSynapseQueues::outgoing()
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

/// "subject=depth bytes@oldest" of all queues, "whole" in front if all were looked at.
static QString told(const Result<Inspection::QueueDepths> &depths)
{
    if (!depths)
        return depths.error().text;
    QStringList words;
    if (depths->isWhole)
        words.append(u"whole"_s);
    for (const QueueDepth &queue : depths->queues)
        words.append(u"%1=%2 %3@%4"_s.arg(queue.subject).arg(queue.depth).arg(queue.bytes > 0 ? 1 : queue.bytes).arg(queue.oldest));
    if (depths->leftOut > 0)
        words.append(u"and %1"_s.arg(depths->leftOut));
    return words.join(u"; "_s);
}

void TestSynapseQueues::depths()
{
    using Inspection::QueueKind;
    QCOMPARE(told(m_source->queueDepths(QueueKind::Inbox, 100)),
        u"whole; @me:home.example IDLE=30 1@0; @me:home.example BUSY=2 1@0; @me:home.example LOST=1 1@0; @me:home.example PUBKEY=1 1@0"_s);
    QCOMPARE(told(m_source->queueDepths(QueueKind::Outbox, 100)), u"whole; dead.example=2 1@1700000001000; deader.example=1 1@1700000003000"_s);
    QCOMPARE(told(m_source->queueDepths(QueueKind::Updates, 100)), u"whole; dead.example=3 -1@1700000000500; remote.example=1 -1@1700000000800"_s);
    QCOMPARE(told(m_source->queueDepths(QueueKind::Outbox, 1)), u"whole; dead.example=2 1@1700000001000; and 1"_s);
}

/// A queue is measured over some looks, and then only what came; when something was taken from it, anew.
void TestSynapseQueues::sizesOfDeepQueues()
{
    m_mayChange = true;
    m_database->run(u"DELETE FROM device_federation_outbox"_s);
    const auto add = [&](int first, int rows) {
        QStringList values;
        for (int i = first; i < first + rows; ++i)
            values.append(u"('deep.example', %1, %2, '%3')"_s.arg(i).arg(1'700'000'000'000 + i).arg(QString(10, u'x')));
        m_database->run(u"INSERT INTO device_federation_outbox (destination, stream_id, queued_ts, messages_json) VALUES "_s + values.join(u", "_s));
    };
    const auto bytes = [&] {
        const auto depths = m_source->queueDepths(Inspection::QueueKind::Outbox, 10);
        return depths && depths->queues.size() == 1 ? depths->queues.constFirst().bytes : -2;
    };
    const auto soon = [&](qint64 size) {
        for (int looks = 0; looks < 10; ++looks) {
            if (const qint64 told = bytes(); told != -1)
                return told == size;
        }
        return false;
    };
    add(1000, 500);
    QCOMPARE(bytes(), -1);
    QVERIFY(soon(5'000));
    add(1500, 10);
    QCOMPARE(bytes(), 5'100);
    m_database->run(u"DELETE FROM device_federation_outbox WHERE stream_id < 1100"_s);
    QVERIFY(soon(4'100));
    add(1450 + 1'000, 1);
    QCOMPARE(bytes(), 4'110);
    // One that another writer had given out before, and wrote later.
    add(1600, 1);
    QVERIFY(soon(4'120));
}

/// A table that is too long for one look is told in parts, each queue as a whole; one that is longer than that alone is counted by itself.
void TestSynapseQueues::depthsOfLongTables()
{
    using Inspection::QueueKind;
    m_mayChange = true;
    m_database->run(u"DELETE FROM device_federation_outbox"_s);
    const auto fill = [&](const QString &name, int first, int rows) {
        const QString numbers = m_database->path().isEmpty()
            ? u"generate_series(1, %1) AS s(n)"_s.arg(rows)
            : u"(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < %1) SELECT n FROM s)"_s.arg(rows);
        m_database->run(u"INSERT INTO device_federation_outbox (destination, stream_id, queued_ts, messages_json) SELECT %1, %2 + n, 1700000000000, '{}' FROM %3"_s
                            .arg(name)
                            .arg(first)
                            .arg(numbers));
    };
    fill(u"'a' || (n % 500)"_s, 0, 100'000);
    fill(u"'big'"_s, 100'000, 120'000);
    fill(u"'c' || (n % 1000)"_s, 300'000, 200'000);
    QMap<QString, qint64> found;
    int looks = 0;
    for (bool isWhole = true; isWhole; ++looks) {
        const auto part = m_source->queueDepths(QueueKind::Outbox, 100'000);
        VERIFY_RESULT(part);
        QVERIFY(!part->isWhole);
        for (const QueueDepth &queue : part->queues) {
            QVERIFY2(!found.contains(queue.subject), qPrintable(queue.subject));
            found.insert(queue.subject, queue.depth);
        }
        isWhole = found.size() < 1501;
        QVERIFY(looks < 10);
    }
    QVERIFY(looks > 1);
    QCOMPARE(found.value(u"a7"_s), 200);
    QCOMPARE(found.value(u"big"_s), 120'000);
    QCOMPARE(found.value(u"c999"_s), 200);
}

void TestSynapseQueues::destinations()
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

void TestSynapseQueues::overview()
{
    const auto overview = m_source->overview();
    VERIFY_RESULT(overview);
    QCOMPARE(overview->trackedUsers, 255);
    QVERIFY(!overview->trackedUsersEstimate);
    QCOMPARE(overview->states.value(Inspection::UserState::Stale), 1);
    QCOMPARE(overview->states.value(Inspection::UserState::Queued), 2);
    QCOMPARE(overview->destinationsFailing, 2);
    QCOMPARE(overview->inbox.messages, 34);
    QCOMPARE(overview->outbox.messages, 3);
    QCOMPARE(overview->updates.messages, 4);
    QVERIFY(!overview->inbox.estimate);
    const auto info = m_source->info();
    VERIFY_RESULT(info);
    QCOMPARE(info->kind, Inspection::ServerKind::Synapse);
    QVERIFY(info->inbox.available && info->outbox.available && info->refresh.available && !info->history.available);
    QCOMPARE(info->sources.at(0).state, Inspection::SourceState::Ok);
}

QTEST_GUILESS_MAIN(TestSynapseQueues)
#include "tst_synapsequeues.moc"
