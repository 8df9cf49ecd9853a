// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gateway/gateway.h"

#include "rawclient.h"
#include "server/server.h"
#include "synapse/testdatabase.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QProcess>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <atomic>
#include <csignal>

using namespace Lockstep;
using namespace Lockstep::Gateway;
using namespace Lockstep::Http;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 60'000;
constexpr auto logLine = "2026-11-20 12:00:00,000 - synapse.handlers.device - 1 - DEBUG - PUT-1 - Handling update "
                         "'@ann:remote.example'/'D', ID: '%1', prev: ['%2'] \n";

/// While it is set no list arrives, so that a refresh stays under way.
std::atomic<bool> remoteIsSlow = false;

/// Knows the token "admin", the token "plain", and whom to resync.
OutgoingAnswer homeserver(const IncomingRequest &request)
{
    const QString token = request.bearerToken();
    static std::atomic<int> ending = 0;
    if (token == u"ending" && request.target.endsWith("/account/whoami")) // logged out after the first question
        return ending++ == 0 ? OutgoingAnswer::json({{u"user_id"_s, u"@plain:home.example"_s}})
                             : OutgoingAnswer::error(401, u"M_UNKNOWN_TOKEN"_s, u"?"_s);
    if (token != u"admin" && token != u"plain")
        return OutgoingAnswer::error(401, u"M_UNKNOWN_TOKEN"_s, u"?"_s);
    if (request.target.endsWith("/account/whoami"))
        return OutgoingAnswer::json({{u"user_id"_s, u"@%1:home.example"_s.arg(token)}});
    if (request.target.endsWith("/admin"))
        return token == u"admin" ? OutgoingAnswer::json({{u"admin"_s, true}}) : OutgoingAnswer::error(403, u"M_FORBIDDEN"_s, u"?"_s);
    if (request.target.endsWith("/keys/query") || request.segments.contains(u"query"_s)) {
        while (remoteIsSlow && !request.isAbandoned())
            QThread::msleep(5);
        return OutgoingAnswer::json(
            {{u"failures"_s, QJsonObject{{u"remote.example"_s, QJsonObject{{u"status"_s, 503}, {u"message"_s, u"Not ready for retry"_s}}}}},
                {u"device_keys"_s, QJsonObject()}});
    }
    return OutgoingAnswer::error(404, u"M_UNRECOGNIZED"_s, u"?"_s);
}

} // namespace

class TestGateway : public QObject
{
    Q_OBJECT

    std::unique_ptr<HttpServer> synapse;
    std::unique_ptr<Test::TestDatabase> database;
    std::unique_ptr<QTemporaryDir> dir;

    GatewayOptions options() const
    {
        GatewayOptions options;
        options.serverName = u"home.example"_s;
        options.clientApi = synapse->url();
        options.database = database->uri();
        options.history = dir->filePath(u"sub/history.sqlite"_s);
        options.logs = {dir->filePath(u"homeserver.log"_s)};
        options.listen = u"127.0.0.1:0"_s;
        return options;
    }
    QStringList arguments() const
    {
        const GatewayOptions o = options();
        return {u"--server-name"_s, o.serverName, u"--client-api"_s, o.clientApi.toString(), u"--database"_s, o.database, u"--history"_s,
            o.history, u"--listen"_s, o.listen};
    }
    void log(const QByteArray &lines)
    {
        QFile file(dir->filePath(u"homeserver.log"_s));
        QVERIFY(file.open(QIODevice::Append));
        file.write(lines);
    }
    static QByteArray handling(int id, int previous)
    {
        return QByteArray(logLine).replace("%1", QByteArray::number(id)).replace("%2", QByteArray::number(previous));
    }
    static QJsonArray updates(const QUrl &url)
    {
        return request(url, "GET", "/_lockstep/v1/users/@ann:remote.example/updates", "admin").json().value(u"updates").toArray();
    }

private Q_SLOTS:
    void init()
    {
        dir = std::make_unique<QTemporaryDir>();
        database = Test::TestDatabase::sqlite(Test::Shape::Schema94);
        synapse = std::move(*HttpServer::start({}, homeserver));
    }
    void cleanup()
    {
        synapse.reset();
        database.reset();
        dir.reset();
    }

