// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "testdatabase.h"

#include "synapse/headpoller.h"
#include "synapse/lists/devicelists.h"
#include "synapse/overview.h"
#include "synapse/own/ownusers.h"
#include "synapse/queues/destinations.h"
#include "synapse/queues/queuedepthcount.h"
#include "synapse/queues/queues.h"
#include "synapse/queues/sampler.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace Lockstep;
using namespace Lockstep::Sql;
using namespace Lockstep::Inspection;
using namespace Lockstep::Synapse;
using namespace Lockstep::Test;

/// Every statement that is sent for a page, the overview or a round of the poller is explained: none may go over a whole table.
class TestSynapsePlans : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { m_cluster = PostgresCluster::start(&m_noCluster); }
    void plans_data();
    void plans();

private:
    std::unique_ptr<PostgresCluster> m_cluster;
    QString m_noCluster;
};

namespace {

QString withValues(const QString &sql, const QVariantList &values)
{
    QString whole;
    qsizetype next = 0;
    for (const QChar c : sql) {
        if (c != u'?')
            whole += c;
        else if (values.at(next).typeId() == QMetaType::QString)
            whole += u'\'' + values.at(next++).toString().replace(u'\'', u"''"_s) + u'\'';
        else
            whole += values.at(next++).toString();
    }
    return whole;
}

/// Reads at most so many rows whatever the table's size: the counts of small tables.
bool isBoundedCount(const QString &sql)
{
    static const QRegularExpression bounded(
        u"FROM \\((SELECT (1|0 AS b|user_id|length\\(.*\\) AS b|octet_length\\(.*\\) AS b) FROM \\w+) LIMIT (5001|20001)\\)"_s);
    return bounded.match(sql).hasMatch();
}

QStringList offences(TestDatabase &database, bool postgres, const QString &sql)
{
    QStringList found;
    static const QRegularExpression sqliteScan(u"SCAN (\\w++)(?! USING (COVERING )?INDEX)(?! VIRTUAL)"_s);
    for (const QString &line : database.lines((postgres ? u"EXPLAIN "_s : u"EXPLAIN QUERY PLAN "_s) + sql)) {
        if (postgres) {
            if (line.contains("Seq Scan"_L1))
                found += line;
            continue;
        }
        const QString detail = line.section(u'|', 3);
        // What is sorted has to be short: a list of keys that the statement names itself.
        if (detail == "USE TEMP B-TREE FOR ORDER BY"_L1 && !sql.contains("VALUES"_L1) && !sql.contains("IN ("_L1)
            && !sql.contains("FROM (WITH RECURSIVE"_L1))
            found += detail;
        const auto match = sqliteScan.match(detail);
        // Lists of values, results of subqueries and the recursion's own queue are no tables.
        static const QStringList harmless{u"k"_s, u"q"_s, u"s"_s, u"c"_s, u"t"_s, u"CONSTANT"_s, u"r"_s, u"n"_s};
        if (match.hasMatch() && !harmless.contains(match.captured(1))
            && !detail.contains(QRegularExpression(u"SCAN \\d+ CONSTANT ROWS|CONSTANT ROW"_s)))
            found += detail;
    }
    return found;
}

} // namespace

void TestSynapsePlans::plans_data()
{
    QTest::addColumn<bool>("postgres");
    QTest::newRow("sqlite") << false;
    QTest::newRow("postgres") << true;
}

