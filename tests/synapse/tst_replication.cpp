// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "redisserver.h"

#include "synapse/config/configuration.h"
#include "synapse/replication/replicationfeed.h"

#include <QTest>

#include <atomic>

using namespace Lockstep;
using namespace Lockstep::Inspection;
using namespace Lockstep::Synapse;
using namespace Lockstep::Test;

namespace {

constexpr int patienceMs = 60'000;
const QByteArray channel = "home.example:8448";

} // namespace

class TestReplication : public QObject
{
    Q_OBJECT

    struct Looks
    {
        std::atomic<int> lists = 0, queues = 0;
    };
    std::unique_ptr<ReplicationFeed> listen(const RedisAddress &address)
    {
        m_looks.lists = m_looks.queues = 0;
        auto feed = std::make_unique<ReplicationFeed>(
            address, ServerName(QString::fromUtf8(channel)),
            [this](ReplicationFeed::Look look) {
                m_looks.lists += int(look.lists);
                m_looks.queues += int(look.queues);
            },
            m_events);
        feed->start();
        return feed;
    }
    RedisAddress address(const QString &user = {}, const QString &password = {}) const
    {
        RedisAddress address;
        address.host = u"127.0.0.1"_s;
        address.port = m_redis->port();
        address.user = user;
        address.password = password;
        return address;
    }
    static QByteArray shippedAcl(const QByteArray &server)
    {
        QFile file(QStringLiteral(LOCKSTEP_SQL "/redis-acl.conf"));
        return file.open(QIODevice::ReadOnly)
            ? file.readAll().replace("example.org -@", QByteArray(server + " -@")).replace(">PASSWORD", ">x")
            : QByteArray();
    }

    std::unique_ptr<RedisServer> m_redis;
    EventFeed m_events;
    Looks m_looks;

private Q_SLOTS:
    void initTestCase()
    {
        if (!RedisServer::isInstalled())
            QSKIP("NOT TESTED: there is no redis-server here");
    }
    void init() { m_redis = std::make_unique<RedisServer>(); }
    void cleanup() { m_redis.reset(); }

