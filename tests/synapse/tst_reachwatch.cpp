// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "sourcetest.h"

#include "domain/apiwords.h"
#include "history/recording/recorder.h"

#include <QDateTime>
#include <QTemporaryDir>

using namespace Lockstep;
using namespace Lockstep::Test;

/// What is said of one server, while its row in the database changes and the log tells, and over a restart.
class TestReachWatch : public SourceTest
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { startCluster(); }
    void cleanup()
    {
        m_source.reset();
        m_recorder.reset();
        m_store.reset();
        m_database.reset();
    }
    void aServer_data() { engines(); }
    void aServer();
    void withoutAHistory();

private:
    void start()
    {
        m_source.reset();
        m_recorder.reset();
        m_store.reset();
        auto store = History::Store::open(m_folder.filePath(QString::fromLatin1(QTest::currentDataTag()).replace(u' ', u'-')));
        VERIFY_RESULT(store);
        m_store = std::move(*store);
        SynapseSettings settings;
        settings.serverName = ServerName(u"home.example"_s);
        settings.clientApi = QUrl(u"http://127.0.0.1:1"_s);
        settings.database = m_database->uri();
        settings.logs = {u"/nowhere.log"_s};
        auto opened = SynapseSource::open(settings, m_store);
        VERIFY_RESULT(opened);
        m_source = std::move(*opened);
        m_recorder = std::make_unique<History::Recorder>(m_store.get());
        m_recorder->setWitness(m_source->witness());
        m_source->startPolling(m_recorder.get());
    }
    void tell(const History::Observation &what)
    {
        const auto told = m_recorder->record({.source = UpdateSource::Log, .stream = u"log"_s, .isForgeable = true}, {what});
        VERIFY_RESULT(told);
    }
    QString said(const QString &server)
    {
        const auto details = m_source->destination(ServerName(server));
        if (!details)
            return u"error: "_s + details.error().text;
        QStringList parts;
        for (const ReachSpan &span : details->reach.spans)
            parts.append(u"%1 %2%3 x%4"_s.arg(toApiName(span.state), span.until == 0 ? u"goes on"_s : u"over"_s,
                span.cause ? u' ' + toApiName(*span.cause) : QString(), QString::number(span.tries)));
        return parts.join(u"; "_s);
    }
    void setBackoff(const QString &server, qint64 failing, qint64 last, qint64 interval)
    {
        m_database->run(u"UPDATE destinations SET failure_ts = %1, retry_last_ts = %2, retry_interval = %3 WHERE destination = '%4'"_s.arg(
            failing > 0 ? QString::number(failing) : u"NULL"_s, QString::number(last), QString::number(interval), server));
    }

    QTemporaryDir m_folder;
    std::shared_ptr<History::Store> m_store;
    std::unique_ptr<History::Recorder> m_recorder;
};

