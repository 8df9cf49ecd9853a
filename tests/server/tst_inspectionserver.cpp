// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/server.h"

#include "history/file/trail.h"
#include "inspection/apiwords.h"
#include "inspection/fakes.h"
#include "inspection/outline.h"
#include "rawclient.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTest>

#include <algorithm>
#include <mutex>
#include <thread>

#include <sys/resource.h>

using namespace Lockstep;
using namespace Lockstep::Http;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

namespace {

constexpr auto refreshBob = "/_matrix/client/unstable/org.matrix.msc2638/user/%40bob%3Aremote.example/devices/refresh";

} // namespace

class TestInspectionServer : public QObject
{
    Q_OBJECT

    std::unique_ptr<FakeSource> source;
    FakeHistory history;
    FakeAccess access;
    std::unique_ptr<History::Store> store;
    std::unique_ptr<History::Trail> kept;
    std::unique_ptr<Server::Trail> trail;
    std::unique_ptr<Server::RefreshDesk> desk;
    std::unique_ptr<Server::Server> server;

    void startServer(Server::ServerOptions options = {}, Server::RefreshOptions refresh = {})
    {
        options.route = [](const ServerName &asked) -> Result<DestinationRoute> {
            if (asked.toString() == "dead.example"_L1)
                return failure(Error::NotFound, u"dead.example: there is no such host."_s);
            return DestinationRoute{
                .destination = asked, .at = 5, .certificateName = {}, .endpoints = {u"203.0.113.7:8448"_s}, .steps = {}};
        };
        server.reset();
        refresh.serverName = ServerName(u"hs.example"_s);
        desk = std::make_unique<Server::RefreshDesk>(source.get(), refresh, trail.get());
        options.serverName = refresh.serverName;
        auto started = Server::Server::start(options, source.get(), &history, &access, desk.get(), trail.get());
        QVERIFY(started);
        server = std::move(*started);
    }
    RawAnswer get(const QByteArray &path, const QByteArray &token = "admin")
    {
        return request(server->url(), "GET", "/_lockstep/v1" + path, token);
    }
    RawAnswer post(const QByteArray &target, const QByteArray &token = "plain")
    {
        return request(server->url(), "POST", target, token, "{}");
    }

private Q_SLOTS:
    void init()
    {
        source = std::make_unique<FakeSource>();
        history = {};
        store = std::move(*History::Store::openInMemory());
        kept = std::move(*Server::openTrail(*store));
        trail = std::make_unique<Server::Trail>(kept.get(), &source->events());
        startServer();
    }
    void cleanup()
    {
        source->release();
        server.reset();
        desk.reset();
        trail.reset();
        kept.reset();
        store.reset();
        source.reset();
    }

