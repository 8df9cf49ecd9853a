// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/httpserver.h"

#include "rawclient.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <thread>

using namespace Lockstep;
using namespace Lockstep::Http;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 60'000;
constexpr int places = 256;
/// What an operator's window waits for an answer before it says that the gateway does not answer: far more than this.
constexpr int promptMs = 5'000;

} // namespace

/// Connections that ask nothing, ask slowly, or do not take their answers, in thousands: whoever sends a whole request is answered.
class TestSlowClients : public QObject
{
    Q_OBJECT

    std::unique_ptr<HttpServer> server;
    std::vector<std::unique_ptr<RawClient>> clients;
    std::atomic_int held = 0; ///< requests of "/hold" that run
    std::atomic_bool releases = false;

    void start(int maxThreads)
    {
        HttpServerOptions options;
        options.maxConnections = places;
        options.maxThreads = maxThreads;
        // None of what is tested here may be a deadline.
        options.headerTimeoutMs = options.bodyTimeoutMs = options.idleTimeoutMs = options.writeTimeoutMs = 3'600'000;
        options.maxBody = 1024 * 1024;
        auto started = HttpServer::start(options, [this](const IncomingRequest &request) {
            if (request.segments.constFirst() == u"big")
                return OutgoingAnswer::json({{u"big"_s, QString(30'000'000, u'x')}});
            if (request.segments.constFirst() == u"hold") {
                ++held;
                while (!releases && !request.isAbandoned())
                    std::this_thread::sleep_for(std::chrono::milliseconds(2));
                --held;
            }
            return OutgoingAnswer::json({{u"size"_s, request.body.size()}});
        });
        QVERIFY(started);
        server = std::move(*started);
    }

    void open(int count, const QByteArray &bytes)
    {
        for (int i = 0; i < count; ++i) {
            clients.push_back(std::make_unique<RawClient>(server->url()));
            QVERIFY(clients.back()->isOpen());
            if (!bytes.isEmpty())
                clients.back()->send(bytes); // may be ended already
        }
    }

    /// As an operator asks: one attempt, on a connection of its own.
    void answersAtOnce()
    {
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(request(server->url(), "GET", "/").status, 200);
        QVERIFY2(timer.elapsed() < promptMs, qPrintable(QString::number(timer.elapsed())));
    }

private Q_SLOTS:
    void initTestCase() { raiseDescriptorLimit(); }
    void init()
    {
        held = 0;
        releases = false;
        start(8);
    }
    void cleanup()
    {
        releases = true;
        clients.clear();
        server.reset();
    }

    void thousands_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("a byte") << QByteArray("G");
        QTest::newRow("a line break") << QByteArray("\r\n");
        QTest::newRow("half a head") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n");
        QTest::newRow("no body") << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n");
        QTest::newRow("half a body") << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n{");
        QTest::newRow("half a chunk") << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab");
        QTest::newRow("an expectation") << QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\nExpect: 100-continue\r\n\r\n");
        QTest::newRow("an answered request") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        QTest::newRow("an answered request, and a byte") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\nG");
        QTest::newRow("a refused request") << QByteArray("GET / HTTP/1.1\r\n\r\n");
        QTest::newRow("answers that are not taken") << QByteArray("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    void thousands()
    {
        QFETCH(QByteArray, bytes);
        const int most = bytes.contains("/big") ? 20 : 3000; // an answer that waits is memory
        for (int round = 0; round < 10; ++round) {
            open(most / 10, bytes);
            answersAtOnce();
            if (QTest::currentTestFailed())
                return;
        }
    }

    /// They come anew as fast as they can while the operator asks.
    void renewed()
    {
        std::atomic_bool stops = false;
        std::atomic_int opened = 0;
        std::vector<std::thread> strangers;
        for (int i = 0; i < 2; ++i) {
            strangers.emplace_back([&] {
                std::vector<std::unique_ptr<RawClient>> own(places);
                for (size_t next = 0; !stops; next = (next + 1) % own.size()) {
                    own[next] = std::make_unique<RawClient>(server->url());
                    if (own[next]->isOpen())
                        own[next]->send(next % 2 ? "G" : "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                    ++opened;
                }
            });
        }
        for (int i = 0; i < 30; ++i)
            answersAtOnce();
        stops = true;
        for (std::thread &stranger : strangers)
            stranger.join();
        QVERIFY(opened > 0);
    }

    void slowOnesHoldNoThread()
    {
        const int before = threads();
        open(places / 2, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n{");
        answersAtOnce();
        QTRY_VERIFY_WITH_TIMEOUT(threads() <= before + 1, patienceMs);
    }

    /// More of them than there are threads: each takes 30 MB, some day.
    void thoseThatDoNotReadHoldNoThread()
    {
        const int before = threads();
        open(20, "GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
        answersAtOnce();
        QTRY_VERIFY_WITH_TIMEOUT(threads() <= before + 1, patienceMs);
        for (const auto &client : clients)
            QCOMPARE(client->answer().json().value(u"big"_s).toString().size(), 30'000'000);
    }

    /// Requests without end on one connection are answered, and others have their turn.
    void pipelinedWithoutEnd()
    {
        start(1);
        QByteArray many;
        for (int i = 0; i < 2000; ++i)
            many += "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        open(20, many);
        answersAtOnce();
        for (const auto &client : clients)
            for (int i = 0; i < 2000; ++i)
                QCOMPARE(client->answer().status, 200);
    }

    void whoIsServedStays()
    {
        open(4, "GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
        QTRY_COMPARE_WITH_TIMEOUT(held.load(), 4, patienceMs);
        open(3000, "G");
        answersAtOnce();
        QCOMPARE(held.load(), 4);
        releases = true;
        for (size_t i = 0; i < 4; ++i)
            QCOMPARE(clients.at(i)->answer().status, 200);
    }

    /// A connection that has been answered is worth more than one that never asked.
    void whoWasAnsweredGoesAfterThoseWhoNeverAsked()
    {
        start(1);
        RawClient operators(server->url());
        operators.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        QCOMPARE(operators.answer().status, 200);
        open(places - 1, "G");
        QTest::qSleep(700); // so long they might have asked
        open(places / 2, "G");
        operators.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        QCOMPARE(operators.answer().status, 200);
    }

    void slowOnesAreServedWhileThereIsRoom()
    {
        RawClient slow(server->url());
        for (const char c : QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde")) {
            slow.send(QByteArray(1, c));
            QTest::qSleep(1);
        }
        QCOMPARE(slow.answer().json().value(u"size"_s).toInt(), 5);
    }
};

QTEST_GUILESS_MAIN(TestSlowClients)

#include "tst_slowclients.moc"
