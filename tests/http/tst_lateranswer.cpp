// SPDX-FileCopyrightText: 2026 The Lockstep contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/httpserver.h"

#include "rawclient.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <mutex>

using namespace Lockstep;
using namespace Lockstep::Http;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 60'000;

/// What the test decides about all answers that wait.
struct Board
{
    std::mutex mutex;
    std::vector<std::function<void()>> wakes;
    std::atomic_bool isThere = false;
    std::atomic_int waiting = 0;
    std::atomic_int looking = 0;
    std::atomic_int mostLooking = 0;

    void wakeAll()
    {
        const std::lock_guard lock(mutex);
        for (const auto &wake : wakes)
            wake();
    }
};

class Later : public LaterAnswer
{
public:
    Later(Board *board, Clock::duration time)
        : m_board(board)
        , m_deadline(Clock::now() + time)
    {
        ++m_board->waiting;
    }
    ~Later() override { --m_board->waiting; }
    void begin(std::function<void()> wake) override
    {
        const std::lock_guard lock(m_board->mutex);
        m_board->wakes.push_back(std::move(wake));
    }
    std::optional<OutgoingAnswer> look(bool isLast) override
    {
        const int looking = ++m_board->looking;
        m_board->mostLooking = std::max(m_board->mostLooking.load(), looking);
        const bool isThere = m_board->isThere;
        --m_board->looking;
        if (!isThere && !isLast)
            return {};
        return OutgoingAnswer::json({{u"news"_s, isThere}});
    }
    Clock::time_point deadline() const override { return m_deadline; }

private:
    Board *m_board;
    Clock::time_point m_deadline;
};

} // namespace

/// Answers that are waited for: any number of them on few threads, and whoever asks something else does not notice.
class TestLaterAnswer : public QObject
{
    Q_OBJECT

    Board board;
    std::unique_ptr<HttpServer> server;
    std::vector<std::unique_ptr<RawClient>> clients;

    void poll(int count, const QByteArray &target = "/poll")
    {
        for (int i = 0; i < count; ++i) {
            clients.push_back(std::make_unique<RawClient>(server->url()));
            clients.back()->send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
        }
    }

private Q_SLOTS:
    void init()
    {
        board.isThere = false;
        board.mostLooking = 0;
        board.wakes.clear();
        HttpServerOptions options;
        options.maxConnections = 500;
        options.maxThreads = 8;
        auto started = HttpServer::start(options, [this](const IncomingRequest &request) {
            OutgoingAnswer answer = OutgoingAnswer::json({{u"path"_s, request.segments.constFirst()}});
            if (request.segments.constFirst() == u"poll")
                answer.later = std::make_shared<Later>(&board, std::chrono::hours(1));
            if (request.segments.constFirst() == u"short")
                answer.later = std::make_shared<Later>(&board, std::chrono::milliseconds(50));
            return answer;
        });
        QVERIFY(started);
        server = std::move(*started);
    }
    void cleanup()
    {
        clients.clear();
        server.reset();
        QCOMPARE(board.waiting.load(), 0);
    }

    void manyWaitOnFewThreads()
    {
        const int before = threads();
        poll(400);
        QTRY_COMPARE_WITH_TIMEOUT(board.waiting.load(), 400, patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(threads() <= before + 8, patienceMs);
        for (int i = 0; i < 20; ++i)
            QCOMPARE(request(server->url(), "GET", "/other").json().value(u"path").toString(), u"other"_s);
        board.wakeAll(); // for nothing
        QCOMPARE(request(server->url(), "GET", "/other").status, 200);
        board.isThere = true;
        board.wakeAll();
        for (const auto &client : clients)
            QCOMPARE(client->answer().json().value(u"news").toBool(), true);
        QCOMPARE(board.waiting.load(), 0);
        QVERIFY(board.mostLooking.load() < 8); // who asks something else finds a thread
        // Each goes on on its connection.
        for (const auto &client : clients) {
            client->send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
            QCOMPARE(client->answer().json().value(u"path").toString(), u"next"_s);
        }
    }

    void theTimeIsOver()
    {
        poll(20, "/short");
        for (const auto &client : clients)
            QCOMPARE(client->answer().json().value(u"news"), QJsonValue(false));
    }

    void whatComesBeforeItIsWaitedFor()
    {
        board.isThere = true;
        poll(1);
        QTRY_COMPARE_WITH_TIMEOUT(board.waiting.load(), 1, patienceMs);
        board.wakeAll(); // whether or not the connection is waited for by now
        QCOMPARE(clients.front()->answer().status, 200);
    }

    void pipelined()
    {
        poll(1);
        clients.front()->send("GET /second HTTP/1.1\r\nHost: a\r\n\r\n");
        QTRY_COMPARE_WITH_TIMEOUT(board.waiting.load(), 1, patienceMs);
        board.isThere = true;
        board.wakeAll();
        QCOMPARE(clients.front()->answer().json().value(u"news"), QJsonValue(true));
        QCOMPARE(clients.front()->answer().json().value(u"path").toString(), u"second"_s);
    }

    void clientsThatGo()
    {
        poll(50);
        QTRY_COMPARE_WITH_TIMEOUT(board.waiting.load(), 50, patienceMs);
        clients.front()->reset();
        clients.at(1)->finishSending();
        clients.resize(25);
        QTRY_COMPARE_WITH_TIMEOUT(board.waiting.load(), 23, patienceMs);
        board.isThere = true;
        board.wakeAll(); // also those who are gone
        QCOMPARE(clients.back()->answer().status, 200);
    }

    void stopsWhileManyWait()
    {
        poll(100);
        QTRY_COMPARE_WITH_TIMEOUT(board.waiting.load(), 100, patienceMs);
        QElapsedTimer timer;
        timer.start();
        server->stop();
        QVERIFY(timer.elapsed() < 20'000);
        QCOMPARE(board.waiting.load(), 0);
        board.wakeAll(); // nobody is there to hear it
        for (const auto &client : clients)
            QVERIFY(client->isClosedWithin(20'000));
    }

    void moreThanThreads()
    {
        // Idle connections hold none either.
        for (int i = 0; i < 100; ++i)
            clients.push_back(std::make_unique<RawClient>(server->url()));
        for (int round = 0; round < 3; ++round) {
            for (const auto &client : clients)
                client->send("GET /one HTTP/1.1\r\nHost: a\r\n\r\n");
            for (const auto &client : clients)
                QCOMPARE(client->answer().status, 200);
        }
    }
};

QTEST_GUILESS_MAIN(TestLaterAnswer)

#include "tst_lateranswer.moc"