    void servesTheWhole()
    {
        log(handling(5, 4) + handling(8, 7));
        auto gateway = Gateway::Gateway::start(options());
        QVERIFY2(gateway, gateway ? "" : qPrintable(gateway.error().text));
        const QUrl url = (*gateway)->url();
        QCOMPARE(request(url, "GET", "/_lockstep/v1/info", "plain").status, 403);
        const RawAnswer info = request(url, "GET", "/_lockstep/v1/info", "admin");
        QCOMPARE(info.status, 200);
        QCOMPARE(info.json().value(u"kind").toString(), u"synapse"_s);
        QVERIFY(info.json().value(u"capabilities").toObject().value(u"refresh").toObject().value(u"available").toBool());
        QVERIFY(request(url, "GET", "/_lockstep/v1/users", "admin").json().value(u"users").toArray().size() > 1);
        QCOMPARE(request(url, "GET", "/_lockstep/v1/users/@ann:remote.example", "admin").status, 200);
        QTRY_COMPARE_WITH_TIMEOUT(updates(url).size(), 2, patienceMs);
        QCOMPARE(updates(url).at(1).toObject().value(u"stream_id").toString(), u"8"_s);

        const RawAnswer now = request(url, "GET", "/_lockstep/v1/events?timeout=0", "admin");
        RawClient poll(url);
        poll.send("GET /_lockstep/v1/events?timeout=60000&since=" + QByteArray::number(now.json().value(u"next").toInteger())
            + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer admin\r\n\r\n");
        log(handling(9, 8));
        QVERIFY(poll.answer().json().value(u"events").toArray().size() >= 1);
        QTRY_COMPARE_WITH_TIMEOUT(updates(url).size(), 3, patienceMs);
    }

    /// How deep queues were is known from the first second on, and after the next start.
    void keepsSeries()
    {
        const auto depths = [](const QUrl &url) {
            QStringList lines;
            const QJsonObject answer = request(url, "GET", "/_lockstep/v1/series?of=outbox_depth&subjects=[%22%22,%22dead.example%22]", "admin").json();
            for (const QJsonValue series : answer.value(u"series").toArray())
                lines.append(series[u"subject"].toString() + u'=' + QString::number(series[u"points"].toArray().last()[u"last"].toInteger()));
            return lines;
        };
        const auto points = [](const QUrl &url) {
            return request(url, "GET", "/_lockstep/v1/series?of=outbox_depth", "admin").json().value(u"series")[0][u"points"].toArray();
        };
        QJsonArray before;
        {
            auto gateway = Gateway::Gateway::start(options());
            QVERIFY2(gateway, gateway ? "" : qPrintable(gateway.error().text));
            QTRY_COMPARE_WITH_TIMEOUT(depths((*gateway)->url()), QStringList({u"=3"_s, u"dead.example=2"_s}), patienceMs);
            QCOMPARE(request((*gateway)->url(), "GET", "/_lockstep/v1/series?of=outbox_depth", "plain").status, 403);
            before = points((*gateway)->url());
        }
        const QFileInfo file(dir->filePath(u"sub/history.series.sqlite"_s));
        QVERIFY(file.exists());
        QVERIFY(!(file.permissions() & (QFile::ReadGroup | QFile::ReadOther)));
        auto gateway = Gateway::Gateway::start(options());
        QVERIFY2(gateway, gateway ? "" : qPrintable(gateway.error().text));
        QCOMPARE(points((*gateway)->url()).at(0)[u"at"], before.at(0)[u"at"]);
    }

    void refreshFailsAsTheHomeserverSays()
    {
        auto gateway = Gateway::Gateway::start(options());
        QVERIFY(gateway);
        const QByteArray target = "/_matrix/client/v3/user/@ann:remote.example/devices/refresh?timeout=60000";
        const RawAnswer answer = request((*gateway)->url(), "POST", target, "plain", "{}");
        QVERIFY2(answer.status == 502 || answer.status == 504, answer.body.constData());
        QCOMPARE(request((*gateway)->url(), "POST", "/_matrix/client/v3/user/@x:home.example/devices/refresh", "plain").status, 202);
        QCOMPARE(request((*gateway)->url(), "POST", "/_matrix/client/v3/user/@nobody:remote.example/devices/refresh", "plain").status, 403);
        const QJsonObject status = request((*gateway)->url(), "GET", "/_lockstep/v1/users/@ann:remote.example/refresh", "admin").json();
        QCOMPARE(status.value(u"state").toString(), u"failed"_s);
    }

    void refreshIsForThoseWhoShareARoom()
    {
        remoteIsSlow = true;
        const auto fast = qScopeGuard([] { remoteIsSlow = false; });
        auto gateway = Gateway::Gateway::start(options());
        QVERIFY2(gateway, gateway ? "" : qPrintable(gateway.error().text));
        QCOMPARE((*gateway)->warnings(), QStringList());
        const auto refresh = [&](const QByteArray &user, const QByteArray &token) {
            return request((*gateway)->url(), "POST", "/_matrix/client/v3/user/" + user + "/devices/refresh?timeout=0", token);
        };
        // Tracked and in a room, but in none with the caller; and one whom nobody knows. The same words, but for the name.
        RawAnswer shared = refresh("@bob:remote.example", "plain");
        const RawAnswer nobody = refresh("@nob:remote.example", "plain");
        QCOMPARE(shared.status, 403);
        QCOMPARE(nobody.status, 403);
        QCOMPARE(shared.body.replace("@bob", "@nob"), nobody.body);
        QCOMPARE(refresh("@bob:remote.example", "admin").status, 202);
        QCOMPARE(refresh("@nob:remote.example", "admin").status, 403);
        QCOMPARE(refresh("@bob:remote.example", "plain").status, 403); // although it is under way
        QCOMPARE(refresh("@ann:remote.example", "plain").status, 202);
    }

    void rolesThatCannotBeMeant()
    {
        Gateway::GatewayOptions given = options();
        given.viewers = {u"@v:home.example"_s, u"@both:home.example"_s};
        given.operators = {u"@both:home.example"_s, u"@op:elsewhere.example"_s};
        given.contents = {u"@v:home.example"_s};
        auto gateway = Gateway::Gateway::start(given);
        QVERIFY2(gateway, gateway ? "" : qPrintable(gateway.error().text));
        QCOMPARE((*gateway)->warnings(),
            (QStringList{
                u"@op:elsewhere.example is no user of home.example, so that nobody can ever sign in as them. Name a user of this homeserver."_s,
                u"--viewer and --operator both name @both:home.example, and --operator counts. Leave one of the two out."_s}));
    }

    void nothingIsWrittenForATokenThatEnded()
    {
        auto gateway = Gateway::Gateway::start(options());
        QVERIFY(gateway);
        const QString markers = u"SELECT count(*) FROM device_lists_remote_resync"_s;
        const QStringList before = database->lines(markers);
        const QByteArray target = "/_matrix/client/v3/user/@ann:remote.example/devices/refresh?timeout=60000";
        QCOMPARE(request((*gateway)->url(), "POST", target, "ending", "{}").status, 401);
        QCOMPARE(database->lines(markers), before);
    }

    void onlyAdminsRefreshWhereMembershipsAreHidden()
    {
        remoteIsSlow = true;
        const auto fast = qScopeGuard([] { remoteIsSlow = false; });
        database->run(u"DROP TABLE local_current_membership"_s);
        auto gateway = Gateway::Gateway::start(options());
        QVERIFY(gateway);
        QCOMPARE((*gateway)->warnings().size(), 1);
        QVERIFY((*gateway)->warnings().constFirst().contains(u"local_current_membership"));
        const QByteArray target = "/_matrix/client/v3/user/@ann:remote.example/devices/refresh?timeout=0";
        QCOMPARE(request((*gateway)->url(), "POST", target, "plain").status, 403);
        QCOMPARE(request((*gateway)->url(), "POST", target, "admin").status, 202);
    }

    void tokensTravelOnlyWhereTheRuleAllows()
    {
        GatewayOptions o = options();
        o.clientApi = QUrl(u"http://user:hunter2@synapse:8008"_s);
        const auto refused = Gateway::Gateway::start(o);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::BadInput);
        for (const char *word : {"synapse:8008", "--client-api-in-clear", "https"})
            QVERIFY2(refused.error().text.contains(QString::fromLatin1(word)), qPrintable(refused.error().text));
        QVERIFY(!refused.error().text.contains(u"hunter2"));
        o.clientApiInClear = true;
        const auto allowed = Gateway::Gateway::start(o);
        QVERIFY2(allowed, allowed ? "" : qPrintable(allowed.error().text));
    }

