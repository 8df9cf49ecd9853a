// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "matrix/discovery.h"
#include "tests/matrix/fakeserver.h"

#include <QNetworkAccessManager>
#include <QTest>

using namespace Lockstep;
using namespace Lockstep::Matrix;
using namespace Lockstep::Tests;
using namespace Qt::StringLiterals;

namespace {

/// Leads requests to https://… hosts to a plain server on this machine, which sees the host that was meant, so that no test leaves
/// the machine. Nothing listens at dead.example.
class LocalNetwork : public QNetworkAccessManager
{
public:
    explicit LocalNetwork(quint16 port)
        : m_port(port)
    {
    }
    QStringList asked;

protected:
    QNetworkReply *createRequest(Operation operation, const QNetworkRequest &original, QIODevice *data) override
    {
        QNetworkRequest request = original;
        QUrl url = request.url();
        asked.append(url.toString());
        if (url.scheme() == "https"_L1) {
            request.setRawHeader("Host", url.host().toUtf8());
            url.setPort(url.host() == "dead.example"_L1 ? 1 : m_port);
            url.setScheme(u"http"_s);
            url.setHost(u"127.0.0.1"_s);
            request.setUrl(url);
        }
        return QNetworkAccessManager::createRequest(operation, request, data);
    }

private:
    quint16 m_port;
};

const QByteArray versionsBody = R"({"versions":["v1.11"],"unstable_features":{"org.matrix.msc2638":true,"off":false}})";

} // namespace

class TestDiscovery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void input_data();
    void input();
    void table_data();
    void table();
    void wellKnownFollowsSafeRedirects();
    void wellKnownIsBounded();
    void versionsAreRead();
    void cancelledAnswersNothing();
    void answersNotBeforeStartReturned();
};

void TestDiscovery::input_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("expected"); ///< "url …", "server …", or a part of the sentence

    const auto row
        = [](const char *typed, const char *expected) { QTest::newRow(typed) << QString::fromUtf8(typed) << QString::fromUtf8(expected); };
    row("example.org", "server example.org");
    row("  example.org\n", "server example.org");
    row("example.org:8448", "server example.org:8448");
    row("localhost:18448", "server localhost:18448");
    row("[::1]:8448", "server [::1]:8448");
    row("@alice:example.org", "server example.org of @alice:example.org");
    row("@alice:localhost:18448", "server localhost:18448 of @alice:localhost:18448");
    row("https://example.org", "url https://example.org");
    row("https://example.org/", "url https://example.org");
    row("https://example.org/prefix//", "url https://example.org/prefix");
    row("https://example.org/_matrix/client/versions", "url https://example.org");
    row("https://example.org/p/_matrix", "url https://example.org/p");
    row("http://localhost:8008", "url http://localhost:8008");
    row("http://127.0.0.1:8008", "url http://127.0.0.1:8008");
    row("http://[::1]:8008", "url http://[::1]:8008");
    row("http://example.org", "not encrypted");
    row("http://127.0.0.1.example.org", "not encrypted");
    row("ftp://example.org", "not a web address");
    row("https://", "not a web address");
    row("https://alice:secret@example.org", "fields of their own");
    row("https://example.org/?access_token=x", "must end before");
    row("", "Type the homeserver's name");
    row("alice", "server alice");
    row("@alice", "not a user ID");
    row("two words", "not a server name");
    row("example.org/matrix", "starts with https://");
}

void TestDiscovery::input()
{
    QFETCH(QString, typed);
    QFETCH(QString, expected);
    const Result<ServerInput> result = parseServerInput(typed);
    QString text;
    if (!result) {
        QCOMPARE(result.error().kind, Error::BadInput);
        QVERIFY2(result.error().text.contains(expected), qPrintable(result.error().text));
        QVERIFY(!result.error().text.contains("secret"_L1));
        return;
    }
    text = result->url.isEmpty() ? u"server "_s + result->server.toString() : u"url "_s + result->url.toString();
    if (!result->user.isEmpty())
        text += u" of "_s + result->user.toString();
    QCOMPARE(text, expected);
}

