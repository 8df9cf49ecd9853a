// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/httpserver.h"

#include "rawclient.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QRandomGenerator>
#include <QTest>

#include <atomic>
#include <thread>

using namespace Lockstep;
using namespace Lockstep::Http;
using namespace Qt::StringLiterals;

namespace {

/// Tells what it was asked; "/wait" waits until nobody waits for it, "/throw" throws, "/big" is big.
OutgoingAnswer echo(const IncomingRequest &request, std::atomic<int> &abandoned)
{
    if (request.segments.constFirst() == u"throw")
        throw std::runtime_error("for the test");
    if (request.segments.constFirst() == u"wait") {
        while (!request.isAbandoned())
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        ++abandoned;
    }
    if (request.segments.constFirst() == u"big")
        return OutgoingAnswer::json({{u"big"_s, QString(30'000'000, u'x')}});
    QJsonObject query;
    for (auto it = request.query.cbegin(); it != request.query.cend(); ++it)
        query.insert(it.key(), it.value());
    return OutgoingAnswer::json(
        {{u"method"_s, QString::fromLatin1(request.method)}, {u"segments"_s, QJsonArray::fromStringList(request.segments)},
            {u"query"_s, query}, {u"token"_s, request.bearerToken()}, {u"body"_s, QString::fromUtf8(request.body)}});
}

} // namespace

class TestHttpServer : public QObject
{
    Q_OBJECT

    std::unique_ptr<HttpServer> server;
    std::atomic<int> abandoned = 0;

    std::unique_ptr<HttpServer> start(HttpServerOptions options = {})
    {
        auto started = HttpServer::start(options, [this](const IncomingRequest &request) { return echo(request, abandoned); });
        return started ? std::move(*started) : nullptr;
    }
    RawAnswer send(const QByteArray &bytes)
    {
        RawClient client(server->url());
        client.send(bytes);
        return client.answer();
    }

private Q_SLOTS:
    void init()
    {
        abandoned = 0;
        HttpServerOptions options;
        options.headerTimeoutMs = 1500;
        options.bodyTimeoutMs = 1500;
        server = start(options);
        QVERIFY(server);
    }
    void cleanup() { server.reset(); }

