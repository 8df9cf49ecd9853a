// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/blockingcall.h"
#include "http/httpserver.h"

#include <QElapsedTimer>
#include <QTest>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <thread>

using namespace Lockstep;
using namespace Lockstep::Http;
using namespace Qt::StringLiterals;

/// A server of this machine that says what the test wants, to one client: answers that lie, or never end.
class Saying
{
public:
    explicit Saying(QByteArray bytes, bool trickles = false)
        : m_bytes(std::move(bytes))
        , m_trickles(trickles)
    {
        m_listening = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        ::bind(m_listening, reinterpret_cast<sockaddr *>(&address), length);
        ::listen(m_listening, 4);
        ::getsockname(m_listening, reinterpret_cast<sockaddr *>(&address), &length);
        m_url = QUrl(u"http://127.0.0.1:%1"_s.arg(ntohs(address.sin_port)));
        m_thread = std::thread([this] { serve(); });
    }
    ~Saying()
    {
        m_over = true;
        ::shutdown(m_listening, SHUT_RDWR);
        m_thread.join();
        ::close(m_listening);
    }
    QUrl url() const { return m_url; }

private:
    void serve()
    {
        const int fd = ::accept(m_listening, nullptr, nullptr);
        if (fd < 0)
            return;
        std::array<char, 4096> request{};
        [[maybe_unused]] const auto got = ::recv(fd, request.data(), request.size(), 0);
        bool open = ::send(fd, m_bytes.constData(), size_t(m_bytes.size()), MSG_NOSIGNAL) >= 0;
        while (open && !m_over && (m_trickles || m_bytes.isEmpty())) {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            open = !m_trickles || ::send(fd, "x", 1, MSG_NOSIGNAL) > 0;
        }
        ::close(fd);
    }

    QByteArray m_bytes;
    bool m_trickles;
    int m_listening = -1;
    QUrl m_url;
    std::thread m_thread;
    std::atomic<bool> m_over = false;
};

class TestBlockingCall : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void asksAndAnswers()
    {
        IncomingRequest seen;
        const auto server = HttpServer::start({}, [&seen](const IncomingRequest &request) {
            seen = request;
            OutgoingAnswer answer{.status = 418, .body = "tea"};
            answer.headers = {{"Retry-After", "7"}};
            return answer;
        });
        QUrl base = (*server)->url();
        base.setPath(u"/prefix/"_s);
        const auto reply = callHttp(
            {.base = base, .path = "/a%2Fb/../c?x=%26", .method = "PUT", .headers = {{"Authorization", "Bearer t"}}, .body = "{}"});
        QVERIFY(reply);
        QCOMPARE(reply->status, 418);
        QCOMPARE(reply->body, QByteArray("tea"));
        QCOMPARE(reply->retryAfter, QByteArray("7"));
        QCOMPARE(seen.method, QByteArray("PUT"));
        QCOMPARE(seen.target, QByteArray("/prefix/a%2Fb/../c?x=%26"));
        QCOMPARE(seen.bearerToken(), u"t"_s);
        QCOMPARE(seen.body, QByteArray("{}"));
    }

    void followsNobody()
    {
        int asked = 0;
        const auto server = HttpServer::start({}, [&asked](const IncomingRequest &) {
            ++asked;
            OutgoingAnswer answer{.status = 302, .body = {}};
            answer.headers = {{"Location", "http://127.0.0.1:1/"}};
            return answer;
        });
        QCOMPARE(callHttp({.base = (*server)->url(), .path = "/"})->status, 302);
        QCOMPARE(asked, 1);
    }

    void usesNoProxyOfTheEnvironment()
    {
        qputenv("http_proxy", "http://127.0.0.1:1");
        const auto server = HttpServer::start({}, [](const IncomingRequest &) { return OutgoingAnswer::json({}); });
        const auto reply = callHttp({.base = (*server)->url(), .path = "/"});
        qunsetenv("http_proxy");
        QVERIFY(reply);
    }

    void fails_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("trickles");
        QTest::addColumn<int>("kind");
        QTest::newRow("says nothing") << QByteArray() << false << int(Error::Timeout);
        QTest::newRow("head that never ends") << QByteArray("HTTP/1.1 200 OK\r\nX: ") << true << int(Error::Timeout);
        QTest::newRow("body that never ends") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n") << true
                                              << int(Error::Timeout);
        QTest::newRow("too long") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + QByteArray(5000, 'x')) << false
                                  << int(Error::BadAnswer);
        QTest::newRow("not HTTP") << QByteArray("SSH-2.0-OpenSSH\r\n") << false << int(Error::BadAnswer);
        QTest::newRow("cut short") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabc") << false << int(Error::Network);
    }
    void fails()
    {
        QFETCH(QByteArray, answer);
        QFETCH(bool, trickles);
        QFETCH(int, kind);
        const Saying server(answer, trickles);
        QElapsedTimer timer;
        timer.start();
        const auto reply = callHttp({.base = server.url(), .path = "/", .timeoutMs = 700, .maxAnswer = 1000});
        QVERIFY(!reply);
        QCOMPARE(int(reply.error().kind), kind);
        QVERIFY(!reply.error().text.isEmpty());
        QVERIFY2(timer.elapsed() < 20'000, qPrintable(QString::number(timer.elapsed())));
    }

    void badQuestions()
    {
        QCOMPARE(callHttp({.base = QUrl(u"ftp://example.org"_s), .path = "/"}).error().kind, Error::BadInput);
        QCOMPARE(callHttp({.base = QUrl(), .path = "/"}).error().kind, Error::BadInput);
        QCOMPARE(
            callHttp({.base = QUrl(u"http://127.0.0.1:1"_s), .path = "/", .headers = {{"A", "b\r\nC: d"}}}).error().kind, Error::BadInput);
        QCOMPARE(callHttp({.base = QUrl(u"http://127.0.0.1:1"_s), .path = "/"}).error().kind, Error::Network);
        QCOMPARE(callHttp({.base = QUrl(u"http://no-such-host.invalid"_s), .path = "/"}).error().kind, Error::Network);
    }

    void isCutOffAtOnce()
    {
        const Saying server({});
        CutOff cutOff;
        std::thread cutting([&cutOff] {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            cutOff.cut();
        });
        QElapsedTimer timer;
        timer.start();
        const auto reply = callHttp({.base = server.url(), .path = "/", .timeoutMs = 60'000}, &cutOff);
        cutting.join();
        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, Error::Cancelled);
        QVERIFY(timer.elapsed() < 20'000);
        QCOMPARE(callHttp({.base = server.url(), .path = "/", .timeoutMs = 60'000}, &cutOff).error().kind, Error::Cancelled);
    }
};

QTEST_GUILESS_MAIN(TestBlockingCall)
#include "tst_blockingcall.moc"
