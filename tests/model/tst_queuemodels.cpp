// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/client/client.h"
#include "inspection/wire.h"
#include "model/destinationmodel.h"
#include "model/queuemodel.h"
#include "tests/ui/fakehomeserver.h"

#include <QAbstractItemModelTester>
#include <QDateTime>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QTest>

using namespace Lockstep;
using namespace Qt::StringLiterals;

/// The model as lines, cells between bars; nothing where nothing is known.
static QStringList lines(const QAbstractItemModel &model)
{
    QStringList result;
    for (int row = 0; row < model.rowCount(); ++row) {
        QStringList cells;
        for (int column = 0; column < model.columnCount(); ++column)
            cells << model.index(row, column).data().toString();
        result << cells.join(u'|');
    }
    return result;
}

class QueueModelsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void inboxAsLines();
    void inboxOrderIsTheServers();
    void outboxAsLines();
    void updatesAsLines();
    void keysOfOpaqueIds();
    void waitReason_data();
    void waitReason();
    void trends_data();
    void trends();
    void trendAcrossRefreshes();
    void countsThatStoppedHaveNoTrend();
    void trendFromTheFirstSecond();
    void anOlderGatewayIsAskedOnce();
    void messagesWithoutThenWithContent();
    void failingDestinationsComeFirst();
    void failingOnly();
    void faults_data();
    void faults();

private:
    template <typename Model>
    void readAll(Model &model);

    std::unique_ptr<Test::FakeHomeserver> m_server;
    std::unique_ptr<QNetworkAccessManager> m_network;
    std::unique_ptr<Inspection::Client> m_client;
    qint64 m_now = 1'000'000'000;
};

void QueueModelsTest::init()
{
    m_now = 1'000'000'000;
    m_server = std::make_unique<Test::FakeHomeserver>();
    QVERIFY(m_server->listen());
    m_network = std::make_unique<QNetworkAccessManager>();
    m_client = std::make_unique<Inspection::Client>(m_network.get(), m_server->url());
}

void QueueModelsTest::cleanup()
{
    m_client.reset();
    m_network.reset();
    m_server.reset();
}