    void lines_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("stream");
        QTest::addColumn<qint64>("token");
        const auto row = [](const char *line, ReplicationLine::Kind kind, ReplicationLine::Stream stream = ReplicationLine::DeviceLists,
                             qint64 token = -1) { QTest::newRow(line) << QByteArray(line) << int(kind) << int(stream) << token; };
        row("RDATA device_lists encryption 17 [\"@a:home.example\",false,false]", ReplicationLine::Rows, ReplicationLine::DeviceLists, 17);
        row("RDATA device_lists master batch [\"@a:home.example\",false,false]", ReplicationLine::Rows, ReplicationLine::DeviceLists, -1);
        row("RDATA to_device w 3 [\"b.example\"]", ReplicationLine::Rows, ReplicationLine::ToDevice, 3);
        row("POSITION to_device w 3 4", ReplicationLine::Position, ReplicationLine::ToDevice, 4);
        row("POSITION device_lists w x 99999999999999999999", ReplicationLine::Position, ReplicationLine::DeviceLists, -1);
        row("REPLICATE", ReplicationLine::Replicate);
        row("RDATA device_lists_x w 1 []", ReplicationLine::Other);
        row("RDATA receipts w 1 [\"RDATA device_lists w 1\"]", ReplicationLine::Other);
        row("RDATA caches w 1 [\"get_user_by_access_token\",[\"syt_TOKEN\"],1]", ReplicationLine::Other);
        row("POSITION events w 1 2", ReplicationLine::Other);
        row("REMOTE_SERVER_UP other.example", ReplicationLine::Other);
        row("RDATA device_lists ", ReplicationLine::Rows);
        row("RDATA ", ReplicationLine::Other);
        row("RDATA", ReplicationLine::Other);
        row("", ReplicationLine::Other);
    }
    void lines()
    {
        QFETCH(QByteArray, line);
        QFETCH(int, kind);
        QFETCH(int, stream);
        QFETCH(qint64, token);
        const auto parsed = ReplicationLine::parse({line.constData(), size_t(line.size())});
        QCOMPARE(int(parsed.kind), kind);
        QCOMPARE(int(parsed.stream), stream);
        QCOMPARE(parsed.token, token);
    }

    /// What the channel says wakes, what it does not need does not, and neither does another channel.
    void looks()
    {
        QVERIFY(m_redis->start());
        const auto feed = listen(address());
        QTRY_COMPARE_WITH_TIMEOUT(m_looks.lists.load(), 1, patienceMs); // each connection begins with a look
        QCOMPARE(m_looks.queues.load(), 1);
        QCOMPARE(feed->status().state, SourceState::Ok);
        RawRedis synapse(m_redis->port());
        QCOMPARE(synapse.ask({"PUBLISH", channel, "RDATA device_lists enc 5 [\"@a:x\",false,false]"}), ":1");
        QTRY_COMPARE_WITH_TIMEOUT(m_looks.lists.load(), 2, patienceMs);
        QCOMPARE(m_looks.queues.load(), 1);
        synapse.ask({"PUBLISH", channel, "RDATA to_device enc 3 [\"@a:x\"]"});
        QTRY_COMPARE_WITH_TIMEOUT(m_looks.queues.load(), 2, patienceMs);
        // This one follows, so that nothing is missing; the next does not.
        synapse.ask({"PUBLISH", channel, "POSITION to_device enc 3 4"});
        synapse.ask({"PUBLISH", channel, "RDATA presence enc 9 [\"@a:x\"]"});
        QCOMPARE(synapse.ask({"PUBLISH", channel + "/USER_IP", "USER_IP @a:x [\"syt_TOKEN\"]"}), ":0");
        synapse.ask({"PUBLISH", channel, "POSITION device_lists enc 9 9"});
        QTRY_COMPARE_WITH_TIMEOUT(m_looks.lists.load(), 3, patienceMs);
        QCOMPARE(m_looks.queues.load(), 2);
        synapse.ask({"PUBLISH", channel, "REPLICATE"});
        QTRY_COMPARE_WITH_TIMEOUT(m_looks.queues.load(), 3, patienceMs);
        const QString detail = feed->status().detail;
        QVERIFY2(detail.contains("6 lines heard, 1 of them"_L1), qUtf8Printable(detail));
        QVERIFY2(!detail.contains("TOKEN"_L1), qUtf8Printable(detail));
    }

    /// Lines of an outage are lost: the connection after it begins with a look.
    void outage()
    {
        QVERIFY(m_redis->start());
        const auto feed = listen(address());
        QTRY_COMPARE_WITH_TIMEOUT(m_looks.lists.load(), 1, patienceMs);
        m_redis->stop();
        QTRY_COMPARE_WITH_TIMEOUT(feed->status().state, SourceState::Failing, patienceMs);
        QVERIFY(m_redis->start());
        QTRY_COMPARE_WITH_TIMEOUT(feed->status().state, SourceState::Ok, patienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(m_looks.lists.load(), 2, patienceMs);
        QVERIFY2(feed->status().detail.contains("for the 2. time"_L1), qUtf8Printable(feed->status().detail));
    }

    /// The shipped line of the ACL is enough for the feed, and opens nothing beside.
    void shippedAclIsEnough()
    {
        QVERIFY2(m_redis->start(shippedAcl(channel)), m_redis->said().constData());
        const auto feed = listen(address(u"lockstep"_s, u"x"_s));
        QTRY_COMPARE_WITH_TIMEOUT(m_looks.lists.load(), 1, patienceMs);
        RawRedis(m_redis->port()).ask({"PUBLISH", channel, "RDATA device_lists enc 5 []"});
        QTRY_COMPARE_WITH_TIMEOUT(m_looks.lists.load(), 2, patienceMs);
        RawRedis user(m_redis->port());
        QCOMPARE(user.ask({"AUTH", "lockstep", "x"}), "+OK");
        for (const QByteArrayList &command : {QByteArrayList{"SUBSCRIBE", channel + "/USER_IP"}, {"SUBSCRIBE", channel + ".evil"},
                 {"SUBSCRIBE", "other"}, {"PSUBSCRIBE", channel}, {"PSUBSCRIBE", "*"}, {"PUBLISH", channel, "x"}, {"GET", "x"},
                 {"SET", "x", "y"}, {"KEYS", "*"}, {"MONITOR"}, {"CONFIG", "GET", "*"}, {"INFO"}, {"CLIENT", "LIST"},
                 {"PUBSUB", "CHANNELS"}, {"EVAL", "x", "0"}, {"ACL", "LIST"}, {"SSUBSCRIBE", channel}})
            QVERIFY2(user.ask(command).startsWith("-NOPERM"), command.join(' ').constData());
        QCOMPARE(user.ask({"SUBSCRIBE", channel}), "*3");
    }

    /// A server's name may hold what Redis takes for a wildcard.
    void shippedAclOfAnAddress()
    {
        QVERIFY2(m_redis->start(shippedAcl("\\[::1\\]:8448")), m_redis->said().constData());
        RawRedis user(m_redis->port());
        QCOMPARE(user.ask({"AUTH", "lockstep", "x"}), "+OK");
        QVERIFY(user.ask({"SUBSCRIBE", "::8448"}).startsWith("-NOPERM"));
        QCOMPARE(user.ask({"SUBSCRIBE", "[::1]:8448"}), "*3");
    }

    void refusals_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("password");
        QTest::addColumn<QString>("says");
        QTest::newRow("password missing") << QByteArray("requirepass geheim\n") << QString() << QString() << u"wants a password"_s;
        QTest::newRow("password wrong") << QByteArray("requirepass geheim\n") << QString() << u"ganzgeheim"_s << u"does not take"_s;
        QTest::newRow("password needless") << QByteArray() << QString() << u"ganzgeheim"_s << u"does not take"_s;
        QTest::newRow("other channel") << shippedAcl("example.com") << u"lockstep"_s << u"x"_s << u"redis-acl.conf"_s;
    }
    void refusals()
    {
        QFETCH(QByteArray, config);
        QFETCH(QString, user);
        QFETCH(QString, password);
        QFETCH(QString, says);
        QVERIFY(m_redis->start(config));
        const auto feed = listen(address(user, password));
        QTRY_COMPARE_WITH_TIMEOUT(feed->status().state, SourceState::Failing, patienceMs);
        const QString detail = feed->status().detail;
        QVERIFY2(detail.contains(says), qUtf8Printable(detail));
        QVERIFY2(!detail.contains("geheim"_L1), qUtf8Printable(detail));
        QCOMPARE(m_looks.lists.load(), 0);
    }

    /// As most deployments have it: one password for the default user, and a socket of this machine.
    void passwordAndSocket()
    {
        QVERIFY(m_redis->start("requirepass \"p w\"\n"));
        RedisAddress socket;
        socket.path = m_redis->path(u"socket"_s);
        socket.password = u"p w"_s;
        for (const RedisAddress &one : {socket, address({}, u"p w"_s)}) {
            const auto feed = listen(one);
            QTRY_COMPARE_WITH_TIMEOUT(m_looks.queues.load(), 1, patienceMs);
            QVERIFY(!feed->status().detail.contains("p w"_L1));
        }
    }

    void tls()
    {
        const auto file = [this](const char *name) { return m_redis->path(QString::fromLatin1(name)); };
        QProcess openssl;
        openssl.start(u"openssl"_s,
            {u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, u"-days"_s, u"10"_s, u"-subj"_s, u"/CN=localhost"_s,
                u"-addext"_s, u"subjectAltName=DNS:localhost"_s, u"-keyout"_s, file("key"), u"-out"_s, file("crt")});
        if (!openssl.waitForFinished(patienceMs) || !QFile::exists(file("crt")))
            QSKIP("NOT TESTED: openssl makes no certificate here");
        QTcpServer free;
        free.listen(QHostAddress::LocalHost);
        const quint16 port = free.serverPort();
        free.close();
        if (!m_redis->start("tls-port " + QByteArray::number(port) + "\ntls-cert-file " + file("crt").toUtf8() + "\ntls-key-file "
                + file("key").toUtf8() + "\ntls-auth-clients no\ntls-ca-cert-file " + file("crt").toUtf8() + "\n"))
            QSKIP("NOT TESTED: this redis-server has no TLS");
        const auto parsed = RedisAddress::parse(u"rediss://localhost:%1?ca_file=%2"_s.arg(port).arg(file("crt")));
        QVERIFY(parsed);
        {
            const auto feed = listen(*parsed);
            QTRY_COMPARE_WITH_TIMEOUT(m_looks.lists.load(), 1, patienceMs);
            RawRedis(m_redis->port()).ask({"PUBLISH", channel, "RDATA device_lists enc 5 " + QByteArray(200'000, 'x')});
            QTRY_COMPARE_WITH_TIMEOUT(m_looks.lists.load(), 2, patienceMs);
        }
        // A certificate that nobody vouches for, and one of another name.
        RedisAddress untrusted = *parsed, other = *parsed;
        untrusted.caFile.clear();
        other.host = u"127.0.0.1"_s;
        for (const RedisAddress &one : {untrusted, other}) {
            const auto feed = listen(one);
            QTRY_COMPARE_WITH_TIMEOUT(feed->status().state, SourceState::Failing, patienceMs);
            QVERIFY2(feed->status().detail.contains("not trusted"_L1), qUtf8Printable(feed->status().detail));
            QCOMPARE(m_looks.lists.load(), 0);
        }
    }

    /// Ends at once, whatever it waits for.
    void ends()
    {
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        RedisAddress nobody;
        nobody.host = u"127.0.0.1"_s;
        nobody.port = silent.serverPort();
        const auto waiting = listen(nobody);
        QTest::qWait(50);
        waiting->stop();
        QCOMPARE(waiting->status().state, SourceState::Starting);
        // What answers something else is no Redis.
        const auto web = listen(nobody);
        QVERIFY(silent.waitForNewConnection(patienceMs));
        while (QTcpSocket *socket = silent.nextPendingConnection()) {
            socket->write("HTTP/1.1 400 Bad Request\r\n\r\n");
            socket->waitForBytesWritten(patienceMs);
        }
        QTRY_COMPARE_WITH_TIMEOUT(web->status().state, SourceState::Failing, patienceMs);
    }

    void addresses_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("description");
        QTest::newRow("host") << u"redis://redis.example"_s << u"redis://redis.example:6379"_s;
        QTest::newRow("all") << u"redis://lockstep:ge%40heim@[::1]:16379/3"_s << u"redis://[::1]:16379"_s;
        QTest::newRow("tls") << u"rediss://:geheim@redis.example:6380?ca_file=/etc/ca.pem"_s << u"rediss://redis.example:6380"_s;
        QTest::newRow("socket") << u"unix:///run/redis/redis.sock"_s << u"unix:///run/redis/redis.sock"_s;
        QTest::newRow("no scheme") << u"redis.example:6379"_s << QString();
        QTest::newRow("no host") << u"redis://:geheim@"_s << QString();
        QTest::newRow("http") << u"http://:geheim@redis.example"_s << QString();
        QTest::newRow("raw at") << u"redis://:ge@geheim@redis.example"_s << QString();
        QTest::newRow("option") << u"rediss://:geheim@redis.example?verify=no"_s << QString();
        QTest::newRow("no socket") << u"unix://run/redis.sock"_s << QString();
    }
    void addresses()
    {
        QFETCH(QString, url);
        QFETCH(QString, description);
        const auto parsed = RedisAddress::parse(url);
        if (description.isEmpty()) {
            QVERIFY(!parsed);
            QCOMPARE(parsed.error().kind, Error::BadInput);
            QVERIFY2(!parsed.error().text.contains("geheim"_L1), qUtf8Printable(parsed.error().text));
            return;
        }
        QVERIFY2(parsed, parsed ? "" : qUtf8Printable(parsed.error().text));
        QCOMPARE(parsed->describe(), description);
    }
};

QTEST_GUILESS_MAIN(TestReplication)
#include "tst_replication.moc"
