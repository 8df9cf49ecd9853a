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