// Specification, "Well-known URIs", as a table: what the server name's host answers, and what becomes of it.
void TestDiscovery::table_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("wellKnown");
    QTest::addColumn<QString>("versionsAt"); ///< host + path before /_matrix that answers
    QTest::addColumn<QString>("expected"); ///< the base URL, or a part of the sentence

    const auto row
        = [](const char *name, const char *typed, int status, const char *wellKnown, const char *versionsAt, const char *expected) {
              QTest::newRow(name) << QString::fromUtf8(typed) << status << QByteArray(wellKnown) << QString::fromUtf8(versionsAt)
                                  << QString::fromUtf8(expected);
          };
    const char *good = R"({"m.homeserver":{"base_url":"https://m.example.org"}})";
    row("found", "example.org", 200, good, "m.example.org", "https://m.example.org");
    row("by user id", "@a:example.org", 200, good, "m.example.org", "https://m.example.org");
    row("port is dropped", "example.org:8448", 200, good, "m.example.org", "https://m.example.org");
    row("slash", "example.org", 200, R"({"m.homeserver":{"base_url":"https://m.example.org/"}})", "m.example.org", "https://m.example.org");
    row("prefix", "example.org", 200, R"({"m.homeserver":{"base_url":"https://m.example.org/a/b"}})", "m.example.org/a/b",
        "https://m.example.org/a/b");
    row("prefix and slash", "example.org", 200, R"({"m.homeserver":{"base_url":"https://m.example.org/a/"}})", "m.example.org/a",
        "https://m.example.org/a");
    row("others are ignored", "example.org", 200,
        R"({"m.homeserver":{"base_url":"https://m.example.org"},"org.x":[1],"m.identity_server":4})", "m.example.org",
        "https://m.example.org");
    row("404, default", "example.org", 404, "{}", "example.org", "https://example.org");
    row("404, nothing", "example.org", 404, "{}", "", "has no .well-known/matrix/client, and no Matrix client API answers");
    row("500", "example.org", 500, "{}", "example.org", "Type the URL of the client API instead, for example https://matrix.example.org.");
    row("204", "example.org", 204, "", "example.org", "answered with HTTP status 204");
    row("empty", "example.org", 200, "", "example.org", "does not name a homeserver");
    row("html", "example.org", 200, "<html>", "example.org", "does not name a homeserver");
    row("array", "example.org", 200, "[]", "example.org", "does not name a homeserver");
    row("no base_url", "example.org", 200, R"({"m.homeserver":{}})", "example.org", "does not name a homeserver");
    row("base_url of a wrong type", "example.org", 200, R"({"m.homeserver":{"base_url":1}})", "example.org", "does not name a homeserver");
    row("identity server only", "example.org", 200, R"({"m.identity_server":{"base_url":"https://i"}})", "example.org",
        "does not name a homeserver");
    row("base_url no url", "example.org", 200, R"({"m.homeserver":{"base_url":"matrix"}})", "example.org", "must correct .well-known");
    row("base_url plain http", "example.org", 200, R"({"m.homeserver":{"base_url":"http://m.example.org"}})", "m.example.org",
        "must correct");
    row("base_url to this machine", "example.org", 200, R"({"m.homeserver":{"base_url":"http://127.0.0.1:22"}})", "", "must correct");
    row("base_url with password", "example.org", 200, R"({"m.homeserver":{"base_url":"https://u:pw@m.example.org"}})", "m.example.org",
        "must correct");
    row("base_url is no homeserver", "example.org", 200, good, "",
        "https://m.example.org is said to be the homeserver, but does not answer as one");
    row("base_url is down", "example.org", 200, R"({"m.homeserver":{"base_url":"https://dead.example"}})", "", "does not answer as one");
    row("down", "dead.example", 200, "", "", "Type the URL of the client API instead, for example https://matrix.dead.example.");
    row("local name", "localhost:18448", 500, "", "", "for example http://localhost:8008.");
    row("url", "https://m.example.org/a/", 404, "{}", "m.example.org/a", "https://m.example.org/a");
    row("url of the name", "https://example.org", 200, good, "m.example.org", "https://m.example.org");
    row("url of nothing", "https://example.org", 404, "", "", "No Matrix client API answers at https://example.org");
    row("url with a port is meant as it is", "https://example.org:444", 200, good, "m.example.org", "No Matrix client API answers");
}

void TestDiscovery::table()
{
    QFETCH(QString, typed);
    QFETCH(int, status);
    QFETCH(QByteArray, wellKnown);
    QFETCH(QString, versionsAt);
    QFETCH(QString, expected);

    FakeServer server;
    server.handler = [&](const FakeRequest &request) -> FakeReply {
        if (request.target == "/.well-known/matrix/client")
            return {.status = status, .body = wellKnown};
        if (!versionsAt.isEmpty() && QString::fromUtf8(request.host + request.target) == versionsAt + "/_matrix/client/versions"_L1)
            return {.body = versionsBody};
        return matrixError(404, "M_UNRECOGNIZED");
    };
    LocalNetwork network(server.port());
    Discovery discovery(&network, nullptr);
    std::optional<Result<Homeserver>> answer;
    discovery.start(typed, [&](const Result<Homeserver> &result) {
        QVERIFY(!answer);
        answer = result;
    });
    QTRY_VERIFY_WITH_TIMEOUT(answer, 30'000);
    if (*answer) {
        QCOMPARE((*answer)->clientApi.toString(), expected);
        QCOMPARE((*answer)->user.toString(), typed.startsWith(u'@') ? typed : QString());
    } else {
        const QString text = answer->error().text;
        QVERIFY2(text.contains(expected), qPrintable(text));
        QVERIFY2(!text.contains("u:pw"_L1), qPrintable(text));
    }
    for (const QString &url : std::as_const(network.asked))
        QVERIFY2(url.startsWith("https://"_L1), qPrintable(url));
}

void TestDiscovery::wellKnownFollowsSafeRedirects()
{
    FakeServer server;
    int hops = 0;
    server.handler = [&](const FakeRequest &request) -> FakeReply {
        if (request.target == "/.well-known/matrix/client")
            return {.status = 302, .body = "", .headers = {"Location: " + server.url(u"/other"_s).toEncoded()}};
        if (request.target == "/other")
            return {.body = R"({"m.homeserver":{"base_url":"https://m.example.org"}})"};
        if (request.target.startsWith("/loop")) {
            ++hops;
            return {.status = 302, .body = "", .headers = {"Location: " + server.url(u"/loop%1"_s.arg(hops)).toEncoded()}};
        }
        return {.body = versionsBody};
    };
    LocalNetwork network(server.port());
    Discovery discovery(&network, nullptr);
    QString found;
    discovery.start(
        u"example.org"_s, [&](const Result<Homeserver> &result) { found = result ? result->clientApi.toString() : result.error().text; });
    QTRY_COMPARE_WITH_TIMEOUT(found, u"https://m.example.org"_s, 30'000);

    server.handler = [handler = server.handler](const FakeRequest &request) -> FakeReply {
        if (request.target == "/.well-known/matrix/client")
            return {.status = 302, .body = "", .headers = {"Location: /loop"}};
        return handler(request);
    };
    found.clear();
    discovery.start(u"example.org"_s, [&](const Result<Homeserver> &result) { found = result ? u"found"_s : result.error().text; });
    QTRY_VERIFY_WITH_TIMEOUT(found.contains("Type the URL of the client API instead"_L1), 30'000);
    QVERIFY(hops < 10);
}

void TestDiscovery::wellKnownIsBounded()
{
    FakeServer server;
    server.handler = [](const FakeRequest &) -> FakeReply { return {.body = QByteArray(2 * 1024 * 1024, ' ')}; };
    LocalNetwork network(server.port());
    Discovery discovery(&network, nullptr);
    QString text;
    discovery.start(u"example.org"_s, [&](const Result<Homeserver> &result) { text = result ? u"found"_s : result.error().text; });
    QTRY_VERIFY_WITH_TIMEOUT(text.contains("larger than"_L1), 30'000);
}

void TestDiscovery::versionsAreRead()
{
    FakeServer server;
    server.handler = [](const FakeRequest &) -> FakeReply { return {.body = versionsBody}; };
    QNetworkAccessManager network;
    Discovery discovery(&network, nullptr);
    std::optional<Result<Homeserver>> answer;
    const auto ask = [&] {
        answer.reset();
        discovery.start(server.url().toString(), [&](const Result<Homeserver> &result) { answer = result; });
    };
    ask();
    QTRY_VERIFY_WITH_TIMEOUT(answer, 30'000);
    QVERIFY2(answer->has_value(), answer->has_value() ? "" : qPrintable(answer->error().text));
    QCOMPARE((*answer)->versions.versions, QStringList{u"v1.11"_s});
    QCOMPARE((*answer)->versions.unstableFeatures, QSet<QString>{u"org.matrix.msc2638"_s});

    for (const FakeReply &wrong : {FakeReply{.body = "{}"}, FakeReply{.body = R"({"versions":"v1.11"})"}, FakeReply{.body = "<html>"},
             FakeReply{.body = versionsBody, .fault = FakeReply::CutBody}, FakeReply{.fault = FakeReply::Garbage},
             FakeReply{.fault = FakeReply::CloseAtOnce}, FakeReply{.status = 301, .headers = {"Location: https://else.example/"}}}) {
        server.handler = [wrong](const FakeRequest &) { return wrong; };
        ask();
        QTRY_VERIFY_WITH_TIMEOUT(answer, 30'000);
        QVERIFY(!answer->has_value());
        QVERIFY(answer->error().text.size() > 20);
        QVERIFY2(answer->error().text.endsWith(u'.'), qPrintable(answer->error().text));
    }
}

void TestDiscovery::cancelledAnswersNothing()
{
    FakeServer server;
    server.handler = [](const FakeRequest &) -> FakeReply { return {.body = versionsBody, .delayMs = 50}; };
    QNetworkAccessManager network;
    int answers = 0;
    Discovery discovery(&network, nullptr);
    discovery.start(server.url().toString(), [&](const Result<Homeserver> &) { answers += 100; });
    QTRY_COMPARE_WITH_TIMEOUT(server.seen.size(), 1, 30'000);
    discovery.cancel();
    discovery.start(u"not a name"_s, [&](const Result<Homeserver> &) { answers += 100; });
    discovery.start(server.url().toString(), [&](const Result<Homeserver> &) { ++answers; });
    QTRY_COMPARE_WITH_TIMEOUT(answers, 1, 30'000);
    {
        Discovery dying(&network, nullptr);
        dying.start(server.url().toString(), [&](const Result<Homeserver> &) { answers += 100; });
    }
    discovery.start(server.url().toString(), [&](const Result<Homeserver> &) { ++answers; });
    QTRY_COMPARE_WITH_TIMEOUT(answers, 2, 30'000);
}

void TestDiscovery::answersNotBeforeStartReturned()
{
    QNetworkAccessManager network;
    Discovery discovery(&network, nullptr);
    bool answered = false;
    discovery.start(QString(), [&](const Result<Homeserver> &) { answered = true; });
    QVERIFY(!answered);
    QTRY_VERIFY(answered);
}

QTEST_GUILESS_MAIN(TestDiscovery)
#include "tst_discovery.moc"
