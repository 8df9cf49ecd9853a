// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/httpserver.h"
#include "rawclient.h"
#include "synapse/testdatabase.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace Lockstep;
using namespace Lockstep::Http;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 60'000;
constexpr auto users = "GET /_lockstep/v1/users?limit=10 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer admin\r\n\r\n";

/// Every token is an admin's.
OutgoingAnswer homeserver(const IncomingRequest &request)
{
    if (request.target.endsWith("/account/whoami"))
        return OutgoingAnswer::json({{u"user_id"_s, u"@admin:home.example"_s}});
    if (request.target.endsWith("/admin"))
        return OutgoingAnswer::json({{u"admin"_s, true}});
    return OutgoingAnswer::error(404, u"M_UNRECOGNIZED"_s, u"?"_s);
}

} // namespace

/// The program with many connections open, on a database that does what databases do. Through its HTTP alone.
class TestGatewayLoad : public QObject
{
    Q_OBJECT

    std::unique_ptr<HttpServer> synapse;
    std::unique_ptr<QTemporaryDir> dir;
    std::unique_ptr<Test::PostgresCluster> cluster;
    QString noCluster;

    QUrl start(QProcess &gateway, const QStringList &databases, const QString &history = u"history.sqlite"_s) const
    {
        gateway.start(QStringLiteral(LOCKSTEP_GATEWAY),
            QStringList{u"--server-name"_s, u"home.example"_s, u"--client-api"_s, synapse->url().toString(), u"--listen"_s,
                u"127.0.0.1:0"_s, u"--history"_s, dir->filePath(history)}
                + databases);
        while (!gateway.canReadLine() && gateway.waitForReadyRead(patienceMs)) { }
        const QString line = QString::fromUtf8(gateway.readLine()).trimmed();
        if (!line.startsWith("listening on "_L1))
            qWarning("%s", gateway.readAllStandardError().constData());
        return QUrl(line.mid(13));
    }