    void whoMayCall_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("errcode");
        const auto row = [](const char *method, const char *target, const char *token, int status, const QString &errcode = {}) {
            QTest::addRow("%s %s as %s", method, target, token)
                << QByteArray(method) << QByteArray(target) << QByteArray(token) << status << errcode;
        };
        row("GET", "/_lockstep/v1/info", "", 401, u"M_MISSING_TOKEN"_s);
        row("GET", "/_lockstep/v1/info?access_token=admin", "", 401, u"M_MISSING_TOKEN"_s);
        row("GET", "/_lockstep/v1/info", "other", 401, u"M_UNKNOWN_TOKEN"_s);
        row("GET", "/_lockstep/v1/info", "plain", 403, u"M_FORBIDDEN"_s);
        row("GET", "/_lockstep/v1/info", "down", 502, u"M_UNKNOWN"_s);
        row("GET", "/_lockstep/v1/info", "admin", 200);
        row("HEAD", "/_lockstep/v1/info", "admin", 200);
        // Pages of the web may ask for a refresh, as for all of the client API, and see nothing of the inspection API.
        row("OPTIONS", refreshBob, "", 200);
        row("OPTIONS", "/_lockstep/v1/info", "", 405, u"M_UNRECOGNIZED"_s);
        row("OPTIONS", "/nowhere", "", 404, u"M_UNRECOGNIZED"_s);
        row("GET", "/", "", 404, u"M_UNRECOGNIZED"_s);
        row("GET", "/_lockstep/v2/info", "admin", 404, u"M_UNRECOGNIZED"_s);
        row("GET", "/_lockstep/v1/info/", "admin", 404, u"M_UNRECOGNIZED"_s);
        row("GET", "/_lockstep%2Fv1/info", "admin", 404, u"M_UNRECOGNIZED"_s);
        row("POST", "/_lockstep/v1/info", "", 405, u"M_UNRECOGNIZED"_s);
        row("GET", refreshBob, "admin", 405, u"M_UNRECOGNIZED"_s);
        row("POST", refreshBob, "", 401, u"M_MISSING_TOKEN"_s);
        row("POST", refreshBob, "plain", 202);
        row("POST", "/_matrix/client/r0/user/@bob:remote.example/devices/refresh", "plain", 202);
        row("POST", "/_matrix/client/v3/user/@bob:remote.example/devices/refresh", "admin", 202);
        row("GET", "/_matrix/client/r0/user/@bob:remote.example/devices", "plain", 404, u"M_UNRECOGNIZED"_s);
        row("GET", "/_lockstep/v1/metrics", "plain", 403, u"M_FORBIDDEN"_s);
        row("GET", "/_lockstep/v1/users/@bob:remote.example/refresh", "plain", 403, u"M_FORBIDDEN"_s);
        row("POST", "/_lockstep/v1/destinations/remote.example/reset", "plain", 403, u"M_FORBIDDEN"_s);
        row("GET", "/_lockstep/v1/own/users/@me:hs.example", "", 401, u"M_MISSING_TOKEN"_s);
        row("GET", "/_lockstep/v1/own/users/@me:hs.example", "plain", 403, u"M_FORBIDDEN"_s);
        row("GET", "/_lockstep/v1/cases/@me:hs.example", "plain", 403, u"M_FORBIDDEN"_s);
    }
    void whoMayCall()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, token);
        const RawAnswer answer = request(server->url(), method, target, token);
        QTEST(answer.status, "status");
        QTEST(answer.errcode(), "errcode");
        if (answer.status == 405)
            QVERIFY(answer.head.contains("Allow: "));
        QCOMPARE(answer.head.contains("Access-Control-Allow-Origin"), target.contains("devices/refresh") && answer.status != 405);
    }

    void parameters_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("status");
        const auto row = [](const char *path, int status) { QTest::newRow(path) << QByteArray(path) << status; };
        row("/users?limit=1", 200);
        row("/users?limit=1000", 200);
        row("/users?limit=0", 400);
        row("/users?limit=1001", 400);
        row("/users?limit=-1", 400);
        row("/users?limit=ten", 400);
        row("/users?limit=", 400);
        row("/users?limit=99999999999999999999", 400);
        row("/users?state=stale", 200);
        row("/users?state=happy", 400);
        row("/users?unknown=1", 200);
        row("/users/bob", 400);
        row("/users/", 400);
        row("/users/%40bob%3Aremote.example", 404);
        row("/users/@bob:remote.example/updates?dir=b", 200);
        row("/users/@bob:remote.example/updates?dir=x", 400);
        row("/queues/inbox?order=depth", 200);
        row("/queues/inbox?order=x", 400);
        row("/queues/outbox/not%20a%20server", 400);
        row("/queues/outbox/%5B::1%5D:8448", 200);
        row("/queues/outbox", 503);
        row("/own/users/@me:hs.example", 200);
        row("/own/users/@me:hs.example?destination=remote.example", 200);
        row("/own/users/@me:hs.example?destination=not%20a%20server", 400);
        row("/own/users/@me:hs.example?limit=0", 400);
        row("/own/users/@nobody:hs.example", 404);
        row("/own/users/@bob:remote.example", 400);
        row("/own/users/bob", 400);
        row("/cases/@me:hs.example", 200);
        row("/cases/@me:hs.example?destination=no%20server", 400);
        row("/cases/@nobody:hs.example", 404);
        row("/cases/@bob:remote.example", 200); // that nothing is known of a remote user is a statement too
        row("/cases/bob", 400);
        row("/events?since=-1", 400);
        row("/events?since=x", 400);
        row("/events?timeout=-5", 400);
        row("/events?timeout=1.5", 400);
    }
    void parameters()
    {
        QFETCH(QByteArray, path);
        const RawAnswer answer = get(path);
        QTEST(answer.status, "status");
        QCOMPARE(answer.errcode().isEmpty(), answer.status == 200);
    }

    void passesQueriesOn()
    {
        get("/users?limit=7&after=a%2Fb%3D&state=stale&server=remote.example&search=%40b+o");
        const UserQuery users = source->lastUsers();
        QCOMPARE(users.limit, 7);
        QCOMPARE(users.after, u"a/b="_s);
        QCOMPARE(users.state, UserState::Stale);
        QCOMPARE(users.server, u"remote.example"_s);
        QCOMPARE(users.search, u"@b+o"_s);
        get("/users");
        QCOMPARE(source->lastUsers().limit, 100);

        get("/queues/inbox/%40a%2Fb%3Ahs.example/D%2F%2520?content=true&limit=3", "reader");
        QCOMPARE(source->lastInbox().first.toString(), u"@a/b:hs.example"_s);
        QCOMPARE(source->lastInbox().second.toString(), u"D/%20"_s);
        QVERIFY(source->lastMessages().content);
        get("/queues/inbox/@a:hs.example/D?content=false");
        QVERIFY(!source->lastMessages().content);

        QCOMPARE(
            get("/queues/inbox?order=depth").json().value(u"queues").toArray().at(0).toObject().value(u"device_id").toString(), u"DEEP"_s);
        QCOMPARE(
            get("/destinations?failing=true").json().value(u"destinations").toArray().at(0).toObject().value(u"destination").toString(),
            u"failing.example"_s);
        QCOMPARE(get("/destinations").json().value(u"destinations").toArray().at(0).toObject().value(u"destination").toString(),
            u"fine.example"_s);
    }

    void oneDestination()
    {
        const RawAnswer answer = get("/destinations/remote.example%3A8448");
        QCOMPARE(answer.status, 200);
        const QJsonObject told = answer.json();
        QCOMPARE(told[u"destination"][u"destination"].toString(), u"remote.example:8448"_s);
        const QJsonObject span = told[u"reachability"][u"spans"].toArray().at(0).toObject();
        QCOMPARE(span[u"state"].toString(), u"backoff"_s);
        QCOMPARE(span[u"cause"].toString(), u"connection_refused"_s);
        QVERIFY(span[u"until"].isNull());
        QVERIFY(told[u"available"][u"reachability"][u"available"].toBool());
        QVERIFY(told[u"outbox"].isNull());
        QCOMPARE(get("/destinations/nobody.example").status, 404);
        QCOMPARE(get("/destinations/nobody.example").json().value(u"errcode").toString(), u"M_NOT_FOUND"_s);
        QCOMPARE(get("/destinations/%3Cb%3E").status, 400);
        QCOMPARE(get("/destinations/remote.example", "viewer").status, 200);
        // Somebody has to be asked for the way: that is for operators.
        QCOMPARE(get("/destinations/remote.example/route").json()[u"endpoints"].toArray(), QJsonArray({u"203.0.113.7:8448"_s}));
        QCOMPARE(get("/destinations/remote.example/route", "viewer").status, 403);
        QCOMPARE(get("/destinations/dead.example/route").json().value(u"error").toString(), u"dead.example: there is no such host."_s);
        QCOMPARE(get("/destinations/%3Cb%3E/route").status, 400);
        QCOMPARE(get("/destinations/remote.example", "plain").status, 403);
        QCOMPARE(request(server->url(), "POST", "/_lockstep/v1/destinations/remote.example", "admin", "{}").status, 405);
    }

    void details()
    {
        source->setUser(source->details(u"@bob:remote.example"_s, {u"A"_s, u"B"_s}));
        const RawAnswer answer = get("/users/%40bob%3Aremote.example");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.json().value(u"devices").toArray().size(), 2);
        QCOMPARE(answer.json().value(u"states").toArray(), QJsonArray({u"in_step"_s}));
    }

    void bigPages()
    {
        history.fill(1000, {{u"blob"_s, QString(20'000, u'x')}});
        const RawAnswer answer = get("/users/@bob:remote.example/updates?limit=1000");
        QCOMPARE(answer.json().value(u"updates").toArray().size(), 1000);
    }

    void updates()
    {
        const auto list = [&](const QByteArray &query) {
            const RawAnswer answer = get("/users/@bob:remote.example/updates?" + query);
            QStringList numbers;
            for (const QJsonValue &update : answer.json().value(u"updates").toArray())
                numbers.append(QString::number(update.toObject().value(u"n").toInteger()));
            return std::pair(numbers.join(u' '), answer.json().value(u"next").toString().toLatin1());
        };
        QCOMPARE(list("").first, QString());
        history.fill(5);
        const auto [first, afterFirst] = list("limit=2");
        QCOMPARE(first, u"1 2"_s);
        const auto [second, afterSecond] = list("limit=2&after=" + afterFirst);
        QCOMPARE(second, u"3 4"_s);
        QCOMPARE(list("limit=2&after=" + afterSecond), std::pair(u"5"_s, QByteArray()));
        const auto [newest, afterNewest] = list("limit=3&dir=b");
        QCOMPARE(newest, u"5 4 3"_s);
        QCOMPARE(list("limit=3&dir=b&after=" + afterNewest), std::pair(u"2 1"_s, QByteArray()));
        // What this list did not give out.
        for (const QByteArray &made : {afterNewest, QByteArray("9"), QByteArray("f-1"), QByteArray("f"), QByteArray("fx")})
            QCOMPARE(get("/users/@bob:remote.example/updates?after=" + made).status, 400);
        QCOMPARE(get("/users/@bob:remote.example/updates?dir=b&after=" + afterFirst).status, 400);
        QCOMPARE(get("/users/@own:hs.example/updates").status, 400);
        const QJsonObject info = get("/info").json();
        QCOMPARE(info.value(u"history").toObject().value(u"updates").toInteger(), 5);
        QCOMPARE(info.value(u"history").toObject().value(u"recorded_since").toInteger(), 1001);
        QCOMPARE(info.value(u"capabilities").toObject().value(u"history").toObject().value(u"available"), QJsonValue(true));
    }

    void outline()
    {
        const auto block = [&](const QByteArray &query) {
            const RawAnswer answer = get("/users/@bob:remote.example/outline?" + query);
            if (answer.status != 200)
                return u"status %1"_s.arg(answer.status);
            const auto read = fromCbor(answer.body);
            if (!read)
                return read.error().text;
            QString text;
            for (const UpdateOutline &row : read->rows)
                text += QString::number(row.update.n) + (row.update.keys.isEmpty() ? u" "_s : u" with keys "_s);
            text += u"next "_s + QString::number(read->next);
            for (const auto &[n, place] : read->pages) {
                const RawAnswer page = get("/users/@bob:remote.example/updates?dir=b&limit=1&after=" + place.toLatin1());
                text += u"; page of %1 begins with %2"_s.arg(n).arg(page.json().value(u"updates")[0][u"n"].toInteger());
            }
            return text;
        };
        QCOMPARE(block(""), u"next 0"_s);
        history.fill(1'200, {{u"algorithms"_s, u"x"_s}});
        QCOMPARE(block("limit=3"), u"1200 1199 1198 next 1198; page of 1200 begins with 1200"_s);
        QCOMPARE(block("limit=3&after=1198"), u"1197 1196 1195 next 1195; page of 1197 begins with 1197"_s);
        QCOMPARE(block("limit=3&after=3"), u"2 1 next 0; page of 2 begins with 2"_s);
        QCOMPARE(block("after=1"), u"next 0"_s);
        QVERIFY(block("").endsWith(u"page of 1200 begins with 1200; page of 700 begins with 700; page of 200 begins with 200"_s));
        for (const QByteArray bad : {"limit=0", "limit=50001", "limit=x", "after=-1", "after=b7"})
            QCOMPARE(block(bad), u"status 400"_s);
        QCOMPARE(get("/users/@own:hs.example/outline").status, 400);
        QCOMPARE(get("/users/bob/outline").status, 400);
        QCOMPARE(get("/users/@bob:remote.example/outline", "plain").status, 403);
        QCOMPARE(get("/users/@bob:remote.example/outline", {}).status, get("/users/@bob:remote.example/updates", {}).status);
    }

    void withoutHistory()
    {
        server = std::move(*Server::Server::start({}, source.get(), nullptr, &access, desk.get(), source->trail()));
        QCOMPARE(get("/users/@bob:remote.example/updates").json().value(u"updates").toArray().size(), 0);
        const QJsonObject available = get("/info").json().value(u"capabilities").toObject().value(u"history").toObject();
        QCOMPARE(available.value(u"available"), QJsonValue(false));
        QVERIFY(!available.value(u"reason").toString().isEmpty());
    }

    void reset()
    {
        const qint64 since = source->events().wait(0, 0).next;
        const RawAnswer answer = post("/_lockstep/v1/destinations/remote.example%3A8448/reset", "admin");
        QCOMPARE(answer.status, 200);
        QCOMPARE(source->lastReset().toString(), u"remote.example:8448"_s);
        QStringList told;
        for (const Event &event : source->events().wait(since, 0).events)
            told.append(toApiName(event.type));
        QCOMPARE(told.join(u' '), u"trail trail destination"_s);
    }

    void metrics()
    {
        const RawAnswer answer = get("/metrics");
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.head.contains("text/plain; version=0.0.4"));
        QVERIFY(answer.body.contains("\nlockstep_users{state=\"stale\"} 2\n"));
        QVERIFY(answer.body.contains("\nlockstep_queue_bytes{queue=\"inbox\"} 600\n"));
        QVERIFY(answer.body.contains("\nlockstep_source_behind_bytes{kind=\"log\"} 12\n"));
        QSet<QByteArray> series;
        for (const QByteArray &line : answer.body.trimmed().split('\n')) {
            const QByteArray name = line.left(line.lastIndexOf(' '));
            QVERIFY2(line.startsWith('#') || !series.contains(name), line.constData());
            series.insert(name);
        }
        QVERIFY(!answer.body.contains("-1")); // what is not known is left out
        QVERIFY(!answer.body.contains("destinations_failing"));
    }

    void longPoll()
    {
        const RawAnswer first = get("/events?timeout=0");
        QCOMPARE(first.json().value(u"events").toArray().size(), 0);
        const QByteArray since = QByteArray::number(first.json().value(u"next").toInteger());
        RawClient client(server->url());
        client.send(
            "GET /_lockstep/v1/events?timeout=60000&since=" + since + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer admin\r\n\r\n");
        source->events().publish(EventType::Update, {{u"user_id"_s, u"@bob:remote.example"_s}, {u"n"_s, 5}});
        const RawAnswer answer = client.answer();
        const QJsonObject event = answer.json().value(u"events").toArray().at(0).toObject();
        QCOMPARE(event.value(u"type").toString(), u"update"_s);
        QCOMPARE(event.value(u"n").toInt(), 5);
    }

    void longPollEndsInTime()
    {
        QElapsedTimer timer;
        timer.start();
        const RawAnswer answer = get("/events?timeout=400");
        QCOMPARE(answer.status, 200);
        QVERIFY(timer.elapsed() >= 390);
    }

    void pollsDoNotStarveOtherCalls()
    {
        Server::ServerOptions options;
        options.maxPolls = 3;
        startServer(options);
        std::vector<std::unique_ptr<RawClient>> pollers;
        for (int i = 0; i < 12; ++i) {
            pollers.push_back(std::make_unique<RawClient>(server->url()));
            pollers.back()->send("GET /_lockstep/v1/events?timeout=60000 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer admin\r\n\r\n");
        }
        // Nine of them are answered at once, empty; all others go on working.
        QCOMPARE(get("/info").status, 200);
        QElapsedTimer timer;
        timer.start();
        server->stop();
        QVERIFY(timer.elapsed() < 30'000);
        int answered = 0;
        for (const auto &poller : pollers)
            answered += poller->answer().status == 200;
        QVERIFY(answered >= 9);
    }

    void clientGoneDuringLongPoll()
    {
        Server::ServerOptions options;
        options.maxPolls = 1;
        startServer(options);
        {
            RawClient client(server->url());
            client.send("GET /_lockstep/v1/events?timeout=60000 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer admin\r\n\r\n");
        }
        // Its place is free again long before its minute is over: a poll waits once more.
        const auto waits = [this] {
            QElapsedTimer timer;
            timer.start();
            get("/events?timeout=300");
            return timer.elapsed() >= 290;
        };
        QTRY_VERIFY_WITH_TIMEOUT(waits(), 30'000);
    }

    void refreshOutcomes_data()
    {
        QTest::addColumn<Error>("error");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("errcode");
        QTest::addColumn<int>("remoteStatus");
        const auto row = [](const char *name, const Error &error, int status, const QString &errcode, int remote = 0) {
            QTest::newRow(name) << error << status << errcode << remote;
        };
        const QString unknown = u"M_UNKNOWN"_s;
        row("not tracked", {.kind = Error::Forbidden, .http = 403, .text = u"t"_s}, 403, u"M_FORBIDDEN"_s);
        row("refused", {.kind = Error::Network, .text = u"t"_s, .retryAt = 99}, 502, unknown);
        row("bad certificate", {.kind = Error::Tls, .text = u"t"_s}, 502, unknown);
        row("no answer", {.kind = Error::Timeout, .text = u"t"_s, .retryAt = 99}, 504, unknown);
        row("remote error", {.kind = Error::Http, .errcode = u"M_NOT_FOUND"_s, .text = u"t"_s, .remoteStatus = 404}, 502, u"M_NOT_FOUND"_s,
            404);
        row("remote 401", {.kind = Error::Http, .errcode = u"M_UNKNOWN_TOKEN"_s, .text = u"t"_s, .remoteStatus = 401}, 502, unknown, 401);
        row("remote 401, other kind", {.kind = Error::Unauthorized, .errcode = u"M_MISSING_TOKEN"_s, .text = u"t"_s, .remoteStatus = 401},
            502, unknown, 401);
        row("backoff", {.kind = Error::Http, .text = u"Not ready for retry"_s, .retryAt = 99, .remoteStatus = 503}, 502, unknown, 503);
        row("own token ended", {.kind = Error::Unauthorized, .http = 401, .errcode = u"M_UNKNOWN_TOKEN"_s, .text = u"t"_s}, 401,
            u"M_UNKNOWN_TOKEN"_s);
        row("read-only", {.kind = Error::Unsupported, .text = u"t"_s}, 404, u"M_UNRECOGNIZED"_s);
        row("database", {.kind = Error::Database, .text = u"t"_s}, 503, unknown);
        row("rate limited", {.kind = Error::RateLimited, .text = u"t"_s, .retryAfterMs = 1500}, 429, u"M_LIMIT_EXCEEDED"_s);
    }
    void refreshOutcomes()
    {
        QFETCH(Error, error);
        QFETCH(int, remoteStatus);
        source->setOutcome(failure(error));
        const RawAnswer answer = post(QByteArray(refreshBob) + "?timeout=60000");
        QTEST(answer.status, "status");
        QTEST(answer.errcode(), "errcode");
        QCOMPARE(answer.json().value(u"org.matrix.msc2638.remote_status").toInt(), remoteStatus);
        QCOMPARE(answer.json().value(u"org.matrix.msc2638.retry_at").toInteger(),
            answer.status > 500 && answer.status != 503 ? error.retryAt : 0);
        if (answer.status == 429) {
            QCOMPARE(answer.json().value(u"retry_after_ms").toInt(), 1500);
            QVERIFY(answer.head.contains("Retry-After: 2\r\n"));
        }
        const QJsonObject status = get("/users/@bob:remote.example/refresh").json();
        QCOMPARE(status.value(u"state").toString(), u"failed"_s);
    }

    void refreshThatTakesLonger()
    {
        source->holdResyncs();
        const RawAnswer answer = post(QByteArray(refreshBob) + "?timeout=50");
        QCOMPARE(answer.status, 202);
        QCOMPARE(answer.body, "{}");
        QCOMPARE(get("/users/@bob:remote.example/refresh").json().value(u"state").toString(), u"running"_s);
        QCOMPARE(get("/overview").json().value(u"refreshes").toObject().value(u"running").toInt(), 1);
        source->release();
        QTRY_COMPARE_WITH_TIMEOUT(get("/users/@bob:remote.example/refresh").json().value(u"state").toString(), u"succeeded"_s, 30'000);
        QCOMPARE(get("/users/@ann:remote.example/refresh").json().value(u"state").toString(), u"idle"_s);
    }

    void refreshInputs()
    {
        QCOMPARE(post("/_matrix/client/v3/user/bob/devices/refresh").status, 400);
        QCOMPARE(post(QByteArray(refreshBob) + "?timeout=soon").status, 400);
        QCOMPARE(post("/_matrix/client/v3/user/@x:hs.example/devices/refresh").status, 202);
        QCOMPARE(source->resyncs(), 0);
        // Neither a body nor its type is needed.
        QCOMPARE(request(server->url(), "POST", refreshBob, "plain").status, 202);
        QCOMPARE(source->resyncs(), 1);
        QCOMPARE(source->lastToken(), u"plain"_s);
    }

    void refreshIsLimited()
    {
        Server::RefreshOptions refresh;
        refresh.perCaller = {.burst = 1, .perSecond = 0.01};
        startServer({}, refresh);
        QCOMPARE(post(refreshBob).status, 202);
        QCOMPARE(post(refreshBob).status, 202); // fresh
        const RawAnswer answer = post("/_matrix/client/v3/user/@ann:remote.example/devices/refresh");
        QCOMPARE(answer.status, 429);
        QCOMPARE(answer.errcode(), u"M_LIMIT_EXCEEDED"_s);
        QVERIFY(answer.json().value(u"retry_after_ms").toInt() > 0);
        QVERIFY(answer.head.contains("Retry-After: "));
    }

    void whoMayNotAskCostsNobodyAnything()
    {
        Server::RefreshOptions refresh;
        refresh.perCaller = {.burst = 2, .perSecond = 0.001};
        refresh.perServer = {.burst = 3, .perSecond = 0.001};
        startServer({}, refresh);
        const UserId shared(u"@bob:remote.example"_s);
        source->setMayResync([&](const UserId &, bool isAdmin, const UserId &user) -> Result<void> {
            if (isAdmin || user == shared)
                return {};
            return failure(Error::Forbidden, u"You share no room with %1."_s.arg(user.toString()), 403, u"M_FORBIDDEN"_s);
        });
        const auto target
            = [](int i) -> QByteArray { return "/_matrix/client/v3/user/@x" + QByteArray::number(i) + ":remote.example/devices/refresh"; };
        for (int i = 0; i < 30; ++i)
            QCOMPARE(post(target(i)).status, 403);
        // Nor do those who may: admins have buckets of their own.
        QCOMPARE(post(refreshBob).status, 202);
        for (int i = 0; i < 10; ++i)
            QCOMPARE(post(target(i), "admin").status, 202);
    }

    void sharedRoomIsAskedBeforeWhatIsUnderWay()
    {
        QCOMPARE(post(refreshBob, "admin").status, 202);
        source->setMayResync([](const UserId &, bool isAdmin, const UserId &) -> Result<void> {
            return isAdmin ? Result<void>() : failure(Error::Forbidden, u"You share no room with them."_s, 403, u"M_FORBIDDEN"_s);
        });
        // Fresh, but not to be learned by everybody.
        const RawAnswer stranger = post(refreshBob);
        QCOMPARE(stranger.status, 403);
        QCOMPARE(post("/_matrix/client/v3/user/@nobody:remote.example/devices/refresh").body, stranger.body);
        QCOMPARE(post(refreshBob, "admin").status, 202);
    }

    void nothingIsDoneForATokenThatEnded()
    {
        const RawAnswer answer = post(refreshBob, "ended");
        QCOMPARE(answer.status, 401);
        QCOMPARE(answer.errcode(), u"M_UNKNOWN_TOKEN"_s);
        QCOMPARE(source->resyncs(), 0);
        QCOMPARE(get("/users/@bob:remote.example/refresh").json().value(u"state").toString(), u"idle"_s);
    }

    void waitsAreBounded()
    {
        Server::ServerOptions options;
        options.maxRefreshWaits = 3;
        options.maxRefreshWaitsPerCaller = 2;
        startServer(options);
        source->holdResyncs();
        std::vector<std::pair<QByteArray, std::unique_ptr<RawClient>>> waiting;
        const auto client = [&](const QByteArray &token) {
            auto made = std::make_unique<RawClient>(server->url());
            made->send("POST " + QByteArray(refreshBob) + "?timeout=60000 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token
                + "\r\nContent-Length: 0\r\n\r\n");
            return made;
        };
        const auto wait = [&](const QByteArray &token) { waiting.emplace_back(token, client(token)); };
        const auto answersAtOnce = [&](const QByteArray &token) {
            // On a busy machine a question below may have come first and taken one's place, so that this one was answered.
            for (auto &[whose, waits] : waiting) {
                if (waits->isAnswered())
                    waits = client(whose);
            }
            QElapsedTimer timer;
            timer.start();
            const RawAnswer answer = post(QByteArray(refreshBob) + "?timeout=3000", token);
            return answer.status == 202 && timer.elapsed() < 2000;
        };
        wait("plain");
        wait("plain");
        QTRY_VERIFY_WITH_TIMEOUT(answersAtOnce("plain"), 30'000); // one caller
        QVERIFY(!answersAtOnce("second"));
        wait("second");
        QTRY_VERIFY_WITH_TIMEOUT(answersAtOnce("second"), 30'000); // all callers
        QVERIFY(!answersAtOnce("admin"));
        source->release();
        for (const auto &[whose, waits] : waiting)
            QCOMPARE(waits->answer().status, 202);
        QCOMPARE(source->resyncs(), 1);
    }

    void manyWhoJoinTakeNothingAway()
    {
        // More than the server has connections for, all for one running resync.
        constexpr size_t many = 1'100;
        struct rlimit files = {};
        getrlimit(RLIMIT_NOFILE, &files);
        files.rlim_cur = std::min<rlim_t>(files.rlim_max, 8'192);
        if (setrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur < 3 * many)
            QSKIP("This machine does not let a process open so many files.");
        source->holdResyncs();
        std::vector<std::unique_ptr<RawClient>> joined;
        for (size_t i = 0; i < many; ++i) {
            joined.push_back(std::make_unique<RawClient>(server->url()));
            joined.back()->send("POST " + QByteArray(refreshBob)
                + "?timeout=60000 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer plain\r\nContent-Length: 0\r\n\r\n");
        }
        const auto unanswered = [&] { return std::count_if(joined.begin(), joined.end(), [](auto &one) { return !one->isAnswered(); }); };
        QTRY_VERIFY_WITH_TIMEOUT(unanswered() <= Server::ServerOptions().maxRefreshWaitsPerCaller, 30'000);
        QCOMPARE(get("/overview").status, 200);
        QCOMPARE(post(QByteArray(refreshBob) + "?timeout=0", "admin").status, 202);
        source->release();
        QCOMPARE(source->resyncs(), 1);
    }

    void oneSlowServerHoldsUpNobodyElse()
    {
        source->holdResyncsOf(ServerName(u"slow.example"_s));
        const auto target = [](const QByteArray &user) -> QByteArray { return "/_matrix/client/v3/user/" + user + "/devices/refresh"; };
        for (int i = 0; i < 6; ++i)
            QCOMPARE(post(target("@" + QByteArray::number(i) + ":slow.example") + "?timeout=0").status, 202);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(post(target("@bob:remote.example") + "?timeout=20000").status, 202);
        QCOMPARE(post(target("@ann:other.example") + "?timeout=20000", "admin").status, 202);
        QVERIFY2(timer.elapsed() < 20'000, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(get("/users/@bob:remote.example/refresh").json().value(u"state").toString(), u"succeeded"_s);
        // And an admin's refresh at the slow one begins beside those that hang.
        post(target("@admins:slow.example") + "?timeout=0", "admin");
        QTRY_VERIFY_WITH_TIMEOUT(source->running().contains(UserId(u"@admins:slow.example"_s)), 5000);
        QCOMPARE(source->running().size(), 2);
    }

    void readingContentsLeavesALine()
    {
        static QStringList lines;
        lines.clear();
        const QtMessageHandler before = qInstallMessageHandler([](QtMsgType, const QMessageLogContext &context, const QString &text) {
            static std::mutex mutex;
            const std::lock_guard lock(mutex);
            if (QByteArrayView(context.category) == "lockstep.audit")
                lines.append(text);
        });
        get("/queues/inbox/@a:hs.example/D?content=false");
        get("/queues/inbox/@a:hs.example/D%0A?content=true", "reader");
        get("/queues/outbox/remote.example?content=true", "reader");
        get("/queues/outbox/remote.example?content=true", "viewer");
        qInstallMessageHandler(before);
        QCOMPARE(lines.size(), 3);
        QVERIFY2(
            lines.at(0).contains(u"@reader:hs.example read the contents of messages to @a:hs.example D\\u000a"), qPrintable(lines.at(0)));
        QVERIFY(lines.at(0).startsWith(QString::number(QDate::currentDate().year())));
        QVERIFY(lines.at(1).endsWith(u"remote.example"));
        QVERIFY2(lines.at(2).contains(u"@viewer:hs.example may not read"), qPrintable(lines.at(2)));
    }

    void literalRoutes()
    {
        Server::ServerOptions options;
        options.literalRoutes = true;
        startServer(options);
        for (const char *target : {"/_matrix/unstable/org.matrix.msc2638/user/@bob:remote.example/devices",
                 "/_matrix/unstable/org.matrix.mscXXXX/user/@bob:remote.example/devices",
                 "/_matrix/client/r0/user/@bob:remote.example/devices"})
            QCOMPARE(request(server->url(), "GET", target, "plain").status, 202);
    }

    void manyAtOnce()
    {
        std::vector<std::thread> threads;
        std::atomic<int> good = 0;
        for (int i = 0; i < 16; ++i) {
            threads.emplace_back([&, i] {
                for (int k = 0; k < 25; ++k) {
                    const RawAnswer answer
                        = request(server->url(), "GET", i % 2 ? "/_lockstep/v1/overview" : "/_lockstep/v1/users", "admin");
                    good += answer.status == 200;
                    if (answer.status != 200)
                        qWarning() << answer.status << answer.head << answer.body;
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(good.load(), 400);
    }
};

QTEST_GUILESS_MAIN(TestInspectionServer)
#include "tst_inspectionserver.moc"