    QJsonObject source(const QUrl &url, const QString &kind)
    {
        const QJsonArray sources = request(url, "GET", "/_lockstep/v1/info", "admin").json().value(u"sources").toArray();
        for (const QJsonValue &one : sources) {
            if (one.toObject().value(u"kind").toString() == kind)
                return one.toObject();
        }
        return {};
    }

    /// Redis that is away is said, and the rest works; its password is nowhere.
    void redis()
    {
        GatewayOptions o = options();
        const auto none = Gateway::Gateway::start(o);
        QVERIFY(none);
        QCOMPARE(source((*none)->url(), u"redis"_s), QJsonObject());
        o.history = dir->filePath(u"other.sqlite"_s);
        o.redis = u"redis://lockstep:hunter2@127.0.0.1:1"_s;
        auto gateway = Gateway::Gateway::start(o);
        QVERIFY2(gateway, gateway ? "" : qPrintable(gateway.error().text));
        const QUrl url = (*gateway)->url();
        QTRY_COMPARE_WITH_TIMEOUT(source(url, u"redis"_s).value(u"state").toString(), u"failing"_s, patienceMs);
        QVERIFY2(source(url, u"redis"_s).value(u"detail").toString().startsWith(u"Redis at redis://127.0.0.1:1 cannot be reached"),
            qPrintable(source(url, u"redis"_s).value(u"detail").toString()));
        QVERIFY(!request(url, "GET", "/_lockstep/v1/info", "admin").body.contains("hunter2"));
        QCOMPARE(request(url, "GET", "/_lockstep/v1/users", "admin").status, 200);
        gateway = failure(Error::Cancelled, u"gone"_s);
        o.redis = u"off"_s;
        gateway = Gateway::Gateway::start(o);
        QVERIFY(gateway);
        QCOMPARE(source((*gateway)->url(), u"redis"_s).value(u"state").toString(), u"off"_s);
        gateway = failure(Error::Cancelled, u"gone"_s);
        o.redis = u"http://lockstep:hunter2@127.0.0.1"_s;
        gateway = Gateway::Gateway::start(o);
        QVERIFY(!gateway);
        QCOMPARE(gateway.error().kind, Error::BadInput);
        QVERIFY2(
            gateway.error().text.contains(u"redis://") && !gateway.error().text.contains(u"hunter2"), qPrintable(gateway.error().text));
    }

