// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "history/file/trail.h"
#include "inspection/fakes.h"
#include "rawclient.h"
#include "server/server.h"
#include "sql/database.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Http;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

namespace {

QByteArray refresh(const char *user)
{
    return "/_matrix/client/unstable/org.matrix.msc2638/user/" + QByteArray(user) + "/devices/refresh";
}

} // namespace

/// Who may do what, and what is kept of it, asked as a stranger would.
class TestTrail : public QObject
{
    Q_OBJECT

    QTemporaryDir folder;
    std::unique_ptr<FakeSource> source;
    FakeAccess access;
    std::unique_ptr<History::Store> store;
    std::unique_ptr<History::Trail> kept;
    std::unique_ptr<Server::Trail> trail;
    std::unique_ptr<Server::RefreshDesk> desk;
    std::unique_ptr<Server::Server> server;

    void start()
    {
        stop();
        source = std::make_unique<FakeSource>();
        source->setUser(source->details(u"@bob:remote.example"_s, {u"A"_s, u"B"_s}));
        store = std::move(*History::Store::open(folder.filePath(u"history.sqlite"_s)));
        kept = std::move(*Server::openTrail(*store));
        trail = std::make_unique<Server::Trail>(kept.get(), &source->events());
        Server::RefreshOptions refreshing;
        refreshing.serverName = ServerName(u"hs.example"_s);
        refreshing.freshForMs = 0;
        for (Http::RateLimit *limit : {&refreshing.perCaller, &refreshing.perServer, &refreshing.perAdmin, &refreshing.perServerForAdmins})
            *limit = {.burst = 0, .perSecond = 0};
        desk = std::make_unique<Server::RefreshDesk>(source.get(), refreshing, trail.get());
        Server::ServerOptions options;
        options.serverName = refreshing.serverName;
        server = std::move(*Server::Server::start(options, source.get(), store.get(), &access, desk.get(), trail.get()));
    }
    void stop()
    {
        if (source)
            source->release();
        server.reset();
        desk.reset();
        trail.reset();
        kept.reset();
        store.reset();
        source.reset();
    }
    RawAnswer call(const char *method, const QByteArray &target, const QByteArray &token)
    {
        return request(server->url(), method, target, token, method == QByteArray("POST") ? "{}" : "");
    }
    /// "by action on outcome" of each, newest first.
    QStringList entries(const QByteArray &query = {}, const QByteArray &token = "viewer")
    {
        QStringList lines;
        const RawAnswer answer = call("GET", "/_lockstep/v1/trail" + query, token);
        if (answer.status != 200)
            return {QString::number(answer.status)};
        for (const QJsonValue &value : answer.json().value(u"trail").toArray()) {
            const QJsonObject entry = value.toObject();
            QString line = u"%1 %2 %3 %4"_s.arg(entry.value(u"by").toString(), entry.value(u"action").toString(),
                entry.value(u"on").toString(), entry.value(u"outcome").toString());
            if (const qint64 count = entry.value(u"count").toInteger(); count != 1)
                line += u" x%1"_s.arg(count);
            lines.append(line);
        }
        return lines;
    }

    QJsonObject newest() { return call("GET", "/_lockstep/v1/trail", "admin").json().value(u"trail").toArray().at(0).toObject(); }

private Q_SLOTS:
    void init()
    {
        QFile::remove(folder.filePath(u"history.sqlite"_s));
        start();
    }
    void cleanup() { stop(); }