    void splitsBeforeItDecodes()
    {
        const RawAnswer answer = request(server->url(), "GET", "/a%2Fb/%2540c%3A/?x=%26&y=a+b&x=2&&=3&z", "t0ken");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.json().value(u"segments").toArray(), QJsonArray({u"a/b"_s, u"%40c:"_s, u""_s}));
        QCOMPARE(answer.json().value(u"query").toObject(), QJsonObject({{u"x"_s, u"&"_s}, {u"y"_s, u"a+b"_s}, {u"z"_s, u""_s}}));
        QCOMPARE(answer.json().value(u"token").toString(), u"t0ken"_s);
    }

    void everyAnswerHasItsHeaders()
    {
        for (const char *target : {"/", "/%zz", "/throw"}) {
            const RawAnswer answer = request(server->url(), "GET", target);
            const QByteArray head = answer.head.toLower();
            QVERIFY2(head.contains("access-control-allow-origin: *\r\n"), head.constData());
            QVERIFY2(head.contains("access-control-allow-headers: x-requested-with, content-type, authorization\r\n"), head.constData());
            QVERIFY2(head.contains("content-type: application/json\r\n"), head.constData());
            QVERIFY2(head.contains("cache-control: no-store\r\n"), head.constData());
            QCOMPARE(head.count("content-type:"), 1);
        }
    }

    void optionsAskNobody()
    {
        const RawAnswer answer = request(server->url(), "OPTIONS", "/throw");
        QCOMPARE(answer.status, 200);
        QVERIFY(answer.head.contains("Access-Control-Allow-Methods: GET, POST, PUT, DELETE, OPTIONS"));
    }

    void headHasNoBody()
    {
        RawClient client(server->url());
        client.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\nGET /next HTTP/1.1\r\nHost: a\r\n\r\n");
        const RawAnswer head = client.answer(false);
        QCOMPARE(head.status, 200);
        QVERIFY(head.head.contains("Content-Length: "));
        QCOMPARE(client.answer().json().value(u"segments").toArray(), QJsonArray({u"next"_s}));
    }

    void exceptionsAreAnswers()
    {
        const RawAnswer answer = request(server->url(), "GET", "/throw");
        QCOMPARE(answer.status, 500);
        QCOMPARE(answer.errcode(), u"M_UNKNOWN"_s);
    }

    void bodies_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("body");
        const auto row = [](const char *name, const QByteArray &headersAndBody, int status, const QString &body = {}) {
            QTest::newRow(name) << QByteArray("POST / HTTP/1.1\r\nHost: a\r\n" + headersAndBody) << status << body;
        };
        row("length", "Content-Length: 2\r\n\r\n{}", 200, u"{}"_s);
        row("no length", "\r\n", 200);
        row("chunked", "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1;x=y\r\n}\r\n0\r\nTrailer: x\r\n\r\n", 200, u"{}"_s);
        row("chunked, upper case", "Transfer-Encoding: Chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n", 200, u"0123456789"_s);
        row("expect", "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n{}", 200, u"{}"_s);
        row("a form", "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 2\r\n\r\n{}", 200, u"{}"_s);
        row("too long", "Content-Length: 65537\r\n\r\n{}", 413);
        row("much too long", "Content-Length: 999999999999999999\r\n\r\n{}", 413);
        row("longer than numbers go", "Content-Length: 99999999999999999999999\r\n\r\n{}", 400);
        row("negative", "Content-Length: -1\r\n\r\n{}", 400);
        row("not a number", "Content-Length: two\r\n\r\n{}", 400);
        row("two lengths", "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400);
        row("length and chunks", "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
        row("unknown encoding", "Transfer-Encoding: gzip\r\n\r\n{}", 501);
        row("compressed", "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", 415);
        row("chunks too long", "Transfer-Encoding: chunked\r\n\r\n10001\r\n", 413);
        row("chunk length overflows", "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", 413);
        row("chunk length longer than numbers go", "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", 400);
        row("a line before a chunk that does not end", "Transfer-Encoding: chunked\r\n\r\n1;" + QByteArray(3'000'000, 'a'), 400);
        row("zeros that do not end before a length", "Transfer-Encoding: chunked\r\n\r\n" + QByteArray(3'000'000, '0'), 400);
        row("trailers that do not end", "Transfer-Encoding: chunked\r\n\r\n0\r\nA: " + QByteArray(3'000'000, 'a'), 400);
        row("chunk length of nothing", "Transfer-Encoding: chunked\r\n\r\n\r\n", 400);
        row("chunk without end", "Transfer-Encoding: chunked\r\n\r\n2\r\n{}xx\r\n", 400);
    }
    void bodies()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        QFETCH(QString, body);
        const RawAnswer answer = send(bytes);
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.json().value(u"body").toString(), body);
        if (status >= 400)
            QVERIFY(!answer.errcode().isEmpty());
    }

    void badRequests_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::newRow("not http") << QByteArray("hello\r\n\r\n") << 400;
        QTest::newRow("binary") << QByteArray("\x16\x03\x01\x02\x00\r\n\r\n", 9) << 400;
        QTest::newRow("old") << QByteArray("GET / HTTP/0.9\r\n\r\n") << 400;
        QTest::newRow("http 2") << QByteArray("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") << 400;
        QTest::newRow("unknown method") << QByteArray("BREW / HTTP/1.1\r\n\r\n") << 400;
        QTest::newRow("not a path") << QByteArray("GET http://x/ HTTP/1.1\r\nHost: a\r\n\r\n") << 400;
        QTest::newRow("bad percent") << QByteArray("GET /%4 HTTP/1.1\r\nHost: a\r\n\r\n") << 400;
        QTest::newRow("not UTF-8") << QByteArray("GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n") << 400;
        QTest::newRow("NUL") << QByteArray("GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n") << 400;
        QTest::newRow("bad query") << QByteArray("GET /?%c3%28 HTTP/1.1\r\nHost: a\r\n\r\n") << 400;
        QTest::newRow("range") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\n\r\n") << 200;
        // A Range that is no good is to be ignored (RFC 9110, section 14.2), as are all: answers are small and asked for as a whole.
        QTest::newRow("bad range") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nRange: x\r\n\r\n") << 200;
        QTest::newRow("long target") << QByteArray("GET /" + QByteArray(9000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n") << 414;
        QTest::newRow("endless target") << QByteArray("GET /" + QByteArray(100'000, 'a')) << 414;
        QTest::newRow("long header") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nX: " + QByteArray(100'000, 'a')) << 431;
        QByteArray many = "GET / HTTP/1.1\r\nHost: a\r\n";
        for (int i = 0; i < 20'000; ++i)
            many += "A:\r\n";
        QTest::newRow("many headers") << many << 431;
    }
    void badRequests()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        const RawAnswer answer = send(bytes);
        QCOMPARE(answer.status, status);
        if (status >= 400)
            QVERIFY(!answer.errcode().isEmpty());
    }

    /// What a proxy in front may read in another way than we do is not guessed at (RFC 9112, sections 2.2, 3.2, 5.1, 5.2, 6.1).
    void strictness_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        const auto get = [](const char *name, const QByteArray &headers, int status = 400) {
            QTest::newRow(name) << QByteArray("GET / HTTP/1.1\r\n" + headers + "\r\n") << status;
        };
        get("blank before a colon", "Host: a\r\nContent-Length : 0\r\n");
        get("tab before a colon", "Host: a\r\nX\t: 0\r\n");
        get("chunked, blank before the colon", "Host: a\r\nTransfer-Encoding : chunked\r\n");
        get("folded line", "Host: a\r\nX: a\r\n b\r\n");
        get("folded first header", " X: a\r\nHost: a\r\n");
        get("lone LF", "Host: a\r\nX: a\nY: b\r\n");
        get("lone CR", "Host: a\r\nX: a\rY: b\r\n");
        get("NUL", QByteArray("Host: a\r\nX: a\0b\r\n", 17));
        get("control character", "Host: a\r\nX: a\x01\r\n");
        get("no name", "Host: a\r\n: a\r\n");
        get("no colon", "Host: a\r\nabc\r\n");
        get("no Host", "X: a\r\n");
        get("two Hosts", "Host: a\r\nHost: a\r\n");
        get("two Authorizations", "Host: a\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n");
        get("equal lengths", "Host: a\r\nContent-Length: 0\r\nContent-Length: 0\r\n");
        get("list of lengths", "Host: a\r\nContent-Length: 0, 0\r\n");
        get("signed length", "Host: a\r\nContent-Length: +0\r\n");
        get("two encodings", "Host: a\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n");
        get("gzip, chunked", "Host: a\r\nTransfer-Encoding: gzip, chunked\r\n", 501);
        get("xchunked", "Host: a\r\nTransfer-Encoding: xchunked\r\n", 501);
        QTest::newRow("only LFs") << QByteArray("GET / HTTP/1.1\nHost: a\n\n") << 400;
        QTest::newRow("two blanks in the first line") << QByteArray("GET  / HTTP/1.1\r\nHost: a\r\n\r\n") << 400;
        QTest::newRow("chunk that ends with LF")
            << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\n{}\r\n0\r\n\r\n") << 400;
        QTest::newRow("blank lines before it") << QByteArray("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n") << 200;
        QTest::newRow("1.0 needs no Host") << QByteArray("GET / HTTP/1.0\r\n\r\n") << 200;
    }
    void strictness()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        RawClient client(server->url());
        client.send(bytes);
        const RawAnswer answer = client.answer();
        QCOMPARE(answer.status, status);
        if (status >= 400) {
            QVERIFY(!answer.errcode().isEmpty());
            QVERIFY(client.isClosedWithin(20'000));
        }
    }

    /// However the bytes are cut, the request is the same.
    void anyCut()
    {
        const QByteArray bytes = "\r\nPOST /a%2Fb HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
        for (qsizetype cut = 1; cut < bytes.size(); ++cut) {
            RawClient client(server->url());
            client.send(bytes.left(cut));
            QTest::qSleep(2);
            client.send(bytes.mid(cut));
            QCOMPARE(client.answer().json().value(u"body").toString(), u"abc"_s);
        }
    }

    void connectionsOfTheOldKindEnd()
    {
        RawClient client(server->url());
        client.send("GET / HTTP/1.0\r\n\r\n");
        QCOMPARE(client.answer().status, 200);
        QVERIFY(client.isClosedWithin(20'000));
    }

    void pipelining()
    {
        RawClient client(server->url());
        QByteArray all;
        for (int i = 0; i < 200; ++i)
            all += "POST /" + QByteArray::number(i) + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}";
        client.send(all);
        for (int i = 0; i < 200; ++i) {
            const RawAnswer answer = client.answer();
            QCOMPARE(answer.json().value(u"segments").toArray(), QJsonArray({QString::number(i)}));
            QCOMPARE(answer.json().value(u"body").toString(), u"{}"_s);
        }
    }

    void bodyOfAGetIsNotARequest()
    {
        RawClient client(server->url());
        client.send("GET /one HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n    GET /two "
                    "HTTP/1.1\r\nHost: a\r\n\r\n");
        QCOMPARE(client.answer().json().value(u"segments").toArray(), QJsonArray({u"one"_s}));
        QCOMPARE(client.answer().json().value(u"segments").toArray(), QJsonArray({u"two"_s}));
    }

    void nothingFollowsARefusedBody()
    {
        RawClient client(server->url());
        client.send(
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n");
        QCOMPARE(client.answer().status, 400);
        QVERIFY(client.isClosedWithin(20'000));
    }

    void tokensThatAreNone_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QString>("token");
        QTest::newRow("bearer") << QByteArray("bearer  abc ") << u"abc"_s;
        QTest::newRow("basic") << QByteArray("Basic abc") << QString();
        QTest::newRow("no token") << QByteArray("Bearer") << QString();
        QTest::newRow("line break") << QByteArray("Bearer a%0D%0AX: y") << QString();
        QTest::newRow("not ASCII") << QByteArray("Bearer a\xc3\xa4") << QString();
        QTest::newRow("long") << QByteArray("Bearer " + QByteArray(5000, 'a')) << QString();
    }
    void tokensThatAreNone()
    {
        QFETCH(QByteArray, header);
        QFETCH(QString, token);
        QCOMPARE(send("GET / HTTP/1.1\r\nHost: a\r\nAuthorization: " + header + "\r\n\r\n").json().value(u"token").toString(), token);
    }

    void slowHeadIsCutOff()
    {
        RawClient client(server->url());
        QElapsedTimer timer;
        timer.start();
        // A byte now and then: each is in time, all together are not.
        client.send("GET / HTTP/1.1\r\n");
        while (timer.elapsed() < 30'000 && client.send("X")) {
            if (client.isClosedWithin(100))
                break;
        }
        QVERIFY(timer.elapsed() < 25'000);
    }

    void slowBodyIsCutOff()
    {
        const RawAnswer answer = send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20\r\n\r\n{");
        QCOMPARE(answer.status, 408);
    }

    void cutOffRequestsAreForgotten()
    {
        for (const QByteArray &part :
            {QByteArray("G"), QByteArray("GET / HTTP/1.1\r\nHo"), QByteArray("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n{")}) {
            RawClient cut(server->url());
            cut.send(part);
            cut.finishSending();
            QVERIFY(cut.isClosedWithin(20'000));
            RawClient reset(server->url());
            reset.send(part);
            reset.reset();
        }
        QCOMPARE(request(server->url(), "GET", "/").status, 200);
    }

    void clientThatGoesFreesItsThread()
    {
        {
            RawClient client(server->url());
            client.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
        }
        QTRY_COMPARE_WITH_TIMEOUT(abandoned.load(), 1, 20'000);
    }

    void bigAnswers()
    {
        const RawAnswer answer = request(server->url(), "GET", "/big", {}, {}, "Accept-Encoding: br, gzip\r\n");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.json().value(u"big").toString().size(), 30'000'000);
    }

    void clientThatDoesNotReadHoldsNothingUp()
    {
        RawClient client(server->url());
        client.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
        QTest::qSleep(50);
        QElapsedTimer timer;
        timer.start();
        server->stop();
        QVERIFY(timer.elapsed() < 20'000);
    }

    void stopsWhileCallsWait()
    {
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 20; ++i) {
            clients.push_back(std::make_unique<RawClient>(server->url()));
            clients.back()->send(i % 2 ? "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n" : "GET / HT");
        }
        QCOMPARE(request(server->url(), "GET", "/").status, 200);
        server->stop();
        QVERIFY(!RawClient(server->url()).isOpen());
        server->stop();
    }

    void tooManyConnections()
    {
        HttpServerOptions options;
        options.maxConnections = 4;
        options.maxThreads = 1; // which comes back to each connection in turn
        server = start(options);
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 4; ++i) {
            clients.push_back(std::make_unique<RawClient>(server->url()));
            clients.back()->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            QCOMPARE(clients.back()->answer().status, 200);
        }
        // Whoever holds connections and asks nothing on them keeps nobody out.
        QTRY_COMPARE_WITH_TIMEOUT(request(server->url(), "GET", "/").status, 200, 20'000);
        QVERIFY(clients.front()->isClosedWithin(5'000));
        clients.back()->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        QCOMPARE(clients.back()->answer().status, 200);
        // Those that are served stay.
        clients.clear();
        server = start(options);
        for (int i = 0; i < 4; ++i) {
            clients.push_back(std::make_unique<RawClient>(server->url()));
            clients.back()->send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
        }
        QTRY_COMPARE_WITH_TIMEOUT(request(server->url(), "GET", "/").status, 503, 20'000);
        clients.clear();
        QTRY_COMPARE_WITH_TIMEOUT(request(server->url(), "GET", "/").status, 200, 20'000);
    }

    void listens_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<int>("kind");
        QTest::newRow("no port") << u"127.0.0.1"_s << int(Error::BadInput);
        QTest::newRow("no host") << u":8080"_s << int(Error::BadInput);
        QTest::newRow("no number") << u"127.0.0.1:x"_s << int(Error::BadInput);
        QTest::newRow("large number") << u"127.0.0.1:65536"_s << int(Error::BadInput);
        QTest::newRow("no brackets") << u"::1:80"_s << int(Error::BadInput);
        QTest::newRow("not ours") << u"203.0.113.7:0"_s << int(Error::Network);
        QTest::newRow("no name") << u"no-such-host.invalid:0"_s << int(Error::Network);
    }
    void listens()
    {
        QFETCH(QString, address);
        QFETCH(int, kind);
        HttpServerOptions options;
        options.listen = address;
        const auto started = HttpServer::start(options, [](const IncomingRequest &) { return OutgoingAnswer(); });
        QVERIFY(!started);
        QCOMPARE(int(started.error().kind), kind);
        QVERIFY2(started.error().text.contains(address), qPrintable(started.error().text));
    }

    void portInUse()
    {
        HttpServerOptions options;
        options.listen = u"127.0.0.1:%1"_s.arg(server->url().port());
        const auto started = HttpServer::start(options, [](const IncomingRequest &) { return OutgoingAnswer(); });
        QVERIFY(!started);
        QVERIFY2(started.error().text.contains(u"another program"), qPrintable(started.error().text));
        // And at once again after the first is gone.
        server.reset();
        QVERIFY(HttpServer::start(options, [](const IncomingRequest &) { return OutgoingAnswer(); }));
    }

    void garbage()
    {
        QRandomGenerator random(20'26);
        const QByteArrayList words{"GET ", "POST ", "/", " HTTP/1.1", "\r\n", "\r\n\r\n", "Content-Length: ", "5",
            "Transfer-Encoding: chunked", "%2F", "?", "&", "=", ":", " ", QByteArray(1, '\0'), "\xff\xfe", "Range: bytes=", "-",
            "Expect: 100-continue", "Authorization: Bearer ", "#", "\n"};
        for (int i = 0; i < 400; ++i) {
            QByteArray bytes = random.bounded(3) ? QByteArray("GET / HTTP/1.1\r\n") : QByteArray();
            for (int n = random.bounded(40); n > 0; --n)
                bytes += random.bounded(4) ? words.at(random.bounded(int(words.size())))
                                           : QByteArray(random.bounded(5), char(random.bounded(256)));
            RawClient client(server->url());
            client.send(bytes);
            client.finishSending();
        }
        QTRY_COMPARE_WITH_TIMEOUT(request(server->url(), "GET", "/").status, 200, 20'000);
    }
};

QTEST_GUILESS_MAIN(TestHttpServer)
#include "tst_httpserver.moc"