void TestReachWatch::aServer()
{
    QFETCH(bool, postgres);
    QFETCH(int, schema);
    const Shape shape = schema == 94 ? Shape::Schema94 : Shape::Schema72;
    if (postgres && !m_cluster)
        QSKIP(qPrintable(u"NOT TESTED ON POSTGRESQL: "_s + m_noCluster));
    m_database = postgres ? TestDatabase::postgres(*m_cluster, shape) : TestDatabase::sqlite(shape);
    start();
    // What is in backoff at the first look has been since the homeserver says so.
    QTRY_COMPARE(said(u"dead.example"_s), u"backoff goes on x0"_s);
    QCOMPARE(m_source->destination(ServerName(u"dead.example"_s))->reach.spans.at(0).since, 1690000000000);
    QCOMPARE(said(u"remote.example"_s), QString());
    QVERIFY(!m_source->destination(ServerName(u"remote.example"_s))->reach.watched.isEmpty());
    QVERIFY(said(u"nobody.example"_s).startsWith(u"error: The homeserver has nothing to do with nobody.example"_s));

    // The log tells that tries fail; then the homeserver waits, for that reason.
    const UserId bob(u"@bob:remote.example"_s);
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    tell(History::ServerTrouble{.user = {},
        .kind = History::ServerTrouble::SendFailed,
        .server = bob.server(),
        .detail = u"ConnectionRefusedError(111)"_s,
        .at = now - 2'000});
    tell(History::ResyncOutcome{.user = bob,
        .step = History::ResyncOutcome::Failed,
        .error = u"Failed to send request: ConnectionRefusedError\n\u202e"_s,
        .at = now});
    QCOMPARE(said(u"remote.example"_s), u"failing over connection_refused x2"_s);
    setBackoff(u"remote.example"_s, now, now, 600'000);
    QTRY_COMPARE(said(u"remote.example"_s), u"failing over connection_refused x2; backoff goes on connection_refused x2"_s);
    auto details = m_source->destination(bob.server());
    VERIFY_RESULT(details);
    QCOMPARE(details->destination.failingSince, now);
    QCOMPARE(toApiName(details->waiting.reason), u"backoff"_s);
    QCOMPARE(details->waiting.cause, FetchCause::Refused);
    QCOMPARE(details->reach.contacts.size(), 2);
    QCOMPARE(details->reach.contacts.at(0).user, bob);
    QVERIFY(!details->reach.contacts.at(0).error.contains(u'\n') && !details->reach.contacts.at(0).error.contains(QChar(0x202e)));
    QCOMPARE(toApiName(details->reach.contacts.at(1).kind), u"transaction"_s);

    // A restart knows it all, and what ended meanwhile has ended when it was seen last.
    const qint64 stopped = QDateTime::currentMSecsSinceEpoch();
    m_source.reset();
    setBackoff(u"dead.example"_s, 0, 0, 0);
    start();
    QTRY_COMPARE(said(u"dead.example"_s), u"backoff over x0"_s);
    details = m_source->destination(ServerName(u"dead.example"_s));
    QVERIFY(details->reach.spans.at(0).until <= stopped + 1'000);
    QCOMPARE(said(u"remote.example"_s), u"failing over connection_refused x2; backoff goes on connection_refused x2"_s);
    QCOMPARE(m_source->destination(bob.server())->reach.contacts.size(), 2);

    // It answers.
    setBackoff(u"remote.example"_s, 0, 0, 0);
    const qint64 came = QDateTime::currentMSecsSinceEpoch();
    tell(History::HandledUpdate{
        .user = bob, .device = DeviceId(u"A"_s), .streamId = StreamId(4), .prevIds = {}, .at = now}); // before it began to count
    tell(History::HandledUpdate{.user = bob, .device = DeviceId(u"A"_s), .streamId = StreamId(5), .prevIds = {}, .at = came});
    tell(History::ResyncOutcome{.user = bob, .step = History::ResyncOutcome::Succeeded, .at = QDateTime::currentMSecsSinceEpoch()});
    QTRY_COMPARE(said(u"remote.example"_s), u"failing over connection_refused x2; backoff over connection_refused x2"_s);
    details = m_source->destination(bob.server());
    QVERIFY(details->reach.contacts.at(0).answered);
    QCOMPARE(details->reach.lastUpdate, came);
    QCOMPARE(details->reach.updates, 1);
    QVERIFY(details->outboxAvailable.available);
}

void TestReachWatch::withoutAHistory()
{
    m_database = TestDatabase::sqlite(Shape::Schema94);
    SynapseSettings settings;
    settings.serverName = ServerName(u"home.example"_s);
    settings.clientApi = QUrl(u"http://127.0.0.1:1"_s);
    settings.database = m_database->uri();
    auto opened = SynapseSource::open(settings, nullptr);
    VERIFY_RESULT(opened);
    m_source = std::move(*opened);
    const auto details = m_source->destination(ServerName(u"dead.example"_s));
    VERIFY_RESULT(details);
    QVERIFY(!details->reachAvailable.available);
    QCOMPARE(details->destination.failingSince, 1690000000000);
}

QTEST_GUILESS_MAIN(TestReachWatch)
#include "tst_reachwatch.moc"