template <typename Model>
void QueueModelsTest::readAll(Model &model)
{
    model.restart();
    QTRY_VERIFY_WITH_TIMEOUT(!model.isLoading(), 20'000);
    model.fetchAll();
    QTRY_VERIFY_WITH_TIMEOUT(model.isComplete() && !model.isLoading(), 20'000);
}

void QueueModelsTest::inboxAsLines()
{
    m_server->inbox = {
        {.userId = UserId(u"@ann:hs.example"_s),
            .deviceId = DeviceId(u"PHONE"_s),
            .messages = 5,
            .messagesAtLeast = false,
            .bytes = 900,
            .oldestStreamId = 3,
            .newestStreamId = 9,
            .deviceKnown = true,
            .lastSeen = 1234},
        {.userId = UserId(u"@bob:hs.example"_s),
            .deviceId = DeviceId(u"GONE"_s),
            .messages = 1000,
            .messagesAtLeast = true,
            .bytes = -1,
            .oldestStreamId = 1,
            .newestStreamId = 8,
            .deviceKnown = false,
            .lastSeen = 0},
    };
    InboxModel model(m_client.get(), nullptr, [this] { return m_now; });
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    readAll(model);
    QCOMPARE(lines(model), QStringList({u"@ann:hs.example|PHONE|5||900|3|9|1234|true"_s, u"@bob:hs.example|GONE|1000|||1|8||false"_s}));
    QVERIFY(model.index(1, InboxModel::Messages).data(AtLeastRole).toBool());
    // Numbers sort as numbers.
    QCOMPARE(model.index(0, InboxModel::Messages).data(PagedModel::SortRole).typeId(), int(QMetaType::LongLong));
}

void QueueModelsTest::inboxOrderIsTheServers()
{
    QStringList orders;
    m_server->intercept = [&](const Test::Request &request) -> std::optional<Test::Answer> {
        orders << request.query.queryItemValue(u"order"_s);
        return std::nullopt;
    };
    InboxModel model(m_client.get());
    model.startByDepth(true);
    readAll(model);
    model.setByDepth(false);
    QTRY_VERIFY_WITH_TIMEOUT(model.isComplete(), 20'000);
    QCOMPARE(orders.constFirst(), u"depth"_s);
    QVERIFY(orders.constLast() != u"depth"_s);
}

void QueueModelsTest::outboxAsLines()
{
    m_server->outbox = {
        {.destination = ServerName(u"dead.example"_s),
            .messages = 12,
            .messagesAtLeast = false,
            .bytes = 4000,
            .oldestQueued = 500,
            .newestQueued = 900,
            .failingSince = 400,
            .retryAt = 2'000'000'000},
        {.destination = ServerName(u"fine.example"_s),
            .messages = 1,
            .messagesAtLeast = false,
            .bytes = 100,
            .oldestQueued = m_now - 1000,
            .newestQueued = m_now - 1000,
            .failingSince = 0,
            .retryAt = 0},
        {.destination = ServerName(u"quiet.example"_s),
            .messages = 2,
            .messagesAtLeast = false,
            .bytes = 200,
            .oldestQueued = m_now - 600'000,
            .newestQueued = m_now - 500'000,
            .failingSince = 0,
            .retryAt = 0},
    };
    OutboxModel model(m_client.get(), nullptr, [this] { return m_now; });
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    readAll(model);
    QCOMPARE(lines(model),
        QStringList({u"dead.example|12||4000|500|900|400|2000000000|2"_s, u"fine.example|1||100|999999000|999999000|||0"_s,
            u"quiet.example|2||200|999400000|999500000|||1"_s}));
}

void QueueModelsTest::updatesAsLines()
{
    m_server->updateQueues = {{.destination = ServerName(u"far.example"_s),
        .updates = 7,
        .updatesAtLeast = false,
        .users = 2,
        .oldest = m_now - 5,
        .failingSince = 0,
        .retryAt = 0}};
    UpdatesQueueModel model(m_client.get(), nullptr, [this] { return m_now; });
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    readAll(model);
    QCOMPARE(lines(model), QStringList(u"far.example|7||2|999999995|||0"_s));
}

void QueueModelsTest::keysOfOpaqueIds()
{
    // A device ID may hold anything, so no separator is safe by itself.
    QVERIFY(InboxModel::key(UserId(u"@a:b"_s), DeviceId(u"c d"_s)) != InboxModel::key(UserId(u"@a:b c"_s), DeviceId(u"d"_s)));
    QVERIFY(InboxModel::key(UserId(u"@a:b"_s), DeviceId(u"1:c"_s)) != InboxModel::key(UserId(u"@a:b1"_s), DeviceId(u":c"_s)));
}

void QueueModelsTest::waitReason_data()
{
    QTest::addColumn<qint64>("failingSince");
    QTest::addColumn<qint64>("oldestAge");
    QTest::addColumn<int>("reason");
    QTest::newRow("down") << qint64(1) << qint64(5) << int(QueueWait::ServerDown);
    QTest::newRow("down and old") << qint64(1) << qint64(9'999'999) << int(QueueWait::ServerDown);
    QTest::newRow("young") << qint64(0) << qint64(59'000) << int(QueueWait::Sending);
    QTest::newRow("old") << qint64(0) << qint64(61'000) << int(QueueWait::OtherTraffic);
    QTest::newRow("from a clock ahead") << qint64(0) << qint64(-5'000) << int(QueueWait::Sending);
}

void QueueModelsTest::waitReason()
{
    QFETCH(const qint64, failingSince);
    QFETCH(const qint64, oldestAge);
    QFETCH(const int, reason);
    QCOMPARE(int(queueWait(failingSince, m_now - oldestAge, m_now)), reason);
    QCOMPARE(int(queueWait(0, 0, m_now)), int(QueueWait::Sending));
}

void QueueModelsTest::trends_data()
{
    QTest::addColumn<QString>("samples"); // "depth@second"
    QTest::addColumn<QString>("trend"); // "delta in seconds, empty in seconds"
    QTest::newRow("one look") << u"5@0"_s << QString();
    QTest::newRow("too soon") << u"5@0 9@1"_s << QString();
    QTest::newRow("grows") << u"5@0 7@1 25@10"_s << u"20 in 10"_s;
    QTest::newRow("steady") << u"5@0 5@60"_s << u"0 in 60"_s;
    QTest::newRow("shrinks") << u"100@0 50@10"_s << u"-50 in 10, empty in 10"_s;
    QTest::newRow("empty now") << u"100@0 0@10"_s << u"-100 in 10"_s;
    QTest::newRow("decays by the clock") << u"5@0 305@10 look@40"_s << u"300 in 40"_s;
    QTest::newRow("is over after a minute") << u"5@0 305@10 look@71"_s << u"0 in 60"_s;
    QTest::newRow("the window slides") << u"0@0 100@30 110@80 look@100"_s << u"10 in 60"_s;
    QTest::newRow("one look counts from then on") << u"5@0 look@100"_s << u"0 in 60"_s;
    QTest::newRow("appears in a whole list") << u"whole@0 30@10"_s << u"30 in 10"_s;
}

void QueueModelsTest::trends()
{
    QFETCH(const QString, samples);
    QueueTrends trends;
    qint64 at = 0;
    for (const QString &sample : samples.split(u' ')) {
        at = 1000 + sample.section(u'@', 1).toLongLong() * 1000;
        if (sample.startsWith(u"whole"))
            trends.setWholeReadAt(at);
        else if (!sample.startsWith(u"look"))
            trends.record(u"q"_s, sample.section(u'@', 0, 0).toLongLong(), at);
    }
    QString text;
    if (const auto trend = trends.trend(u"q"_s, at)) {
        text = u"%1 in %2"_s.arg(trend->delta()).arg(trend->elapsed / 1000);
        if (const auto left = trend->emptyIn())
            text += u", empty in %1"_s.arg(*left / 1000);
    }
    QTEST(text, "trend");
    QVERIFY(!trends.trend(u"other"_s, at));
}

void QueueModelsTest::trendAcrossRefreshes()
{
    m_server->outbox = {{.destination = ServerName(u"a.example"_s),
        .messages = 10,
        .messagesAtLeast = false,
        .bytes = 1,
        .oldestQueued = 1,
        .newestQueued = 1,
        .failingSince = 0,
        .retryAt = 0}};
    OutboxModel model(m_client.get(), nullptr, [this] { return m_now; });
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    readAll(model);
    QVERIFY(!model.index(0, OutboxModel::TrendColumn).data(TrendRole).isValid());
    m_now += 60'000;
    m_server->outbox[0].messages = 40;
    m_server->outbox.append({.destination = ServerName(u"b.example"_s),
        .messages = 6,
        .messagesAtLeast = false,
        .bytes = 1,
        .oldestQueued = 1,
        .newestQueued = 1,
        .failingSince = 0,
        .retryAt = 0});
    model.refresh();
    QTRY_COMPARE_WITH_TIMEOUT(model.rowCount(), 2, 20'000);
    const auto trend = model.index(0, OutboxModel::TrendColumn).data(TrendRole).value<Trend>();
    QCOMPARE(trend.delta(), 30);
    QCOMPARE(trend.elapsed, 60'000);
    // The list was whole before and b was not in it: it grew from nothing.
    QCOMPARE(model.index(1, OutboxModel::TrendColumn).data(TrendRole).value<Trend>().delta(), 6);
    QCOMPARE(model.index(0, OutboxModel::TrendColumn).data(PagedModel::SortRole).toDouble(), 0.5);
}

/// What the gateway kept tells how a queue moved before this window was there.
void QueueModelsTest::trendFromTheFirstSecond()
{
    using namespace Inspection;
    const QString hostile = u"evil\u202e\n\"],x"_s;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const auto point = [&](int minutesAgo, qint64 depth) {
        return SeriesPoint{.at = now - minutesAgo * 60'000LL, .min = depth, .max = depth, .last = depth, .sum = depth, .minutes = 1};
    };
    m_server->outbox = {{.destination = ServerName(u"dead.example"_s), .messages = 340},
        {.destination = ServerName(u"new.example"_s), .messages = 5}, {.destination = ServerName(hostile), .messages = 7},
        {.destination = ServerName(u"stopped.example"_s), .messages = 9, .messagesAtLeast = true}};
    m_server->series = QList<Series>{
        {.kind = SeriesKind::OutboxDepth, .subject = u"dead.example"_s, .points = {point(30, 40), point(20, 12), point(1, 300)}},
        {.kind = SeriesKind::OutboxDepth, .subject = hostile, .points = {point(10, 8)}},
        {.kind = SeriesKind::UpdatesDepth, .subject = u"dead.example"_s, .points = {point(10, 1)}}};
    OutboxModel model(m_client.get());
    readAll(model);
    const auto trend = [&](int row) { return model.index(row, OutboxModel::TrendColumn).data(TrendRole); };
    QTRY_VERIFY(trend(0).isValid());
    QCOMPARE(trend(0).value<Trend>().from, 40);
    QCOMPARE(trend(0).value<Trend>().to, 340);
    QVERIFY(qAbs(trend(0).value<Trend>().elapsed - 30 * 60'000) < 20'000);
    QVERIFY(!trend(1).isValid()); // nothing is known of before
    QCOMPARE(trend(2).value<Trend>().delta(), -1);
    QVERIFY(!trend(3).isValid());
    const TrendLine line = model.index(0, 0).data(TrendLineRole).value<TrendLine>();
    QCOMPARE(line.points.size(), 3);
    QVERIFY(!model.index(1, 0).data(TrendLineRole).isValid());
    // All of a page by one call, and not again within a minute.
    QCOMPARE(m_server->seen("GET", u"/_lockstep/v1/series"_s), 1);
    model.refresh();
    QTRY_VERIFY_WITH_TIMEOUT(!model.isLoading(), 20'000);
    model.refreshTrends();
    QCOMPARE(m_server->seen("GET", u"/_lockstep/v1/series"_s), 1);
}

void QueueModelsTest::anOlderGatewayIsAskedOnce()
{
    m_server->outbox = {{.destination = ServerName(u"dead.example"_s), .messages = 340}};
    OutboxModel model(m_client.get(), nullptr, [this] { return m_now; });
    readAll(model);
    QTRY_COMPARE(m_server->seen("GET", u"/_lockstep/v1/series"_s), 1);
    QTest::qWait(50);
    m_now += 120'000;
    m_server->outbox[0].messages = 400;
    model.refresh();
    QTRY_VERIFY_WITH_TIMEOUT(!model.isLoading(), 20'000);
    model.refreshTrends();
    QCOMPARE(m_server->seen("GET", u"/_lockstep/v1/series"_s), 1);
    // What was read here tells it then.
    QCOMPARE(model.index(0, OutboxModel::TrendColumn).data(TrendRole).value<Trend>().delta(), 60);
}

void QueueModelsTest::countsThatStoppedHaveNoTrend()
{
    m_server->inbox = {{.userId = UserId(u"@a:b"_s),
        .deviceId = DeviceId(u"D"_s),
        .messages = 1000,
        .messagesAtLeast = true,
        .bytes = -1,
        .oldestStreamId = 1,
        .newestStreamId = 2,
        .deviceKnown = true,
        .lastSeen = 0}};
    InboxModel model(m_client.get(), nullptr, [this] { return m_now; });
    readAll(model);
    m_now += 60'000;
    model.refresh();
    QTRY_VERIFY_WITH_TIMEOUT(!model.isLoading(), 20'000);
    QVERIFY(!model.index(0, InboxModel::TrendColumn).data(TrendRole).isValid());
}

void QueueModelsTest::messagesWithoutThenWithContent()
{
    QStringList asked;
    m_server->intercept = [&](const Test::Request &request) -> std::optional<Test::Answer> {
        asked << request.path.mid(request.path.indexOf(u"/queues"_s));
        Inspection::Page<Inspection::ToDeviceMessage> page;
        Inspection::ToDeviceMessage message;
        message.streamId = 7;
        message.sender = UserId(u"@ann:hs.example"_s);
        message.type = u"m.room.encrypted"_s;
        message.bytes = 512;
        message.messageId = u"m1"_s;
        message.recipients = {{UserId(u"@bob:remote.example"_s), DeviceId(u"*"_s)}};
        const QString content = request.query.queryItemValue(u"content"_s);
        if (!content.isEmpty() && content != u"0" && content != u"false")
            message.content = QJsonObject{{u"ciphertext"_s, u"…"_s}};
        page.items = {message};
        return Test::Answer{200, QJsonDocument(toJson(page)).toJson()};
    };
    QueueMessagesModel model(m_client.get());
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.showOutbox(ServerName(u"remote.example"_s));
    QTRY_VERIFY_WITH_TIMEOUT(model.isComplete(), 20'000);
    QCOMPARE(lines(model), QStringList(u"7||@ann:hs.example|m.room.encrypted|512|1|m1"_s));
    QVERIFY(!model.at(0).content);
    const QPersistentModelIndex selected = model.index(0, 0);
    model.askForContent();
    QTRY_VERIFY_WITH_TIMEOUT(model.at(0).content, 20'000);
    QVERIFY(selected.isValid());
    // Another queue starts without contents again.
    model.showInbox(UserId(u"@a/b:hs.example"_s), DeviceId(u"D/1"_s));
    QTRY_VERIFY_WITH_TIMEOUT(model.isComplete(), 20'000);
    QVERIFY(!model.hasContent());
    QVERIFY(!model.at(0).content);
    QCOMPARE(asked.constLast(), u"/queues/inbox/@a/b:hs.example/D/1"_s);
    model.showNothing();
    QCOMPARE(model.rowCount(), 0);
}

void QueueModelsTest::failingDestinationsComeFirst()
{
    for (int i = 0; i < 250; ++i) {
        Inspection::Destination destination;
        destination.destination = ServerName(u"s%1.example"_s.arg(i, 3, 10, QLatin1Char('0')));
        destination.failingSince = i == 120 || i == 249 ? 1000 : 0;
        destination.usersTracked = i;
        m_server->destinations.append(destination);
    }
    DestinationModel model(m_client.get());
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.restart();
    QTRY_VERIFY_WITH_TIMEOUT(!model.isLoading(), 20'000);
    model.fetchMore({});
    QTRY_VERIFY_WITH_TIMEOUT(!model.isLoading() && model.rowCount() > 2, 20'000);
    QCOMPARE(model.at(0).destination.toString(), u"s120.example"_s);
    QCOMPARE(model.at(1).destination.toString(), u"s249.example"_s);
    QCOMPARE(model.at(2).destination.toString(), u"s000.example"_s);
    model.fetchAll();
    QTRY_VERIFY_WITH_TIMEOUT(model.isComplete(), 20'000);
    QCOMPARE(model.rowCount(), 250);
    // One recovers: it stays selected and moves to its place.
    const QPersistentModelIndex recovered = model.index(0, 0);
    m_server->destinations[120].failingSince = 0;
    model.refresh();
    QTRY_COMPARE_WITH_TIMEOUT(recovered.row(), 121, 20'000);
    QCOMPARE(model.rowCount(), 250);
}

void QueueModelsTest::failingOnly()
{
    m_server->destinations = {{.destination = ServerName(u"a.example"_s)}, {.destination = ServerName(u"b.example"_s), .failingSince = 5}};
    DestinationModel model(m_client.get());
    model.setFailingOnly(true);
    QTRY_VERIFY_WITH_TIMEOUT(model.isComplete(), 20'000);
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.rowOf(ServerName(u"b.example"_s)), 0);
}

void QueueModelsTest::faults_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("kind");
    QTest::newRow("500") << 500 << QByteArray(R"({"errcode":"M_UNKNOWN","error":"disk on fire"})") << int(Error::Http);
    QTest::newRow("403") << 403 << QByteArray(R"({"errcode":"M_FORBIDDEN","error":"not an admin"})") << int(Error::Forbidden);
    QTest::newRow("not JSON") << 200 << QByteArray("<html>") << int(Error::BadAnswer);
    QTest::newRow("cut JSON") << 200 << QByteArray(R"({"queues":[{"user_id":"@a:b")") << int(Error::BadAnswer);
    QTest::newRow("wrong type") << 200 << QByteArray(R"({"queues":"none"})") << int(Error::BadAnswer);
    QTest::newRow("no list") << 200 << QByteArray("{}") << int(Error::BadAnswer);
    QTest::newRow("gone") << 0 << QByteArray() << int(Error::Network);
}

void QueueModelsTest::faults()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, body);
    QFETCH(const int, kind);
    bool broken = false;
    m_server->inbox = {{.userId = UserId(u"@a:b"_s),
        .deviceId = DeviceId(u"D"_s),
        .messages = 1,
        .messagesAtLeast = false,
        .bytes = 1,
        .oldestStreamId = 1,
        .newestStreamId = 1,
        .deviceKnown = true,
        .lastSeen = 0}};
    m_server->intercept = [&](const Test::Request &) -> std::optional<Test::Answer> {
        return broken ? std::optional(Test::Answer{status, body}) : std::nullopt;
    };
    InboxModel model(m_client.get());
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    readAll(model);
    broken = true;
    if (status == 0)
        m_server->goDown();
    model.refresh();
    QTRY_VERIFY_WITH_TIMEOUT(model.error(), 20'000);
    QCOMPARE(int(model.error()->kind), kind);
    QVERIFY(!model.error()->text.isEmpty());
    QCOMPARE(model.rowCount(), 1);
    QVERIFY(model.isOutdated());
}

QTEST_GUILESS_MAIN(QueueModelsTest)
#include "tst_queuemodels.moc"