    void readOnly()
    {
        GatewayOptions o = options();
        o.readOnly = true;
        auto gateway = Gateway::Gateway::start(o);
        QVERIFY(gateway);
        const QByteArray before = database->dump();
        QCOMPARE(request((*gateway)->url(), "POST", "/_matrix/client/v3/user/@ann:remote.example/devices/refresh", "plain").status, 404);
        QCOMPARE(database->dump(), before);
    }

    void oneGatewayForOneHistory()
    {
        auto first = Gateway::Gateway::start(options());
        QVERIFY(first);
        const auto second = Gateway::Gateway::start(options());
        QVERIFY(!second);
        QVERIFY2(second.error().text.contains(u"Another gateway"), qPrintable(second.error().text));
        first = failure(Error::Cancelled, u"gone"_s);
        QVERIFY(Gateway::Gateway::start(options()));
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *what, const char *value, const QString &says) {
            QTest::addRow("%s %s", what, value) << QString::fromLatin1(what) << QString::fromLatin1(value) << says;
        };
        row("server", "", u"--server-name"_s);
        row("database", "", u"--database"_s);
        row("database", "sqlite:/nowhere/homeserver.db", u"/nowhere/homeserver.db"_s);
        row("api", "", u"--client-api"_s);
        row("history", "/proc/nowhere/history", u"--history"_s);
        row("history", "mysql://x/y", u"--history"_s);
        row("history", "postgresql://x:70000/y", u"port"_s);
        row("listen", "here", u"HOST:PORT"_s);
        row("config", "/nowhere/homeserver.yaml", u"/nowhere/homeserver.yaml"_s);
    }
    void refuses()
    {
        QFETCH(QString, what);
        QFETCH(QString, value);
        QFETCH(QString, says);
        GatewayOptions o = options();
        if (what == u"server")
            o.serverName = value;
        else if (what == u"database")
            o.database = value;
        else if (what == u"api")
            o.clientApi = QUrl(value);
        else if (what == u"history")
            o.history = value;
        else if (what == u"listen")
            o.listen = value;
        else
            o.homeserverConfigs = {value};
        const auto gateway = Gateway::Gateway::start(o);
        QVERIFY(!gateway);
        QVERIFY2(gateway.error().text.contains(says), qPrintable(gateway.error().text));
    }

    void portTaken()
    {
        GatewayOptions o = options();
        o.listen = u"127.0.0.1:%1"_s.arg(synapse->url().port());
        const auto gateway = Gateway::Gateway::start(o);
        QVERIFY(!gateway);
        QVERIFY2(gateway.error().text.contains(u"another program"), qPrintable(gateway.error().text));
    }

    void program()
    {
        QProcess process;
        process.start(QStringLiteral(LOCKSTEP_GATEWAY), arguments());
        QVERIFY(process.waitForStarted(patienceMs));
        while (!process.canReadLine() && process.waitForReadyRead(patienceMs)) { }
        const QString line = QString::fromUtf8(process.readLine()).trimmed();
        QVERIFY2(line.startsWith(u"listening on http://127.0.0.1:"), qPrintable(line + QString::fromUtf8(process.readAllStandardError())));
        QCOMPARE(request(QUrl(line.mid(13)), "GET", "/_lockstep/v1/overview", "admin").status, 200);
        RawClient poll(QUrl(line.mid(13)));
        poll.send("GET /_lockstep/v1/events?timeout=60000 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer admin\r\n\r\n");
        ::kill(pid_t(process.processId()), SIGTERM);
        QVERIFY(process.waitForFinished(patienceMs));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 0);
        QCOMPARE(process.readAllStandardError(), QByteArray());
    }

    void programThatIsMisused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::newRow("nothing") << QStringList() << 2;
        QTest::newRow("unknown option") << QStringList(u"--nonsense"_s) << 2;
        QTest::newRow("help") << QStringList(u"--help"_s) << 0;
        QTest::newRow("not a database") << QStringList({u"--server-name"_s, u"a"_s, u"--client-api"_s, u"http://127.0.0.1:1"_s,
            u"--database"_s, u"postgresql://u:hunter2@127.0.0.1:1/x"_s, u"--history"_s, u"h"_s})
                                        << 1;
    }
    void programThatIsMisused()
    {
        QFETCH(QStringList, arguments);
        QProcess process;
        process.setWorkingDirectory(dir->path());
        process.start(QStringLiteral(LOCKSTEP_GATEWAY), arguments);
        QVERIFY(process.waitForFinished(patienceMs));
        QTEST(process.exitCode(), "code");
        const QByteArray errors = process.readAllStandardError();
        QVERIFY2(errors.trimmed().count('\n') == 0, errors.constData());
        QCOMPARE(errors.isEmpty(), process.exitCode() == 0);
        QVERIFY(!errors.contains("hunter2"));
    }

    void historyHasAPlaceOfItsOwn()
    {
        qputenv("XDG_STATE_HOME", "/state");
        QCOMPARE(defaultHistoryPath(ServerName(u"hs.example:8448"_s)), u"/state/lockstep/hs.example:8448.history.sqlite"_s);
        qputenv("XDG_STATE_HOME", "relative");
        QVERIFY(defaultHistoryPath(ServerName(u"a"_s)).endsWith(u"/.local/state/lockstep/a.history.sqlite"));
        qunsetenv("XDG_STATE_HOME");
    }
};

QTEST_GUILESS_MAIN(TestGateway)
#include "tst_gateway.moc"
