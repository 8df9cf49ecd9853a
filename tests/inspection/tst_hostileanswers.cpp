// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "inspection/client/client.h"

#include <QNetworkAccessManager>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QThreadPool>

using namespace Lockstep;
using namespace Lockstep::Inspection;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 30'000;

/// Answers every request with the same bytes, and closes.
class OneAnswer : public QTcpServer
{
public:
    explicit OneAnswer(QByteArray answer)
        : m_answer(std::move(answer))
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
                asked += socket->readAll();
                if (!asked.contains("\r\n\r\n"))
                    return;
                socket->write(m_answer);
                socket->disconnectFromHost();
            });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        });
    }
    QUrl url() const { return QUrl(u"http://127.0.0.1:%1"_s.arg(serverPort())); }
    QByteArray asked;

private:
    const QByteArray m_answer;
};

QByteArray json(const QByteArray &body)
{
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size())
        + "\r\nConnection: close\r\n\r\n" + body;
}

/// Fit to be shown to somebody: one line, not too long, nothing that steers a terminal or turns text round.
bool isSentence(const QString &text)
{
    const auto isOdd = [](QChar c) { return c < u' ' || c == u'\u202e'; };
    return !text.isEmpty() && text.size() < 800 && std::none_of(text.cbegin(), text.cend(), isOdd);
}

} // namespace

/// What stands at the address of a gateway is no gateway, or one that means harm: each call ends once, with a sentence or with values that
/// can be shown, and the next one is asked as if nothing had been.
class TestHostileAnswers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { QThreadPool::globalInstance()->waitForDone(); }
    void everyCallEnds_data();
    void everyCallEnds();
    void tokensDoNotFollowARedirect();
};

void TestHostileAnswers::everyCallEnds_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("isRefused");
    const QByteArray user = R"({"user_id":"@a:x.example","server":"x.example","devices":)";
    QTest::newRow("nothing") << QByteArray() << true;
    QTest::newRow("no HTTP") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n") << true;
    QTest::newRow("no body") << json({}) << true;
    QTest::newRow("a page") << QByteArray(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html>\x1b[2J\xe2\x80\xae</html>")
                            << true;
    QTest::newRow("an array") << json("[1,2,3]") << true;
    QTest::newRow("deep") << json(QByteArray(200'000, '[')) << true;
    QTest::newRow("deep in a member") << json(R"({"users":)" + QByteArray(200'000, '[') + QByteArray(200'000, ']') + "}") << true;
    QTest::newRow("torn") << json(R"({"users":[)" + user + "1") << true;
    QTest::newRow("half of what was promised") << QByteArray(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"users\":[")
                                               << true;
    QTest::newRow("more than fits anywhere") << QByteArray(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999999999999999999\r\n\r\n{")
                                             << true;
    QTest::newRow("a chunk that is none") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")
                                          << true;
    QTest::newRow("a redirect") << QByteArray("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n") << true;
    QTest::newRow("a redirect without an end") << QByteArray("HTTP/1.1 301 Moved\r\nLocation: /\r\nContent-Length: 0\r\n\r\n") << true;
    QTest::newRow("another's error") << QByteArray("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 13\r\n\r\n<h1>502\x1b[0m\r\n") << true;
    QTest::newRow("an error that is no text") << QByteArray(
        "HTTP/1.1 400 Bad\r\nContent-Length: 60\r\n\r\n{\"errcode\":{\"a\":1},\"error\":[\"x\"],\"retry_after_ms\":-1e400}    ")
                                              << true;
    QTest::newRow("an error that steers") << QByteArray(
        "HTTP/1.1 403 No\r\nContent-Length: 58\r\n\r\n{\"errcode\":\"M_X\",\"error\":\"a\\u001b[2J\\u202e\\n\\nb\"}           ")
                                          << true;
    QTest::newRow("numbers beyond all") << json(R"({"users":[)" + user + R"(1e400}],"next":"","users_tracked":1e400})") << true;
    QTest::newRow("negative counts") << json(R"({"users":[)" + user + R"(-5}],"next":""})") << true;
    QTest::newRow("fractions") << json(R"({"users":[)" + user + R"(1.5}]})") << true;
    QTest::newRow("no texts") << json(R"({"users":[{"user_id":5,"server":{},"devices":"x"}],"next":7})") << true;
    QTest::newRow("members twice") << json(R"({"users":[],"users":[1],"next":"a","next":{}})") << true;
    QTest::newRow("no UTF-8") << json("{\"users\":[],\"next\":\"\xff\xfe\xc0\x80\"}") << true;
    QTest::newRow("zeros") << json(QByteArray(5'000, '\0')) << true;
}

void TestHostileAnswers::everyCallEnds()
{
    QFETCH(QByteArray, answer);
    QFETCH(bool, isRefused);
    QNetworkAccessManager manager;
    OneAnswer server(answer);
    Client client(&manager, server.url());
    client.setToken(u"s3cret"_s);
    QObject context;
    int calls = 0, ended = 0, refused = 0;
    QStringList said;
    const auto taker = [&] {
        ++calls;
        return [&](const auto &result) {
            ++ended;
            refused += result ? 0 : 1;
            if (!result)
                said += result.error().text;
        };
    };
    client.info(&context, taker());
    client.overview(&context, taker());
    client.users({}, &context, taker());
    client.user(UserId(u"@a:x.example"_s), &context, taker());
    client.updates(UserId(u"@a:x.example"_s), {}, &context, taker());
    client.outbox({}, &context, taker());
    client.destinations({}, &context, taker());
    QTRY_COMPARE_WITH_TIMEOUT(ended, calls, patienceMs);
    QTest::qWait(20);
    QCOMPARE(ended, calls); // once each
    for (const QString &text : std::as_const(said)) {
        QVERIFY2(isSentence(text), qPrintable(text));
        QVERIFY2(!text.contains(u"s3cret"_s), qPrintable(text));
    }
    QVERIFY2(!isRefused || refused > 0, qPrintable(QString::number(refused)));
}

void TestHostileAnswers::tokensDoNotFollowARedirect()
{
    QNetworkAccessManager manager;
    OneAnswer other(json("{}"));
    OneAnswer server("HTTP/1.1 307 Moved\r\nLocation: " + other.url().toEncoded() + "/x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    Client client(&manager, server.url());
    client.setToken(u"s3cret"_s);
    QObject context;
    std::optional<Error> error;
    client.info(&context, [&](const Result<Info> &result) { error = result ? Error() : result.error(); });
    QTRY_VERIFY_WITH_TIMEOUT(error, patienceMs);
    QVERIFY2(isSentence(error->text), qPrintable(error->text));
    QVERIFY(server.asked.contains("s3cret"));
    QVERIFY(other.asked.isEmpty());
}

QTEST_GUILESS_MAIN(TestHostileAnswers)
#include "tst_hostileanswers.moc"