void TestSynapsePlans::plans()
{
    QFETCH(bool, postgres);
    if (postgres && !m_cluster)
        QSKIP(qPrintable(u"NOT TESTED ON POSTGRESQL: "_s + m_noCluster));
    const auto fixture = postgres ? TestDatabase::postgres(*m_cluster, Shape::Schema94) : TestDatabase::sqlite(Shape::Schema94);
    Database database(*DatabaseAddress::parse(fixture->uri()), {.access = Access::ReadOnly});
    const auto schema = Schema::read(database);
    QVERIFY(schema);
    QList<std::pair<QString, QVariantList>> statements;
    database.setTrace([&](const QString &sql, const QVariantList &values) { statements.append({sql, values}); });

    Sampler sampler(database, *schema);
    const Destinations destinations(database, sampler);
    const SendLedger sends;
    const Queues queues(database, *schema, destinations, sampler, sends, ServerName(u"home.example"_s));
    OwnWatch own(database, *schema, destinations, queues.reasons());
    FetchLedger ledger;
    const DeviceLists *asked = nullptr;
    Synapse::KeyCheck keys(database, [&](const UserId &user) { return asked->list(user, 1'000); });
    const DeviceLists lists(
        database, *schema, {.destinations = destinations, .ledger = &ledger, .keys = &keys}, ServerName(u"home.example"_s));
    asked = &lists;
    OverviewCounter overview(database, {.schema = *schema, .queues = queues, .sampler = sampler, .ledger = ledger, .keys = keys});
    EventFeed events;
    HeadPoller poller(database, *schema, sampler, ServerName(u"home.example"_s), nullptr, events, &keys, &ledger, nullptr, &own);
    const auto good = [](const auto &result) { QVERIFY2(result, qUtf8Printable(result ? QString() : result.error().text)); };
    for (const std::optional<UserState> state : std::initializer_list<std::optional<UserState>>{{}, UserState::InStep, UserState::Stale,
             UserState::Queued, UserState::Orphaned, UserState::RemoteFailing, UserState::UnsignedDevices}) {
        for (const QString &search : {QString(), u"@a"_s, u"example"_s}) {
            UserQuery query;
            query.limit = 1;
            query.state = state;
            query.search = search;
            const auto first = lists.users(query);
            good(first);
            query.after = first->next;
            good(lists.users(query));
        }
    }
    good(lists.user(UserId(u"@bob:remote.example"_s)));
    good(lists.isTracked(UserId(u"@bob:remote.example"_s)));
    good(lists.isMarked(UserId(u"@bob:remote.example"_s)));
    good(poller.poll());
    good(poller.poll());
    good(queues.inbox({}));
    InboxQuery depth;
    depth.order = InboxOrder::ByDepth;
    good(queues.inbox(depth));
    good(queues.inboxMessages(UserId(u"@me:home.example"_s), DeviceId(u"IDLE"_s), {}));
    good(queues.outbox({}));
    good(queues.outboxMessages(ServerName(u"dead.example"_s), {}));
    good(queues.updates({}));
    good(queues.inboxSummary(UserId(u"@me:home.example"_s), DeviceId(u"IDLE"_s)));
    good(queues.inboxSummary(UserId(u"@me:home.example"_s), DeviceId(u"LOST"_s)));
    good(queues.outboxSummary(ServerName(u"dead.example"_s)));
    good(queues.waitingUpdates(ServerName(u"dead.example"_s), {}));
    const OwnUsers ownUsers(database, *schema, destinations, queues.reasons());
    good(ownUsers.user(UserId(u"@me:home.example"_s), {}, 1));
    OwnUserQuery one;
    one.destination = ServerName(u"dead.example"_s);
    good(ownUsers.user(UserId(u"@me:home.example"_s), one, 1));
    QueueDepthCount depths(database, *schema);
    for (const QueueKind kind : {QueueKind::Inbox, QueueKind::Outbox, QueueKind::Updates})
        good(depths.depths(kind, 100));
    good(destinations.list({}));
    good(overview.overview());
    QVERIFY(statements.size() > 80);

    // On a small table PostgreSQL prefers a scan even where an index would do.
    if (postgres)
        fixture->run(u"SET enable_seqscan = off"_s);
    QSet<QString> seen;
    int explained = 0;
    for (const auto &[sql, values] : statements) {
        if (seen.contains(sql) || isBoundedCount(sql))
            continue;
        seen.insert(sql);
        ++explained;
        const QStringList bad = offences(*fixture, postgres, withValues(sql, values));
        QVERIFY2(bad.isEmpty(), qUtf8Printable(bad.join(u'\n') + u"\nin "_s + withValues(sql, values)));
        // A limit, a key or an end of an index: nothing without a bound.
        QVERIFY2(sql.contains("LIMIT"_L1) || sql.contains("IN ("_L1) || sql.contains(" = ?"_L1) || sql.contains("max("_L1)
                || sql == "SELECT 1"_L1,
            qUtf8Printable(sql));
        QVERIFY2(!sql.contains("OFFSET"_L1) && (!sql.contains("GROUP BY"_L1) || sql.contains("LIMIT 50000) t GROUP BY"_L1)) && !sql.contains("LIKE"_L1), qUtf8Printable(sql));
    }
    QVERIFY(explained > 20);
}

QTEST_GUILESS_MAIN(TestSynapsePlans)
#include "tst_synapseplans.moc"