    static void end(QProcess &gateway)
    {
        QElapsedTimer clock;
        clock.start();
        ::kill(pid_t(gateway.processId()), SIGTERM);
        QVERIFY(gateway.waitForFinished(patienceMs));
        QCOMPARE(gateway.exitStatus(), QProcess::NormalExit);
        QCOMPARE(gateway.exitCode(), 0);
        QVERIFY2(clock.elapsed() < 30'000, qPrintable(QString::number(clock.elapsed())));
    }

    static QHash<QString, QJsonObject> sources(const QUrl &url)
    {
        QHash<QString, QJsonObject> found;
        const RawAnswer answer = request(url, "GET", "/_lockstep/v1/info", "admin");
        const QJsonArray all = answer.json().value(u"sources").toArray();
        for (const auto &source : all)
            found.insert(source.toObject().value(u"kind").toString(), source.toObject());
        return found;
    }

private Q_SLOTS:
    void initTestCase() { cluster = Test::PostgresCluster::start(&noCluster); }
    void init()
    {
        dir = std::make_unique<QTemporaryDir>();
        synapse = std::move(*HttpServer::start({}, homeserver));
    }
    void cleanup()
    {
        synapse.reset();
        dir.reset();
    }

    void fortyConnections()
    {
        if (!cluster)
            QSKIP(qPrintable(u"NOT TESTED ON POSTGRESQL: "_s + noCluster));
        const auto database = Test::TestDatabase::postgres(*cluster, Test::Shape::Schema94);
        database->addRoles();
        QProcess gateway;
        const QUrl url = start(gateway,
            {u"--database"_s, cluster->uri(database->name(), u"lockstep_reader"_s, u"change-me"_s), u"--marker-database"_s,
                cluster->uri(database->name(), u"lockstep_marker"_s, u"change-me-too"_s)});
        QVERIFY(url.isValid());
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 40; ++i) {
            clients.push_back(std::make_unique<RawClient>(url));
            QVERIFY(clients.back()->send(users));
        }
        for (const auto &client : clients)
            QCOMPARE(client->answer().status, 200);
        for (const auto &client : clients)
            QVERIFY(client->send(users));
        for (const auto &client : clients)
            QCOMPARE(client->answer().status, 200);
        const int open = database->lines(u"SELECT count(*) FROM pg_stat_activity WHERE usename LIKE 'lockstep%'"_s).constFirst().toInt();
        QVERIFY2(open >= 1 && open <= 10, qPrintable(QString::number(open)));

        // The server stops answering: every call ends with a sentence, and no source is called good.
        cluster->freeze(true);
        QElapsedTimer clock;
        clock.start();
        QVERIFY(clients.front()->send(users));
        const RawAnswer answer = clients.front()->answer();
        const qint64 took = clock.elapsed();
        const auto during = sources(url);
        cluster->freeze(false);
        QCOMPARE(answer.status, 504);
        QVERIFY2(answer.json().value(u"error").toString().contains(u"does not answer"), answer.body.constData());
        QVERIFY2(took < 40'000, qPrintable(QString::number(took)));
        for (const QString &kind : {u"database"_s, u"heads"_s}) {
            QCOMPARE(during.value(kind).value(u"state").toString(), u"failing"_s);
            QVERIFY2(during.value(kind).value(u"detail").toString().contains(u"answer"),
                qPrintable(during.value(kind).value(u"detail").toString()));
        }
        // And goes on by itself.
        QTRY_COMPARE_WITH_TIMEOUT(request(url, "GET", "/_lockstep/v1/users", "admin").status, 200, patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(sources(url).value(u"heads"_s).value(u"state").toString() != u"failing"_s, patienceMs);
        // Stopped while a call hangs: the end does not wait for the server.
        cluster->freeze(true);
        QVERIFY(clients.back()->send(users));
        QTest::qWait(300);
        end(gateway);
        cluster->freeze(false);
    }

    void endWithManyConnections_data()
    {
        QTest::addColumn<int>("connections");
        QTest::addColumn<int>("rounds");
        QTest::newRow("150") << 150 << 5;
        QTest::newRow("1000") << 1000 << 1;
    }
    void endWithManyConnections()
    {
        QFETCH(int, connections);
        QFETCH(int, rounds);
        const rlimit limit{4096, 4096};
        ::setrlimit(RLIMIT_NOFILE, &limit);
        const auto database = Test::TestDatabase::sqlite(Test::Shape::Schema94);
        for (int round = 0; round < rounds; ++round) {
            QProcess gateway;
            const QUrl url = start(gateway, {u"--database"_s, database->uri()});
            QVERIFY(url.isValid());
            std::vector<std::unique_ptr<RawClient>> clients;
            for (int i = 0; i < connections; ++i) {
                clients.push_back(std::make_unique<RawClient>(url));
                QVERIFY(clients.back()->send(users));
            }
            for (const auto &client : clients)
                QCOMPARE(client->answer().status, 200);
            end(gateway);
        }
    }

    void oneHistoryUnderTwoNames()
    {
        const auto database = Test::TestDatabase::sqlite(Test::Shape::Schema94);
        QProcess first;
        QVERIFY(start(first, {u"--database"_s, database->uri()}).isValid());
        QVERIFY(QFile::link(dir->filePath(u"history.sqlite"_s), dir->filePath(u"link.sqlite"_s)));
        QVERIFY(::link(QFile::encodeName(dir->filePath(u"history.sqlite"_s)).constData(),
                    QFile::encodeName(dir->filePath(u"hard.sqlite"_s)).constData())
            == 0);
        for (const QString &name : {u"history.sqlite"_s, u"link.sqlite"_s, u"hard.sqlite"_s}) {
            QProcess second;
            second.start(QStringLiteral(LOCKSTEP_GATEWAY),
                {u"--server-name"_s, u"home.example"_s, u"--client-api"_s, synapse->url().toString(), u"--listen"_s, u"127.0.0.1:0"_s,
                    u"--history"_s, dir->filePath(name), u"--database"_s, database->uri()});
            QVERIFY(second.waitForFinished(patienceMs));
            QCOMPARE(second.exitCode(), 1);
            QVERIFY(second.readAllStandardError().contains("another gateway") || name != u"hard.sqlite"_s);
        }
        end(first);
    }

    void passwordsWithOddCharacters()
    {
        for (const QString &uri : {u"postgresql://user:GE/HE@IM@127.0.0.1:1/db"_s, u"postgresql://user:GE@HE/IM:x@127.0.0.1:1/db"_s,
                 u"postgresql://user:GE%40HE%2FIM@127.0.0.1:1/db"_s}) {
            QProcess gateway;
            gateway.start(QStringLiteral(LOCKSTEP_GATEWAY),
                {u"--server-name"_s, u"home.example"_s, u"--client-api"_s, synapse->url().toString(), u"--history"_s, dir->filePath(u"h"_s),
                    u"--listen"_s, u"127.0.0.1:0"_s, u"--database"_s, uri});
            QVERIFY(gateway.waitForFinished(patienceMs));
            const QByteArray said = gateway.readAllStandardError();
            QVERIFY(gateway.exitCode() != 0 && !said.isEmpty());
            for (const char *part : {"GE", "HE", "IM", "(REDACTED)"})
                QVERIFY2(!said.contains(part), said.constData());
        }
    }
};

QTEST_GUILESS_MAIN(TestGatewayLoad)
#include "tst_gatewayload.moc"
