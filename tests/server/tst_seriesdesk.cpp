// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/client/client.h"
#include "inspection/fakes.h"
#include "rawclient.h"
#include "server/desks/seriesdesk.h"
#include "server/server.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>

using namespace Lockstep;
using namespace Lockstep::Http;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 midnight = 20'000LL * 86'400'000;

/// A homeserver whose queues are as the test says: "name=depth …" of the outbox.
class QueueSource : public FakeSource
{
public:
    void setOutbox(const QString &queues)
    {
        const std::lock_guard lock(m_mutex);
        m_outbox = queues;
    }
    void setReadable(bool readable) { m_readable = readable; }
    void setStale(int users) { m_stale = users; }
    int looks() const { return m_looks; }

    Result<Overview> overview() override
    {
        if (!m_readable)
            return failure(Error::Database, u"gone"_s);
        Overview overview;
        overview.states.insert(UserState::Stale, m_stale);
        overview.inbox = {.messages = 3, .bytes = 700, .estimate = true};
        overview.destinationsFailing = 1;
        return overview;
    }
    Result<QueueDepths> queueDepths(QueueKind kind, int most) override
    {
        if (!m_readable)
            return failure(Error::Database, u"gone"_s);
        if (kind == QueueKind::Inbox)
            ++m_looks;
        if (kind != QueueKind::Outbox)
            return FakeSource::queueDepths(kind, most);
        QueueDepths depths{.queues = {}, .isWhole = true, .leftOut = 0};
        const std::lock_guard lock(m_mutex);
        for (const QString &word : m_outbox.split(u' ', Qt::SkipEmptyParts))
            depths.queues.append(
                {.subject = word.section(u'=', 0, -2), .depth = word.section(u'=', -1).toLongLong(), .bytes = 11, .oldest = midnight});
        return depths;
    }

private:
    std::mutex m_mutex;
    QString m_outbox;
    std::atomic<bool> m_readable = true;
    std::atomic<int> m_stale = 2, m_looks = 0;
};

} // namespace