    /// Every call, for everybody.
    void matrix_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("who");
        const auto row = [](const char *method, const QByteArray &target, const char *who) {
            QTest::addRow("%s %s", method, target.constData()) << QByteArray(method) << target << QByteArray(who);
        };
        const char *looks = "viewer reader admin";
        for (const char *target : {"info", "overview", "metrics", "users", "users/@bob:remote.example", "users/@bob:remote.example/updates",
                 "users/@bob:remote.example/refresh", "queues/inbox", "queues/inbox/@a:hs.example/D", "queues/outbox/remote.example",
                 "queues/updates", "destinations", "trail", "check", "events"})
            row("GET", QByteArray("/_lockstep/v1/") + target, looks);
        row("GET", "/_lockstep/v1/queues/inbox/@a:hs.example/D?content=true", "reader");
        row("GET", "/_lockstep/v1/queues/inbox/@a:hs.example/D?content=1", "reader");
        row("GET", "/_lockstep/v1/queues/outbox/remote.example?content=true", "reader");
        row("POST", "/_lockstep/v1/destinations/remote.example/reset", "admin");
        row("POST", refresh("@bob:remote.example"), "plain admin");
        row("POST", "/_matrix/client/r0/user/@bob:remote.example/devices/refresh", "plain admin");
        row("POST", "/_matrix/client/v3/user/@bob:remote.example/devices/refresh", "plain admin");
    }
    void matrix()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, who);
        for (const QByteArray &token : {QByteArray("plain"), QByteArray("viewer"), QByteArray("reader"), QByteArray("admin")}) {
            const int status = call(method.constData(), target, token).status;
            const bool may = who.split(' ').contains(token);
            QVERIFY2(
                may ? status == 200 || status == 202 : status == 403, qPrintable(u"%1: %2"_s.arg(QLatin1StringView(token)).arg(status)));
        }
        QCOMPARE(call(method.constData(), target, "stranger").status, 401);
    }

    void saysWhatTheCallerMay_data()
    {
        QTest::addColumn<QString>("role");
        QTest::addColumn<bool>("contents");
        QTest::newRow("viewer") << u"viewer"_s << false;
        QTest::newRow("reader") << u"viewer"_s << true;
        QTest::newRow("admin") << u"operator"_s << false;
    }
    void saysWhatTheCallerMay()
    {
        const QByteArray token = QTest::currentDataTag();
        const QJsonObject info = call("GET", "/_lockstep/v1/info", token).json();
        const QJsonObject caller = info.value(u"caller").toObject();
        QCOMPARE(caller.value(u"user_id").toString(), u'@' + QString::fromLatin1(token) + u":hs.example"_s);
        QTEST(caller.value(u"role").toString(), "role");
        QTEST(caller.value(u"contents").toBool(), "contents");
        const QJsonObject can = info.value(u"capabilities").toObject();
        QVERIFY(can.value(u"trail").toObject().value(u"available").toBool());
        const QJsonObject refreshing = can.value(u"refresh").toObject();
        QCOMPARE(refreshing.value(u"available").toBool(), token == "admin");
        QCOMPARE(refreshing.value(u"reason").toString().isEmpty(), token == "admin");
    }

    void everyDeedIsKept()
    {
        QCOMPARE(call("POST", refresh("@bob:remote.example"), "admin").status, 202);
        source->setOutcome(failure(
            Error{.kind = Error::Http, .http = 502, .errcode = u"M_UNKNOWN"_s, .text = u"No \u202e such user"_s, .remoteStatus = 404}));
        call("POST", refresh("@carol:remote.example"), "plain");
        call("POST", "/_lockstep/v1/destinations/remote.example/reset", "admin");
        call("POST", "/_lockstep/v1/destinations/remote.example/reset", "viewer");
        call("GET", "/_lockstep/v1/queues/inbox/@a:hs.example/D?content=true", "reader");
        call("GET", "/_lockstep/v1/queues/inbox/@a:hs.example/E?content=true", "reader");
        call("GET", "/_lockstep/v1/queues/inbox/@a:hs.example/D?content=true&limit=5", "reader");
        call("GET", "/_lockstep/v1/queues/outbox/remote.example?content=true", "admin");
        call("GET", "/_lockstep/v1/queues/outbox/remote.example", "admin");
        const QStringList all{
            u"@admin:hs.example contents remote.example refused"_s,
            u"@reader:hs.example contents @a:hs.example E succeeded"_s,
            u"@reader:hs.example contents @a:hs.example D succeeded x2"_s,
            u"@viewer:hs.example reset remote.example refused"_s,
            u"@admin:hs.example reset remote.example succeeded"_s,
            u"@plain:hs.example refresh @carol:remote.example failed"_s,
            u"@admin:hs.example refresh @bob:remote.example succeeded"_s,
        };
        QCOMPARE(entries(), all);
        QCOMPARE(entries("?action=contents&by=@reader:hs.example"), all.mid(1, 2));
        QCOMPARE(entries("?on=@a:hs.example"), all.mid(1, 2));
        QCOMPARE(entries("?on=@a:hs.exampl"), QStringList());
        QCOMPARE(entries("?on=remote.example"), QStringList({all.at(0), all.at(3), all.at(4)}));
        const QJsonObject failed
            = call("GET", "/_lockstep/v1/trail?action=refresh", "viewer").json().value(u"trail").toArray().at(0).toObject();
        QCOMPARE(failed.value(u"role").toString(), u"unknown"_s);
        QCOMPARE(failed.value(u"errcode").toString(), u"M_UNKNOWN"_s);
        QCOMPARE(failed.value(u"error").toString(), u"No \\u202e such user"_s);
        QVERIFY(failed.value(u"finished").toInteger() >= failed.value(u"at").toInteger());
        start();
        QCOMPARE(entries(), all);
    }

    void pages()
    {
        for (int i = 0; i < 5; ++i)
            call("POST", "/_lockstep/v1/destinations/s" + QByteArray::number(i) + ".example/reset", "admin");
        QByteArray after;
        QStringList seen;
        do {
            const RawAnswer answer = call("GET", "/_lockstep/v1/trail?limit=2" + (after.isEmpty() ? after : "&after=" + after), "admin");
            for (const QJsonValue &entry : answer.json().value(u"trail").toArray())
                seen.append(entry.toObject().value(u"on").toString().left(2));
            after = answer.json().value(u"next").toString().toLatin1();
        } while (!after.isEmpty());
        QCOMPARE(seen.join(u' '), u"s4 s3 s2 s1 s0"_s);
    }

    void badQueries_data()
    {
        QTest::addColumn<QByteArray>("query");
        for (const char *query : {"?action=x", "?after=x", "?after=-1", "?after=0", "?limit=0", "?limit=1001"})
            QTest::newRow(query) << QByteArray(query);
        QTest::newRow("long") << QByteArray("?by=" + QByteArray(601, 'x'));
    }
    void badQueries()
    {
        QFETCH(QByteArray, query);
        QCOMPARE(entries(query), QStringList(u"400"_s));
    }

    /// What was under way when the process died is of unknown outcome, and says so.
    void killedInTheMiddle()
    {
        source->holdResyncs();
        call("POST", refresh("@bob:remote.example") + "?timeout=0", "admin");
        QCOMPARE(entries(), QStringList(u"@admin:hs.example refresh @bob:remote.example running"_s));
        // As if by a kill: another process opens the file while the first has not said how it ended.
        const auto other = History::Store::open(folder.filePath(u"history.sqlite"_s));
        QVERIFY(Server::openTrail(**other));
        QCOMPARE(entries(), QStringList(u"@admin:hs.example refresh @bob:remote.example unknown"_s));
    }

    void whatARefreshChanged()
    {
        UserDetails after = source->details(u"@bob:remote.example"_s, {u"B"_s, u"C"_s});
        source->setOutcome({}, after);
        call("POST", refresh("@bob:remote.example"), "admin");
        // Whoever asked is answered first, and then it is written down.
        QTRY_VERIFY(newest().value(u"change").isObject());
        const QJsonObject entry = newest();
        const QJsonObject change = entry.value(u"change").toObject();
        QCOMPARE(change.value(u"added").toArray(), QJsonArray({u"C"_s}));
        QCOMPARE(change.value(u"removed").toArray(), QJsonArray({u"A"_s}));
        QCOMPARE(entry.value(u"unlisted").toInteger(), 0);
    }

    /// A remote server chooses how long a list is, and how its devices are called.
    void hugeChange()
    {
        QStringList devices;
        for (int i = 0; i < 3000; ++i)
            devices.append(u"D%1"_s.arg(i));
        devices.append(QString(100'000, u'x'));
        source->setOutcome({}, source->details(u"@bob:remote.example"_s, devices));
        call("POST", refresh("@bob:remote.example"), "admin");
        QTRY_VERIFY(newest().value(u"change").isObject());
        const RawAnswer answer = call("GET", "/_lockstep/v1/trail", "admin");
        QVERIFY(answer.body.size() < 10'000);
        const QJsonObject entry = answer.json().value(u"trail").toArray().at(0).toObject();
        const qint64 named = entry.value(u"change").toObject().value(u"added").toArray().size();
        QVERIFY(named > 0);
        QCOMPARE(named + entry.value(u"unlisted").toInteger(), 3001);
    }

    /// No user of the homeserver pushes out what operators did, and who asks again for what is under way is one line.
    void floodOfOthers()
    {
        call("POST", "/_lockstep/v1/destinations/remote.example/reset", "admin");
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        for (int i = 0; i < History::Trail::keptOfOthers + 1'000; ++i)
            QVERIFY(kept->append(
                {.at = now, .by = u"@plain:hs.example"_s, .action = u"refresh"_s, .on = u"@x:remote.example"_s, .outcome = u"failed"_s}));
        QCOMPARE(entries("?by=@admin:hs.example").size(), 1);
        const auto rows = kept->rows({.by = u"@plain:hs.example"_s, .limit = 100'000});
        QVERIFY(rows->size() >= History::Trail::keptOfOthers);
        QVERIFY(rows->size() < History::Trail::keptOfOthers + 600);

        source->holdResyncs();
        for (int i = 0; i < 20; ++i) {
            call("POST", refresh("@bob:remote.example") + "?timeout=0", "plain");
            call("POST", refresh("@bob:remote.example") + "?timeout=0", "second");
            call("POST", refresh("@bob:remote.example") + "?timeout=0", "admin");
        }
        QCOMPARE(entries("?on=@bob:remote.example"),
            QStringList(
                {u"@admin:hs.example refresh @bob:remote.example running"_s, u"@plain:hs.example refresh @bob:remote.example running"_s}));
        source->release();
        QTRY_COMPARE(entries("?on=@bob:remote.example"),
            QStringList({u"@admin:hs.example refresh @bob:remote.example succeeded"_s,
                u"@plain:hs.example refresh @bob:remote.example succeeded"_s}));
    }

    /// Contents are not shown without a trace; a list is put in step all the same, and the info says what is missing.
    void whenItCannotBeKept()
    {
        Sql::DatabaseAddress address;
        address.path = folder.filePath(u"history.sqlite"_s);
        const Sql::Database other(address,
            {.access = Sql::Access::Owner,
                .purpose = Sql::Purpose::History,
                .connections = 1,
                .deadline = std::chrono::seconds(5),
                .setup = {}});
        QVERIFY(other.run(u"ALTER TABLE trail RENAME TO hidden"_s));
        const RawAnswer looked = call("GET", "/_lockstep/v1/queues/inbox/@a:hs.example/D?content=true", "reader");
        QCOMPARE(looked.status, 500);
        QVERIFY(!looked.body.contains("messages\""));
        QCOMPARE(call("POST", refresh("@bob:remote.example"), "admin").status, 202);
        const QJsonObject told
            = call("GET", "/_lockstep/v1/info", "viewer").json().value(u"capabilities").toObject().value(u"trail").toObject();
        QCOMPARE(told.value(u"available"), QJsonValue(false));
        QVERIFY(told.value(u"reason").toString().contains(u"could not be kept"));
        QVERIFY(other.run(u"ALTER TABLE hidden RENAME TO trail"_s));
        QCOMPARE(call("GET", "/_lockstep/v1/queues/inbox/@a:hs.example/D?content=true", "reader").status, 200);
        QVERIFY(call("GET", "/_lockstep/v1/info", "viewer")
                    .json()
                    .value(u"capabilities")
                    .toObject()
                    .value(u"trail")
                    .toObject()
                    .value(u"available")
                    .toBool());
    }
};

QTEST_GUILESS_MAIN(TestTrail)
#include "tst_trail.moc"