/// Series as a stranger gets them, over HTTP, in made time.
class TestSeriesDesk : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> folder;
    std::unique_ptr<QueueSource> source;
    FakeAccess access;
    std::unique_ptr<Server::RefreshDesk> refreshes;
    std::unique_ptr<Server::SeriesDesk> desk;
    std::unique_ptr<Server::Server> server;
    std::atomic<qint64> now = midnight;
    std::atomic<bool> isTold = true;

    void start(int mostQueues = 20'000)
    {
        if (!source)
            source = std::make_unique<QueueSource>();
        const ServerName own(u"hs.example"_s);
        Server::RefreshOptions refreshing;
        refreshing.serverName = own;
        refreshes = std::make_unique<Server::RefreshDesk>(source.get(), refreshing, source->trail());
        Server::SeriesDesk::Options options;
        options.path = folder->filePath(u"x.series.sqlite"_s);
        options.everyMs = options.longestMs = 20;
        options.mostQueues = mostQueues;
        options.clock = [this] { return now.load(); };
        options.isToldOfUpdates = [this] { return isTold.load(); };
        desk = std::make_unique<Server::SeriesDesk>(options);
        desk->start(source.get());
        Server::ServerOptions serving;
        serving.serverName = own;
        serving.series = desk.get();
        server = std::move(*Server::Server::start(serving, source.get(), nullptr, &access, refreshes.get(), source->trail()));
        QTRY_VERIFY(call("?of=stale_users").json()[u"series"].toArray().size() > 0); // the first look is over
    }
    void stop()
    {
        server.reset();
        desk.reset();
        refreshes.reset();
    }
    void toMinute(int minute)
    {
        now = midnight + minute * 60'000LL + 5'000;
        const int before = source->looks();
        QTRY_VERIFY(source->looks() >= before + 2);
    }
    RawAnswer call(const QByteArray &query, const QByteArray &token = "admin")
    {
        return request(server->url(), "GET", "/_lockstep/v1/series" + query, token);
    }
    /// "minute:last" of one series.
    QString told(const QByteArray &kind, const QByteArray &subject = {}, const QByteArray &more = {})
    {
        const RawAnswer answer
            = call("?of=" + kind + "&subject=" + subject.toPercentEncoding() + "&from=" + QByteArray::number(midnight) + more);
        QStringList words;
        for (const QJsonValue value : answer.json()[u"series"][0][u"points"].toArray())
            words.append(u"%1:%2"_s.arg((value[u"at"].toInteger() - midnight) / 60'000).arg(value[u"last"].toInteger()));
        return answer.status == 200 ? words.join(u' ') : QString::fromUtf8(answer.body);
    }
    static History::UpdateContent update(const QString &server, qint64 at)
    {
        History::UpdateContent content;
        content.user = UserId(u"@bob:"_s + server);
        content.at = at;
        return content;
    }

private Q_SLOTS:
    void init()
    {
        folder = std::make_unique<QTemporaryDir>();
        now = midnight;
        isTold = true;
    }
    void cleanup()
    {
        stop();
        source.reset();
        folder.reset();
    }

    void queuesGrow()
    {
        start();
        source->setOutbox(u"dead.example=12 slow.example=1"_s);
        toMinute(1);
        source->setOutbox(u"dead.example=340"_s);
        toMinute(2);
        QTRY_COMPARE(told("outbox_depth", "dead.example"), u"0:0 1:12 2:340"_s);
        QCOMPARE(told("outbox_depth", "slow.example"), u"0:0 1:1 2:0"_s);
        QCOMPARE(told("outbox_depth"), u"0:0 1:13 2:340"_s);
        QCOMPARE(told("outbox_bytes", "dead.example"), u"1:11 2:11"_s);
        QCOMPARE(told("outbox_oldest"), u"1:%1 2:%1"_s.arg(midnight));
        QCOMPARE(told("stale_users"), u"0:2 1:2 2:2"_s);
        QCOMPARE(told("destinations_failing"), u"0:1 1:1 2:1"_s);
        // An estimate is no look, and a queue that this source does not tell of is none that is empty.
        QCOMPARE(told("inbox_depth"), QString());
        const QJsonObject answer = call("?of=outbox_depth&top=1").json();
        QCOMPARE(answer[u"series"][0][u"subject"].toString(), u"dead.example"_s);
        QCOMPARE(answer[u"step"].toInteger(), 60'000);
        QVERIFY(answer[u"next"].isNull() && answer[u"problem"].isNull());
        QVERIFY(answer[u"kept"].toInteger() >= 5);
    }

    void whatCannotBeReadIsAGap()
    {
        start();
        source->setOutbox(u"a.example=5"_s);
        toMinute(1);
        source->setReadable(false);
        now = midnight + 3 * 60'000;
        QTest::qWait(100);
        source->setReadable(true);
        toMinute(4);
        QTRY_COMPARE(told("outbox_depth", "a.example"), u"0:0 1:5 4:5"_s);
        QCOMPARE(told("stale_users"), u"0:2 1:2 4:2"_s);
    }

    void updatesAreCounted()
    {
        start();
        toMinute(1);
        const History::Feed log{.source = UpdateSource::Log, .stream = u"log"_s};
        for (int i = 0; i < 3; ++i)
            desk->note(update(u"remote.example"_s, now), log);
        desk->note(update(u"other.example"_s, now), log);
        desk->note(update(u"remote.example"_s, now - 3'600'000), log); // a log that is read late
        desk->note(update(u"remote.example"_s, now), {.source = UpdateSource::Tap, .stream = u"tap"_s, .isUnproven = true});
        desk->note(
            History::ResyncOutcome{.user = UserId(u"@bob:remote.example"_s), .step = History::ResyncOutcome::Failed, .at = now}, log);
        QTRY_COMPARE(told("updates"), u"0:0 1:4"_s);
        QTRY_COMPARE(told("failures", "remote.example"), u"0:0 1:1"_s);
        QCOMPARE(told("updates", "remote.example"), u"0:0 1:3"_s);
        QCOMPARE(told("resyncs"), u"0:0 1:1"_s);
        toMinute(2);
        QTRY_COMPARE(told("updates"), u"0:0 1:4 2:0"_s);
        // Nothing tells of updates any more: that none came says nothing.
        isTold = false;
        toMinute(3);
        QTRY_COMPARE(told("stale_users"), u"0:2 1:2 2:2 3:2"_s);
        QCOMPARE(told("updates"), u"0:0 1:4 2:0"_s);
    }

    /// Who had most in a range, whatever they have now.
    void totalsOfARange()
    {
        start();
        const History::Feed log{.source = UpdateSource::Log, .stream = u"log"_s};
        const auto come = [&](const QString &origin, int times) {
            for (int i = 0; i < times; ++i)
                desk->note(update(origin, now), log);
        };
        toMinute(1);
        come(u"busy.example"_s, 5);
        come(u"a.example"_s, 2);
        QTRY_COMPARE(told("updates"), u"0:0 1:7"_s);
        toMinute(2);
        come(u"a.example"_s, 2);
        come(u"late\"\n.example"_s, 1);
        QTRY_COMPARE(told("updates"), u"0:0 1:7 2:3"_s);
        const auto totals = [this](const QByteArray &more) {
            const RawAnswer answer = call("?of=updates&from=" + QByteArray::number(midnight) + more);
            QStringList words;
            for (const QJsonValue value : answer.json()[u"totals"].toArray())
                words.append(u"%1=%2"_s.arg(value[u"subject"].toString()).arg(value[u"sum"].toInteger()));
            return u"%1 of %2"_s.arg(words.join(u' ')).arg(answer.json()[u"subjects"].toInteger());
        };
        QCOMPARE(totals("&totals=10"), u"busy.example=5 a.example=4 late\"\n.example=1 of 3"_s);
        QCOMPARE(totals("&totals=1&step=600000"), u"busy.example=5 of 3"_s);
        QCOMPARE(totals("&totals=10&to=" + QByteArray::number(midnight + 60'000)), u" of 0"_s);
        // Written down, rolled up, and read again.
        for (const int minute : {70, 13 * 60, 26 * 60})
            toMinute(minute);
        QCOMPARE(totals("&totals=10&step=600000"), u"busy.example=5 a.example=4 late\"\n.example=1 of 3"_s);
        QCOMPARE(totals("&totals=2&step=21600000"), u"busy.example=5 a.example=4 of 3"_s);
        QCOMPARE(call("?of=updates,resyncs&totals=3").status, 400);
        QCOMPARE(call("?of=outbox_depth&totals=3").status, 400);
        QCOMPARE(call("?of=updates&totals=20001").status, 400);
        QVERIFY(call("?of=updates").json()[u"subjects"].isNull());
    }

    void overARestart()
    {
        start();
        source->setOutbox(u"a.example=5"_s);
        toMinute(1);
        stop();
        now = midnight + 10 * 60'000;
        start();
        QTRY_COMPARE(told("outbox_depth", "a.example"), u"0:0 1:5 10:5"_s);
    }

    void metrics()
    {
        start(6);
        source->setOutbox(u"a.example=9 b\"\n\u202e.example=8 c.example=7 d=6 e=5 f=4 g=3 h=2"_s);
        toMinute(1);
        desk->note(update(u"remote.example"_s, now), {.source = UpdateSource::Log, .stream = u"log"_s});
        const auto has = [this](const QByteArray &line) {
            return request(server->url(), "GET", "/_lockstep/v1/metrics", "admin").body.contains(line);
        };
        QTRY_VERIFY(has("lockstep_queue_deepest{queue=\"outbox\",subject=\"a.example\"} 9\n"));
        QTRY_VERIFY(has("lockstep_events_total{kind=\"updates\"} 1\n"));
        QVERIFY(has("# TYPE lockstep_events_total counter\n"));
        QVERIFY(has("lockstep_series_left_out 2\n"));
        QVERIFY(has("lockstep_series_written 1\n"));
        // A line is a line, whatever somebody calls a server.
        static const QRegularExpression shape(u"^([a-z_]+(\\{([a-z_]+=\"([^\"\\\\]|\\\\.)*\",?)+\\})? [0-9]+|# .*)$"_s);
        const QByteArray all = request(server->url(), "GET", "/_lockstep/v1/metrics", "admin").body;
        for (const QByteArray &line : all.trimmed().split('\n'))
            QVERIFY2(shape.match(QString::fromUtf8(line)).hasMatch(), line.constData());
        QVERIFY(!all.contains("\u202e"));
    }

    void refusesWhatMakesNoSense_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QString>("names"); // the parameter that the error speaks of
        QTest::newRow("nothing") << QByteArray() << u"of"_s;
        QTest::newRow("unknown") << QByteArray("?of=x") << u"of"_s;
        QTest::newRow("one of two unknown") << QByteArray("?of=updates,x") << u"of"_s;
        QTest::newRow("no time") << QByteArray("?of=updates&from=x") << u"from"_s;
        QTest::newRow("before 1970") << QByteArray("?of=updates&from=-5") << u"from"_s;
        QTest::newRow("too large") << QByteArray("?of=updates&to=99999999999999999999") << u"to"_s;
        QTest::newRow("to, after all times") << QByteArray("?of=updates&to=9000000000000000000") << u"from and to"_s;
        QTest::newRow("the wrong way round") << QByteArray("?of=updates&from=20&to=10") << u"from"_s;
        QTest::newRow("step") << QByteArray("?of=updates&step=7") << u"step"_s;
        QTest::newRow("step, no number") << QByteArray("?of=updates&step=1m") << u"step"_s;
        QTest::newRow("top") << QByteArray("?of=outbox_depth&top=101") << u"top"_s;
        QTest::newRow("top, no number") << QByteArray("?of=outbox_depth&top=x") << u"top"_s;
        QTest::newRow("a long subject") << "?of=outbox_depth&subject=" + QByteArray(601, 'x') << u"subject"_s;
        QTest::newRow("no array") << QByteArray("?of=outbox_depth&subjects=a") << u"subjects"_s;
        QTest::newRow("an empty array") << QByteArray("?of=outbox_depth&subjects=[]") << u"subjects"_s;
        QTest::newRow("an array of numbers") << QByteArray("?of=outbox_depth&subjects=[1]") << u"subjects"_s;
        QByteArray many = "?of=outbox_depth,outbox_bytes&subjects=[\"0\"";
        for (int i = 1; i < 101; ++i)
            many += ",\"" + QByteArray::number(i) + '"';
        QTest::newRow("too many") << many + ']' << u"of and subjects"_s;
    }

    void refusesWhatMakesNoSense()
    {
        start();
        QFETCH(QByteArray, query);
        QFETCH(QString, names);
        const RawAnswer answer = call(query);
        QCOMPARE(answer.status, 400);
        QCOMPARE(answer.errcode(), u"M_INVALID_PARAM"_s);
        QVERIFY2(answer.json()[u"error"].toString().startsWith(names + u' '), answer.body.constData());
    }

    void hugeRangesAreBounded()
    {
        start();
        toMinute(1);
        const QJsonObject answer = call("?of=updates,resyncs,failures&from=0&to=9999999999999&step=60000").json();
        QVERIFY((answer[u"to"].toInteger() - answer[u"from"].toInteger()) / 60'000 * 3 <= SeriesQuery::maxSteps);
        QVERIFY(call("?of=updates&from=0&to=9999999999999").body.size() < 20'000);
    }

    void whoMayLook()
    {
        start();
        QCOMPARE(call("?of=updates", "viewer").status, 200);
        QCOMPARE(call("?of=updates", "plain").status, 403);
        QCOMPARE(call("?of=updates", {}).status, 401);
    }

    /// The client says what the call takes, whatever a subject holds.
    void theClientAsks()
    {
        start();
        const QString hostile = u"\"]&of=x#%41\u202e.example"_s;
        source->setOutbox(hostile + u"=4 b.example=5"_s);
        toMinute(1);
        QTRY_COMPARE(told("outbox_depth", "b.example"), u"0:0 1:5"_s);
        QNetworkAccessManager network;
        Client client(&network, server->url());
        client.setToken(u"admin"_s);
        std::optional<Result<SeriesAnswer>> answer;
        client.series({.kinds = {SeriesKind::OutboxDepth}, .subjects = {hostile, u"b.example"_s}, .from = midnight}, this,
            [&](const Result<SeriesAnswer> &result) { answer = result; });
        QTRY_VERIFY(answer);
        QVERIFY2(answer->has_value(), qPrintable(answer->has_value() ? QString() : answer->error().text));
        QCOMPARE((*answer)->series.size(), 2);
        QCOMPARE((*answer)->series.at(0).subject, hostile);
        QCOMPARE((*answer)->series.at(0).points.constLast().last, 4);
    }
};

QTEST_GUILESS_MAIN(TestSeriesDesk)
#include "tst_seriesdesk.moc"
